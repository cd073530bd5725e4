package odoo_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/wharf-edi/wharf/gateway"
	"github.com/wharf-edi/wharf/gateway/erptest"
	"github.com/wharf-edi/wharf/odoo"
	"github.com/wharf-edi/wharf/odoo/odootest"
)

var _ gateway.ERP = (*odoo.Client)(nil)

// versions are the simulated ones.
var versions = []int{14, 17, 18, 19}

// eastern is a warehouse's zone in which noon is UTC's midnight.
var eastern = time.FixedZone("UTC+12", 12*60*60)

// start serves a simulated Odoo until the test ends.
func start(t *testing.T, o odootest.Options) *odootest.Server {
	t.Helper()
	o.Now = time.Now
	s, err := odootest.New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func config(url string) odoo.Config {
	return odoo.Config{URL: url, Database: "edi", User: "admin", Password: "admin", Zone: eastern, Now: time.Now}
}

func client(t *testing.T, cfg odoo.Config) *odoo.Client {
	t.Helper()
	c, err := odoo.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func buyer(t *testing.T, cfg odoo.Config) *odootest.Buyer {
	t.Helper()
	b, err := odootest.NewBuyer(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// harness is an Odoo for the contract suite.
func harness(t *testing.T, cfg odoo.Config) *erptest.Harness {
	breaker := odootest.NewBreaker()
	b, second := buyer(t, cfg), client(t, cfg)
	cfg.Wrap = breaker.Wrap
	return &erptest.Harness{ERP: client(t, cfg), Second: second, Buyer: b, Breaker: breaker}
}

func TestContract(t *testing.T) {
	for _, v := range versions {
		t.Run(fmt.Sprint(v), func(t *testing.T) {
			t.Parallel()
			erptest.Run(t, func(t *testing.T) *erptest.Harness {
				return harness(t, config(start(t, odootest.Options{Version: v, Delivery: v%2 == 0}).URL()))
			})
		})
	}
}

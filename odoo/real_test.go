//go:build odoo

package odoo_test

import (
	"os"
	"testing"

	"github.com/wharf-edi/wharf/gateway/erptest"
)

// TestRealOdoo runs the contract suite against the server that ODOO_URL names. It
// leaves orders and bills behind there.
func TestRealOdoo(t *testing.T) {
	url := os.Getenv("ODOO_URL")
	if url == "" {
		t.Fatal("ODOO_URL is not set: this test is for a real Odoo")
	}
	cfg := config(url)
	cfg.Database, cfg.User, cfg.Password = os.Getenv("ODOO_DB"), os.Getenv("ODOO_USER"), os.Getenv("ODOO_PASSWORD")
	erptest.Run(t, func(t *testing.T) *erptest.Harness { return harness(t, cfg) })
}

package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/internal/absent"
	"github.com/wharf-edi/wharf/odoo"
	"github.com/wharf-edi/wharf/odoo/odootest"
	"github.com/wharf-edi/wharf/store"
	"github.com/wharf-edi/wharf/transports/sftp/sftptest"
)

// plant is a gateway with an Odoo, its people and its suppliers, for one test.
type plant struct {
	*cast
	t    *testing.T
	dir  string
	cfg  Config
	app  *app
	test *odootest.Server // nil with a real Odoo
}

// odooAt is an Odoo that a plant works with.
type odooAt struct {
	cfg    OdooConfig
	server *odootest.Server
}

// simulated starts an Odoo of that version.
func simulated(t *testing.T, version int) odooAt {
	t.Helper()
	s, err := odootest.New(odootest.Options{Version: version, Now: time.Now, Delivery: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return odooAt{OdooConfig{URL: s.URL(), Database: "edi", User: "admin", Password: "admin", Timezone: "UTC", Timeout: 20 * time.Second}, s}
}

// newPlant makes vendors, items and partners, without starting the gateway.
func newPlant(t *testing.T, at odooAt, database string) *plant {
	t.Helper()
	p := &plant{t: t, dir: t.TempDir(), test: at.server}
	buyer, err := odootest.NewBuyer(odoo.Config{URL: at.cfg.URL, Database: at.cfg.Database, User: at.cfg.User, Password: at.cfg.Password, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if p.cast, err = newCast(t.Context(), buyer, p.dir, time.Now, fmt.Sprintf("-%d", time.Now().UnixNano()%1e12)); err != nil {
		t.Fatal(err)
	}
	p.cfg = defaultConfig()
	p.cfg.Data, p.cfg.Database = filepath.Join(p.dir, "data"), database
	p.cfg.KeyFile = filepath.Join(p.dir, "wharf.key")
	p.cfg.Partners = filepath.Join(p.dir, "partners")
	p.cfg.Odoo = at.cfg
	p.cfg.Odoo.Poll = 300 * time.Millisecond
	p.cfg.SFTP.Listen, p.cfg.Portal.Listen = "127.0.0.1:0", "127.0.0.1:0"
	p.cfg.Work = WorkConfig{Workers: 4, Lease: 3 * time.Second, Sweep: 300 * time.Millisecond, Recheck: time.Second}
	if err := os.WriteFile(p.cfg.KeyFile, []byte("d2hhcmYgdGVzdCBrZXkgd2hhcmYgdGVzdCBrZXkgd2hhcmYh\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// start runs the gateway in this process until the test ends.
func (p *plant) start() {
	p.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	a, err := newApp(ctx, p.cfg, newLog(logTo(p.t), "warn"), time.Now, hooks{})
	if err != nil {
		stop()
		p.t.Fatal(err)
	}
	p.app = a
	served := make(chan error, 1)
	go func() { served <- a.Run(ctx) }()
	p.t.Cleanup(func() {
		stop()
		if err := errors.Join(<-served, a.Close()); err != nil {
			p.t.Errorf("the gateway ended with %v", err)
		}
	})
}

// logTo writes what the gateway logs into the test's own log.
func logTo(t *testing.T) *testWriter { return &testWriter{t} }

type testWriter struct{ t *testing.T }

func (w *testWriter) Write(b []byte) (int, error) {
	if w.t.Context().Err() == nil {
		w.t.Log(strings.TrimRight(string(b), "\n"))
	}
	return len(b), nil
}

// within waits until done says so; a test that waits for more than a minute fails.
func (p *plant) within(what string, done func() (bool, error)) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		ok, err := done()
		if err != nil {
			p.t.Fatalf("%s: %v", what, err)
		}
		if ok {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			p.t.Fatalf("%s: not within a minute\n%s", what, p.story())
		}
	}
}

// story is the timeline so far, for a test that fails.
func (p *plant) story() string {
	if p.app == nil {
		return ""
	}
	var b strings.Builder
	t := &teller{store: p.app.store, out: &b, names: p.names(), now: time.Now}
	if err := t.tell(context.Background()); err != nil {
		return err.Error()
	}
	return b.String()
}

// client logs an actor in with the Go client.
func (p *plant) client(a *actor) *sftptest.Client {
	p.t.Helper()
	c, err := a.connect(p.app.sftpListener.Addr().String(), p.app.hostKey.PublicKey())
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = c.Close() })
	return c
}

// openssh runs OpenSSH's sftp as the actor with a batch of commands, and answers
// what it printed.
func (p *plant) openssh(a *actor, batch string) (string, error) {
	p.t.Helper()
	program, err := exec.LookPath("sftp")
	if err != nil {
		absent.Skip(p.t, "openssh", "OpenSSH's sftp is not installed")
	}
	key, err := a.writeKey(p.dir)
	if err != nil {
		p.t.Fatal(err)
	}
	host, port, err := net.SplitHostPort(p.app.sftpListener.Addr().String())
	if err != nil {
		p.t.Fatal(err)
	}
	known := filepath.Join(p.dir, "known_hosts")
	line := fmt.Sprintf("[%s]:%s %s", host, port, ssh.MarshalAuthorizedKey(p.app.hostKey.PublicKey()))
	if err := os.WriteFile(known, []byte(line), 0o600); err != nil {
		p.t.Fatal(err)
	}
	cmd := exec.CommandContext(p.t.Context(), program, "-b", "-", "-P", port, "-i", key, "-o", "UserKnownHostsFile="+known,
		"-o", "IdentitiesOnly=yes", "-F", "none", a.login+"@"+host)
	cmd.Stdin = strings.NewReader(batch)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// put uploads a file with OpenSSH's client.
func (p *plant) put(a *actor, name string, body []byte) {
	p.t.Helper()
	file := filepath.Join(p.t.TempDir(), name)
	if err := os.WriteFile(file, body, 0o600); err != nil {
		p.t.Fatal(err)
	}
	if out, err := p.openssh(a, "put "+file+" in/\n"); err != nil {
		p.t.Fatalf("put %s: %v\n%s", name, err, out)
	}
}

// order confirms an order of a supplier's two items in Odoo, and waits until the
// supplier has it.
func (p *plant) order(a *actor, quantities ...string) (key string, o *documents.Order) {
	p.t.Helper()
	codes := []string{"ROD-12", "HSG-80"}
	prices := []string{"12.50", "48"}
	if a == p.bolt {
		codes, prices = []string{"BLT-M8", "WSH-M8"}, []string{"0.35", "0.08"}
	}
	due := documents.DateOf(time.Now().UTC()).Add(20)
	var lines []odootest.OrderLine
	for i, q := range quantities {
		lines = append(lines, odootest.OrderLine{Product: p.products[codes[i]], Quantity: q, Price: prices[i], Due: due})
	}
	key, number, err := p.buyer.NewOrder(p.t.Context(), a.vendor, lines)
	if err != nil {
		p.t.Fatal(err)
	}
	c := p.client(a)
	p.within("order "+number+" lies in the supplier's folder", func() (bool, error) {
		err := a.collect(c)
		return a.orders[number] != nil, err
	})
	return key, a.orders[number]
}

// documents answers the inbound documents of an order of that kind, oldest first.
func (p *plant) documents(kind documents.Kind, order string) []*store.Document {
	p.t.Helper()
	var ds []*store.Document
	err := p.app.store.View(p.t.Context(), store.Everything, func(tx store.Tx) (err error) {
		ds, err = tx.Documents(p.t.Context(), store.DocumentFilter{Kind: kind, Direction: store.Inbound, Order: order, OldFirst: true})
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return ds
}

// state waits until the newest document of that kind of an order is in a state.
func (p *plant) state(kind documents.Kind, order string, want store.DocumentState) *store.Document {
	p.t.Helper()
	var d *store.Document
	p.within(fmt.Sprintf("%s of %s is %s", kind, order, want), func() (bool, error) {
		ds := p.documents(kind, order)
		if len(ds) == 0 {
			return false, nil
		}
		d = ds[len(ds)-1]
		return d.State == want, nil
	})
	return d
}

// exceptions are the codes of what is open about a document or a transmission.
func (p *plant) exceptions(document, transmission int64) []string {
	p.t.Helper()
	var out []string
	err := p.app.store.View(p.t.Context(), store.Everything, func(tx store.Tx) error {
		es, err := tx.Exceptions(p.t.Context(), store.ExceptionFilter{Open: true, Document: document, Transmission: transmission})
		out = nil
		for _, e := range es {
			out = append(out, string(e.Code)+" → "+string(e.Owner))
		}
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

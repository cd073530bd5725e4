package odoo_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/odoo"
	"github.com/wharf-edi/wharf/odoo/odootest"
)

// ask makes one call that reads and one that writes, and checks what their errors
// say about a repeat.
func ask(t *testing.T, c *odoo.Client, says string, maybe, retry bool) {
	t.Helper()
	for _, method := range []string{"search_count", "write"} {
		args := []any{[]any{}}
		if method == "write" {
			args = []any{[]int64{}, map[string]any{}}
		}
		_, err := c.Execute(t.Context(), "res.partner", method, args, nil)
		e, ok := errors.AsType[*odoo.Error](err)
		if !ok {
			t.Fatalf("%s: got %v, want an *odoo.Error", method, err)
		}
		if want := maybe && method == "write"; e.MaybeDone() != want {
			t.Errorf("%s: %v: MaybeDone %t, want %t", method, err, e.MaybeDone(), want)
		}
		if _, again := e.RetryAfter(); again != retry {
			t.Errorf("%s: %v: retry %t, want %t", method, err, again, retry)
		}
		if e.Refusal() != "" || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "admin") {
			t.Errorf("%s: refusal %q, says %q; want %q in it, no refusal and no secret", method, e.Refusal(), err, says)
		}
	}
}

// loggedIn is a client that has done one call already.
func loggedIn(t *testing.T, cfg odoo.Config) *odoo.Client {
	t.Helper()
	c := client(t, cfg)
	if _, err := c.Execute(t.Context(), "res.partner", "search_count", []any{[]any{}}, nil); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestWireFaults(t *testing.T) {
	for name, want := range map[string]struct {
		fault odootest.Fault
		says  string
		maybe bool
	}{
		"dropped before": {odootest.Fault{Effect: odootest.DropBefore}, "EOF", true},
		"dropped after":  {odootest.Fault{Effect: odootest.DropAfter}, "EOF", true},
		"down":           {odootest.Fault{Effect: odootest.Down}, "503", true},
		"slow":           {odootest.Fault{Delay: time.Minute}, "no answer within", true},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, odootest.Options{})
			cfg := config(s.URL())
			c := loggedIn(t, cfg)
			if want.fault.Delay > 0 {
				cfg.Timeout = 200 * time.Millisecond
				c = loggedIn(t, cfg)
			}
			stop := s.Fail(want.fault)
			ask(t, c, want.says, want.maybe, true)
			stop()
			if _, err := c.Execute(t.Context(), "res.partner", "search_count", []any{[]any{}}, nil); err != nil {
				t.Errorf("afterwards: %v", err)
			}
		})
	}
}

func TestNobodyListens(t *testing.T) {
	s := start(t, odootest.Options{})
	c := loggedIn(t, config(s.URL()))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the first may find a kept connection closed
		_, _ = c.Execute(t.Context(), "res.partner", "search_count", []any{[]any{}}, nil)
	}
	ask(t, c, "refused", false, true)
}

func TestWrongLogin(t *testing.T) {
	cfg := config(start(t, odootest.Options{}).URL())
	cfg.User, cfg.Password = "someone", "hush"
	ask(t, client(t, cfg), "login was refused", false, false)
}

func TestAnswersThatAreNone(t *testing.T) {
	answers := map[string]struct {
		status     int
		kind, body string
		says       string
		maybe      bool
		retry      bool
	}{
		"a web page":   {200, "text/html", "<html>", "is this the address of an Odoo?", false, false},
		"moved":        {302, "text/html", "", "302", false, false},
		"not found":    {404, "text/html", "", "404", false, false},
		"bad gateway":  {502, "text/html", "", "502", true, true},
		"busy":         {429, "text/html", "", "429", true, true},
		"broken XML":   {200, "text/xml", "<methodResponse><params>", "cannot be read", true, false},
		"too deep":     {200, "text/xml", strings.Repeat("<value><array><data>", 5000), "nests too deeply", true, false},
		"too large":    {200, "text/xml", strings.Repeat(" ", 5000), "larger than allowed", true, false},
		"no XML-RPC":   {200, "text/xml", "<a/>", "cannot be read", true, false},
		"old fault":    {200, "text/xml", stringFault, "KeyError: 'x'", true, false},
		"wrong number": {200, "text/xml", "<value><int>x</int></value>", "cannot be read", true, false},
	}
	for name, a := range answers {
		t.Run(name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/xml")
				if strings.HasSuffix(r.URL.Path, "common") {
					fmt.Fprint(w, "<value><int>2</int></value>")
					return
				}
				w.Header().Set("Content-Type", a.kind)
				w.Header().Set("Location", "/elsewhere")
				w.WriteHeader(a.status)
				fmt.Fprint(w, a.body)
			}))
			defer s.Close()
			cfg := config(s.URL)
			cfg.MaxResponse = 4096
			if name == "too deep" {
				cfg.MaxResponse = 1 << 20
			}
			ask(t, client(t, cfg), a.says, a.maybe, a.retry)
		})
	}
}

// stringFault is how older servers tell a fault: the code is a text.
const stringFault = "<methodResponse><fault><value><struct><member><name>faultCode</name><value><string>KeyError: 'x'</string></value></member>" +
	"<member><name>faultString</name><value><string>Traceback</string></value></member></struct></value></fault></methodResponse>"

func TestConfigTellsAllAtOnce(t *testing.T) {
	_, err := odoo.New(odoo.Config{URL: "ftp://x"})
	for _, want := range []string{"url", "database", "user", "password", "clock"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q in it", err, want)
		}
	}
	if _, err := odoo.New(odoo.Config{URL: "http://me:secret@host", Database: "d", User: "u", Password: "p", Now: time.Now}); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("a password in the address: got %v", err)
	}
}

// A connection that is lost behind the commit looks like one lost before it. The
// repeat finds the bill.
func TestBillAfterLostAnswer(t *testing.T) {
	for _, v := range versions {
		s := start(t, odootest.Options{Version: v})
		b, order := ordered(t, config(s.URL()))
		c := client(t, config(s.URL()))
		bill := &documents.Bill{
			Reference: "inv_1", Number: "INV 1", Date: documents.Date{Year: 2031, Month: 3, Day: 1}, SupplierKey: order.SupplierKey,
			Lines: []documents.BillLine{{OrderKey: order.Key, LineKey: order.Lines[0].Key, Quantity: order.Lines[0].Quantity, Price: order.Lines[0].Price}},
		}
		for _, call := range []string{"load", "write"} {
			stop := s.Fail(odootest.Fault{Match: odootest.Method("account.move", call), Times: 1, Effect: odootest.DropAfter})
			_, err := c.Bill(t.Context(), bill)
			stop()
			if e, ok := errors.AsType[*odoo.Error](err); !ok || !e.MaybeDone() {
				t.Errorf("%d: lost %s: got %v, want MaybeDone", v, call, err)
			}
		}
		if _, err := c.Bill(t.Context(), bill); err != nil {
			t.Fatal(err)
		}
		bills, err := b.Bills(t.Context(), order.SupplierKey)
		if err != nil || len(bills) != 1 || len(bills[0].Lines) != 1 {
			t.Errorf("%d: got %+v, %v, want one bill of one line", v, bills, err)
		}
	}
}

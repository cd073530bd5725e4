package gateway_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/odoo/odootest"
	"github.com/wharf-edi/wharf/store"
)

// no is an ERP's refusal.
type no string

func (n no) Error() string   { return "odoo: " + string(n) }
func (n no) Refusal() string { return string(n) }

// only answers err to one method.
func only(method string, err error) func(string) error {
	return func(m string) error {
		if m == method {
			return err
		}
		return nil
	}
}

// While Odoo does not answer, documents stay pending, nobody is asked, and the
// timeline says so once. When it is back, all go through within a minute.
func TestOdooDown(t *testing.T) {
	for _, effect := range []odootest.Effect{odootest.Down, odootest.DropBefore} {
		p := newPlant(t)
		one, two := p.acme.order("5"), p.bolt.order("6")
		p.acme.receive(one)
		p.bolt.receive(two)
		back := p.odoo.Fail(odootest.Fault{Effect: effect})
		p.acme.send(p.acme.file(p.acme.respond(one, 1), p.acme.invoice(one, "R1", "10")))
		p.bolt.send(p.bolt.file(p.bolt.invoice(two, "R2", "10")))
		response := p.states(documents.KindOrderResponse, store.DocumentReceived)[0]
		p.states(documents.KindInvoice, store.DocumentReceived, store.DocumentReceived)

		rest, longest := time.Duration(0), time.Duration(0)
		for range 12 {
			d := p.documents(documents.KindOrderResponse)[0]
			next := d.Due.Sub(p.clock.Now())
			if next < rest || next <= 0 || next > time.Minute {
				t.Errorf("after %d tries it rests %s, before that %s: rests grow to a minute", d.Attempts, next, rest)
			}
			rest, longest = next, max(longest, next)
			p.later(time.Minute)
		}
		if longest != time.Minute {
			t.Errorf("the longest rest was %s, want a minute", longest)
		}
		p.expectStory(response.ID, "Odoo does not answer", 1)
		p.expectOpen()
		if n := len(p.acme.acks()); n != 1 {
			t.Errorf("%d acknowledgments: one does not depend on Odoo", n)
		}

		back()
		p.later(time.Minute)
		p.states(documents.KindOrderResponse, store.DocumentPosted)
		p.states(documents.KindInvoice, store.DocumentPosted, store.DocumentPosted)
		p.acme.expectBills("R1")
		p.bolt.expectBills("R2")
		p.expectOpen()
	}
}

// A connection that breaks after Odoo has done what it was asked for does not make
// Odoo do it twice.
func TestAnswerLost(t *testing.T) {
	p := newPlant(t)
	o := p.acme.order("5")
	p.acme.receive(o)
	lost := 0
	stop := p.odoo.Fail(odootest.Fault{Effect: odootest.DropAfter, Match: func(c odootest.Called) bool {
		writes := c.Model == "account.move" && c.Method != "search_read" && c.Method != "read" && c.Method != "fields_get"
		if writes {
			lost++
		}
		return writes && lost <= 2
	}})
	defer stop()
	p.acme.send(p.acme.file(p.acme.invoice(o, "R1", "10")))
	for range 5 {
		p.later(time.Minute)
	}
	if lost == 0 {
		t.Fatal("no write was lost")
	}
	p.states(documents.KindInvoice, store.DocumentPosted)
	p.acme.expectBills("R1")
	p.expectOpen()
}

// What Odoo refuses is held with its words for a person, rests, is tried again, and
// the exception goes when it goes through.
func TestOdooRefuses(t *testing.T) {
	p := newPlant(t)
	o := p.acme.order("5")
	p.acme.receive(o)
	p.erp.says(only("Bill", no("The fiscal year is closed.")))
	p.acme.send(p.acme.file(p.acme.invoice(o, "R1", "10")))
	d := p.states(documents.KindInvoice, store.DocumentHeld)[0]
	if es := p.expectOpen("erp-refused → steward"); len(es) == 1 && es[0].Detail != "The fiscal year is closed." {
		t.Errorf("the exception says %q, want Odoo's words", es[0].Detail)
	}
	p.expectStory(d.ID, "Odoo refused it: The fiscal year is closed.", 1)

	p.erp.says(nil)
	for range 5 {
		p.later(time.Minute)
	}
	p.states(documents.KindInvoice, store.DocumentHeld) // it rests
	p.later(time.Hour)
	p.states(documents.KindInvoice, store.DocumentPosted)
	p.acme.expectBills("R1")
	p.expectOpen()
	if es := p.exceptions(store.ExceptionFilter{}); len(es) != 1 || es[0].ClosedWhy == "" {
		t.Errorf("exceptions: %+v, want the one, closed with its reason", es)
	}
}

// What Odoo refuses again does not open a second exception, and does not come up
// more often than its rest.
func TestOdooRefusesAgain(t *testing.T) {
	p := newPlant(t)
	o := p.acme.order("5")
	p.acme.receive(o)
	tries := 0
	p.erp.says(func(method string) error {
		if method != "Bill" {
			return nil
		}
		tries++
		return no("No.")
	})
	p.acme.send(p.acme.file(p.acme.invoice(o, "R1", "10")))
	for range 60 { // in which the order changes all the time
		p.must(p.buyer.SetOrder(t.Context(), o.Key, map[string]any{"partner_ref": p.clock.Now().String()}))
		p.later(time.Minute)
		p.poll()
	}
	p.states(documents.KindInvoice, store.DocumentHeld)
	if tries < 2 || tries > 5 {
		t.Errorf("tried %d times in an hour, want once in each quarter at most", tries)
	}
	p.expectOpen("erp-refused → steward")
	if n := len(p.exceptions(store.ExceptionFilter{})); n != 1 {
		t.Errorf("%d exceptions in all, want 1", n)
	}
}

// What fails for no reason that a repeat mends is tried five times and then held;
// it goes through by itself when it can.
func TestLastingError(t *testing.T) {
	for _, method := range []string{"Order", "Bill"} {
		t.Run(method, func(t *testing.T) {
			p := newPlant(t)
			o := p.acme.order("5")
			p.acme.receive(o)
			p.erp.says(only(method, errors.New("a KeyError in a module")))
			p.acme.send(p.acme.file(p.acme.invoice(o, "R1", "10")))
			for n := 1; n < 5; n++ {
				if d := p.documents(documents.KindInvoice)[0]; d.State == store.DocumentHeld || d.Attempts != n {
					t.Fatalf("after try %d: %s with %d attempts", n, d.State, d.Attempts)
				}
				p.expectOpen()
				p.later(time.Minute)
			}
			d := p.states(documents.KindInvoice, store.DocumentHeld)[0]
			if es := p.expectOpen("erp-refused → steward"); len(es) == 1 && !strings.Contains(es[0].Detail, "KeyError") {
				t.Errorf("the exception says %q", es[0].Detail)
			}
			p.expectStory(d.ID, "Odoo does not answer", 0)
			p.erp.says(nil)
			for range 4 {
				p.later(20 * time.Minute)
			}
			p.states(documents.KindInvoice, store.DocumentPosted)
			p.acme.expectBills("R1")
			p.expectOpen()
		})
	}
}

// What was written although it ended in an error is not taken for somebody else's
// bill later: the outcome is found out before anything is judged.
func TestLastingErrorAfterWriting(t *testing.T) {
	p := newPlant(t)
	o := p.acme.order("5")
	p.acme.receive(o)
	p.erp.saysAfter(only("Bill", errors.New("a KeyError while reading back")))
	p.acme.send(p.acme.file(p.acme.invoice(o, "R1", "10")))
	for range 6 {
		p.later(time.Minute)
	}
	p.states(documents.KindInvoice, store.DocumentHeld)
	p.acme.expectBills("R1")
	p.erp.saysAfter(nil)
	p.later(20 * time.Minute)
	p.states(documents.KindInvoice, store.DocumentPosted)
	p.acme.expectBills("R1")
	p.expectOpen()
}

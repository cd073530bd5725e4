package gateway_test

import (
	"errors"
	"testing"
	"time"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/store"
)

// An invoice that is ahead of its goods waits, is looked at again and again without
// filling its timeline, and is billed once the goods are counted: by the sweep, or
// at once when Odoo says that the order has changed.
func TestInvoiceWaits(t *testing.T) {
	for _, c := range []struct {
		name   string
		notice func(p *plant)
	}{
		{"sweep", func(p *plant) { p.later(20 * time.Second) }},
		{"poll", func(p *plant) { p.poll() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPlant(t)
			o := p.acme.order("5", "7")
			p.poll()
			p.acme.send(p.acme.file(p.acme.invoice(o, "R1", "10")))
			d := p.states(documents.KindInvoice, store.DocumentWaiting)[0]
			if rest := d.Due.Sub(p.clock.Now()); rest != 20*time.Second {
				t.Errorf("it rests %s, want the default of Base.Recheck", rest)
			}
			for range 5 {
				p.later(20 * time.Second)
				p.poll()
			}
			p.states(documents.KindInvoice, store.DocumentWaiting)
			p.expectStory(d.ID, "it waits", 1)
			p.expectOpen() // nobody has to do anything
			p.acme.expectBills()

			p.acme.receive(o)
			c.notice(p)
			p.states(documents.KindInvoice, store.DocumentPosted)
			p.acme.expectBills("R1")
		})
	}
}

// Goods that come in parts: what is received is not billed before the whole invoice
// is covered, and the timeline says how far it has come.
func TestInvoiceWaitsForRest(t *testing.T) {
	p := newPlant(t)
	o := p.acme.order("5", "7")
	p.acme.send(p.acme.file(p.acme.invoice(o, "R1", "10")))
	p.must(p.buyer.Receive(t.Context(), o.Key, map[string]string{o.Lines[0].Key: "5"}))
	p.later(time.Minute)
	d := p.states(documents.KindInvoice, store.DocumentWaiting)[0]
	p.expectStory(d.ID, "it waits", 2)
	p.must(p.buyer.Receive(t.Context(), o.Key, map[string]string{o.Lines[1].Key: "7"}))
	p.later(time.Minute)
	p.states(documents.KindInvoice, store.DocumentPosted)
	p.acme.expectBills("R1")
}

// What a person has closed does not come back while nothing has changed, and does
// when the finding is another.
func TestClosedException(t *testing.T) {
	p := newPlant(t)
	o := p.acme.order("5")
	p.acme.receive(o)
	p.poll()
	p.acme.send(p.acme.file(p.acme.invoice(o, "R1", "12")))
	d := p.states(documents.KindInvoice, store.DocumentHeld)[0]
	open := p.exceptions(store.ExceptionFilter{Open: true})
	if len(open) == 0 {
		t.Fatal("nobody is asked about the price")
	}
	p.update(func(tx store.Tx) error {
		var errs []error
		for _, e := range open {
			errs = append(errs, tx.CloseException(t.Context(), e.ID, "Ann", "I have called them.", p.clock.Now()))
		}
		return errors.Join(errs...)
	})
	touch := func() {
		p.clock.add(time.Minute)
		p.must(p.buyer.SetOrder(t.Context(), o.Key, map[string]any{"partner_ref": p.clock.Now().String()}))
		p.poll()
		p.later(time.Minute)
	}
	for range 3 {
		touch()
	}
	p.states(documents.KindInvoice, store.DocumentHeld)
	p.expectOpen()
	p.expectStory(d.ID, "a person must decide", 1)

	p.must(p.buyer.SetLine(t.Context(), o.Lines[0].Key, map[string]any{"price_unit": 11.0}))
	touch()
	p.states(documents.KindInvoice, store.DocumentHeld)
	if len(p.exceptions(store.ExceptionFilter{Open: true})) == 0 {
		t.Error("the order's price has changed and is still another, and nobody is asked")
	}
	p.must(p.buyer.SetLine(t.Context(), o.Lines[0].Key, map[string]any{"price_unit": 12.0}))
	touch()
	p.states(documents.KindInvoice, store.DocumentPosted)
	p.acme.expectBills("R1")
	p.expectOpen()
}

// A waiting invoice whose order cannot be read for a while goes on waiting after
// that, and nobody is asked any longer.
func TestWaitsAfterLastingError(t *testing.T) {
	p := newPlant(t)
	o := p.acme.order("5")
	p.acme.send(p.acme.file(p.acme.invoice(o, "R1", "10")))
	p.erp.says(only("Order", errors.New("a KeyError in a module")))
	for range 6 {
		p.later(time.Minute)
	}
	p.states(documents.KindInvoice, store.DocumentHeld)
	p.expectOpen("erp-refused → steward")
	p.erp.says(nil)
	p.later(15 * time.Minute)
	p.states(documents.KindInvoice, store.DocumentWaiting)
	p.expectOpen()
	p.acme.receive(o)
	p.later(time.Minute)
	p.states(documents.KindInvoice, store.DocumentPosted)
	p.acme.expectBills("R1")
}

// An answer to an order that is not known here is held, and taken once there is
// such an order.
func TestOrderComesLater(t *testing.T) {
	p := newPlant(t)
	s := p.acme
	o := s.order("5")
	early := *o
	early.Number = "P00002"
	s.send(s.file(s.respond(&early, 1)))
	p.states(documents.KindOrderResponse, store.DocumentHeld)
	p.expectOpen("order-unknown → buyer")
	if second := s.order("5"); second.Number != early.Number {
		t.Fatalf("the second order is %s, want %s", second.Number, early.Number)
	}
	p.poll()
	p.states(documents.KindOrderResponse, store.DocumentPosted)
	p.expectOpen()
}

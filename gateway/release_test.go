package gateway_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/gateway"
	"github.com/wharf-edi/wharf/store"
)

// sent are the orders that went out, oldest first.
func (p *plant) sent() (ds []*store.Document) {
	p.t.Helper()
	p.view(func(tx store.Tx) (err error) {
		ds, err = tx.Documents(p.t.Context(), store.DocumentFilter{Direction: store.Outbound, OldFirst: true})
		return err
	})
	return ds
}

// expectSent wants these orders to have gone out, each once.
func (p *plant) expectSent(want ...string) {
	p.t.Helper()
	var got []string
	for _, d := range p.sent() {
		got = append(got, d.Number)
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		p.t.Errorf("orders sent: got %v, want %v\n%s", got, want, p.story(0))
	}
}

// otherNode is a releaser of another process on the same store.
func (p *plant) otherNode() *gateway.Releaser {
	b := *p.base
	b.Profiles = p.newProfiles()
	return &gateway.Releaser{Base: &b, Vendors: &gateway.Vendors{ERP: p.erp, Now: p.clock.Now}}
}

// Two nodes that poll at the same time send each order once, under numbers of its
// own, and so does one that is started anew.
func TestReleaseOnce(t *testing.T) {
	p := newPlant(t)
	var want []string
	for range 4 {
		_, one := p.acme.confirm("5")
		_, two := p.bolt.confirm("6", "7")
		want = append(want, one, two)
	}
	slices.Sort(want)
	nodes := []*gateway.Releaser{p.releaser, p.otherNode(), p.otherNode()}
	var all sync.WaitGroup
	errs := make([]error, len(nodes))
	for n, r := range nodes {
		all.Go(func() { errs[n] = r.Poll(t.Context()) })
	}
	all.Wait()
	p.must(errors.Join(errs...))
	p.expectSent(want...)
	p.poll()
	p.must(p.otherNode().Poll(t.Context()))
	p.expectSent(want...)
	for s, kind := range map[*supplier]string{p.acme: "850", p.bolt: "ORDERS"} {
		files := s.out(kind)
		if len(files) != 4 {
			t.Errorf("%d files for %s, want 4", len(files), s.ID)
		}
		var numbers []string
		p.view(func(tx store.Tx) error {
			for _, d := range p.sent() {
				if d.Partner != s.ID {
					continue
				}
				is, err := tx.InterchangesOf(t.Context(), d.Transmission)
				s.must(err)
				numbers = append(numbers, is[0].Control)
			}
			return nil
		})
		slices.Sort(numbers)
		if len(slices.Compact(numbers)) != 4 {
			t.Errorf("control numbers %v for %s, want four different ones", numbers, s.ID)
		}
	}
	p.expectOpen()
}

// What was confirmed before the day from which orders are released is not sent, and
// neither is what was cancelled before anybody looked.
func TestReleaseSince(t *testing.T) {
	p := newPlant(t)
	old, _ := p.acme.confirm("5")
	p.clock.add(24 * time.Hour)
	p.releaser.Since = p.clock.Now().Add(-time.Minute)
	_, number := p.acme.confirm("6")
	cancelled, _ := p.acme.confirm("7")
	p.must(p.buyer.CancelOrder(t.Context(), cancelled))
	p.must(p.buyer.SetOrder(t.Context(), old, map[string]any{"partner_ref": "changed today"}))
	p.poll()
	p.expectSent(number)
}

// Orders of a vendor that becomes a partner later go out then, however long ago the
// watermark has passed them.
func TestReleaseVendorKnownLate(t *testing.T) {
	p := newPlant(t)
	late := *p.bolt.Profile
	late.ERP.Reference = "not known to Odoo"
	p.profile(&late)
	_, first := p.acme.confirm("5")
	_, passed := p.bolt.confirm("6")
	p.poll()
	p.expectSent(first)
	for range 3 {
		p.clock.add(15 * time.Minute)
		p.poll()
	}
	p.expectSent(first)
	p.profile(p.bolt.Profile)
	p.poll()
	p.expectSent(first, passed)
}

// An order that cannot be written is a person's, holds up no other, and goes out
// when it can be.
func TestReleaseUnsendable(t *testing.T) {
	for _, c := range []struct {
		name        string
		spoil, mend func(p *plant) (number string)
	}{
		{"a delimiter in its number",
			func(p *plant) string {
				key, _ := p.acme.confirm("5")
				p.must(p.buyer.SetOrder(t.Context(), key, map[string]any{"name": "P*1"}))
				return "P*1"
			},
			func(p *plant) string {
				p.must(p.buyer.SetOrder(t.Context(), "1", map[string]any{"name": "P00001"}))
				return "P00001"
			}},
		{"an item number that is too long",
			func(p *plant) string {
				p.acme.products = nil
				p.acme.product(strings.Repeat("LONG", 20))
				_, number := p.acme.confirm("5")
				return number
			}, nil},
		{"a delimiter of the partner's that its number has",
			func(p *plant) string {
				prof := *p.acme.Profile
				prof.Envelope.Element = "P"
				p.profile(&prof)
				_, number := p.acme.confirm("5")
				return number
			},
			func(p *plant) string {
				p.profile(p.acme.Profile)
				return "P00001"
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPlant(t)
			bad := c.spoil(p)
			_, good := p.bolt.confirm("6")
			p.poll()
			p.expectSent(good)
			for range 3 {
				p.clock.add(time.Hour)
				p.poll()
			}
			es := p.expectOpen("order-unsendable → edi-admin")
			if len(es) != 1 || es[0].Order != bad || es[0].Detail == "" {
				t.Fatalf("got %+v, want one about order %s with the reason", es, bad)
			}
			if c.mend == nil {
				return
			}
			mended := c.mend(p)
			p.clock.add(time.Hour)
			p.poll()
			p.expectSent(mended, good)
			if mended == bad {
				p.expectOpen()
			}
		})
	}
}

// The watermark follows Odoo's clock, and stays where it is while Odoo cannot be
// read: nothing is passed over.
func TestWatermark(t *testing.T) {
	p := newPlant(t)
	mark := func() (at string) {
		p.view(func(tx store.Tx) (err error) {
			at, err = tx.Mark(t.Context(), "orders.watermark")
			return err
		})
		return at
	}
	p.poll()
	before := mark()
	p.clock.add(10 * time.Minute)
	p.poll()
	moved := mark()
	if moved <= before {
		t.Errorf("the watermark went from %q to %q in ten minutes", before, moved)
	}
	if at, err := time.Parse(time.RFC3339, before); err != nil || at.Sub(p.erp.since) < time.Minute {
		t.Errorf("read from %s on, %v, want some time before %s: what was written late is stamped early", p.erp.since, err, before)
	}
	_, number := p.acme.confirm("5")
	p.erp.says(only("Changed", errors.New("down")))
	for range 5 {
		p.clock.add(10 * time.Minute)
		if err := p.releaser.Poll(t.Context()); err == nil {
			t.Fatal("a poll that could not read says nothing")
		}
	}
	if got := mark(); got != moved {
		t.Errorf("the watermark went from %q to %q while Odoo was down", moved, got)
	}
	p.erp.says(nil)
	p.poll()
	p.expectSent(number)
}

// An order that cannot be kept holds the watermark where it is, so that it is seen
// again however long it lasts.
func TestWatermarkWaitsForOrder(t *testing.T) {
	p := newPlant(t)
	p.poll()
	p.clock.add(time.Second)
	_, number := p.acme.confirm("5")
	p.store.refuse(errors.New("the disk is full"))
	for range 3 {
		if err := p.releaser.Poll(t.Context()); err == nil {
			t.Fatal("a poll that could not keep an order says nothing")
		}
		p.clock.add(15 * time.Minute)
	}
	p.expectSent()
	p.store.refuse(nil)
	p.poll()
	p.expectSent(number)
}

// A supplier that has the portal only gets a document, and no file.
func TestReleasePortalOnly(t *testing.T) {
	p := newPlant(t)
	cask := p.supplier("id: cask-co\nname: Cask & Stave\nstandard: none\nerp: {reference: cask-co}\nchannels:\n  portal: {}\n")
	_, number := cask.confirm("5")
	p.poll()
	p.expectSent(number)
	d := p.sent()[0]
	if d.Transmission != 0 || d.Message != 0 || d.State != store.DocumentSent || d.Partner != cask.ID {
		t.Errorf("got %+v, want a document that no wire carried", d)
	}
	p.expectStory(d.ID, "has the portal only", 1)
	p.view(func(tx store.Tx) error {
		o, err := tx.SentOrder(t.Context(), cask.ID, number)
		if err == nil && (o.Document != d.ID || len(o.Lines) != 1 || o.Lines[0].Number != 1) {
			t.Errorf("told %+v", o)
		}
		return err
	})
}

// What the supplier's system says of an order is noted on it; a rejection is a
// person's.
func TestOrderAcknowledged(t *testing.T) {
	for _, accept := range []bool{true, false} {
		t.Run(fmt.Sprintf("accept=%t", accept), func(t *testing.T) {
			each(t, func(t *testing.T, s *supplier) {
				_, number := s.confirm("5")
				s.confirm("6")
				s.poll()
				file := append(s.out("850"), s.out("ORDERS")...)[0]
				s.send(s.answer(file, accept))
				want, words := store.MessageAcknowledged, "has accepted our"
				if !accept {
					want, words = store.MessageRefused, "has rejected our"
					es := s.expectOpen("form-defect → edi-admin")
					if len(es) == 1 && (es[0].Order != number || es[0].Document != s.sent()[0].ID) {
						t.Errorf("the exception is about order %q, document %d, want %s", es[0].Order, es[0].Document, number)
					}
				} else {
					s.expectOpen()
				}
				var got []store.MessageState
				s.view(func(tx store.Tx) error {
					for _, d := range s.sent() {
						m, err := tx.Message(t.Context(), d.Message)
						s.must(err)
						got = append(got, m.State)
					}
					return nil
				})
				if !slices.Equal(got, []store.MessageState{want, store.MessageSent}) {
					t.Errorf("the two orders are %v, want the first %s and the second sent", got, want)
				}
				s.expectStory(s.sent()[0].ID, words, 1)
				if n := len(s.acks()); n != 0 {
					t.Errorf("%d acknowledgments of an acknowledgment", n)
				}
			})
		})
	}
}

// An order that the supplier has answered says so.
func TestOrderAnswered(t *testing.T) {
	each(t, func(t *testing.T, s *supplier) {
		o := s.order("5")
		s.poll()
		s.send(s.file(s.respond(o, 0)))
		s.states(documents.KindOrderResponse, store.DocumentPosted)
		if d := s.sent()[0]; d.State != store.DocumentAnswered {
			t.Errorf("the order is %s, want answered", d.State)
		}
	})
}

package gateway_test

import (
	"strings"
	"testing"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/store"
)

// A bad message does not hold back the good one beside it: one interchange with
// two invoices, of which one is broken.
func TestBadBesideGood(t *testing.T) {
	for _, c := range []struct {
		name, good, bad string
		supplier        func(p *plant) *supplier
		want            []string // in the acknowledgment
	}{
		{"x12", "BIG*20261123*R1*", "BIG*XX*R1*", func(p *plant) *supplier { return p.acme },
			[]string{"AK2*810*0001", "AK3*BIG*2", "AK5*R*5", "AK2*810*0002", "AK5*A", "AK9*P*2*2*1"}},
		{"edifact", "DTM+137:20261123:102'\nRFF+ON:P00002", "DTM+137:XX:102'\nRFF+ON:P00002", func(p *plant) *supplier { return p.bolt },
			[]string{"+7'", "UCM+0002+INVOIC:D:96A:UN+4", "UCS+3"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPlant(t)
			s := c.supplier(p)
			one, two := s.order("5"), s.order("6")
			s.receive(one)
			s.receive(two)
			id := s.send(spoilt(t, s.file(s.invoice(one, "R1", "10"), s.invoice(two, "R2", "10")), c.good, c.bad))
			p.expectTransmission(id, store.TransmissionRead)
			p.states(documents.KindInvoice, store.DocumentPosted)
			if n := len(s.bills()); n != 1 {
				t.Errorf("%d bills in Odoo, want 1", n)
			}
			p.expectOpen("form-defect → edi-admin")
			var rejected int
			p.view(func(tx store.Tx) error {
				ms, err := tx.MessagesOf(t.Context(), id)
				for _, m := range ms {
					if m.State == store.MessageRejected {
						rejected++
					}
				}
				return err
			})
			if rejected != 1 {
				t.Errorf("%d messages rejected, want 1", rejected)
			}
			acks := s.acks()
			if len(acks) != 1 {
				t.Fatalf("%d acknowledgments, want 1", len(acks))
			}
			rest := acks[0]
			for _, w := range c.want {
				_, after, ok := strings.Cut(rest, w)
				if !ok {
					t.Fatalf("no %s where it should be in\n%s", w, acks[0])
				}
				rest = after
			}
			bad := 0
			for _, m := range s.verdict(acks[0]).Messages {
				if !m.Accepted {
					bad++
				}
			}
			if bad != 1 {
				t.Errorf("the supplier reads %d rejections, want 1:\n%s", bad, acks[0])
			}
		})
	}
}

// Interchanges in one file have each their own fate and acknowledgment.
func TestSeveralInterchanges(t *testing.T) {
	p := newPlant(t)
	s := p.acme
	one, two := s.order("5"), s.order("6")
	first, second := s.file(s.respond(one, 1)), s.file(s.respond(two, 1))
	stranger := spoilt(t, s.file(s.respond(two, 2)), "*14*123456789      *", "*14*999999999      *")
	id := s.send(first + stranger + second)
	p.expectTransmission(id, store.TransmissionRead)
	p.states(documents.KindOrderResponse, store.DocumentPosted, store.DocumentPosted)
	s.expectMoves(one, one.Lines[0].Due.Add(1))
	s.expectMoves(two, two.Lines[0].Due.Add(1))
	p.expectOpen("sender-unknown → edi-admin")
	if n := len(s.acks()); n != 2 {
		t.Errorf("%d acknowledgments, want 2", n)
	}
}

// The profile says when the partner gets acknowledgments.
func TestAcknowledgmentOptions(t *testing.T) {
	for _, c := range []struct {
		option    string
		good, bad int // acknowledgments of a good file, and of a bad one
	}{
		{"", 1, 1}, {"always", 1, 1}, {"on-error", 0, 1}, {"never", 0, 0},
	} {
		t.Run(c.option, func(t *testing.T) {
			p := newPlant(t)
			prof := *p.acme.Profile
			prof.Ack.Functional = c.option
			p.profile(&prof)
			o := p.acme.order("5")
			good := p.acme.file(p.acme.respond(o, 0))
			bad := spoilt(t, p.acme.file(p.acme.respond(o, 0)), "BAK*00*AC*", "BAK*00**")
			p.acme.send(good)
			if n := len(p.acme.acks()); n != c.good {
				t.Errorf("%d acknowledgments of a good file, want %d", n, c.good)
			}
			p.acme.send(bad)
			if n := len(p.acme.acks()) - c.good; n != c.bad {
				t.Errorf("%d acknowledgments of a bad file, want %d", n, c.bad)
			}
			p.states(documents.KindOrderResponse, store.DocumentPosted)
		})
	}
}

// Nobody acknowledges an acknowledgment.
func TestAcknowledgmentOfAcknowledgment(t *testing.T) {
	p := newPlant(t)
	own := p.acme.file(p.acme.respond(p.acme.order("5"), 0))
	p.acme.send(p.acme.answer(own, true))
	p.expectStory(0, "It acknowledges 10, which was not sent from here.", 1)
	if n := len(p.acme.acks()); n != 0 {
		t.Errorf("%d acknowledgments of an acknowledgment", n)
	}
	p.expectOpen()
}

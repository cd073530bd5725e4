package gateway_test

import (
	"strings"
	"testing"
	"time"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/store"
	"github.com/wharf-edi/wharf/translate"
)

// A file that is not what it should be is kept, nothing of it is processed, and
// somebody owns it. Who is told is only who is known to have sent it.
func TestUnusableFile(t *testing.T) {
	p := newPlant(t)
	o := p.acme.order("5")
	good := p.acme.file(p.acme.respond(o, 0))
	foreign := p.bolt.file(p.bolt.respond(p.bolt.order("5"), 0))
	for _, c := range []struct {
		name, body, exception, reason string
		acks                          int
	}{
		{"in the name of another partner", foreign, "sender-mismatch", "The file names 14:4012345000009 as its sender", 0},
		{"from somebody unknown", spoilt(t, good, "*14*123456789      *", "*14*999999999      *"), "sender-unknown", "over the channel of acme", 0},
		{"to somebody else", spoilt(t, good, "*14*4098765000005  *", "*14*1234567890123  *"), "receiver-unknown", "", 1},
		{"no interchange", "Dear Sirs, please find enclosed", "envelope-defect", "begins neither with ISA", 0},
		{"cut off in its header", good[:60], "envelope-defect", "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			p.t, p.acme.t = t, t
			acks := p.acme.acks()
			id := p.acme.send(c.body)
			p.expectTransmission(id, store.TransmissionRejected)
			es := p.exceptions(store.ExceptionFilter{Open: true, Transmission: id})
			if len(es) != 1 || string(es[0].Code) != c.exception || es[0].Owner == "" || !strings.Contains(es[0].Detail, c.reason) {
				t.Errorf("got exceptions %+v, want one %s with an owner and %q", es, c.exception, c.reason)
			}
			p.states(documents.KindOrderResponse)
			now := p.acme.acks()
			if len(now) != len(acks)+c.acks {
				t.Fatalf("%d more acknowledgments, want %d", len(now)-len(acks), c.acks)
			}
			if c.acks > 0 && p.acme.verdict(now[len(now)-1]).Accepted {
				t.Errorf("it is accepted:\n%s", now[len(now)-1])
			}
		})
	}
}

// What is marked test is read and acknowledged in production, and held. It is not
// written to Odoo, whatever happens to its order later.
func TestTestInProduction(t *testing.T) {
	each(t, func(t *testing.T, s *supplier) {
		o := s.order("5")
		s.receive(o)
		s.send(s.interchange(true, s.messages(s.invoice(o, "T1", "10"))...))
		if acks := s.acks(); len(acks) != 1 || !s.verdict(acks[0]).Accepted {
			t.Errorf("acknowledgments %v, want one that accepts", acks)
		}
		s.expectOpen("test-in-production → edi-admin")
		s.poll()
		s.must(s.buyer.SetOrder(t.Context(), o.Key, map[string]any{"partner_ref": "changed"}))
		s.clock.add(time.Hour)
		s.poll()
		s.later(s.lease())
		s.states(documents.KindInvoice, store.DocumentHeld)
		s.expectBills()
	})
}

// A partner whose profile says test has all its documents held in production.
func TestTestPartner(t *testing.T) {
	p := newPlant(t)
	o := p.acme.order("5")
	prof := *p.acme.Profile
	prof.Test = true
	p.profile(&prof)
	p.acme.send(p.acme.file(p.acme.respond(o, 1)))
	p.states(documents.KindOrderResponse, store.DocumentHeld)
	p.expectOpen("test-in-production → edi-admin")
	p.acme.expectMoves(o, o.Lines[0].Due)
}

// A test document that waits when the ERP becomes the one in production is held.
func TestTestWaitsForProduction(t *testing.T) {
	p := newPlant(t)
	p.base.TestERP = true
	o := p.acme.order("5")
	p.acme.send(p.acme.interchange(true, p.acme.messages(p.acme.invoice(o, "T1", "10"))...))
	p.states(documents.KindInvoice, store.DocumentWaiting)
	p.base.TestERP = false
	p.acme.receive(o)
	p.poll()
	p.later(p.lease())
	p.states(documents.KindInvoice, store.DocumentHeld)
	p.expectOpen("test-in-production → edi-admin")
	p.acme.expectBills()
}

// A kind of message that is not exchanged is rejected by itself, and told.
func TestTypeUnknown(t *testing.T) {
	p := newPlant(t)
	o := p.acme.order("5")
	body := p.acme.file(p.acme.respond(o, 0), p.acme.invoice(o, "R1", "10"))
	body = spoilt(t, spoilt(t, body, "ST*810*", "ST*880*"), "GS*IN*", "GS*GP*")
	p.expectTransmission(p.acme.send(body), store.TransmissionRead)
	p.states(documents.KindOrderResponse, store.DocumentPosted)
	p.states(documents.KindInvoice)
	p.expectOpen("type-unknown → edi-admin")
	var verdicts []string
	for _, a := range p.acme.acks() {
		for _, line := range strings.Split(a, "~") {
			if line = strings.TrimSpace(line); strings.HasPrefix(line, "AK1") || strings.HasPrefix(line, "AK5") || strings.HasPrefix(line, "AK9") {
				verdicts = append(verdicts, line)
			}
		}
	}
	if got, want := strings.Join(verdicts, "~"), "AK1*PR*10~AK5*A~AK9*A*1*1*1~AK1*GP*11~AK5*R*1~AK9*R*1*1*0"; got != want {
		t.Errorf("acknowledged with\n%s, want\n%s", got, want)
	}
}

// A supplier does not order from the buyer.
func TestOrderFromSupplier(t *testing.T) {
	p := newPlant(t)
	o := p.acme.order("5")
	m := p.acme.messages(&translate.Result{Kind: documents.KindOrder, Order: o})
	p.acme.send(p.acme.interchange(false, m...))
	p.states(documents.KindOrder, store.DocumentHeld)
	p.expectOpen("type-unknown → edi-admin")
	p.poll()
	for range 6 {
		p.later(time.Minute)
	}
	p.states(documents.KindOrder, store.DocumentHeld)
	p.expectOpen("type-unknown → edi-admin")
}

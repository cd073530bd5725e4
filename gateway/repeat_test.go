package gateway_test

import (
	"strings"
	"testing"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/store"
)

// each runs a test once for X12 and once for EDIFACT.
func each(t *testing.T, test func(t *testing.T, s *supplier)) {
	t.Run("x12", func(t *testing.T) { test(t, newPlant(t).acme) })
	t.Run("edifact", func(t *testing.T) { test(t, newPlant(t).bolt) })
}

// The same interchange again, however its lines are broken, is acknowledged again,
// and nothing else happens.
func TestRepeatedFile(t *testing.T) {
	each(t, func(t *testing.T, s *supplier) {
		o := s.order("5", "7")
		s.receive(o)
		body := s.file(s.invoice(o, "R1", "10"))
		first := s.send(body)
		s.expectBills("R1")
		for n, again := range []string{body, strings.ReplaceAll(body, "\n", ""), strings.ReplaceAll(body, "\n", "\r\n")} {
			id := s.send(again)
			if tr := s.expectTransmission(id, store.TransmissionRepeat); tr.RepeatOf != first {
				t.Errorf("repeat %d is of transmission %d, want %d", n, tr.RepeatOf, first)
			}
			acks := s.acks()
			if len(acks) != n+2 {
				t.Fatalf("%d acknowledgments after repeat %d, want one for each file", len(acks), n)
			}
			if v := s.verdict(acks[n+1]); !v.Accepted {
				t.Errorf("repeat %d is rejected:\n%s", n, acks[n+1])
			}
		}
		s.states(documents.KindInvoice, store.DocumentPosted)
		s.expectBills("R1")
		s.expectOpen()
	})
}

// What is new beside a repeat is processed.
func TestRepeatBesideNews(t *testing.T) {
	each(t, func(t *testing.T, s *supplier) {
		one, two := s.order("5"), s.order("6")
		s.receive(one)
		s.receive(two)
		repeated := s.file(s.invoice(one, "R1", "10"))
		s.send(repeated)
		id := s.send(repeated + s.file(s.invoice(two, "R2", "10")))
		s.expectTransmission(id, store.TransmissionRead)
		s.states(documents.KindInvoice, store.DocumentPosted, store.DocumentPosted)
		s.expectBills("R1", "R2")
		s.expectOpen()
		if n := len(s.acks()); n != 3 {
			t.Errorf("%d acknowledgments, want one for each of the three interchanges", n)
		}
	})
}

// A file that came before its sender was known is processed when it comes again.
func TestRepeatOfUnknownSender(t *testing.T) {
	p := newPlant(t)
	o := p.acme.order("5")
	body := p.acme.file(p.acme.respond(o, 1))
	known := *p.acme.Profile
	other := known
	other.Them = []partners.Identity{{Qualifier: "14", ID: "OLD"}}
	p.profile(&other)
	p.expectTransmission(p.acme.send(body), store.TransmissionRejected)
	p.expectOpen("sender-unknown → edi-admin")
	if n := len(p.acme.acks()); n != 0 {
		t.Errorf("%d acknowledgments to somebody whom nobody knows, want none", n)
	}

	p.profile(&known)
	p.expectTransmission(p.acme.send(body), store.TransmissionRead)
	p.states(documents.KindOrderResponse, store.DocumentPosted)
	p.acme.expectMoves(o, o.Lines[0].Due.Add(1))
}

// A message that was rejected for its form is processed when it comes again in
// good form under the same number. That the number was used is told, and nobody is
// asked about it.
func TestCorrectedUnderSameNumber(t *testing.T) {
	for _, c := range []struct {
		name     string
		supplier func(p *plant) *supplier
		good     string
		bad      string
	}{
		{"x12", func(p *plant) *supplier { return p.acme }, "BIG*20261123*", "BIG*20XX1123*"},
		{"edifact", func(p *plant) *supplier { return p.bolt }, "DTM+137:20261123", "DTM+137:20XX1123"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPlant(t)
			s := c.supplier(p)
			o := s.order("5")
			s.receive(o)
			body := s.file(s.invoice(o, "R1", "10"))
			s.send(spoilt(t, body, c.good, c.bad))
			p.states(documents.KindInvoice)
			rejected := p.expectOpen("form-defect → edi-admin")

			id := s.send(body)
			p.expectTransmission(id, store.TransmissionRead)
			p.states(documents.KindInvoice, store.DocumentPosted)
			s.expectBills("R1")
			p.expectStory(0, "The number was used in transmission", 1)
			if open := p.expectOpen("form-defect → edi-admin"); len(open) == 1 && open[0].ID != rejected[0].ID {
				t.Error("the good message has an exception")
			}
		})
	}
}

// A message that was rejected is looked at anew when the same file comes again: the
// cause may have been ours.
func TestRejectedFileAgain(t *testing.T) {
	p := newPlant(t)
	o := p.acme.order("5")
	body := spoilt(t, p.acme.file(p.acme.respond(o, 0)), "BAK*00*AC*", "BAK*00**")
	for n := range 2 {
		if tr := p.transmission(p.acme.send(body)); tr.State == store.TransmissionRepeat {
			t.Errorf("file %d is taken for a repeat of what was processed", n)
		}
		if acks := p.acme.acks(); len(acks) != n+1 || p.acme.verdict(acks[n]).Accepted {
			t.Errorf("acknowledgments %v, want %d that reject", acks, n+1)
		}
	}
	p.states(documents.KindOrderResponse)
}

// spoilt is body with one place changed.
func spoilt(t *testing.T, body, good, bad string) string {
	t.Helper()
	if strings.Count(body, good) != 1 {
		t.Fatalf("%q is not once in\n%s", good, body)
	}
	return strings.Replace(body, good, bad, 1)
}

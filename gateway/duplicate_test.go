package gateway_test

import (
	"fmt"
	"testing"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/store"
	"github.com/wharf-edi/wharf/translate"
)

// An invoice that came in another file is billed once, however its number is
// written; one of the same number that says something else is a person's.
func TestDuplicateInvoice(t *testing.T) {
	each(t, func(t *testing.T, s *supplier) {
		o := s.order("5")
		s.receive(o)
		s.send(s.file(s.invoice(o, "INV-0077", "10")))
		s.send(s.file(s.invoice(o, "INV-0077", "10")))
		s.send(s.file(s.invoice(o, "inv 77", "10")))
		ds := s.states(documents.KindInvoice, store.DocumentPosted, store.DocumentDuplicate, store.DocumentDuplicate)
		for _, d := range ds[1:] {
			if d.Original != ds[0].ID {
				t.Errorf("document %d is a duplicate of %d, want %d", d.ID, d.Original, ds[0].ID)
			}
			s.expectStory(d.ID, fmt.Sprintf("It repeats document %d.", ds[0].ID), 1)
		}
		s.expectOpen()

		s.send(s.file(s.invoice(o, "INV-0077", "9")))
		ds = s.states(documents.KindInvoice, store.DocumentPosted, store.DocumentDuplicate, store.DocumentDuplicate, store.DocumentHeld)
		found := false
		for _, e := range s.exceptions(store.ExceptionFilter{Open: true, Document: ds[3].ID}) {
			found = found || e.Code == "duplicate-differs" && e.Expected == fmt.Sprintf("document %d", ds[0].ID)
		}
		if !found {
			t.Errorf("no exception names the first invoice\n%s", s.story(ds[3].ID))
		}
		s.expectBills("INV-0077")
	})
}

// Two files with the same invoice that are worked in the other order give one bill.
func TestDuplicateWorkedFirst(t *testing.T) {
	p := newPlant(t)
	o := p.acme.order("5")
	p.acme.receive(o)
	p.acme.put(p.acme.file(p.acme.invoice(o, "R1", "10")))
	p.acme.put(p.acme.file(p.acme.invoice(o, "R1", "10")))
	jobs := p.store.take()
	p.job(jobs[1])
	p.job(jobs[0])
	ds := p.states(documents.KindInvoice, store.DocumentPosted, store.DocumentDuplicate)
	if ds[1].Original != ds[0].ID {
		t.Errorf("the second is a duplicate of %d, want %d", ds[1].Original, ds[0].ID)
	}
	p.acme.expectBills("R1")
}

func TestDuplicateShipNotice(t *testing.T) {
	each(t, func(t *testing.T, s *supplier) {
		o := s.order("5")
		due := o.Lines[0].Due
		again := func(expected documents.Date) *translate.Result { return s.ship(o, "SN1", expected) }
		s.send(s.file(again(due.Add(1))))
		s.send(s.file(again(due.Add(1))))
		ds := s.states(documents.KindShipNotice, store.DocumentPosted, store.DocumentDuplicate)
		if ds[1].Original != ds[0].ID {
			t.Errorf("the second is a duplicate of %d, want %d", ds[1].Original, ds[0].ID)
		}
		s.expectOpen()
		s.send(s.file(again(due.Add(9))))
		s.states(documents.KindShipNotice, store.DocumentPosted, store.DocumentDuplicate, store.DocumentHeld)
		s.expectOpen("notice-change → receiver")
		s.expectMoves(o, due.Add(1))
	})
}

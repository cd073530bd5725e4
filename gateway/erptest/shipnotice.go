package erptest

import (
	"testing"

	"github.com/wharf-edi/wharf/documents"
)

func (f *fixture) arrival(reference string, lines ...string) *documents.Arrival {
	return &documents.Arrival{
		Reference: reference, OrderKey: f.order, LineKeys: lines, Expected: slipped, Tracking: "1Z" + f.run, Note: "On its way " + f.run,
	}
}

// testAnnounce: a notice moves dates, and no quantity anywhere.
func testAnnounce(t *testing.T, f *fixture) {
	before, err := f.Buyer.Moves(t.Context(), f.order)
	must(t, err)
	_, err = f.ERP.Announce(t.Context(), f.arrival(f.reference("asn"), f.lines...))
	must(t, err)
	f.expect(t, slipped, slipped)
	after, err := f.Buyer.Moves(t.Context(), f.order)
	must(t, err)
	for i := range after {
		if after[i].Quantity != before[i].Quantity || after[i].State != before[i].State {
			t.Errorf("move %d: %s %s before, %s %s after", i, before[i].Quantity, before[i].State, after[i].Quantity, after[i].State)
		}
	}
	for i := range f.lines {
		if l := f.line(t, i); !l.Received.IsZero() || l.Due != due[i] {
			t.Errorf("line %d: received %s, due %s; want 0, %s", i+1, l.Received, l.Due, due[i])
		}
	}
	if n := f.notes(t, "On its way "+f.run); n != 1 {
		t.Errorf("got %d notes, want 1", n)
	}
}

func testAnnounceAgain(t *testing.T, f *fixture) {
	a := f.arrival(f.reference("asn"), f.lines...)
	for try := range 3 {
		w, err := f.ERP.Announce(t.Context(), a)
		must(t, err)
		if try > 0 && len(w.Changes) != 0 {
			t.Errorf("the repeat changed %+v", w.Changes)
		}
	}
	if n := f.notes(t, "On its way "+f.run); n != 1 {
		t.Errorf("got %d notes, want 1", n)
	}
}

// testAnnounceListed: a notice without a day moves nothing, one for a line moves
// that line.
func testAnnounceListed(t *testing.T, f *fixture) {
	a := f.arrival(f.reference("one"), f.lines[1])
	a.Expected = documents.Date{}
	_, err := f.ERP.Announce(t.Context(), a)
	must(t, err)
	f.expect(t, due[0], due[1])
	_, err = f.ERP.Announce(t.Context(), f.arrival(f.reference("two"), f.lines[1]))
	must(t, err)
	f.expect(t, due[0], slipped)
}

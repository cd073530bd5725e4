package erptest

import (
	"errors"
	"fmt"
	"testing"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/odoo/odootest"
)

func (f *fixture) slip(reference string, first bool) *documents.Confirmation {
	return &documents.Confirmation{
		Reference: reference, OrderKey: f.order, SupplierNumber: "SO-" + f.run, Note: "Line 1 comes later <& so on>\nsecond row",
		Promises: []documents.Promise{{OrderKey: f.order, LineKey: f.lines[0], Due: slipped, First: first}},
	}
}

// testConfirmSlip: planning sees the slip of that line and of no other.
func testConfirmSlip(t *testing.T, f *fixture) {
	w, err := f.ERP.Confirm(t.Context(), f.slip(f.reference("slip"), false))
	must(t, err)
	f.expect(t, slipped, due[1])
	if l := f.line(t, 0); l.Due != due[0] || l.Expected != slipped {
		t.Errorf("due %s, expected %s; want %s as asked for, %s as promised", l.Due, l.Expected, due[0], slipped)
	}
	if o := f.read(t); o.SupplierNumber != "SO-"+f.run {
		t.Errorf("the supplier's number is %q", o.SupplierNumber)
	}
	if len(w.Records) == 0 || len(w.Changes) == 0 {
		t.Errorf("got %+v, want records and changes", w)
	}
	if n := f.notes(t, "Line 1 comes later <& so on>"); n != 1 {
		t.Errorf("got %d notes, want 1", n)
	}
}

// testConfirmFirst: the first promise is also what the line is measured by.
func testConfirmFirst(t *testing.T, f *fixture) {
	_, err := f.ERP.Confirm(t.Context(), f.slip(f.reference("first"), true))
	must(t, err)
	f.expect(t, slipped, due[1])
	if got := f.line(t, 0).Due; got != slipped {
		t.Errorf("after the first promise the line is planned for %s, want %s", got, slipped)
	}
	if got := f.line(t, 1).Due; got != due[1] {
		t.Errorf("the other line is planned for %s, want %s", got, due[1])
	}
}

func testConfirmAgain(t *testing.T, f *fixture) {
	c := f.slip(f.reference("again"), true)
	for try := range 3 {
		w, err := f.ERP.Confirm(t.Context(), c)
		must(t, err)
		if try > 0 && len(w.Changes) != 0 {
			t.Errorf("the repeat changed %+v", w.Changes)
		}
	}
	if n := f.notes(t, "Line 1 comes later"); n != 1 {
		t.Errorf("got %d notes, want 1", n)
	}
}

// testConfirmAcknowledged: only a response that says so marks the order, and only
// where the ERP has a mark.
func testConfirmAcknowledged(t *testing.T, f *fixture) {
	c := &documents.Confirmation{Reference: f.reference("ok"), OrderKey: f.order, AsOrdered: true}
	_, err := f.ERP.Confirm(t.Context(), c)
	must(t, err)
	w, err := f.ERP.Confirm(t.Context(), c)
	must(t, err)
	if len(w.Changes) != 0 {
		t.Errorf("the repeat changed %+v", w.Changes)
	}
	f.expect(t, due[0], due[1])
}

// testConfirmForeignLine: nothing is written when a line is not the order's.
func testConfirmForeignLine(t *testing.T, f *fixture) {
	other, _, err := f.Buyer.NewOrder(t.Context(), f.vendor, []odootest.OrderLine{{Product: f.items[0], Quantity: "1", Price: "2", Due: due[0]}})
	must(t, err)
	lines, err := f.Buyer.Lines(t.Context(), other)
	must(t, err)
	c := f.slip(f.reference("foreign"), false)
	c.Promises[0].LineKey = lines[0]
	_, err = f.ERP.Confirm(t.Context(), c)
	refusal(t, err)
	if o := f.read(t); o.SupplierNumber != "" {
		t.Errorf("the refused confirmation wrote the supplier's number %q", o.SupplierNumber)
	}
	c.Promises[0].OrderKey = other
	if _, err = f.ERP.Confirm(t.Context(), c); err == nil || errors.Is(err, documents.ErrNoOrder) {
		t.Errorf("a promise for another order: got %v", err)
	}
}

func testConfirmCut(t *testing.T, f *fixture) {
	write := func(try int) error {
		c := f.slip(f.reference(fmt.Sprintf("cut%03d", try)), true)
		c.Promises[0].Due = slipped.Add(try)
		c.Note = c.Reference
		_, err := f.ERP.Confirm(t.Context(), c)
		return err
	}
	f.eventually(t, write, func(t *testing.T, try int) {
		f.expect(t, slipped.Add(try), due[1])
		if n := f.notes(t, f.reference(fmt.Sprintf("cut%03d", try))); n != 1 {
			t.Errorf("cut %d: got %d notes, want 1", try, n)
		}
	})
}

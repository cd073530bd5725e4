package erptest

import (
	"errors"
	"testing"
	"time"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/odoo/odootest"
)

func testVendor(t *testing.T, f *fixture) {
	for _, ref := range []documents.VendorRef{
		{Reference: "V-" + f.run}, {VAT: "XX" + f.run}, {ExternalID: "wharftest.vendor_" + f.run},
	} {
		got, err := f.ERP.Vendor(t.Context(), ref)
		if err != nil || got != f.vendor {
			t.Errorf("%+v is vendor %q (%v), want %q", ref, got, err, f.vendor)
		}
	}
}

func testNoVendor(t *testing.T, f *fixture) {
	_, err := f.Buyer.NewVendor(t.Context(), odootest.Vendor{Name: "Twin " + f.run, Reference: "V-" + f.run})
	must(t, err)
	for _, ref := range []documents.VendorRef{
		{Reference: "none-" + f.run}, {VAT: "none" + f.run}, {ExternalID: "wharftest.none_" + f.run}, {Reference: "V-" + f.run},
		{Reference: "V_" + f.run}, {VAT: "X_" + f.run},
	} {
		if got, err := f.ERP.Vendor(t.Context(), ref); !errors.Is(err, documents.ErrNoVendor) {
			t.Errorf("%+v is vendor %q (%v), want ErrNoVendor", ref, got, err)
		}
	}
}

func testOrder(t *testing.T, f *fixture) {
	o := f.read(t)
	if o.Number != f.number || o.Key != f.order || o.SupplierKey != f.vendor || o.State != documents.OrderOpen {
		t.Errorf("got %s (key %s) of %s, %s; want %s (key %s) of %s, open", o.Number, o.Key, o.SupplierKey, o.State, f.number, f.order, f.vendor)
	}
	if len(o.Currency) != 3 || o.Supplier.Name != "Vendor "+f.run || o.Supplier.VAT != "XX"+f.run || o.Buyer.Name == "" || o.ShipTo.Name == "" {
		t.Errorf("got currency %q, supplier %+v, buyer %+v, ship-to %+v", o.Currency, o.Supplier, o.Buyer, o.ShipTo)
	}
	if o.ConfirmedAt.IsZero() || o.ChangedAt.IsZero() || o.Date.IsZero() {
		t.Errorf("confirmed at %s, changed at %s, dated %s; want all of them", o.ConfirmedAt, o.ChangedAt, o.Date)
	}
	if len(o.Lines) != 2 {
		t.Fatalf("got %d lines, want 2", len(o.Lines))
	}
	for i, want := range []struct{ code, quantity, price string }{{"A-" + f.run, "10", "2.5"}, {"B-" + f.run, "4", "12.25"}} {
		l := o.Lines[i]
		if l.Key != f.lines[i] || l.Number != 0 || l.Item.Buyer != want.code || l.Item.Supplier != "S"+want.code || l.Item.Name == "" {
			t.Errorf("line %d: got %+v", i+1, l)
		}
		if !l.Quantity.Equal(dec(want.quantity)) || !l.Price.Equal(dec(want.price)) || l.Unit != "C62" {
			t.Errorf("line %d: got %s %s at %s, want %s C62 at %s", i+1, l.Quantity, l.Unit, l.Price, want.quantity, want.price)
		}
		if l.Due != due[i] || l.Expected != due[i] || !l.Receive || !l.Received.IsZero() || !l.Billed.IsZero() {
			t.Errorf("line %d: due %s, expected %s, receive %t, received %s, billed %s", i+1, l.Due, l.Expected, l.Receive, l.Received, l.Billed)
		}
		for _, tax := range l.Taxes {
			if !tax.Rate.Valid {
				t.Errorf("line %d has a tax without a rate", i+1)
			}
		}
	}
}

func testNoOrder(t *testing.T, f *fixture) {
	other, err := f.Buyer.NewVendor(t.Context(), odootest.Vendor{Name: "Other " + f.run})
	must(t, err)
	for what, ask := range map[string][2]string{"a number nobody gave": {f.vendor, "NONE-" + f.run}, "another supplier's order": {other, f.number}} {
		if o, err := f.ERP.Order(t.Context(), ask[0], ask[1]); !errors.Is(err, documents.ErrNoOrder) {
			t.Errorf("%s: got %v, %v, want ErrNoOrder", what, o, err)
		}
	}
	if _, err := f.ERP.Confirm(t.Context(), &documents.Confirmation{Reference: f.reference("x"), OrderKey: "999999999"}); !errors.Is(err, documents.ErrNoOrder) {
		t.Errorf("confirming an order that is not there: got %v, want ErrNoOrder", err)
	}
}

func testOrderReceived(t *testing.T, f *fixture) {
	must(t, f.Buyer.Receive(t.Context(), f.order, map[string]string{f.lines[0]: "4"}))
	l := f.line(t, 0)
	if !l.Received.Equal(dec("4")) || l.Expected != due[0] {
		t.Errorf("after 4 of 10: received %s, the rest expected on %s; want 4, %s", l.Received, l.Expected, due[0])
	}
	must(t, f.Buyer.Receive(t.Context(), f.order, map[string]string{f.lines[0]: "6", f.lines[1]: "4"}))
	for i, want := range []string{"10", "4"} {
		if l := f.line(t, i); !l.Received.Equal(dec(want)) || !l.Expected.IsZero() {
			t.Errorf("line %d after all: received %s, expected %q; want %s and nothing", i+1, l.Received, l.Expected, want)
		}
	}
}

func testOrderCancelled(t *testing.T, f *fixture) {
	must(t, f.Buyer.CancelOrder(t.Context(), f.order))
	if o := f.read(t); o.State != documents.OrderCancelled {
		t.Errorf("got state %s, want cancelled", o.State)
	}
	_, err := f.ERP.Confirm(t.Context(), &documents.Confirmation{Reference: f.reference("c"), OrderKey: f.order, SupplierNumber: "SO1"})
	refusal(t, err)
}

// testChanged: what changed since is answered, and what another supplier has is not.
func testChanged(t *testing.T, f *fixture) {
	second, number, err := f.Buyer.NewOrder(t.Context(), f.vendor, []odootest.OrderLine{{Product: f.items[0], Quantity: "1", Price: "2", Due: due[0]}})
	must(t, err)
	orders, at, err := f.ERP.Changed(t.Context(), []string{f.vendor}, time.Time{})
	must(t, err)
	if len(orders) != 2 || orders[0].Number != f.number || orders[1].Number != number || orders[1].Key != second {
		t.Fatalf("got %d orders, want %s and %s", len(orders), f.number, number)
	}
	if orders[1].ChangedAt.Sub(at).Abs() > time.Hour {
		t.Errorf("the ERP's clock says %s, its newest change %s", at, orders[1].ChangedAt)
	}
	if orders[0].ChangedAt.After(orders[1].ChangedAt) {
		t.Errorf("changed at %s, then %s; want the oldest first", orders[0].ChangedAt, orders[1].ChangedAt)
	}
	orders, _, err = f.ERP.Changed(t.Context(), []string{f.vendor}, orders[1].ChangedAt)
	if err != nil || len(orders) == 0 || orders[len(orders)-1].Number != number {
		t.Errorf("since the newest change itself: got %d orders, %v; want that one among them", len(orders), err)
	}
	orders, _, err = f.ERP.Changed(t.Context(), []string{f.vendor}, at.Add(48*time.Hour))
	if err != nil || len(orders) != 0 {
		t.Errorf("since the day after tomorrow: got %d orders, %v", len(orders), err)
	}
	orders, _, err = f.ERP.Changed(t.Context(), nil, time.Time{})
	if err != nil || len(orders) != 0 {
		t.Errorf("of no supplier: got %d orders, %v", len(orders), err)
	}
}

func testCheck(t *testing.T, f *fixture) {
	c, err := f.ERP.Check(t.Context())
	must(t, err)
	if c.Version == "" || c.Database == "" || c.User == "" {
		t.Errorf("got %+v, want version, database and user", c)
	}
	if len(c.Problems) > 0 {
		t.Errorf("got problems %q", c.Problems)
	}
	if len(c.Notes) == 0 {
		t.Error("got no notes, want at least the precision of prices")
	}
}

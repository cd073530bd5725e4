package odoo_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/odoo"
	"github.com/wharf-edi/wharf/odoo/odootest"
)

var day = documents.Date{Year: 2031, Month: time.March, Day: 10}

// ordered makes a vendor and a confirmed order of one line.
func ordered(t *testing.T, cfg odoo.Config) (*odootest.Buyer, *documents.Order) {
	t.Helper()
	b := buyer(t, cfg)
	vendor, err := b.NewVendor(t.Context(), odootest.Vendor{Name: "Vendor", Reference: "V1"})
	if err != nil {
		t.Fatal(err)
	}
	item, err := b.NewProduct(t.Context(), odootest.Product{Name: "Part", Code: "P1"})
	if err != nil {
		t.Fatal(err)
	}
	_, number, err := b.NewOrder(t.Context(), vendor, []odootest.OrderLine{{Product: item, Quantity: "10", Price: "2.50", Due: day}})
	if err != nil {
		t.Fatal(err)
	}
	return b, read(t, cfg, vendor, number)
}

func read(t *testing.T, cfg odoo.Config, vendor, number string) *documents.Order {
	t.Helper()
	o, err := client(t, cfg).Order(t.Context(), vendor, number)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// A day is the warehouse's day wherever the warehouse is.
func TestDays(t *testing.T) {
	for _, hours := range []int{-12, -5, 0, 5, 12} {
		cfg := config(start(t, odootest.Options{}).URL())
		cfg.Zone = time.FixedZone("", hours*60*60)
		b, o := ordered(t, cfg)
		if o.Lines[0].Due != day || o.Lines[0].Expected != day {
			t.Errorf("UTC%+d: due %s, expected %s, want %s", hours, o.Lines[0].Due, o.Lines[0].Expected, day)
		}
		later := day.Add(1)
		_, err := client(t, cfg).Confirm(t.Context(), &documents.Confirmation{
			Reference: "r", OrderKey: o.Key, Promises: []documents.Promise{{OrderKey: o.Key, LineKey: o.Lines[0].Key, Due: later}},
		})
		if err != nil {
			t.Fatal(err)
		}
		dates, err := b.MoveDates(t.Context(), o.Key)
		if err != nil || !slices.Equal(dates[o.Lines[0].Key], []documents.Date{later}) {
			t.Errorf("UTC%+d: expected on %v (%v), want %s", hours, dates, err, later)
		}
	}
}

func TestUnits(t *testing.T) {
	s := start(t, odootest.Options{Version: 19})
	cfg := config(s.URL())
	b, o := ordered(t, cfg)
	c := client(t, cfg)
	reel, err := c.Execute(t.Context(), "uom.uom", "create", []any{[]any{map[string]any{"name": "Reel 500"}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[int64]documents.Unit{2: "DZN", 3: "KGM", reel.([]any)[0].(int64): "Reel 500"} {
		if err := b.SetLine(t.Context(), o.Lines[0].Key, map[string]any{"product_uom_id": id}); err != nil {
			t.Fatal(err)
		}
		if got := read(t, cfg, o.SupplierKey, o.Number).Lines[0].Unit; got != want {
			t.Errorf("unit %d: got %q, want %q", id, got, want)
		}
	}
}

// A line's discount, which versions from 17 on have, is taken off its price.
func TestDiscount(t *testing.T) {
	cfg := config(start(t, odootest.Options{Version: 17}).URL())
	b, o := ordered(t, cfg)
	if err := b.SetLine(t.Context(), o.Lines[0].Key, map[string]any{"discount": 12.5}); err != nil {
		t.Fatal(err)
	}
	if got := read(t, cfg, o.SupplierKey, o.Number).Lines[0].Price; !got.Equal(decimal.RequireFromString("2.1875")) {
		t.Errorf("got %s, want 2.1875", got)
	}
}

// An order may stand on a contact of the vendor; it is the vendor's all the same.
func TestOrderOfContact(t *testing.T) {
	cfg := config(start(t, odootest.Options{}).URL())
	b, o := ordered(t, cfg)
	c := client(t, cfg)
	made, err := c.Execute(t.Context(), "res.partner", "create", []any{[]any{map[string]any{"name": "Sales", "parent_id": 3}}}, nil)
	if err != nil || o.SupplierKey != "3" {
		t.Fatal(err, o.SupplierKey)
	}
	if err := b.SetOrder(t.Context(), o.Key, map[string]any{"partner_id": made.([]any)[0]}); err != nil {
		t.Fatal(err)
	}
	if got := read(t, cfg, o.SupplierKey, o.Number); got.SupplierKey != o.SupplierKey || got.Supplier.Name != "Sales" {
		t.Errorf("got %s of %s, want the vendor's key", got.Supplier.Name, got.SupplierKey)
	}
}

func TestLockedOrderIsClosed(t *testing.T) {
	for _, v := range versions {
		cfg := config(start(t, odootest.Options{Version: v}).URL())
		_, o := ordered(t, cfg)
		button := "button_done"
		if v >= 19 {
			button = "button_lock"
		}
		if _, err := client(t, cfg).Execute(t.Context(), "purchase.order", button, []any{[]any{1}}, nil); err != nil {
			t.Fatal(err)
		}
		if got := read(t, cfg, o.SupplierKey, o.Number).State; got != documents.OrderClosed {
			t.Errorf("%d: got %s, want closed", v, got)
		}
	}
}

// Many orders cost as many calls as one.
func TestChangedReadsInBulk(t *testing.T) {
	s := start(t, odootest.Options{})
	cfg := config(s.URL())
	b, o := ordered(t, cfg)
	for range 40 {
		if _, _, err := b.NewOrder(t.Context(), o.SupplierKey, []odootest.OrderLine{
			{Product: "1", Quantity: "1", Price: "1", Due: day}, {Product: "1", Quantity: "2", Price: "1", Due: day},
		}); err != nil {
			t.Fatal(err)
		}
	}
	c := client(t, cfg)
	before := len(s.Calls())
	orders, _, err := c.Changed(t.Context(), []string{o.SupplierKey}, time.Time{})
	if err != nil || len(orders) != 41 {
		t.Fatalf("got %d orders, %v", len(orders), err)
	}
	first := len(s.Calls()) - before
	if _, _, err := c.Changed(t.Context(), []string{o.SupplierKey}, time.Time{}); err != nil {
		t.Fatal(err)
	}
	if again := len(s.Calls()) - before - first; first > 30 || again > 12 {
		t.Errorf("41 orders took %d calls, and %d the second time; want at most 30 and 12", first, again)
	}
}

// A tracking reference stands in the receipt where there is a field for it, else in
// the note; a second one is added.
func TestTracking(t *testing.T) {
	for _, delivery := range []bool{true, false} {
		cfg := config(start(t, odootest.Options{Delivery: delivery}).URL())
		b, o := ordered(t, cfg)
		c := client(t, cfg)
		for _, number := range []string{"1Z9", "1Z8", "1Z9"} {
			a := &documents.Arrival{Reference: "asn_" + number, OrderKey: o.Key, LineKeys: []string{o.Lines[0].Key}, Tracking: number, Note: "Shipped"}
			if _, err := c.Announce(t.Context(), a); err != nil {
				t.Fatal(err)
			}
		}
		notes, err := b.Notes(t.Context(), o.Key)
		if err != nil || len(notes) != 2 {
			t.Fatalf("delivery %t: got notes %q, %v", delivery, notes, err)
		}
		if told := strings.Contains(notes[0], "Tracking reference: 1Z9"); told == delivery {
			t.Errorf("delivery %t: the note says %q", delivery, notes[0])
		}
		if !delivery {
			continue
		}
		rows, err := c.Execute(t.Context(), "stock.picking", "search_read", []any{[]any{}}, map[string]any{"fields": []string{"carrier_tracking_ref"}})
		if got := fmt.Sprint(rows); err != nil || !strings.Contains(got, ":1Z9,1Z8 ") {
			t.Errorf("the receipt has %s, %v, want 1Z9,1Z8", got, err)
		}
	}
}

// Only a response that took the whole order as it was marks it as acknowledged.
func TestAcknowledged(t *testing.T) {
	for _, v := range versions {
		field := "mail_reception_confirmed"
		if v >= 19 {
			field = "acknowledged"
		}
		cfg := config(start(t, odootest.Options{Version: v}).URL())
		b, o := ordered(t, cfg)
		for _, asOrdered := range []bool{false, true} {
			n := &documents.Confirmation{Reference: "r", OrderKey: o.Key, SupplierNumber: "SO", AsOrdered: asOrdered}
			if _, err := client(t, cfg).Confirm(t.Context(), n); err != nil {
				t.Fatal(err)
			}
			if got, err := b.OrderField(t.Context(), o.Key, field); err != nil || got != fmt.Sprint(asOrdered) {
				t.Errorf("%d: %s is %s (%v), want %t", v, field, got, err, asOrdered)
			}
		}
	}
}

func TestCheckTellsWhatIsMissing(t *testing.T) {
	s := start(t, odootest.Options{
		Users: map[string]string{"admin": "admin", "wharf": "w"}, Deny: []string{"account.move/create", "ir.model.data/read"},
	})
	cfg := config(s.URL())
	if _, err := client(t, cfg).Execute(t.Context(), "res.company", "write", []any{[]any{1}, map[string]any{"po_lock": "lock"}}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := client(t, cfg).Execute(t.Context(), "res.users", "write", []any{[]any{2}, map[string]any{"email": false}}, nil); err != nil {
		t.Fatal(err)
	}
	cfg.User, cfg.Password = "wharf", "w"
	c := client(t, cfg)
	told, err := c.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(append(told.Problems, told.Notes...), "\n")
	for _, want := range []string{"may not create account.move", "may not read ir.model.data", "locks orders", "no e-mail address", "delivery is not installed", "bills keep 2 digits"} {
		if !strings.Contains(all, want) {
			t.Errorf("got\n%s\nwant %q in it", all, want)
		}
	}
	if told.Version != "17.0" || told.User != "wharf" || len(told.Problems) != 4 {
		t.Errorf("got %+v", told)
	}
	_, err = c.Vendor(t.Context(), documents.VendorRef{ExternalID: "base.main_partner"})
	if e, ok := errors.AsType[*odoo.Error](err); !ok || e.Refusal() == "" {
		t.Errorf("without the right: got %v, want a refusal", err)
	}
}

// What an accountant did to a draft is left alone by a repeat.
func TestBillTakenOn(t *testing.T) {
	s := start(t, odootest.Options{Version: 17})
	cfg := config(s.URL())
	b, o := ordered(t, cfg)
	c := client(t, cfg)
	bill := &documents.Bill{
		Reference: "inv_1", Number: "INV 1", Date: day, SupplierKey: o.SupplierKey,
		Lines: []documents.BillLine{{OrderKey: o.Key, LineKey: o.Lines[0].Key, Quantity: decimal.NewFromInt(3), Price: decimal.NewFromInt(2)}},
	}
	w, err := c.Bill(t.Context(), bill)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		model, method string
		args          []any
	}{
		{"account.move.line", "write", []any{[]any{1}, map[string]any{"price_unit": 2.2}}},
		{"account.move", "action_post", []any{[]any{1}}},
	} {
		if _, err := c.Execute(t.Context(), step.model, step.method, step.args, nil); err != nil {
			t.Fatal(err)
		}
	}
	again, err := c.Bill(t.Context(), bill)
	if err != nil || again.Records[0].Key != w.Records[0].Key || len(again.Changes) != 0 {
		t.Errorf("got %+v, %v, want the posted bill as it is", again, err)
	}
	bills, err := b.Bills(t.Context(), o.SupplierKey)
	if err != nil || len(bills) != 1 || bills[0].State != "posted" || bills[0].Lines[0].Price.String() != "2.2" {
		t.Errorf("got %+v, %v", bills, err)
	}
}

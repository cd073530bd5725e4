// Package erptest says what gateway.ERP promises, as tests. They run against a
// simulated Odoo of each version, and against a real one; nothing in them asks
// which it is.
//
// A database need not be empty: each test works with a supplier and items of its
// own.
package erptest

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/gateway"
	"github.com/wharf-edi/wharf/odoo/odootest"
)

// Harness is one ERP under test.
type Harness struct {
	ERP     gateway.ERP
	Second  gateway.ERP       // the same ERP as another node of the gateway sees it
	Buyer   *odootest.Buyer   // who orders and receives, on the same ERP
	Breaker *odootest.Breaker // stands in the wire of ERP, not in the Buyer's
}

// Run checks the promises of gateway.ERP against what open returns.
func Run(t *testing.T, open func(t *testing.T) *Harness) {
	for name, test := range map[string]func(*testing.T, *fixture){
		"Vendor/ByEachReference":       testVendor,
		"Vendor/NoneOrSeveral":         testNoVendor,
		"Order/AsOrdered":              testOrder,
		"Order/Unknown":                testNoOrder,
		"Order/AfterReceipt":           testOrderReceived,
		"Order/Cancelled":              testOrderCancelled,
		"Changed/EachOrderOnce":        testChanged,
		"Confirm/OneLineSlips":         testConfirmSlip,
		"Confirm/FirstPromise":         testConfirmFirst,
		"Confirm/Again":                testConfirmAgain,
		"Confirm/Acknowledged":         testConfirmAcknowledged,
		"Confirm/ForeignLine":          testConfirmForeignLine,
		"Confirm/CutAtEachCall":        testConfirmCut,
		"Announce/NothingIsReceived":   testAnnounce,
		"Announce/Again":               testAnnounceAgain,
		"Announce/OnlyTheListedLines":  testAnnounceListed,
		"Bill/LinkedDraft":             testBill,
		"Bill/Again":                   testBillAgain,
		"Bill/Credit":                  testBillCredit,
		"Bill/AtOnce":                  testBillConcurrent,
		"Bill/CutAtEachCall":           testBillCut,
		"Bill/NumberUsedBySomeoneElse": testBillDuplicate,
		"Bill/RoundedByTheERP":         testBillRounded,
		"Bill/RoundedThenCut":          testBillRoundedCut,
		"Bill/TotalDiffers":            testBillTotal,
		"Check/Tells":                  testCheck,
	} {
		t.Run(name, func(t *testing.T) { test(t, newFixture(t, open(t))) })
	}
}

// fixture is a supplier with one confirmed order of two lines.
type fixture struct {
	*Harness
	run    string // in the names of all that this test makes
	vendor string
	items  []string
	order  string // key
	number string
	lines  []string // keys
}

var (
	due     = []documents.Date{day("2031-03-10"), day("2031-03-12")}
	slipped = day("2031-03-20")
)

func newFixture(t *testing.T, h *Harness) *fixture {
	t.Helper()
	ctx := t.Context()
	f := &fixture{Harness: h, run: strings.ToLower(rand.Text()[:10])}
	var err error
	f.vendor, err = h.Buyer.NewVendor(ctx, odootest.Vendor{
		Name: "Vendor " + f.run, Reference: "V-" + f.run, VAT: "XX" + f.run, ExternalID: "wharftest.vendor_" + f.run,
	})
	must(t, err)
	for _, n := range []string{"A", "B"} {
		item, err := h.Buyer.NewProduct(ctx, odootest.Product{
			Name: "Part " + n + " " + f.run, Code: n + "-" + f.run, Cost: "2.50", Vendor: f.vendor, Number: "S" + n + "-" + f.run,
		})
		must(t, err)
		f.items = append(f.items, item)
	}
	f.order, f.number, err = h.Buyer.NewOrder(ctx, f.vendor, []odootest.OrderLine{
		{Product: f.items[0], Quantity: "10", Price: "2.50", Due: due[0]},
		{Product: f.items[1], Quantity: "4", Price: "12.25", Due: due[1]},
	})
	must(t, err)
	f.lines, err = h.Buyer.Lines(ctx, f.order)
	must(t, err)
	if len(f.lines) != 2 {
		t.Fatalf("order %s has %d lines, want 2", f.number, len(f.lines))
	}
	return f
}

func (f *fixture) read(t *testing.T) *documents.Order {
	t.Helper()
	o, err := f.ERP.Order(t.Context(), f.vendor, f.number)
	must(t, err)
	return o
}

func (f *fixture) line(t *testing.T, n int) *documents.OrderLine {
	t.Helper()
	l, ok := f.read(t).Line(f.lines[n])
	if !ok {
		t.Fatalf("order %s has no line %s", f.number, f.lines[n])
	}
	return l
}

// expect fails unless the open rest of each line is expected on the day given.
func (f *fixture) expect(t *testing.T, want ...documents.Date) {
	t.Helper()
	got, err := f.Buyer.MoveDates(t.Context(), f.order)
	must(t, err)
	for i, day := range want {
		if days := got[f.lines[i]]; len(days) != 1 || days[0] != day {
			t.Errorf("line %d is expected on %v, want %s", i+1, days, day)
		}
	}
}

// notes are the order's notes that hold a text.
func (f *fixture) notes(t *testing.T, text string) int {
	t.Helper()
	all, err := f.Buyer.Notes(t.Context(), f.order)
	must(t, err)
	n := 0
	for _, note := range all {
		if strings.Contains(note, text) {
			n++
		}
	}
	return n
}

// reference is the test's own name for a document.
func (f *fixture) reference(name string) string { return name + "_" + f.run }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func day(s string) documents.Date {
	d, err := documents.ParseDate(s)
	if err != nil {
		return documents.Date{}
	}
	return d
}

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// refusal fails unless err is the ERP's own no, and answers its words.
func refusal(t *testing.T, err error) string {
	t.Helper()
	var r interface{ Refusal() string }
	if !errors.As(err, &r) || r.Refusal() == "" {
		t.Fatalf("got error %v, want a refusal", err)
	}
	return r.Refusal()
}

// eventually repeats a write that the Breaker cuts at each of its calls in turn,
// before the call and after it, each time under a name of its own.
func (f *fixture) eventually(t *testing.T, write func(try int) error, check func(t *testing.T, try int)) {
	t.Helper()
	const most = 60 // more calls than any write makes
	for try := range 2 * most {
		f.Breaker.Cut(try/2, try%2 == 1)
		err := write(try)
		broke, written := f.Breaker.Mend()
		if !broke {
			if try < 4 {
				t.Fatalf("only %d cuts before the write had no more calls to cut", try)
			}
			must(t, err)
			return
		}
		if err == nil {
			t.Fatalf("cut %d: the broken connection brought no error", try)
		}
		var maybe interface{ MaybeDone() bool }
		if written && (!errors.As(err, &maybe) || !maybe.MaybeDone()) {
			t.Errorf("cut %d: something was written, and then came %v, which is not MaybeDone", try, err)
		}
		must(t, write(try))
		check(t, try)
	}
	t.Fatalf("a write makes more than %d calls", most)
}

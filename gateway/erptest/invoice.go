package erptest

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/gateway"
)

func (f *fixture) bill(reference, number string) *documents.Bill {
	return &documents.Bill{
		Reference: reference, Number: number, Date: day("2031-03-01"), SupplierKey: f.vendor, Orders: []string{f.number},
		Lines: []documents.BillLine{
			{OrderKey: f.order, LineKey: f.lines[0], Name: "first", Quantity: dec("3"), Price: dec("2.50")},
			{OrderKey: f.order, LineKey: f.lines[1], Name: "second", Quantity: dec("2"), Price: dec("12.20")},
		},
	}
}

// one fails unless the vendor has one draft with the bill's two lines.
func (f *fixture) one(t *testing.T, number string) {
	t.Helper()
	bills, err := f.Buyer.Bills(t.Context(), f.vendor)
	must(t, err)
	n := 0
	for _, b := range bills {
		if b.Reference != number {
			continue
		}
		n++
		if b.State != "draft" || b.Type != "in_invoice" || b.Origin != f.number || len(b.Lines) != 2 || b.Date != day("2031-03-01") || b.Journal != "purchase" {
			t.Errorf("got %+v, want a draft of two lines in the purchase journal", b)
		}
		for i, l := range b.Lines {
			want := f.bill("", "").Lines[i]
			if l.Line != want.LineKey || !l.Quantity.Equal(want.Quantity) || !l.Price.Equal(want.Price) {
				t.Errorf("bill line %d: got %+v, want %+v", i+1, l, want)
			}
		}
	}
	if n != 1 {
		t.Errorf("got %d bills with the number %s, want 1", n, number)
	}
}

// total is what the order's own taxes make of a bill, rounded per line.
func total(o *documents.Order, b *documents.Bill) documents.Decimal {
	sum := dec("0")
	for _, bl := range b.Lines {
		net := bl.Quantity.Mul(bl.Price).Round(2)
		sum = sum.Add(net)
		if l, ok := o.Line(bl.LineKey); ok {
			for _, tax := range l.Taxes {
				sum = sum.Add(net.Mul(tax.Rate.Decimal).Shift(-2).Round(2))
			}
		}
	}
	return sum
}

func testBill(t *testing.T, f *fixture) {
	b := f.bill(f.reference("inv"), "INV/1-"+f.run)
	want := total(f.read(t), b)
	b.Total = documents.Some(want)
	w, err := f.ERP.Bill(t.Context(), b)
	must(t, err)
	f.one(t, b.Number)
	if len(w.Records) != 1 || w.Records[0].Kind != "vendor bill" || w.Records[0].Key == "" || !strings.Contains(w.Records[0].URL, w.Records[0].Key) {
		t.Errorf("got records %+v", w.Records)
	}
	for _, c := range w.Changes {
		if c.Field == "amount_total" {
			t.Errorf("the total came out as %s, want %s", c.After, c.Sent)
		}
	}
	bills, err := f.Buyer.Bills(t.Context(), f.vendor)
	must(t, err)
	if !bills[0].Total.Equal(want) {
		t.Errorf("got total %s, want %s with the order's taxes", bills[0].Total, want)
	}
	if l := f.line(t, 0); !l.Billed.Equal(dec("3")) {
		t.Errorf("a draft counts as billed: got %s, want 3", l.Billed)
	}
}

func testBillAgain(t *testing.T, f *fixture) {
	b := f.bill(f.reference("inv"), "INV-"+f.run)
	var key string
	for try := range 3 {
		w, err := f.ERP.Bill(t.Context(), b)
		must(t, err)
		if try > 0 && (w.Records[0].Key != key || len(w.Changes) != 0) {
			t.Errorf("the repeat is bill %s with changes %+v, want %s without", w.Records[0].Key, w.Changes, key)
		}
		key = w.Records[0].Key
	}
	f.one(t, b.Number)
}

// testBillCredit: a credit note may have the number of an invoice.
func testBillCredit(t *testing.T, f *fixture) {
	number := "INV-" + f.run
	_, err := f.ERP.Bill(t.Context(), f.bill(f.reference("inv"), number))
	must(t, err)
	credit := f.bill(f.reference("cn"), number)
	credit.Credit, credit.Lines = true, credit.Lines[:1]
	credit.Lines[0].Quantity = dec("1")
	_, err = f.ERP.Bill(t.Context(), credit)
	must(t, err)
	bills, err := f.Buyer.Bills(t.Context(), f.vendor)
	must(t, err)
	if len(bills) != 2 || bills[1].Type != "in_refund" {
		t.Fatalf("got %+v, want a bill and a credit note", bills)
	}
	if got := f.line(t, 0).Billed; !got.Equal(dec("2")) {
		t.Errorf("3 billed and 1 credited: got %s, want 2", got)
	}
}

func testBillConcurrent(t *testing.T, f *fixture) {
	b := f.bill(f.reference("race"), "RACE-"+f.run)
	var wg sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		node := []gateway.ERP{f.ERP, f.Second}[i%2]
		wg.Go(func() { _, errs[i] = node.Bill(t.Context(), b) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			t.Logf("one of several at once: %v", err)
		}
	}
	_, err := f.ERP.Bill(t.Context(), b)
	must(t, err)
	f.one(t, b.Number)
}

func testBillCut(t *testing.T, f *fixture) {
	number := func(try int) string { return fmt.Sprintf("CUT-%03d-%s", try, f.run) }
	write := func(try int) error {
		_, err := f.ERP.Bill(t.Context(), f.bill(f.reference(fmt.Sprintf("cut%03d", try)), number(try)))
		return err
	}
	f.eventually(t, write, func(t *testing.T, try int) { f.one(t, number(try)) })
}

func testBillDuplicate(t *testing.T, f *fixture) {
	number := "DUP-" + f.run
	_, err := f.Buyer.NewBill(t.Context(), f.vendor, number, day("2031-02-01"))
	must(t, err)
	b := f.bill(f.reference("dup"), number)
	_, err = f.ERP.Bill(t.Context(), b)
	if words := refusal(t, err); !strings.Contains(words, number) {
		t.Errorf("the refusal does not name the number: %s", words)
	}
	bills, err := f.Buyer.Bills(t.Context(), f.vendor)
	must(t, err)
	if len(bills) != 1 || len(bills[0].Lines) != 0 {
		t.Errorf("got %+v, want the typed bill alone", bills)
	}
	b.Reference, b.Number = f.reference("near"), strings.ReplaceAll(number, "-", "_")
	if _, err = f.ERP.Bill(t.Context(), b); err != nil {
		t.Errorf("a number that is only like it: %v", err)
	}
}

// testBillRounded: a price finer than the ERP keeps is refused, and leaves nothing
// that would count as billed.
func testBillRounded(t *testing.T, f *fixture) {
	b := f.bill(f.reference("fine"), "FINE-"+f.run)
	b.Lines[0].Price = dec("2.50123456")
	for range 2 {
		_, err := f.ERP.Bill(t.Context(), b)
		if words := refusal(t, err); !strings.Contains(words, "2.50123456") {
			t.Errorf("the refusal does not name the price: %s", words)
		}
	}
	if got := f.line(t, 0).Billed; !got.IsZero() {
		t.Errorf("the refused bill counts: %s billed", got)
	}
	bills, err := f.Buyer.Bills(t.Context(), f.vendor)
	must(t, err)
	if len(bills) != 0 {
		t.Errorf("the refused bill is still there: %+v", bills)
	}
}

// testBillRoundedCut: wherever the call for such a bill is cut off, the next one
// clears up.
func testBillRoundedCut(t *testing.T, f *fixture) {
	for n := range 40 {
		b := f.bill(f.reference(fmt.Sprintf("fine%03d", n)), fmt.Sprintf("FINE-%03d-%s", n, f.run))
		b.Lines[0].Price = dec("2.50123456")
		f.Breaker.Cut(n, true)
		_, err := f.ERP.Bill(t.Context(), b)
		broke, _ := f.Breaker.Mend()
		if broke {
			_, err = f.ERP.Bill(t.Context(), b)
		}
		refusal(t, err)
		bills, err := f.Buyer.Bills(t.Context(), f.vendor)
		must(t, err)
		if len(bills) != 0 {
			t.Fatalf("cut %d: the refused bill is still there: %+v", n, bills)
		}
		if !broke {
			return
		}
	}
	t.Fatal("a bill makes more than 40 calls")
}

func testBillTotal(t *testing.T, f *fixture) {
	b := f.bill(f.reference("total"), "TOTAL-"+f.run)
	b.Total = documents.Some(total(f.read(t), b).Add(dec("0.01")))
	w, err := f.ERP.Bill(t.Context(), b)
	must(t, err)
	for _, c := range w.Changes {
		if c.Field == "amount_total" && c.Sent != c.After {
			return
		}
	}
	t.Errorf("got %+v, want the total that differs", w.Changes)
}

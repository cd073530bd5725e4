package match_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/rules/match"
)

func quantity(t *rapid.T, name string, most int64) documents.Quantity {
	return decimal.New(rapid.Int64Range(0, most*10).Draw(t, name), -1)
}

// drawn is an order that is partly received and billed, and an invoice for it that
// is often right and often not.
func drawn(t *rapid.T) match.Input {
	in := match.Input{Terms: rules.DefaultTerms(), Today: day(23), InTransit: map[string]documents.Quantity{}, InFlight: map[string]documents.Quantity{}}
	parts := []string{"BOLT", "NUT", "WASHER"}
	units := []documents.Unit{"C62", "C62", "C62", "C62", "EA", "KGM"}
	o := &documents.Order{Key: "1", Number: "P1", State: rapid.SampledFrom([]documents.OrderState{"open", "open", "open", "closed", "cancelled"}).Draw(t, "state"), Currency: "EUR", Date: day(1)}
	for i := range rapid.IntRange(1, 4).Draw(t, "order lines") {
		l := documents.OrderLine{Key: string(rune('a' + i)), Number: i + 1, Item: documents.Item{Buyer: rapid.SampledFrom(parts).Draw(t, "part")}, Unit: "C62",
			Quantity: quantity(t, "ordered", 20), Price: d("3.5"), Due: day(rapid.IntRange(1, 28).Draw(t, "due")),
			Receive: rapid.Bool().Draw(t, "receive"), Received: quantity(t, "received", 20), Billed: quantity(t, "billed", 3)}
		in.InTransit[l.Key], in.InFlight[l.Key] = quantity(t, "in transit", 5), quantity(t, "in flight", 2)
		o.Lines = append(o.Lines, l)
	}
	in.Orders = []*documents.Order{o}
	inv := &documents.Invoice{Number: "1", OrderNumber: rapid.SampledFrom([]string{"P1", "P1", "P1", "P2", ""}).Draw(t, "order"), Date: day(22), Currency: "EUR"}
	for range rapid.IntRange(1, 3).Draw(t, "lines") {
		inv.Lines = append(inv.Lines, documents.InvoiceLine{OrderLine: rapid.SampledFrom([]string{"", "1", "2", "3"}).Draw(t, "quoted"), Item: documents.Item{Buyer: rapid.SampledFrom(parts).Draw(t, "part")},
			Unit: rapid.SampledFrom(units).Draw(t, "unit"), Quantity: quantity(t, "quantity", 6), Price: some(rapid.SampledFrom([]string{"3.5", "3.5", "3.5", "3.55", "4"}).Draw(t, "price"))})
	}
	in.Invoice = inv
	return in
}

// What a judgement promises, whatever comes.
func TestInvoiceProperties(t *testing.T) {
	accepted := 0
	rapid.Check(t, func(t *rapid.T) {
		in := drawn(t)
		r := match.Invoice(in)
		if diff := cmp.Diff(r, match.Invoice(in)); diff != "" {
			t.Fatalf("judged again: %s", diff)
		}
		if want := rules.Worst(r.Findings); r.Verdict != want {
			t.Fatalf("verdict %s, the worst finding is %s", r.Verdict, want)
		}
		if (r.Bill != nil) != (r.Verdict == rules.Accept) {
			t.Fatalf("verdict %s, bill %v", r.Verdict, r.Bill)
		}
		if r.Bill == nil {
			return
		}
		accepted++
		billMatchesAllocations(t, r)
		billIsWhatWasInvoiced(t, in, r)
		neverMoreThanThereIs(t, in, r.Bill)
	})
	if accepted == 0 {
		t.Error("no drawn invoice was ever accepted: nothing was tested")
	}
}

// No line of a bill without an allocation, and none left out.
func billMatchesAllocations(t *rapid.T, r match.Result) {
	if len(r.Bill.Lines) != len(r.Allocations) || len(r.Bill.Lines) == 0 {
		t.Fatalf("%d lines for %d allocations", len(r.Bill.Lines), len(r.Allocations))
	}
	for i, a := range r.Allocations {
		l := r.Bill.Lines[i]
		if l.LineKey != a.LineKey || l.OrderKey != a.OrderKey || !l.Quantity.Equal(a.Quantity) || !l.Price.Equal(a.Price) || !a.Quantity.IsPositive() {
			t.Fatalf("line %+v for allocation %+v", l, a)
		}
	}
}

// Σ bill = Σ accepted: in quantity and in money, to the cent of rounding.
func billIsWhatWasInvoiced(t *rapid.T, in match.Input, r match.Result) {
	billed, money := map[int]documents.Quantity{}, decimal.Zero
	for i, a := range r.Allocations {
		billed[a.Line] = billed[a.Line].Add(a.Quantity)
		money = money.Add(r.Bill.Lines[i].Quantity.Mul(r.Bill.Lines[i].Price))
	}
	for i, l := range in.Invoice.Lines {
		if !billed[i].Equal(l.Quantity) {
			t.Fatalf("line %d: %s invoiced, %s billed", i, l.Quantity, billed[i])
		}
	}
	if off := money.Sub(r.Bill.Total.Decimal).Abs(); off.GreaterThan(d("0.005")) {
		t.Fatalf("the lines come to %s, the bill to %s", money, r.Bill.Total.Decimal)
	}
}

// Never is more billed than was received, or ordered where nothing is received,
// everything that was billed before included.
func neverMoreThanThereIs(t *rapid.T, in match.Input, b *documents.Bill) {
	sum := map[string]documents.Quantity{}
	for _, l := range b.Lines {
		sum[l.LineKey] = sum[l.LineKey].Add(l.Quantity)
	}
	for key, q := range sum {
		l, _ := in.Orders[0].Line(key)
		limit := l.Quantity
		if l.Receive {
			limit = l.Received
		}
		if all := q.Add(l.Billed).Add(in.InFlight[key]); all.GreaterThan(limit) {
			t.Fatalf("line %s: %s billed of %s", key, all, limit)
		}
	}
}

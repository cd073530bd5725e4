package match_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/rules/match"
)

func d(s string) documents.Decimal { return decimal.RequireFromString(s) }

func some(s string) documents.Optional { return documents.Some(d(s)) }

func day(n int) documents.Date { return documents.Date{Year: 2026, Month: 11, Day: n} }

// scene is an order of 100 bolts at 10.00 EUR and 50 nuts at 2.00 EUR, all of it
// received, and an invoice for it. It matches; each case changes what it is about.
func scene() *match.Input {
	order := &documents.Order{
		Key: "7", Number: "P00007", State: documents.OrderOpen, Date: day(2), Currency: "EUR",
		Lines: []documents.OrderLine{
			{Key: "71", Number: 1, Item: documents.Item{Buyer: "BOLT", Supplier: "V-1", Name: "Bolt M8"}, Quantity: d("100"), Unit: "C62", Price: d("10"), Due: day(20), Receive: true, Received: d("100")},
			{Key: "72", Number: 2, Item: documents.Item{Buyer: "NUT", Supplier: "V-2", Name: "Nut M8"}, Quantity: d("50"), Unit: "C62", Price: d("2"), Due: day(20), Receive: true, Received: d("50")},
		},
	}
	invoice := &documents.Invoice{
		Number: "INV-1", Date: day(22), OrderNumber: "P00007", Currency: "EUR", Total: some("1100"),
		Lines: []documents.InvoiceLine{
			{Number: "1", OrderLine: "1", Item: documents.Item{Buyer: "BOLT"}, Quantity: d("100"), Unit: "C62", Price: some("10")},
			{Number: "2", OrderLine: "2", Item: documents.Item{Buyer: "NUT"}, Quantity: d("50"), Unit: "C62", Price: some("2")},
		},
	}
	return &match.Input{Invoice: invoice, Orders: []*documents.Order{order}, Terms: rules.DefaultTerms(), Today: day(23)}
}

// said is a judgement in a line: verdict, and findings with their lines.
func said(r match.Result) string {
	words := []string{r.Verdict.String()}
	for _, f := range r.Findings {
		w := string(f.Code)
		if f.Line != "" {
			w += "@" + f.Line
		}
		words = append(words, w)
	}
	return strings.Join(words, " ")
}

// change is a case: what is different from scene, and what is then said.
type change struct {
	name string
	do   func(in *match.Input, inv *documents.Invoice, o *documents.Order)
	want string
}

func check(t *testing.T, cases []change) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			in := scene()
			c.do(in, in.Invoice, in.Orders[0])
			r := match.Invoice(*in)
			if got := said(r); got != c.want {
				t.Errorf("got  %s\nwant %s\n%s", got, c.want, show(r))
			}
			if (r.Bill != nil) != (r.Verdict == rules.Accept) {
				t.Errorf("verdict %s, bill %v", r.Verdict, r.Bill)
			}
		})
	}
}

func show(r match.Result) string {
	b, _ := json.MarshalIndent(r.Findings, "", " ")
	return string(b)
}

type (
	in  = *match.Input
	inv = *documents.Invoice
	ord = *documents.Order
)

// The steps of the specification's sequence up to the identification of lines.
func TestHeader(t *testing.T) {
	check(t, []change{
		{"it matches", func(_ in, _ inv, _ ord) {}, "accept"},
		{"order number written differently", func(_ in, i inv, _ ord) { i.OrderNumber = "p-00007" }, "accept"},
		{"by the supplier's number", func(_ in, i inv, o ord) { i.OrderNumber, i.SupplierNumber, o.SupplierNumber = "", "SO9", "SO9" }, "accept"},
		{"no number, one order", func(_ in, i inv, _ ord) { i.OrderNumber = "" }, "accept"},
		{"no number, no order", func(n in, i inv, _ ord) { i.OrderNumber, n.Orders = "", nil }, "hold order-missing"},
		{"unknown order", func(_ in, i inv, _ ord) { i.OrderNumber = "P00008" }, "hold order-unknown"},
		{"order cancelled", func(_ in, _ inv, o ord) { o.State = documents.OrderCancelled }, "hold order-cancelled"},
		{"a closed order may be billed", func(_ in, _ inv, o ord) { o.State = documents.OrderClosed }, "accept"},
		{"dated tomorrow", func(_ in, i inv, _ ord) { i.Date = day(24) }, "hold date-invalid"},
		{"dated today", func(_ in, i inv, _ ord) { i.Date = day(23) }, "accept"},
		{"dated on the day of the order", func(_ in, i inv, _ ord) { i.Date = day(2) }, "accept"},
		{"dated before the order", func(_ in, i inv, _ ord) { i.Date = day(1) }, "hold date-invalid"},
		{"no date", func(_ in, i inv, _ ord) { i.Date = documents.Date{} }, "hold date-invalid"},
		{"another currency", func(_ in, i inv, _ ord) { i.Currency = "USD" }, "hold currency"},
		{"no currency is the order's", func(_ in, i inv, _ ord) { i.Currency = "" }, "accept"},
		{"credit note", func(_ in, i inv, _ ord) { i.Credit = true }, "hold credit-review"},
		{"takes something back", func(_ in, i inv, _ ord) { i.Lines[1].Quantity = d("-50"); i.Total = some("900") }, "hold credit-review@2"},
		{"no lines", func(_ in, i inv, _ ord) { i.Lines, i.Total = nil, documents.Optional{} }, "hold line-unmatched"},
		{"several things at once", func(_ in, i inv, o ord) { i.Currency, i.Date, o.State = "USD", day(28), documents.OrderCancelled }, "hold order-cancelled currency date-invalid"},
	})
}

func TestLines(t *testing.T) {
	check(t, []change{
		{"by line number only", func(_ in, i inv, _ ord) { i.Lines[0].Item = documents.Item{} }, "accept"},
		{"by buyer's part", func(_ in, i inv, _ ord) { i.Lines[0].OrderLine = "" }, "accept"},
		{"by supplier's part", func(_ in, i inv, _ ord) { i.Lines[0].OrderLine, i.Lines[0].Item = "", documents.Item{Supplier: "V1"} }, "accept"},
		{"not on the order", func(_ in, i inv, _ ord) { i.Lines[0].OrderLine, i.Lines[0].Item = "9", documents.Item{Buyer: "GASKET"} }, "hold line-unmatched@1"},
		{"another unit", func(_ in, i inv, _ ord) { i.Lines[0].Unit = "DZN" }, "hold unit-unmapped@1"},
		{"the same unit by another code", func(_ in, i inv, _ ord) { i.Lines[0].Unit = "EA" }, "accept"},
		{"a remark of nothing at no price", func(_ in, i inv, _ ord) {
			i.Lines = append(i.Lines, documents.InvoiceLine{Number: "3", Item: documents.Item{Name: "Thank you"}})
		}, "accept"},
		{"money for nothing", func(_ in, i inv, _ ord) {
			i.Lines = append(i.Lines, documents.InvoiceLine{Number: "3", Amount: some("5")})
			i.Total = some("1105")
		}, "hold charge-not-on-order@3"},
		{"a line without a number is named by its place", func(_ in, i inv, _ ord) { i.Lines[1].Number, i.Lines[1].Unit = "", "KGM" }, "hold unit-unmapped@2"},
	})
}

// The specification's table of tolerances, at its edges.
func TestPrice(t *testing.T) {
	price := func(p, total string) func(in, inv, ord) {
		return func(_ in, i inv, _ ord) { i.Lines[0].Price, i.Total = some(p), some(total) }
	}
	check(t, []change{
		{"2 % over and 20.00", price("10.20", "1120"), "accept"},
		{"2 % over is too much", price("10.21", "1121"), "hold price-over@1"},
		{"within 2 % but above 25.00", func(_ in, i inv, o ord) {
			o.Lines[0].Price, i.Lines[0].Price, i.Total = d("100"), some("100.26"), some("10126")
		}, "hold price-over@1"},
		{"a free line that is charged", func(_ in, i inv, o ord) {
			o.Lines[1].Price = d("0")
			i.Lines[1].Price = some("0.01")
			i.Total = some("1000.5")
		}, "hold price-over@2"},
		{"10 % under", price("9", "1000"), "accept"},
		{"more than 10 % under", price("8.99", "999"), "hold price-under@1"},
		{"a price per hundred taken for one each", price("0.10", "110"), "hold price-under@1"},
		{"no price, but an amount", func(_ in, i inv, _ ord) { i.Lines[0].Price, i.Lines[0].Amount = documents.Optional{}, some("1000") }, "accept"},
		{"neither price nor amount", func(_ in, i inv, _ ord) { i.Lines[0].Price, i.Total = documents.Optional{}, some("100") }, "hold price-missing@1"},
		{"an allowance that comes off", func(_ in, i inv, _ ord) {
			i.Lines[0].Price, i.Lines[0].Charges, i.Total = some("10.50"), []documents.Charge{{Allowance: true, Amount: d("50")}}, some("1100")
		}, "accept"},
		{"an allowance that is in the price already", func(_ in, i inv, _ ord) {
			i.Lines[0].Amount, i.Lines[0].Charges = some("1000"), []documents.Charge{{Allowance: true, Amount: d("50")}}
		}, "accept"},
		{"a charge on the line", func(_ in, i inv, _ ord) {
			i.Lines[0].Charges, i.Total = []documents.Charge{{Name: "Gold plating", Amount: d("50")}}, some("1150")
		}, "hold charge-not-on-order@1"},
		{"the stated amount is not quantity times price", func(_ in, i inv, _ ord) { i.Lines[0].Amount, i.Total = some("1000.02"), some("1100.02") }, "hold total-differs@1"},
		{"the stated amount is rounded", func(_ in, i inv, _ ord) { i.Lines[0].Amount, i.Total = some("1000.01"), some("1100.01") }, "accept"},
	})
}

// The specification's table of quantities: partial, over, early.
func TestQuantity(t *testing.T) {
	received := func(q string) func(in, inv, ord) {
		return func(_ in, _ inv, o ord) { o.Lines[0].Received = d(q) }
	}
	check(t, []change{
		{"billed less than received", func(_ in, i inv, _ ord) { i.Lines[0].Quantity, i.Total = d("40"), some("500") }, "accept"},
		{"short receipt, nothing in transit", received("99"), "hold quantity-over@1"},
		{"nothing received, all in transit", func(n in, _ inv, o ord) {
			o.Lines[0].Received, n.InTransit = d("0"), map[string]documents.Quantity{"71": d("100")}
		}, "wait awaiting-receipt@1"},
		{"the rest is in transit", func(n in, _ inv, o ord) {
			o.Lines[0].Received, n.InTransit = d("60"), map[string]documents.Quantity{"71": d("40")}
		}, "wait awaiting-receipt@1"},
		{"not all of the rest is in transit", func(n in, _ inv, o ord) {
			o.Lines[0].Received, n.InTransit = d("60"), map[string]documents.Quantity{"71": d("39")}
		}, "hold quantity-over@1"},
		{"what waits is held for another reason", func(n in, i inv, o ord) {
			o.Lines[0].Received, n.InTransit, i.Currency = d("60"), map[string]documents.Quantity{"71": d("40")}, "USD"
		}, "hold currency awaiting-receipt@1"},
		{"billed before", func(_ in, _ inv, o ord) { o.Lines[0].Billed = d("1") }, "hold quantity-over@1"},
		{"accepted before, not on a bill yet", func(n in, _ inv, _ ord) { n.InFlight = map[string]documents.Quantity{"71": d("1")} }, "hold quantity-over@1"},
		{"one order line, many invoices", func(n in, i inv, o ord) {
			o.Lines[0].Billed, n.InFlight, i.Lines[0].Quantity, i.Total = d("30"), map[string]documents.Quantity{"71": d("30")}, d("40"), some("500")
		}, "accept"},
		{"over-receipt is billed: the order's value holds it", func(_ in, i inv, o ord) {
			o.Lines[0].Received, i.Lines[0].Quantity, i.Total = d("110"), d("110"), some("1200")
		}, "hold value-over@1"},
		{"over-receipt within the value tolerance", func(_ in, i inv, o ord) {
			o.Lines[0].Received, i.Lines[0].Quantity, i.Total = d("102"), d("102"), some("1120")
		}, "accept"},
		{"services are billed as ordered", func(_ in, _ inv, o ord) { o.Lines[0].Receive, o.Lines[0].Received = false, d("0") }, "accept"},
		{"services beyond the order", func(n in, i inv, o ord) {
			o.Lines[0].Receive, i.Lines[0].Quantity, i.Total = false, d("101"), some("1110")
			n.InTransit = map[string]documents.Quantity{"71": d("100")}
		}, "hold quantity-over@1"},
		{"a tolerance of quantity", func(n in, i inv, o ord) {
			n.Terms.QuantityOver = rules.Tolerance{Percent: d("1"), Amount: d("5")}
			i.Lines[0].Quantity, i.Total = d("101"), some("1110")
		}, "accept"},
		{"two invoice lines on one order line add up", func(_ in, i inv, _ ord) {
			i.Lines = append(i.Lines, i.Lines[1])
			i.Lines[2].Number, i.Lines[2].Quantity, i.Total = "3", d("1"), some("1102")
		}, "hold quantity-over@2"},
		{"small steps of price add up", func(_ in, i inv, o ord) {
			o.Lines[0].Billed, o.Lines[0].Received = d("95"), d("105")
			i.Lines[0].Quantity, i.Lines[0].Price, i.Total = d("10"), some("10"), some("200")
		}, "hold value-over@1"},
	})
}

func TestChargesTaxTotals(t *testing.T) {
	vat := func(rate string) []documents.Tax { return []documents.Tax{{Rate: some(rate)}} }
	taxed := func(do func(inv)) func(in, inv, ord) {
		return func(_ in, i inv, o ord) {
			o.Lines[0].Taxes, o.Lines[1].Taxes = vat("19"), vat("19")
			i.Tax, i.Total = some("209"), some("1309")
			do(i)
		}
	}
	charge := func(allowance bool, amount, total string) func(in, inv, ord) {
		return func(_ in, i inv, _ ord) {
			i.Charges, i.Total = []documents.Charge{{Code: "D240", Name: "Freight", Allowance: allowance, Amount: d(amount)}}, some(total)
		}
	}
	check(t, []change{
		{"freight", charge(false, "40", "1140"), "hold charge-not-on-order"},
		{"freight of nothing", charge(false, "0", "1100"), "accept"},
		{"a discount on the whole", charge(true, "40", "1060"), "hold charge-not-on-order"},
		{"freight that is not in the total", charge(false, "40", "1100"), "hold charge-not-on-order total-differs"},
		{"the tax expected", taxed(func(inv) {}), "accept"},
		{"two cents off", taxed(func(i inv) { i.Tax, i.Total = some("209.02"), some("1309.02") }), "accept"},
		{"three cents off", taxed(func(i inv) { i.Tax, i.Total = some("209.03"), some("1309.03") }), "hold tax-differs"},
		{"no tax stated, but in the total", taxed(func(i inv) { i.Tax = documents.Optional{} }), "accept"},
		{"no tax at all", taxed(func(i inv) { i.Tax, i.Total = documents.Optional{}, some("1100") }), "hold tax-differs"},
		{"tax where the order has none", func(_ in, i inv, _ ord) { i.Tax, i.Total = some("209"), some("1309") }, "hold tax-differs"},
		{"tax by kinds", taxed(func(i inv) {
			i.Tax, i.Taxes = documents.Optional{}, []documents.Tax{{Kind: "ST", Amount: some("200")}, {Kind: "CT", Amount: some("9")}}
		}), "accept"},
		{"a rate without an amount", taxed(func(i inv) { i.Tax, i.Taxes = documents.Optional{}, vat("19") }), "accept"},
		{"tax on the lines", taxed(func(i inv) {
			i.Tax = documents.Optional{}
			i.Lines[0].Taxes, i.Lines[1].Taxes = []documents.Tax{{Rate: some("19"), Amount: some("190")}}, []documents.Tax{{Rate: some("19"), Amount: some("19")}}
		}), "accept"},
		{"another rate that comes to nearly the same", func(_ in, i inv, o ord) {
			o.Lines[1].Taxes, o.Lines[1].Price = vat("19"), d("0.002")
			i.Lines[1].Taxes, i.Lines[1].Price, i.Tax, i.Total = vat("7"), some("0.002"), some("0.01"), some("1000.11")
		}, "hold tax-differs@2"},
		{"one rate for all that no line has", func(_ in, i inv, _ ord) {
			i.Taxes = []documents.Tax{{Rate: some("7"), Amount: some("0.01")}}
			i.Total = some("1100.01")
		}, "hold tax-differs"},
		{"freight is taxed as the lines", taxed(func(i inv) {
			i.Charges, i.Tax, i.Total = []documents.Charge{{Name: "Freight", Amount: d("100")}}, some("228"), some("1428")
		}), "hold charge-not-on-order"},
		{"a tax of the ERP that is no percentage is not compared", func(_ in, i inv, o ord) {
			o.Lines[0].Taxes, i.Tax, i.Total = []documents.Tax{{Kind: "eco fee"}}, some("7"), some("1107")
		}, "accept"},
		{"total off within rounding", func(_ in, i inv, _ ord) { i.Total = some("1100.03") }, "accept"},
		{"total off beyond rounding", func(_ in, i inv, _ ord) { i.Total = some("1100.04") }, "hold total-differs"},
		{"total with an implied point too few", func(_ in, i inv, _ ord) { i.Total = some("110000") }, "hold total-differs"},
		{"no total, the net is right", func(_ in, i inv, _ ord) { i.Total, i.Net = documents.Optional{}, some("1100") }, "accept"},
		{"no total, the net is wrong", func(_ in, i inv, _ ord) { i.Total, i.Net = documents.Optional{}, some("1099") }, "hold total-differs"},
		{"no total at all", func(_ in, i inv, _ ord) { i.Total = documents.Optional{} }, "accept"},
	})
}

// What a finding says, in full: the words that a clerk reads.
func TestFindingsSayWhatIsOff(t *testing.T) {
	in := scene()
	in.Orders[0].Lines[1].Received = d("20")
	in.Invoice.Lines[0].Price, in.Invoice.Total = some("12.50"), some("1350")
	want := []rules.Finding{
		{Code: rules.PriceOver, Line: "1", OrderKey: "7", LineKey: "71", Expected: "10.00 EUR", Actual: "12.50 EUR", Delta: "+2.50 EUR", Effect: "+250.00 EUR"},
		{Code: rules.QuantityOver, Line: "2", OrderKey: "7", LineKey: "72", Expected: "20 pcs", Actual: "50 pcs", Delta: "+30 pcs", Effect: "+60.00 EUR"},
	}
	if diff := cmp.Diff(want, match.Invoice(*in).Findings); diff != "" {
		t.Error(diff)
	}
}

func TestBill(t *testing.T) {
	in := scene()
	in.Invoice.Lines[0].Price, in.Invoice.Total = some("10.10"), some("1110")
	second := &documents.Order{Key: "8", Number: "P00008", State: documents.OrderClosed, Currency: "EUR", Lines: []documents.OrderLine{
		{Key: "81", Number: 1, Item: documents.Item{Buyer: "BOLT"}, Quantity: d("5"), Unit: "C62", Price: d("10"), Due: day(9), Receive: true, Received: d("5")},
		{Key: "82", Number: 2, Item: documents.Item{Buyer: "BOLT"}, Quantity: d("5"), Unit: "C62", Price: d("10"), Due: day(5), Receive: true, Received: d("4")},
	}}
	in.Orders = append(in.Orders, second)
	in.Invoice.Lines = append(in.Invoice.Lines, documents.InvoiceLine{Number: "3", OrderNumber: "P00008",
		Item: documents.Item{Buyer: "BOLT", Name: "Bolt"}, Quantity: d("7"), Unit: "EA", Amount: some("70")})
	in.Invoice.Total = some("1180")
	r := match.Invoice(*in)
	if r.Verdict != rules.Accept {
		t.Fatal(said(r), show(r))
	}
	got := fmt.Sprintln(r.Bill.Number, r.Bill.Orders, r.Bill.Currency, r.Bill.Date, r.Bill.Total.Decimal, r.Bill.Reference, r.Bill.SupplierKey)
	for _, l := range r.Bill.Lines {
		got += fmt.Sprintln(l.OrderKey, l.LineKey, l.Name, l.Quantity, l.Price)
	}
	want := "INV-1 [P00007 P00008] EUR 2026-11-22 1180  \n7 71 Bolt M8 100 10.1\n7 72 Nut M8 50 2\n8 82 Bolt 4 10\n8 81 Bolt 3 10\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

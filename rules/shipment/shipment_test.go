package shipment_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/rules/shipment"
)

func d(s string) documents.Decimal { return decimal.RequireFromString(s) }

func day(n int) documents.Date { return documents.Date{Year: 2026, Month: 12, Day: n} }

// scene is a shipment of two orders on one pallet: all bolts of the first, and the
// second's nuts in two cartons.
func scene() *shipment.Input {
	line := func(key string, n int, part string) documents.OrderLine {
		return documents.OrderLine{Key: key, Number: n, Item: documents.Item{Buyer: part}, Quantity: d("100"), Unit: "C62", Due: day(10)}
	}
	return &shipment.Input{
		Terms: rules.DefaultTerms(),
		Orders: []*documents.Order{
			{Key: "7", Number: "P00007", State: documents.OrderOpen, Lines: []documents.OrderLine{line("71", 1, "BOLT"), line("72", 2, "NUT")}},
			{Key: "8", Number: "P00008", State: documents.OrderOpen, Lines: []documents.OrderLine{line("81", 1, "NUT"), line("82", 2, "WASHER")}},
		},
		Notice: &documents.ShipNotice{
			Number: "ASN-1", Shipped: day(3), Expected: day(8), Carrier: "Acme Freight", Tracking: "1Z999", WayBill: "BL-5", OrderRefs: []string{"P00007", "P00008"},
			Packages: []documents.Package{
				{ID: "1", Kind: "PLT94", SSCC: "000000000000000017"},
				{ID: "2", Parent: "1", Kind: "CTN25", SSCC: "106141411234567897"},
				{ID: "3", Parent: "1", Kind: "CTN25"},
				{ID: "4", Parent: "1", Kind: "CTN25"},
			},
			Lines: []documents.ShippedLine{
				{OrderNumber: "P00007", Number: "1", Item: documents.Item{Buyer: "BOLT"}, Quantity: d("100"), Unit: "C62", Package: "2", Lots: []documents.Lot{{Number: "L-1", Quantity: d("100"), Expires: day(31)}}},
				{OrderNumber: "P00008", Number: "1", Item: documents.Item{Buyer: "NUT"}, Quantity: d("60"), Unit: "C62", Package: "3", Lots: []documents.Lot{{Number: "L-2", Quantity: d("60")}}},
				{OrderNumber: "P00008", Number: "1", Item: documents.Item{Buyer: "NUT"}, Quantity: d("40"), Unit: "C62", Package: "4", Lots: []documents.Lot{{Number: "L-2", Quantity: d("40")}}},
			},
		},
	}
}

// said is the verdict, the findings, and the lines that are announced.
func said(r shipment.Result) string {
	words := []string{r.Verdict.String()}
	for _, f := range r.Findings {
		words = append(words, string(f.Code))
	}
	for _, a := range r.Arrivals {
		words = append(words, fmt.Sprintf("%s:%s", a.OrderKey, strings.Join(a.LineKeys, "+")))
	}
	return strings.Join(words, " ")
}

// The specification's rules for shipping notices (documents.md, part 4).
func TestNotice(t *testing.T) {
	type (
		in = *shipment.Input
		nt = *documents.ShipNotice
	)
	for _, c := range []struct {
		name string
		do   func(in, nt)
		want string
	}{
		{"as ordered", func(in, nt) {}, "accept 7:71 8:81"},
		{"less than ordered", func(_ in, n nt) { n.Lines[0].Quantity = d("10") }, "accept 7:71 8:81"},
		{"more than ordered, in one package", func(_ in, n nt) { n.Lines[0].Quantity = d("101") }, "hold shipped-over 8:81"},
		{"more than ordered, in all packages together", func(_ in, n nt) { n.Lines[2].Quantity = d("41") }, "hold shipped-over 7:71"},
		{"more than is open", func(i in, _ nt) { i.Orders[0].Lines[0].Received = d("1") }, "hold shipped-over 8:81"},
		{"of a line that is received already", func(i in, _ nt) { i.Orders[0].Lines[0].Received = d("120") }, "hold shipped-over 8:81"},
		{"more, within the tolerance", func(i in, n nt) {
			n.Lines[0].Quantity, i.Terms.ShippedOver = d("105"), rules.Tolerance{Percent: d("5"), Amount: d("5")}
		}, "accept 7:71 8:81"},
		{"another unit", func(_ in, n nt) { n.Lines[0].Unit = "KGM" }, "hold unit-unmapped 8:81"},
		{"not on the order", func(_ in, n nt) { n.Lines[0].Number, n.Lines[0].Item.Buyer = "", "GASKET" }, "hold shipped-unknown 8:81"},
		{"unknown order", func(_ in, n nt) { n.Lines[1].OrderNumber, n.Lines[2].OrderNumber = "P9", "P9" }, "hold order-unknown 7:71"},
		{"cancelled order", func(i in, _ nt) { i.Orders[1].State = documents.OrderCancelled }, "hold order-cancelled 7:71"},
		{"closed order", func(i in, _ nt) { i.Orders[1].State = documents.OrderClosed }, "accept 7:71 8:81"},
		{"no order named, but only one has it", func(_ in, n nt) { n.Lines[0].OrderNumber = "" }, "accept 7:71 8:81"},
		{"no order named, and two have it", func(_ in, n nt) { n.Lines[1].OrderNumber = "" }, "hold order-missing 7:71 8:81"},
		{"no order named, and none has it", func(_ in, n nt) { n.Lines[1].OrderNumber, n.Lines[1].Item.Buyer = "", "GASKET" }, "hold shipped-unknown 7:71 8:81"},
		{"the notice names one order for all", func(i in, n nt) {
			n.OrderRefs, n.Lines = []string{"P00007"}, n.Lines[:1]
			n.Lines[0].OrderNumber = ""
		}, "accept 7:71"},
		{"withdrawn", func(_ in, n nt) { n.Cancel = true }, "hold notice-change"},
		{"replaced", func(_ in, n nt) { n.Replace = true }, "hold notice-change"},
		{"no lines", func(_ in, n nt) { n.Lines = nil }, "hold shipped-unknown"},
		{"a label that no scanner takes", func(_ in, n nt) { n.Packages[1].SSCC = "106141411234567896" }, "accept sscc-invalid 7:71 8:81"},
		{"nothing shipped on a line", func(_ in, n nt) { n.Lines[0].Quantity = d("0") }, "accept 8:81"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := scene()
			c.do(in, in.Notice)
			if got := said(shipment.Notice(*in)); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// The same item on two lines is divided by what is open, oldest first.
func TestItemTwice(t *testing.T) {
	in := scene()
	in.Orders[0].Lines[1].Item.Buyer, in.Orders[0].Lines[1].Due = "BOLT", day(1)
	in.Notice.Lines = in.Notice.Lines[:1]
	in.Notice.Lines[0].Number, in.Notice.Lines[0].Quantity = "", d("130")
	want := []shipment.Line{{OrderKey: "7", LineKey: "72", Quantity: d("100")}, {OrderKey: "7", LineKey: "71", Quantity: d("30")}}
	r := shipment.Notice(*in)
	if diff := cmp.Diff(want, r.Lines); diff != "" || r.Verdict != rules.Accept {
		t.Errorf("%s %s", said(r), diff)
	}
}

func TestSSCC(t *testing.T) {
	for sscc, valid := range map[string]bool{
		"106141411234567897": true, "000000000000000017": true, "106141411234567890": false, "10614141123456789": false,
		"00106141411234567897": false, "10614141123456789X": false, "": true,
	} {
		in := scene()
		in.Notice.Packages = []documents.Package{{ID: "1", SSCC: sscc}}
		if got := len(shipment.Notice(*in).Findings) == 0; got != valid {
			t.Errorf("%q: got valid %v", sscc, got)
		}
	}
}

// Many labels that are all wrong are one finding of readable length.
func TestManyLabels(t *testing.T) {
	in := scene()
	in.Notice.Packages = nil
	for i := range 1000 {
		in.Notice.Packages = append(in.Notice.Packages, documents.Package{ID: fmt.Sprint(i), SSCC: "1"})
	}
	r := shipment.Notice(*in)
	if len(r.Findings) != 1 || r.Findings[0].Actual != "1, 1, 1, 1, 1 and 995 more" {
		t.Errorf("got %+v", r.Findings)
	}
}

func TestArrival(t *testing.T) {
	want := []documents.Arrival{
		{OrderKey: "7", LineKeys: []string{"71"}, Expected: day(8), Tracking: "1Z999", Note: "Shipping notice ASN-1: 1 line of the order in 1 pallet, 1 carton.\n" +
			"Left the supplier on 2026-12-03.\nExpected on 2026-12-08.\nCarrier Acme Freight.\nTracking number 1Z999.\nBill of lading BL-5.\n" +
			"Lots: L-1 (100) good until 2026-12-31.\nThis is what the supplier says; nothing of it was counted."},
		{OrderKey: "8", LineKeys: []string{"81"}, Expected: day(8), Tracking: "1Z999", Note: "Shipping notice ASN-1: 1 line of the order in 1 pallet, 2 cartons.\n" +
			"Left the supplier on 2026-12-03.\nExpected on 2026-12-08.\nCarrier Acme Freight.\nTracking number 1Z999.\nBill of lading BL-5.\n" +
			"Lots: L-2 (100).\nThis is what the supplier says; nothing of it was counted."},
	}
	if diff := cmp.Diff(want, shipment.Notice(*scene()).Arrivals); diff != "" {
		t.Error(diff)
	}
}

// Packages that stand in each other in a circle do not keep the judge forever.
func TestPackagesInACircle(t *testing.T) {
	in := scene()
	in.Notice.Packages[0].Parent = "2"
	if got := said(shipment.Notice(*in)); got != "accept 7:71 8:81" {
		t.Error(got)
	}
}

// What a judgement promises, whatever comes: it is the same again; it is as bad as
// its worst finding; what is found on order lines is what was shipped; and no
// order is announced twice, no held line at all.
func TestNoticeProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := scene()
		for i := range in.Notice.Lines {
			l := &in.Notice.Lines[i]
			l.Quantity = decimal.NewFromInt(rapid.Int64Range(0, 120).Draw(t, "quantity"))
			l.OrderNumber = rapid.SampledFrom([]string{"P00007", "P00008", "P9", ""}).Draw(t, "order")
			l.Number = rapid.SampledFrom([]string{"", "1", "2", "3"}).Draw(t, "line")
			l.Item.Buyer = rapid.SampledFrom([]string{"", "BOLT", "NUT", "WASHER", "GASKET"}).Draw(t, "item")
		}
		r := shipment.Notice(*in)
		if diff := cmp.Diff(r, shipment.Notice(*in)); diff != "" {
			t.Fatalf("judged again: %s", diff)
		}
		if want := rules.Worst(r.Findings); r.Verdict != want {
			t.Fatalf("verdict %s, the worst finding is %s", r.Verdict, want)
		}
		found := map[int]documents.Quantity{}
		for _, l := range r.Lines {
			found[l.Shipped] = found[l.Shipped].Add(l.Quantity)
		}
		for i, q := range found {
			if !q.Equal(in.Notice.Lines[i].Quantity) {
				t.Fatalf("line %d: %s shipped, %s found", i, in.Notice.Lines[i].Quantity, q)
			}
		}
		checkArrivals(t, r)
	})
}

func checkArrivals(t *rapid.T, r shipment.Result) {
	orders := map[string]bool{}
	for _, a := range r.Arrivals {
		if orders[a.OrderKey] || len(a.LineKeys) == 0 {
			t.Fatalf("arrivals %+v", r.Arrivals)
		}
		orders[a.OrderKey] = true
		for _, k := range a.LineKeys {
			for _, f := range r.Findings {
				if f.LineKey == k && f.Code.Describe().Verdict >= rules.Hold {
					t.Fatalf("line %s is announced and held: %+v", k, f)
				}
			}
		}
	}
}

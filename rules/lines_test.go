package rules_test

import (
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
)

func TestFindOrder(t *testing.T) {
	orders := []*documents.Order{
		{Key: "a", Number: "P00012", SupplierNumber: "SO-900"},
		{Key: "b", Number: "P00013"},
		{Key: "c", Number: "4711/2", SupplierNumber: "P00013"},
		{Key: "d", Number: "47-112"},
	}
	for _, c := range []struct{ name, number, supplier, want string }{
		{"verbatim", "P00012", "", "a"},
		{"verbatim before the supplier's number", "P00013", "", "b"},
		{"the supplier's number in our place", "SO-900", "", "a"},
		{"without case and blanks", " p000 12", "", "a"},
		{"only the supplier's number", "", "so 900", "a"},
		{"two that look alike", "47112", "", ""},
		{"not there", "P99999", "", ""},
		{"a number that is wrong is not helped by the supplier's", "P99999", "SO-900", ""},
		{"nothing named, several orders", "", "", ""},
	} {
		got := ""
		if o, ok := rules.FindOrder(orders, c.number, c.supplier); ok {
			got = o.Key
		}
		if got != c.want {
			t.Errorf("%s: FindOrder(%q, %q): got %q, want %q", c.name, c.number, c.supplier, got, c.want)
		}
	}
	if o, ok := rules.FindOrder(orders[:1], "", ""); !ok || o.Key != "a" {
		t.Error("nothing named, one order: not found")
	}
}

// The row "Line id" of the specification: line number, then buyer part, vendor
// part, GTIN, manufacturer's part; what is ambiguous is several candidates.
func TestFindLines(t *testing.T) {
	o := &documents.Order{Lines: []documents.OrderLine{
		{Number: 1, Item: documents.Item{Buyer: "BOLT-M8", Supplier: "V100", GTIN: "4006381333931"}},
		{Number: 2, Item: documents.Item{Buyer: "NUT-M8", Supplier: "V200", Manufacturer: "MX-2"}},
		{Number: 3, Item: documents.Item{Buyer: "BOLT-M8", Supplier: "V100"}},
		{Number: 4, Item: documents.Item{Name: "Freight"}},
	}}
	for _, c := range []struct {
		name, quoted string
		item         documents.Item
		want         []int
	}{
		{"number alone", "2", documents.Item{}, []int{2}},
		{"number with zeros", "00002", documents.Item{}, []int{2}},
		{"number settles which of two", "3", documents.Item{Buyer: "BOLT-M8"}, []int{3}},
		{"buyer's part", "", documents.Item{Buyer: "nut m8"}, []int{2}},
		{"buyer's part before supplier's", "", documents.Item{Buyer: "NUT-M8", Supplier: "V100"}, []int{2}},
		{"supplier's part", "", documents.Item{Supplier: "v-200"}, []int{2}},
		{"GTIN with a leading zero", "", documents.Item{GTIN: "04006381333931"}, []int{1}},
		{"manufacturer's part", "", documents.Item{Manufacturer: "MX2"}, []int{2}},
		{"twice on the order", "", documents.Item{Buyer: "BOLT-M8"}, []int{1, 3}},
		{"a number of the supplier's counting", "1", documents.Item{Buyer: "NUT-M8"}, []int{2}},
		{"a number with a part that is not ours", "1", documents.Item{Buyer: "GASKET"}, nil},
		{"a number with a supplier's part we do not know", "1", documents.Item{Supplier: "V999"}, []int{1}},
		{"a line without part numbers", "4", documents.Item{Buyer: "FREIGHT"}, []int{4}},
		{"beyond the order", "9", documents.Item{}, nil},
		{"no number at all", "A1", documents.Item{}, nil},
		{"zero is no line", "0", documents.Item{}, nil},
	} {
		var got []int
		for _, l := range rules.FindLines(o, c.quoted, c.item) {
			got = append(got, l.Number)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestSameUnit(t *testing.T) {
	for _, c := range []struct {
		a, b documents.Unit
		want bool
	}{{"C62", "EA", true}, {"PCE", "H87", true}, {"", "C62", true}, {"kgm", "KGM", true}, {"KGM", "", false}, {"C62", "DZN", false}, {"XX", "XX", true}} {
		if got := rules.SameUnit(c.a, c.b); got != c.want {
			t.Errorf("SameUnit(%q, %q): got %v", c.a, c.b, got)
		}
	}
}

// Nothing is lost and nothing invented when a quantity is divided, and no line
// takes more than its room while another has some left.
func TestSpreadKeepsTheQuantity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := make([]*documents.OrderLine, rapid.IntRange(1, 4).Draw(t, "lines"))
		var room decimal.Decimal
		for i := range lines {
			lines[i] = &documents.OrderLine{Number: i + 1, Quantity: draw(t, "ordered"), Due: documents.Date{Year: 2026, Month: 1, Day: rapid.IntRange(1, 28).Draw(t, "day")}}
			room = room.Add(lines[i].Quantity)
		}
		quantity := draw(t, "quantity")
		var sum, excess decimal.Decimal
		for _, s := range rules.Spread(lines, quantity, func(l *documents.OrderLine) documents.Quantity { return l.Quantity }) {
			sum = sum.Add(s.Quantity)
			if over := s.Quantity.Sub(s.Line.Quantity); over.IsPositive() {
				excess = excess.Add(over)
			}
		}
		if !sum.Equal(quantity) {
			t.Fatalf("%s became %s", quantity, sum)
		}
		if want := decimal.Max(quantity.Sub(room), decimal.Zero); !excess.Equal(want) {
			t.Fatalf("%s too much on a line, want %s", excess, want)
		}
	})
}

func TestSpreadFillsTheOldestFirst(t *testing.T) {
	day := func(d int) documents.Date { return documents.Date{Year: 2026, Month: 11, Day: d} }
	lines := []*documents.OrderLine{
		{Number: 1, Due: day(20), Quantity: decimal.NewFromInt(10)},
		{Number: 2, Due: day(10), Quantity: decimal.NewFromInt(10)},
		{Number: 3, Quantity: decimal.NewFromInt(10)},
	}
	got := ""
	for _, s := range rules.Spread(lines, decimal.NewFromInt(35), func(l *documents.OrderLine) documents.Quantity { return l.Quantity }) {
		got += s.Quantity.String() + " on " + string(rune('0'+s.Line.Number)) + ";"
	}
	if want := "10 on 2;10 on 1;15 on 3;"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func draw(t *rapid.T, name string) decimal.Decimal {
	return decimal.New(rapid.Int64Range(0, 50000).Draw(t, name), -int32(rapid.IntRange(0, 3).Draw(t, name+" scale")))
}

func TestWords(t *testing.T) {
	d := decimal.RequireFromString
	for _, c := range []struct{ got, want string }{
		{rules.Amount(d("12.500"), "EA"), "12.5 pcs"},
		{rules.Amount(d("3"), "DZN"), "3 DZN"},
		{rules.Money(d("12.5"), "EUR"), "12.50 EUR"},
		{rules.Money(d("0.12345"), ""), "0.12345"},
		{rules.Signed(d("2"), "2 pcs"), "+2 pcs"},
		{rules.Signed(d("-2"), "-2 pcs"), "-2 pcs"},
		{rules.Days(1), "1 day later"},
		{rules.Days(-3), "3 days earlier"},
		{rules.Bare(" po-00/12.3"), "PO00123"},
		{rules.Bare("000"), "0"},
		{rules.ItemWord(documents.Item{GTIN: "1", Name: "n"}), "1"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

package x12map

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/translate"
)

// tree writes the levels of an 856. A package stands below the order of the
// first line that is in it.
type tree struct {
	*writing
	notice *documents.ShipNotice
	last   int               // number of the last level
	lines  int               // written so far
	packs  map[string]string // Package.ID to the order it was written under
}

// hl opens a level and answers its number.
func (t *tree) hl(parent, kind string) string {
	t.last++
	id := strconv.Itoa(t.last)
	t.add("HL", id, parent, kind)
	return id
}

// shipment writes what stands at the level of the shipment.
func (t *tree) shipment() {
	n := t.notice
	if n.Weight.Valid {
		t.add("TD1", "", "", "", "", "", "G", optional(n.Weight), t.unit(n.WeightIn))
	}
	if n.Carrier != "" {
		t.add("TD5", "", "", "", "", t.Text("carrier", n.Carrier, 35))
	}
	t.reference("BM", n.WayBill)
	t.reference("2I", n.Tracking)
	for _, d := range []struct {
		qualifier string
		day       documents.Date
	}{{"011", n.Shipped}, {"017", n.Expected}} {
		if !d.day.IsZero() {
			t.add("DTM", d.qualifier, formatDate(d.day))
		}
	}
	t.party("SU", n.Supplier)
	t.party("SF", n.ShipFrom)
	t.party("ST", n.ShipTo)
}

// orders are the order numbers of the notice, those of OrderRefs first.
func (t *tree) orders() []string {
	numbers := slices.Clone(t.notice.OrderRefs)
	for _, l := range t.notice.Lines {
		if l.OrderNumber == "" {
			t.Fail(fmt.Errorf("line %q names no order", l.Number))
		} else if !slices.Contains(numbers, l.OrderNumber) {
			numbers = append(numbers, l.OrderNumber)
		}
	}
	return numbers
}

// contents writes the packages in package pack that belong to an order, with
// what is in them, and then the lines that stand in pack itself.
func (t *tree) contents(parent, order, pack string) {
	for _, p := range t.notice.Packages {
		if p.Parent != pack || !t.belongs(p.ID, order, 0) {
			continue
		}
		if _, written := t.packs[p.ID]; written {
			t.Fail(fmt.Errorf("package %q is listed twice or holds goods of several orders", p.ID))
			continue
		}
		t.packs[p.ID] = order
		t.contents(t.pack(parent, p), order, p.ID)
	}
	for _, l := range t.notice.Lines {
		if l.Package == pack && l.OrderNumber == order {
			t.item(parent, l)
			t.lines++
		}
	}
}

// belongs says that a package, or one inside it, holds a line of the order; an
// empty package belongs to the first order.
func (t *tree) belongs(pack, order string, deep int) bool {
	if deep > maxDepth {
		t.Fail(fmt.Errorf("package %q: packages are too deep or go round in a circle", pack))
		return false
	}
	empty := true
	for _, l := range t.notice.Lines {
		if l.Package == pack {
			empty = false
			if l.OrderNumber == order {
				return true
			}
		}
	}
	for _, p := range t.notice.Packages {
		if p.Parent == pack {
			empty = false
			if t.belongs(p.ID, order, deep+1) {
				return true
			}
		}
	}
	return empty && order == t.orders()[0]
}

// pack writes the level of a package: a tare when others stand on it.
func (t *tree) pack(parent string, p documents.Package) string {
	kind := "P"
	if slices.ContainsFunc(t.notice.Packages, func(c documents.Package) bool { return c.Parent == p.ID }) {
		kind = "T"
	}
	id := t.hl(parent, kind)
	count := ""
	if p.Count > 0 || p.Kind != "" { // TD101 asks for TD102
		count = strconv.Itoa(max(p.Count, 1))
	}
	td1 := []string{t.Text("package kind", p.Kind, 5), count}
	if p.Weight.Valid {
		td1 = append(td1, "", "", "", "G", optional(p.Weight), t.unit(t.notice.WeightIn))
	}
	t.add("TD1", td1...)
	if p.SSCC != "" {
		t.add("MAN", "GM", "00"+p.SSCC)
	}
	if p.Mark != "" {
		t.add("MAN", "CP", t.Text("mark", p.Mark, 48))
	}
	return id
}

// item writes the level of a line, once for each lot.
func (t *tree) item(parent string, l documents.ShippedLine) {
	lots := l.Lots
	if len(lots) == 0 {
		lots = []documents.Lot{{Quantity: l.Quantity}}
	}
	var sum documents.Quantity
	for _, lot := range lots {
		sum = sum.Add(lot.Quantity)
		t.hl(parent, "I")
		numbers := t.itemPairs(l.Item, "CH", l.Origin)
		if len(numbers) == 0 { // LIN must have one
			numbers = t.itemPairs(l.Item, "PL", t.Need("line number", l.Number, 48))
		}
		t.add("LIN", append([]string{t.Text("line number", l.Number, 20)}, numbers...)...)
		t.add("SN1", "", translate.FormatNumber(lot.Quantity), t.unit(l.Unit))
		t.itemName(l.Item.Name)
		t.reference("LT", lot.Number)
		for _, serial := range lot.Serials {
			t.reference("SE", serial)
		}
		if !lot.Expires.IsZero() {
			t.add("DTM", "036", formatDate(lot.Expires))
		}
		if !lot.Produced.IsZero() {
			t.add("DTM", "094", formatDate(lot.Produced))
		}
	}
	if !sum.Equal(l.Quantity) {
		t.Fail(fmt.Errorf("line %q: its lots come to %s of %s", l.Number, sum, l.Quantity))
	}
}

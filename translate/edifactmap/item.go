package edifactmap

import (
	"slices"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/translate"
)

// The qualifiers of data element 7143 for each of our numbers, best first.
var (
	gtinItem         = []string{"EN", "SRV", "UP"}
	buyerItem        = []string{"BP", "IN", "CC"}
	supplierItem     = []string{"SA", "VP", "VN"}
	manufacturerItem = []string{"MF"}
)

// numbers are the product numbers of one line by their qualifier.
type numbers map[string]string

// newNumbers reads C212 of a LIN.
func newNumbers(s *edi.Segment) numbers {
	n := numbers{}
	n.add(s, 3)
	return n
}

// add reads C212 in element i; the first number under a qualifier stays.
func (n numbers) add(s *edi.Segment, i int) {
	if number, q := s.Component(i, 1), s.Component(i, 2); number != "" && n[q] == "" {
		n[q] = number
	}
}

// takePIA reads a PIA and answers whether one of its numbers is one of ours. PIA
// 4347 3 is what the line is substituted by and goes elsewhere.
func (n numbers) takePIA(s *edi.Segment) bool {
	known := false
	for i := 2; i <= 6; i++ {
		n.add(s, i)
		q := s.Component(i, 2)
		for _, list := range [][]string{gtinItem, buyerItem, supplierItem, manufacturerItem, {"NB", "SN", "PL", "EC"}} {
			known = known || slices.Contains(list, q)
		}
	}
	return known
}

// item is the item that the numbers name.
func (n numbers) item(name string) documents.Item {
	first := func(qualifiers []string) string {
		for _, q := range qualifiers {
			if n[q] != "" {
				return n[q]
			}
		}
		return ""
	}
	return documents.Item{
		Buyer: first(buyerItem), Supplier: first(supplierItem), GTIN: first(gtinItem),
		Manufacturer: first(manufacturerItem), Revision: n["EC"], Name: name,
	}
}

// itemName reads the text of an IMD: component 4 and 5 of its third element.
func itemName(before string, s *edi.Segment) string {
	return words(before, components(s, 3, 4, 5))
}

// line writes LIN, PIA and IMD, with what further writes as PIA between them.
func (w *writing) line(number, action string, i documents.Item, further func()) {
	var gtin []string
	if i.GTIN != "" {
		gtin = of(w.Text("GTIN", i.GTIN, 35), "EN")
	}
	w.Add("LIN", of(w.Text("line number", number, 6)), of(action), gtin)
	w.numbers("5", i)
	if further != nil {
		further()
	}
	for _, part := range pairsOf(w.Fold("item name", i.Name, 35, 20)) {
		w.Add("IMD", of("F"), nil, append(of("", "", ""), part...))
	}
}

// numbers writes a PIA with an item's numbers, all but the GTIN.
func (w *writing) numbers(function string, i documents.Item) {
	elements := [][]string{of(function)}
	for _, n := range []struct{ number, qualifier string }{
		{i.Supplier, "SA"}, {i.Buyer, "BP"}, {i.Manufacturer, "MF"}, {i.Revision, "EC"},
	} {
		if n.number != "" {
			elements = append(elements, of(w.Text("product number", n.number, 35), n.qualifier))
		}
	}
	if len(elements) > 1 {
		w.Add("PIA", elements...)
	}
}

// pairsOf is all in pieces of two.
func pairsOf(all []string) [][]string { return slices.Collect(slices.Chunk(all, 2)) }

// lineNumber is the order's line number as a line quotes it: in a reference to the
// order, C506 1156, in a reference to the line, or as the line's own number.
type lineNumber struct{ order, line, own string }

// take reads an RFF of a line and answers whether it names an order or a line.
func (n *lineNumber) take(s *edi.Segment) (order string, ok bool) {
	switch s.Element(1) {
	case "ON":
		n.order = s.Component(1, 3)
		return s.Component(1, 2), true
	case "LI":
		if n.line = s.Component(1, 3); n.line == "" {
			n.line = s.Component(1, 2)
		}
		return "", true
	}
	return "", false
}

func (n *lineNumber) String() string {
	for _, v := range []string{n.order, n.line, n.own} {
		if v != "" {
			return v
		}
	}
	return ""
}

// subLine says that a LIN details the line before it (C829); its quantities are
// not added to that line's.
func subLine(s *edi.Segment) bool { return s.Component(4, 1) == "1" }

// quantity reads a QTY.
func quantity(in *translate.Reading, s *edi.Segment) (documents.Quantity, documents.Unit) {
	return in.NeedNumber(s, 1, 2, "the quantity"), in.Units.Read(s.Component(1, 3))
}

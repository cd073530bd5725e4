package x12map

import (
	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
)

// The qualifiers of data element 235 for each of our numbers, best first.
var (
	buyerItem        = []string{"BP", "IN", "CB", "PI"}
	supplierItem     = []string{"VP", "VN", "VC", "VA"}
	gtinItem         = []string{"UK", "EN", "EO", "UP", "UA", "UI"}
	manufacturerItem = []string{"MG", "MF"}
	revisionItem     = []string{"EC"}
)

// pairs are the product numbers of a segment: from element n on, a qualifier and
// a number in turn, to the end or to element last.
func pairs(s *edi.Segment, n, last int) map[string]string {
	found := map[string]string{}
	for ; n < last && n < len(s.Elements); n += 2 {
		if q := s.Element(n); q != "" && found[q] == "" {
			found[q] = s.Element(n + 1)
		}
	}
	return found
}

// item makes an item of product numbers.
func item(numbers map[string]string) documents.Item {
	first := func(qualifiers []string) string {
		for _, q := range qualifiers {
			if numbers[q] != "" {
				return numbers[q]
			}
		}
		return ""
	}
	return documents.Item{
		Buyer: first(buyerItem), Supplier: first(supplierItem), GTIN: first(gtinItem),
		Manufacturer: first(manufacturerItem), Revision: first(revisionItem),
	}
}

// itemPairs are the product numbers of an item as they are written, with further
// pairs behind.
func (w *writing) itemPairs(i documents.Item, more ...string) []string {
	var out []string
	for _, n := range []struct{ qualifier, number string }{
		{"BP", i.Buyer}, {"VP", i.Supplier}, {gtinQualifier(i.GTIN), i.GTIN}, {"MG", i.Manufacturer}, {"EC", i.Revision},
	} {
		if n.number != "" {
			out = append(out, n.qualifier, w.Text("product number", n.number, 48))
		}
	}
	for n := 0; n+1 < len(more); n += 2 {
		if more[n+1] != "" {
			out = append(out, more[n], w.Text("product number", more[n+1], 48))
		}
	}
	return out
}

// gtinQualifier goes by the length of a GTIN.
func gtinQualifier(gtin string) string {
	switch len(gtin) {
	case 14:
		return "UK"
	case 13:
		return "EN"
	case 8:
		return "EO"
	}
	return "UP"
}

// itemName writes PID segments with the item's name in free form.
func (w *writing) itemName(name string) {
	for _, part := range w.Fold("item name", name, 80, 100) {
		w.add("PID", "F", "", "", "", part)
	}
}

package rules

import (
	"slices"
	"strconv"
	"strings"

	"github.com/wharf-edi/wharf/documents"
)

// FindOrder finds the order that a partner means by number: the buyer's order
// number verbatim, then the supplier's own number for it (supplierNumber, or
// number itself given in the wrong place), then both without case, blanks,
// punctuation and leading zeros. More than one candidate is none.
func FindOrder(orders []*documents.Order, number, supplierNumber string) (*documents.Order, bool) {
	number, supplierNumber = strings.TrimSpace(number), strings.TrimSpace(supplierNumber)
	for _, same := range []func(*documents.Order) bool{
		func(o *documents.Order) bool { return number != "" && o.Number == number },
		func(o *documents.Order) bool { return number != "" && o.SupplierNumber == number },
		func(o *documents.Order) bool { return number != "" && alike(o.Number, number) },
		func(o *documents.Order) bool {
			return number == "" && supplierNumber != "" && alike(o.SupplierNumber, supplierNumber)
		},
	} {
		if o, ok := single(orders, same); ok {
			return o, true
		}
	}
	if number == "" && supplierNumber == "" && len(orders) == 1 {
		return orders[0], true
	}
	return nil, false
}

func single(orders []*documents.Order, is func(*documents.Order) bool) (*documents.Order, bool) {
	var found *documents.Order
	for _, o := range orders {
		if is(o) {
			if found != nil {
				return nil, false
			}
			found = o
		}
	}
	return found, found != nil
}

// FindLines finds the order lines that a partner's line may be: by the quoted
// line number, then by the buyer's part number, the supplier's, the GTIN, the
// manufacturer's. The first of these that leads to any line decides; several
// lines are several candidates, in the order of the order.
//
// A quoted line number is not believed when the item speaks against it: when it
// has another part number of the buyer, or numbers that lead to other lines.
// Suppliers that count lines in their own way are common.
func FindLines(o *documents.Order, quoted string, item documents.Item) []*documents.OrderLine {
	byItem := linesByItem(o, item)
	l, ok := LineByNumber(o, quoted)
	if !ok {
		return byItem
	}
	if len(byItem) == 0 && (item.Buyer == "" || l.Item.Buyer == "") || slices.Contains(byItem, l) {
		return []*documents.OrderLine{l}
	}
	return byItem
}

// LineByNumber finds a line by the running number that suppliers see.
func LineByNumber(o *documents.Order, quoted string) (*documents.OrderLine, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(quoted))
	if err != nil || n <= 0 {
		return nil, false
	}
	for i := range o.Lines {
		if o.Lines[i].Number == n {
			return &o.Lines[i], true
		}
	}
	return nil, false
}

func linesByItem(o *documents.Order, item documents.Item) []*documents.OrderLine {
	for _, number := range itemNumbers {
		wanted := number(item)
		if wanted == "" {
			continue
		}
		var found []*documents.OrderLine
		for i := range o.Lines {
			if alike(number(o.Lines[i].Item), wanted) {
				found = append(found, &o.Lines[i])
			}
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// itemNumbers are the numbers of an item in the order of trust.
var itemNumbers = [...]func(documents.Item) string{
	func(i documents.Item) string { return i.Buyer },
	func(i documents.Item) string { return i.Supplier },
	func(i documents.Item) string { return i.GTIN },
	func(i documents.Item) string { return i.Manufacturer },
}

// alike compares two numbers as people would: case, blanks, dashes, slashes,
// points and leading zeros do not count.
func alike(a, b string) bool { return Bare(a) == Bare(b) && Bare(a) != "" }

// Bare is a number without what people add to or leave out of numbers: upper
// case, no blanks, dashes, slashes or points, no leading zeros. A number of
// nothing but zeros is "0".
func Bare(s string) string {
	s = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '\u00a0', '-', '/', '.':
			return -1
		}
		return r
	}, strings.ToUpper(s))
	if t := strings.TrimLeft(s, "0"); t != "" || s == "" {
		return t
	}
	return "0"
}

// SameUnit says that two codes mean the same unit. "One" has several codes that
// trade uses as if they were one, and is what a document means that names no unit.
func SameUnit(a, b documents.Unit) bool { return canonical(a) == canonical(b) }

func canonical(u documents.Unit) documents.Unit {
	u = documents.Unit(strings.ToUpper(strings.TrimSpace(string(u))))
	switch u {
	case "", "EA", "PCE", "H87":
		return "C62"
	}
	return u
}

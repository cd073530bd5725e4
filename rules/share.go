package rules

import (
	"cmp"
	"slices"

	"github.com/wharf-edi/wharf/documents"
)

// Share is the part of a quantity that falls on one order line.
type Share struct {
	Line     *documents.OrderLine
	Quantity documents.Quantity
}

// Spread divides a quantity over the lines that it may belong to, the line that
// is due first first. Each takes what it has room for; when none has room by one
// measure, the next measure is asked, and what is left in the end falls on the
// line that is due last. The shares add up to the quantity.
func Spread(lines []*documents.OrderLine, quantity documents.Quantity, rooms ...func(*documents.OrderLine) documents.Quantity) []Share {
	lines = slices.Clone(lines)
	slices.SortStableFunc(lines, ByDue)
	shares := make([]Share, len(lines))
	left := quantity
	for i, l := range lines {
		shares[i].Line = l
	}
	for _, room := range rooms {
		for i, l := range lines {
			take := room(l).Sub(shares[i].Quantity)
			if take.GreaterThan(left) {
				take = left
			}
			if take.IsPositive() {
				shares[i].Quantity = shares[i].Quantity.Add(take)
				left = left.Sub(take)
			}
		}
	}
	if n := len(shares); n > 0 {
		shares[n-1].Quantity = shares[n-1].Quantity.Add(left)
	}
	return slices.DeleteFunc(shares, func(s Share) bool { return s.Quantity.IsZero() })
}

// ByDue sorts order lines by the day the buyer asks for, those without one last.
func ByDue(a, b *documents.OrderLine) int {
	if a.Due.IsZero() != b.Due.IsZero() {
		if a.Due.IsZero() {
			return 1
		}
		return -1
	}
	return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Number, b.Number))
}

package rules

import (
	"fmt"

	"github.com/wharf-edi/wharf/documents"
)

// Amount is a quantity with its unit as a finding says it.
func Amount(q documents.Quantity, u documents.Unit) string {
	return q.String() + " " + unitWord(u)
}

// Money is an amount of money as a finding says it, with two decimals at least.
func Money(d documents.Decimal, currency string) string {
	s := d.String()
	if d.Equal(d.Round(2)) {
		s = d.StringFixed(2)
	}
	if currency == "" {
		return s
	}
	return s + " " + currency
}

// Signed puts a plus before what Amount or Money say of a positive d.
func Signed(d documents.Decimal, s string) string {
	if d.IsPositive() {
		return "+" + s
	}
	return s
}

// Days is a difference of days as a finding says it.
func Days(n int) string {
	word, way := "days", "later"
	if n < 0 {
		n, way = -n, "earlier"
	}
	if n == 1 {
		word = "day"
	}
	return fmt.Sprintf("%d %s %s", n, word, way)
}

func unitWord(u documents.Unit) string {
	switch u = canonical(u); u {
	case "C62":
		return "pcs"
	case "KGM":
		return "kg"
	case "MTR":
		return "m"
	case "LTR":
		return "l"
	case "HUR":
		return "h"
	}
	return string(u)
}

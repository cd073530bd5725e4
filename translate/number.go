package translate

import (
	"errors"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/wharf-edi/wharf/documents"
)

// maxDigits is the longest number that is read: no element of either standard is
// longer, and a number without bound would be a way to exhaust memory.
const maxDigits = 35

// ErrNumber is wrapped when a text is no number as EDI writes them.
var ErrNumber = errors.New("not a number")

// ParseNumber reads a number with an optional sign and an optional decimal mark:
// '.' or ',' as mark says, or either where mark is 0. It refuses exponents,
// thousands separators and blanks, and more than 35 digits.
func ParseNumber(s string, mark byte) (documents.Decimal, error) {
	digits, marks := 0, 0
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c == '-' && i == 0:
		case (c == '.' || c == ',') && (mark == 0 || c == mark):
			marks++
		default:
			return documents.Decimal{}, ErrNumber
		}
	}
	if digits == 0 || digits > maxDigits || marks > 1 {
		return documents.Decimal{}, ErrNumber
	}
	return decimal.NewFromString(strings.Replace(s, ",", ".", 1))
}

// FormatNumber writes d with '.' as its mark and without trailing zeros.
func FormatNumber(d documents.Decimal) string { return d.String() }

// Divide is a for one of n, exact where a decimal can be and else to 16 places.
// n must not be zero.
func Divide(a, n documents.Decimal) documents.Decimal { return a.DivRound(n, 16) }

// Sum adds what is there; it is absent when all are.
func Sum(all ...documents.Optional) documents.Optional {
	var sum documents.Optional
	for _, o := range all {
		if o.Valid {
			sum = documents.Some(sum.Decimal.Add(o.Decimal))
		}
	}
	return sum
}

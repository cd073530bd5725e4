package edifactmap

import (
	"slices"
	"strings"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/translate"
)

// optional writes o, and nothing if it is absent.
func optional(o documents.Optional) string {
	if !o.Valid {
		return ""
	}
	return translate.FormatNumber(o.Decimal)
}

// prices is data element 5125 of the price of a line, best first: net, gross,
// calculated, of the invoice.
var prices = []string{"AAA", "CAL", "INV", "AAB"}

// priceOf reads a PRI as the price of one unit: 5118 is for as many as 5284 says.
func priceOf(in *translate.Reading, s *edi.Segment, unit documents.Unit) documents.Optional {
	p := in.Number(s, 1, 2, edi.Note)
	basis := in.Number(s, 1, 5, edi.Note)
	if !p.Valid || !basis.Valid {
		return p
	}
	if basis.Decimal.IsZero() {
		in.Defect(s, 1, 5, edi.CodeBadValue, edi.Note, "a price for none is no price")
		return documents.Optional{}
	}
	if per := s.Component(1, 6); per != "" && unit != "" && in.Units.Read(per) != unit {
		in.Defect(s, 1, 6, edi.CodeBadValue, edi.Note, "the price is not for the unit that the quantity is in")
	}
	p.Decimal = translate.Divide(p.Decimal, basis.Decimal)
	return p
}

// words is what is not empty, with blanks between.
func words(s ...string) string { return strings.Join(strings.Fields(strings.Join(s, " ")), " ") }

// note is FTX text: C108 in one line, lines of several FTX under each other.
func note(before string, s *edi.Segment) string {
	return strings.TrimPrefix(before+"\n"+components(s, 4, 1, 5), "\n")
}

// components are those of element n from first to last, with blanks between.
func components(s *edi.Segment, n, first, last int) string {
	var all []string
	for c := first; c <= last; c++ {
		all = append(all, s.Component(n, c))
	}
	return words(all...)
}

// text writes FTX segments, one for each line of what and as many more as it needs.
func (w *writing) text(subject, text string) {
	for line := range strings.SplitSeq(text, "\n") {
		parts := w.Fold("text", line, 70, 5)
		if len(parts) > 0 {
			w.Add("FTX", of(subject), nil, nil, parts)
		}
	}
}

// rank is the place of q in list, from 1, and 0 where it is not.
func rank(list []string, q string) int { return slices.Index(list, q) + 1 }

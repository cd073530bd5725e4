package x12map

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/translate"
)

// date reads element n of s as CCYYMMDD, or as the YYMMDD of versions before
// 004010, whose years from 80 on are of the last century. It is zero when there
// is none; one that cannot be read is a defect.
func date(in *translate.Reading, s *edi.Segment, n int, severity edi.Severity) documents.Date {
	v := s.Element(n)
	if v == "" {
		return documents.Date{}
	}
	if len(v) == 6 {
		century := "20"
		if v >= "8" {
			century = "19"
		}
		v = century + v
	}
	if len(v) == 8 {
		if d, err := documents.ParseDate(v[:4] + "-" + v[4:6] + "-" + v[6:]); err == nil {
			return d
		}
	}
	in.Defect(s, n, 0, edi.CodeBadDate, severity, "this is not a date")
	return documents.Date{}
}

// dtm reads a DTM: the date stands in DTM02, or in DTM06 where DTM05 says that
// it is one.
func dtm(in *translate.Reading, s *edi.Segment) documents.Date {
	if s.Element(2) == "" && s.Element(5) == "D8" {
		return date(in, s, 6, edi.Note)
	}
	return date(in, s, 2, edi.Note)
}

// formatDate is CCYYMMDD, and empty for no date.
func formatDate(d documents.Date) string { return strings.ReplaceAll(d.String(), "-", "") }

// amount reads element n of s as type N2: the last two digits are decimals. One
// with a decimal point could mean either and is refused.
func amount(in *translate.Reading, s *edi.Segment, n int) documents.Optional {
	if strings.Contains(s.Element(n), ".") {
		in.Defect(s, n, 0, edi.CodeBadCharacter, edi.Reject, "this amount has two implied decimals and must not have a point")
		return documents.Optional{}
	}
	v := in.Number(s, n, 0, edi.Reject)
	if v.Valid {
		v.Decimal = v.Decimal.Shift(-2)
	}
	return v
}

// amount writes d as type N2.
func (w *writing) amount(what string, d documents.Decimal) string {
	cents := d.Shift(2)
	if !cents.IsInteger() {
		w.Fail(fmt.Errorf("%s %s: the message has room for two decimals", what, d))
	}
	return cents.StringFixed(0)
}

// optional writes o as type R, and nothing if it is absent.
func optional(o documents.Optional) string {
	if !o.Valid {
		return ""
	}
	return translate.FormatNumber(o.Decimal)
}

// bases are the codes of data element 639 that give the price for more than one,
// or for a measure: the price is for so many of that unit, where "" stands for
// pieces of any kind.
var bases = map[string]struct {
	of   int64
	unit documents.Unit
}{
	"PN": {of: 10},
	"PD": {of: 12}, "LD": {of: 12}, "RD": {of: 12}, "TD": {of: 12}, "WD": {of: 12},
	"HP": {of: 100}, "LC": {of: 100}, "QH": {of: 100}, "RC": {of: 100}, "TC": {of: 100}, "WC": {of: 100},
	"TP": {of: 1000}, "LM": {of: 1000}, "QS": {of: 1000}, "RM": {of: 1000}, "TM": {of: 1000}, "WM": {of: 1000},
	"TT": {of: 10_000}, "HT": {of: 100_000},
	"PG": {1, "GRM"}, "PK": {1, "KGM"}, "PL": {1, "LTR"}, "PO": {1, "ONZ"}, "PP": {1, "LBR"}, "PY": {1, "YRD"},
	"PF": {1, "FOT"}, "HF": {100, "FOT"}, "TF": {1000, "FOT"},
}

// multiples are units that are a number of pieces themselves: a price per
// hundred of an item that is counted in hundreds is the price of one unit.
var multiples = map[documents.Unit]int64{"DZN": 12, "CEN": 100, "MIL": 1000}

// price reads element n of s as the price of one unit; the basis, data element
// 639, stands behind it.
func price(in *translate.Reading, s *edi.Segment, n int, unit documents.Unit) documents.Optional {
	p := in.Number(s, n, 0, edi.Note)
	basis, ok := bases[s.Element(n+1)]
	switch {
	case !p.Valid || !ok || multiples[unit] == basis.of:
	case basis.unit != "" && basis.unit != unit:
		in.Defect(s, n+1, 0, edi.CodeBadValue, edi.Note,
			"the price is not for the unit that the quantity is in, which is "+strconv.Quote(string(unit)))
	case basis.of > 1:
		p.Decimal = translate.Divide(p.Decimal, decimal.NewFromInt(basis.of))
	}
	return p
}

// basis is the code of data element 639 for a price of one unit; only pieces
// have one.
func basis(unit documents.Unit) string {
	if unit == "C62" {
		return "PE"
	}
	return ""
}

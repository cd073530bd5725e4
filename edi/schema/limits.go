package schema

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"github.com/wharf-edi/wharf/edi"
)

// holds says that the segment at hand is one that filter n means.
func (v *Validator) holds(n int) bool {
	f := &v.p.guideline.filters[n]
	return slices.Contains(f.values, string(trim(v.s.Component(f.element, max(f.part, 1)))))
}

// around is the filters that hold for the groups that are open, down to depth.
func (v *Validator) around(depth int) uint64 {
	all := uint64(0)
	for d := 0; d <= depth && d < len(v.stack); d++ {
		all |= v.stack[d].filters
	}
	return all
}

// guide checks the segment at hand, which was taken in the level at depth, against
// the guideline.
func (v *Validator) guide(depth int) {
	for _, r := range v.rules {
		if v.around(depth)&r.above != r.above || r.own >= 0 && !v.holds(r.own) {
			continue
		}
		switch r.limit {
		case limitRequired:
			v.stack[depth].seen |= r.seen
		case limitNone:
			v.whole(edi.CodeNotUsed, r.severity)
		default:
			v.limit(r)
		}
	}
}

// filtered is the filters that hold for the segment at hand as the beginning of a
// group.
func (v *Validator) filtered(path string) uint64 {
	all := uint64(0)
	for n := range v.p.guideline.filters {
		if v.p.guideline.filters[n].path == path && v.holds(n) {
			all |= 1 << n
		}
	}
	return all
}

// limit checks one element of the segment at hand.
func (v *Validator) limit(r *rule) {
	there := false
	for n, value := range v.s.Values {
		if value.Element() != r.element || r.part > 0 && value.Component() != r.part || value.Size() == 0 {
			continue
		}
		text := v.s.Text(n)
		there = there || !blank(text)
		switch {
		case r.limit == limitUnused:
			v.valueAt(n, edi.CodeNotUsed, r.severity)
		case r.limit == limitCodes && (r.part > 0 || value.Component() == 1) && !slices.Contains(r.codes, string(trim(text))):
			v.valueAt(n, edi.CodeNotAgreed, r.severity)
		case r.limit == limitMax && v.size(n, bytes.TrimRight(text, " ")) > r.size:
			v.valueAt(n, edi.CodeTooLong, r.severity)
		case r.limit == limitMin && v.size(n, text) < r.size:
			v.valueAt(n, edi.CodeTooShort, r.severity)
		}
	}
	if !there && r.limit == limitMandatory {
		v.at(r.element, r.part, 0, edi.CodeMandatoryMissing, r.severity, "")
	}
}

// size is the length of b, which is in value n, as the standards count: of a number
// its digits, of a text its characters.
func (v *Validator) size(n int, b []byte) int {
	at := v.s.Values[n]
	if e := at.Element(); e <= len(v.seg.fields) {
		f := &v.seg.fields[e-1]
		if c := at.Component(); f.kind == Composite && c <= len(f.parts) {
			f = &f.parts[c-1]
		}
		if f.kind == Number || f.kind == Implied {
			digits, _ := v.numeral(b, f.kind)
			return digits
		}
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return v.characters(b)
		}
	}
	return len(b)
}

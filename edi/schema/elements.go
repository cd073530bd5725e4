package schema

import (
	"math/bits"
	"strings"

	"github.com/wharf-edi/wharf/edi"
)

// elements checks the elements of the segment at hand: each in its place, then
// those that must be there, then the conditions between them.
func (v *Validator) elements() {
	values, fields := v.s.Values, v.seg.fields
	there := uint64(0)
	first := 1
	for first < len(values) && values[first].Element() == 0 {
		first++ // a name with components: explicit nesting, which nobody uses
	}
	for n := first; n < len(values); {
		e := values[n].Element()
		next := n + 1
		for next < len(values) && values[next].Element() == e {
			next++
		}
		f := e
		if e > len(fields) {
			if e >= len(fields)+v.seg.last || len(fields) == 0 {
				v.excess(n)
				break
			}
			f = len(fields)
		}
		field := &fields[f-1]
		switch {
		case next == n+1 && field.kind != Composite:
			if values[n].Size() > 0 && !(field.mandatory && blank(v.s.Text(n))) {
				there |= 1 << f
				v.value(n, field, field.mandatory && v.own)
			}
		case v.element(n, next, field):
			there |= 1 << f
		}
		n = next
	}
	if missing := v.seg.mandatory &^ there; missing != 0 {
		for ; missing != 0; missing &= missing - 1 {
			v.at(bits.TrailingZeros64(missing), 0, 0, edi.CodeMandatoryMissing, severity(v.own), "")
		}
	}
	told := uint64(0) // elements that a condition has been reported at
	for n := range v.seg.notes {
		if v.seg.notes[n].holds(there) {
			continue
		}
		broken := v.seg.notes[n].broken(there)
		if first := broken & -broken; first&^told != 0 {
			told |= first
			v.condition(&v.seg.notes[n], broken, 0, 0)
		}
	}
}

// blank says that b holds nothing but blanks: in a place that must be filled, that
// is nothing.
func blank(b []byte) bool {
	for _, c := range b {
		if c != ' ' {
			return false
		}
	}
	return true
}

// excess reports the elements from value n on, which the segment does not have, if
// one of them holds anything.
func (v *Validator) excess(n int) {
	for k := n; k < len(v.s.Values); k++ {
		if v.s.Values[k].Size() > 0 {
			v.valueAt(k, edi.CodeTooManyElements, edi.Note)
			return
		}
	}
}

// element checks an element of several values, or a composite, and says whether
// anything is in it.
func (v *Validator) element(from, to int, f *fieldProgram) (there bool) {
	if v.s.Values[to-1].Repetition() == 1 {
		return v.repetition(from, to, f)
	}
	told := false
	for n := from; n < to; {
		rep := v.s.Values[n].Repetition()
		next := n + 1
		for next < to && v.s.Values[next].Repetition() == rep {
			next++
		}
		if v.repetition(n, next, f) {
			there = true
			if rep > f.repeat && !told {
				told = true
				v.valueAt(n, edi.CodeTooManyRepetitions, edi.Note)
			}
		}
		n = next
	}
	return there
}

// repetition checks one repetition of an element.
func (v *Validator) repetition(from, to int, f *fieldProgram) (there bool) {
	values := v.s.Values
	if f.kind != Composite {
		for n := from + 1; n < to; n++ {
			if values[n].Size() > 0 {
				there = true
				v.valueAt(n, edi.CodeTooManyComponents, edi.Note)
				break
			}
		}
		if values[from].Size() > 0 && !(f.mandatory && blank(v.s.Text(from))) {
			there = true
			v.value(from, f, f.mandatory && v.own)
		}
		return there
	}
	parts := uint64(0)
	for n := from; n < to; n++ {
		if values[n].Size() == 0 {
			continue
		}
		c := values[n].Component()
		if c <= len(f.parts) && f.parts[c-1].mandatory && blank(v.s.Text(n)) {
			continue
		}
		there = true
		if c > len(f.parts) {
			v.valueAt(n, edi.CodeTooManyComponents, edi.Note)
			break
		}
		parts |= 1 << c
		part := &f.parts[c-1]
		v.value(n, part, part.mandatory && f.mandatory && v.own)
	}
	if !there {
		return false
	}
	e, rep := values[from].Element(), values[from].Repetition()
	for missing := f.must &^ parts; missing != 0; missing &= missing - 1 {
		v.at(e, bits.TrailingZeros64(missing), rep, edi.CodeMandatoryMissing, severity(v.own && f.mandatory), "")
	}
	for n := range f.notes {
		if broken := f.notes[n].broken(parts); broken != 0 {
			v.condition(&f.notes[n], broken, e, rep)
		}
	}
	return true
}

// condition reports a note that is broken: at the first element that is missing, or
// too much. For a composite e is its element and rep its repetition.
func (v *Validator) condition(n *noteProgram, broken uint64, e, rep int) {
	code := edi.CodeConditionMissing
	if n.kind == 'E' {
		code = edi.CodeExcluded
	}
	at := bits.TrailingZeros64(broken)
	component := 0
	if e > 0 {
		at, component = e, at
	}
	value := ""
	if n.kind == 'E' {
		value = string(v.s.Component(at, max(component, 1)))
	}
	v.at(at, component, rep, code, edi.Note, value)
}

// severity is how bad it is that something is missing or wrong that must be there.
func severity(own bool) edi.Severity {
	if own {
		return edi.Reject
	}
	return edi.Note
}

// at reports an element that has no value of its own.
func (v *Validator) at(e, c, rep int, code edi.Code, s edi.Severity, value string) {
	v.report(edi.Pos{
		Offset: v.s.Offset, End: v.s.End, Segment: v.number, Tag: v.s.Name(), Element: e, Component: c, Repetition: rep, ID: v.elementID(e, c),
	}, code, s, value)
}

// valueAt reports value n.
func (v *Validator) valueAt(n int, code edi.Code, s edi.Severity) {
	p, text := v.where(n)
	v.report(p, code, s, text)
}

// where is the position of value n, and its text.
func (v *Validator) where(n int) (edi.Pos, string) {
	value := v.s.Values[n]
	p := edi.Pos{Segment: v.number, Tag: v.s.Name(), Element: value.Element(), Repetition: value.Repetition()}
	p.Offset, p.End = v.s.Place(n)
	if value.Component() > 1 || v.composite(value.Element()) {
		p.Component = value.Component()
	}
	p.ID = v.elementID(p.Element, p.Component)
	text, _ := v.text.Text(v.s.Text(n))
	return p, strings.ToValidUTF8(text, "\ufffd")
}

func (v *Validator) composite(e int) bool {
	return e >= 1 && e <= len(v.seg.fields) && v.seg.fields[e-1].kind == Composite
}

// elementID is the number of an element in the dictionary: X12 data element 725.
func (v *Validator) elementID(e, c int) string {
	if e < 1 || e > len(v.seg.fields) {
		return ""
	}
	f := &v.seg.fields[e-1]
	if f.kind == Composite && c >= 1 && c <= len(f.parts) {
		return f.parts[c-1].field.ID
	}
	return f.field.ID
}

package schema

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/wharf-edi/wharf/edi"
)

// elements checks the elements of all segments that the definition knows.
func (v *validator) elements() {
	for n := range v.m.Segments {
		s := &v.m.Segments[n]
		defined, ok := v.d.segments[s.Tag]
		if !ok || service(s.Tag) {
			continue
		}
		if len(s.Elements) > len(defined) {
			v.defect(s.At(len(defined)+1, 0), edi.CodeTooManyElements, edi.Note, s.Element(len(defined)+1))
		}
		for e := range defined {
			v.element(s, e+1, &defined[e], v.own[n])
		}
		if v.m.Standard == edi.EDIFACT && s.Tag == "DTM" {
			v.period(s)
		}
	}
}

// element checks element n of s in all its repetitions. Own says that the segment
// itself is mandatory where it stands or begins a group.
func (v *validator) element(s *edi.Segment, n int, e *element, own bool) {
	if n > len(s.Elements) || blank(s.Elements[n-1]) {
		if e.mandatory {
			v.defect(s.At(n, 0), edi.CodeMandatoryMissing, severity(own), "")
		}
		return
	}
	for r, components := range s.Elements[n-1] {
		p := s.At(n, 0)
		p.Repetition = r + 1
		if len(e.parts) == 0 {
			if len(components) > 1 {
				v.defect(p, edi.CodeTooManyComponents, edi.Note, strings.Join(components, " "))
			}
			v.value(p, components[0], e, e.mandatory && own)
			continue
		}
		if len(components) > len(e.parts) {
			p.Component = len(e.parts) + 1
			v.defect(p, edi.CodeTooManyComponents, edi.Note, components[len(e.parts)])
		}
		for c := range e.parts {
			p.Component = c + 1
			part := &e.parts[c]
			switch {
			case c < len(components) && components[c] != "":
				v.value(p, components[c], part, part.mandatory && e.mandatory && own)
			case part.mandatory:
				v.defect(p, edi.CodeMandatoryMissing, severity(own && e.mandatory), "")
			}
		}
	}
}

// severity is how bad it is that something is missing or wrong that must be there.
func severity(own bool) edi.Severity {
	if own {
		return edi.Reject
	}
	return edi.Note
}

func blank(e [][]string) bool {
	for _, components := range e {
		for _, c := range components {
			if c != "" {
				return false
			}
		}
	}
	return true
}

// value checks one value against its kind and length.
func (v *validator) value(p edi.Pos, s string, e *element, must bool) {
	length := utf8.RuneCountInString(s)
	if e.kind != "an" {
		s = strings.TrimSpace(s)
		length = len(s)
	}
	switch e.kind {
	case "an":
		if strings.IndexFunc(s, func(r rune) bool { return r < ' ' }) >= 0 {
			v.defect(p, edi.CodeBadCharacter, edi.Note, s)
		}
	case "dt":
		if _, err := time.Parse("20060102"[8-min(8, max(6, length)):], s); length != 8 && length != 6 || err != nil {
			v.defect(p, edi.CodeBadDate, severity(must), s)
			return
		}
	case "tm":
		if !clock(s) {
			v.defect(p, edi.CodeBadTime, edi.Note, s)
			return
		}
	default:
		var ok bool
		if length, ok = v.number(s, e.kind); !ok {
			v.defect(p, edi.CodeBadCharacter, severity(must), s)
			return
		}
	}
	switch {
	case length > e.max:
		v.defect(p, edi.CodeTooLong, edi.Note, s)
	case length < e.min:
		v.defect(p, edi.CodeTooShort, edi.Note, s)
	}
}

// number says whether s is a number of the kind and how many digits it has, sign
// and decimal mark not counted.
func (v *validator) number(s, kind string) (digits int, ok bool) {
	s = strings.TrimPrefix(s, "-")
	marks := "."
	switch {
	case kind == "n2" || v.m.Standard == edi.X12 && kind == "n":
		marks = "" // the point is implied
	case v.m.Decimal != 0:
		marks = string(rune(v.m.Decimal))
	case v.m.Standard == edi.EDIFACT:
		marks = ".,"
	}
	seen := false
	for _, c := range s {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case strings.ContainsRune(marks, c) && !seen:
			seen = true
		default:
			return digits, false
		}
	}
	return digits, digits > 0
}

// clock says that s is HHMM, HHMMSS or HHMMSS with decimals of a second.
func clock(s string) bool {
	if len(s) != 4 && len(s) < 6 || strings.Trim(s, "0123456789") != "" {
		return false
	}
	return s[:2] < "24" && s[2:4] < "60" && (len(s) == 4 || s[4:6] < "60")
}

// periods are the forms of C507 that can be checked, by EDIFACT 2379.
var periods = map[string]string{
	"2": "020106", "3": "010206", "101": "060102", "102": "20060102", "201": "0601021504", "203": "200601021504",
	"204": "20060102150405", "401": "1504", "602": "2006", "609": "0601", "610": "200601",
}

// period checks the date of a DTM against the form that it names itself.
func (v *validator) period(s *edi.Segment) {
	value, form := strings.TrimSpace(s.Component(1, 2)), s.Component(1, 3)
	layout, ok := periods[form]
	if !ok || value == "" {
		return
	}
	if _, err := time.Parse(layout, value); err != nil || len(value) != len(layout) {
		v.defect(s.At(1, 2), edi.CodeBadDate, edi.Note, value)
	}
}

// hierarchy walks the HL segments of an X12 message by what they say: HL02 must
// name an HL01 that came before, and no HL01 comes twice.
func (v *validator) hierarchy() {
	if v.m.Standard != edi.X12 {
		return
	}
	seen := map[string]bool{}
	for n := range v.m.Segments {
		s := &v.m.Segments[n]
		if s.Tag != "HL" {
			continue
		}
		id, parent := strings.TrimSpace(s.Element(1)), strings.TrimSpace(s.Element(2))
		if parent != "" && !seen[parent] {
			v.defect(s.At(2, 0), edi.CodeBadValue, edi.Note, parent)
		}
		if seen[id] {
			v.defect(s.At(1, 0), edi.CodeBadValue, edi.Note, id)
		}
		seen[id] = true
	}
}

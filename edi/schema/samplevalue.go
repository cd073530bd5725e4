package schema

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/wharf-edi/wharf/edi"
)

// bounds is what limits the value of one element.
type bounds struct {
	field    *Field
	min, max int
	codes    []string // those that the guideline allows; nil for any
	refused  []string // values under which the guideline wants no such segment
}

// choose gives p a value that the definition and the guideline allow.
func (f *filling) choose(p position) {
	b := f.bounds(p)
	for _, v := range f.candidates(p, b) {
		switch {
		case v == "^":
			f.value[p] = f.s.parent(f.value[position{3, 0}])
			return
		case strings.HasPrefix(v, "#"):
			v = f.s.number(f.segment.Tag, v[1:])
		}
		if v = b.shape(v); b.allow(v) {
			f.value[p] = v
			return
		}
	}
	f.fail("%s: no value that definition and guideline both allow", f.name(p))
}

func (f *filling) bounds(p position) *bounds {
	field := p.field(f.segment)
	b := &bounds{field: field, min: field.Min, max: field.Max}
	for _, r := range f.rules {
		if r.element != p.element || r.part > 0 && r.part != p.part {
			continue
		}
		switch r.limit {
		case limitMin:
			b.min = max(b.min, r.size)
		case limitMax:
			b.max = min(b.max, r.size)
		case limitCodes:
			if r.part > 0 || p.part <= 1 {
				b.restrict(r.codes)
			}
		}
	}
	for _, r := range f.s.rules(f.at) {
		if r.limit == limitNone && r.own >= 0 && f.s.g.filters[r.own].position(f.segment) == p {
			b.refused = append(b.refused, f.s.g.filters[r.own].values...)
		}
	}
	return b
}

// restrict leaves of the guideline's codes those that are in another rule, too.
func (b *bounds) restrict(codes []string) {
	if b.codes == nil {
		b.codes = slices.Clone(codes)
		return
	}
	b.codes = slices.DeleteFunc(b.codes, func(c string) bool { return !slices.Contains(codes, c) })
}

// candidates are the values for p in the order in which they are tried.
func (f *filling) candidates(p position, b *bounds) []string {
	if v := f.sketch.hard[p]; v != "" {
		return []string{v}
	}
	var all []string
	if v := f.pins[p]; v != "" {
		all = append(all, v)
	}
	all = append(all, b.codes...)
	plain := values[f.s.d.Standard][b.field.ID]
	switch {
	case b.field.Codes != nil && len(b.field.Codes.all) > 0:
		all = append(all, strings.Fields(plain)...)
		var last []string
		for _, c := range b.field.Codes.all {
			if strings.Trim(c.Value, "Z") == "" {
				last = append(last, c.Value)
				continue
			}
			all = append(all, c.Value)
		}
		return append(all, last...)
	case b.field.ID == "2380":
		return append(all, moment(f.sibling(p, "2379")))
	case b.field.ID == "1251":
		return append(all, moment(f.sibling(p, "1250")))
	case b.field.Kind == Date && b.max < 8:
		return append(all, moment("101"))
	case b.field.Kind == Date:
		return append(all, moment("102"))
	case b.field.Kind == Time:
		return append(all, moment("401"), moment("402"))
	case plain != "":
		all = append(all, plain)
	}
	if b.field.Kind == Number || b.field.Kind == Implied {
		return append(all, "1")
	}
	return append(all, "EXAMPLE")
}

// moment is the time of all examples, 22 August 2026 at ten past nine, in the form
// that X12 data element 1250 or EDIFACT 2379 names.
func moment(form string) string {
	if v, known := moments[form]; known {
		return v
	}
	return "20260822"
}

var moments = map[string]string{
	"2": "220826", "3": "082226", "101": "260822", "103": "26346", "105": "26234", "106": "0822", "107": "234", "108": "34",
	"109": "08", "110": "22", "201": "2608220910", "202": "260822091000", "203": "202608220910", "204": "20260822091000",
	"303": "202608220910UTC", "304": "20260822091000UTC", "401": "0910", "402": "091000", "501": "09101700",
	"602": "2026", "609": "2608", "610": "202608", "615": "2634", "616": "202634", "710": "202608202609",
	"711": "2026082220260829", "713": "26082209102608290910", "715": "26342635", "716": "202634202635", "717": "260822260829",
	"718": "2026082220260829", "804": "30", "RD8": "20260822-20260829", "TM": "0910", "DT": "202608220910",
}

// shape makes v as long as it must be, unless it is a code of a list that is known.
func (b *bounds) shape(v string) string {
	if b.field.Codes != nil && len(b.field.Codes.all) > 0 || b.codes != nil {
		return v
	}
	switch b.field.Kind {
	case Text, Letters, Coded:
		if size := utf8.RuneCountInString(v); size > b.max {
			v = strings.TrimRight(string([]rune(v)[:b.max]), " ")
		}
		fill := "EXAMPLE"
		if strings.Trim(v, "0123456789") == "" {
			fill = "0000000"
		}
		for len(v) < b.min && len(v) > 0 {
			v += fill[:min(b.min-len(v), len(fill))]
		}
	case Implied:
		for len(v) < b.min {
			v = "0" + v
		}
	case Number:
		for b.size(v) < b.min {
			v += "0"
		}
		if b.size(v) > b.max {
			v, _, _ = strings.Cut(v, ".")
		}
		if b.size(v) > b.max {
			v = "1"
		}
	}
	return v
}

// size is the length of v as the standards count.
func (b *bounds) size(v string) int {
	if b.field.Kind == Number || b.field.Kind == Implied {
		v = strings.Map(func(r rune) rune {
			if r == '-' || r == '.' {
				return -1
			}
			return r
		}, v)
	}
	return utf8.RuneCountInString(v)
}

func (b *bounds) allow(v string) bool {
	size := b.size(v)
	switch {
	case v == "" || size < b.min || size > b.max || slices.Contains(b.refused, v):
		return false
	case b.codes != nil && !slices.Contains(b.codes, v):
		return false
	}
	return b.field.Codes == nil || b.field.Codes.set.has([]byte(v))
}

// number is the running number of the segment at hand, or how many there are of
// another.
func (s *sampler) number(tag, of string) string {
	if of == "" || of == tag {
		return strconv.Itoa(s.count[tag] + 1)
	}
	return strconv.Itoa(s.count[of])
}

// parent is the HL02 of an HL of a level: the nearest before it that is higher.
func (s *sampler) parent(level string) string {
	for _, b := range slices.Backward(s.tree) {
		if b.rank < depth(level) {
			return b.id
		}
	}
	return ""
}

// values are the value of an element, or the codes that are preferred, by standard
// and element.
var values = map[edi.Standard]map[string]string{edi.X12: valuesX12, edi.EDIFACT: valuesEDIFACT}

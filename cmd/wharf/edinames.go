package main

import (
	"strings"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/compare"
	"github.com/wharf-edi/wharf/edi/schema"
)

// lexicon looks names up and remembers them. Where a version has no definitions, it
// takes those of the nearest: names are for people and need not be exact.
type lexicon struct {
	segments    map[lexiconKey]*schema.Segment
	definitions map[lexiconKey]*schema.Definition
}

type lexiconKey struct {
	standard     edi.Standard
	version, tag string
}

func newLexicon() *lexicon {
	return &lexicon{map[lexiconKey]*schema.Segment{}, map[lexiconKey]*schema.Definition{}}
}

// nearestVersion is the version whose names are used for another one.
func nearestVersion(s edi.Standard, version string) string {
	if s == edi.X12 {
		if version >= "005" {
			return "005010"
		}
		return "004010"
	}
	if kind, release, _ := strings.Cut(version, "."); kind == "D" && len(release) == 3 && release[0] < '9' {
		return "D.01B"
	}
	return "D.96A"
}

// segment is what is known of a segment; nil where nothing is.
func (l *lexicon) segment(s edi.Standard, version, tag string) *schema.Segment {
	key := lexiconKey{s, version, tag}
	seg, known := l.segments[key]
	if known {
		return seg
	}
	for _, v := range []string{version, nearestVersion(s, version)} {
		if seg = schema.FindSegment(s, v, tag); seg != nil {
			break
		}
	}
	if len(l.segments) < 10_000 { // names may be anything
		l.segments[key] = seg
	}
	return seg
}

// definition is the one of a message; nil where there is none.
func (l *lexicon) definition(m *edi.Message) *schema.Definition {
	key := lexiconKey{m.Standard, m.Version, m.Type}
	d, known := l.definitions[key]
	if known {
		return d
	}
	for _, v := range []string{m.Version, nearestVersion(m.Standard, m.Version)} {
		if d = schema.Find(m.Standard, v, m.Type); d != nil {
			break
		}
	}
	if len(l.definitions) < 10_000 {
		l.definitions[key] = d
	}
	return d
}

// field is what is known of element e of a segment, and of its component c (0 or 1
// for the whole of one that has none); nil where nothing is.
func field(s *schema.Segment, e, c int) *schema.Field {
	if s == nil || len(s.Fields) == 0 || e < 1 {
		return nil
	}
	last := len(s.Fields)
	if e > last && e >= last+s.Fields[last-1].Repeat {
		return nil
	}
	f := &s.Fields[min(e, last)-1] // EDIFACT repeats the last element
	if f.Kind != schema.Composite {
		return f
	}
	if c < 1 || c > len(f.Parts) {
		return nil
	}
	return &f.Parts[c-1]
}

// meaning is what a value says beyond itself: the text of a code, or a number with
// its implied decimals.
func meaning(f *schema.Field, value string) string {
	value = strings.TrimSpace(value)
	switch {
	case f == nil || value == "":
	case f.Codes != nil:
		text, _ := f.Codes.Find(value)
		return text
	case f.Kind == schema.Implied && f.Decimals > 0:
		sign, digits := "", value
		if rest, found := strings.CutPrefix(value, "-"); found {
			sign, digits = "-", rest
		}
		if len(digits) > 30 || strings.Trim(digits, "0123456789") != "" {
			return ""
		}
		for len(digits) <= f.Decimals {
			digits = "0" + digits
		}
		return sign + digits[:len(digits)-f.Decimals] + "." + digits[len(digits)-f.Decimals:]
	}
	return ""
}

// walker finds the place of each segment of a message in its definition: only so far
// that people see what belongs together. Checking is package schema's.
type walker struct {
	stack []walkLevel
}

type walkLevel struct {
	nodes []*schema.Node
	at    int // the node that was met last
	by    int // the segment that opened the level; -1
}

func newWalker(d *schema.Definition) *walker {
	w := &walker{}
	if d != nil {
		w.stack = append(w.stack, walkLevel{d.Nodes, 0, -1})
	}
	return w
}

// place is how deep segment n of that name stands, and which segment has opened the
// group around it.
func (w *walker) place(tag string, n int) (depth, by int) {
	for d := len(w.stack) - 1; d >= 0; d-- {
		l := &w.stack[d]
		for k := l.at; k < len(l.nodes); k++ {
			node := l.nodes[k]
			if node.Segment.Tag != tag {
				continue
			}
			l.at = k
			w.stack = w.stack[:d+1]
			by = l.by
			if len(node.Nodes) > 0 {
				w.stack = append(w.stack, walkLevel{node.Nodes, 0, n})
			}
			return d, by
		}
	}
	if len(w.stack) == 0 {
		return 0, -1
	}
	return len(w.stack) - 1, w.stack[len(w.stack)-1].by
}

// dictionary is the lexicon as package compare wants it.
type dictionary struct{ *lexicon }

var _ compare.Dictionary = dictionary{}

// Segment is of compare.Dictionary, and so are the others.
func (d dictionary) Segment(m *edi.Message, tag string) string {
	if s := d.segment(m.Standard, m.Version, tag); s != nil {
		return s.Name
	}
	return ""
}

// Element describes an element.
func (d dictionary) Element(m *edi.Message, tag string, e, c int) compare.Element {
	s := d.segment(m.Standard, m.Version, tag)
	f := field(s, e, c)
	if f == nil {
		return compare.Element{}
	}
	return compare.Element{
		Name: f.Name, Composite: f != field(s, e, 0), Coded: f.Codes != nil || f.Kind == schema.Coded,
		Number:  f.Kind == schema.Number || f.Kind == schema.Implied,
		Meaning: func(code string) string { return meaning(f, code) },
	}
}

// Parents walks the message.
func (d dictionary) Parents(m *edi.Message) []int {
	w := newWalker(d.definition(m))
	all := make([]int, len(m.Segments))
	for n := range m.Segments {
		switch tag := m.Segments[n].Tag; tag {
		case "ST", "SE", "UNH", "UNT":
			all[n] = -1
		default:
			_, all[n] = w.place(tag, n)
		}
	}
	return all
}

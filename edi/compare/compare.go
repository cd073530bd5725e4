// Package compare tells how two files of EDI differ in what they mean: which messages
// and segments are in one of them only, and which elements say something else.
//
//	for _, d := range compare.Interchanges(first, second, &compare.Options{Dictionary: names}) {
//		fmt.Println(d) // message 0001, PO1 line 3, PO102 how many were ordered: 24 -> 20
//	}
//
// How an interchange is written is no difference: its date, control numbers and
// counts, the delimiters, line breaks, empty elements at the end, blanks at the end of
// a value, zeros around a number. Options.Strict makes them some.
//
// Messages are paired by their type and their beginning segment, then by what
// seems to be their number, then by control number, then in order. Within a message, segments are aligned so that as much as
// possible stays what it is: first those that are equal, then those of one name, the
// same first element before all.
//
// What segments and elements are called is handed in (Dictionary). Whether a
// difference matters is the reader's business.
package compare

import (
	"fmt"
	"strings"

	"github.com/wharf-edi/wharf/edi"
)

// Options says how to compare. The zero value compares what is meant, without names.
type Options struct {
	// Strict tells of what is written differently and means the same, too.
	Strict bool

	// Dictionary gives names to segments and elements; nil gives none.
	Dictionary Dictionary
}

// A Dictionary knows what messages are made of.
type Dictionary interface {
	// Segment is the name of a segment of m in words; empty where it has none.
	Segment(m *edi.Message, tag string) string
	// Element describes an element, or a component of it.
	Element(m *edi.Message, tag string, element, component int) Element
	// Parents says for each segment of m which one begins the group that it stands in;
	// -1 where none does.
	Parents(m *edi.Message) []int
}

// Element is what a dictionary says of an element.
type Element struct {
	Name      string
	Composite bool // it has components
	Number    bool // 24 and 24.0 say the same
	Coded     bool

	// Meaning is what a code says; nil or empty where there is nothing to say.
	Meaning func(code string) string
}

// Kind is a kind of difference.
type Kind string

// The kinds.
const (
	Changed Kind = "changed"
	Removed Kind = "removed" // it is in the first only
	Added   Kind = "added"   // it is in the second only
)

// Difference is one thing that differs.
type Difference struct {
	Kind    Kind
	Type    string   // of the message; empty for what concerns an interchange
	Message string   // its control number, in the first if it is there; else of the interchange
	Groups  []string // the groups that it stands in, and the segment if it is one of several: "PO1 line 3", "REF DP"
	Place   string   // "PO102", "NAD02-1", "REF"; empty for a whole message
	Name    string   // of the element or segment, in words

	First, Second edi.Pos // where it stands; zero where it does not

	Before, After               string
	BeforeMeaning, AfterMeaning string // of codes
}

// String is the difference in one line.
func (d Difference) String() string {
	var b strings.Builder
	what := "message "
	if d.Type == "" {
		what = "interchange "
	}
	b.WriteString(what + d.Message)
	for _, g := range d.Groups {
		b.WriteString(", " + g)
	}
	switch {
	case d.Place != "" && d.Name != "":
		b.WriteString(", " + d.Place + " " + d.Name)
	case d.Place != "" || d.Name != "":
		b.WriteString(", " + d.Place + d.Name)
	}
	switch d.Kind {
	case Removed:
		b.WriteString(": only in the first")
	case Added:
		b.WriteString(": only in the second")
	default:
		fmt.Fprintf(&b, ": %s -> %s", said(d.Before, d.BeforeMeaning), said(d.After, d.AfterMeaning))
		return b.String()
	}
	if v := d.Before + d.After; v != "" {
		b.WriteString(": " + v)
	}
	return b.String()
}

// said is a value with its meaning.
func said(value, meaning string) string {
	if value == "" {
		return "nothing"
	}
	if meaning != "" {
		return value + " (" + meaning + ")"
	}
	return value
}

// Interchanges compares two files. All interchanges are of one standard.
func Interchanges(first, second []*edi.Interchange, o *Options) []Difference {
	c := &comparison{}
	if o != nil {
		c.Options = *o
	}
	if c.Dictionary == nil {
		c.Dictionary = nameless{}
	}
	c.envelopes(first, second)
	a, b := messages(first), messages(second)
	for _, p := range pairs(a, b) {
		switch {
		case p.second < 0:
			c.whole(Removed, a[p.first])
		case p.first < 0:
			c.whole(Added, b[p.second])
		default:
			c.message(a[p.first], b[p.second])
		}
	}
	return c.all
}

// comparison collects differences.
type comparison struct {
	Options
	all []Difference
}

func messages(all []*edi.Interchange) []*edi.Message {
	var ms []*edi.Message
	for _, i := range all {
		ms = append(ms, i.Messages...)
	}
	return ms
}

// whole tells of a message that is in one file only.
func (c *comparison) whole(k Kind, m *edi.Message) {
	d := Difference{Kind: k, Type: m.Type, Message: m.Control, Name: m.Type}
	p := edi.Pos{Message: m.Control}
	if len(m.Segments) > 0 {
		p = m.Segments[0].Pos
	}
	if k == Removed {
		d.First = p
	} else {
		d.Second = p
	}
	c.all = append(c.all, d)
}

// nameless is a dictionary that knows nothing.
type nameless struct{}

func (nameless) Segment(*edi.Message, string) string            { return "" }
func (nameless) Element(*edi.Message, string, int, int) Element { return Element{} }
func (nameless) Parents(m *edi.Message) []int {
	all := make([]int, len(m.Segments))
	for n := range all {
		all[n] = -1
	}
	return all
}

package compare

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/wharf-edi/wharf/edi"
)

// side is a message of one file, as it is compared.
type side struct {
	m        *edi.Message
	parents  []int
	tags     map[string]int // how often each segment occurs
	segments []*edi.Segment // without header and trailer
	numbers  []int          // of each in m.Segments
}

func (c *comparison) side(m *edi.Message) *side {
	s := &side{m: m, parents: c.Dictionary.Parents(m), tags: map[string]int{}}
	for n := range m.Segments {
		seg := &m.Segments[n]
		s.tags[seg.Tag]++
		if !service(seg.Tag) || c.Strict {
			s.segments = append(s.segments, seg)
			s.numbers = append(s.numbers, n)
		}
	}
	return s
}

// message compares two messages.
func (c *comparison) message(first, second *edi.Message) {
	d := Difference{Kind: Changed, Type: first.Type, Message: first.Control}
	if len(first.Segments) > 0 {
		d.First = first.Segments[0].Pos
	}
	if len(second.Segments) > 0 {
		d.Second = second.Segments[0].Pos
	}
	if first.Version != second.Version {
		v := d
		v.Name, v.Before, v.After = "version", first.Version, second.Version
		c.all = append(c.all, v)
	}
	a, b := c.side(first), c.side(second)
	to := align(a.segments, b.segments, func(tag string) bool {
		return (a.tags[tag] > 1 || b.tags[tag] > 1) && c.coded(first, tag)
	})
	next, layout := 0, 0
	for n, k := range to {
		for ; k >= 0 && next < k; next++ {
			c.alone(Added, b, next, first.Control)
		}
		if k < 0 {
			c.alone(Removed, a, n, first.Control)
			continue
		}
		next = k + 1
		if !c.segment(a, n, b, k) && !bytes.Equal(a.segments[n].Raw, b.segments[k].Raw) {
			layout++
		}
	}
	for ; next < len(b.segments); next++ {
		c.alone(Added, b, next, first.Control)
	}
	if c.Strict && layout > 0 {
		d.Name = "layout"
		d.Before, d.After = "", fmt.Sprintf("%d segments are written in other characters", layout)
		c.all = append(c.all, d)
	}
}

// coded says that the first element of a segment is a code. Without a dictionary it
// is taken for one.
func (c *comparison) coded(m *edi.Message, tag string) bool {
	e := c.Dictionary.Element(m, tag, 1, 1)
	return e.Coded || e.Name == ""
}

// alone tells of a segment that is in one message only.
func (c *comparison) alone(k Kind, s *side, n int, control string) {
	seg := s.segments[n]
	d := Difference{
		Kind: k, Type: s.m.Type, Message: control, Groups: s.groups(s.parents[s.numbers[n]]), Place: seg.Tag,
		Name: c.Dictionary.Segment(s.m, seg.Tag),
	}
	text := shown(seg)
	if k == Removed {
		d.First, d.Before = seg.Pos, text
	} else {
		d.Second, d.After = seg.Pos, text
	}
	c.all = append(c.all, d)
}

// shown is a segment for people.
func shown(s *edi.Segment) string {
	var all []string
	for _, e := range s.Elements {
		var reps []string
		for _, r := range e {
			reps = append(reps, strings.Join(r, ":"))
		}
		all = append(all, strings.Join(reps, " & "))
	}
	return strings.Join(all, " | ")
}

// groups are the groups around segment n of the message, the outermost first, n
// itself included.
func (s *side) groups(n int) []string {
	var all []string
	for ; n >= 0 && n < len(s.m.Segments); n = s.parents[n] {
		all = append(all, s.label(n))
	}
	slices.Reverse(all)
	return all
}

// label names segment n among others like it.
func (s *side) label(n int) string {
	seg := &s.m.Segments[n]
	value := strings.TrimSpace(seg.Element(1))
	switch seg.Tag {
	case "PO1", "IT1", "POC", "LIN":
		if value != "" {
			return seg.Tag + " line " + value
		}
	}
	if value == "" || len(value) > 12 {
		count := 0
		for k := range n + 1 {
			if s.m.Segments[k].Tag == seg.Tag {
				count++
			}
		}
		value = fmt.Sprint(count)
	}
	return seg.Tag + " " + value
}

// segment compares two segments, and says whether they differ.
func (c *comparison) segment(a *side, n int, b *side, k int) (differ bool) {
	x, y := a.segments[n], b.segments[k]
	var groups []string
	for e := 1; e <= max(len(x.Elements), len(y.Elements)); e++ {
		for r := 1; r <= max(repetitions(x, e), repetitions(y, e)); r++ {
			for p := 1; p <= max(components(x, e, r), components(y, e, r)); p++ {
				before, after := x.Repetition(e, r, p), y.Repetition(e, r, p)
				if before == after || !c.Strict && strings.TrimRight(before, " ") == strings.TrimRight(after, " ") {
					continue
				}
				what := c.Dictionary.Element(a.m, x.Tag, e, p)
				if what.Number && !c.Strict && plainNumber(before) == plainNumber(after) {
					continue
				}
				if groups == nil {
					groups = a.groups(a.place(n))
				}
				composite := what.Composite || components(x, e, r) > 1 || components(y, e, r) > 1
				c.element(a.m, x, y, groups, what, edi.Pos{Element: e, Repetition: r, Component: part(p, composite)}, before, after)
				differ = true
			}
		}
	}
	return differ
}

func part(p int, composite bool) int {
	if !composite {
		return 0
	}
	return p
}

// place is the segment whose groups say where segment n is: itself, if it is one of
// several or begins a group, else what it stands in.
func (s *side) place(n int) int {
	at := s.numbers[n]
	if s.tags[s.segments[n].Tag] > 1 || slices.Contains(s.parents, at) {
		return at
	}
	return s.parents[at]
}

// element tells of an element that says something else.
func (c *comparison) element(m *edi.Message, x, y *edi.Segment, groups []string, what Element, at edi.Pos, before, after string) {
	first, second := x.At(at.Element, at.Component), y.At(at.Element, at.Component)
	first.Repetition, second.Repetition = at.Repetition, at.Repetition
	place := edi.Pos{Tag: x.Tag, Element: at.Element, Component: at.Component, Repetition: at.Repetition}.String()
	place = place[strings.LastIndex(place, ", ")+2:]
	d := Difference{
		Kind: Changed, Type: m.Type, Message: m.Control, Groups: groups, Place: place, Name: what.Name,
		First: first, Second: second, Before: before, After: after,
	}
	if what.Meaning != nil {
		d.BeforeMeaning, d.AfterMeaning = what.Meaning(before), what.Meaning(after)
	}
	c.all = append(c.all, d)
}

func repetitions(s *edi.Segment, e int) int {
	if e > len(s.Elements) {
		return 0
	}
	return len(s.Elements[e-1])
}

func components(s *edi.Segment, e, r int) int {
	if r > repetitions(s, e) {
		return 0
	}
	return len(s.Elements[e-1][r-1])
}

// plainNumber is a number without what does not change it: zeros around it, a plus
// sign, the kind of decimal mark.
func plainNumber(s string) string {
	s = strings.TrimPrefix(strings.Replace(strings.TrimSpace(s), ",", ".", 1), "+")
	sign := ""
	if rest, found := strings.CutPrefix(s, "-"); found {
		sign, s = "-", rest
	}
	if s == "" || strings.Trim(s, "0123456789.") != "" {
		return sign + s
	}
	s = strings.TrimLeft(s, "0")
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if s == "" {
		return "0"
	}
	return sign + s
}

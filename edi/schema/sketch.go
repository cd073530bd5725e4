package schema

import (
	"maps"
	"strconv"
	"strings"

	"github.com/wharf-edi/wharf/edi"
)

// sketch is a segment that an example has, and the segments of its group.
type sketch struct {
	tag   string
	set   map[position]string // elements that it has; empty for a value that is usual
	own   []position          // of them those that the sketch gives a value, in order
	firm  bool                // it must be there
	hard  map[position]string // values that it must have
	below []*sketch
}

// position is an element, and for a composite a component, from 1; component 0 is
// that of an element that is none, or any.
type position struct{ element, part int }

// in is the position as the segment has it: the same element may be a composite in
// one version and none in the next.
func (p position) in(s *Segment) (position, bool) {
	if p.element < 1 || p.element > len(s.Fields) {
		return p, false
	}
	parts := len(s.Fields[p.element-1].Parts)
	switch {
	case parts == 0:
		return position{p.element, 0}, p.part <= 1
	case p.part == 0:
		return position{p.element, 1}, true
	}
	return p, p.part <= parts
}

// field is the element or component at p.
func (p position) field(s *Segment) *Field {
	f := &s.Fields[p.element-1]
	if p.part > 0 {
		return &f.Parts[p.part-1]
	}
	return f
}

// position is the place of the filter's value.
func (f *filter) position(s *Segment) position {
	p, _ := position{f.element, f.part}.in(s)
	return p
}

// pins are the sketch's values in their places in s.
func (i *sketch) pins(s *Segment) map[position]string {
	all := map[position]string{}
	for p, value := range i.set {
		if at, there := p.in(s); there {
			all[at] = value
		}
	}
	return all
}

// firmly is i as one that must be there, with the value at p unless that is empty.
func (i *sketch) firmly(p position, value string) *sketch {
	firm := *i
	firm.firm, firm.hard = true, maps.Clone(i.hard)
	if firm.hard == nil {
		firm.hard = map[position]string{}
	}
	if p.element > 0 {
		firm.hard[p] = value
	}
	return &firm
}

// usual is which optional elements the segments of a standard have in examples, and
// their values.
func usual(s edi.Standard) map[string]*sketch {
	all := map[string]*sketch{}
	for _, i := range parseSketch(sketches[s], "*") {
		all[i.tag] = i
	}
	return all
}

// sketchOf is the outline of an example of d; nil where there is none.
func sketchOf(d *Definition) []*sketch {
	if i := parseSketch(sketches[d.Standard], d.Message+" "+d.Version); i != nil {
		return i
	}
	return parseSketch(sketches[d.Standard], d.Message)
}

// parseSketch reads the outline under a heading:
//
//	850
//	  BEG 02=NE 05
//	  N1 01=ST 02
//	    N3
//
// Lines are indented as in the definitions. After the name of a segment stand its
// elements (02) and components (01-2) beside those that it must have, with a value
// where the usual one will not do. "#" is the running number of the segment, "#LIN"
// how many LIN there are so far, "^" the HL above; "_" is a blank.
func parseSketch(text, heading string) []*sketch {
	root := &sketch{}
	open := []*sketch{root} // by depth
	inside := false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		depth := indent(line)
		if depth == 0 {
			inside = line == heading
			continue
		}
		if !inside {
			continue
		}
		words := strings.Fields(line)
		i := &sketch{tag: words[0], set: map[position]string{}}
		for _, word := range words[1:] {
			where, value, given := strings.Cut(word, "=")
			e, c, _ := strings.Cut(where, "-")
			element, _ := strconv.Atoi(e)
			part, _ := strconv.Atoi(c)
			i.set[position{element, part}] = strings.ReplaceAll(value, "_", " ")
			if given {
				i.own = append(i.own, position{element, part})
			}
		}
		parent := open[depth-1]
		parent.below = append(parent.below, i)
		open = append(open[:depth], i)
	}
	return root.below
}

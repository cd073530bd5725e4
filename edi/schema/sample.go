package schema

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wharf-edi/wharf/edi"
)

// Sample is a valid example of messages of d within the limits of g, which may be
// nil: what must be there, what most real messages have beside it, and plain values.
// It is the same each time. Its segments have neither Raw nor a place in bytes.
//
// It answers an error that names the place where g leaves no value or no segment,
// since it contradicts d or itself.
func Sample(d *Definition, g *Guideline) (*edi.Message, error) {
	if g != nil && Find(d.Standard, g.Version, g.Message) != d {
		return nil, fmt.Errorf("%s is about %s %s, not about %s %s", strings.TrimSpace("guideline "+g.Name), g.Message, g.Version, d.Message, d.Version)
	}
	s := &sampler{d: d, g: g, usual: usual(d.Standard), count: map[string]int{}}
	s.header()
	if err := s.level(scope{}, d.Nodes, sketchOf(d)); err != nil {
		return nil, fmt.Errorf("example of %s %s: %w", d.Message, d.Version, err)
	}
	s.trailer()
	if Validate(s.m, &Options{Guideline: g}); len(s.m.Defects) > 0 {
		return nil, fmt.Errorf("example of %s %s: %s", d.Message, d.Version, s.m.Defects[0])
	}
	return s.m, nil
}

// sampler makes one message.
type sampler struct {
	d     *Definition
	g     *Guideline
	m     *edi.Message
	usual map[string]*sketch
	count map[string]int // segments so far, by name
	tree  []branch       // HL segments so far
}

// branch is an HL: its number, and how deep its level is.
type branch struct {
	id   string
	rank int
}

// scope is where the sampler is in the definition.
type scope struct {
	path  string // of the segment, or with a slash at its end of what is in its group
	above uint64 // filters of the guideline that hold for the groups around it
}

// header begins the message.
func (s *sampler) header() {
	version := s.d.Version
	if s.g != nil {
		version = s.g.Version
	}
	s.m = &edi.Message{Standard: s.d.Standard, Type: s.d.Message, Version: version, Control: "0001"}
	if s.d.Standard == edi.X12 {
		s.put("ST", [][][]string{{{s.m.Type}}, {{s.m.Control}}})
		return
	}
	switch version { // the syntax's own messages, as headers name it
	case "3":
		s.m.Version = "D.3"
	case "4":
		s.m.Version = "4.1"
	}
	s.m.Control, s.m.Group, s.m.Decimal = "1", -1, '.'
	number, release, _ := strings.Cut(s.m.Version, ".")
	s.put("UNH", [][][]string{{{s.m.Control}}, {{s.m.Type, number, release, "UN"}}})
}

// trailer ends the message. What HL04 says is known only now.
func (s *sampler) trailer() {
	above := map[string]bool{}
	for n := range slices.Backward(s.m.Segments) {
		hl := &s.m.Segments[n]
		if hl.Tag != "HL" {
			continue
		}
		above[hl.Element(2)] = true
		if hl.Element(4) != "" {
			hl.Elements[3][0][0] = map[bool]string{true: "1", false: "0"}[above[hl.Element(1)]]
		}
	}
	tag := "SE"
	if s.d.Standard == edi.EDIFACT {
		tag = "UNT"
	}
	s.put(tag, [][][]string{{{strconv.Itoa(len(s.m.Segments) + 1)}}, {{s.m.Control}}})
	s.m.Count = len(s.m.Segments)
	s.m.Header = s.m.Segments[0]
}

func (s *sampler) put(tag string, elements [][][]string) {
	s.count[tag]++
	p := edi.Pos{Message: s.m.Control, Segment: len(s.m.Segments) + 1, Tag: tag}
	s.m.Segments = append(s.m.Segments, edi.Segment{Pos: p, Tag: tag, Elements: elements})
	if hl := &s.m.Segments[len(s.m.Segments)-1]; tag == "HL" {
		s.tree = append(s.tree, branch{hl.Element(1), depth(hl.Element(3))})
	}
}

// level writes what a level has: at each of its nodes what is sketched for it and
// what the guideline requires, or what must be there.
func (s *sampler) level(in scope, nodes []*Node, wanted []*sketch) error {
	spread := assign(nodes, wanted)
	seen := map[*rule]bool{}
	for n, node := range nodes {
		at := scope{in.path + node.Segment.Tag, in.above}
		if err := s.node(at, node, s.instances(at, node, spread[n], seen)); err != nil {
			return err
		}
	}
	return nil
}

// assign says which of the sketches belong to each node: in order, each to the next
// node of its name that has room. One that finds none, because this version of the
// message has no such segment, is left out.
func assign(nodes []*Node, wanted []*sketch) [][]*sketch {
	all := make([][]*sketch, len(nodes))
	at := 0
	for _, w := range wanted {
		for n := at; n < len(nodes); n++ {
			if nodes[n].Segment.Tag == w.tag && len(all[n]) < nodes[n].Max {
				all[n] = append(all[n], w)
				at = n
				break
			}
		}
	}
	return all
}

// node writes the instances of a node with their groups. An instance that the
// guideline allows only under another qualifier, or not at all, is left out if it
// need not be there.
func (s *sampler) node(at scope, node *Node, instances []*sketch) error {
	written := 0
	for n, i := range instances {
		f := s.fill(at, node, i)
		needed := i.firm || node.Mandatory && written == 0 && n == len(instances)-1
		if f.err != nil && needed {
			return f.err
		}
		if f.err != nil || f.other && !needed && (written > 0 || n < len(instances)-1) {
			continue
		}
		written++
		s.put(node.Segment.Tag, f.elements())
		if len(node.Nodes) == 0 {
			continue
		}
		inside := scope{at.path + "/", at.above | f.filters()}
		if err := s.level(inside, node.Nodes, i.below); err != nil {
			return err
		}
	}
	return nil
}

// instances is what is to be written at a node: what is sketched, and what must be
// there by the definition or the guideline. Required rules that it fulfils are noted
// in seen.
func (s *sampler) instances(at scope, node *Node, wanted []*sketch, seen map[*rule]bool) []*sketch {
	all := slices.Clone(wanted)
	rules := s.rules(at)
	for _, r := range rules {
		if r.limit == limitNone && r.own < 0 {
			all = nil
		}
	}
	for _, r := range rules {
		if r.limit == limitRequired && !seen[r] {
			seen[r] = true
			all = s.require(at, r, node, all)
		}
	}
	if node.Mandatory && len(all) == 0 {
		all = append(all, &sketch{tag: node.Segment.Tag, firm: true})
	}
	for n := len(all) - 1; len(all) > node.Max && n >= 0; n-- {
		if !all[n].firm {
			all = slices.Delete(all, n, n+1)
		}
	}
	return all
}

// require makes sure that one of the instances fulfils r.
func (s *sampler) require(at scope, r *rule, node *Node, all []*sketch) []*sketch {
	pin, value := position{}, ""
	if r.own >= 0 {
		f := &s.g.filters[r.own]
		pin, value = f.position(node.Segment), f.possible(node.Segment)
	}
	for n, i := range all {
		has := s.fill(at, node, i).value[pin]
		if r.own < 0 || slices.Contains(s.g.filters[r.own].values, has) {
			all[n] = i.firmly(pin, has)
			return all
		}
	}
	if loose := slices.IndexFunc(all, func(i *sketch) bool { return !i.firm }); len(all) >= node.Max && loose >= 0 {
		all[loose] = all[loose].firmly(pin, value)
		return all
	}
	fresh := (&sketch{tag: node.Segment.Tag}).firmly(pin, value)
	to := len(all)
	if level := (position{3, 0}); node.Segment.Tag == "HL" && pin == level { // above what is deeper
		deeper := slices.IndexFunc(all, func(i *sketch) bool { return depth(i.set[level]) > depth(value) })
		if deeper >= 0 {
			to = deeper
		}
	}
	return slices.Insert(all, to, fresh)
}

// rules is what the guideline says of the segments of a path, with what holds for
// the groups around them.
func (s *sampler) rules(at scope) []*rule {
	return slices.DeleteFunc(s.g.at(at.path), func(r *rule) bool { return at.above&r.above != r.above })
}

// possible is the value of f that the element takes.
func (f *filter) possible(segment *Segment) string {
	e := f.position(segment).field(segment)
	for _, v := range f.values {
		if e.Codes == nil || e.Codes.set.has([]byte(v)) {
			return v
		}
	}
	return f.values[0]
}

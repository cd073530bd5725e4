package schema

import (
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"
)

// filling is a segment of an example in the making.
type filling struct {
	s       *sampler
	at      scope
	segment *Segment
	sketch  *sketch
	pins    map[position]string // what it has beside what it must have
	rules   []*rule             // of the guideline, that hold
	value   map[position]string
	other   bool  // the sketch's qualifier is not allowed and has become another
	err     error // there is no value for an element that must have one
}

// fill makes a segment of the node at hand, as sketched. What tells the segments of a
// node apart for the guideline is decided first, since its other rules hang on it.
func (s *sampler) fill(at scope, node *Node, i *sketch) *filling {
	f := &filling{s: s, at: at, segment: node.Segment, sketch: i, value: map[position]string{}}
	f.pins = map[position]string{}
	if u := s.usual[node.Segment.Tag]; u != nil {
		f.pins = u.pins(node.Segment)
	}
	maps.Copy(f.pins, i.pins(node.Segment))
	maps.Copy(f.pins, i.hard)
	all := s.rules(at)
	f.rules = slices.DeleteFunc(slices.Clone(all), func(r *rule) bool { return r.own >= 0 })
	for _, r := range all {
		if r.own < 0 {
			continue
		}
		if p := s.g.filters[r.own].position(f.segment); f.value[p] == "" && f.likely(p) {
			f.choose(p)
		}
	}
	f.rules = slices.DeleteFunc(all, func(r *rule) bool { return r.own >= 0 && !f.holds(r.own) })
	f.all()
	for _, p := range i.own {
		at, there := p.in(f.segment)
		if there && f.value[at] != "" && f.value[at] != i.set[p] && at.field(f.segment).Codes != nil {
			f.other = true
		}
	}
	return f
}

// holds says that filter n of the guideline means the segment.
func (f *filling) holds(n int) bool {
	x := &f.s.g.filters[n]
	return slices.Contains(x.values, f.value[x.position(f.segment)])
}

// filters are those that hold for the group that the segment begins.
func (f *filling) filters() uint64 {
	all := uint64(0)
	if f.s.g != nil {
		for n := range f.s.g.filters {
			if f.s.g.filters[n].path == f.at.path && f.holds(n) {
				all |= 1 << n
			}
		}
	}
	return all
}

// likely says that the segment will have p.
func (f *filling) likely(p position) bool {
	if _, pinned := f.pins[p]; pinned {
		return true
	}
	for _, r := range f.rules {
		if r.limit == limitMandatory && r.element == p.element && (r.part == p.part || r.part == 0) {
			return true
		}
	}
	return f.segment.Fields[p.element-1].Mandatory && p.field(f.segment).Mandatory
}

// all fills the elements, those with codes first: what others hold may hang on them.
func (f *filling) all() {
	elements, ok := f.present(f.segment.Fields, f.segment.Notes, 0)
	if !ok {
		f.fail("%s: no elements that definition and guideline both allow", f.segment.Tag)
		return
	}
	var places []position
	for ; elements != 0; elements &= elements - 1 {
		e := bits.TrailingZeros64(elements)
		field := &f.segment.Fields[e-1]
		if field.Kind != Composite {
			places = append(places, position{e, 0})
			continue
		}
		parts, ok := f.present(field.Parts, field.Notes, e)
		if !ok {
			f.fail("%s%02d: no components that definition and guideline both allow", f.segment.Tag, e)
			return
		}
		for ; parts != 0; parts &= parts - 1 {
			places = append(places, position{e, bits.TrailingZeros64(parts)})
		}
	}
	for _, coded := range []bool{true, false} {
		for _, p := range places {
			if coded == (p.field(f.segment).Codes != nil) && f.value[p] == "" {
				f.choose(p)
			}
		}
	}
}

func (f *filling) fail(format string, args ...any) {
	if f.err == nil {
		f.err = fmt.Errorf(format, args...)
	}
}

// present is which of the fields are filled, of the segment or of the composite that
// is its element of: bit n is field n.
func (f *filling) present(fields []Field, notes []Note, of int) (uint64, bool) {
	var must, want, banned uint64
	for n := range fields {
		if fields[n].Mandatory {
			must |= 1 << (n + 1)
		}
	}
	for _, r := range f.rules {
		at := r.element
		if of > 0 && (r.element != of || r.part == 0) {
			continue
		} else if of > 0 {
			at = r.part
		}
		switch {
		case r.limit == limitMandatory:
			must |= 1 << at
		case r.limit == limitUnused && (of > 0 || r.part == 0):
			banned |= 1 << at
		}
	}
	for p := range f.pins {
		_, hard := f.sketch.hard[p]
		if of > 0 && p.element != of || f.unused(p) && !hard {
			continue
		}
		at := p.element
		if of > 0 {
			at = p.part
		}
		if want |= 1 << at; hard {
			must |= 1 << at
		}
	}
	if must&banned != 0 {
		return 0, false
	}
	conditions := compileNotes(notes)
	if found, ok := settle(conditions, must, must|want&^banned, banned); ok && found != 0 {
		return found, true
	}
	// There is to be something in it: the first that may be.
	for free := (uint64(1)<<(len(fields)+1) - 2) &^ banned; free != 0; free &= free - 1 {
		one := free & -free
		if found, ok := settle(conditions, must|one, must|one, banned); ok {
			return found, true
		}
	}
	return 0, false
}

// unused says that the guideline does not want the component p.
func (f *filling) unused(p position) bool {
	return slices.ContainsFunc(f.rules, func(r *rule) bool {
		return r.limit == limitUnused && r.element == p.element && r.part > 0 && r.part == p.part
	})
}

// settle changes have so that no note is broken: nothing of must is taken away and
// nothing of banned is added. It is false where that cannot be.
func settle(notes []noteProgram, must, have, banned uint64) (uint64, bool) {
	for n := range notes {
		broken := notes[n].broken(have)
		if broken == 0 {
			continue
		}
		for _, add := range notes[n].additions(broken) {
			if add&banned != 0 {
				continue
			}
			if found, ok := settle(notes, must|add, have|add, banned); ok {
				return found, true
			}
		}
		for _, drop := range notes[n].removals(have) {
			if drop&must != 0 {
				continue
			}
			if found, ok := settle(notes, must, have&^drop, banned|drop); ok {
				return found, true
			}
		}
		return 0, false
	}
	return have, true
}

// additions are the ways to mend the note by what is missing.
func (n *noteProgram) additions(broken uint64) (all []uint64) {
	switch n.kind {
	case 'P', 'C':
		return []uint64{broken}
	case 'R', 'L':
		for ; broken != 0; broken &= broken - 1 {
			all = append(all, broken&-broken)
		}
	}
	return all
}

// removals are the ways to mend the note by leaving something out.
func (n *noteProgram) removals(have uint64) (all []uint64) {
	has := have & n.all
	switch n.kind {
	case 'P':
		return []uint64{has}
	case 'C', 'L':
		return []uint64{n.first}
	case 'E':
		for k := has; k != 0; k &= k - 1 {
			all = append(all, has&^(k&-k)) // all but one
		}
	}
	return all
}

// elements is the segment's elements as edi.Segment has them.
func (f *filling) elements() [][][]string {
	var all [][][]string
	for p, value := range f.value {
		for value != "" && len(all) < p.element {
			all = append(all, [][]string{{""}})
		}
		c := max(p.part, 1)
		for value != "" && len(all[p.element-1][0]) < c {
			all[p.element-1][0] = append(all[p.element-1][0], "")
		}
		if value != "" {
			all[p.element-1][0][c-1] = value
		}
	}
	return all
}

// name is p as people write it: "N104", "DTM01-2".
func (f *filling) name(p position) string {
	s := fmt.Sprintf("%s%02d", f.segment.Tag, p.element)
	if p.part > 0 {
		s += fmt.Sprintf("-%d", p.part)
	}
	return s
}

// sibling is the value beside p, in its composite if it is in one, of the element id.
func (f *filling) sibling(p position, id string) string {
	for o, value := range f.value {
		if (p.part == 0 || o.element == p.element) && value != "" && o.field(f.segment).ID == id {
			return value
		}
	}
	return ""
}

// depth is how deep an HL03 is.
func depth(level string) int {
	if at := strings.Index(depths, level); at >= 0 && level != "" {
		return at
	}
	return len(depths)
}

// depths are the levels of HL03, the highest first.
const depths = "SEOTPQI"

package schema

import "github.com/wharf-edi/wharf/edi"

// validator checks one message.
type validator struct {
	m     *edi.Message
	d     *definition
	stack []frame
	last  edi.Pos // of the segment that was placed last
	own   []bool  // which segments of the message are in their place and mandatory there
}

// frame is a level that is open: the message, or one group in it.
type frame struct {
	nodes  []node
	at     int   // the node that was placed last
	counts []int // how often each node stands there
}

func (v *validator) push(nodes []node) {
	v.stack = append(v.stack, frame{nodes: nodes, counts: make([]int, len(nodes))})
}

func (v *validator) defect(p edi.Pos, c edi.Code, s edi.Severity, value string) {
	v.m.Defects = append(v.m.Defects, edi.NewDefect(p, c, s, value))
}

// service says that a segment belongs to the envelope.
func service(tag string) bool {
	switch tag {
	case "ST", "SE", "UNH", "UNT":
		return true
	}
	return false
}

// structure finds the place of each segment. Groups are positional: a segment
// belongs to the first place at or after the last one's that can take it.
func (v *validator) structure() {
	v.push(v.d.nodes)
	v.own = make([]bool, len(v.m.Segments))
	if len(v.m.Segments) > 0 {
		v.last = v.m.Segments[0].Pos
	}
	tags := v.tags()
	for n := range v.m.Segments {
		s := &v.m.Segments[n]
		if service(s.Tag) {
			continue
		}
		p, found := v.place(s.Tag)
		if found && n+1 < len(v.m.Segments) && v.lost(p, v.m.Segments[n+1].Tag) {
			v.defect(s.Pos, edi.CodeSegmentOutOfOrder, edi.Note, s.Tag)
			continue
		}
		switch {
		case found:
			v.own[n] = v.take(p, s.Pos)
			v.last = s.Pos
		case len(s.Tag) > 3 || len(s.Tag) < 2: // the reader has said that it is no name
		case tags[s.Tag]:
			v.defect(s.Pos, edi.CodeSegmentOutOfOrder, edi.Note, s.Tag)
		default:
			v.defect(s.Pos, edi.CodeSegmentNotInMessage, edi.Note, s.Tag)
		}
	}
	for depth := len(v.stack) - 1; depth >= 0; depth-- {
		v.missing(depth, len(v.stack[depth].nodes))
	}
}

// tags are the names of all segments of the definition.
func (v *validator) tags() map[string]bool {
	all := map[string]bool{}
	var walk func([]node)
	walk = func(nodes []node) {
		for _, n := range nodes {
			all[n.tag] = true
			walk(n.children)
		}
	}
	walk(v.d.nodes)
	return all
}

// spot is a place in the stack.
type spot struct {
	depth, node int
	over        bool // the place is taken as often as it may be
}

// place finds the place for tag, and where none is left one that is full.
func (v *validator) place(tag string) (spot, bool) {
	full, found := spot{}, false
	for depth := len(v.stack) - 1; depth >= 0; depth-- {
		f := &v.stack[depth]
		for n := f.at; n < len(f.nodes); n++ {
			if f.nodes[n].tag != tag {
				continue
			}
			if f.counts[n] < f.nodes[n].max {
				return spot{depth, n, false}, true
			}
			if !found {
				full, found = spot{depth, n, true}, true
			}
		}
	}
	return full, found
}

// lost says that going on to p would leave the next segment without a place that
// it has now: the one at p is then the one out of order.
func (v *validator) lost(p spot, next string) bool {
	if p.depth == len(v.stack)-1 && p.node == v.stack[p.depth].at || service(next) {
		return false
	}
	if _, now := v.place(next); !now {
		return false
	}
	for _, child := range v.stack[p.depth].nodes[p.node].children {
		if child.tag == next {
			return false
		}
	}
	for depth := p.depth; depth >= 0; depth-- {
		f := &v.stack[depth]
		from := f.at
		if depth == p.depth {
			from = p.node
		}
		for _, n := range f.nodes[from:] {
			if n.tag == next {
				return false
			}
		}
	}
	return true
}

// take puts the segment at pos into p: what is passed on the way is checked, and
// a group is opened. It says whether the segment is mandatory there.
func (v *validator) take(p spot, pos edi.Pos) bool {
	for depth := len(v.stack) - 1; depth > p.depth; depth-- {
		v.missing(depth, len(v.stack[depth].nodes))
	}
	v.missing(p.depth, p.node)
	v.stack = v.stack[:p.depth+1]
	f := &v.stack[p.depth]
	n := &f.nodes[p.node]
	f.at = p.node
	f.counts[p.node]++
	if p.over {
		code := edi.CodeSegmentOverMax
		if len(n.children) > 0 {
			code = edi.CodeLoopOverMax
		}
		v.defect(pos, code, edi.Note, n.tag)
	}
	if len(n.children) > 0 {
		v.push(n.children)
	}
	return n.mandatory || len(n.children) > 0
}

// missing reports mandatory nodes of a level, before the node end, that are not
// there. The place is that of the segment placed last.
func (v *validator) missing(depth, end int) {
	f := &v.stack[depth]
	for n := f.at; n < end; n++ {
		if f.nodes[n].mandatory && f.counts[n] == 0 {
			p := v.last
			p.Tag = f.nodes[n].tag
			v.defect(p, edi.CodeSegmentMissing, edi.Reject, "")
		}
	}
}

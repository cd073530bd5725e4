package schema

import "github.com/wharf-edi/wharf/edi"

// maxFields is how many elements a segment can have: they are bits of a word.
const maxFields = 62

// program is a definition in the form that checks fast: names are numbers, and
// what a segment must have is a mask.
type program struct {
	definition *Definition
	guideline  *Guideline
	slots      []slot // by spread name
	segments   []segmentProgram
	levels     []level
}

type slot struct {
	tag   edi.Tag
	index uint16
}

// level is the message, or what follows the first segment of a group.
type level struct {
	spots []spot
	// The spots that a segment has in the level are order[from[s]:from[s+1]].
	from   []uint16
	order  []uint16
	needed []uint16 // spots that are mandatory, or that the guideline has rules for
}

// spot is a node of a level.
type spot struct {
	segment   uint16
	mandatory bool
	group     bool
	max       int32
	inside    int32 // the level of the group; -1
	path      string
	rules     []*rule // of the guideline
	again     bool    // a later spot of the level has the same path: what is required may come there
}

// segmentProgram is what is checked of a segment, wherever it stands.
type segmentProgram struct {
	definition *Segment
	used       bool // the message has a place for it
	service    bool // belongs to the envelope
	fields     []fieldProgram
	mandatory  uint64 // bit n is element n
	notes      []noteProgram
	last       int // how many elements the last field stands for
	special    special
}

// special is what is checked of some segments beyond their definition.
type special uint8

const (
	plain  special = iota
	levels         // X12 HL
	period         // EDIFACT DTM
	detail         // one line of the message
	totals         // CTT, CNT: how many lines there are
)

type fieldProgram struct {
	field     *Field
	kind      Kind
	min, max  int
	codes     *codeSet
	refused   byte // characters that the kind does not allow
	repeat    int
	mandatory bool
	parts     []fieldProgram
	must      uint64 // of the parts
	notes     []noteProgram
}

// noteProgram is a note as masks of positions.
type noteProgram struct {
	kind             byte
	first, rest, all uint64
	note             *Note
}

// programOf is the program of a definition, made when it is first asked for.
func programOf(s edi.Standard, version, message string) *program {
	loaded.mu.Lock()
	defer loaded.mu.Unlock()
	d, err := load(s, defined(s, version, message))
	if err != nil || d == nil || d.message(message) == nil {
		return nil
	}
	if p := d.programs[message]; p != nil {
		return p
	}
	p := compile(d.message(message), nil)
	d.programs[message] = p
	return p
}

// compile makes the program of d within the limits of g, which may be nil.
func compile(d *Definition, g *Guideline) *program {
	p := &program{definition: d, guideline: g}
	index := map[string]uint16{}
	for _, dictionary := range []*dictionary{d.dictionary, d.dictionary.service} {
		if dictionary == nil {
			continue
		}
		for tag, s := range dictionary.segments {
			if _, known := index[tag]; !known {
				index[tag] = uint16(len(p.segments))
				p.segments = append(p.segments, compileSegment(d, s))
			}
		}
	}
	size := 64
	for size < 4*len(p.segments) {
		size *= 2
	}
	p.slots = make([]slot, size)
	for tag, n := range index {
		t := edi.MakeTag(tag)
		at := place(t, size)
		for p.slots[at].tag != edi.TagOther {
			at = (at + 1) & (size - 1)
		}
		p.slots[at] = slot{t, n}
	}
	p.level(d.Nodes, index, "")
	return p
}

func place(t edi.Tag, size int) int { return int(uint32(t)*0x9e3779b1>>16) & (size - 1) }

// find is the number of the segment named t.
func (p *program) find(t edi.Tag) (int, bool) {
	for at := place(t, len(p.slots)); ; at = (at + 1) & (len(p.slots) - 1) {
		switch p.slots[at].tag {
		case t:
			return int(p.slots[at].index), t != edi.TagOther
		case edi.TagOther:
			return 0, false
		}
	}
}

// level compiles nodes and what is below them, and answers its number.
func (p *program) level(nodes []*Node, index map[string]uint16, path string) int32 {
	at := int32(len(p.levels))
	p.levels = append(p.levels, level{})
	l := level{}
	for _, n := range nodes {
		s := spot{segment: index[n.Segment.Tag], mandatory: n.Mandatory, group: len(n.Nodes) > 0, max: int32(min(n.Max, Unlimited)), inside: -1}
		s.path = path + n.Segment.Tag
		s.rules = p.guideline.at(s.path)
		p.segments[s.segment].used = true
		if s.group {
			s.inside = p.level(n.Nodes, index, s.path+"/")
		}
		if s.mandatory || len(s.rules) > 0 {
			l.needed = append(l.needed, uint16(len(l.spots)))
		}
		for k := range l.spots {
			l.spots[k].again = l.spots[k].again || l.spots[k].segment == s.segment
		}
		l.spots = append(l.spots, s)
	}
	l.from = make([]uint16, len(p.segments)+1)
	for segment := range p.segments {
		for n, s := range l.spots {
			if int(s.segment) == segment {
				l.order = append(l.order, uint16(n))
			}
		}
		l.from[segment+1] = uint16(len(l.order))
	}
	p.levels[at] = l
	return at
}

func compileSegment(d *Definition, s *Segment) segmentProgram {
	p := segmentProgram{definition: s, last: 1}
	p.fields, p.mandatory = compileFields(s.Fields, 1)
	p.notes = compileNotes(s.Notes)
	if n := len(s.Fields); n > 0 && d.Standard == edi.EDIFACT {
		p.last = s.Fields[n-1].Repeat // without a repetition separator repetitions are elements
	}
	switch s.Tag {
	case "ST", "SE", "UNH", "UNT":
		p.service = true
	case "HL":
		p.special = levels
	case "DTM":
		if d.Standard == edi.EDIFACT {
			p.special = period
		}
	case "PO1", "IT1", "POC":
		p.special = detail
	case "LIN":
		if d.Standard == edi.EDIFACT {
			p.special = detail
		}
	case "CTT", "CNT":
		p.special = totals
	}
	return p
}

// compileFields compiles elements or components, whose bits begin at from.
func compileFields(fields []Field, from int) (all []fieldProgram, mandatory uint64) {
	for n := range fields {
		f := &fields[n]
		p := fieldProgram{field: f, kind: f.Kind, min: f.Min, max: f.Max, repeat: f.Repeat, mandatory: f.Mandatory}
		if p.refused = control; f.Kind == Letters {
			p.refused |= digit
		}
		if f.Codes != nil {
			p.codes = f.Codes.set
		}
		if f.Kind == Composite {
			p.parts, p.must = compileFields(f.Parts, 1)
			p.notes = compileNotes(f.Notes)
		}
		if f.Mandatory {
			mandatory |= 1 << (n + from)
		}
		all = append(all, p)
	}
	return all, mandatory
}

func compileNotes(notes []Note) []noteProgram {
	var all []noteProgram
	for n := range notes {
		p := noteProgram{kind: notes[n].Kind, note: &notes[n]}
		for k, at := range notes[n].At {
			p.all |= 1 << at
			if k == 0 {
				p.first |= 1 << at
			} else {
				p.rest |= 1 << at
			}
		}
		all = append(all, p)
	}
	return all
}

// holds says at a glance that the note is not broken: nothing that it is about is
// there, or all of it is.
func (n *noteProgram) holds(there uint64) bool {
	has := there & n.all
	return has == 0 && n.kind != 'R' || has == n.all && n.kind != 'E'
}

// broken says which elements break the note, given those that are there: they are
// missing (or, for E, too much).
func (n *noteProgram) broken(there uint64) uint64 {
	has := there & n.all
	switch n.kind {
	case 'P':
		if has != 0 && has != n.all {
			return n.all &^ has
		}
	case 'R':
		if has == 0 {
			return n.all
		}
	case 'E':
		if has&(has-1) != 0 {
			return has & (has - 1) // all but the first
		}
	case 'C':
		if has&n.first != 0 {
			return n.rest &^ has
		}
	case 'L':
		if has&n.first != 0 && has&n.rest == 0 {
			return n.rest
		}
	}
	return 0
}

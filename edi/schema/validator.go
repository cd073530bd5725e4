package schema

import (
	"hash/maphash"

	"github.com/wharf-edi/wharf/edi"
)

// Options says how messages are checked. The zero value is the standard.
type Options struct {
	// Relax names rules that do not hold for a partner: what they find is told
	// (edi.Warn) and not acted on. Rules says what each of them costs.
	Relax []edi.Code

	// Guideline is the partner's own limits. Messages that it is not about are
	// checked by the standard alone.
	Guideline *Guideline

	// Instead names versions that are checked by the definitions of another one,
	// because partner and we have agreed so: "004030": "004010". Without it such
	// messages are checked as far as their envelope goes.
	Instead map[string]string
}

// Validator checks messages, one after the other, a segment at a time: Begin, then
// Segment for each with header and trailer, then End. It allocates nothing for a
// segment without defects.
type Validator struct {
	opt     Options
	relaxed map[edi.Code]bool

	m *edi.Message
	p *program

	stack  []frame
	counts []int32
	last   mark // the segment that was placed last
	seed   maphash.Seed
	ids    map[uint64]struct{} // HL01 of the message
	lines  int

	// Of the segment at hand.
	s      *edi.RawSegment
	number int
	text   edi.Decoder
	seg    *segmentProgram
	own    bool // it is mandatory where it stands, or begins a group
	rules  []*rule
	placed int // the level that it was taken in

	// The segment after it, where that was looked for.
	upcoming edi.Tag
	next     int
	known    bool
}

// frame is a level that is open.
type frame struct {
	level  *level
	counts int // how often each spot was taken: Validator.counts from here on
	at     int // the spot that was taken last

	filters uint64 // of the guideline, that hold for the segment that opened the level
	seen    uint64 // required segments of the level that were there
}

// mark is where a segment stands.
type mark struct {
	from, to int64
	number   int
}

// NewValidator is a validator; nil options are the standard.
func NewValidator(o *Options) *Validator {
	v := &Validator{seed: maphash.MakeSeed(), ids: map[uint64]struct{}{}, relaxed: map[edi.Code]bool{}}
	if o != nil {
		v.opt = *o
	}
	for _, c := range v.opt.Relax {
		v.relaxed[c] = true
	}
	return v
}

// Begin begins a message and says that there is a definition for it. Without one
// the other methods do nothing: only the envelope is checked. Defects are reported
// to m.
func (v *Validator) Begin(m *edi.Message) (known bool) {
	v.m, v.p = m, v.program(m)
	if v.p == nil {
		return false
	}
	v.stack, v.counts, v.lines = v.stack[:0], v.counts[:0], 0
	v.last, v.upcoming = mark{}, edi.TagOther
	clear(v.ids)
	v.push(&v.p.levels[0])
	return true
}

// program is the one for m.
func (v *Validator) program(m *edi.Message) *program {
	version := m.Version
	if other := v.opt.Instead[version]; other != "" {
		version = other
	}
	g := v.opt.Guideline
	if g == nil || g.Message != m.Type || g.Version != "" && g.Version != version {
		return programOf(m.Standard, version, m.Type)
	}
	d := Find(m.Standard, version, m.Type)
	if d == nil {
		return nil
	}
	return g.program(d)
}

// Segment checks the number-th segment of the message, its header being 1.
func (v *Validator) Segment(s *edi.RawSegment, number int, text edi.Decoder) {
	if v.p == nil {
		return
	}
	v.s, v.number, v.text, v.own, v.rules = s, number, text, false, nil
	if v.last.number == 0 {
		v.last = mark{s.Offset, s.End, number}
	}
	n, known := v.next, v.known
	if v.upcoming != s.Tag || s.Tag == edi.TagOther {
		n, known = v.p.find(s.Tag)
	}
	v.upcoming = edi.TagOther
	if !known {
		if s.Tag != edi.TagOther && len(s.Name()) > 1 { // else the reader has said that it is no name
			v.whole(edi.CodeSegmentUnknown, edi.Note)
		}
		return
	}
	v.seg = &v.p.segments[n]
	if v.seg.service {
		return
	}
	v.structure(n)
	v.elements()
	if v.seg.special != plain {
		v.particular()
	}
	if len(v.rules) > 0 {
		v.guide(v.placed)
	}
}

// End ends the message.
func (v *Validator) End() {
	if v.p == nil {
		return
	}
	for depth := len(v.stack) - 1; depth >= 0; depth-- {
		v.missing(depth, len(v.stack[depth].level.spots))
	}
}

// whole reports the segment at hand as a whole.
func (v *Validator) whole(c edi.Code, s edi.Severity) {
	v.report(edi.Pos{Offset: v.s.Offset, End: v.s.End, Segment: v.number, Tag: v.s.Name()}, c, s, v.s.Name())
}

// report adds a defect to the message.
func (v *Validator) report(p edi.Pos, c edi.Code, s edi.Severity, value string) {
	p.Message = v.m.Control
	if v.relaxed[c] {
		s = edi.Warn
	}
	v.m.Report(edi.NewDefect(p, c, s, value))
}

// Validate checks m, which is whole, and reports what it finds to it. It answers
// false, and has checked nothing, where there is no definition for m.
//
// What makes a message unusable is of severity edi.Reject: a mandatory segment
// or element that is missing, a mandatory date or number that is none. All else is
// edi.Note: partners depart from the lengths, orders and numbers of a standard in
// ways that lose nothing.
func Validate(m *edi.Message, o *Options) (known bool) {
	v := NewValidator(o)
	if !v.Begin(m) {
		return false
	}
	var raw edi.RawSegment
	for n := range m.Segments {
		raw.Set(&m.Segments[n])
		if raw.Next = edi.TagOther; n+1 < len(m.Segments) {
			raw.Next = edi.MakeTag(m.Segments[n+1].Tag)
		}
		number := n + 1
		if at := m.Segments[n].Pos.Segment; at > 0 {
			number = at
		}
		v.Segment(&raw, number, edi.UTF8{})
	}
	v.End()
	return true
}

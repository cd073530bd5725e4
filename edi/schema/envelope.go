package schema

import (
	"slices"

	"github.com/wharf-edi/wharf/edi"
)

// ValidateEnvelope checks the segments of the envelope of i against their
// definitions: the headers and trailers of the interchange and of its groups, TA1,
// and the headers of the messages that i has. What it finds is told and not acted
// on (edi.Warn), since partners fill their envelopes in many ways that lose nothing;
// what the reader has said of an element already is not said again.
func ValidateEnvelope(i *edi.Interchange) {
	e := newEnvelope(i)
	e.frame()
	for _, m := range i.Messages {
		e.message(m)
	}
}

// frame checks what stands around the messages.
func (e *envelope) frame() {
	i := e.i
	known := slices.Clone(i.Defects)
	report := func(d edi.Defect) {
		if !told(known, d) {
			i.Report(d)
		}
	}
	e.check(&i.Header, report)
	for n := range i.TA1 {
		e.check(&i.TA1[n], report)
	}
	for n := range i.Groups {
		g := &i.Groups[n]
		known := slices.Clone(g.Defects)
		of := func(d edi.Defect) {
			short := d.Pos.Tag == "GS" && d.Pos.Element == 4 && d.Code == edi.CodeTooShort && g.Version < "004010"
			if !short && !told(known, d) { // GS04 has six digits before 004010
				g.Report(d)
			}
		}
		e.check(&g.Header, of)
		e.check(&g.Trailer, of)
	}
	e.check(&i.Trailer, report)
}

// message checks the header of m.
func (e *envelope) message(m *edi.Message) {
	known := m.Defects[:len(m.Defects):len(m.Defects)]
	e.check(&m.Header, func(d edi.Defect) {
		if d.Pos.Message = m.Control; !told(known, d) {
			m.Report(d)
		}
	})
}

// told says that something is said of the element of d already.
func told(defects []edi.Defect, d edi.Defect) bool {
	return slices.ContainsFunc(defects, func(o edi.Defect) bool {
		same := o.Pos.Tag == d.Pos.Tag && o.Pos.Segment == d.Pos.Segment && o.Pos.Element == d.Pos.Element
		return same && (o.Pos.Component == d.Pos.Component || o.Pos.Component == 0 || d.Pos.Component == 0)
	})
}

// envelopeVersion is the version whose definitions say what the envelope looks like:
// the one that the header names, or the nearest that has them.
func envelopeVersion(i *edi.Interchange) string {
	switch {
	case i.Standard == edi.EDIFACT && len(i.Version) > 0 && i.Version[len(i.Version)-1] == '4':
		return "4"
	case i.Standard == edi.EDIFACT:
		return "3"
	case i.Version >= "00402":
		return "005010"
	}
	return "004010"
}

// envelope checks the segments of one.
type envelope struct {
	i        *edi.Interchange
	version  string
	programs map[string]*segmentProgram
	v        *Validator
	raw      edi.RawSegment
}

func newEnvelope(i *edi.Interchange) *envelope {
	v := NewValidator(nil)
	v.m = &edi.Message{Standard: i.Standard}
	return &envelope{i: i, version: envelopeVersion(i), programs: map[string]*segmentProgram{}, v: v}
}

func (e *envelope) check(s *edi.Segment, report func(edi.Defect)) {
	p := e.program(s.Tag)
	if p == nil {
		return
	}
	v := e.v
	v.m.Defects = v.m.Defects[:0]
	e.raw.Set(s)
	v.s, v.seg, v.number, v.text = &e.raw, p, s.Pos.Segment, edi.UTF8{}
	v.elements()
	for _, d := range v.m.Defects {
		if s.Tag == "ISA" && tolerated(d) {
			continue
		}
		d.Severity = edi.Warn
		report(d)
	}
}

// tolerated says that a defect of an ISA is what the reader has told as a matter of
// layout: fields that are not padded to their width, a separator that is none.
func tolerated(d edi.Defect) bool {
	blank := d.Pos.Element == 2 || d.Pos.Element == 4 // unless agreed otherwise
	separator := d.Pos.Element == 11 || d.Pos.Element == 16
	return d.Code == edi.CodeTooShort || d.Code == edi.CodeTooLong || separator || blank && d.Code == edi.CodeMandatoryMissing
}

func (e *envelope) program(tag string) *segmentProgram {
	p, known := e.programs[tag]
	if known || tag == "" {
		return p
	}
	if s := FindSegment(e.i.Standard, e.version, tag); s != nil {
		compiled := compileSegment(&Definition{Standard: e.i.Standard}, s)
		p = &compiled
	}
	e.programs[tag] = p
	return p
}

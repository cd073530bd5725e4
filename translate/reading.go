package translate

import (
	"strconv"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
)

// Reading is one message while a map reads it.
type Reading struct {
	Message *edi.Message
	Units   Units
	Result  *Result
}

// NewReading begins to read m into a document of the given kind, which the map
// puts into Result.
func NewReading(m *edi.Message, kind documents.Kind, units Units) *Reading {
	return &Reading{Message: m, Units: units, Result: &Result{Kind: kind}}
}

// Each gives take the segments between header and trailer, in their order. Those
// for which it answers false are kept as unread.
func (r *Reading) Each(take func(*edi.Segment) bool) {
	for i := range r.Message.Segments {
		s := &r.Message.Segments[i]
		switch s.Tag {
		case "ST", "SE", "UNH", "UNT":
		default:
			if !take(s) {
				r.Unread(s)
			}
		}
	}
}

// Unread keeps s as not understood.
func (r *Reading) Unread(s *edi.Segment) { r.Result.Unread = append(r.Result.Unread, *s) }

// Defect reports what is wrong with component c of element n of s.
func (r *Reading) Defect(s *edi.Segment, n, c int, code edi.Code, severity edi.Severity, text string) {
	value := s.Component(n, max(c, 1))
	if n == 0 {
		value = ""
	}
	for i := range value { // element 724 holds 99 characters
		if i >= 96 {
			value = value[:i]
			break
		}
	}
	r.Result.Defects = append(r.Result.Defects,
		edi.Defect{Pos: s.At(n, c), Code: code, Severity: severity, Value: value, Text: text})
}

// Lacking reports that the message has not what the document must have; the
// position is the message's header.
func (r *Reading) Lacking(severity edi.Severity, text string) {
	var pos edi.Pos
	if len(r.Message.Segments) > 0 {
		pos = r.Message.Segments[0].Pos
	}
	r.Result.Defects = append(r.Result.Defects,
		edi.Defect{Pos: pos, Code: edi.CodeMandatoryMissing, Severity: severity, Text: text})
}

// Need is a text without which the document cannot be used.
func (r *Reading) Need(s *edi.Segment, n, c int, what string) string {
	v := s.Component(n, max(c, 1))
	if v == "" {
		r.Defect(s, n, c, edi.CodeMandatoryMissing, edi.Reject, what+" is missing")
	}
	return v
}

// Number is a number that may be absent. One that cannot be read is a defect of
// the given severity, and absent.
func (r *Reading) Number(s *edi.Segment, n, c int, severity edi.Severity) documents.Optional {
	v := s.Component(n, max(c, 1))
	if v == "" {
		return documents.Optional{}
	}
	mark := r.Message.Decimal
	if r.Message.Standard == edi.X12 {
		mark = '.'
	}
	d, err := ParseNumber(v, mark)
	if err != nil {
		r.Defect(s, n, c, edi.CodeBadCharacter, severity, "this is not a number")
		return documents.Optional{}
	}
	return documents.Some(d)
}

// NeedNumber is a number without which the document cannot be used; it is zero
// when it is missing or cannot be read, and that is a defect.
func (r *Reading) NeedNumber(s *edi.Segment, n, c int, what string) documents.Decimal {
	v := r.Number(s, n, c, edi.Reject)
	if s.Component(n, max(c, 1)) == "" {
		r.Defect(s, n, c, edi.CodeMandatoryMissing, edi.Reject, what+" is missing")
	}
	return v.Decimal
}

// Count reports a stated number of lines that is not the number of lines read.
// Partners count differently, so that it is only told.
func (r *Reading) Count(s *edi.Segment, n, c, lines int) {
	if stated, err := strconv.Atoi(s.Component(n, max(c, 1))); err == nil && stated != lines {
		r.Defect(s, n, c, edi.CodeBadValue, edi.Warn, "the message has "+strconv.Itoa(lines)+" lines")
	}
}

// Conflict reports two statements of the message that contradict each other; the
// text says which of them counts.
func (r *Reading) Conflict(text string) {
	r.Lacking(edi.Note, text)
	r.Result.Defects[len(r.Result.Defects)-1].Code = edi.CodeBadValue
}

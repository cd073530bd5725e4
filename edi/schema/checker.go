package schema

import (
	"slices"

	"github.com/wharf-edi/wharf/edi"
)

// Checker is a handler for x12.Scan and edifact.Scan that checks messages of any
// size and any number. Of what it has checked it keeps the interchanges, and of the
// messages those that have defects: what an acknowledgment needs. They have no segments.
type Checker struct {
	Options *Options

	// Keep says which messages are kept; nil keeps those with defects.
	Keep func(m *edi.Message) bool
	// Ended is called with each message after its last segment, and Closed with each
	// interchange.
	Ended  func(i *edi.Interchange, m *edi.Message)
	Closed func(i *edi.Interchange)
	// Behind is called with what stands behind the last interchange, which is reported
	// to it after Closed.
	Behind func(i *edi.Interchange, d edi.Defect)

	Interchanges []*edi.Interchange
	Messages     int // all of them
	EnvelopeOnly int // messages without a definition: only their envelope was checked
	Defects      int // of messages and envelopes
	Segments     int

	v     *Validator
	known bool
	held  int // defects of messages that are kept
	last  *edi.Interchange

	envelope *envelope // of last
}

var _ edi.Handler = (*Checker)(nil)

// BeginInterchange is of edi.Handler, and so are the others.
func (c *Checker) BeginInterchange(i *edi.Interchange) {
	c.Interchanges, c.last, c.envelope = append(c.Interchanges, i), i, newEnvelope(i)
}

// BeginMessage looks for the definition of m.
func (c *Checker) BeginMessage(_ *edi.Interchange, m *edi.Message) {
	if c.v == nil {
		c.v = NewValidator(c.Options)
	}
	c.Messages++
	if c.known = c.v.Begin(m); !c.known {
		c.EnvelopeOnly++
		m.EnvelopeOnly = true
	}
}

// Segment checks s.
func (c *Checker) Segment(_ *edi.Message, s *edi.RawSegment, number int, text edi.Decoder) {
	c.Segments++
	if c.known {
		c.v.Segment(s, number, text)
	}
}

// EndMessage keeps m if it is to be kept.
func (c *Checker) EndMessage(i *edi.Interchange, m *edi.Message) {
	if c.known {
		c.v.End()
	}
	c.envelope.message(m)
	c.Defects += len(m.Defects) + m.Dropped()
	if c.Ended != nil {
		c.Ended(i, m)
	}
	switch {
	case c.Keep == nil && len(m.Defects) == 0 || c.Keep != nil && !c.Keep(m):
	case len(i.Messages) < mostMessages:
		m.Defects = slices.Clone(m.Defects) // no longer than it is
		i.Messages = append(i.Messages, m)
		c.held += len(m.Defects)
	}
	if c.held > mostHeld && len(m.Defects) > keptOfMany {
		m.Defects = m.Defects[:keptOfMany:keptOfMany]
	}
}

// An interchange in which nearly everything is wrong is told about in part.
const (
	mostMessages = 50_000  // kept of one interchange
	mostHeld     = 100_000 // defects that are held; of messages after that
	keptOfMany   = 10      // so many are
)

// EndInterchange counts what is wrong with the envelope.
func (c *Checker) EndInterchange(i *edi.Interchange) {
	c.envelope.frame()
	c.Defects += len(i.Defects) + i.Dropped()
	for n := range i.Groups {
		c.Defects += len(i.Groups[n].Defects) + i.Groups[n].Dropped()
	}
	i.RejectHeld()
	if c.Closed != nil {
		c.Closed(i)
	}
}

// Late is a defect of bytes behind the last interchange.
func (c *Checker) Late(d edi.Defect) {
	c.Defects++
	c.last.Report(d)
	if c.Behind != nil {
		c.Behind(c.last, d)
	}
}

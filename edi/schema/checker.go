package schema

import "github.com/wharf-edi/wharf/edi"

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

	Interchanges []*edi.Interchange
	Messages     int // all of them
	EnvelopeOnly int // messages without a definition: only their envelope was checked
	Defects      int // of messages and envelopes
	Segments     int

	v     *Validator
	known bool
}

var _ edi.Handler = (*Checker)(nil)

// BeginInterchange is of edi.Handler, and so are the others.
func (c *Checker) BeginInterchange(i *edi.Interchange) {
	c.Interchanges = append(c.Interchanges, i)
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
	c.Defects += len(m.Defects) + m.Dropped()
	if c.Ended != nil {
		c.Ended(i, m)
	}
	if c.Keep == nil && len(m.Defects) > 0 || c.Keep != nil && c.Keep(m) {
		i.Messages = append(i.Messages, m)
	}
}

// EndInterchange counts what is wrong with the envelope.
func (c *Checker) EndInterchange(i *edi.Interchange) {
	ValidateEnvelope(i)
	c.Defects += len(i.Defects) + i.Dropped()
	for n := range i.Groups {
		c.Defects += len(i.Groups[n].Defects) + i.Groups[n].Dropped()
	}
	i.RejectHeld()
	if c.Closed != nil {
		c.Closed(i)
	}
}

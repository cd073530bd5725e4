package envelope

import (
	"bytes"

	"github.com/wharf-edi/wharf/edi"
)

// Collector is a handler that keeps interchanges with their messages whole.
type Collector struct {
	All []*edi.Interchange

	// MaxMessage bounds a message in bytes; of a longer one no segment is kept, and it
	// is rejected. Zero is no bound.
	MaxMessage int64
	// Copies says that raw bytes do not outlast the reading and have to be copied.
	Copies bool

	size int64          // of the message so far
	over bool           // it is longer than MaxMessage
	Done []*edi.Message // messages that have ended, for whoever takes them one by one
}

var _ edi.Handler = (*Collector)(nil)

// BeginInterchange is of edi.Handler, and so are the others.
func (c *Collector) BeginInterchange(i *edi.Interchange) { c.All = append(c.All, i) }

// BeginMessage puts m into its interchange.
func (c *Collector) BeginMessage(i *edi.Interchange, m *edi.Message) {
	c.size, c.over = 0, false
	i.Messages = append(i.Messages, m)
}

// Segment puts s into its message.
func (c *Collector) Segment(m *edi.Message, s *edi.RawSegment, number int, text edi.Decoder) {
	if c.size += s.End - s.Offset; c.MaxMessage > 0 && c.size > c.MaxMessage {
		if !c.over {
			c.over = true
			p := edi.Pos{Offset: s.Offset, End: s.End, Message: m.Control, Segment: number, Tag: s.Name()}
			m.Report(edi.NewDefect(p, edi.CodeTooLarge, edi.Reject, ""))
			m.Segments = nil
		}
		return
	}
	seg, _ := s.Parse(text)
	seg.Pos.Message, seg.Pos.Segment = m.Control, number
	if c.Copies {
		seg.Raw = bytes.Clone(seg.Raw)
	}
	m.Segments = append(m.Segments, seg)
}

// EndMessage notes that m is whole.
func (c *Collector) EndMessage(_ *edi.Interchange, m *edi.Message) {
	c.Done = append(c.Done, m)
}

// EndInterchange tells the messages what their group or the interchange has taken
// with it.
func (c *Collector) EndInterchange(i *edi.Interchange) { i.RejectHeld() }

// Late is a defect of bytes behind the last interchange.
func (c *Collector) Late(d edi.Defect) {
	c.All[len(c.All)-1].Report(d)
}

// Stray keeps a segment that belongs to no message.
func (c *Collector) Stray(i *edi.Interchange, seg edi.Segment) { i.Stray = append(i.Stray, seg) }

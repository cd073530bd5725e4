package envelope

import (
	"github.com/wharf-edi/wharf/edi"
)

// Stream reads one segment or one message at a time.
type Stream struct {
	r  *Reader
	on relay
}

// NewStream reads from t. A message of more than most bytes is not held.
func NewStream(t *edi.Tokenizer, w *Words, d Dialect, most int64) *Stream {
	s := &Stream{on: relay{Collector: Collector{MaxMessage: most, Copies: true}}}
	s.r = New(t, w, d, Limits{}, &s.on)
	return s
}

// relay keeps the messages that are read whole, and of others the header only.
type relay struct {
	Collector
	last  *edi.Interchange
	whole bool // messages are read whole
	open  bool // the message that is open began so
}

// BeginInterchange notes the interchange.
func (o *relay) BeginInterchange(i *edi.Interchange) { o.last = i }

// BeginMessage notes whether the message is to be read whole.
func (o *relay) BeginMessage(_ *edi.Interchange, _ *edi.Message) {
	o.open, o.size = o.whole, 0
}

// Segment keeps s if the message is to be whole.
func (o *relay) Segment(m *edi.Message, s *edi.RawSegment, number int, text edi.Decoder) {
	if o.open {
		o.Collector.Segment(m, s, number, text)
	}
}

// EndMessage hands the message out.
func (o *relay) EndMessage(i *edi.Interchange, m *edi.Message) {
	if o.open {
		o.Collector.EndMessage(i, m)
	}
}

// EndInterchange has nothing to tell: the messages are gone.
func (o *relay) EndInterchange(*edi.Interchange) {}

// Late is a defect of bytes behind the last interchange.
func (o *relay) Late(d edi.Defect) { o.last.Report(d) }

// ReadSegment is the next segment of the input, envelope included, and io.EOF at
// its end. The segment is valid until the next call. An X12 ISA, which is read by
// position, is not among them: it is Interchange().Header.
func (s *Stream) ReadSegment() (*edi.RawSegment, error) {
	s.on.whole = false
	for {
		if err := s.r.Step(); err != nil {
			return nil, err
		}
		if seg := s.r.Segment(); seg != nil {
			return seg, nil
		}
	}
}

// ReadMessage is the next message that has not begun, whole, with the defects of
// its own, and io.EOF after the last. A message that is larger than may be held has
// no segments and is rejected.
func (s *Stream) ReadMessage() (*edi.Message, error) {
	s.on.whole = true
	for len(s.on.Done) == 0 {
		if err := s.r.Step(); err != nil {
			return nil, err
		}
	}
	m := s.on.Done[0]
	s.on.Done = s.on.Done[:0]
	return m, nil
}

// Interchange is the one that was read last, with the defects of its envelope that
// are known so far. It has no messages.
func (s *Stream) Interchange() *edi.Interchange { return s.on.last }

// Message is the open message; nil outside of one. It has no segments while they
// are read singly.
func (s *Stream) Message() *edi.Message { return s.r.Message }

// Number is where the segment that was read last stands in the message, its header
// being 1, and in the interchange outside of a message.
func (s *Stream) Number() int {
	if s.r.Message != nil {
		return s.r.size
	}
	return s.r.count
}

package edifact

import (
	"io"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/internal/envelope"
)

// Reader reads interchanges from a stream, one segment or one message at a time;
// calls of the two may be mixed. It holds a segment, or a message, and no more,
// whatever the size of the input. What is wrong with an envelope is known when its
// trailer has been read.
type Reader struct{ s *envelope.Stream }

// NewReader reads from src. Nil options are the usual ones.
func NewReader(src io.Reader, opt *Options) *Reader {
	o := opt.orDefault()
	return &Reader{envelope.NewStream(edi.NewTokenizer(src, o.limits()), names, &dialect{charset: o.Charset}, o.MaxBytes)}
}

// ReadSegment is the next segment of the input, envelope included, and io.EOF at
// its end; an *edi.SyntaxError is input without an interchange. The segment is
// valid until the next call. UNA is no segment: it stands in Interchange().Header.Raw,
// before UNB.
func (r *Reader) ReadSegment() (*edi.RawSegment, error) { return r.s.ReadSegment() }

// ReadMessage is the next message that has not begun, whole, with the defects of its
// own, and io.EOF after the last. A message of more than Options.MaxBytes has no
// segments and is rejected: Scan checks one of any size.
func (r *Reader) ReadMessage() (*edi.Message, error) { return r.s.ReadMessage() }

// Interchange is the one that was read last, with the defects of its envelope that
// are known so far; nil before the first. It has no messages.
func (r *Reader) Interchange() *edi.Interchange { return r.s.Interchange() }

// Message is the open message; nil outside of one. It has no segments.
func (r *Reader) Message() *edi.Message { return r.s.Message() }

// Number is where the segment that was read last stands in the message, UNH being
// 1, and outside of a message in the interchange.
func (r *Reader) Number() int { return r.s.Number() }

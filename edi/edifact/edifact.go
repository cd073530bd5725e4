// Package edifact reads and writes UN/EDIFACT interchanges (ISO 9735): UNA, UNB
// to UNZ, UNG to UNE, UNH to UNT, and the segments between. It builds the
// technical acknowledgment (CONTRL) from the defects of what was read and reads
// those of others.
//
//	interchanges, err := edifact.Read(src, nil)
//	for _, i := range interchanges {
//		for _, m := range i.Messages {
//			// m.Segments, m.Defects
//		}
//		reply := edifact.Reply(i, nil) // with a CONTRL
//	}
//
// Reading is tolerant and says so: what departs from the standard and can be
// read all the same is a defect of severity edi.Warn. What a message must hold
// is package schema's business, what it means package translate's.
package edifact

import (
	"errors"

	"github.com/wharf-edi/wharf/edi"
)

// The causes inside an edi.SyntaxError.
var (
	ErrNoInterchange = errors.New("no UNB segment found")
	ErrHeader        = errors.New("UNB segment cannot be read")
	ErrOutside       = errors.New("message stands outside of an interchange")
	ErrTooLarge      = errors.New("input is too large")
)

// Options bounds what is read, and says what the input does not. A zero field
// means its default.
type Options struct {
	MaxBytes    int64 // of what is held whole: the input of Read, a message of ReadMessage; 32 MiB
	MaxSegments int   // of one interchange, in Read; 1,000,000
	MaxSegment  int   // bytes of one segment that is read from a stream; 4 MiB
	MaxElements int   // of one segment, components and repetitions included; 4,000

	// Charset is the character set that the partner uses whatever UNB 0001 declares,
	// by its name in the IANA registry ("windows-1252").
	Charset string
}

func (o *Options) limits() edi.Limits {
	return edi.Limits{MaxSegment: o.MaxSegment, MaxValues: o.MaxElements}
}

// maxFields bounds the elements, components and repetitions of one input, each
// of which costs far more memory than its byte.
const maxFields = 12 << 20

// maxInterchanges bounds the interchanges of one input.
const maxInterchanges = 100_000

func (o *Options) orDefault() Options {
	var opt Options
	if o != nil {
		opt = *o
	}
	if opt.MaxBytes <= 0 {
		opt.MaxBytes = 32 << 20
	}
	if opt.MaxSegments <= 0 {
		opt.MaxSegments = 1_000_000
	}
	if opt.MaxElements <= 0 {
		opt.MaxElements = 4000
	}
	return opt
}

// Delimiters are the characters that Write separates with. A zero field means
// the usual one.
type Delimiters struct {
	Component  byte // :
	Element    byte // +
	Release    byte // ?
	Repetition byte // *, in syntax version 4
	Segment    byte // '
	Lines      bool // a newline after each segment
}

func (d Delimiters) orDefault() Delimiters {
	for _, c := range []struct {
		at    *byte
		usual byte
	}{{&d.Component, ':'}, {&d.Element, '+'}, {&d.Release, '?'}, {&d.Repetition, '*'}, {&d.Segment, '\''}} {
		if *c.at == 0 {
			*c.at = c.usual
		}
	}
	return d
}

func alphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// white says that c may stand between segments without meaning anything.
func white(c byte) bool { return edi.White(c) }

// validTag says that s can be a segment's name.
func validTag(s string) bool {
	if len(s) != 3 || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	for n := 1; n < len(s); n++ {
		if !alphanumeric(s[n]) || s[n] >= 'a' {
			return false
		}
	}
	return true
}

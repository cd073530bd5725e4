// Package x12 reads and writes ASC X12 interchanges: ISA to IEA, GS to GE, ST to
// SE, and the segments between. It builds the technical acknowledgments (TA1,
// 997, 999) from the defects of what was read and reads those of others.
//
//	interchanges, err := x12.Read(src, nil)
//	for _, i := range interchanges {
//		for _, m := range i.Messages {
//			// m.Segments, m.Defects
//		}
//		reply := x12.Reply(i, nil) // a 997 for each functional group
//	}
//
// Reading is tolerant and says so: what departs from the standard and can be
// read all the same is a defect of severity edi.Warn. What a message must hold
// is package schema's business, what it means package translate's.
package x12

import (
	"errors"

	"github.com/wharf-edi/wharf/edi"
)

// The causes inside an edi.SyntaxError.
var (
	ErrNoInterchange = errors.New("no ISA segment found")
	ErrHeader        = errors.New("ISA segment cannot be read")
	ErrTooLarge      = errors.New("input is too large")
)

// Options bounds what is read, and says what the input does not. A zero field
// means its default.
type Options struct {
	MaxBytes    int64 // of what is held whole: the input of Read, a message of ReadMessage; 32 MiB
	MaxSegments int   // of one interchange, in Read; 1,000,000
	MaxSegment  int   // bytes of one segment that is read from a stream; 4 MiB
	MaxElements int   // of one segment, components and repetitions included; 4,000

	// Charset is the character set that the partner uses, by its name in the
	// IANA registry ("iso-8859-15"). X12 names none: without it, what is not UTF-8
	// is taken for Windows-1252.
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
	Element    byte // *
	Component  byte // >, ISA16
	Repetition byte // ^, ISA11 from version 00402 on
	Segment    byte // ~
	Lines      bool // a newline after each segment
}

func (d Delimiters) orDefault() Delimiters {
	for _, c := range []struct {
		at    *byte
		usual byte
	}{{&d.Element, '*'}, {&d.Component, '>'}, {&d.Repetition, '^'}, {&d.Segment, '~'}} {
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
	if len(s) < 2 || len(s) > 3 || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	for n := 1; n < len(s); n++ {
		if !alphanumeric(s[n]) || s[n] >= 'a' {
			return false
		}
	}
	return true
}

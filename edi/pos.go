package edi

import (
	"fmt"
	"strings"
)

// Pos says where a thing stands. Numbers count from 1 as the standards do; 0 means
// that the position is not that fine.
type Pos struct {
	Offset     int64  // first byte in the input
	End        int64  // the byte after the last
	Message    string // control number of the message; empty in the envelope
	Segment    int    // in the message, ST or UNH being 1; in the envelope, in the interchange
	Tag        string
	Element    int
	Component  int
	Repetition int
	ID         string // the element's number in its dictionary, "353"; empty where it is not known
}

// String is what people say on the telephone: "message 0001, segment 2, BEG05".
func (p Pos) String() string {
	var b strings.Builder
	if p.Message != "" {
		fmt.Fprintf(&b, "message %s, ", p.Message)
	}
	switch {
	case p.Segment > 0:
		fmt.Fprintf(&b, "segment %d", p.Segment)
	default:
		fmt.Fprintf(&b, "byte %d", p.Offset)
	}
	if p.Tag != "" {
		fmt.Fprintf(&b, ", %s", p.Tag)
		if p.Element > 0 {
			fmt.Fprintf(&b, "%02d", p.Element)
		}
		if p.Component > 0 {
			fmt.Fprintf(&b, "-%d", p.Component)
		}
		if p.Repetition > 1 {
			fmt.Fprintf(&b, " repetition %d", p.Repetition)
		}
	}
	return b.String()
}

// A SyntaxError reports input that the grammar does not allow. Nothing after
// Pos has been read.
type SyntaxError struct {
	Pos Pos
	Err error // the cause: one of the reading package's Err values
}

func (e *SyntaxError) Error() string { return e.Err.Error() + " at " + e.Pos.String() }

// Unwrap is the cause.
func (e *SyntaxError) Unwrap() error { return e.Err }

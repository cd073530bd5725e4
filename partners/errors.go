package partners

import (
	"fmt"
	"strings"
)

// Error is one mistake in a profile: where it stands, and what to write instead.
type Error struct {
	File string // empty for a profile that came from no file
	Line int    // from 1; 0 where there is none
	Key  string // "them[0].qualifier"
	Err  error
}

func (e *Error) Error() string {
	var b strings.Builder
	if e.File != "" {
		b.WriteString(e.File)
		if e.Line > 0 {
			fmt.Fprintf(&b, ":%d", e.Line)
		}
		b.WriteString(": ")
	}
	if e.Key != "" {
		b.WriteString(e.Key + ": ")
	}
	b.WriteString(e.Err.Error())
	return b.String()
}

// Unwrap is the mistake without its place.
func (e *Error) Unwrap() error { return e.Err }

// Errors are all mistakes of a profile or of a folder of them, in the order of
// files and lines.
type Errors []*Error

func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, one := range e {
		lines[i] = one.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap lets errors.Is look into each.
func (e Errors) Unwrap() []error {
	out := make([]error, len(e))
	for i, one := range e {
		out[i] = one
	}
	return out
}

func (e Errors) err() error {
	if len(e) == 0 {
		return nil
	}
	return e
}

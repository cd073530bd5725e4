package main

import (
	"bytes"
	"context"
	"errors"
	"io"

	peer "github.com/jf-tech/omniparser/extensions/omniv21/fileformat/edi"

	"github.com/wharf-edi/wharf/edi"
)

// within starts what reads in this process.
func within(read func(*source) (segments int, err error)) starter {
	return func(_ context.Context, _ string, s *source) (reader, error) {
		return func() (outcome, error) {
			n, err := read(s)
			return outcome{Segments: n}, err
		}, nil
	}
}

func tokenize(s *source) (segments int, err error) {
	t := edi.NewTokenizer(bytes.NewReader(s.bytes), edi.Limits{})
	t.Use(s.format.syntax, nil)
	for values := 0; ; segments++ {
		seg, err := t.Next()
		if err != nil {
			return segments, ended(values, err)
		}
		values += len(seg.Values)
	}
}

// ended is what went wrong, if reading ended with err after so many values.
func ended(values int, err error) error {
	switch {
	case values == 0:
		return errors.New("nothing read")
	case errors.Is(err, io.EOF):
		return nil
	}
	return err
}

func scan(s *source) (segments int, err error) {
	var c counter
	err = s.format.scan(bytes.NewReader(s.bytes), &c)
	return c.segments, err
}

// counter is a handler that does nothing but count.
type counter struct{ segments int }

func (c *counter) BeginInterchange(*edi.Interchange)                       {}
func (c *counter) BeginMessage(*edi.Interchange, *edi.Message)             {}
func (c *counter) Segment(*edi.Message, *edi.RawSegment, int, edi.Decoder) { c.segments++ }
func (c *counter) EndMessage(*edi.Interchange, *edi.Message)               {}
func (c *counter) EndInterchange(*edi.Interchange)                         {}

func omniparse(s *source) (segments int, err error) {
	x := s.format.syntax
	component, release := string(x.Component), string(x.Release)
	decl := &peer.FileDecl{SegDelim: string(x.Segment), ElemDelim: string(x.Element), CompDelim: &component}
	if x.Release != 0 {
		decl.ReleaseChar = &release
	}
	r := peer.NewNonValidatingReader(bytes.NewReader(s.bytes), decl)
	for values := 0; ; segments++ {
		seg, err := r.Read()
		if err != nil {
			return segments, ended(values, err)
		}
		values += len(seg.Elems)
	}
}

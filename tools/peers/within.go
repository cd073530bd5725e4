package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	peer "github.com/jf-tech/omniparser/extensions/omniv21/fileformat/edi"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/schema"
)

// within starts what reads in this process.
func within(read func(*source) (outcome, error)) starter {
	return func(_ context.Context, _ string, s *source) (reader, error) {
		return func() (outcome, error) { return read(s) }, nil
	}
}

func tokenize(s *source) (outcome, error) {
	t := edi.NewTokenizer(bytes.NewReader(s.bytes), edi.Limits{})
	t.Use(s.format.syntax, nil)
	segments, values := 0, 0
	for {
		seg, err := t.Next()
		if errors.Is(err, io.EOF) {
			return outcome{Segments: segments, Values: values}, nil
		}
		if err != nil {
			return outcome{}, err
		}
		segments++
		values += len(seg.Values)
	}
}

func scan(s *source) (outcome, error) {
	var c counter
	err := s.format.scan(bytes.NewReader(s.bytes), &c)
	return outcome(c), err
}

// counter is a handler that does nothing else.
type counter outcome

func (c *counter) BeginInterchange(*edi.Interchange)           {}
func (c *counter) BeginMessage(*edi.Interchange, *edi.Message) {}
func (c *counter) EndMessage(*edi.Interchange, *edi.Message)   {}
func (c *counter) EndInterchange(*edi.Interchange)             {}

func (c *counter) Segment(_ *edi.Message, s *edi.RawSegment, _ int, _ edi.Decoder) {
	c.Segments++
	c.Values += len(s.Values)
}

// validate checks everything, and fails where it does not find what was spoilt.
func validate(s *source) (outcome, error) {
	var c schema.Checker
	if err := s.format.scan(bytes.NewReader(s.bytes), &c); err != nil {
		return outcome{}, err
	}
	if spoilt := len(c.Interchanges[0].Messages); c.EnvelopeOnly > 0 || spoilt != c.Messages/100 {
		return outcome{}, fmt.Errorf("%d of %d messages have defects, %d have no definition", spoilt, c.Messages, c.EnvelopeOnly)
	}
	return outcome{Segments: c.Segments}, nil
}

func omniparse(s *source) (o outcome, err error) {
	x := s.format.syntax
	component, release := string(x.Component), string(x.Release)
	decl := &peer.FileDecl{SegDelim: string(x.Segment), ElemDelim: string(x.Element), CompDelim: &component}
	if x.Release != 0 {
		decl.ReleaseChar = &release
	}
	r := peer.NewNonValidatingReader(bytes.NewReader(s.bytes), decl)
	for {
		seg, err := r.Read()
		if errors.Is(err, io.EOF) {
			return o, nil
		}
		if err != nil {
			return o, err
		}
		o.Segments++
		o.Values += len(seg.Elems)
	}
}

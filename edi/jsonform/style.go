package jsonform

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/wharf-edi/wharf/edi"
)

// style is how the segments of an interchange are written.
type style struct {
	syntax  edi.Syntax
	tail    []byte // the rest of a terminator of several bytes
	charset string
	end     []byte // what follows the data of each segment
	special [256]bool
}

// style is what the envelope says.
func (e *envelope) style() (*style, error) {
	st := &style{charset: e.Charset}
	if st.charset == "" {
		st.charset = unicode
	}
	if st.charset != unicode && charsets[st.charset] == nil {
		return nil, fmt.Errorf("charset %q is not known", st.charset)
	}
	d := &e.Delimiters
	for _, c := range []struct {
		name, text string
		at         *byte
	}{
		{"element", d.Element, &st.syntax.Element}, {"component", d.Component, &st.syntax.Component},
		{"repetition", d.Repetition, &st.syntax.Repetition}, {"release", d.Release, &st.syntax.Release},
	} {
		b, err := delimiter(c.text)
		if err != nil || len(b) > 1 {
			return nil, fmt.Errorf("delimiters: %s %q is not one character", c.name, c.text)
		}
		if len(b) == 1 {
			*c.at = b[0]
		}
	}
	terminator, err := delimiter(d.Segment)
	if err != nil || len(terminator) == 0 || d.Element == "" {
		return nil, errors.New("delimiters: element and segment are not both there")
	}
	st.syntax.Segment, st.tail, st.end = terminator[0], terminator[1:], terminator
	if e.End != nil {
		st.end = []byte(*e.End)
	}
	return st, st.distinct()
}

// distinct says that no character has two uses.
func (st *style) distinct() error {
	var all []byte
	for _, c := range []byte{st.syntax.Segment, st.syntax.Element, st.syntax.Component, st.syntax.Repetition, st.syntax.Release} {
		if c != 0 && slices.Contains(all, c) {
			return fmt.Errorf("delimiters: %q has two uses", c)
		}
		all = append(all, c)
		st.special[c] = c != 0
	}
	return nil
}

// delimiter is the bytes of a delimiter's text.
func delimiter(s string) ([]byte, error) {
	if hex, found := strings.CutPrefix(s, "0x"); found {
		c, err := strconv.ParseUint(hex, 16, 8)
		return []byte{byte(c)}, err
	}
	if len(s) > 1 && utf8.RuneCountInString(s) > 1 {
		return nil, errors.New("more than one character")
	}
	return []byte(s), nil
}

// named is the text of a delimiter.
func named(b ...byte) string {
	switch {
	case len(b) == 0 || len(b) == 1 && b[0] == 0:
		return ""
	case utf8.Valid(b):
		return string(b)
	}
	return fmt.Sprintf("0x%02x", b[0])
}

// body appends what a segment is without its end. It refuses what would not be read
// back as it is.
func (st *style) body(b []byte, s *segment) ([]byte, error) {
	charset := st.charset
	if s.Charset != "" {
		charset = s.Charset
	}
	if s.Tag == "" {
		return b, errors.New("there is no tag")
	}
	b, err := st.text(b, s.Tag, charset, nil)
	if err != nil {
		return b, fmt.Errorf("tag: %w", err)
	}
	for n, e := range s.Elements {
		b = append(b, st.syntax.Element)
		if b, err = st.element(b, e, charset, exempt(s.Tag, n+1)); err != nil {
			return b, fmt.Errorf("%s%02d: %w", s.Tag, n+1, err)
		}
	}
	return b, nil
}

// exempt is the delimiters that an element may hold: those that ISA names.
func exempt(tag string, element int) []string {
	if tag == "ISA" && (element == 11 || element == 16) {
		return []string{"component", "repetition"}
	}
	return nil
}

func (st *style) element(b []byte, e [][]string, charset string, exempt []string) ([]byte, error) {
	var err error
	for r, components := range e {
		if r > 0 {
			if st.syntax.Repetition == 0 {
				return b, errors.New("the interchange has no delimiter for repetitions")
			}
			b = append(b, st.syntax.Repetition)
		}
		for c, s := range components {
			if c > 0 {
				if st.syntax.Component == 0 {
					return b, errors.New("the interchange has no delimiter for components")
				}
				b = append(b, st.syntax.Component)
			}
			if b, err = st.text(b, s, charset, exempt); err != nil {
				return b, err
			}
		}
	}
	return b, nil
}

// text appends s in a character set, with release characters where it needs them.
func (st *style) text(b []byte, s, charset string, exempt []string) ([]byte, error) {
	from := len(b)
	b, err := encode(b, s, charset)
	if err != nil {
		return b, err
	}
	for n := from; n < len(b); n++ {
		what := ""
		switch c := b[n]; {
		case c == st.syntax.Segment:
			what = "segment"
		case c == st.syntax.Element:
			what = "element"
		case c == st.syntax.Component && c != 0:
			what = "component"
		case c == st.syntax.Repetition && c != 0:
			what = "repetition"
		case c == st.syntax.Release && c != 0:
			what = "release"
		case (c == '\r' || c == '\n') && !st.syntax.Lines():
			return b, fmt.Errorf("%q holds a line end", s)
		}
		switch {
		case what == "" || slices.Contains(exempt, what):
		case st.syntax.Release == 0:
			return b, fmt.Errorf("%q holds the %s delimiter", s, what)
		default:
			b = slices.Insert(b, n, st.syntax.Release)
			n++
		}
	}
	return b, nil
}

// large is from where on the elements of a segment are left out if its bytes have
// to be there anyway.
const large = 1 << 20

// describe is the segment s, whose bytes are raw.
func (st *style) describe(s *edi.RawSegment, raw []byte) *segment {
	if s.Flags&edi.TooLarge != 0 {
		return onlyBytes(raw)
	}
	charset := charsetOf(s.Body(), st.charset)
	seg := &segment{Tag: decode(s.Text(0), charset), Elements: elementsOf(s, charset)}
	if charset != st.charset {
		seg.Charset = charset
	}
	return st.finish(seg, raw, s.Binary == nil)
}

// finish adds to a segment what it needs to become raw again.
func (st *style) finish(seg *segment, raw []byte, delimited bool) *segment {
	body, err := st.body(nil, seg)
	if err == nil && delimited && bytes.HasPrefix(raw, body) {
		end := raw[len(body):]
		if bytes.Equal(end, st.end) {
			return seg
		}
		if utf8.Valid(end) {
			text := string(end)
			seg.End = &text
			return seg
		}
	}
	bytesOnly := onlyBytes(raw)
	if len(raw) > large || !st.says(raw, seg) {
		return bytesOnly
	}
	seg.Raw, seg.Raw64 = bytesOnly.Raw, bytesOnly.Raw64
	return seg
}

func onlyBytes(raw []byte) *segment {
	if utf8.Valid(raw) {
		text := string(raw)
		return &segment{Raw: &text}
	}
	return &segment{Raw64: raw}
}

// says that raw is a segment with the tag and the elements of seg.
func (st *style) says(raw []byte, seg *segment) bool {
	charset := st.charset
	if seg.Charset != "" {
		charset = seg.Charset
	}
	t := edi.NewTokenizerBytes(raw, edi.Limits{MaxSegment: len(raw) + 1, MaxValues: most})
	t.Use(st.syntax, st.tail)
	s, err := t.Next()
	if err != nil || s.Flags&edi.TooLarge != 0 || t.Offset() != int64(len(raw)) || decode(s.Text(0), charset) != seg.Tag {
		return false
	}
	return slices.EqualFunc(elementsOf(s, charset), seg.Elements, func(a, b [][]string) bool {
		return slices.EqualFunc(a, b, slices.Equal)
	})
}

// bytes appends the segment as it is in the file.
func (st *style) bytes(b []byte, s *segment) ([]byte, error) {
	raw := s.Raw64
	if s.Raw != nil {
		raw = []byte(*s.Raw)
	}
	if raw != nil && (s.Tag == "" && s.Elements == nil || st.says(raw, s)) {
		return append(b, raw...), nil
	}
	b, err := st.body(b, s)
	if s.End != nil {
		return append(b, *s.End...), err
	}
	return append(b, st.end...), err
}

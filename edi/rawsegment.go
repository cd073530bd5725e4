package edi

import "strconv"

// Tag is the name of a segment in four bytes: "BEG", "N1 ". A name that is not of
// one to three characters is TagOther.
type Tag uint32

// TagOther stands for names that cannot be a segment's.
const TagOther Tag = 0

// MakeTag is s as a Tag.
func MakeTag(s string) Tag { return makeTag(s) }

func makeTag[T string | []byte](s T) Tag {
	switch len(s) {
	case 1:
		return Tag(s[0])<<16 | ' '<<8 | ' '
	case 2:
		return Tag(s[0])<<16 | Tag(s[1])<<8 | ' '
	case 3:
		return Tag(s[0])<<16 | Tag(s[1])<<8 | Tag(s[2])
	}
	return TagOther
}

// String is the name.
func (t Tag) String() string {
	b := [3]byte{byte(t >> 16), byte(t >> 8), byte(t)}
	n := 3
	for n > 0 && (b[n-1] == ' ' || b[n-1] == 0) {
		n--
	}
	return string(b[:n])
}

// Value is one component of a repetition of an element, and where its text is.
type Value struct {
	span  uint64 // start and end, 32 bits each: in src, or in the resolved text
	place uint64 // 16 bits each: element, repetition, component, and 1 if it is in the resolved text
}

// What a separator does to the place of the value after it, by class.
var (
	placeKept  = [8]uint64{classElement: 0xffff << 48, classComponent: 0xffffffffffff << 16, classRepetition: 0xffffffff << 32}
	placeAdded = [8]uint64{classElement: 1<<48 | 1<<32 | 1<<16, classComponent: 1 << 16, classRepetition: 1<<32 | 1<<16, classSegment: firstPlace}
)

const (
	firstPlace    = 1<<32 | 1<<16 // of the name: element 0, repetition 1, component 1
	placeResolved = 1
)

// Element is the number of the element as the standards count; the segment's name
// is element 0.
func (v Value) Element() int { return int(v.place >> 48) }

// Repetition counts from 1.
func (v Value) Repetition() int { return int(v.place >> 32 & 0xffff) }

// Component counts from 1.
func (v Value) Component() int { return int(v.place >> 16 & 0xffff) }

// Size is the length of the value's text in bytes.
func (v Value) Size() int { return int(v.span>>32 - v.span&0xffffffff) }

func (v Value) start() int     { return int(v.span & 0xffffffff) }
func (v Value) end() int       { return int(v.span >> 32) }
func (v Value) resolved() bool { return v.place&placeResolved != 0 }

func span(start, end int) uint64 { return uint64(uint32(start)) | uint64(end)<<32 }

// Flags says what was odd about a segment.
type Flags uint8

// The flags.
const (
	Terminated Flags = 1 << iota // missing where the input ended or another interchange began
	Wrapped                      // line ends stand inside of it
	Doubled                      // more terminators follow the first
	TooLarge                     // what is held is only the beginning: a limit was exceeded
)

// RawSegment is a segment as the lower level of reading sees it: bytes, and where
// the values stand in them. It is valid until the next segment is read, and so is
// every slice that it hands out.
type RawSegment struct {
	Offset, End int64 // in the input; End is behind what follows the terminator and means nothing
	Tag         Tag
	Next        Tag // of the segment that follows, as far as it can be seen; TagOther where none can
	Flags       Flags
	Values      []Value // in order, the name first; each place that separators make has one, empty or not
	Binary      []byte  // the object of a package (ISO 9735-8), after a UNO; nil elsewhere

	src    []byte // where the values' bytes are
	origin int    // where the segment begins in src
	body   int    // where it ends in src, terminator not included
	object int    // length of Binary
	text   []byte // of values that differ from their bytes: releases resolved, line ends dropped
}

// Raw is all of it as received, with what follows the terminator and means
// nothing. Of one that is TooLarge it may be the beginning only.
func (s *RawSegment) Raw() []byte {
	end := min(s.origin+int(s.End-s.Offset), len(s.src))
	return s.src[s.origin:end:end]
}

// Body is Raw without the terminator and what follows it.
func (s *RawSegment) Body() []byte { return s.src[s.origin:s.body:s.body] }

// Text is the bytes of value n of s.Values with release characters resolved and
// line ends dropped, in the interchange's own character set.
func (s *RawSegment) Text(n int) []byte {
	v := s.Values[n]
	if v.resolved() {
		return s.text[v.start():v.end()]
	}
	return s.src[v.start():v.end()]
}

// Name is the segment's name as received.
func (s *RawSegment) Name() string {
	if s.Tag != TagOther {
		return s.Tag.String()
	}
	return string(s.Text(0))
}

// Element is the first component of element n, and nil where there is none.
func (s *RawSegment) Element(n int) []byte { return s.Component(n, 1) }

// Component is component c of the first repetition of element n, and nil where
// there is none.
func (s *RawSegment) Component(n, c int) []byte {
	for v := n; v < len(s.Values); v++ { // each element has at least one value
		if e := s.Values[v]; e.place>>16 == uint64(n)<<32|1<<16|uint64(c) {
			return s.Text(v)
		} else if e.Element() > n {
			break
		}
	}
	return nil
}

// Place is where value n of s.Values stands in the input. Of a value that differs
// from its bytes it is the whole segment's body.
func (s *RawSegment) Place(n int) (from, to int64) {
	v := s.Values[n]
	if s.src == nil {
		return s.Offset, s.End
	}
	if v.resolved() {
		return s.Offset, s.Offset + int64(s.body-s.origin)
	}
	return s.Offset + int64(v.start()-s.origin), s.Offset + int64(v.end()-s.origin)
}

// counted says that value n is data that is counted and not text: the last of a BIN
// or BDS.
func (s *RawSegment) counted(n int) bool {
	if s.Tag != tagBIN && s.Tag != tagBDS || n != len(s.Values)-1 || n < 2 {
		return false
	}
	length, err := strconv.Atoi(string(s.Text(n - 1)))
	return err == nil && length == s.Values[n].Size()
}

// Set makes s a view of a segment that has been parsed, or made by hand: its text is
// UTF-8, and the place of each of its values is the whole segment.
func (s *RawSegment) Set(seg *Segment) {
	*s = RawSegment{Offset: seg.Pos.Offset, End: seg.Pos.End, Tag: MakeTag(seg.Tag), Flags: Terminated, Values: s.Values[:0], text: s.text[:0]}
	s.add(seg.Tag, firstPlace)
	for n, e := range seg.Elements {
		for r, components := range e {
			for c, text := range components {
				s.add(text, uint64(n+1)<<48|uint64(r+1)<<32|uint64(c+1)<<16)
			}
		}
		if len(e) == 0 || len(e[0]) == 0 {
			s.add("", uint64(n+1)<<48|firstPlace)
		}
	}
}

func (s *RawSegment) add(text string, place uint64) {
	from := len(s.text)
	s.text = append(s.text, text...)
	s.Values = append(s.Values, Value{span(from, len(s.text)), place | placeResolved})
}

package edi

// Segment is one segment with its bytes as received. Elements are numbered as
// the standards number them: BEG03 is Element(3), the tag is Element(0).
type Segment struct {
	Pos Pos
	Tag string
	Raw []byte // as received, terminator and trailing newline included

	// Elements holds element, repetition, component: Elements[2][0][0] is the
	// first component of the first repetition of the third element (the tag not
	// counted). Text is UTF-8, release characters are resolved.
	Elements [][][]string
}

// Element is the first component of element n, and empty where there is none.
func (s *Segment) Element(n int) string { return s.Component(n, 1) }

// Component is component c of the first repetition of element n, and empty where
// there is none.
func (s *Segment) Component(n, c int) string { return s.Repetition(n, 1, c) }

// Repetition is component c of repetition r of element n, and empty where there
// is none.
func (s *Segment) Repetition(n, r, c int) string {
	if n == 0 {
		return s.Tag
	}
	if n < 0 || n > len(s.Elements) {
		return ""
	}
	e := s.Elements[n-1]
	if r < 1 || r > len(e) || c < 1 || c > len(e[r-1]) {
		return ""
	}
	return e[r-1][c-1]
}

// At is the position of element n, component c (0 for none) of the segment.
func (s *Segment) At(n, c int) Pos {
	p := s.Pos
	p.Element, p.Component = n, c
	return p
}

package edi

// Syntax is the characters that separate an interchange's data. A zero field
// means that there is no such character.
type Syntax struct {
	Segment    byte
	Element    byte
	Component  byte
	Repetition byte
	Release    byte // makes the character after it data (EDIFACT)
}

// Lines says that segments end with line ends, so that these are not layout.
func (s *Syntax) Lines() bool { return s.Segment == '\n' || s.Segment == '\r' }

// White says that c may stand between segments without meaning anything: blanks,
// line ends, and what old systems pad files with.
func White(c byte) bool {
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0 || c == 0x1a
}

// class is what a byte means to the tokenizer.
type class = uint8

const (
	classData class = iota
	classElement
	classComponent
	classRepetition
	classSegment
	classRelease
	classLine
)

// specials is how many bytes the search for separators looks for at once.
const specials = 7

// classes is the class of each byte, and the bytes that are not data, each 16
// times over as the search wants them.
func (s *Syntax) classes() (of [256]class, wide [16 * specials]byte) {
	set := [specials]byte{s.Element, s.Component, s.Repetition, s.Release, '\r', '\n', s.Segment}
	of['\r'], of['\n'] = classLine, classLine
	for n, c := range [specials]class{classElement, classComponent, classRepetition, classRelease, classData, classData, classSegment} {
		if c != classData && (set[n] != 0 || c == classSegment || c == classElement) {
			of[set[n]] = c
		}
		if set[n] == 0 {
			set[n] = s.Segment
		}
		for k := range 16 {
			wide[16*n+k] = set[n]
		}
	}
	return of, wide
}

package x12

import (
	"bytes"
	"unicode/utf8"
)

// ISA is fixed in length, so the delimiters are read by position where all
// separators stand where they must.
const (
	isaLength    = 106
	isaElements  = 16
	isaComponent = 104 // ISA16
	isaSegment   = 105 // the byte after ISA16

	isaLongest = 512 // an ISA that is longer than this is none
)

// isaSeparators are the offsets of the element separators in an ISA.
var isaSeparators = [isaElements]int{3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103}

// header is what the ISA says about the interchange's characters.
type header struct {
	element    byte
	component  byte // 0: none
	repetition byte // 0: none
	segment    byte
	tail       []byte // the rest of a terminator of several bytes

	fields [isaElements + 1]string // by the numbers of the standard
	end    int                     // the byte after the terminator
	quirks []string                // how it departs from the standard
}

// readHeader reads the ISA that b begins with.
func readHeader(b []byte) (h header, ok bool) {
	if len(b) < 5 || string(b[:3]) != "ISA" || alphanumeric(b[3]) || white(b[3]) || b[3] >= utf8.RuneSelf {
		return h, false
	}
	h.element = b[3]
	last := isaComponent - 1
	if !fixed(b) {
		h.quirk("ISA is not of fixed length")
		if last = separators(b, h.element); last < 0 {
			return h, false
		}
	}
	end, ok := h.delimiters(b, last)
	if !ok {
		return h, false
	}
	h.split(b[:last])
	h.fields[isaElements] = string(b[last+1 : last+2])
	h.repetitionSeparator()
	h.end = end
	return h, true
}

func (h *header) quirk(s string) { h.quirks = append(h.quirks, s) }

// fixed says that b begins with an ISA whose separators are all in their places.
func fixed(b []byte) bool {
	if len(b) < isaLength || bytes.Count(b[:isaComponent], b[3:4]) != isaElements || bytes.ContainsAny(b[:isaComponent], "\r\n") {
		return false
	}
	for _, at := range isaSeparators {
		if b[at] != b[3] {
			return false
		}
	}
	return true
}

// separators is the offset of the sixteenth element separator, moved over line
// ends after it, and -1 where there is none.
func separators(b []byte, element byte) int {
	n := 0
	for at, c := range b[:min(len(b), isaLongest)] {
		if c != element {
			continue
		}
		if n++; n < isaElements {
			continue
		}
		for at+2 < len(b) && (b[at+1] == '\r' || b[at+1] == '\n') {
			at++
		}
		return at
	}
	return -1
}

// delimiters finds ISA16 after the last separator and the terminator after it,
// and where the ISA ends.
func (h *header) delimiters(b []byte, last int) (end int, ok bool) {
	at := last + 1
	if at >= len(b) {
		return 0, false
	}
	h.component = b[at]
	at++
	blanks := at
	for at < len(b) && (b[at] == ' ' || bytes.HasPrefix(b[at:], []byte("\u00a0"))) {
		at++
		if b[at-1] != ' ' {
			at++
		}
	}
	if at > blanks {
		h.quirk("blanks stand before the terminator of ISA")
	}
	switch {
	case at < len(b) && !alphanumeric(b[at]) && b[at] != h.element:
		h.segment = b[at]
		at++
	case !alphanumeric(h.component) && h.component != h.element && !white(h.component):
		h.quirk("ISA16 is missing")
		h.segment, h.component, at = h.component, 0, blanks
	default:
		return 0, false
	}
	at = h.terminator(b, at)
	switch {
	case h.component == 0: // that is told
	case h.component == h.segment || alphanumeric(h.component) || white(h.component) || h.component == h.element || h.component >= utf8.RuneSelf:
		h.quirk("ISA16 is not a separator")
		h.component = 0
	}
	return at, true
}

// terminator looks at what follows the terminator, which may be its own rest or
// show that it is another one.
func (h *header) terminator(b []byte, at int) int {
	switch {
	case h.segment == '\r' && at < len(b) && b[at] == '\n':
		h.segment = '\n' // segments lose the CR at their end
		at++
	case h.segment >= utf8.RuneSelf:
		if _, size := utf8.DecodeRune(b[at-1:]); size > 1 {
			h.quirk("terminator is a character of several bytes")
			h.tail = b[at : at-1+size]
			at += size - 1
		}
	}
	// QUIRK: some senders leave ISA16 out and end each line with what then seems to
	// be the component separator.
	if h.segment == '\n' && h.component != 0 && !alphanumeric(h.component) {
		line, _, found := bytes.Cut(b[at:], []byte("\n"))
		line = bytes.TrimRight(line, "\r ")
		if found && bytes.HasPrefix(line, []byte("GS")) && line[len(line)-1] == h.component {
			h.quirk("ISA16 is missing")
			h.segment, h.component = h.component, 0
		}
	}
	return at
}

// split fills the fields up to ISA15 without the line ends of wrapped input.
func (h *header) split(b []byte) {
	for n, f := range bytes.Split(b, []byte{h.element}) {
		if n >= isaElements {
			break
		}
		clean := bytes.Map(func(r rune) rune {
			if r == '\r' || r == '\n' {
				return -1
			}
			return r
		}, f)
		h.fields[n] = text(clean)
	}
}

// repetitionSeparator decides what ISA11 is. From version 00402 on it separates
// repetitions; before, it names the standard (X12 data element I65).
func (h *header) repetitionSeparator() {
	c := h.fields[11]
	if h.fields[12] < "00402" {
		return
	}
	if len(c) != 1 || alphanumeric(c[0]) || white(c[0]) || c[0] == h.element || c[0] == h.component || c[0] == h.segment {
		h.quirk("ISA11 is not a repetition separator")
		return
	}
	h.repetition = c[0]
}

// followed says that what stands after the header is what may follow an ISA.
func (h *header) followed(b []byte) bool {
	rest := bytes.TrimLeft(b[h.end:], " \t\r\n")
	if len(rest) < 4 {
		return false
	}
	switch string(rest[:3]) {
	case "GS" + string(h.element), "TA1", "IEA":
		return true
	}
	return false
}

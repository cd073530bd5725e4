package edifact

import "bytes"

// unaLength is the length of UNA: the name and six characters.
const unaLength = 9

// Level B without UNA separates with what ISO 9735 calls IS1, IS3 and IS4.
const (
	is1 = 0x1f // components
	is3 = 0x1d // elements
	is4 = 0x1c // segments
)

// header is what stands before the fields of UNB: the interchange's characters.
type header struct {
	component  byte
	element    byte
	decimal    byte // 0: comma and point are both allowed
	release    byte // 0: none
	repetition byte // what UNA says; it counts from syntax version 4 on
	segment    byte

	una    bool
	unb    int // where UNB begins
	quirks []string
}

func (h *header) quirk(s string) { h.quirks = append(h.quirks, s) }

// readHeader reads UNA, where b begins with one, up to the UNB after it.
func readHeader(b []byte) (h header, ok bool) {
	switch {
	case bytes.HasPrefix(b, []byte("UNB")):
		return h, h.defaults(b)
	case !bytes.HasPrefix(b, []byte("UNA")) || len(b) < unaLength+4:
		return h, false
	}
	h.una = true
	h.component, h.element, h.decimal, h.release, h.repetition, h.segment = b[3], b[4], b[5], b[6], b[7], b[8]
	end := unaLength
	if bytes.HasPrefix(b[8:], []byte("UNB")) {
		// QUIRK: the reserved blank gets lost on the way.
		h.quirk("UNA is one character short")
		h.repetition, h.segment, end = ' ', b[7], 8
	}
	for end < len(b) && (white(b[end]) || b[end] == h.segment) {
		end++
	}
	h.unb = end
	if !bytes.HasPrefix(b[end:], []byte{'U', 'N', 'B', h.element}) {
		return h, false
	}
	return h, h.check()
}

// defaults sets the characters that apply without UNA. Many senders declare
// level B and mean the printable set, so the byte after UNB decides.
func (h *header) defaults(b []byte) bool {
	if len(b) < 4 {
		return false
	}
	h.component, h.element, h.release, h.repetition, h.segment = ':', '+', '?', '*', '\''
	switch b[3] {
	case '+':
	case is3:
		h.component, h.element, h.release, h.repetition, h.segment = is1, is3, 0, 0, is4
	default:
		if alphanumeric(b[3]) || white(b[3]) || len(b) < 9 || string(b[4:7]) != "UNO" || alphanumeric(b[8]) {
			return false
		}
		h.quirk("separators are not the usual ones and UNA does not name them")
		h.element, h.component = b[3], b[8]
		return h.check()
	}
	return true
}

// check says whether the characters can be told from data and from one another,
// and drops those that are optional and cannot.
func (h *header) check() bool {
	if h.decimal != '.' && h.decimal != ',' {
		if h.una {
			h.quirk("decimal mark in UNA is neither comma nor point")
		}
		h.decimal = 0
	}
	need := []byte{h.component, h.element, h.segment}
	for n, c := range need {
		if alphanumeric(c) || c == ' ' || c == 0 || c >= 0x80 || bytes.IndexByte(need[:n], c) >= 0 {
			return false
		}
	}
	if c := h.release; c == ' ' || bytes.IndexByte(need, c) >= 0 || alphanumeric(c) || c >= 0x80 {
		h.release = 0 // a blank says that there is none
	}
	if c := h.repetition; c == ' ' || c == h.release || bytes.IndexByte(need, c) >= 0 || alphanumeric(c) || c >= 0x80 {
		h.repetition = 0
	}
	return true
}

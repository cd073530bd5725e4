// Package jsonform is the JSON form of EDI: a file of X12 or EDIFACT becomes JSON
// that programs read and change, and the JSON becomes the file again, byte for
// byte. Both ways stream; a segment at a time is held.
//
//	err := jsonform.Write(out, in, open) // EDI in, JSON out
//	err := jsonform.Read(out, in)        // JSON in, EDI out
//
// The form, with the names of all fields:
//
//	{"form": "wharf-edi-1",
//	 "interchanges": [
//	  {"about": {"standard": "x12", "version": "00401", "sender": "01:123456789", ...},
//	   "envelope": {
//	    "charset": "utf-8",
//	    "delimiters": {"element": "*", "component": ">", "segment": "~"},
//	    "end": "~\n",
//	    "header": {"tag": "ISA", "elements": ["00", "          ", ...]}},
//	   "groups": [
//	    {"about": {"type": "PO", "version": "004010", "control": "7"},
//	     "header": {"tag": "GS", "elements": ["PO", ...]},
//	     "messages": [
//	      {"about": {"type": "850", "version": "004010", "control": "0001"},
//	       "header": {"tag": "ST", "elements": ["850", "0001"]},
//	       "segments": [
//	        {"tag": "BEG", "elements": ["00", "SA", "4500012345", "", "20260822"]}],
//	       "trailer": {"tag": "SE", "elements": ["3", "0001"]}}],
//	     "trailer": {"tag": "GE", "elements": ["1", "7"]}}],
//	   "trailer": {"tag": "IEA", "elements": ["1", "000000007"]}}]}
//
// An element is a string; a composite is an array of strings, empty ones at its end
// included; repetitions are {"repeat": [...]} with a string or an array each. The
// first of "elements" is element 1. Text is UTF-8 without release characters.
//
// The envelope says what stands between: the delimiters, "end" (all that follows the
// data of each segment: the terminator, and line ends where there are any), the
// charset of the text, and in EDIFACT "una". A delimiter that is not a character by
// itself is written "0xa7". A segment that differs from that says so with an "end" or
// a "charset" of its own. One that would still not be written as it was (line breaks
// inside, a character released that need not be) has its bytes in "raw", or in
// "raw64" in base64 where they are not UTF-8. They are used as long as tag and
// elements say the same as they do; who changes an element need not think of them.
//
// What belongs nowhere is kept where it stood, as a segment or as raw bytes alone:
// "before" the first interchange, "loose" in a group before its first message,
// "trailing" behind a message, a group or an interchange. A group without a header is
// what stands outside of groups: TA1, and the messages of EDIFACT.
//
// "about" is for whoever reads; Read passes over it. Fields may be sorted by name or
// stand in the order above, and in no other: Read does not hold what comes too early.
//
// What a message must hold is package schema's business. The readers of the two
// standards are handed in.
package jsonform

import (
	"github.com/wharf-edi/wharf/edi"
)

// form names this form, and changes when the form does.
const form = "wharf-edi-1"

// Segments is a reader of segments: x12.Reader and edifact.Reader are.
type Segments interface {
	ReadSegment() (*edi.RawSegment, error)
	Interchange() *edi.Interchange
	Message() *edi.Message
}

// segment is one segment, or bytes that are none.
type segment struct {
	Tag      string   `json:"tag"`
	Elements elements `json:"elements"`
	Charset  string   `json:"charset"`
	End      *string  `json:"end"`
	Raw      *string  `json:"raw"`
	Raw64    []byte   `json:"raw64"`
}

// delimiters is edi.Syntax as text. The terminator may have several bytes.
type delimiters struct {
	Element    string `json:"element"`
	Component  string `json:"component"`
	Repetition string `json:"repetition"`
	Release    string `json:"release"`
	Segment    string `json:"segment"`
}

// envelope is what the segments of an interchange are written with.
type envelope struct {
	Charset    string     `json:"charset"`
	Delimiters delimiters `json:"delimiters"`
	End        *string    `json:"end"`
	Header     *segment   `json:"header"`
	UNA        string     `json:"una"`
}

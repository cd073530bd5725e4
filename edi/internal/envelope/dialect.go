// Package envelope is what the readers of both standards share: how interchanges,
// groups and messages open and close, what is counted, and what becomes of input
// that breaks off or belongs to nothing. What differs is a Dialect.
package envelope

import "github.com/wharf-edi/wharf/edi"

// Role is what a segment does to the envelope.
type Role uint8

// The roles.
const (
	Data Role = iota
	Open      // an interchange
	OpenGroup
	OpenMessage
	CloseMessage
	CloseGroup
	Close        // the interchange
	Outside      // stands between interchange and groups (X12 TA1); Data inside of a message
	OpenPackage  // is counted like a message (EDIFACT UNO)
	ClosePackage // belongs to no message either
)

// Header is what the beginning of an interchange says of its characters.
type Header struct {
	Syntax edi.Syntax
	Tail   []byte       // the rest of a terminator of several bytes
	Before int          // bytes before the header segment (UNA)
	Size   int          // of a header that is read by position, terminator included; else 0
	Parsed *edi.Segment // that header
	Quirks []string     // how it departs from the standard, in words
}

// Lookahead is how much Dialect.Begin wants to see.
const Lookahead = 2048

// Dialect is what X12 and EDIFACT do differently. One serves one reading.
type Dialect interface {
	edi.Decoder

	// Begin reads a header at the beginning of b, which begins with Words.Anchor and
	// has Lookahead bytes unless the input ends. Sure asks for one that cannot be
	// anything else: it stands where a segment may go on.
	Begin(b []byte, sure bool) (Header, bool)
	// Another says where another interchange may begin inside of a segment, from
	// byte from on, and -1 where none can.
	Another(s *edi.RawSegment, raw []byte, from int) int
	// Declare looks at the header segment for what it says of the characters after
	// it. The segment is parsed anew after that.
	Declare(h Header, header *edi.Segment) edi.Syntax
	// Open fills r.Interchange from its header; OpenGroup and OpenMessage answer what
	// theirs say, and Check looks at the header of the message that is open.
	Open(r *Reader, header *edi.Segment)
	OpenGroup(r *Reader, header *edi.Segment) edi.Group
	OpenMessage(r *Reader, header *edi.Segment) *edi.Message
	Check(r *Reader, header *edi.Segment)
}

// Words is what the two standards call the same things.
type Words struct {
	Standard edi.Standard
	Anchor   string  // what each interchange begins with
	Telling  []Found // what shows that bytes were to be an interchange or a message, the most telling first
	None     error   // there is nothing of that
	Broken   string  // of a header that cannot be read

	Roles                       map[string]Role
	Message, Group, Interchange string // trailers
	Control                     int    // the element of the header that has the interchange's control number
	Shortest                    int    // name of a segment; the longest has three characters

	NumericControls bool // of groups and interchanges: leading zeros do not count
	CountsMessages  bool // the interchange's trailer, where there are no groups
}

// Found is a name that tells of something, and what it means that there is no more.
type Found struct {
	Name string
	Err  error
}

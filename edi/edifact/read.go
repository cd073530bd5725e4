package edifact

import (
	"bytes"
	"io"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/internal/envelope"
)

// Scan reads src to its end and tells on what it finds. Its memory does not depend
// on the size of src. It answers an *edi.SyntaxError where there is no interchange
// at all, and else only what src answers: all that is wrong with an interchange is
// a defect.
func Scan(src io.Reader, opt *Options, on edi.Handler) error {
	o := opt.orDefault()
	return envelope.New(edi.NewTokenizer(src, o.limits()), names, &dialect{charset: o.Charset}, envelope.Limits{}, on).Run()
}

// Read reads all interchanges of src. Other bytes between them are passed over
// and reported with an interchange beside them.
//
// Read answers an *edi.SyntaxError only where there is no interchange at all.
// All else that is wrong is a defect of an interchange, a group or a message, and
// does not touch the others. Input that breaks off gives what was whole and a
// defect of severity edi.Reject for what lacks its trailer. Messages that are
// whole in an interchange or group that is rejected have a defect that says so.
func Read(src []byte, opt *Options) ([]*edi.Interchange, error) {
	o := opt.orDefault()
	if int64(len(src)) > o.MaxBytes {
		return nil, &edi.SyntaxError{Pos: edi.Pos{Offset: o.MaxBytes, End: int64(len(src))}, Err: ErrTooLarge}
	}
	var c envelope.Collector
	limits := envelope.Limits{Segments: o.MaxSegments, Fields: maxFields, Interchanges: maxInterchanges}
	err := envelope.New(edi.NewTokenizerBytes(src, o.limits()), names, &dialect{charset: o.Charset}, limits, &c).Run()
	return c.All, err
}

// names is what EDIFACT calls things.
var names = &envelope.Words{
	Standard: edi.EDIFACT,
	Anchor:   "UN",
	Telling:  []envelope.Found{{Name: "UNB", Err: ErrHeader}, {Name: "UNH", Err: ErrOutside}},
	None:     ErrNoInterchange,
	Broken:   "UNB is missing or cannot be read",
	Roles: map[string]envelope.Role{
		"UNA": envelope.Open, "UNB": envelope.Open, "UNG": envelope.OpenGroup, "UNH": envelope.OpenMessage,
		"UNO": envelope.OpenPackage, "UNP": envelope.ClosePackage, "UNT": envelope.CloseMessage, "UNE": envelope.CloseGroup, "UNZ": envelope.Close,
	},
	Message: "UNT", Group: "UNE", Interchange: "UNZ",
	Control:        5,
	Shortest:       3,
	CountsMessages: true,
}

// dialect is EDIFACT's part of reading.
type dialect struct {
	charset string // of the partner
	decoder decoder
	decimal byte
	single  bool // elements cannot be repeated, though the syntax version has that
}

// Begin is of envelope.Dialect, and so are the others.
func (d *dialect) Begin(b []byte, _ bool) (envelope.Header, bool) {
	h, ok := readHeader(b)
	if !ok {
		return envelope.Header{}, false
	}
	d.decimal = h.decimal
	return envelope.Header{
		Syntax: edi.Syntax{Segment: h.segment, Element: h.element, Component: h.component, Repetition: h.repetition, Release: h.release},
		Before: h.unb, Quirks: h.quirks,
	}, true
}

// Another finds a UNA or UNB at the beginning of a line inside of a segment.
func (d *dialect) Another(s *edi.RawSegment, raw []byte, from int) int {
	if s.Flags&edi.Wrapped == 0 {
		return -1
	}
	for {
		k := bytes.IndexAny(raw[from:], "\r\n")
		if k < 0 || from+k+4 > len(raw) {
			return -1
		}
		from += k + 1
		if raw[from] == 'U' && raw[from+1] == 'N' {
			return from
		}
	}
}

// Declare looks at UNB S001: the repetition separator counts from syntax version 4
// on, and the character set is known from here.
func (d *dialect) Declare(h envelope.Header, unb *edi.Segment) edi.Syntax {
	identifier, version := trim(unb.Component(1, 1)), trim(unb.Component(1, 2))
	d.decoder = decoder{declared: identifier, charset: d.charset}
	d.single = version >= "4" && h.Syntax.Repetition == 0
	if version < "4" {
		h.Syntax.Repetition = 0
	}
	return h.Syntax
}

// Text is b as UTF-8.
func (d *dialect) Text(b []byte) (string, bool) { return d.decoder.text(b) }

package x12

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
// and reported with an interchange beside them; an interchange whose ISA cannot
// be read is in the result with a defect and nothing else.
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

// names is what X12 calls things.
var names = &envelope.Words{
	Standard: edi.X12,
	Anchor:   "ISA",
	Telling:  []envelope.Found{{Name: "ISA", Err: ErrHeader}},
	None:     ErrNoInterchange,
	Broken:   "ISA cannot be read",
	Roles: map[string]envelope.Role{
		"ISA": envelope.Open, "GS": envelope.OpenGroup, "ST": envelope.OpenMessage,
		"SE": envelope.CloseMessage, "GE": envelope.CloseGroup, "IEA": envelope.Close, "TA1": envelope.Outside,
	},
	Message: "SE", Group: "GE", Interchange: "IEA",
	Control:         13,
	Shortest:        2,
	NumericControls: true,
}

// dialect is X12's part of reading.
type dialect struct {
	charset string
}

// Begin is of envelope.Dialect, and so are the others.
func (d *dialect) Begin(b []byte, sure bool) (envelope.Header, bool) {
	h, ok := readHeader(b)
	if !ok || sure && (!h.followed(b) || h.component == 0) {
		return envelope.Header{}, false
	}
	seg := &edi.Segment{Tag: "ISA"}
	for _, e := range h.fields[1:] {
		seg.Elements = append(seg.Elements, [][]string{{e}})
	}
	return envelope.Header{
		Syntax: edi.Syntax{Segment: h.segment, Element: h.element, Component: h.component, Repetition: h.repetition},
		Tail:   bytes.Clone(h.tail), Size: h.end, Parsed: seg, Quirks: h.quirks,
	}, true
}

// Another finds an ISA inside of a segment that is long enough to hold one.
func (d *dialect) Another(_ *edi.RawSegment, raw []byte, from int) int {
	if len(raw) < isaShortest {
		return -1
	}
	if n := bytes.Index(raw[from:], []byte("ISA")); n >= 0 {
		return from + n
	}
	return -1
}

// isaShortest is about how long a segment is that has swallowed an ISA, which may
// be unpadded.
const isaShortest = 50

// Declare has nothing to add: all was in the header.
func (d *dialect) Declare(h envelope.Header, _ *edi.Segment) edi.Syntax { return h.Syntax }

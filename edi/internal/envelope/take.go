package envelope

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/wharf-edi/wharf/edi"
)

// quirk is a tolerated departure of a segment, told once for an interchange.
type quirk int

const (
	quirkWrapped quirk = iota
	quirkDoubled
	quirkTrailing
	quirkCharset
	quirks
)

var quirkTexts = [quirks]string{
	quirkWrapped:  "line breaks stand inside of segments",
	quirkDoubled:  "a terminator stands alone",
	quirkTrailing: "empty elements stand at the end of segments",
	quirkCharset:  "text is not in the declared character set",
}

// take puts a segment where it belongs.
func (r *Reader) take(s *edi.RawSegment) {
	role := r.names.role(s.Tag)
	if r.Message != nil && (role == Data || role == Open || role >= Outside) {
		r.stray = false
		r.size++
		r.on.Segment(r.Message, s, r.size, r)
		if role == invalid {
			r.Defect(r.place(s), edi.CodeSegmentUnknown, edi.Note, s.Name())
		}
		r.odd(s)
		return
	}
	stray := r.stray
	r.stray = false
	if role == CloseMessage && r.Message != nil {
		r.endMessage(s)
		r.odd(s)
		return
	}
	seg, departs := s.Parse(r.d)
	r.departed = r.departed || departs
	seg.Pos.Segment = r.count
	switch role {
	case OpenGroup:
		if r.closeGroup(); len(r.Interchange.Groups) >= r.l.Groups {
			r.keep(&seg)
			r.give(s)
			return
		}
		r.openGroup(&seg)
	case CloseGroup:
		r.endGroup(&seg)
	case OpenMessage:
		r.closeMessage()
		r.openMessage(&seg, s)
	case OpenPackage, ClosePackage:
		r.keep(&seg)
		if r.packed = role == OpenPackage; r.packed {
			r.messages++
			r.counted++
		}
	case CloseMessage:
		r.keep(&seg)
		r.Defect(seg.Pos, edi.CodeStray, edi.Note, seg.Tag)
	case Close:
		r.closeGroup()
		r.check(&seg, s.Flags&edi.Terminated != 0)
		r.Interchange.Trailer = owned(seg)
		r.odd(s)
		r.end(s.End)
		return
	default:
		r.outside(role, &seg, s, stray)
	}
	r.odd(s)
}

// outside keeps a segment that stands in no message. Stray says that the one before
// did, too, and belongs to nothing.
func (r *Reader) outside(role Role, seg *edi.Segment, s *edi.RawSegment, stray bool) {
	if role == Outside && r.group < 0 {
		if len(r.Interchange.Groups) > 0 {
			r.Defect(seg.Pos, edi.CodeSegmentOutOfOrder, edi.Warn, seg.Tag) // it belongs before them
		}
		if len(r.Interchange.TA1) < mostTA1 {
			r.Interchange.TA1 = append(r.Interchange.TA1, owned(*seg))
		} else {
			r.Defect(seg.Pos, edi.CodeTooLarge, edi.Reject, "")
		}
		return
	}
	r.keep(seg)
	if r.packed && role == Data {
		return
	}
	if r.stray = true; !stray { // one defect for a run of them
		value, _ := r.d.Text(s.Raw()[:min(len(s.Raw()), 99)])
		r.Defect(seg.Pos, edi.CodeStray, edi.Note, value)
	}
}

// mostTA1 is how many TA1 of an interchange are kept.
const mostTA1 = 1000

// owned is seg with raw bytes of its own.
func owned(seg edi.Segment) edi.Segment {
	seg.Raw = append([]byte(nil), seg.Raw...)
	return seg
}

// keep hands a segment that belongs to nothing to a handler that keeps such.
func (r *Reader) keep(seg *edi.Segment) {
	if k, ok := r.on.(interface {
		Stray(i *edi.Interchange, seg edi.Segment)
	}); ok {
		k.Stray(r.Interchange, owned(*seg))
	}
}

// place is where a segment of the open message stands.
func (r *Reader) place(s *edi.RawSegment) edi.Pos {
	p := edi.Pos{Offset: s.Offset, End: s.End, Segment: r.count, Tag: s.Name()}
	if r.Message != nil {
		p.Message, p.Segment = r.Message.Control, r.size
	}
	return p
}

// Defect is one of the open interchange, group or message, whichever is the
// innermost.
func (r *Reader) Defect(p edi.Pos, c edi.Code, s edi.Severity, value string) {
	d := edi.NewDefect(p, c, s, value)
	switch {
	case r.Message != nil:
		r.Message.Report(d)
	case r.group >= 0:
		r.Interchange.Groups[r.group].Report(d)
	default:
		r.Interchange.Report(d)
	}
}

// quirk reports a tolerated departure of the interchange.
func (r *Reader) quirk(p edi.Pos, text string) {
	d := edi.NewDefect(p, edi.CodeLayout, edi.Warn, "")
	d.Text = text
	r.Interchange.Report(d)
}

// odd reports what is odd about a segment that has been taken.
func (r *Reader) odd(s *edi.RawSegment) {
	trailing := s.Values[len(s.Values)-1].Size() == 0 && len(s.Values) > 1
	if s.Flags == edi.Terminated && !r.departed && !trailing {
		return
	}
	if s.Flags&edi.TooLarge != 0 {
		r.Defect(r.place(s), edi.CodeTooLarge, edi.Reject, "")
	}
	r.quirks(s.Flags, trailing, r.place(s))
}

func (r *Reader) quirks(flags edi.Flags, trailing bool, p edi.Pos) {
	for q, found := range [quirks]bool{
		quirkWrapped: flags&edi.Wrapped != 0, quirkDoubled: flags&edi.Doubled != 0, quirkTrailing: trailing, quirkCharset: r.departed,
	} {
		if found && !r.told[q] {
			r.told[q] = true
			r.quirk(p, quirkTexts[q])
		}
	}
	r.departed = false
}

func (r *Reader) openGroup(seg *edi.Segment) {
	i := r.Interchange
	*seg = owned(*seg)
	g := r.d.OpenGroup(r, seg)
	i.Groups = append(i.Groups, g)
	r.group, r.counted = len(i.Groups)-1, 0
	r.controls.reset()
	if r.w.NumericControls && (g.Control == "" || len(g.Control) > 9 || !digits(g.Control)) {
		r.Defect(seg.At(r.groupControl(), 0), edi.CodeControlInvalid, edi.Warn, g.Control)
	}
	if r.groups.met(g.Control) {
		r.Defect(seg.At(r.groupControl(), 0), edi.CodeControlRepeated, edi.Note, g.Control)
	}
}

// groupControl is the element of a group's control number: GS06, UNG 0048.
func (r *Reader) groupControl() int {
	if r.w.Standard == edi.X12 {
		return 6
	}
	return 5
}

// endGroup closes the open group with its trailer.
func (r *Reader) endGroup(seg *edi.Segment) {
	r.closeMessage()
	if r.group < 0 {
		r.keep(seg)
		r.Defect(seg.Pos, edi.CodeStray, edi.Note, seg.Tag)
		return
	}
	g := &r.Interchange.Groups[r.group]
	g.Trailer = owned(*seg)
	g.Declared = 0
	if n, err := strconv.Atoi(Trim(seg.Element(1))); err == nil && n >= 0 {
		g.Declared = n
	}
	g.Received = r.counted
	if g.Declared != r.counted {
		r.Defect(seg.At(1, 0), edi.CodeCountDiffers, edi.Note, seg.Element(1))
	}
	if c := Trim(seg.Element(2)); c != g.Control {
		r.Defect(seg.At(2, 0), edi.CodeControlDiffers, r.differs(c, g.Control), c)
	}
	r.group = -1
}

// differs is how bad it is that control numbers of a group or an interchange
// differ: where they are numbers, leading zeros are tolerated.
func (r *Reader) differs(a, b string) edi.Severity {
	if r.w.NumericControls && a != "" && b != "" && strings.TrimLeft(a, "0") == strings.TrimLeft(b, "0") {
		return edi.Warn
	}
	return edi.Reject
}

// closeGroup ends the open group, which lacks its trailer.
func (r *Reader) closeGroup() {
	r.closeMessage()
	if r.group < 0 {
		return
	}
	r.Interchange.Groups[r.group].Received = r.counted
	r.Defect(r.missing(r.w.Group), edi.CodeTrailerMissing, edi.Reject, "")
	r.group = -1
}

func (r *Reader) openMessage(seg *edi.Segment, s *edi.RawSegment) {
	m := r.d.OpenMessage(r, seg)
	seg.Pos.Message, seg.Pos.Segment = m.Control, 1
	m.Group, m.Header = r.group, *seg
	m.Header.Raw = nil
	r.Message, r.size, r.packed = m, 1, false
	r.messages++
	r.Interchange.Received++
	switch m.Type {
	case "997", "999", "CONTRL":
	default:
		r.Interchange.Answerable++
	}
	r.on.BeginMessage(r.Interchange, m)
	r.on.Segment(m, s, 1, r)
	if r.group >= 0 || r.w.CountsMessages {
		r.counted++
	}
	r.d.Check(r, seg)
}

// Repeated says that the control number of the open message was used before.
func (r *Reader) Repeated() bool { return r.controls.met(r.Message.Control) }

// Group is the index of the open group; -1.
func (r *Reader) Group() int { return r.group }

// endMessage closes the open message with its trailer.
func (r *Reader) endMessage(s *edi.RawSegment) {
	m := r.Message
	r.size++
	r.on.Segment(m, s, r.size, r)
	if n, ok := number(s.Element(1)); !ok || n != r.size {
		r.trailer(s, 1, edi.CodeCountDiffers)
	}
	if c := s.Element(2); string(c) != m.Control && Trim(string(c)) != m.Control {
		r.trailer(s, 2, edi.CodeControlDiffers)
	}
	if r.size == 2 {
		r.Defect(r.place(s), edi.CodeEmpty, edi.Note, "")
	}
	r.done()
}

// trailer reports an element of a message's trailer.
func (r *Reader) trailer(s *edi.RawSegment, element int, c edi.Code) {
	p := r.place(s)
	p.Element = element
	value, _ := r.d.Text(s.Element(element))
	if c == edi.CodeControlDiffers {
		value = Trim(value)
	}
	r.Defect(p, c, edi.Reject, value)
}

// number is b as a number, blanks around it tolerated.
func number(b []byte) (int, bool) {
	for len(b) > 0 && edi.White(b[0]) {
		b = b[1:]
	}
	for len(b) > 0 && edi.White(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' || n > 1<<40 {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return n, len(b) > 0
}

// done ends the open message.
func (r *Reader) done() {
	m := r.Message
	m.Count = r.size
	r.on.EndMessage(r.Interchange, m)
	if r.group >= 0 && !m.Rejected() {
		r.Interchange.Groups[r.group].Accepted++
	}
	r.Message = nil
}

// closeMessage ends the open message, which lacks its trailer.
func (r *Reader) closeMessage() {
	if r.Message == nil {
		return
	}
	p := r.missing(r.w.Message)
	p.Message, p.Segment = r.Message.Control, r.size
	r.Defect(p, edi.CodeTrailerMissing, edi.Reject, "")
	r.done()
}

// check checks the interchange's trailer.
func (r *Reader) check(seg *edi.Segment, terminated bool) {
	i := r.Interchange
	count := len(i.Groups)
	if count == 0 && r.w.CountsMessages {
		count = r.messages
	}
	if n, err := strconv.Atoi(Trim(seg.Element(1))); err != nil || n != count {
		r.Defect(seg.At(1, 0), edi.CodeCountDiffers, edi.Note, seg.Element(1))
	}
	if c := Trim(seg.Element(2)); c != i.Control {
		r.Defect(seg.At(2, 0), edi.CodeControlDiffers, r.differs(c, i.Control), c)
	}
	if r.messages == 0 && (r.w.CountsMessages || len(i.Groups) == 0 && len(i.TA1) == 0) {
		r.Defect(seg.Pos, edi.CodeEmpty, edi.Note, "")
	}
	if !terminated {
		r.quirk(seg.Pos, r.w.Interchange+" has no terminator")
	}
}

// broken ends an interchange that has no trailer.
func (r *Reader) broken() {
	r.closeGroup()
	r.Defect(r.missing(r.w.Interchange), edi.CodeTrailerMissing, edi.Reject, "")
	r.end(r.T.Offset())
}

// missing is the place where a trailer should have stood: after the last segment.
func (r *Reader) missing(tag string) edi.Pos {
	at := r.T.Offset()
	return edi.Pos{Offset: at, End: at, Segment: r.count, Tag: tag}
}

// Trim is s without blanks of any kind around it.
func Trim(s string) string { return strings.TrimFunc(s, unicode.IsSpace) }

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }

package x12

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/wharf-edi/wharf/edi"
)

// open begins an interchange with its ISA.
func (r *reader) open(at int) {
	f := r.h.fields
	r.count = 1
	s := raw{at: at, end: r.h.end}
	r.absorb(&s)
	r.pos = s.end
	seg := edi.Segment{Tag: "ISA", Raw: r.src[at:s.end:s.end]}
	seg.Pos = edi.Pos{Offset: int64(at), End: int64(s.end), Segment: 1, Tag: "ISA"}
	for _, e := range f[1:] {
		seg.Elements = append(seg.Elements, [][]string{{e}})
	}
	r.ix.Header = seg
	r.ix.Sender = edi.Identity{Qualifier: trim(f[5]), ID: trim(f[6])}
	r.ix.Receiver = edi.Identity{Qualifier: trim(f[7]), ID: trim(f[8])}
	r.ix.Control, r.ix.Version = trim(f[13]), trim(f[12])
	r.ix.Test = trim(f[15]) == "T"
	r.ix.AckRequested = f[14] >= "1" && f[14] <= "3" // 2 and 3 are of later releases
	for _, q := range r.h.quirks {
		r.quirk(seg.Pos, q)
	}
	if s.doubled {
		r.report(&seg, []quirk{quirkEmpty})
	}
	r.headerValues(&seg)
}

// headerValues checks what the ISA says. Nothing of it stops the reading.
func (r *reader) headerValues(seg *edi.Segment) {
	day, clock := trim(seg.Element(9)), trim(seg.Element(10))
	t, err := time.Parse("0601021504", day+clock)
	if err != nil {
		var bad error
		if t, bad = time.Parse("060102", day); bad != nil {
			r.defect(seg.At(9, 0), edi.CodeBadDate, edi.Warn, day)
		} else {
			r.defect(seg.At(10, 0), edi.CodeBadTime, edi.Warn, clock)
		}
	}
	r.ix.Prepared = t
	if c := r.ix.Control; len(c) != 9 || !digits(c) {
		r.defect(seg.At(13, 0), edi.CodeControlInvalid, edi.Warn, c)
	}
	if use := trim(seg.Element(15)); !strings.Contains("PTI", use) || len(use) != 1 {
		r.defect(seg.At(15, 0), edi.CodeHeaderInvalid, edi.Warn, use)
	}
}

// take puts a segment where it belongs and says whether it ends the interchange.
func (r *reader) take(seg *edi.Segment, terminated bool) (done bool) {
	stray := r.stray
	r.stray = false
	switch seg.Tag {
	case "GS":
		r.closeGroup()
		r.openGroup(seg)
	case "GE":
		r.endGroup(seg)
	case "ST":
		r.closeMessage()
		r.openMessage(seg)
	case "SE":
		r.endMessage(seg)
	case "IEA":
		r.closeGroup()
		r.end(seg, terminated)
		return true
	case "TA1":
		if r.msg == nil && r.group < 0 {
			r.ix.TA1 = append(r.ix.TA1, *seg)
			return false
		}
		fallthrough
	default:
		if r.msg == nil {
			if r.stray = true; !stray { // one defect for a run of them
				r.defect(seg.Pos, edi.CodeStray, edi.Note, string(seg.Raw[:min(len(seg.Raw), 99)]))
			}
			return false
		}
		r.add(seg)
	}
	return false
}

// add puts a segment into the open message.
func (r *reader) add(seg *edi.Segment) {
	r.place(seg)
	r.msg.Segments = append(r.msg.Segments, *seg)
	if !validTag(seg.Tag) {
		r.defect(seg.Pos, edi.CodeSegmentUnknown, edi.Note, seg.Tag)
	}
}

// place makes the segment's position one inside of the open message.
func (r *reader) place(seg *edi.Segment) {
	seg.Pos.Message = r.msg.Control
	seg.Pos.Segment = len(r.msg.Segments) + 1
}

func (r *reader) openGroup(seg *edi.Segment) {
	g := edi.Group{
		Kind: trim(seg.Element(1)), Sender: trim(seg.Element(2)), Receiver: trim(seg.Element(3)),
		Control: trim(seg.Element(6)), Version: trim(seg.Element(8)), Declared: -1, Header: *seg,
	}
	r.ix.Groups = append(r.ix.Groups, g)
	r.group, r.counted, r.messages = len(r.ix.Groups)-1, 0, map[string]bool{}
	if len(g.Control) == 0 || len(g.Control) > 9 || !digits(g.Control) {
		r.defect(seg.At(6, 0), edi.CodeControlInvalid, edi.Warn, g.Control)
	}
	if r.groups[g.Control] {
		r.defect(seg.At(6, 0), edi.CodeControlRepeated, edi.Note, g.Control)
	}
	r.groups[g.Control] = true
}

// endGroup closes the open group with its trailer.
func (r *reader) endGroup(seg *edi.Segment) {
	r.closeMessage()
	if r.group < 0 {
		r.defect(seg.Pos, edi.CodeStray, edi.Note, "GE")
		return
	}
	g := &r.ix.Groups[r.group]
	g.Declared = 0
	if n, err := strconv.Atoi(trim(seg.Element(1))); err == nil && n >= 0 {
		g.Declared = n
	}
	if g.Declared != r.counted {
		r.defect(seg.At(1, 0), edi.CodeCountDiffers, edi.Note, seg.Element(1))
	}
	if c := trim(seg.Element(2)); c != g.Control {
		r.defect(seg.At(2, 0), edi.CodeControlDiffers, numeric(c, g.Control), c)
	}
	r.group = -1
}

// closeGroup ends the open group, which lacks its trailer.
func (r *reader) closeGroup() {
	r.closeMessage()
	if r.group < 0 {
		return
	}
	r.defect(r.missing("GE"), edi.CodeTrailerMissing, edi.Reject, "")
	r.group = -1
}

func (r *reader) openMessage(seg *edi.Segment) {
	m := &edi.Message{
		Standard: edi.X12, Type: trim(seg.Element(1)), Control: trim(seg.Element(2)), Group: r.group, Decimal: '.',
	}
	version := trim(seg.Element(3)) // ST03, the guideline, from 005010 on
	if r.group >= 0 && r.ix.Groups[r.group].Version != "" {
		version = r.ix.Groups[r.group].Version
	}
	m.Version, m.Association = version[:min(6, len(version))], version[min(6, len(version)):]
	r.ix.Messages = append(r.ix.Messages, m)
	r.msg = m
	r.place(seg)
	m.Segments = append(m.Segments, *seg)
	r.headerOfMessage(seg)
}

// headerOfMessage checks the ST of the open message.
func (r *reader) headerOfMessage(seg *edi.Segment) {
	m := r.msg
	if len(m.Type) != 3 {
		r.defect(seg.At(1, 0), edi.CodeTypeInvalid, edi.Reject, m.Type)
	}
	switch {
	case m.Control == "":
		r.defect(seg.At(2, 0), edi.CodeControlInvalid, edi.Reject, "")
	case len(m.Control) > 9 || len(m.Control) < 4:
		r.defect(seg.At(2, 0), edi.CodeControlInvalid, edi.Warn, m.Control)
	}
	if r.group < 0 {
		r.defect(seg.Pos, edi.CodeGroupsMixed, edi.Reject, "")
		return
	}
	r.counted++
	if r.messages[m.Control] {
		r.defect(seg.At(2, 0), edi.CodeControlRepeated, edi.Reject, m.Control)
	}
	r.messages[m.Control] = true
}

// endMessage closes the open message with its trailer.
func (r *reader) endMessage(seg *edi.Segment) {
	if r.msg == nil {
		r.defect(seg.Pos, edi.CodeStray, edi.Note, "SE")
		return
	}
	r.add(seg)
	if n, err := strconv.Atoi(trim(seg.Element(1))); err != nil || n != len(r.msg.Segments) {
		r.defect(seg.At(1, 0), edi.CodeCountDiffers, edi.Reject, seg.Element(1))
	}
	if c := trim(seg.Element(2)); c != r.msg.Control {
		r.defect(seg.At(2, 0), edi.CodeControlDiffers, edi.Reject, c)
	}
	if len(r.msg.Segments) == 2 {
		r.defect(seg.Pos, edi.CodeEmpty, edi.Note, "")
	}
	r.msg = nil
}

// closeMessage ends the open message, which lacks its trailer.
func (r *reader) closeMessage() {
	if r.msg == nil {
		return
	}
	p := r.missing("SE")
	p.Message, p.Segment = r.msg.Control, len(r.msg.Segments)
	r.defect(p, edi.CodeTrailerMissing, edi.Reject, "")
	r.msg = nil
}

// end checks the IEA.
func (r *reader) end(seg *edi.Segment, terminated bool) {
	if n, err := strconv.Atoi(trim(seg.Element(1))); err != nil || n != len(r.ix.Groups) {
		r.defect(seg.At(1, 0), edi.CodeCountDiffers, edi.Note, seg.Element(1))
	}
	if c := trim(seg.Element(2)); c != r.ix.Control {
		r.defect(seg.At(2, 0), edi.CodeControlDiffers, numeric(c, r.ix.Control), c)
	}
	if len(r.ix.Groups) == 0 && len(r.ix.TA1) == 0 && len(r.ix.Messages) == 0 {
		r.defect(seg.Pos, edi.CodeEmpty, edi.Note, "")
	}
	if !terminated {
		r.quirk(seg.Pos, "IEA has no terminator")
	}
}

// broken ends an interchange that has no IEA.
func (r *reader) broken() {
	r.closeGroup()
	r.defect(r.missing("IEA"), edi.CodeTrailerMissing, edi.Reject, "")
}

// missing is the place where a trailer should have stood: after the last segment.
func (r *reader) missing(tag string) edi.Pos {
	return edi.Pos{Offset: int64(r.pos), End: int64(r.pos), Segment: r.count, Tag: tag}
}

// numeric is how bad it is that a control number differs: it is a number, so
// leading zeros are tolerated.
func numeric(a, b string) edi.Severity {
	if a != "" && b != "" && strings.TrimLeft(a, "0") == strings.TrimLeft(b, "0") {
		return edi.Warn
	}
	return edi.Reject
}

func trim(s string) string { return strings.TrimFunc(s, unicode.IsSpace) }

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }

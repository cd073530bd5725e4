package edifact

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/wharf-edi/wharf/edi"
)

// open begins an interchange with its UNB.
func (r *reader) open() {
	start := int(r.ix.Offset)
	r.pos, r.count = r.h.unb, 1
	s := r.first()
	r.pos = s.end
	// The character set and the repetition separator are known after UNB 0001 and
	// 0002 only, which are ASCII.
	r.decode, r.repetitions = decoder{}, false
	seg, _ := r.split(s)
	identifier, version := trim(seg.Component(1, 1)), trim(seg.Component(1, 2))
	r.decode = decoder{declared: identifier, utf8: r.utf8}
	r.repetitions = version >= "4" && r.h.repetition != 0
	seg, found := r.split(s)
	seg.Pos.Offset, seg.Pos.Segment, seg.Pos.Tag = int64(start), 1, "UNB"
	seg.Raw = r.src[start:s.end:s.end] // with UNA
	r.ix.Header = seg
	for _, q := range r.h.quirks {
		r.quirk(seg.Pos, q)
	}
	r.header(&seg)
	r.report(&seg, found)
	if !s.terminated {
		r.defect(seg.Pos, edi.CodeHeaderInvalid, edi.Reject, "")
	}
}

// first is the raw UNB at r.pos.
func (r *reader) first() raw {
	rest := r.src[r.pos:]
	size, found := r.terminator(rest)
	if n := r.another(r.pos, size); n > 0 {
		size, found = n, false
	}
	s := raw{at: r.pos, end: r.pos + size, body: rest[:size], terminated: found}
	if !found {
		return s
	}
	for s.end++; s.end < len(r.src) && (white(r.src[s.end]) || r.src[s.end] == r.h.segment); s.end++ {
	}
	return s
}

// header takes the fields of UNB.
func (r *reader) header(seg *edi.Segment) {
	i := r.ix
	i.Version = trim(seg.Component(1, 1)) + ":" + trim(seg.Component(1, 2))
	i.Sender = edi.Identity{Qualifier: trim(seg.Component(2, 2)), ID: trim(seg.Component(2, 1))}
	i.Receiver = edi.Identity{Qualifier: trim(seg.Component(3, 2)), ID: trim(seg.Component(3, 1))}
	i.Control = trim(seg.Element(5))
	i.AckRequested = trim(seg.Element(9)) == "1"
	i.Test = trim(seg.Element(11)) == "1"
	if i.Control == "" || len([]rune(i.Control)) > 14 {
		r.defect(seg.At(5, 0), edi.CodeControlInvalid, edi.Warn, i.Control)
	}
	if i.Sender.ID == "" {
		r.defect(seg.At(2, 1), edi.CodeMandatoryMissing, edi.Note, "")
	}
	if i.Receiver.ID == "" {
		r.defect(seg.At(3, 1), edi.CodeMandatoryMissing, edi.Note, "")
	}
	if trim(seg.Component(1, 1)) == "" || trim(seg.Component(1, 2)) == "" {
		r.defect(seg.At(1, 0), edi.CodeHeaderInvalid, edi.Warn, i.Version)
	}
	r.prepared(seg)
}

// prepared reads UNB S004: six digits for the date up to syntax version 3, eight
// in version 4. Senders mix them up, so the length decides.
func (r *reader) prepared(seg *edi.Segment) {
	day, clock := trim(seg.Component(4, 1)), trim(seg.Component(4, 2))
	layout := "060102"
	if len(day) == 8 {
		layout = "20060102"
	}
	t, err := time.Parse(layout+"1504", day+clock)
	if err != nil {
		var bad error
		if t, bad = time.Parse(layout, day); bad != nil {
			r.defect(seg.At(4, 1), edi.CodeBadDate, edi.Warn, day)
		} else {
			r.defect(seg.At(4, 2), edi.CodeBadTime, edi.Warn, clock)
		}
	}
	r.ix.Prepared = t
}

// take puts a segment where it belongs and says whether it ends the interchange.
func (r *reader) take(seg *edi.Segment, terminated bool) (done bool) {
	stray := r.stray
	r.stray = false
	switch seg.Tag {
	case "UNG":
		r.closeGroup()
		r.openGroup(seg)
	case "UNE":
		r.endGroup(seg)
	case "UNH":
		r.closeMessage()
		r.openMessage(seg)
	case "UNT":
		r.endMessage(seg)
	case "UNZ":
		r.closeGroup()
		r.end(seg, terminated)
		return true
	default:
		if r.msg == nil {
			if r.stray = true; !stray { // one defect for a run of them
				value, _ := r.decode.text(seg.Raw[:min(len(seg.Raw), 99)])
				r.defect(seg.Pos, edi.CodeStray, edi.Note, value)
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
		Control: trim(seg.Element(5)), Declared: -1, Header: *seg,
		Version: joined(trim(seg.Component(7, 1)), trim(seg.Component(7, 2))),
	}
	r.ix.Groups = append(r.ix.Groups, g)
	r.group, r.counted, r.references = len(r.ix.Groups)-1, 0, map[string]bool{}
	if r.groups[g.Control] {
		r.defect(seg.At(5, 0), edi.CodeControlRepeated, edi.Note, g.Control)
	}
	r.groups[g.Control] = true
}

// endGroup closes the open group with its trailer.
func (r *reader) endGroup(seg *edi.Segment) {
	r.closeMessage()
	if r.group < 0 {
		r.defect(seg.Pos, edi.CodeStray, edi.Note, "UNE")
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
		r.defect(seg.At(2, 0), edi.CodeControlDiffers, edi.Reject, c)
	}
	r.group = -1
}

// closeGroup ends the open group, which lacks its trailer.
func (r *reader) closeGroup() {
	r.closeMessage()
	if r.group < 0 {
		return
	}
	r.defect(r.missing("UNE"), edi.CodeTrailerMissing, edi.Reject, "")
	r.group = -1
}

func (r *reader) openMessage(seg *edi.Segment) {
	m := &edi.Message{
		Standard: edi.EDIFACT, Control: trim(seg.Element(1)), Group: r.group, Decimal: r.h.decimal,
		Type:        trim(seg.Component(2, 1)),
		Version:     joined(trim(seg.Component(2, 2)), trim(seg.Component(2, 3))),
		Association: trim(seg.Component(2, 5)),
	}
	r.ix.Messages = append(r.ix.Messages, m)
	r.msg = m
	r.place(seg)
	m.Segments = append(m.Segments, *seg)
	r.counted++
	if m.Type == "" {
		r.defect(seg.At(2, 1), edi.CodeTypeInvalid, edi.Reject, "")
	}
	if m.Control == "" {
		r.defect(seg.At(1, 0), edi.CodeControlInvalid, edi.Reject, "")
	}
	if r.references[m.Control] {
		r.defect(seg.At(1, 0), edi.CodeControlRepeated, edi.Reject, m.Control)
	}
	r.references[m.Control] = true
	if r.group < 0 && len(r.ix.Groups) > 0 {
		r.defect(seg.Pos, edi.CodeGroupsMixed, edi.Note, "")
	}
}

// joined is "D.96A" for D and 96A.
func joined(version, release string) string {
	if release == "" {
		return version
	}
	return version + "." + release
}

// endMessage closes the open message with its trailer.
func (r *reader) endMessage(seg *edi.Segment) {
	if r.msg == nil {
		r.defect(seg.Pos, edi.CodeStray, edi.Note, "UNT")
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
	p := r.missing("UNT")
	p.Message, p.Segment = r.msg.Control, len(r.msg.Segments)
	r.defect(p, edi.CodeTrailerMissing, edi.Reject, "")
	r.msg = nil
}

// end checks the UNZ, whose count is of groups where there are any.
func (r *reader) end(seg *edi.Segment, terminated bool) {
	count := len(r.ix.Messages)
	if len(r.ix.Groups) > 0 {
		count = len(r.ix.Groups)
	}
	if n, err := strconv.Atoi(trim(seg.Element(1))); err != nil || n != count {
		r.defect(seg.At(1, 0), edi.CodeCountDiffers, edi.Note, seg.Element(1))
	}
	if c := trim(seg.Element(2)); c != r.ix.Control {
		r.defect(seg.At(2, 0), edi.CodeControlDiffers, edi.Reject, c)
	}
	if len(r.ix.Messages) == 0 {
		r.defect(seg.Pos, edi.CodeEmpty, edi.Note, "")
	}
	if !terminated {
		r.quirk(seg.Pos, "UNZ has no terminator")
	}
}

// broken ends an interchange that has no UNZ.
func (r *reader) broken() {
	r.closeGroup()
	r.defect(r.missing("UNZ"), edi.CodeTrailerMissing, edi.Reject, "")
}

// missing is the place where a trailer should have stood: after the last segment.
func (r *reader) missing(tag string) edi.Pos {
	return edi.Pos{Offset: int64(r.pos), End: int64(r.pos), Segment: r.count, Tag: tag}
}

func trim(s string) string { return strings.TrimFunc(s, unicode.IsSpace) }

package x12

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wharf-edi/wharf/edi"
)

// The lists of 004010 end here; later names of X12 data elements 720 and 723
// would not be understood in a 997.
const (
	lastSegmentCode = 8
	lastElementCode = 10
)

// Acknowledge answers each functional group of i with a 997, from the defects in
// the group and in its messages: Reject rejects, Note accepts with errors, Warn
// is not told. There is none for a group of acknowledgments (GS01 FA), nor for
// one that i as a whole has made unreadable.
//
// The messages have neither ST, SE nor control number, which Write adds. Their
// Version is the first six characters of the answered GS08. Group counts the
// different versions, each of which needs a group of its own; Reply makes them.
func Acknowledge(i *edi.Interchange) []*edi.Message {
	var all []*edi.Message
	var versions []string
	for n, g := range i.Groups {
		if g.Kind == "FA" {
			continue
		}
		version := g.Version[:min(6, len(g.Version))]
		at := slices.Index(versions, version)
		if at < 0 {
			at = len(versions)
			versions = append(versions, version)
		}
		m := &edi.Message{Standard: edi.X12, Type: "997", Version: version, Group: at, Decimal: '.'}
		a := &acknowledgment{m: m}
		a.group(i, n)
		all = append(all, m)
	}
	return all
}

// Reply is an interchange with the acknowledgments of i, addressed back to its
// sender: TA1 if it was asked for, and a 997 for each group. Control numbers and
// Prepared are the caller's to set. It has no groups and no TA1 where there is
// nothing to say.
func Reply(i *edi.Interchange) *edi.Interchange {
	reply := &edi.Interchange{
		Standard: edi.X12, Sender: i.Receiver, Receiver: i.Sender, Version: i.Version, Test: i.Test,
		Messages: Acknowledge(i),
	}
	if ta1, ok := TA1(i); ok && i.AckRequested {
		reply.TA1 = []edi.Segment{ta1}
	}
	for _, m := range reply.Messages {
		if m.Group < len(reply.Groups) {
			continue
		}
		for _, g := range i.Groups {
			if g.Kind != "FA" && g.Version[:min(6, len(g.Version))] == m.Version {
				reply.Groups = append(reply.Groups, edi.Group{Kind: "FA", Sender: g.Receiver, Receiver: g.Sender, Version: m.Version})
				break
			}
		}
	}
	return reply
}

// acknowledgment is a 997 that is being built.
type acknowledgment struct {
	m *edi.Message
}

func (a *acknowledgment) put(tag string, elements ...string) {
	s := edi.Segment{Tag: tag}
	for len(elements) > 0 && elements[len(elements)-1] == "" {
		elements = elements[:len(elements)-1]
	}
	for _, e := range elements {
		s.Elements = append(s.Elements, [][]string{{repeatable(e)}})
	}
	a.m.Segments = append(a.m.Segments, s)
}

// repeatable is s with a full stop for each character that could be a delimiter,
// so that an answer can be written whatever the question was.
func repeatable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && (plain(string(r)) || r == ' ') {
			return r
		}
		return '.'
	}, s)
}

// group answers group n of i.
func (a *acknowledgment) group(i *edi.Interchange, n int) {
	g := i.Groups[n]
	a.put("AK1", g.Kind, g.Control)
	included, accepted, noted := 0, 0, worst(g.Defects) == edi.Note
	for _, m := range i.Messages {
		if m.Group != n {
			continue
		}
		included++
		verdict := a.message(m)
		if verdict != "R" {
			accepted++
		}
		noted = noted || verdict == "E"
	}
	verdict := "A"
	switch declared := max(g.Declared, included); {
	case worst(g.Defects) == edi.Reject || worst(i.Defects) == edi.Reject || accepted == 0 && declared > 0:
		verdict, accepted = "R", 0
	case accepted < declared:
		verdict = "P"
	case noted:
		verdict = "E"
	}
	declared := g.Declared
	if declared < 0 {
		declared = included
	}
	a.put("AK9", append([]string{verdict, strconv.Itoa(declared), strconv.Itoa(included), strconv.Itoa(accepted)},
		codes(g.Defects, edi.Code.AK905)...)...)
}

// message answers one message: A, E or R. All are listed, those without errors too.
func (a *acknowledgment) message(m *edi.Message) string {
	verdict := map[edi.Severity]string{edi.Warn: "A", edi.Note: "E", edi.Reject: "R"}[worst(m.Defects)]
	a.put("AK2", m.Type, m.Control)
	var inside, whole []edi.Defect
	for _, d := range m.Defects {
		switch _, ofMessage := messageCode(d); {
		case d.Severity == edi.Warn, d.Code == edi.CodeEnvelopeRejected:
		case ofMessage:
			whole = append(whole, d)
		default:
			inside = append(inside, d)
		}
	}
	a.segments(inside)
	list := codes(whole, edi.Code.AK502)
	if len(inside) > 0 && !slices.Contains(list, "5") {
		list = append(list, "5")
	}
	a.put("AK5", append([]string{verdict}, list[:min(5, len(list))]...)...)
	return verdict
}

// messageCode is the name of a defect that belongs into AK5 and not into AK3.
func messageCode(d edi.Defect) (string, bool) {
	name, ok := d.Code.AK502()
	return name, ok && name != "5"
}

// segments writes AK3 and AK4 for defects in segments, one AK3 a segment and kind.
func (a *acknowledgment) segments(defects []edi.Defect) {
	defects = slices.Clone(defects)
	slices.SortStableFunc(defects, func(x, y edi.Defect) int { return cmp.Compare(place(x), place(y)) })
	last := ""
	for _, d := range defects {
		name := limited(d.Code.AK304, lastSegmentCode, "8")
		key := fmt.Sprint(place(d), d.Pos.Tag, name)
		if key != last {
			a.put("AK3", d.Pos.Tag, strconv.Itoa(max(1, place(d))), "", name)
		}
		last = key
		if name == "8" && d.Pos.Element > 0 {
			a.element(d)
		}
	}
}

// place is AK302. A missing segment is reported where it should have stood, its
// position being that of the segment before.
func place(d edi.Defect) int {
	if d.Code == edi.CodeSegmentMissing {
		return d.Pos.Segment + 1
	}
	return d.Pos.Segment
}

// element writes AK4. The copy of the value is left to Write to refuse, so only
// plain characters are copied (X12 data element 724).
func (a *acknowledgment) element(d edi.Defect) {
	where := [][]string{{strconv.Itoa(d.Pos.Element)}}
	if d.Pos.Component > 0 {
		where[0] = append(where[0], strconv.Itoa(d.Pos.Component))
	}
	s := edi.Segment{Tag: "AK4", Elements: [][][]string{
		where, {{""}}, {{limited(d.Code.AK403, lastElementCode, "7")}},
	}}
	if plain(d.Value) {
		s.Elements = append(s.Elements, [][]string{{d.Value}})
	}
	a.m.Segments = append(a.m.Segments, s)
}

// plain says that no character of s could be a delimiter.
func plain(s string) bool {
	for _, c := range []byte(s) {
		if !alphanumeric(c) && c != ' ' && c != '-' && c != '.' && c != ',' && c != '/' {
			return false
		}
	}
	return s != "" && trim(s) == s
}

// limited is a code's name in a list of 004010, and general where that list has
// no name for it yet.
func limited(name func() (string, bool), last int, general string) string {
	s, _ := name()
	if n, err := strconv.Atoi(s); err != nil || n > last {
		return general
	}
	return s
}

// codes are the names of what is wrong, at most five and each once.
func codes(defects []edi.Defect, name func(edi.Code) (string, bool)) []string {
	var all []string
	for _, d := range defects {
		if s, ok := name(d.Code); ok && d.Severity > edi.Warn && !slices.Contains(all, s) && len(all) < 5 {
			all = append(all, s)
		}
	}
	return all
}

// worst is the severity of the worst defect, and Warn where there is none.
func worst(defects []edi.Defect) edi.Severity {
	w := edi.Warn
	for _, d := range defects {
		w = max(w, d.Severity)
	}
	return w
}

// TA1 is the segment that acknowledges the envelope of i, and false for an
// interchange without groups, whose answer would be answered in turn. Whether
// the sender wants one is i.AckRequested.
func TA1(i *edi.Interchange) (edi.Segment, bool) {
	if len(i.Groups) == 0 {
		return edi.Segment{}, false
	}
	verdict := map[edi.Severity]string{edi.Warn: "A", edi.Note: "E", edi.Reject: "R"}[worst(i.Defects)]
	note := "000"
	for _, d := range i.Defects {
		if d.Severity == worst(i.Defects) && d.Severity > edi.Warn {
			note, _ = d.Code.TA105()
			break
		}
	}
	a := &acknowledgment{m: &edi.Message{}}
	a.put("TA1", i.Control, trim(i.Header.Element(9)), trim(i.Header.Element(10)), verdict, note)
	return a.m.Segments[0], true
}

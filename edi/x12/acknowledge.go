package x12

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wharf-edi/wharf/edi"
)

// lastSegmentCode is where the list of X12 data element 720 ends.
const lastSegmentCode = 8

// lastElementCode is where the list of X12 data element 723 ends in a release. Names
// of a later one would not be understood.
func lastElementCode(version string) int {
	if version >= "005010" {
		return 13
	}
	return 10
}

// earlier are the names in 004010 for what X12 data elements 716 and 718 have names of
// its own for from 005010 on.
var earlier = map[edi.List]map[string]string{
	edi.X12Group:   {"7": "1", "8": "1"},
	edi.X12Message: {"18": "6"},
}

// guideline999 is what GS08 and ST03 of a 999 say beside the version.
const guideline999 = "X231A1"

// Acknowledge answers each functional group of i with a 997 (or 999), from the
// defects in the group and in its messages: Reject rejects, Note accepts with
// errors, Warn is not told. There is none for a group of acknowledgments (GS01 FA),
// nor where the options want none; nil options are the usual ones. Messages that are
// not in i.Messages, because a checker keeps only those with defects, count as
// accepted and are not listed.
//
// The messages have neither ST, SE nor control number, which Write adds. Their
// Version is that of the answered GS08. Group counts the different versions, each of
// which needs a group of its own; Reply makes them.
func Acknowledge(i *edi.Interchange, o *edi.AckOptions) []*edi.Message {
	if !o.Functionally(i) {
		return nil
	}
	if o == nil {
		o = &edi.AckOptions{}
	}
	var all []*edi.Message
	var versions []string
	for n := range i.Groups {
		g := &i.Groups[n]
		if g.Kind == "FA" {
			continue
		}
		version := release(g)
		at := slices.Index(versions, version)
		if at < 0 {
			at = len(versions)
			versions = append(versions, version)
		}
		a := &acknowledgment{m: &edi.Message{Standard: edi.X12, Type: "997", Version: version, Group: at, Decimal: '.'}, o: o, prefix: "AK"}
		a.lastElement = lastElementCode(version)
		if o.Implementation {
			a.m.Type, a.m.Version, a.m.Association, a.prefix = "999", version999, guideline999, "IK"
			a.lastElement = 13
			a.m.Segments = append(a.m.Segments, edi.Segment{Tag: "ST", Elements: [][][]string{{{"999"}}, {{""}}, {{version999 + guideline999}}}})
		}
		a.group(i, n)
		all = append(all, a.m)
	}
	return all
}

// version999 is the release that has the 999.
const version999 = "005010"

// release is the version of a group, without a guideline.
func release(g *edi.Group) string { return g.Version[:min(6, len(g.Version))] }

// Reply is an interchange with the acknowledgments of i, addressed back to its
// sender: a TA1, and a 997 or 999 for each group, as the options want them. Control
// numbers and Prepared are the caller's to set. It has no groups and no TA1 where
// there is nothing to say. What came in a form that no interchange may be written in
// (ISA12, GS08, a name of other characters than ISA has) is put into one that may:
// a sender that has made a mistake there is to be told of it.
func Reply(i *edi.Interchange, o *edi.AckOptions) *edi.Interchange {
	reply := &edi.Interchange{
		Standard: edi.X12, Sender: writable(i.Receiver), Receiver: writable(i.Sender), Test: i.Test,
		Messages: Acknowledge(i, o),
	}
	if len(i.Version) == 5 && digits(i.Version) {
		reply.Version = i.Version
	}
	if ta1, ok := TA1(i); ok && o.Enveloped(i) {
		reply.TA1 = []edi.Segment{ta1}
	}
	for _, m := range reply.Messages {
		if m.Group < len(reply.Groups) {
			continue
		}
		for n := range i.Groups {
			g := &i.Groups[n]
			if g.Kind != "FA" && (release(g) == m.Version || m.Type == "999") {
				reply.Groups = append(reply.Groups, edi.Group{
					Kind: "FA", Sender: name(g.Receiver), Receiver: name(g.Sender), Version: groupVersion(m.Version + m.Association),
				})
				break
			}
		}
	}
	return reply
}

// groupVersion is v if GS08 can hold it, else the version of the oldest 997 that
// we know.
func groupVersion(v string) string {
	if v == "" || len(v) > 12 || name(v) != v {
		return "004010"
	}
	return v
}

// writable is id as ISA can hold it.
func writable(id edi.Identity) edi.Identity {
	id.Qualifier, id.ID = name(id.Qualifier), name(id.ID)
	id.Qualifier, id.ID = id.Qualifier[:min(2, len(id.Qualifier))], id.ID[:min(15, len(id.ID))]
	return id
}

// name is s with a question mark for each character that is none of a name in ISA
// or GS.
func name(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r >= 0x80 || !strings.ContainsRune(printable, r) {
			return '?'
		}
		return r
	}, s))
}

// acknowledgment is a 997 or 999 that is being built.
type acknowledgment struct {
	m      *edi.Message
	o      *edi.AckOptions
	prefix string // of the segments about messages: AK, or IK in a 999

	lastElement int // where the release's list ends
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
	g := &i.Groups[n]
	version := ""
	if a.prefix == "IK" {
		version = g.Version
	}
	a.put("AK1", g.Kind, g.Control, version)
	listed, accepted, noted := 0, 0, g.Worst() == edi.Note
	for _, m := range i.Messages {
		if m.Group != n {
			continue
		}
		listed++
		verdict := a.message(m)
		if verdict != "R" {
			accepted++
		}
		noted = noted || verdict == "E"
	}
	included := max(listed, g.Received)
	accepted += included - listed
	verdict := "A"
	expected := included
	if slices.ContainsFunc(g.Defects, func(d edi.Defect) bool { return d.Code == edi.CodeCountDiffers && d.Severity > edi.Warn }) {
		expected = max(g.Declared, included)
	}
	switch declared := expected; {
	case g.Worst() == edi.Reject || rejects(i) || accepted == 0 && declared > 0:
		verdict, accepted = "R", 0
	case accepted < declared:
		verdict = "P"
	case noted:
		verdict = "E"
	}
	declared := g.Declared
	if declared < 0 || declared > 999_999 { // X12 data element 97
		declared = included
	}
	a.put("AK9", append([]string{verdict, strconv.Itoa(declared), strconv.Itoa(included), strconv.Itoa(accepted)},
		a.codes(g.Defects, edi.X12Group)...)...)
}

// rejects says that the envelope of i is rejected.
func rejects(i *edi.Interchange) bool {
	return i.Rejected(&edi.Message{Group: -1})
}

// verdicts are the names of severities in X12 data elements 715 and 717.
var verdicts = map[edi.Severity]string{edi.Warn: "A", edi.Note: "E", edi.Reject: "R"}

// message answers one message: A, E or R. All are listed, unless the answer is to be
// brief.
func (a *acknowledgment) message(m *edi.Message) string {
	verdict := verdicts[m.Worst()]
	if verdict == "A" && a.o.Brief {
		return verdict
	}
	guideline := ""
	if a.prefix == "IK" {
		guideline = m.Header.Element(3)
	}
	a.put("AK2", m.Type, m.Control, guideline)
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
	if !a.o.Brief {
		a.segments(inside)
	}
	list := a.codes(whole, edi.X12Message)
	if len(inside) > 0 && !slices.Contains(list, "5") {
		list = append(list, "5")
	}
	a.put(a.prefix+"5", append([]string{verdict}, list[:min(5, len(list))]...)...)
	return verdict
}

// messageCode is the name of a defect that belongs into AK5 and not into AK3.
func messageCode(d edi.Defect) (string, bool) {
	name, ok := d.Code.AK502()
	return name, ok && name != "5"
}

// segments writes AK3 and AK4 (IK3 and IK4) for defects in segments, one AK3 a
// segment and kind.
func (a *acknowledgment) segments(defects []edi.Defect) {
	defects = slices.Clone(defects)
	slices.SortStableFunc(defects, func(x, y edi.Defect) int { return cmp.Compare(place(x), place(y)) })
	last := ""
	for _, d := range defects {
		name := a.segmentCode(d)
		key := fmt.Sprint(place(d), d.Pos.Tag, name)
		if key != last {
			a.put(a.prefix+"3", tag(d.Pos.Tag), strconv.Itoa(max(1, place(d))), "", name)
		}
		last = key
		if name == "8" && d.Pos.Element > 0 {
			a.element(d)
		}
	}
}

// tag is what AK301 can hold: a name of two or three characters.
func tag(s string) string {
	if !validTag(s) {
		return strings.Map(func(r rune) rune {
			if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
				return r
			}
			return 'X'
		}, (s + "XX")[:max(2, min(3, len(s)))])
	}
	return s
}

// segmentCode is the name of a defect in X12 data element 720, or 620 of a 999.
func (a *acknowledgment) segmentCode(d edi.Defect) string {
	if a.prefix == "IK" && d.Code == edi.CodeNotUsed && d.Pos.Element == 0 {
		return "I4"
	}
	return limited(d.Code.AK304, lastSegmentCode, "8")
}

// elementCode is the name of a defect in X12 data element 723, or 621 of a 999.
func (a *acknowledgment) elementCode(d edi.Defect) string {
	if a.prefix == "IK" {
		switch d.Code {
		case edi.CodeNotUsed:
			return "I10"
		case edi.CodeNotAgreed:
			return "I6"
		}
	}
	return limited(d.Code.AK403, a.lastElement, "7")
}

// place is AK302. A missing segment is reported where it should have stood, its
// position being that of the segment before.
func place(d edi.Defect) int {
	if d.Code == edi.CodeSegmentMissing {
		return d.Pos.Segment + 1
	}
	return d.Pos.Segment
}

// element writes AK4: the place (C030), the element's number in the dictionary, what
// is wrong, and a copy of the value (X12 data element 724) where it has only plain
// characters, so that it cannot break the answer.
func (a *acknowledgment) element(d edi.Defect) {
	where := []string{strconv.Itoa(d.Pos.Element)}
	repeated := d.Pos.Repetition > 1 && a.lastElement > 10
	if d.Pos.Component > 0 || repeated {
		where = append(where, "")
		if d.Pos.Component > 0 {
			where[1] = strconv.Itoa(d.Pos.Component)
		}
	}
	if repeated {
		where = append(where, strconv.Itoa(d.Pos.Repetition)) // the third component came with 005010
	}
	number := ""
	if digits(d.Pos.ID) && len(d.Pos.ID) <= 4 {
		number = d.Pos.ID
	}
	s := edi.Segment{Tag: a.prefix + "4", Elements: [][][]string{{where}, {{number}}, {{a.elementCode(d)}}}}
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
func (a *acknowledgment) codes(defects []edi.Defect, l edi.List) []string {
	var all []string
	for _, d := range defects {
		s, ok := d.Code.In(l)
		if before := earlier[l][s]; before != "" && a.lastElement == lastElementCode("004010") {
			s = before
		}
		if ok && d.Severity > edi.Warn && !slices.Contains(all, s) && len(all) < 5 {
			all = append(all, s)
		}
	}
	return all
}

// TA1 is the segment that acknowledges the envelope of i, and false for an
// interchange without groups, whose answer would be answered in turn. Whether
// the sender wants one is i.AckRequested.
func TA1(i *edi.Interchange) (edi.Segment, bool) {
	if len(i.Groups) == 0 {
		return edi.Segment{}, false
	}
	bad := (&edi.Interchange{Defects: i.Defects}).Worst()
	if rejects(i) {
		bad = edi.Reject
	}
	verdict := verdicts[bad]
	note := "000"
	for _, d := range i.Defects {
		if d.Severity == bad && bad > edi.Warn {
			note, _ = d.Code.TA105()
			break
		}
	}
	a := &acknowledgment{m: &edi.Message{}}
	a.put("TA1", i.Control, trim(i.Header.Element(9)), trim(i.Header.Element(10)), verdict, note)
	return a.m.Segments[0], true
}

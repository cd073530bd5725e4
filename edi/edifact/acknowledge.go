package edifact

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/wharf-edi/wharf/edi"
)

// What CONTRL does to a level (0083).
const (
	refused      = "4" // this level and all below it
	acknowledged = "7" // this level, and below it what is not refused
)

// Acknowledge answers i with one CONTRL, from the defects in the interchange,
// its groups and its messages: a Reject refuses. Only what is refused is named;
// CONTRL cannot accept with errors, so Note and Warn are not told. There is none
// for an interchange that holds nothing but CONTRL, or no message at all unless
// it was refused.
//
// The message has neither UNH, UNT nor control number, which Write adds. Reply
// puts it into an interchange.
func Acknowledge(i *edi.Interchange, o *edi.AckOptions) []*edi.Message {
	if !o.Functionally(i) {
		return nil
	}
	answerable := i.Answerable > 0 || rejected(i.Defects) && len(i.Messages) == 0 && i.Control != ""
	for _, m := range i.Messages {
		answerable = answerable || m.Type != "CONTRL"
	}
	if !answerable {
		return nil
	}
	version := "D.3"
	if _, v, _ := strings.Cut(i.Version, ":"); v >= "4" {
		version = "4.1"
	}
	m := &edi.Message{Standard: edi.EDIFACT, Type: "CONTRL", Version: version, Group: -1}
	a := &acknowledgment{m: m, brief: o != nil && o.Brief, syntax4: version == "4.1"}
	a.interchange(i)
	return []*edi.Message{m}
}

// Reply is an interchange with the acknowledgment of i, addressed back to its
// sender. Control number and Prepared are the caller's to set. It has no messages
// where there is nothing to say.
func Reply(i *edi.Interchange, o *edi.AckOptions) *edi.Interchange {
	return &edi.Interchange{
		Standard: edi.EDIFACT, Sender: i.Receiver, Receiver: i.Sender, Version: replyVersion(i.Version), Test: i.Test,
		Messages: Acknowledge(i, o),
	}
}

// replyVersion is the syntax to answer in: the one that was used, where Write
// knows it.
func replyVersion(v string) string {
	set, number, _ := strings.Cut(v, ":")
	if len(set) != 4 || !strings.HasPrefix(set, "UNO") || len(number) != 1 || number < "1" || number > "4" {
		return usual
	}
	if set == "UNOY" { // which says UTF-8 less clearly than UNOW
		set = "UNOW"
	}
	return set + ":" + number
}

// acknowledgment is a CONTRL that is being built.
type acknowledgment struct {
	m       *edi.Message
	brief   bool
	syntax4 bool
}

// put adds a segment of composites, without what is empty at its end.
func (a *acknowledgment) put(tag string, elements ...[]string) {
	s := edi.Segment{Tag: tag}
	for _, e := range elements {
		for len(e) > 1 && e[len(e)-1] == "" {
			e = e[:len(e)-1]
		}
		if len(e) == 0 {
			e = []string{""}
		}
		s.Elements = append(s.Elements, [][]string{e})
	}
	for n := len(s.Elements); n > 0 && blank(s.Elements[n-1]); n-- {
		s.Elements = s.Elements[:n-1]
	}
	a.m.Segments = append(a.m.Segments, s)
}

// received is element n of a header as it came, its characters that are no text
// replaced.
func received(s *edi.Segment, n int) []string {
	var all []string
	for c := 1; n <= len(s.Elements) && c <= len(s.Elements[n-1][0]); c++ {
		all = append(all, printable(s.Component(n, c)))
	}
	return all
}

// printable is s with a full stop for what may not stand in every interchange.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '.'
		}
		return r
	}, s)
}

// interchange writes UCI and what is below it. Sender and receiver stand in it
// as they came, not swapped.
func (a *acknowledgment) interchange(i *edi.Interchange) {
	action := acknowledged
	if rejected(i.Defects) {
		action = refused
	}
	code, where := errorOf(i.Defects)
	uci := [][]string{{printable(i.Control)}, received(&i.Header, 2), received(&i.Header, 3), {action}}
	a.put("UCI", append(uci, []string{code}, []string{where.Tag}, a.place(where))...)
	if action == refused {
		return
	}
	for n := range i.Groups {
		a.group(i, n)
	}
	for _, m := range i.Messages {
		if m.Group < 0 {
			a.message(m)
		}
	}
}

// group writes UCF with the messages that are refused, where there are any or
// the group is.
func (a *acknowledgment) group(i *edi.Interchange, n int) {
	g := i.Groups[n]
	whole := rejected(g.Defects)
	part := slices.ContainsFunc(i.Messages, func(m *edi.Message) bool { return m.Group == n && m.Rejected() })
	if !whole && !part {
		return
	}
	action := acknowledged
	if whole {
		action = refused
	}
	code, where := errorOf(g.Defects)
	a.put("UCF", []string{printable(g.Control)}, received(&g.Header, 2), received(&g.Header, 3), []string{action},
		[]string{code}, []string{where.Tag}, a.place(where))
	if whole {
		return
	}
	for _, m := range i.Messages {
		if m.Group == n {
			a.message(m)
		}
	}
}

// message writes UCM with the segments that are wrong, if the message is refused.
func (a *acknowledgment) message(m *edi.Message) {
	if !m.Rejected() {
		return
	}
	var inside, whole []edi.Defect
	for _, d := range m.Defects {
		switch name, ok := d.Code.AK502(); {
		case d.Severity == edi.Warn, d.Code == edi.CodeEnvelopeRejected:
		case ok && name != "5":
			whole = append(whole, d)
		default:
			inside = append(inside, d)
		}
	}
	identifier := received(unh(m), 2)
	code, where := errorOf(whole)
	a.put("UCM", []string{printable(m.Control)}, identifier, []string{refused}, []string{code}, []string{where.Tag}, a.place(where))
	if !a.brief {
		a.segments(inside)
	}
}

// As often may UCS stand for a message, and UCD for a UCS.
const (
	mostUCS = 999
	mostUCD = 99
)

// segments writes UCS and UCD, one UCS a segment. What concerns a segment as a
// whole has its code in UCS. A missing segment is reported at the one before it.
func (a *acknowledgment) segments(defects []edi.Defect) {
	slices.SortStableFunc(defects, func(x, y edi.Defect) int {
		return cmp.Or(cmp.Compare(x.Pos.Segment, y.Pos.Segment), cmp.Compare(min(x.Pos.Element, 1), min(y.Pos.Element, 1)))
	})
	last, segments, elements := "", 0, 0
	for _, d := range defects {
		code, _ := d.Code.Error0085()
		at := strconv.Itoa(max(1, d.Pos.Segment))
		if d.Pos.Element == 0 || last != at {
			if segments++; segments > mostUCS {
				return
			}
			elements = 0
		}
		if d.Pos.Element == 0 {
			a.put("UCS", []string{at}, []string{code})
			last = ""
			continue
		}
		if last != at {
			a.put("UCS", []string{at})
			last = at
		}
		if elements++; elements > mostUCD {
			continue
		}
		a.put("UCD", []string{code}, a.place(d.Pos))
	}
}

// place is S011: elements count from the name of the segment, which is 1. From
// syntax version 4 on a repetition can be named, but not together with a component.
func (a *acknowledgment) place(p edi.Pos) []string {
	if p.Element == 0 {
		return nil
	}
	at := []string{strconv.Itoa(p.Element + 1)}
	switch {
	case p.Component > 0:
		at = append(at, strconv.Itoa(p.Component))
	case p.Repetition > 1 && a.syntax4:
		at = append(at, "", strconv.Itoa(p.Repetition))
	}
	return at
}

// errorOf is 0085 of the first defect that refuses, and where it stands.
func errorOf(defects []edi.Defect) (code string, at edi.Pos) {
	for _, d := range defects {
		if d.Severity == edi.Reject {
			code, _ = d.Code.Error0085()
			if len(d.Pos.Tag) == 3 && validTag(d.Pos.Tag) {
				at = d.Pos
			}
			return code, at
		}
	}
	return "", at
}

func rejected(defects []edi.Defect) bool {
	return slices.ContainsFunc(defects, func(d edi.Defect) bool { return d.Severity == edi.Reject })
}

// unh is the header of a message that was read, or made by hand.
func unh(m *edi.Message) *edi.Segment {
	if m.Header.Tag == "" && len(m.Segments) > 0 {
		return &m.Segments[0]
	}
	return &m.Header
}

// Package edi is syntax: bytes become interchanges, messages and segments, and
// back. It holds what X12 and EDIFACT share: where a thing stands (Pos), what
// stopped the reading (SyntaxError), what is wrong with a message (Defect), a
// segment with its bytes, and the envelope around it.
//
// Subpackages x12 and edifact read and write one standard each and build its
// technical acknowledgments; schema holds message definitions and checks a
// message against one. What a message means is package translate's business. No
// package here knows a partner, a document, a clock or a disk.
package edi

import (
	"cmp"
	"slices"
	"time"
)

// Standard is one of the two families of syntax.
type Standard string

// The standards.
const (
	X12     Standard = "x12"
	EDIFACT Standard = "edifact"
)

// Identity is how a party is named in an interchange header: ISA05 with ISA06
// (ISA07 with ISA08), or EDIFACT S002 (S003) 0004 with 0007.
type Identity struct {
	Qualifier string
	ID        string // trailing blanks trimmed
}

// String is "qualifier:id", as people write it.
func (i Identity) String() string { return i.Qualifier + ":" + i.ID }

// Interchange is one ISA to IEA or UNB to UNZ, with what was found wrong with
// its envelope. Messages that are whole are here even when the envelope is not.
type Interchange struct {
	Standard     Standard
	Sender       Identity
	Receiver     Identity
	Control      string // ISA13 or UNB 0020, as text: leading zeros count
	Version      string // ISA12, or UNB 0001:0002 as "UNOC:3"
	Prepared     time.Time
	Test         bool // ISA15 is T, or UNB 0035 is 1
	AckRequested bool // ISA14 is 1, or UNB 0031 is 1
	Groups       []Group
	Messages     []*Message
	Received     int       // messages that were read, whether they are in Messages or not
	Answerable   int       // those of them that are not acknowledgments
	Header       Segment   // ISA or UNB as received; Write does not look at it
	Trailer      Segment   // IEA or UNZ as received
	TA1          []Segment // TA1 segments, which stand before the groups (X12)
	Stray        []Segment // segments that belong to no message; kept by Read only
	Defects      []Defect  // of the envelope; a message's own stand in the message
	Offset, End  int64     // the bytes of the interchange in the input, header to trailer

	tally
}

// Group is one GS to GE, or UNG to UNE where EDIFACT uses it.
type Group struct {
	Kind     string // GS01 or UNG 0038
	Sender   string // GS02
	Receiver string // GS03
	Control  string // GS06 or UNG 0048
	Version  string // GS08
	Declared int    // GE01: how many messages the trailer claims; -1 without a trailer
	Received int    // how many there were
	Accepted int    // how many of them are not rejected for a defect of their own, as far as the reader knows
	Header   Segment
	Trailer  Segment // GE or UNE; without a tag where it is missing
	Defects  []Defect

	tally
}

// Bytes is the interchange as it was read, put together from the bytes of its
// segments: what was read and not changed goes out as it came. A segment without Raw
// is not in it.
func (i *Interchange) Bytes() []byte {
	all := []*Segment{&i.Header, &i.Trailer}
	add := func(more []Segment) {
		for n := range more {
			all = append(all, &more[n])
		}
	}
	add(i.TA1)
	add(i.Stray)
	for n := range i.Groups {
		all = append(all, &i.Groups[n].Header, &i.Groups[n].Trailer)
	}
	for _, m := range i.Messages {
		add(m.Segments)
	}
	slices.SortStableFunc(all, func(a, b *Segment) int { return cmp.Compare(a.Pos.Offset, b.Pos.Offset) })
	var out []byte
	for _, s := range all {
		out = append(out, s.Raw...)
	}
	return out
}

// Message is one ST to SE or UNH to UNT, header and trailer included.
type Message struct {
	Standard     Standard
	Type         string  // "850", "ORDERS"
	Version      string  // GS08 (or ST03) "004010"; EDIFACT "D.96A"
	Association  string  // EDIFACT 0057, "EAN008"; X12 the industry part of GS08
	Control      string  // ST02 or UNH 0062, as text
	Group        int     // index in Interchange.Groups; -1 outside groups
	Decimal      byte    // the decimal mark that applies: '.' or ','; 0 where both are allowed
	Header       Segment // ST or UNH as received, without Raw; Write does not look at it
	EnvelopeOnly bool    // there was no definition to check it against
	Count        int     // segments that were read, header and trailer included; Segments may be fewer
	Segments     []Segment
	Defects      []Defect

	tally
}

// MaxDefects is how many defects of a message, group or interchange are kept. All
// are counted.
const MaxDefects = 1000

// tally counts defects.
type tally struct {
	dropped  int
	rejected bool // one of those that were dropped is a Reject
}

// report keeps d if there is room in all.
func (t *tally) report(all *[]Defect, d Defect) {
	if len(*all) < MaxDefects {
		*all = append(*all, d)
		return
	}
	t.dropped++
	if d.Severity == Reject && !t.rejected && !hasReject(*all) {
		(*all)[MaxDefects-1] = d // the one for which it is refused is among those that are told
	}
	t.rejected = t.rejected || d.Severity == Reject
}

// Dropped is how many defects there are beside those that are kept.
func (t *tally) Dropped() int { return t.dropped }

// Report adds a defect. The first MaxDefects are kept, all are counted.
func (m *Message) Report(d Defect) { m.report(&m.Defects, d) }

// Report adds a defect, as Message.Report.
func (g *Group) Report(d Defect) { g.report(&g.Defects, d) }

// Report adds a defect of the envelope, as Message.Report.
func (i *Interchange) Report(d Defect) { i.report(&i.Defects, d) }

// Rejected says that a defect of the message is one for which it must not be processed.
func (m *Message) Rejected() bool {
	return m.rejected || hasReject(m.Defects)
}

// Rejected says that m must not be processed: for a defect of its own, of its
// group, or of the interchange.
func (i *Interchange) Rejected(m *Message) bool {
	if m.Rejected() || i.rejected || hasReject(i.Defects) {
		return true
	}
	if m.Group < 0 || m.Group >= len(i.Groups) {
		return false
	}
	g := &i.Groups[m.Group]
	return g.rejected || hasReject(g.Defects)
}

// RejectHeld gives each message that its group or the interchange takes with it a
// defect that says so, so that it is Rejected by itself. Readers call it last;
// whoever finds an interchange unacceptable later calls it again.
func (i *Interchange) RejectHeld() {
	for _, m := range i.Messages {
		if m.Rejected() || !i.Rejected(m) {
			continue
		}
		p := Pos{Offset: i.Offset, End: i.End, Message: m.Control}
		if m.Header.Tag != "" {
			p = m.Header.Pos
		} else if len(m.Segments) > 0 {
			p = m.Segments[0].Pos
		}
		m.Defects = append(m.Defects, NewDefect(p, CodeEnvelopeRejected, Reject, ""))
	}
}

func hasReject(defects []Defect) bool {
	return slices.ContainsFunc(defects, func(d Defect) bool { return d.Severity == Reject })
}

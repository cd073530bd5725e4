package x12

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/wharf-edi/wharf/edi"
)

// ErrDelimiter is wrapped when data holds a character that separates, for which
// X12 has no escape, or a control character.
var ErrDelimiter = errors.New("data holds a delimiter or a control character")

// writer collects the bytes of one interchange.
type writer struct {
	b   bytes.Buffer
	d   Delimiters
	rep bool // the repetition separator is in use
	err error

	numbers map[string]bool // GS06, and ST02 of the group, that are taken
}

// once refuses a control number that is there already.
func (w *writer) once(element, number string) {
	if w.numbers[element+number] {
		w.fail("%s %q: used twice", element, number)
	}
	if w.numbers == nil {
		w.numbers = map[string]bool{}
	}
	w.numbers[element+number] = true
}

// Write writes i with its TA1 segments, groups and messages. The header fields
// of i become ISA, GS and ST, the trailers are counted; ST and SE among a
// message's segments are left out and written anew. A message without a control
// number gets its place in the group as one. i.Version is ISA12 and defaults to
// 00401. A group's Sender and Receiver default to the interchange's.
//
// Write refuses what it could not read back: data with delimiters in it, names
// and numbers that do not fit ISA, control numbers that are used twice, messages
// that belong to no group. Who sends and receives is the caller's: an answer to an
// interchange that names nobody names nobody.
func Write(i *edi.Interchange, d Delimiters) ([]byte, error) {
	w := &writer{d: d.orDefault()}
	if err := w.d.check(); err != nil {
		return nil, err
	}
	w.isa(i)
	for _, s := range i.TA1 {
		w.segment(s, "TA1")
	}
	for n, g := range i.Groups {
		w.group(i, n, g)
	}
	for _, m := range i.Messages {
		if m.Group < 0 || m.Group >= len(i.Groups) {
			w.fail("message %s %s: no group %d", m.Type, m.Control, m.Group)
		}
	}
	w.put("IEA", strconv.Itoa(len(i.Groups)), i.Control)
	if w.err != nil {
		return nil, fmt.Errorf("interchange %s: %w", i.Control, w.err)
	}
	return w.b.Bytes(), nil
}

// check says whether the delimiters can be told from data and from one another.
func (d Delimiters) check() error {
	all := []byte{d.Element, d.Component, d.Repetition, d.Segment}
	for n, c := range all {
		if alphanumeric(c) || c == ' ' || c >= 0x80 || c == 0 || bytes.IndexByte(all[:n], c) >= 0 {
			return fmt.Errorf("delimiter %q: not fit for one, or used twice", c)
		}
	}
	for _, c := range all[:3] {
		if white(c) {
			return fmt.Errorf("delimiter %q: only segments may end in white space", c)
		}
	}
	return nil
}

// fail keeps the first thing that went wrong.
func (w *writer) fail(format string, args ...any) {
	if w.err == nil {
		w.err = fmt.Errorf(format, args...)
	}
}

// isa writes the ISA, fields padded to their widths.
func (w *writer) isa(i *edi.Interchange) {
	version := i.Version
	if version == "" {
		version = "00401"
	}
	standards := "U"
	if w.rep = version >= "00402"; w.rep {
		standards = string(w.d.Repetition)
	}
	if len(version) != 5 || !digits(version) {
		w.fail("ISA12 %q: not a version", version)
	}
	if len(i.Control) != 9 || !digits(i.Control) {
		w.fail("ISA13 %q: not nine digits", i.Control)
	}
	ack, use := "0", "P"
	if i.AckRequested {
		ack = "1"
	}
	if i.Test {
		use = "T"
	}
	fields := []string{
		"00", w.pad("", 10), "00", w.pad("", 10),
		w.pad(i.Sender.Qualifier, 2), w.pad(i.Sender.ID, 15), w.pad(i.Receiver.Qualifier, 2), w.pad(i.Receiver.ID, 15),
		i.Prepared.Format("060102"), i.Prepared.Format("1504"), standards, version, i.Control, ack, use,
	}
	w.b.WriteString("ISA")
	for n, f := range fields {
		if n != 10 {
			w.clean(f, "ISA", n+1)
		}
		w.b.WriteByte(w.d.Element)
		w.b.WriteString(f)
	}
	w.b.WriteByte(w.d.Element)
	w.b.WriteByte(w.d.Component)
	w.terminate()
}

// pad fills s with blanks to the width that ISA gives it.
func (w *writer) pad(s string, width int) string {
	if len(s) > width || strings.TrimSpace(s) != s || strings.Trim(s, printable) != "" {
		w.fail("%q: does not fit the %d characters that ISA has for it", s, width)
		return ""
	}
	return s + strings.Repeat(" ", width-len(s))
}

// printable are the characters that a name in ISA may have.
const printable = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"

// group writes group n with its messages.
func (w *writer) group(i *edi.Interchange, n int, g edi.Group) {
	sender, receiver := g.Sender, g.Receiver
	if sender == "" {
		sender = i.Sender.ID
	}
	if receiver == "" {
		receiver = i.Receiver.ID
	}
	date := "20060102"
	if g.Version < "004010" {
		date = "060102" // GS04 has six digits before 004010
	}
	if g.Control == "" || len(g.Control) > 9 || !digits(g.Control) {
		w.fail("GS06 %q: not a number of up to nine digits", g.Control)
	}
	if len(g.Kind) != 2 || g.Version == "" || len(g.Version) > 12 {
		w.fail("group %s: GS01 %q, GS08 %q: not two, and one to twelve characters", g.Control, g.Kind, g.Version)
	}
	w.once("GS06", g.Control)
	w.put("GS", g.Kind, sender, receiver, i.Prepared.Format(date), i.Prepared.Format("1504"), g.Control, "X", g.Version)
	count := 0
	for _, m := range i.Messages {
		if m.Group == n {
			count++
			w.message(m, count)
		}
	}
	w.put("GE", strconv.Itoa(count), g.Control)
}

// message writes m as the number-th of its group.
func (w *writer) message(m *edi.Message, number int) {
	control := m.Control
	if control == "" {
		control = fmt.Sprintf("%04d", number)
	}
	if len(m.Type) != 3 {
		w.fail("ST01 %q: not three characters", m.Type)
	}
	if len(control) < 4 || len(control) > 9 {
		w.fail("ST02 %q: not four to nine characters", control)
	}
	w.once(fmt.Sprintf("group %d, ST02", m.Group+1), control)
	st := []string{m.Type, control}
	for _, s := range m.Segments {
		if s.Tag == "ST" && s.Element(3) != "" { // ST03, the guideline
			st = append(st, s.Element(3))
		}
	}
	w.put("ST", st...)
	count := 2
	for n := range m.Segments {
		if s := &m.Segments[n]; s.Tag != "ST" && s.Tag != "SE" {
			count++
			w.segment(*s, m.Type+" "+control)
		}
	}
	w.put("SE", strconv.Itoa(count), control)
}

// put writes a segment of plain elements.
func (w *writer) put(tag string, elements ...string) {
	s := edi.Segment{Tag: tag}
	for n, e := range elements {
		if trim(e) != e {
			w.fail("%s%02d %q: blanks around it would not be read back", tag, n+1, e)
		}
		s.Elements = append(s.Elements, [][]string{{e}})
	}
	w.write(s, tag)
}

// segment writes a segment of a message.
func (w *writer) segment(s edi.Segment, in string) {
	switch s.Tag {
	case "ISA", "IEA", "GS", "GE", "ST", "SE":
		w.fail("%s, segment %s: not a segment of a message", in, s.Tag)
	}
	w.write(s, in)
}

func (w *writer) write(s edi.Segment, in string) {
	if !validTag(s.Tag) {
		w.fail("%s: %q is no segment name", in, s.Tag)
	}
	w.b.WriteString(s.Tag)
	empty, data := 0, w.binary(&s, in)
	for n, e := range s.Elements {
		if n == data {
			w.b.WriteString(strings.Repeat(string(rune(w.d.Element)), empty+1))
			w.b.WriteString(e[0][0])
			break
		}
		if blank(e) {
			empty++
			continue
		}
		w.b.WriteString(strings.Repeat(string(rune(w.d.Element)), empty+1))
		empty = 0
		w.element(e, s.Tag, n+1)
	}
	w.terminate()
}

// binary is the index of the element that holds data as it is, counted and not
// delimited: BIN02, BDS03; -1 where there is none. Its length must be the one that
// stands before it.
func (w *writer) binary(s *edi.Segment, in string) int {
	data := map[string]int{"BIN": 1, "BDS": 2}[s.Tag]
	if data == 0 {
		return -1
	}
	length, err := strconv.Atoi(s.Element(data))
	if len(s.Elements) != data+1 || err != nil || length != len(s.Element(data+1)) || len(s.Elements[data]) != 1 || len(s.Elements[data][0]) != 1 {
		w.fail("%s, segment %s: the data is not as long as it says", in, s.Tag)
		return -1
	}
	return data
}

// element writes repetitions and components without the empty ones at the end.
func (w *writer) element(e [][]string, tag string, n int) {
	for r := len(e); r > 1 && blank(e[r-1:]); r-- {
		e = e[:r-1]
	}
	if len(e) > 1 && !w.rep {
		w.fail("%s%02d: this version of the envelope has no repetitions", tag, n)
	}
	for r, components := range e {
		if r > 0 {
			w.b.WriteByte(w.d.Repetition)
		}
		for len(components) > 1 && components[len(components)-1] == "" {
			components = components[:len(components)-1]
		}
		for c, s := range components {
			if c > 0 {
				w.b.WriteByte(w.d.Component)
			}
			w.clean(s, tag, n)
			w.b.WriteString(s)
		}
	}
}

// clean refuses what would not be read back as data.
func (w *writer) clean(s, tag string, n int) {
	for _, c := range []byte(s) {
		if c < ' ' || c == 0x7f || c == w.d.Element || c == w.d.Component || c == w.d.Segment || w.rep && c == w.d.Repetition {
			w.fail("%s%02d %q: %w", tag, n, s, ErrDelimiter)
			return
		}
	}
	if strings.ToValidUTF8(s, "") != s {
		w.fail("%s%02d %q: not UTF-8", tag, n, s)
	}
}

func (w *writer) terminate() {
	w.b.WriteByte(w.d.Segment)
	if w.d.Lines && w.d.Segment != '\n' {
		w.b.WriteByte('\n')
	}
}

// blank says that nothing is in e.
func blank(e [][]string) bool {
	for _, rep := range e {
		for _, c := range rep {
			if c != "" {
				return false
			}
		}
	}
	return true
}

package edifact

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/wharf-edi/wharf/edi"
)

// ErrCharset is wrapped when data holds a character that the interchange's
// character set does not have, or a control character.
var ErrCharset = errors.New("character is not in the interchange's character set")

// usual is UNB S001 where an interchange does not say it.
const usual = "UNOC:3"

// writer collects the bytes of one interchange.
type writer struct {
	b       bytes.Buffer
	d       Delimiters
	charset string // UNB 0001
	version string // UNB 0002
	err     error
	numbers map[string]bool // UNH 0062 that are taken
}

// Write writes i with its groups and messages. UNA is always written; its
// decimal mark is the one that the messages say, which must agree. The header
// fields of i become UNB, UNG and UNH, the trailers are counted; UNH and UNT among a
// message's segments are left out and written anew. A message without a control
// number gets its place in the interchange as one. i.Version is UNB S001 and
// defaults to "UNOC:3"; text is encoded in the character set that it names.
//
// Write refuses what it could not read back: characters that the set does not
// have, control characters, messages that belong to no group where there are
// groups.
func Write(i *edi.Interchange, d Delimiters) ([]byte, error) {
	w := &writer{d: d.orDefault()}
	w.charset, w.version, _ = strings.Cut(i.Version, ":")
	if i.Version == "" {
		w.charset, w.version, _ = strings.Cut(usual, ":")
	}
	if err := w.d.check(); err != nil {
		return nil, err
	}
	if len(w.version) != 1 || w.version < "1" || w.version > "4" {
		w.fail("syntax %q: not one of versions 1 to 4", i.Version)
	}
	if len(w.charset) != 4 {
		w.fail("syntax %q: UNB 0001 has four characters", i.Version)
	}
	w.una(i)
	w.unb(i)
	count := len(i.Messages)
	if len(i.Groups) > 0 {
		count = len(i.Groups)
		w.groups(i)
	} else {
		for n, m := range i.Messages {
			if m.Group > 0 {
				w.fail("message %s %s: no group %d", m.Type, m.Control, m.Group)
			}
			w.message(m, n+1)
		}
	}
	w.put("UNZ", strconv.Itoa(count), i.Control)
	if _, single := charsets[w.charset]; single && !ascii(w.b.Bytes()) && utf8.Valid(w.b.Bytes()) {
		w.fail("text in %s would be taken for UTF-8", w.charset)
	}
	if w.err != nil {
		return nil, fmt.Errorf("interchange %s: %w", i.Control, w.err)
	}
	return w.b.Bytes(), nil
}

// check says whether the delimiters can be told from data and from one another.
func (d Delimiters) check() error {
	all := []byte{d.Component, d.Element, d.Release, d.Repetition, d.Segment}
	for n, c := range all {
		if alphanumeric(c) || white(c) || c >= 0x80 || c == '.' || c == ',' || c == '-' || bytes.IndexByte(all[:n], c) >= 0 {
			return fmt.Errorf("delimiter %q: not fit for one, or used twice", c)
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

func (w *writer) una(i *edi.Interchange) {
	decimal := byte(0)
	for _, m := range i.Messages {
		switch {
		case m.Decimal == 0 || m.Decimal == decimal:
		case decimal != 0 || m.Decimal != '.' && m.Decimal != ',':
			w.fail("message %s %s: decimal mark %q does not agree with the others", m.Type, m.Control, m.Decimal)
		default:
			decimal = m.Decimal
		}
	}
	if decimal == 0 {
		decimal = '.'
	}
	reserved := byte(' ')
	if w.version == "4" {
		reserved = w.d.Repetition
	}
	w.b.WriteString("UNA")
	w.b.Write([]byte{w.d.Component, w.d.Element, decimal, w.d.Release, reserved})
	w.terminate()
}

func (w *writer) unb(i *edi.Interchange) {
	if i.Control == "" || len(i.Control) > 14 {
		w.fail("UNB 0020 %q: not 1 to 14 characters", i.Control)
	}
	day := i.Prepared.Format("060102")
	if w.version == "4" {
		day = i.Prepared.Format("20060102")
	}
	ack, test := "", ""
	if i.AckRequested {
		ack = "1"
	}
	if i.Test {
		test = "1"
	}
	w.composites("UNB", []string{w.charset, w.version},
		[]string{i.Sender.ID, i.Sender.Qualifier}, []string{i.Receiver.ID, i.Receiver.Qualifier},
		[]string{day, i.Prepared.Format("1504")}, []string{i.Control},
		nil, nil, nil, []string{ack}, nil, []string{test})
}

// groups writes the groups with their messages, numbered through the interchange.
func (w *writer) groups(i *edi.Interchange) {
	number := 0
	for _, m := range i.Messages {
		if m.Group < 0 || m.Group >= len(i.Groups) {
			w.fail("message %s %s: no group %d", m.Type, m.Control, m.Group)
		}
	}
	for n, g := range i.Groups {
		version, release, _ := strings.Cut(g.Version, ".")
		w.composites("UNG", []string{g.Kind}, []string{g.Sender}, []string{g.Receiver},
			[]string{i.Prepared.Format("060102"), i.Prepared.Format("1504")}, []string{g.Control}, []string{"UN"},
			[]string{version, release})
		count := 0
		for _, m := range i.Messages {
			if m.Group == n {
				count++
				number++
				w.message(m, number)
			}
		}
		w.put("UNE", strconv.Itoa(count), g.Control)
	}
}

// message writes m as the number-th of the interchange.
func (w *writer) message(m *edi.Message, number int) {
	control := m.Control
	if control == "" {
		control = strconv.Itoa(number)
	}
	if m.Type == "" || len(m.Type) > 6 || len(control) > 14 {
		w.fail("message %s %s: UNH 0065 has one to six characters, 0062 at most fourteen", m.Type, control)
	}
	if w.numbers[control] {
		w.fail("UNH 0062 %q: used twice", control)
	}
	if w.numbers == nil {
		w.numbers = map[string]bool{}
	}
	w.numbers[control] = true
	version, release, _ := strings.Cut(m.Version, ".")
	if version == "" || release == "" || strings.Contains(release, ".") {
		w.fail("message %s %s: version %q is not like \"D.96A\"", m.Type, control, m.Version)
	}
	agency := "UN"
	if len(m.Segments) > 0 && m.Segments[0].Tag == "UNH" {
		agency = m.Segments[0].Component(2, 4)
	}
	w.composites("UNH", []string{control}, []string{m.Type, version, release, agency, m.Association})
	count := 2
	for n := range m.Segments {
		switch s := &m.Segments[n]; s.Tag {
		case "UNH", "UNT":
		case "UNA", "UNB", "UNZ", "UNG", "UNE":
			w.fail("%s %s, segment %s: not a segment of a message", m.Type, control, s.Tag)
		default:
			count++
			w.segment(s.Tag, s.Elements)
		}
	}
	w.put("UNT", strconv.Itoa(count), control)
}

// put writes a segment of plain elements.
func (w *writer) put(tag string, elements ...string) {
	var all [][]string
	for _, e := range elements {
		all = append(all, []string{e})
	}
	w.composites(tag, all...)
}

// composites writes a segment without repetitions.
func (w *writer) composites(tag string, elements ...[]string) {
	var all [][][]string
	for n, e := range elements {
		all = append(all, [][]string{e})
		for _, c := range e {
			if trim(c) != c {
				w.fail("%s%02d %q: blanks around it would not be read back", tag, n+1, c)
			}
		}
	}
	w.segment(tag, all)
}

// segment writes a segment without what is empty at its end (ISO 9735, 6.4).
func (w *writer) segment(tag string, elements [][][]string) {
	if !validTag(tag) {
		w.fail("%q is no segment name", tag)
	}
	w.b.WriteString(tag)
	empty := 0
	for n, e := range elements {
		if blank(e) {
			empty++
			continue
		}
		w.b.WriteString(strings.Repeat(string(rune(w.d.Element)), empty+1))
		empty = 0
		w.element(trimmed(e), tag, n+1)
	}
	w.terminate()
}

func (w *writer) element(e [][]string, tag string, n int) {
	if len(e) > 1 && w.version != "4" {
		w.fail("%s%02d: syntax version %s has no repetitions", tag, n, w.version)
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
			w.data(s, tag, n)
		}
	}
}

// data writes s, released and encoded.
func (w *writer) data(s, tag string, n int) {
	encoded, ok := encode(s, w.charset)
	if !ok {
		w.fail("%s%02d %q: %w %s", tag, n, s, ErrCharset, w.charset)
	}
	_, single := charsets[w.charset]
	if w.charset == "UNOC" && !ascii([]byte(encoded)) && utf8.ValidString(encoded) {
		w.fail("%s%02d %q: in UNOC it would be taken for UTF-8", tag, n, s)
	}
	for _, c := range []byte(encoded) {
		switch {
		case c < ' ' || c == 0x7f || single && c >= 0x80 && c < 0xa0:
			w.fail("%s%02d %q: %w %s", tag, n, s, ErrCharset, w.charset)
		case c == w.d.Component, c == w.d.Element, c == w.d.Segment, c == w.d.Release,
			w.version == "4" && c == w.d.Repetition:
			w.b.WriteByte(w.d.Release)
		}
		w.b.WriteByte(c)
	}
}

func (w *writer) terminate() {
	w.b.WriteByte(w.d.Segment)
	if w.d.Lines {
		w.b.WriteByte('\n')
	}
}

// trimmed is e without the repetitions that are empty at its end.
func trimmed(e [][]string) [][]string {
	for len(e) > 1 && blank(e[len(e)-1:]) {
		e = e[:len(e)-1]
	}
	return e
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

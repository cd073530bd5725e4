package x12

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/wharf-edi/wharf/edi"
	"golang.org/x/text/encoding/charmap"
)

// text is b as UTF-8. X12 does not declare a character set: what is not UTF-8
// is Windows-1252, and no byte is dropped.
func text(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	var s strings.Builder
	for _, c := range b {
		if r := charmap.Windows1252.DecodeByte(c); r != utf8.RuneError {
			s.WriteRune(r)
		} else {
			s.WriteRune(rune(c))
		}
	}
	return s.String()
}

// raw is a segment found in the input and not yet split.
type raw struct {
	at, end    int    // with what follows the terminator and means nothing
	body       []byte // without terminator
	terminated bool
	doubled    bool // further terminators follow
}

// next finds the segment at r.pos. There is none where the input ends or another
// interchange begins.
func (r *reader) next() (s raw, ok bool) {
	at := r.pos
	for at < len(r.src) && white(r.src[at]) {
		at++
	}
	if at == len(r.src) {
		return s, false
	}
	if bytes.HasPrefix(r.src[at:], []byte("ISA")) {
		if _, found := readHeader(r.src, at); found {
			return s, false
		}
	}
	s.at = at
	rest := r.src[at:]
	size := r.binary(rest)
	if n := bytes.IndexByte(rest[size:], r.h.segment); n >= 0 {
		size += n
		s.terminated = true
	} else {
		size = len(rest)
	}
	if n := r.another(at, size); n > 0 {
		size, s.terminated = n, false
	}
	s.body = rest[:size]
	s.end = at + size
	if s.terminated {
		s.end++
		r.absorb(&s)
	} else {
		s.body = bytes.TrimRight(s.body, " \t\r\n\x00\x1a")
	}
	return s, true
}

// absorb takes into s what stands between it and the next segment.
func (r *reader) absorb(s *raw) {
	for s.end < len(r.src) {
		switch c := r.src[s.end]; {
		case len(r.h.tail) > 0 && bytes.HasPrefix(r.src[s.end:], r.h.tail):
			s.end += len(r.h.tail)
		case white(c):
			s.end++
		case c == r.h.segment:
			s.doubled = true
			s.end++
		default:
			return
		}
	}
}

// another is the length of what stands before another interchange inside of
// src[at:at+size], whose sender broke off the one before it, and 0 where there
// is none.
func (r *reader) another(at, size int) int {
	body := r.src[at : at+size]
	for n := 1; ; {
		k := bytes.Index(body[n:], []byte("ISA"))
		if k < 0 {
			return 0
		}
		n += k
		if h, ok := readHeader(r.src, at+n); ok && h.followed(r.src) {
			return n
		}
		n += 3
	}
}

// binary is how much of a BIN or BDS segment is not to be searched for a
// terminator, its data being counted and not delimited.
func (r *reader) binary(b []byte) int {
	var length int
	switch {
	case bytes.HasPrefix(b, []byte{'B', 'I', 'N', r.h.element}):
		length = 1
	case bytes.HasPrefix(b, []byte{'B', 'D', 'S', r.h.element}):
		length = 2
	default:
		return 0
	}
	head := bytes.SplitN(b[:min(len(b), 64)], []byte{r.h.element}, length+2)
	if len(head) < length+2 {
		return 0
	}
	n, err := strconv.Atoi(string(head[length]))
	if err != nil || n < 0 {
		return 0
	}
	end := len(bytes.Join(head[:length+1], []byte{r.h.element})) + 1
	if n > len(b)-end || end+n < len(b) && b[end+n] != r.h.segment {
		return 0
	}
	return end + n
}

// split makes a segment of s: elements, repetitions and components, without the
// empty ones at the end.
func (r *reader) split(s raw) (seg edi.Segment, quirks []quirk) {
	seg = edi.Segment{Pos: edi.Pos{Offset: int64(s.at), End: int64(s.end)}, Raw: r.src[s.at:s.end:s.end]}
	if n := r.binary(s.body); n > 0 {
		return r.splitBinary(seg, s.body), nil
	}
	body := bytes.TrimRight(s.body, "\r")
	if r.h.segment != '\n' && bytes.ContainsAny(body, "\r\n") {
		body = bytes.ReplaceAll(bytes.ReplaceAll(s.body, []byte("\r"), nil), []byte("\n"), nil)
		quirks = append(quirks, quirkWrapped)
	}
	if s.doubled {
		quirks = append(quirks, quirkEmpty)
	}
	line := text(body)
	tag, rest, more := strings.Cut(line, string(rune(r.h.element)))
	seg.Tag = tag
	if !more {
		return seg, quirks
	}
	cut := strings.TrimRight(rest, string(rune(r.h.element)))
	if len(cut) < len(rest) {
		quirks = append(quirks, quirkTrailing)
	}
	if n := r.fields(cut); n > r.opt.MaxElements {
		quirks = append(quirks, quirkTooLarge)
		return seg, quirks
	}
	seg.Elements = r.elements(cut)
	return seg, quirks
}

// fields is how many elements, repetitions and components s has at most.
func (r *reader) fields(s string) int {
	n := 1
	for _, c := range []byte{r.h.element, r.h.component, r.h.repetition} {
		if c != 0 {
			n += strings.Count(s, string(rune(c)))
		}
	}
	r.total += n
	return n
}

// elements splits s and drops what is empty at its end. The parts share the
// memory of s.
func (r *reader) elements(s string) [][][]string {
	all := make([][][]string, 0, 1+strings.Count(s, string(rune(r.h.element))))
	for e := range strings.SplitSeq(s, string(rune(r.h.element))) {
		all = append(all, r.element(e))
	}
	for len(all) > 0 && blank(all[len(all)-1]) {
		all = all[:len(all)-1]
	}
	if len(all) == 0 {
		return nil
	}
	return all
}

func (r *reader) element(e string) [][]string {
	if r.h.repetition == 0 || strings.IndexByte(e, r.h.repetition) < 0 {
		return [][]string{r.components(e)}
	}
	var all [][]string
	for rep := range strings.SplitSeq(e, string(rune(r.h.repetition))) {
		all = append(all, r.components(rep))
	}
	for len(all) > 1 && blank(all[len(all)-1:]) {
		all = all[:len(all)-1]
	}
	return all
}

func (r *reader) components(e string) []string {
	if r.h.component == 0 || strings.IndexByte(e, r.h.component) < 0 {
		return []string{e}
	}
	all := strings.Split(e, string(rune(r.h.component)))
	for len(all) > 1 && all[len(all)-1] == "" {
		all = all[:len(all)-1]
	}
	return all
}

// splitBinary splits a BIN or BDS segment, whose last element is data as it is.
func (r *reader) splitBinary(seg edi.Segment, body []byte) edi.Segment {
	n := 3
	if body[1] == 'D' {
		n = 4
	}
	parts := bytes.SplitN(body, []byte{r.h.element}, n)
	seg.Tag = string(parts[0])
	for _, p := range parts[1:] {
		seg.Elements = append(seg.Elements, [][]string{{string(p)}})
	}
	return seg
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

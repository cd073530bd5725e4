package edifact

import (
	"bytes"
	"slices"

	"github.com/wharf-edi/wharf/edi"
)

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
	if bytes.HasPrefix(r.src[at:], []byte("UN")) {
		if _, found := readHeader(r.src, at); found {
			return s, false
		}
	}
	s.at = at
	rest := r.src[at:]
	size, found := r.terminator(rest)
	s.terminated = found
	if n := r.another(at, size); n > 0 {
		size, s.terminated = n, false
	}
	s.body = rest[:size]
	s.end = at + size
	if !s.terminated {
		s.body = bytes.TrimRight(s.body, " \t\r\n\x00\x1a")
		return s, true
	}
	for s.end++; s.end < len(r.src); s.end++ {
		c := r.src[s.end]
		if c == r.h.segment && c != '\n' && c != '\r' {
			s.doubled = true
		} else if !white(c) {
			break
		}
	}
	return s, true
}

// terminator is where the segment that b begins with ends.
func (r *reader) terminator(b []byte) (size int, found bool) {
	for n := 0; ; {
		k := bytes.IndexByte(b[n:], r.h.segment)
		if k < 0 {
			return len(b), false
		}
		n += k
		if !r.released(b, n) {
			return n, true
		}
		n++
	}
}

// released says that the character at b[n] is data because of the release
// characters before it.
func (r *reader) released(b []byte, n int) bool {
	if r.h.release == 0 {
		return false
	}
	count := 0
	for n--; n >= 0; n-- {
		if b[n] == r.h.release {
			count++
		} else if b[n] != '\r' && b[n] != '\n' || r.lines() {
			break
		}
	}
	return count%2 == 1
}

// lines says that line ends separate segments and are not just layout.
func (r *reader) lines() bool { return r.h.segment == '\n' || r.h.segment == '\r' }

// another is the length of what stands before another interchange inside of
// src[at:at+size], whose sender broke off the one before it, and 0 where there
// is none.
func (r *reader) another(at, size int) int {
	body := r.src[at : at+size]
	for n := 0; ; {
		k := bytes.IndexAny(body[n:], "\r\n")
		if k < 0 || n+k+4 > len(body) {
			return 0
		}
		n += k + 1
		if body[n] != 'U' {
			continue
		}
		if _, ok := readHeader(r.src, at+n); ok {
			return n
		}
	}
}

// split makes a segment of s: elements, repetitions and components, released and
// in UTF-8, without the empty ones at the end.
func (r *reader) split(s raw) (seg edi.Segment, quirks []quirk) {
	seg = edi.Segment{Pos: edi.Pos{Offset: int64(s.at), End: int64(s.end)}, Raw: r.src[s.at:s.end:s.end]}
	p := splitter{r: r}
	if s.doubled {
		p.odd(quirkEmpty)
	}
	all := p.split(s.body)
	seg.Tag = all[0][0][0] // the rest of the name is explicit nesting, which nobody uses
	if p.many {
		return seg, append(p.quirks, quirkTooLarge)
	}
	all = all[1:]
	last := len(all)
	for last > 0 && blank(all[last-1]) {
		last--
	}
	if last < len(all) {
		p.odd(quirkTrailing)
	}
	for n := range last {
		all[n] = trimmed(all[n])
	}
	if last > 0 {
		seg.Elements = all[:last]
	}
	return seg, p.quirks
}

// splitter splits one segment.
type splitter struct {
	r      *reader
	text   []byte // of the component that is being read
	fields int
	many   bool // there are too many fields; the rest is dropped
	quirks []quirk
}

// odd notes a departure once.
func (p *splitter) odd(q quirk) {
	if !slices.Contains(p.quirks, q) {
		p.quirks = append(p.quirks, q)
	}
}

// split answers all elements, the name being the first.
func (p *splitter) split(body []byte) [][][]string {
	h, layout := &p.r.h, !p.r.lines()
	all := [][][]string{{nil}}
	p.text = make([]byte, 0, 64)
	for n := 0; n < len(body); n++ {
		switch c := body[n]; {
		case (c == '\r' || c == '\n') && layout:
			p.odd(quirkWrapped)
		case c == '\r' && n == len(body)-1:
		case h.release != 0 && c == h.release:
			for n++; layout && n < len(body) && (body[n] == '\r' || body[n] == '\n'); n++ {
			}
			if n < len(body) {
				p.text = append(p.text, body[n])
			}
		case c == h.element:
			p.component(all)
			p.repetition(all)
			all = append(all, [][]string{nil})
		case p.r.repetitions && c == h.repetition:
			p.component(all)
			p.repetition(all)
			e := len(all) - 1
			all[e] = append(all[e], nil)
		case c == h.component:
			p.component(all)
		default:
			p.text = append(p.text, c)
		}
		if p.many {
			return all
		}
	}
	p.component(all)
	p.repetition(all)
	return all
}

// component ends a component.
func (p *splitter) component(all [][][]string) {
	s, departs := p.r.decode.text(p.text)
	if departs {
		p.odd(quirkCharset)
	}
	p.text = p.text[:0]
	e := all[len(all)-1]
	e[len(e)-1] = append(e[len(e)-1], s)
	p.fields++
	p.r.total++
	p.many = p.fields >= p.r.opt.MaxElements
}

// repetition ends a repetition: components and repetitions that are empty at the
// end are not there.
func (p *splitter) repetition(all [][][]string) {
	e := &all[len(all)-1]
	last := len(*e) - 1
	c := (*e)[last]
	for len(c) > 1 && c[len(c)-1] == "" {
		c = c[:len(c)-1]
	}
	(*e)[last] = c
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

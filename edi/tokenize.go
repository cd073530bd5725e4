package edi

import (
	"bytes"
	"errors"
	"io"
)

// scan is the state of finding one segment. Offsets are from the segment's first
// byte, so that they stay true while the buffer moves.
type scan struct {
	k        int    // values so far
	start    int    // of the open value
	place    uint64 // of the open value
	next     int    // what a release character applies to, line ends after it passed over; -1
	dirty    bool   // the open value's text is not its bytes
	many     bool   // there are too many values
	counted  int    // the number of values after which counted data begins; -1
	searched int    // how far the segment has been looked at
}

// Next is the next segment, and io.EOF where there is none. Blanks and line ends
// before it belong to it. Another error is that of the input. What it answers is
// valid until the next call of any method.
func (t *Tokenizer) Next() (*RawSegment, error) {
	if t.awaited > 0 {
		t.batch.n = 0
		return t.single()
	}
	if t.batch.at >= t.batch.n {
		t.plan()
	}
	if t.batch.n > 0 {
		if s := t.take(); s != nil {
			return s, nil
		}
	}
	return t.single()
}

// single is Next for a segment of any kind.
func (t *Tokenizer) single() (*RawSegment, error) {
	s := &t.seg
	s.Offset, s.text, s.Binary, s.object, s.Flags = t.base+int64(t.pos), t.text[:0], nil, 0, 0
	lead, err := t.lead()
	if err != nil {
		return nil, err
	}
	c := scan{next: -1, place: firstPlace, start: lead, searched: lead, counted: -1}
	if t.buf[t.pos+lead] == 'B' {
		c.counted = t.counted(lead)
	}
	for {
		if end, found := t.find(&c); found {
			return t.finish(&c, end)
		}
		switch {
		case t.err == nil && t.n-t.pos < t.limits.MaxSegment:
			t.fill()
		case t.err == nil:
			return t.overlong(&c)
		case errors.Is(t.err, io.EOF):
			return t.unterminated(&c)
		default:
			return nil, t.err
		}
	}
}

// find goes through the specials from c.searched on and notes the values between
// them, until it meets the terminator or the end of what is held.
func (t *Tokenizer) find(c *scan) (end int, found bool) {
	w, m := t.specialsFrom(t.pos + c.searched)
	buf, base := t.buf[t.pos:t.n], t.from-t.pos
	values, k, start, place := t.values, c.k, c.start, c.place
	for {
		for m == 0 {
			if w++; w >= t.words {
				if t.search(t.from + 64*t.words); t.words == 0 {
					c.k, c.start, c.place, c.searched = k, start, place, len(buf)
					return 0, false
				}
				base, w = t.from-t.pos, 0
			}
			m = t.found[w&(len(t.found)-1)]
		}
		i := base + w<<6 + firstBit(m)
		m &= m - 1
		is := t.of[buf[i]]
		if is <= classRepetition && k < len(values) && c.next < 0 && !c.dirty {
			values[k] = Value{span(start, i), place}
			k++
			start = i + 1
			place = place&placeKept[is&7] + placeAdded[is&7]
			if k == c.counted {
				c.k, c.start, c.place = k, start, place
				return t.data(c)
			}
			continue
		}
		c.k, c.start, c.place = k, start, place
		if is == classSegment && c.next < 0 {
			return i, true
		}
		if t.odd(c, i, is) {
			return i, true
		}
		values, k, start, place = t.values, c.k, c.start, c.place
	}
}

// odd treats the special at i where more is to it than a separator between values
// that are what their bytes are. It says whether i is the terminator.
func (t *Tokenizer) odd(c *scan, i int, is class) (end bool) {
	if c.next >= 0 && t.released(c, i, is) {
		return false
	}
	switch is {
	case classSegment:
		return true
	case classRelease:
		c.next, c.dirty = i+1, true
	case classLine:
		if !t.syntax.Lines() {
			c.dirty = true
			t.seg.Flags |= Wrapped
		}
	default:
		t.value(c, i)
		c.place = c.place&placeKept[is&7] + placeAdded[is&7]
	}
	return false
}

// released says that the special at i means nothing, because of the release
// character before it or because it is a line end between the two.
func (t *Tokenizer) released(c *scan, i int, is class) bool {
	if i == c.next && is == classLine && !t.syntax.Lines() {
		t.seg.Flags |= Wrapped
		c.next++
		return true
	}
	literal := i == c.next
	c.next = -1
	return literal
}

// value notes the open value, which ends at end.
func (t *Tokenizer) value(c *scan, end int) {
	if c.k == len(t.values) && !t.room(c) {
		c.start, c.dirty = end+1, false
		return
	}
	v := &t.values[c.k]
	*v = Value{span(c.start, end), c.place}
	c.k++
	c.start = end + 1
	if c.dirty {
		t.resolve(v)
		c.dirty = false
	}
}

// room makes room for one more value, if there may be one.
func (t *Tokenizer) room(c *scan) bool {
	if c.k >= t.limits.MaxValues {
		c.many = true
		return false
	}
	t.values = append(t.values, make([]Value, min(c.k, t.limits.MaxValues-c.k))...)
	return true
}

// resolve writes the text of v without line ends and release characters.
func (t *Tokenizer) resolve(v *Value) {
	from := len(t.seg.text)
	literal := false
	for _, b := range t.buf[t.pos+v.start() : t.pos+v.end()] {
		switch {
		case (b == '\r' || b == '\n') && !t.syntax.Lines():
		case !literal && b == t.syntax.Release && b != 0:
			literal = true
		default:
			t.seg.text = append(t.seg.text, b)
			literal = false
		}
	}
	t.text = t.seg.text
	v.span = span(from, len(t.seg.text))
	v.place |= placeResolved
}

// lead is how many bytes stand before the segment's name.
func (t *Tokenizer) lead() (int, error) {
	for lead := 0; ; lead++ {
		for t.pos+lead >= t.n {
			if t.err != nil {
				return 0, t.err
			}
			t.fill()
		}
		if c := t.buf[t.pos+lead]; !White(c) || c == t.syntax.Segment {
			return lead, nil
		}
		if lead >= window { // nothing but blanks: they need not be held
			t.pos += lead
			t.seg.Offset += int64(lead)
			lead = 0
		}
	}
}

// finish makes a segment of what has been found, its terminator being at end.
func (t *Tokenizer) finish(c *scan, end int) (*RawSegment, error) {
	last := end
	if t.syntax.Lines() && last > c.start && t.buf[t.pos+last-1] == '\r' {
		last--
	}
	t.value(c, last)
	t.seg.Flags |= Terminated
	t.done(c, end, t.absorb(t.object(c, end+1)))
	return &t.seg, nil
}

// unterminated makes a segment of the end of the input.
func (t *Tokenizer) unterminated(c *scan) (*RawSegment, error) {
	end := t.n - t.pos
	body := end
	for body > c.start && White(t.buf[t.pos+body-1]) {
		body--
	}
	t.value(c, body)
	if !bytes.ContainsAny(t.buf[t.pos:t.pos+body], "\r\n") {
		t.seg.Flags &^= Wrapped // only what stood at its end
	}
	t.done(c, body, end)
	return &t.seg, nil
}

// done fills the segment, which has size bytes and its terminator at body, and
// moves behind it.
func (t *Tokenizer) done(c *scan, body, size int) {
	s := &t.seg
	s.src, s.origin, s.body = t.buf[t.pos:t.pos+size:t.pos+size], 0, body
	s.End = s.Offset + int64(size)
	s.Values = t.values[:c.k:c.k]
	if c.many {
		s.Flags |= TooLarge
	}
	if s.object > 0 {
		s.Binary = s.src[body+1 : body+1+s.object]
	}
	s.Tag = makeTag(s.Text(0))
	t.pos += size
	s.Next = t.nextTag()
}

// absorb takes what follows the terminator and means nothing into the segment,
// of which size bytes are known.
func (t *Tokenizer) absorb(size int) int {
	for {
		for t.pos+size+4 > t.n && t.err == nil {
			t.fill()
		}
		if t.pos+size >= t.n || size >= t.limits.MaxSegment && t.src != nil {
			return size
		}
		switch b := t.buf[t.pos+size]; {
		case b >= 'A' && b <= 'Z':
			return size
		case len(t.tail) > 0 && bytes.HasPrefix(t.buf[t.pos+size:t.n], t.tail):
			size += len(t.tail)
		case b == t.syntax.Segment && !t.syntax.Lines():
			t.seg.Flags |= Doubled
			size++
		case White(b):
			size++
		default:
			return size
		}
	}
}

// nextTag is the name that stands at t.pos.
func (t *Tokenizer) nextTag() Tag {
	rest := t.buf[t.pos:min(t.pos+4, t.n)]
	for n, b := range rest {
		if n == 3 || t.of[b] != classData {
			return makeTag(rest[:n])
		}
	}
	return TagOther
}

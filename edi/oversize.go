package edi

import (
	"bytes"
	"errors"
	"io"
	"strconv"
)

// heldOfOverlong is how much is kept of a segment that is longer than the limit.
const heldOfOverlong = 1 << 10

// overlong makes a segment of the beginning of one that is longer than may be
// held, and passes over the rest.
func (t *Tokenizer) overlong(c *scan) (*RawSegment, error) {
	s := &t.seg
	s.src = bytes.Clone(t.buf[t.pos : t.pos+min(heldOfOverlong, t.n-t.pos)])
	s.origin, s.body = 0, len(s.src)
	for c.k > 0 && t.values[c.k-1].end() > len(s.src) {
		c.k--
	}
	if c.k == 0 {
		c.start, c.place, c.dirty = 0, firstPlace, false
		t.value(c, min(4, len(s.src)))
	}
	s.Flags |= TooLarge
	t.pos = t.n
	terminated, err := t.pass(c.next >= 0)
	if err != nil {
		return nil, err
	}
	if terminated {
		s.Flags |= Terminated
	}
	t.pos += t.absorb(0)
	s.End = t.base + int64(t.pos)
	s.Values = t.values[:c.k:c.k]
	s.Tag, s.Next = makeTag(s.Text(0)), t.nextTag()
	return s, nil
}

// pass moves behind the next terminator, through input that is not kept.
func (t *Tokenizer) pass(released bool) (terminated bool, err error) {
	for {
		for t.pos < t.n {
			b := t.buf[t.pos]
			t.pos++
			switch {
			case released:
				released = (b == '\r' || b == '\n') && !t.syntax.Lines()
			case b == t.syntax.Release && b != 0:
				released = true
			case b == t.syntax.Segment:
				return true, nil
			}
		}
		if t.err != nil {
			if errors.Is(t.err, io.EOF) {
				return false, nil
			}
			return false, t.err
		}
		t.fill()
	}
}

// counted is the number of values after which the data of the segment at hand is
// counted and not delimited: X12 BIN02 and BDS03. It is -1 elsewhere.
func (t *Tokenizer) counted(lead int) int {
	for t.n-t.pos-lead < 4 && t.err == nil {
		t.fill()
	}
	b := t.buf[t.pos+lead : t.n]
	switch {
	case bytes.HasPrefix(b, []byte{'B', 'I', 'N', t.syntax.Element}):
		return 2
	case bytes.HasPrefix(b, []byte{'B', 'D', 'S', t.syntax.Element}):
		return 3
	}
	return -1
}

// data is where the counted data ends that begins at c.start. Where what is there
// does not fit the count, it is read like any other.
func (t *Tokenizer) data(c *scan) (end int, found bool) {
	if n, ok := t.count(c.k - 1); ok && t.hold(c.start+n+1) && t.buf[t.pos+c.start+n] == t.syntax.Segment {
		return c.start + n, true
	}
	c.counted, c.searched = -1, c.start
	return t.find(c)
}

// count is value k as a number of bytes that may be held.
func (t *Tokenizer) count(k int) (int, bool) {
	v := t.values[k]
	if v.resolved() || v.Size() > 9 {
		return 0, false
	}
	n, err := strconv.Atoi(string(t.buf[t.pos+v.start() : t.pos+v.end()]))
	return n, err == nil && n >= 0 && (t.src == nil || n <= t.limits.MaxSegment)
}

// hold reads until size bytes of the segment are held, and says if there are so many.
func (t *Tokenizer) hold(size int) bool {
	for t.n-t.pos < size && t.err == nil {
		t.fill()
	}
	return t.n-t.pos >= size
}

// object takes the object of a package into the segment that stands before it, of
// which size bytes are known: a UNO, or as many segments after it as 0814 says. A UNP
// must follow it, else what is there is read like any other. Its length is EDIFACT 0810 in S022 (ISO 9735-8).
func (t *Tokenizer) object(c *scan, size int) int {
	v := t.values[0]
	switch uno := !v.resolved() && string(t.buf[t.pos+v.start():t.pos+v.end()]) == "UNO"; {
	case uno:
		t.ahead, t.awaited = t.status(c)
	case t.awaited == 0:
		return size
	default:
		t.ahead--
	}
	if t.ahead > 0 || t.awaited == 0 {
		return size
	}
	n := t.awaited
	t.awaited = 0
	if t.hold(size+n+4) && string(t.buf[t.pos+size+n:t.pos+size+n+3]) == "UNP" && t.buf[t.pos+size+n+3] == t.syntax.Element {
		t.seg.object = n
		return size + n
	}
	return size
}

// status is what S022 of a UNO says: how many segments stand before the object, and
// its length; 0 where there is none that could be held.
func (t *Tokenizer) status(c *scan) (before, length int) {
	for k := 1; k < c.k; k++ {
		if v := t.values[k]; v.Element() == 4 && v.Component() == 1 {
			length, _ = t.count(k)
		} else if v.Element() == 4 && v.Component() == 2 {
			before, _ = t.count(k)
		}
	}
	if before > 999 {
		return 0, 0
	}
	return before, length
}

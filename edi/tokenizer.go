package edi

import (
	"errors"
	"io"
)

// Limits bounds what a Tokenizer takes. A zero field means its default.
type Limits struct {
	MaxSegment int // bytes of one segment that are held; 4 MiB
	MaxValues  int // elements, repetitions and components of one segment; 4,000
}

func (l Limits) orDefault() Limits {
	if l.MaxSegment <= 0 {
		l.MaxSegment = 4 << 20
	}
	if l.MaxValues <= 0 {
		l.MaxValues = 4000
	}
	l.MaxValues = min(l.MaxValues, 1<<16-1) // a number of a value has sixteen bits
	return l
}

const (
	window = 64 << 10 // bytes that are read at once
	chunk  = 4 << 10  // bytes that are searched at once
)

// Tokenizer finds segments and their values. It is what the readers of both
// standards are built on; it knows no envelope, and the characters that separate
// are told to it. It holds a window of its input, as large as the largest segment,
// and allocates nothing for a segment once its buffers have grown.
type Tokenizer struct {
	src    io.Reader
	err    error // why src gives no more; io.EOF at its end
	limits Limits

	buf  []byte // what is held; buf[pos:n] is not yet read
	pos  int
	n    int
	base int64 // where buf[0] stands in the input

	syntax Syntax
	tail   []byte // the rest of a terminator of several bytes
	of     [256]class
	wide   [16 * specials]byte

	found [chunk / 64]uint64 // the specials in buf[from:], 64 bytes a word
	from  int
	words int // of found, that hold something

	seg    RawSegment
	values []Value
	// Of the object of a package that is to come: its length, and how many segments
	// stand before it.
	awaited, ahead int

	text  []byte // room for the resolved text of a segment that is read singly
	batch batch
}

// NewTokenizer reads from src. It needs a syntax (Use) before the first Next.
func NewTokenizer(src io.Reader, l Limits) *Tokenizer {
	t := &Tokenizer{src: src, limits: l.orDefault(), buf: make([]byte, window)}
	t.values = make([]Value, min(64, t.limits.MaxValues))
	return t
}

// NewTokenizerBytes reads src itself: nothing is copied, a segment of any length
// is whole, and what a segment hands out stays valid as long as src does, but for
// resolved text.
func NewTokenizerBytes(src []byte, l Limits) *Tokenizer {
	t := &Tokenizer{err: io.EOF, limits: l.orDefault(), buf: src, n: len(src)}
	t.values = make([]Value, min(64, t.limits.MaxValues))
	return t
}

// Use sets what separates from here on. Tail is what follows the first byte of a
// terminator of several bytes.
func (t *Tokenizer) Use(s Syntax, tail []byte) {
	t.syntax, t.tail = s, tail
	t.of, t.wide = s.classes()
	t.words, t.batch.n = 0, 0
	t.awaited, t.ahead = 0, 0
}

// Offset is where the next segment begins in the input.
func (t *Tokenizer) Offset() int64 { return t.base + int64(t.pos) }

// Window is what comes next: at least size bytes where the input has them. It is
// valid until the next call.
func (t *Tokenizer) Window(size int) ([]byte, error) {
	for t.n-t.pos < size && t.err == nil {
		t.fill()
	}
	if t.err != nil && !errors.Is(t.err, io.EOF) {
		return t.buf[t.pos:t.n], t.err
	}
	return t.buf[t.pos:t.n], nil
}

// Discard passes over size bytes of the window.
func (t *Tokenizer) Discard(size int) {
	t.pos = min(t.pos+size, t.n)
	t.batch.n = 0
}

// Back gives s, which was read last, back: it is read again next. Nothing else may
// have been read or looked at since.
func (t *Tokenizer) Back(s *RawSegment) {
	t.pos = int(s.Offset - t.base)
	t.batch.n = 0
}

// NextWithin is Next for the first size bytes of the window, as if the input ended
// there.
func (t *Tokenizer) NextWithin(size int) (*RawSegment, error) {
	n, err := t.n, t.err
	t.n, t.err, t.words, t.batch.n = t.pos+size, io.EOF, 0, 0
	s, failed := t.single()
	t.n, t.err, t.words = n, err, 0
	if failed == nil {
		s.Next = t.nextTag()
	}
	return s, failed
}

// Absorb is how many bytes of the window are a header of size bytes together with
// what follows it and means nothing, and whether terminators are among that.
func (t *Tokenizer) Absorb(size int) (total int, f Flags) {
	t.batch.n, t.seg.Flags = 0, 0
	total = t.absorb(size)
	return total, t.seg.Flags
}

// Upcoming is the name of the segment that is next, as far as it can be seen.
func (t *Tokenizer) Upcoming() Tag {
	for t.n-t.pos < 4 && t.err == nil {
		t.fill()
	}
	return t.nextTag()
}

// fill reads more, after moving what is not yet read to the front of the buffer,
// which grows where that is not enough. Offsets from t.pos stay what they are, and
// what was searched has to be searched again.
func (t *Tokenizer) fill() {
	t.words, t.batch.n = 0, 0
	if t.pos > 0 {
		copy(t.buf, t.buf[t.pos:t.n])
		t.base += int64(t.pos)
		t.n -= t.pos
		t.pos = 0
	}
	if t.n == len(t.buf) {
		t.buf = append(t.buf, make([]byte, len(t.buf))...)
	}
	for range 100 {
		k, err := t.src.Read(t.buf[t.n:])
		t.n += max(0, min(k, len(t.buf)-t.n))
		if t.err = err; k > 0 || err != nil {
			return
		}
	}
	t.err = io.ErrNoProgress
}

// specialsFrom is the word of t.found that has the bit of buf[at], and its bits from
// there on.
func (t *Tokenizer) specialsFrom(at int) (w int, m uint64) {
	if t.words == 0 || at < t.from || at >= t.from+64*t.words {
		t.search(at)
	}
	if t.words == 0 {
		return 0, 0
	}
	w = (at - t.from) >> 6
	return w, t.found[w] &^ (1<<((at-t.from)&63) - 1)
}

// search looks for specials from buf[at] on.
func (t *Tokenizer) search(at int) {
	t.from = at
	left := t.n - at
	if left <= 0 {
		t.words = 0
		return
	}
	whole := min(left/64, len(t.found))
	searchWords(t.found[:whole], t.buf[at:], &t.wide)
	t.words = whole
	if left = left - 64*whole; whole < len(t.found) && left > 0 {
		var last [64]byte
		copy(last[:], t.buf[at+64*whole:t.n])
		searchWords(t.found[whole:whole+1], last[:], &t.wide)
		t.found[whole] &= 1<<left - 1
		t.words++
	}
}

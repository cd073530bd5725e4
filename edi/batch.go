package edi

import "encoding/binary"

const (
	batchSegments = 128
	batchValues   = 1024
)

// batch is segments that were found ahead of being asked for: only such as are
// plain, which nearly all are. It spares each of them the way in and out of find,
// and branches that a processor cannot foresee.
type batch struct {
	at, n  int                    // the segment that is next; how many there are
	first  int                    // of the values of the segment that is next
	end    int                    // where the segment after the last one begins
	after  [batchSegments]uint16  // for each segment the value after its last
	body   [batchSegments]uint32  // for each segment where its terminator stands
	values [batchValues + 1]Value // spans are in the tokenizer's buffer, or in text
	text   []byte                 // of values with released characters

	literal uint64 // bit 0 if the next word begins with a released character
}

// By the length of a name: what of its first three bytes is kept, what is added.
var (
	tagKept  = [4]uint32{1: 0xff0000, 2: 0xffff00, 3: 0xffffff}
	tagAdded = [4]uint32{1: 0x2020, 2: 0x20}
)

// plan fills the batch from t.pos on. A segment with line ends inside, or one that
// is not wholly held, ends the batch before it.
func (t *Tokenizer) plan() {
	b := &t.batch
	b.at, b.n, b.first, b.end, b.text, b.literal = 0, 0, 0, t.pos, b.text[:0], 0
	w, m := t.specialsFrom(t.pos)
	buf, word := t.buf[:t.n], t.from+w<<6
	of, values := &t.of, &b.values
	open, place := t.pos, uint64(firstPlace) // of the value
	k, n := uint(0), 0
	for k < batchValues {
		for m == 0 {
			if w++; w >= t.words {
				if t.search(t.from + 64*t.words); t.words == 0 {
					b.n = n
					return
				}
				w = 0
			}
			word = t.from + w<<6
			m = t.found[w&(len(t.found)-1)] &^ b.literal
			b.literal = 0
		}
		i := word + firstBit(m)
		m &= m - 1
		if uint(i) >= uint(len(buf)) {
			break
		}
		is := of[buf[i]] & 7
		if is > classSegment {
			switch {
			case is == classRelease && i+1 < len(buf) && of[buf[i+1]] != classLine && place != firstPlace:
				place |= placeResolved
				if at := i + 1 - word; at < 64 {
					m &^= 1 << at
				} else {
					b.literal = 1
				}
				continue
			case is == classLine && open == i && place == firstPlace && n > 0:
				open = i + 1
				b.end = open
				continue
			}
			break
		}
		values[k] = Value{uint64(open) | uint64(i)<<32, place}
		if place&placeResolved != 0 {
			values[k].span = t.unreleased(open, i)
		}
		k++
		open = i + 1
		place = place&placeKept[is] + placeAdded[is]
		if is == classSegment {
			b.after[n&(batchSegments-1)], b.body[n&(batchSegments-1)] = uint16(k), uint32(i)
			b.end = open
			if n++; n == batchSegments {
				break
			}
		}
	}
	b.n = n
}

// unreleased writes the text of a value of the batch without release characters,
// and answers where.
func (t *Tokenizer) unreleased(open, end int) uint64 {
	b := &t.batch
	from := len(b.text)
	raw := t.buf[open:end]
	for n := 0; n < len(raw); n++ {
		if raw[n] == t.syntax.Release && n+1 < len(raw) {
			n++
		}
		b.text = append(b.text, raw[n])
	}
	return span(from, len(b.text))
}

// take hands out the next segment of the batch, and nil where it is not plain as
// far as its name and what follows it tell.
func (t *Tokenizer) take() *RawSegment {
	b, s, start := &t.batch, &t.seg, t.pos
	first, last := b.first, int(b.after[b.at&(batchSegments-1)])
	tag := s.Next // as the segment before saw it
	if b.at == 0 && start+4 > t.n {
		b.n = 0
		return nil
	}
	if b.at == 0 {
		tag = b.name(t.buf, first, start)
		s.src, s.text, s.Binary, s.Flags = t.buf, b.text, nil, Terminated
	}
	body := int(b.body[b.at&(batchSegments-1)])
	b.at++
	end, next := b.end, TagOther
	if b.at < b.n && b.values[last&(batchValues-1)].start()+4 <= t.n {
		end = b.values[last&(batchValues-1)].start()
		next = b.name(t.buf, last, end)
	} else if b.at == b.n && end+4 < t.n {
		next = t.tagAt(end)
	}
	if tag == TagOther || next == TagOther || last-first > t.limits.MaxValues {
		b.n = 0
		return nil
	}
	b.first = last
	s.Offset, s.End = t.base+int64(start), t.base+int64(end)
	s.origin, s.body = start, body
	s.Values = b.values[first:last:last]
	s.Tag, s.Next = tag, next
	t.pos = end
	return s
}

// name is value k as the name of a plain segment that begins at start, and
// TagOther where it cannot be one. Four bytes are held from start on.
func (b *batch) name(buf []byte, k, start int) Tag {
	v := b.values[k&(batchValues-1)]
	size := v.end() - v.start()
	x := binary.BigEndian.Uint32(buf[start:])
	if uint(size-1) > 2 || v.start() != start || x>>24-'A' > 'Z'-'A' {
		return TagOther
	}
	tag := Tag(x>>8&tagKept[size&3] | tagAdded[size&3])
	if tag == tagBIN || tag == tagBDS || tag == tagUNO {
		return TagOther
	}
	return tag
}

// Segments whose data may be counted and not delimited.
const (
	tagBIN Tag = 'B'<<16 | 'I'<<8 | 'N'
	tagBDS Tag = 'B'<<16 | 'D'<<8 | 'S'
	tagUNO Tag = 'U'<<16 | 'N'<<8 | 'O'
)

// tagAt is the name at buf[at:], which has more than four bytes.
func (t *Tokenizer) tagAt(at int) Tag {
	x := binary.BigEndian.Uint32(t.buf[at:])
	size := 3
	if t.of[byte(x>>8)] != classData {
		size = 2
	}
	if t.of[byte(x>>16)] != classData {
		size = 1
	}
	if x>>24-'A' > 'Z'-'A' {
		return TagOther
	}
	return Tag(x>>8&tagKept[size] | tagAdded[size])
}

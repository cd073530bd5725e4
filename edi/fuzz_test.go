package edi_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"
	"testing/iotest"

	"github.com/wharf-edi/wharf/edi"
)

// tokens is all segments of a tokenizer in words, their raw bytes joined, and where
// the last one ends.
func tokens(t *testing.T, tok *edi.Tokenizer) (words string, raw []byte, end int64) {
	t.Helper()
	var b bytes.Buffer
	for {
		s, err := tok.Next()
		if errors.Is(err, io.EOF) {
			return b.String(), raw, end
		}
		if err != nil {
			t.Fatal(err)
		}
		if s.Offset != end || s.End <= s.Offset || s.End-s.Offset != int64(len(s.Raw())) && s.Flags&edi.TooLarge == 0 {
			t.Fatalf("segment from %d to %d with %d bytes, after %d", s.Offset, s.End, len(s.Raw()), end)
		}
		end = s.End
		raw = append(raw, s.Raw()...)
		fmt.Fprintf(&b, "%d %q %v %d:", s.Offset, s.Name(), s.Flags, len(s.Binary))
		last := edi.Value{}
		for n, v := range s.Values {
			from, to := s.Place(n)
			if from < s.Offset || to > s.End || from > to {
				t.Fatalf("value from %d to %d in segment from %d to %d", from, to, s.Offset, s.End)
			}
			if n > 0 && v.Element() < last.Element() {
				t.Fatalf("element %d after %d", v.Element(), last.Element())
			}
			last = v
			fmt.Fprintf(&b, " %d.%d.%d=%q", v.Element(), v.Repetition(), v.Component(), s.Text(n))
		}
		b.WriteByte('\n')
	}
}

// A tokenizer loses no byte: the raw bytes of its segments, joined, are the input.
// It reads the same from memory, from a stream, and from one that trickles.
func FuzzTokenizer(f *testing.F) {
	for _, in := range []string{
		"BEG*00*NE*1**20260822~\r\nREF*IA*X>Y^Z~ \n~~N1*ST*A\r\nB~", "UNA:+.? 'UNB+UNOC:3+A'BGM+220+A?+B?'C??'\nDTM+137:2026?\r\n0822:102'",
		"BIN*5*a~b*c~SE*1~BIN*9*x~", "UNO+P1+1:2+5:1+5'ab'c+UNP+5+P1'UNO+P1+1:2+5:1+3:2'USH'USA'a'bUNP'", "A\nB\r\nC", "~", "", " ", "?", "X?", "ISA*\x00*\xff~",
		string(bytes.Repeat([]byte("N1*ST*ABCDEFGH~"), 300)), string(bytes.Repeat([]byte{'*'}, 5000)),
	} {
		f.Add([]byte(in), byte('~'), byte('*'), byte('>'), byte('^'), byte(0))
		f.Add([]byte(in), byte('\''), byte('+'), byte(':'), byte('*'), byte('?'))
		f.Add([]byte(in), byte('\n'), byte('|'), byte(0), byte(0), byte(0))
	}
	f.Fuzz(func(t *testing.T, in []byte, segment, element, component, repetition, release byte) {
		syntax := edi.Syntax{Segment: segment, Element: element, Component: component, Repetition: repetition, Release: release}
		seen := map[byte]bool{0: true}
		for n, c := range []byte{segment, element, component, repetition, release} {
			if n < 2 && c == 0 || c != 0 && seen[c] || c != segment && (c == '\r' || c == '\n') || edi.White(c) && c != '\n' && c != '\r' && c != 0 {
				t.Skip("not separators that a reader could have found")
			}
			seen[c] = true
		}
		memory := edi.NewTokenizerBytes(in, edi.Limits{})
		stream := edi.NewTokenizer(bytes.NewReader(in), edi.Limits{})
		trickle := edi.NewTokenizer(iotest.OneByteReader(bytes.NewReader(in)), edi.Limits{})
		var words [3]string
		for n, tok := range []*edi.Tokenizer{memory, stream, trickle} {
			tok.Use(syntax, nil)
			var raw []byte
			var end int64
			words[n], raw, end = tokens(t, tok)
			if !bytes.HasPrefix(in, raw) {
				t.Fatalf("read %q out of %q", raw, in)
			}
			for _, c := range in[end:] {
				if !edi.White(c) {
					t.Fatalf("lost %q at the end of %q", in[end:], in)
				}
			}
		}
		if words[0] != words[1] || words[0] != words[2] {
			t.Errorf("from memory:\n%s\nfrom a stream:\n%s\nfrom one that trickles:\n%s", words[0], words[1], words[2])
		}
	})
}

// A segment that is longer than may be held is told with its beginning, and what
// follows it is read.
func TestTokenizerBounds(t *testing.T) {
	long := "BEG*00*NE*" + string(bytes.Repeat([]byte("X"), 300_000)) + "*1~\nREF*IA*2~"
	tok := edi.NewTokenizer(bytes.NewReader([]byte(long)), edi.Limits{MaxSegment: 1 << 17})
	tok.Use(edi.Syntax{Segment: '~', Element: '*'}, nil)
	s, err := tok.Next()
	if err != nil || s.Flags != edi.TooLarge|edi.Terminated || s.Name() != "BEG" || string(s.Element(2)) != "NE" || s.End != int64(len(long)-9) {
		t.Fatalf("got %+v, %v", s, err)
	}
	if s, err = tok.Next(); err != nil || s.Name() != "REF" || string(s.Element(2)) != "2" || s.Offset != int64(len(long)-9) {
		t.Errorf("got %+v, %v", s, err)
	}
}

package desk

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/wharf-edi/wharf/store"
)

// What a page shows of a transmission's bytes.
const (
	mostBytes    = 64 << 10
	mostSegments = 1_500
	plainLine    = 120 // bytes a line, where there are no segments
)

// segment is one line of the preview, in pieces of which some stand for defects.
type segment struct {
	Pieces []piece
}

type piece struct {
	Text  string
	Wrong string // what is wrong with it; empty for what is right
}

// segments cuts body for the eye: after each terminator if it begins as an
// interchange does, otherwise at its line breaks. It reads no meaning. cut says
// that the end was left away.
func segments(body []byte, defects []store.Defect) (out []segment, cut bool) {
	if len(body) > mostBytes {
		body, cut = body[:mostBytes], true
	}
	end := terminator(body)
	for at := 0; at < len(body); {
		if len(out) == mostSegments {
			return out, true
		}
		n := next(body[at:], end)
		out = append(out, segment{pieces(body[at:at+n], int64(at), defects)})
		at += n
	}
	return out, cut
}

// terminator is the byte that ends segments: ISA's 106th, UNA's ninth, EDIFACT's
// usual one, or else a line feed.
func terminator(body []byte) byte {
	head := bytes.TrimLeft(body, " \r\n\t\xef\xbb\xbf")
	switch {
	case bytes.HasPrefix(head, []byte("ISA")) && len(head) > 105:
		return head[105]
	case bytes.HasPrefix(head, []byte("UNA")) && len(head) > 8:
		return head[8]
	case bytes.HasPrefix(head, []byte("UNB")):
		return '\''
	}
	return '\n'
}

// next is the length of the first segment with its terminator and the line breaks
// after it. An EDIFACT terminator after the usual release character does not end.
func next(b []byte, end byte) int {
	for i := range b {
		if end == '\n' && i == plainLine {
			return i
		}
		if b[i] != end || (end == '\'' && i > 0 && b[i-1] == '?') {
			continue
		}
		i++
		for end != '\n' && i < len(b) && (b[i] == '\r' || b[i] == '\n') {
			i++
		}
		return i
	}
	return len(b)
}

// pieces cuts one segment at the defects that stand in it.
func pieces(b []byte, offset int64, defects []store.Defect) []piece {
	var out []piece
	add := func(from, to int64, wrong string) {
		if s := visible(b[from:to]); s != "" {
			out = append(out, piece{s, wrong})
		}
	}
	var here []store.Defect
	for _, d := range defects {
		if d.Offset < offset+int64(len(b)) && d.End > offset {
			here = append(here, d)
		}
	}
	slices.SortStableFunc(here, func(x, y store.Defect) int { return int(x.Offset - y.Offset) })
	at := int64(0)
	for _, d := range here {
		from, to := max(d.Offset-offset, at), min(d.End-offset, int64(len(b)))
		if from >= to {
			continue
		}
		add(at, from, "")
		add(from, to, d.Text)
		at = to
	}
	add(at, int64(len(b)), "")
	return out
}

// visible is b as text that can be shown: bytes that are no UTF-8 are read as
// Latin-1, and what has no shape has a dot. Line breaks are left out.
func visible(b []byte) string {
	s := string(b)
	if !utf8.Valid(b) {
		r := make([]rune, len(b))
		for i, c := range b {
			r[i] = rune(c)
		}
		s = string(r)
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r' || r == '\n': // of a file that is wrapped at some width
			return -1
		case r == '\t':
			return ' '
		case r < ' ' || (r >= 0x7f && r < 0xa0):
			return '·'
		}
		return r
	}, s)
}

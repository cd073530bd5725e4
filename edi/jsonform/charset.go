package jsonform

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/wharf-edi/wharf/edi"
)

const (
	unicode = "utf-8"
	windows = "windows-1252"
)

// charsets are the character sets of one byte a character that a form can name.
var charsets = map[string]*charmap.Charmap{
	windows:      charmap.Windows1252,
	"iso-8859-1": charmap.ISO8859_1,
	"iso-8859-2": charmap.ISO8859_2,
	"iso-8859-3": charmap.ISO8859_3,
	"iso-8859-4": charmap.ISO8859_4,
	"iso-8859-5": charmap.ISO8859_5,
	"iso-8859-6": charmap.ISO8859_6,
	"iso-8859-7": charmap.ISO8859_7,
	"iso-8859-8": charmap.ISO8859_8,
	"iso-8859-9": charmap.ISO8859_9,
}

// declared are the character sets that UNB 0001 names. X12 names none.
var declared = map[string]string{
	"UNOC": "iso-8859-1", "UNOD": "iso-8859-2", "UNOE": "iso-8859-5", "UNOF": "iso-8859-7", "UNOG": "iso-8859-3",
	"UNOH": "iso-8859-4", "UNOI": "iso-8859-6", "UNOJ": "iso-8859-8", "UNOK": "iso-8859-9",
}

// usual is the character set of an interchange by what it declares.
func usual(i *edi.Interchange) string {
	identifier, _, _ := strings.Cut(i.Version, ":")
	if c := declared[identifier]; c != "" && i.Standard == edi.EDIFACT {
		return c
	}
	return unicode
}

// charsetOf is the character set that the bytes of one segment are in. Senders
// often write UTF-8 or Windows-1252 where they declare ISO 8859-1, or nothing.
func charsetOf(b []byte, usual string) string {
	own := usual != unicode && usual != "iso-8859-1"
	switch {
	case ascii(b), own:
		return usual
	case utf8.Valid(b):
		return unicode
	case usual == unicode:
		return windows
	}
	for _, c := range b {
		if c >= 0x80 && c < 0xa0 {
			return windows
		}
	}
	return usual
}

// decode is b as UTF-8. No byte is lost: what the set does not have is the
// character of the same number.
func decode(b []byte, charset string) string {
	own := charsets[charset]
	if own == nil || ascii(b) {
		return string(b)
	}
	var s strings.Builder
	for _, c := range b {
		r := own.DecodeByte(c)
		if r == utf8.RuneError {
			r = rune(c)
		}
		s.WriteRune(r)
	}
	return s.String()
}

// encode appends s, which is UTF-8, in a character set.
func encode(b []byte, s, charset string) ([]byte, error) {
	if charset == unicode || ascii(s) {
		return append(b, s...), nil
	}
	own := charsets[charset]
	if own == nil {
		return b, fmt.Errorf("charset %q is not known", charset)
	}
	for _, r := range s {
		c, ok := own.EncodeRune(r)
		switch {
		case ok && own.DecodeByte(c) == r:
		case r < 0x100 && own.DecodeByte(byte(r)) == utf8.RuneError:
			c = byte(r)
		default:
			return b, fmt.Errorf("%q: %q is not in charset %s", s, r, charset)
		}
		b = append(b, c)
	}
	return b, nil
}

func ascii[T string | []byte](s T) bool {
	for n := range len(s) {
		if s[n] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

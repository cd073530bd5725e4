package x12

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

// Text is b as UTF-8. X12 does not declare a character set: unless the partner's
// is known, what is not UTF-8 is Windows-1252. No byte is dropped.
func (d *dialect) Text(b []byte) (s string, departs bool) {
	if d.charset != "" {
		if set, err := htmlindex.Get(d.charset); err == nil {
			if own, single := set.(*charmap.Charmap); single {
				return bytewise(own, b), false
			}
			if out, err := set.NewDecoder().Bytes(b); err == nil && !bytes.ContainsRune(out, utf8.RuneError) {
				return string(out), false
			}
		}
	}
	return text(b), false
}

// text is b as UTF-8.
func text(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	return bytewise(charmap.Windows1252, b)
}

// bytewise is b in a set that has one byte a character. Bytes that the set has not
// stay what they are.
func bytewise(set *charmap.Charmap, b []byte) string {
	var s strings.Builder
	for _, c := range b {
		if r := set.DecodeByte(c); r != utf8.RuneError {
			s.WriteRune(r)
		} else {
			s.WriteRune(rune(c))
		}
	}
	return s.String()
}

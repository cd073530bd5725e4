package x12

import (
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
			if out, err := set.NewDecoder().Bytes(b); err == nil {
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

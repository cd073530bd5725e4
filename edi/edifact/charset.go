package edifact

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
)

// charsets are the character sets of UNB 0001 (syntax identifier) that have one
// byte a character and are more than ASCII.
var charsets = map[string]*charmap.Charmap{
	"UNOC": charmap.ISO8859_1,
	"UNOD": charmap.ISO8859_2,
	"UNOE": charmap.ISO8859_5,
	"UNOF": charmap.ISO8859_7,
	"UNOG": charmap.ISO8859_3,
	"UNOH": charmap.ISO8859_4,
	"UNOI": charmap.ISO8859_6,
	"UNOJ": charmap.ISO8859_8,
	"UNOK": charmap.ISO8859_9,
}

// decoder turns text as it came into UTF-8. No character is dropped.
type decoder struct {
	declared string // UNB 0001
	charset  string // of the partner, which goes before
	utf8     bool   // text was met that can only be UTF-8
}

// text is b as UTF-8, and whether it departs from what was declared.
func (d *decoder) text(b []byte) (s string, departs bool) {
	if ascii(b) {
		return string(b), false
	}
	if d.charset != "" {
		if set, err := htmlindex.Get(d.charset); err == nil {
			if own, single := set.(*charmap.Charmap); single {
				return bytewise(own, b)
			}
			if out, err := set.NewDecoder().Bytes(b); err == nil && !bytes.ContainsRune(out, utf8.RuneError) {
				return string(out), false
			}
		}
	}
	unicode := d.declared == "UNOW" || d.declared == "UNOX" || d.declared == "UNOY"
	// Windows-1252 and UTF-8 under any declaration are common. UNOE to UNOK differ
	// so much from them that a chance resemblance must not decide.
	own, single := charsets[d.declared]
	valid := utf8.Valid(b)
	d.utf8 = d.utf8 || valid && len(b)-utf8.RuneCount(b) > 1
	if valid && (d.utf8 || unicode || !single || d.declared == "UNOC") {
		return string(b), !unicode
	}
	if !single || d.declared == "UNOC" {
		own = charmap.Windows1252
	}
	s, departs = bytewise(own, b)
	for _, c := range b {
		departs = departs || d.declared == "UNOC" && c >= 0x80 && c < 0xa0
	}
	return s, departs || !single
}

// bytewise is b in a set that has one byte a character, and whether it has bytes that
// the set has not: they stay what they are.
func bytewise(set *charmap.Charmap, b []byte) (s string, departs bool) {
	var out strings.Builder
	for _, c := range b {
		r := set.DecodeByte(c)
		if r == utf8.RuneError {
			r = rune(c)
			departs = true
		}
		out.WriteRune(r)
	}
	return out.String(), departs
}

// encode is s in the character set that declared names, and false where that has
// not all of its characters.
func encode(s, declared string) (string, bool) {
	if ascii([]byte(s)) {
		return s, true
	}
	switch declared {
	case "UNOW", "UNOX", "UNOY":
		return s, utf8.ValidString(s)
	}
	own, single := charsets[declared]
	if !single {
		return "", false
	}
	var out strings.Builder
	for _, r := range s {
		c, ok := own.EncodeRune(r)
		if !ok || r == utf8.RuneError {
			return "", false
		}
		out.WriteByte(c)
	}
	return out.String(), true
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

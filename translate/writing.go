package translate

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/wharf-edi/wharf/edi"
)

// Writing is one message while a map writes it.
type Writing struct {
	Units    Units
	Segments []edi.Segment

	errs []error
}

// Add appends a segment; each element is its components. Empty ones at the end
// of an element and of the segment are left out, and a segment that has nothing
// but its tag is left out altogether.
func (w *Writing) Add(tag string, elements ...[]string) {
	s := edi.Segment{Tag: tag}
	last := 0
	for i, components := range elements {
		components = trim(components)
		if len(components) > 0 {
			last = i + 1
		}
		s.Elements = append(s.Elements, [][]string{components})
	}
	if last == 0 {
		return
	}
	s.Elements = s.Elements[:last]
	w.Segments = append(w.Segments, s)
}

// trim is components in one line each and without the empty ones at the end.
func trim(components []string) []string {
	last := 0
	var out []string
	for i, c := range components {
		c = line(c)
		if c != "" {
			last = i + 1
		}
		out = append(out, c)
	}
	return out[:last]
}

// line is s without control characters and without blanks at its ends, which
// neither standard keeps.
func line(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	return strings.TrimSpace(s)
}

// Text is s if it has at most limit characters; a longer one is an error, since a
// number that is cut is another number.
func (w *Writing) Text(what, s string, limit int) string {
	if n := utf8.RuneCountInString(s); n > limit {
		w.Fail(fmt.Errorf("%s %q: %d characters, and the message has room for %d", what, s, n, limit))
	}
	return s
}

// Need is Text that must not be empty.
func (w *Writing) Need(what, s string, limit int) string {
	if s == "" {
		w.Fail(fmt.Errorf("%s is missing", what))
	}
	return w.Text(what, s, limit)
}

// Fold is the words of s in lines of at most limit characters; more than count
// of them are an error. Joined with blanks they are s again, but for a word that
// is longer than a line.
func (w *Writing) Fold(what, s string, limit, count int) []string {
	var lines []string
	for word := range strings.FieldsSeq(line(s)) {
		for utf8.RuneCountInString(word) > limit {
			cut := len(string([]rune(word)[:limit]))
			lines = append(lines, word[:cut])
			word = word[cut:]
		}
		last := len(lines) - 1
		if last >= 0 && utf8.RuneCountInString(lines[last])+1+utf8.RuneCountInString(word) <= limit {
			lines[last] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	if len(lines) > count {
		w.Fail(fmt.Errorf("%s %q: the message has room for %d lines of %d characters", what, s, count, limit))
		lines = lines[:count]
	}
	return lines
}

// Fail keeps an error for Err.
func (w *Writing) Fail(err error) { w.errs = append(w.errs, err) }

// Err is everything that did not fit, at once.
func (w *Writing) Err() error { return errors.Join(w.errs...) }

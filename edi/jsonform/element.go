package jsonform

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/wharf-edi/wharf/edi"
)

// elements is element, repetition, component, as they stand: empty ones at the end
// are there.
type elements [][][]string

// most is how many strings the elements of one segment may have.
const most = 1 << 16

// elementsOf is the elements of a segment whose bytes are in a character set.
func elementsOf(s *edi.RawSegment, charset string) elements {
	var all elements
	for n := range s.Values {
		v := s.Values[n]
		e, r := v.Element(), v.Repetition()
		if e == 0 {
			continue // the name, and what is nested by it
		}
		text := decode(s.Text(n), charset)
		if len(all) < e {
			all = append(all, nil)
		}
		if at := &all[len(all)-1]; len(*at) < r {
			*at = append(*at, []string{text})
		} else {
			(*at)[r-1] = append((*at)[r-1], text)
		}
	}
	return all
}

// append appends the elements in their JSON form.
func (all elements) append(b []byte) []byte {
	b = append(b, '[')
	for n, e := range all {
		if n > 0 {
			b = append(b, ", "...)
		}
		if len(e) == 1 {
			b = appendRepetition(b, e[0])
			continue
		}
		b = append(b, `{"repeat": [`...)
		for k, r := range e {
			if k > 0 {
				b = append(b, ", "...)
			}
			b = appendRepetition(b, r)
		}
		b = append(b, "]}"...)
	}
	return append(b, ']')
}

func appendRepetition(b []byte, components []string) []byte {
	if len(components) == 1 {
		return appendString(b, components[0])
	}
	b = append(b, '[')
	for n, s := range components {
		if n > 0 {
			b = append(b, ", "...)
		}
		b = appendString(b, s)
	}
	return append(b, ']')
}

// appendString appends s, which is UTF-8, as a JSON string.
func appendString[T string | []byte](b []byte, s T) []byte {
	from := len(b)
	b = append(b, '"')
	for n := range len(s) {
		if c := s[n]; c < ' ' || c >= 0x7f || c == '"' || c == '\\' {
			return appendEscaped(b[:from], string(s))
		}
	}
	b = append(b, s...)
	return append(b, '"')
}

func appendEscaped(b []byte, s string) []byte {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string can always be encoded
	return append(b, bytes.TrimSuffix(out.Bytes(), []byte{'\n'})...)
}

// UnmarshalJSON reads elements. The decoder has seen that b is JSON.
func (all *elements) UnmarshalJSON(b []byte) error {
	p := elementParser{b: b}
	if p.next() != '[' {
		return errors.New("elements are not an array")
	}
	for p.items() {
		e, err := p.element()
		if err != nil {
			return fmt.Errorf("element %d: %w", len(*all)+1, err)
		}
		*all = append(*all, e)
	}
	return nil
}

// elementParser takes JSON apart that is known to be JSON.
type elementParser struct {
	b     []byte
	at    int
	count int // of strings
}

// next is the next character that is not white space, and moves behind it.
func (p *elementParser) next() byte {
	for p.at < len(p.b) {
		p.at++
		switch c := p.b[p.at-1]; c {
		case ' ', '\t', '\r', '\n':
		default:
			return c
		}
	}
	return 0
}

// items says that one more item follows in an array, and moves to it.
func (p *elementParser) items() bool {
	switch p.next() {
	case ']', '}', 0:
		return false
	case ',':
		return true
	}
	p.at--
	return true
}

// element reads a string, an array of strings, or an object with repetitions.
func (p *elementParser) element() ([][]string, error) {
	if p.next() != '{' {
		p.at--
		r, err := p.repetition()
		return [][]string{r}, err
	}
	if !p.items() {
		return nil, errors.New("an object without repetitions")
	}
	name, err := p.string()
	if err != nil || name != "repeat" || p.next() != ':' || p.next() != '[' {
		return nil, errors.New("an object without repetitions")
	}
	var all [][]string
	for p.items() {
		r, err := p.repetition()
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	if len(all) == 0 || p.items() {
		return nil, errors.New("an object that is not just repetitions")
	}
	return all, nil
}

func (p *elementParser) repetition() ([]string, error) {
	if p.next() != '[' {
		p.at--
		s, err := p.string()
		return []string{s}, err
	}
	var all []string
	for p.items() {
		s, err := p.string()
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	if len(all) == 0 {
		return nil, errors.New("no components")
	}
	return all, nil
}

func (p *elementParser) string() (string, error) {
	if p.next() != '"' {
		rest := p.b[p.at-1:]
		return "", fmt.Errorf("not a string: %.40s", rest)
	}
	if p.count++; p.count > most {
		return "", fmt.Errorf("more than %d strings", most)
	}
	from, escaped := p.at, false
	for p.b[p.at] != '"' {
		if p.b[p.at] == '\\' {
			escaped = true
			p.at++
		}
		p.at++
	}
	p.at++
	if text := p.b[from : p.at-1]; !escaped && ascii(text) {
		return string(text), nil
	}
	var s string
	err := json.Unmarshal(p.b[from-1:p.at], &s)
	return s, err
}

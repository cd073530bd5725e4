package jsonform

import (
	"bytes"
	"encoding/json"
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
func appendString(b []byte, s string) []byte {
	from := len(b)
	b = append(b, '"')
	for n := range len(s) {
		if c := s[n]; c < ' ' || c >= 0x7f || c == '"' || c == '\\' {
			return appendEscaped(b[:from], s)
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

// UnmarshalJSON reads elements.
func (all *elements) UnmarshalJSON(b []byte) error {
	if bytes.Count(b, []byte{','}) > 16*most {
		return fmt.Errorf("more than %d elements and components", most)
	}
	var raw []json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		return err
	}
	*all = make(elements, 0, len(raw))
	count := 0
	for n, r := range raw {
		e, err := readElement(r)
		if err != nil {
			return fmt.Errorf("element %d: %w", n+1, err)
		}
		for _, components := range e {
			count += len(components)
		}
		if count > most {
			return fmt.Errorf("more than %d elements and components", most)
		}
		*all = append(*all, e)
	}
	return nil
}

// readElement reads a string, an array of strings, or an object with repetitions.
func readElement(b []byte) ([][]string, error) {
	if b[0] != '{' {
		r, err := readRepetition(b)
		return [][]string{r}, err
	}
	var o struct {
		Repeat []json.RawMessage `json:"repeat"`
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&o); err != nil {
		return nil, err
	}
	if len(o.Repeat) == 0 {
		return nil, fmt.Errorf("an object that has no repetitions")
	}
	var all [][]string
	for _, r := range o.Repeat {
		components, err := readRepetition(r)
		if err != nil {
			return nil, err
		}
		all = append(all, components)
	}
	return all, nil
}

func readRepetition(b []byte) ([]string, error) {
	switch b[0] {
	case '"':
		var s string
		err := json.Unmarshal(b, &s)
		return []string{s}, err
	case '[':
		var all []*string
		if err := json.Unmarshal(b, &all); err != nil {
			return nil, fmt.Errorf("components are not strings")
		}
		if len(all) == 0 {
			return nil, fmt.Errorf("no components")
		}
		components := make([]string, len(all))
		for n, s := range all {
			if s == nil {
				return nil, fmt.Errorf("components are not strings")
			}
			components[n] = *s
		}
		return components, nil
	}
	return nil, fmt.Errorf("neither a string nor an array: %.40s", b)
}

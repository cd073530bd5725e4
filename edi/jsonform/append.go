package jsonform

import (
	"bytes"
	"encoding/base64"

	"github.com/wharf-edi/wharf/edi"
)

// object appends fields to a JSON object.
type object struct {
	b       []byte
	between string // after a comma
	some    bool
}

// name appends the name of a field.
func (o *object) name(s string) {
	if o.some {
		o.b = append(append(o.b, ','), o.between...)
	}
	o.some = true
	o.b = append(append(append(o.b, '"'), s...), `": `...)
}

// text appends a field with a text.
func (o *object) text(name, s string) {
	o.name(name)
	o.b = appendString(o.b, s)
}

// optional appends a field with a text that is not empty.
func (o *object) optional(name, s string) {
	if s != "" {
		o.text(name, s)
	}
}

// append appends the segment in its JSON form.
func (s *segment) append(b []byte) []byte {
	o := object{b: append(b, '{'), between: " "}
	if s.Tag != "" {
		o.text("tag", s.Tag)
		o.name("elements")
		o.b = s.Elements.append(o.b)
	}
	o.optional("charset", s.Charset)
	if s.End != nil {
		o.text("end", *s.End)
	}
	if s.Raw != nil {
		o.text("raw", *s.Raw)
	}
	if s.Raw64 != nil {
		o.name("raw64")
		o.b = append(base64.StdEncoding.AppendEncode(append(o.b, '"'), s.Raw64), '"')
	}
	return append(o.b, '}')
}

// append appends the envelope in its JSON form.
func (e *envelope) append(b []byte) []byte {
	const between = "\n    "
	o := object{b: append(append(b, '{'), between...), between: between}
	o.text("charset", e.Charset)
	o.name("delimiters")
	d := object{b: append(o.b, '{'), between: " "}
	d.optional("element", e.Delimiters.Element)
	d.optional("component", e.Delimiters.Component)
	d.optional("repetition", e.Delimiters.Repetition)
	d.optional("release", e.Delimiters.Release)
	d.text("segment", e.Delimiters.Segment)
	o.b = append(d.b, '}')
	if e.End != nil {
		o.text("end", *e.End)
	}
	o.optional("una", e.UNA)
	o.name("header")
	return append(e.Header.append(o.b), '}')
}

// json appends the JSON form of s, whose bytes are raw.
func (st *style) json(b []byte, s *edi.RawSegment, raw []byte) []byte {
	if out, ok := st.plain(b, s, raw); ok {
		return out
	}
	return st.describe(s, raw).append(b)
}

// plain is json for a segment whose values are what their bytes are, as nearly all
// are.
func (st *style) plain(b []byte, s *edi.RawSegment, raw []byte) ([]byte, bool) {
	if s.Flags != edi.Terminated || s.Binary != nil || !ascii(s.Body()) || len(s.Text(0)) < 2 || counted(s.Text(0)) ||
		st.syntax.Release != 0 && bytes.IndexByte(s.Body(), st.syntax.Release) >= 0 {
		return b, false
	}
	p := plainWriter{b: append(b, `{"tag": `...), s: s, st: st, raw: raw}
	p.value(0, 0)
	p.b = append(p.b, `, "elements": [`...)
	for n := 1; n < len(s.Values) && !p.odd; {
		if n > 1 {
			p.b = append(p.b, ", "...)
		}
		n = p.element(n)
	}
	p.b = append(p.b, "]}"...)
	if p.odd || !bytes.Equal(raw[p.at:], st.end) {
		return b, false
	}
	return p.b, true
}

// counted says that a segment's data may be counted and not delimited.
func counted(tag []byte) bool { return string(tag) == "BIN" || string(tag) == "BDS" }

// separates says that text has a character that would be taken for a delimiter.
func (st *style) separates(text []byte) bool {
	for _, c := range text {
		if st.special[c] {
			return true
		}
	}
	return false
}

// plainWriter writes values as they come, and sees whether each stands where it would
// be written.
type plainWriter struct {
	b   []byte
	s   *edi.RawSegment
	st  *style
	raw []byte
	at  int  // of raw, behind the last value
	odd bool // one does not
}

// value writes value n, before which a separator stands, and none if it is 0.
func (p *plainWriter) value(n int, separator byte) {
	text := p.s.Text(n)
	if n > 0 {
		if separator == 0 || p.at >= len(p.raw) || p.raw[p.at] != separator {
			p.odd = true
			return
		}
		p.at++
	}
	if !bytes.HasPrefix(p.raw[p.at:], text) || p.st.separates(text) {
		p.odd = true
		return
	}
	p.at += len(text)
	p.b = appendString(p.b, text)
}

// element writes the element that begins with value n, and answers the value after
// it.
func (p *plainWriter) element(n int) int {
	values := p.s.Values
	e, next, separator := values[n].Element(), n+1, p.st.syntax.Element
	for next < len(values) && values[next].Element() == e {
		next++
	}
	repeated := values[next-1].Repetition() > 1
	if repeated {
		p.b = append(p.b, `{"repeat": [`...)
	}
	p.odd = p.odd || e == 0
	for n < next && !p.odd {
		r, after := values[n].Repetition(), n+1
		for after < next && values[after].Repetition() == r {
			after++
		}
		composite := after > n+1
		if r > 1 {
			p.b = append(p.b, ", "...)
		}
		if composite {
			p.b = append(p.b, '[')
		}
		p.value(n, separator)
		for n++; n < after; n++ {
			p.b = append(p.b, ", "...)
			p.value(n, p.st.syntax.Component)
		}
		if composite {
			p.b = append(p.b, ']')
		}
		separator = p.st.syntax.Repetition
	}
	if repeated {
		p.b = append(p.b, "]}"...)
	}
	return next
}

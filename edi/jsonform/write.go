package jsonform

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/wharf-edi/wharf/edi"
)

// Write writes the JSON form of what src holds. Open opens a reader of segments on
// it. Where src has no interchange at all, Write answers what the reader does, and
// what it has written is worth nothing.
func Write(w io.Writer, src io.Reader, open func(io.Reader) Segments) error {
	out := newOutline(bufio.NewWriterSize(w, 64<<10))
	rec := &record{src: src}
	wr := &writer{out: out, rec: rec, style: &style{charset: unicode}}
	rec.spill = func(b []byte) error { return out.loose(onlyBytes(b).append(nil)) }
	wr.src = open(rec)
	if err := wr.run(); err != nil {
		return err
	}
	if err := out.finish(); err != nil {
		return err
	}
	return out.w.Flush()
}

// writer follows a reader of segments.
type writer struct {
	out   *outline
	rec   *record
	src   Segments
	style *style
	open  *edi.Interchange
	m     *edi.Message // the open one, as of the segment before
	buf   []byte
}

func (w *writer) run() error {
	for {
		s, err := w.src.ReadSegment()
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if i := w.src.Interchange(); i != nil && i != w.open {
			if err := w.interchange(i, s); err != nil {
				return err
			}
		}
		if err != nil {
			return w.rest(w.rec.base + int64(len(w.rec.buf)))
		}
		if err := w.rest(s.Offset); err != nil {
			return err
		}
		raw := w.rec.take(s.End)
		if int64(len(raw)) < s.End-s.Offset {
			w.buf = onlyBytes(raw).append(w.buf[:0])
		} else {
			w.buf = w.style.json(w.buf[:0], s, raw)
		}
		if err := w.place(s, w.buf); err != nil {
			return err
		}
	}
}

// rest writes what stands before offset end and was in no segment.
func (w *writer) rest(end int64) error {
	for {
		b := w.rec.take(min(end, w.rec.base+piece))
		if len(b) == 0 {
			return nil
		}
		if err := w.out.loose(onlyBytes(b).append(nil)); err != nil {
			return err
		}
	}
}

// interchange begins one. First is its first segment after the header, if there is
// any: it shows which terminator is meant.
func (w *writer) interchange(i *edi.Interchange, first *edi.RawSegment) error {
	w.open, w.m = i, nil
	if i.Header.Raw == nil { // what seemed to be one
		return nil
	}
	if err := w.rest(i.Offset); err != nil {
		return err
	}
	raw := w.rec.take(i.Header.Pos.End)
	e := &envelope{Charset: usual(i), Delimiters: delimitersOf(i, first)}
	st, err := e.style()
	if err != nil { // a header that is the only segment, or an odd one
		e.Delimiters = fallback(i.Standard)
		if st, err = e.style(); err != nil {
			return err
		}
	}
	w.style = st
	if n := bytes.LastIndexByte(raw, st.syntax.Segment); n >= 0 {
		if end := raw[n:]; utf8.Valid(end) && len(end) < 16 {
			text := string(end)
			if st.syntax.Lines() && strings.HasSuffix(string(raw[:n]), "\r") {
				text = "\r" + text
			}
			e.End, st.end = &text, []byte(text)
		}
	}
	w.header(e, i, raw)
	return w.out.interchange(i, e)
}

// header is the header segment, with UNA before it.
func (w *writer) header(e *envelope, i *edi.Interchange, raw []byte) {
	if i.Standard == edi.X12 {
		e.Header = onlyBytes(raw)
		if utf8.ValidString(i.Header.Element(16)) {
			e.Header = w.style.finish(&segment{Tag: i.Header.Tag, Elements: i.Header.Elements}, raw, true)
		}
		return
	}
	una := 0
	if bytes.HasPrefix(raw, []byte("UNA")) {
		if una = 8 + bytes.Index(raw[min(8, len(raw)):], []byte("UNB")); una < 8 || !utf8.Valid(raw[:una]) {
			e.Header = onlyBytes(raw)
			return
		}
	}
	e.UNA, raw = string(raw[:una]), raw[una:]
	t := edi.NewTokenizerBytes(raw, edi.Limits{MaxSegment: len(raw) + 1, MaxValues: most})
	t.Use(w.style.syntax, w.style.tail)
	s, err := t.Next()
	if err != nil || s.End != int64(len(raw)) {
		e.Header = onlyBytes(raw)
		return
	}
	e.Header = w.style.describe(s, raw)
}

// place puts a segment where it belongs. What is header and trailer is what the
// reader takes for it.
func (w *writer) place(s *edi.RawSegment, json []byte) error {
	before, now := w.m, w.src.Message()
	w.m = now
	tag := s.Name()
	switch {
	case now != nil && now == before:
		return w.out.loose(json)
	case now != nil:
		return w.out.message(now, json)
	case before != nil && (tag == "SE" || tag == "UNT"):
		return w.out.trailer(levelMessage, json)
	}
	w.out.end(levelMessage)
	switch tag {
	case "GS", "UNG":
		return w.out.group(w.open, json)
	case "GE", "UNE":
		return w.out.trailer(levelGroup, json)
	case "IEA", "UNZ":
		return w.out.trailer(levelInterchange, json)
	}
	return w.out.loose(json)
}

// delimitersOf is what the segments of an interchange are separated by, as its
// header and its first segment show it. Where that is not what the reader found, the
// segments are kept as bytes: nothing is lost.
func delimitersOf(i *edi.Interchange, first *edi.RawSegment) delimiters {
	d := fallback(i.Standard)
	raw := bytes.TrimPrefix(i.Header.Raw, []byte("\ufeff"))
	if first != nil && first.Flags&edi.Terminated != 0 && first.Flags&edi.TooLarge == 0 {
		if end := first.Raw()[len(first.Body()):]; len(end) > 0 {
			_, size := utf8.DecodeRune(end)
			d.Segment = named(end[:size]...)
		}
	}
	switch {
	case i.Standard == edi.X12 && len(raw) > 3:
		d.Element, d.Component, d.Repetition = named(raw[3]), delimiterIn(i.Header.Element(16)), ""
		if i.Header.Element(12) >= "00402" {
			d.Repetition = delimiterIn(i.Header.Element(11))
		}
	case bytes.HasPrefix(raw, []byte("UNA")) && len(raw) > 9:
		d.Component, d.Element, d.Release, d.Repetition = named(raw[3]), named(raw[4]), delimiterIn(string(raw[6])), delimiterIn(string(raw[7]))
		if bytes.HasPrefix(raw[8:], []byte("UNB")) {
			d.Repetition = "" // UNA is one character short
		}
	case len(raw) > 8 && raw[3] == 0x1d: // ISO 9735, level B
		d.Element, d.Component, d.Release, d.Repetition = "\x1d", "\x1f", "", ""
	case len(raw) > 8 && raw[3] != '+':
		d.Element, d.Component = named(raw[3]), named(raw[8])
	}
	if _, version, _ := strings.Cut(i.Version, ":"); i.Standard == edi.EDIFACT && version < "4" {
		d.Repetition = ""
	}
	if d.Component == d.Segment {
		d.Component = ""
	}
	return d
}

// delimiterIn is s if it can be a delimiter.
func delimiterIn(s string) string {
	if len(s) != 1 || s[0] >= utf8.RuneSelf || strings.ContainsAny(s, " \t\r\n") || s >= "0" && s <= "9" || s >= "A" && s <= "Z" || s >= "a" && s <= "z" {
		return ""
	}
	return s
}

// fallback is the usual delimiters.
func fallback(s edi.Standard) delimiters {
	if s == edi.X12 {
		return delimiters{Element: "*", Component: ">", Segment: "~"}
	}
	return delimiters{Element: "+", Component: ":", Repetition: "*", Release: "?", Segment: "'"}
}

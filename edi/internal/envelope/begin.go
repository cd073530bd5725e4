package envelope

import (
	"bytes"
	"io"
	"strings"

	"github.com/wharf-edi/wharf/edi"
)

// junk is what stood between interchanges and belongs to none.
type junk struct {
	from, end int64
	head      []byte // the beginning of it
	some      bool   // it is not just blanks
	telling   bool   // it seems to hold messages
	last      byte
	first     *edi.SyntaxError // what seemed to be an interchange or a message before there was one
	rank      int              // of first in Words.Telling
}

// begin finds the next interchange and opens it.
func (r *Reader) begin() error {
	r.junk.from, r.junk.head, r.junk.some, r.junk.telling, r.junk.last = r.T.Offset(), nil, false, false, 0
	h, found, err := r.find()
	if err != nil {
		return err
	}
	r.junk.end = r.T.Offset()
	if full := r.l.Interchanges > 0 && r.all >= r.l.Interchanges || r.l.Fields > 0 && r.fields > r.l.Fields; full && (found || r.junk.some) {
		return r.rest()
	}
	stray := r.between(found)
	switch {
	case found:
		return r.open(h, stray)
	case r.all > 0:
		return io.EOF
	case r.junk.first != nil:
		return r.junk.first
	}
	return &edi.SyntaxError{Err: r.w.None}
}

// find passes over the input up to the next header.
func (r *Reader) find() (h Header, found bool, err error) {
	for {
		w, err := r.T.Window(Lookahead)
		if err != nil {
			return h, false, err
		}
		n := bytes.Index(w, []byte(r.w.Anchor))
		switch {
		case n < 0 && len(w) < Lookahead:
			r.pass(w, len(w))
			return h, false, nil
		case n < 0:
			r.pass(w, len(w)-len(r.w.Anchor)+1)
			continue
		case n > 0:
			r.pass(w, n)
			continue
		}
		if !alphanumeric(r.junk.last) {
			if h, found = r.d.Begin(w, r.skipped); found {
				return h, true, nil
			}
		}
		r.tell(w)
		r.pass(w, len(r.w.Anchor))
	}
}

// tell notes what w begins with, if that seems to hold messages.
func (r *Reader) tell(w []byte) {
	for rank, f := range r.w.Telling {
		if !bytes.HasPrefix(w, []byte(f.Name)) {
			continue
		}
		r.junk.telling = true
		if at := r.T.Offset(); r.all == 0 && (r.junk.first == nil || rank < r.junk.rank) {
			r.junk.first = &edi.SyntaxError{Pos: edi.Pos{Offset: at, End: at + int64(len(f.Name)), Tag: f.Name}, Err: f.Err}
			r.junk.rank = rank
		}
	}
}

// pass passes over the first n bytes of w as belonging to nothing.
func (r *Reader) pass(w []byte, n int) {
	if n == 0 {
		return
	}
	b := w[:n]
	if r.T.Offset() == r.junk.from {
		b = bytes.TrimPrefix(b, []byte("\ufeff"))
	}
	if !r.junk.some {
		b = bytes.TrimFunc(b, func(c rune) bool { return c < 0x80 && edi.White(byte(c)) })
		r.junk.some = len(b) > 0
	}
	if room := 400 - len(r.junk.head); room > 0 && r.junk.some {
		r.junk.head = append(r.junk.head, b[:min(len(b), room)]...)
	}
	r.junk.last = w[n-1]
	r.T.Discard(n)
}

// between tells of what was passed over. Where that seems to have been an
// interchange, it is one that is rejected, so that it is not lost unseen; else it
// is a defect of the interchange beside it.
func (r *Reader) between(found bool) (stray *edi.Defect) {
	if !r.junk.some || r.skipped {
		return nil
	}
	pos := edi.Pos{Offset: r.junk.from, End: r.junk.end}
	value, _ := r.d.Text(r.junk.head)
	value = strings.TrimSpace(value)
	if !r.junk.telling {
		d := edi.NewDefect(pos, edi.CodeStray, edi.Warn, value)
		d.Text = "bytes between interchanges belong to none"
		if !found && r.all > 0 {
			r.late(d)
			return nil
		}
		return &d
	}
	if found || r.all > 0 {
		d := edi.NewDefect(pos, edi.CodeHeaderInvalid, edi.Reject, value)
		d.Text = r.w.Broken
		r.lone(pos, d)
	}
	return nil
}

// lone is an interchange that consists of what is wrong with it.
func (r *Reader) lone(pos edi.Pos, d edi.Defect) {
	i := &edi.Interchange{Standard: r.w.Standard, Offset: pos.Offset, End: pos.End}
	r.all++
	r.on.BeginInterchange(i)
	i.Report(d)
	r.on.EndInterchange(i)
}

// late reports bytes behind the last interchange, which has ended: they are one of
// their own that holds nothing but the defect.
func (r *Reader) late(d edi.Defect) {
	if l, ok := r.on.(interface{ Late(d edi.Defect) }); ok {
		l.Late(d)
		return
	}
	r.lone(d.Pos, d)
}

// rest is what of the input goes beyond the bounds: an interchange that is
// rejected, so that it is not lost unseen.
func (r *Reader) rest() error {
	from := r.junk.from
	for {
		w, err := r.T.Window(1)
		if err != nil {
			return err
		}
		if len(w) == 0 {
			break
		}
		r.T.Discard(len(w))
	}
	pos := edi.Pos{Offset: from, End: r.T.Offset()}
	r.lone(pos, edi.NewDefect(pos, edi.CodeTooLarge, edi.Reject, ""))
	return io.EOF
}

// open opens the interchange whose header h stands at the beginning of the window.
func (r *Reader) open(h Header, stray *edi.Defect) error {
	r.all++
	r.skipped = false
	i := &edi.Interchange{Standard: r.w.Standard, Offset: r.T.Offset()}
	r.Interchange = i
	r.count, r.size, r.group, r.messages, r.counted, r.stray, r.departed, r.packed = 1, 0, -1, 0, 0, false, false, false
	r.controls.reset()
	r.groups.reset()
	r.told = [quirks]bool{}
	r.T.Use(h.Syntax, h.Tail)
	flags, err := r.header(h)
	if err != nil {
		return err
	}
	for _, q := range h.Quirks {
		r.quirk(i.Header.Pos, q)
	}
	r.d.Open(r, &i.Header)
	if i.Control != "" && r.sent.met(i.Sender.String()+"\x00"+i.Receiver.String()+"\x00"+i.Control) {
		r.Defect(i.Header.At(r.w.Control, 0), edi.CodeControlRepeated, edi.Warn, i.Control)
	}
	r.quirks(flags, false, i.Header.Pos)
	if flags&edi.TooLarge != 0 {
		r.Defect(i.Header.Pos, edi.CodeTooLarge, edi.Reject, "")
	}
	if flags&edi.Terminated == 0 {
		r.Defect(i.Header.Pos, edi.CodeHeaderInvalid, edi.Reject, "")
	}
	if stray != nil {
		i.Report(*stray)
	}
	r.on.BeginInterchange(i)
	return nil
}

// header reads the header segment into the interchange.
func (r *Reader) header(h Header) (edi.Flags, error) {
	i := r.Interchange
	if h.Parsed != nil {
		i.Header = *h.Parsed
		size, flags := r.T.Absorb(h.Size)
		w, err := r.T.Window(size)
		if err != nil {
			return 0, err
		}
		i.Header.Raw = bytes.Clone(w[:size])
		r.T.Discard(size)
		i.Header.Pos = edi.Pos{Offset: i.Offset, End: i.Offset + int64(size), Segment: 1, Tag: i.Header.Tag}
		r.d.Declare(h, &i.Header)
		r.next = r.T.Upcoming()
		return flags | edi.Terminated, nil
	}
	before, err := r.T.Window(h.Before)
	if err != nil {
		return 0, err
	}
	una := bytes.Clone(before[:h.Before])
	r.T.Discard(h.Before)
	s, err := r.T.Next()
	if err != nil {
		return 0, err
	}
	if s, err = r.cut(s); err != nil {
		return 0, err
	}
	flags := s.Flags
	seg, _ := s.Parse(plainText{})
	raw := bytes.Clone(s.Raw())
	syntax := r.d.Declare(h, &seg)
	if syntax != h.Syntax && flags&edi.TooLarge == 0 {
		r.T.Back(s)
		r.T.Use(syntax, h.Tail)
		if s, err = r.T.NextWithin(len(raw)); err != nil {
			return 0, err
		}
	}
	seg, r.departed = s.Parse(r.d)
	seg.Pos = edi.Pos{Offset: i.Offset, End: s.End, Segment: 1, Tag: seg.Tag}
	seg.Raw = append(una, raw...)
	i.Header = seg
	r.next = r.T.Upcoming()
	return flags, nil
}

// plainText decodes text that is expected to be ASCII.
type plainText struct{}

func (plainText) Text(b []byte) (string, bool) { return string(b), false }

func alphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

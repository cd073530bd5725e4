package edifact

import (
	"bytes"
	"unicode/utf8"

	"github.com/wharf-edi/wharf/edi"
)

// quirk is a tolerated departure of a segment.
type quirk int

const (
	quirkWrapped quirk = iota
	quirkEmpty
	quirkTrailing
	quirkCharset
	quirkTooLarge
	quirks
)

// reader reads the interchanges of one input, one after the other.
type reader struct {
	src   []byte
	opt   Options
	pos   int
	total int  // fields of all interchanges
	utf8  bool // src is

	// Of the interchange that is being read.
	h           header
	decode      decoder
	repetitions bool // the repetition separator is in use
	ix          *edi.Interchange
	count       int             // segments
	group       int             // the open group's index; -1
	msg         *edi.Message    // the open message; nil
	counted     int             // messages of the open group
	references  map[string]bool // UNH 0062, of the open group where there is one
	groups      map[string]bool // UNG 0048
	told        [quirks]bool    // tolerated departures that were reported
	stray       bool            // the last segment stood outside of a message
}

// Read reads all interchanges of src. Other bytes between them are passed over
// and reported with an interchange beside them.
//
// Read answers an *edi.SyntaxError only where there is no interchange at all.
// All else that is wrong is a defect of an interchange, a group or a message, and
// does not touch the others. Input that breaks off gives what was whole and a
// defect of severity edi.Reject for what lacks its trailer. Messages that are
// whole in an interchange or group that is rejected have a defect that says so.
func Read(src []byte, opt *Options) ([]*edi.Interchange, error) {
	r := &reader{src: src, opt: opt.orDefault()}
	if int64(len(src)) > r.opt.MaxBytes {
		return nil, &edi.SyntaxError{Pos: edi.Pos{Offset: r.opt.MaxBytes, End: int64(len(src))}, Err: ErrTooLarge}
	}
	r.utf8 = utf8.Valid(src)
	var all []*edi.Interchange
	for {
		if r.total > maxFields || len(all) == maxInterchanges {
			all = append(all, r.rest()...)
			break
		}
		at, h, found := r.find()
		stray, broken := r.between(at)
		if broken != nil && (found || len(all) > 0) {
			all = append(all, broken)
		}
		if found {
			all = append(all, r.interchange(at, h))
		}
		if stray != nil && len(all) > 0 {
			last := all[len(all)-1]
			last.Defects = append(last.Defects, *stray)
		}
		if !found {
			break
		}
	}
	if len(all) > 0 {
		return all, nil
	}
	for _, tag := range []string{"UNB", "UNH"} {
		if n := bytes.Index(src, []byte(tag)); n >= 0 {
			return nil, &edi.SyntaxError{Pos: edi.Pos{Offset: int64(n), End: int64(n + 3), Tag: tag}, Err: headerErrors[tag]}
		}
	}
	return nil, &edi.SyntaxError{Err: ErrNoInterchange}
}

// headerErrors say what it means that a segment was found and no interchange.
var headerErrors = map[string]error{"UNB": ErrHeader, "UNH": ErrOutside}

// rest is what of the input goes beyond the bounds: an interchange that is
// rejected, so that it is not lost unseen.
func (r *reader) rest() []*edi.Interchange {
	end := int64(len(r.src))
	if len(bytes.TrimFunc(r.src[r.pos:], func(c rune) bool { return c < 0x80 && white(byte(c)) })) == 0 {
		return nil
	}
	d := edi.NewDefect(edi.Pos{Offset: int64(r.pos), End: end}, edi.CodeTooLarge, edi.Reject, "")
	return []*edi.Interchange{{Standard: edi.EDIFACT, Offset: int64(r.pos), End: end, Defects: []edi.Defect{d}}}
}

// find finds the next UNA or UNB from r.pos on that begins an interchange, and
// the end of the input where there is none.
func (r *reader) find() (at int, h header, found bool) {
	for at = r.pos; ; at += 2 {
		n := bytes.Index(r.src[at:], []byte("UN"))
		if n < 0 {
			return len(r.src), h, false
		}
		at += n
		if at > r.pos && alphanumeric(r.src[at-1]) {
			continue
		}
		if h, found = readHeader(r.src, at); found {
			return at, h, true
		}
	}
}

// between looks at the bytes between r.pos and at, which should be blank. Where
// messages seem to be among them, they are an interchange that is rejected, so
// that they are not lost unseen.
func (r *reader) between(at int) (stray *edi.Defect, broken *edi.Interchange) {
	junk := bytes.TrimPrefix(r.src[r.pos:at], []byte("\ufeff"))
	if bytes.IndexFunc(junk, func(c rune) bool { return c >= 0x80 || !white(byte(c)) }) < 0 {
		return nil, nil
	}
	pos := edi.Pos{Offset: int64(r.pos), End: int64(at)}
	value, _ := decoder{}.text(bytes.TrimSpace(junk[:min(len(junk), 400)]))
	if !bytes.Contains(junk, []byte("UNB")) && !bytes.Contains(junk, []byte("UNH")) {
		d := edi.NewDefect(pos, edi.CodeStray, edi.Warn, value)
		d.Text = "bytes between interchanges belong to none"
		return &d, nil
	}
	d := edi.NewDefect(pos, edi.CodeHeaderInvalid, edi.Reject, value)
	d.Text = "UNB is missing or cannot be read"
	return nil, &edi.Interchange{Standard: edi.EDIFACT, Offset: pos.Offset, End: pos.End, Defects: []edi.Defect{d}}
}

// interchange reads the interchange whose UNA or UNB is at at.
func (r *reader) interchange(at int, h header) *edi.Interchange {
	r.h = h
	r.ix = &edi.Interchange{Standard: edi.EDIFACT, Offset: int64(at)}
	r.count, r.group, r.msg, r.stray = 0, -1, nil, false
	r.groups, r.references, r.told = map[string]bool{}, map[string]bool{}, [quirks]bool{}
	r.open()
	for {
		s, ok := r.next()
		if !ok {
			r.broken()
			break
		}
		if r.count++; r.count > r.opt.MaxSegments || r.total > maxFields {
			r.defect(edi.Pos{Offset: int64(s.at), End: int64(s.end)}, edi.CodeTooLarge, edi.Reject, "")
			r.pos = r.skip(s.at)
			break
		}
		r.pos = s.end
		seg, found := r.split(s)
		seg.Pos.Segment, seg.Pos.Tag = r.count, seg.Tag
		done := r.take(&seg, s.terminated)
		r.report(&seg, found)
		if done {
			break
		}
	}
	r.ix.End = int64(r.pos)
	r.ix.RejectHeld()
	return r.ix
}

// skip is where reading can go on after an interchange that is too large: at the
// next one, or the end.
func (r *reader) skip(at int) int {
	if n := r.another(at, len(r.src)-at); n > 0 {
		return at + n
	}
	return len(r.src)
}

// defect is one of the open interchange, group or message, whichever is the
// innermost.
func (r *reader) defect(p edi.Pos, c edi.Code, s edi.Severity, value string) {
	d := edi.NewDefect(p, c, s, value)
	switch {
	case r.msg != nil:
		r.msg.Defects = append(r.msg.Defects, d)
	case r.group >= 0:
		g := &r.ix.Groups[r.group]
		g.Defects = append(g.Defects, d)
	default:
		r.ix.Defects = append(r.ix.Defects, d)
	}
}

// quirk reports a tolerated departure of the interchange.
func (r *reader) quirk(p edi.Pos, text string) {
	d := edi.NewDefect(p, edi.CodeLayout, edi.Warn, "")
	d.Text = text
	r.ix.Defects = append(r.ix.Defects, d)
}

// report reports what was odd about a segment: tolerated departures once for an
// interchange.
func (r *reader) report(seg *edi.Segment, found []quirk) {
	words := [quirks]string{
		quirkWrapped:  "line breaks stand inside of segments",
		quirkEmpty:    "a terminator stands alone",
		quirkCharset:  "text is not in the declared character set",
		quirkTrailing: "empty elements stand at the end of segments",
	}
	for _, q := range found {
		switch {
		case q == quirkTooLarge:
			r.defect(seg.Pos, edi.CodeTooLarge, edi.Reject, "")
		case !r.told[q]:
			r.told[q] = true
			r.quirk(seg.Pos, words[q])
		}
	}
}

package envelope

import (
	"errors"
	"io"

	"github.com/wharf-edi/wharf/edi"
)

// Limits bounds what is read. A zero field means no limit, but for Groups.
type Limits struct {
	Segments     int // of one interchange
	Fields       int // elements, components and repetitions of all interchanges
	Interchanges int
	Groups       int // of one interchange; 20,000 if zero
}

// suspicious is the length from which a segment is looked at more closely: an
// X12 header inside of it is about as long.
const suspicious = 100

// Reader reads the interchanges of one input, one after the other.
type Reader struct {
	T  *edi.Tokenizer
	d  Dialect
	w  *Words
	l  Limits
	on edi.Handler

	names   names
	all     int // interchanges
	fields  int
	junk    junk
	skipped bool // the interchange before was given up: what follows it is passed over

	// Interchange is the one that is being read; nil between them.
	Interchange *edi.Interchange
	Message     *edi.Message // the open one; nil
	segment     *edi.RawSegment
	next        edi.Tag // of the segment that is next
	count       int     // segments of the interchange
	size        int     // segments of the message
	group       int     // the open one's index; -1
	messages    int     // of the interchange
	counted     int     // messages of the open group
	controls    numbers
	groups      numbers
	sent        numbers // interchanges of the input, by sender, receiver and control number
	told        [quirks]bool
	departed    bool // text is not in the declared character set
	stray       bool // the last segment stood outside of a message
	packed      bool // a package is open
}

// New reads from t and tells on.
func New(t *edi.Tokenizer, w *Words, d Dialect, l Limits, on edi.Handler) *Reader {
	if l.Groups == 0 {
		l.Groups = 20_000
	}
	r := &Reader{T: t, w: w, d: d, l: l, on: on, group: -1}
	r.names.shortest = w.Shortest
	for name, role := range w.Roles {
		r.names.add(edi.MakeTag(name), role)
	}
	return r
}

// Run reads to the end of the input.
func (r *Reader) Run() error {
	for {
		if err := r.Step(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// Step reads one segment, or what stands before an interchange and its header. It
// answers io.EOF at the end, an *edi.SyntaxError at the end of input without an
// interchange, and else what the input answers.
func (r *Reader) Step() error {
	r.segment = nil
	if r.Interchange == nil {
		return r.begin()
	}
	if r.next == edi.TagOther || r.names.role(r.next) == Open {
		if ends, err := r.ends(); ends || err != nil {
			return err
		}
	}
	s, err := r.T.Next()
	if err != nil {
		if errors.Is(err, io.EOF) {
			r.broken()
			return nil
		}
		return err
	}
	if s.Flags != edi.Terminated || s.End-s.Offset >= suspicious {
		if s, err = r.cut(s); err != nil {
			return err
		}
	}
	r.next = s.Next
	r.count++
	r.fields += len(s.Values)
	if r.count > r.l.Segments && r.l.Segments > 0 || r.fields > r.l.Fields && r.l.Fields > 0 {
		r.give(s)
		return nil
	}
	r.segment = s
	r.take(s)
	return nil
}

// Segment is what the last Step read; nil where it read none. A header that is read
// by position is none.
func (r *Reader) Segment() *edi.RawSegment { return r.segment }

// Text is edi.Decoder.
func (r *Reader) Text(b []byte) (s string, departs bool) {
	s, departs = r.d.Text(b)
	r.departed = r.departed || departs
	return s, departs
}

// ends says that another interchange begins where a segment should, and ends the
// one that is being read.
func (r *Reader) ends() (bool, error) {
	w, err := r.T.Window(Lookahead)
	if err != nil || len(w) == 0 {
		return false, err
	}
	if len(w) < len(r.w.Anchor) || string(w[:len(r.w.Anchor)]) != r.w.Anchor {
		return false, nil
	}
	if _, found := r.d.Begin(w, false); !found {
		return false, nil
	}
	r.broken()
	return true, nil
}

// cut looks at a segment that is not like others: another interchange may begin
// inside of it, whose sender broke off the one before.
func (r *Reader) cut(s *edi.RawSegment) (*edi.RawSegment, error) {
	if s.Flags&edi.TooLarge != 0 {
		return s, nil
	}
	size := len(s.Raw())
	n := r.d.Another(s, s.Raw(), 1)
	if n < 0 {
		return s, nil
	}
	r.T.Back(s)
	w, err := r.T.Window(size + Lookahead)
	if err != nil {
		return nil, err
	}
	for tries := 0; n >= 0 && tries < mostCuts; tries++ {
		if _, found := r.d.Begin(w[n:], true); found {
			return r.T.NextWithin(n)
		}
		n = r.d.Another(s, w[:size], n+1)
	}
	return r.T.Next()
}

// mostCuts is how often another interchange is looked for in one segment.
const mostCuts = 1000

// give gives the interchange up at s, which exceeds a limit.
func (r *Reader) give(s *edi.RawSegment) {
	r.Defect(edi.Pos{Offset: s.Offset, End: s.End}, edi.CodeTooLarge, edi.Reject, "")
	if r.Message != nil {
		r.on.EndMessage(r.Interchange, r.Message)
	}
	r.Message, r.skipped = nil, true
	r.end(s.End)
}

// end ends the interchange at offset at.
func (r *Reader) end(at int64) {
	i := r.Interchange
	i.End = at
	r.on.EndInterchange(i)
	r.Interchange, r.group = nil, -1
}

// names is the roles of names, and which names can be a segment's: a table that
// fills with what is met, so that a segment costs one look.
type names struct {
	shortest int
	tags     [256]edi.Tag
	roles    [256]Role
}

func slot(t edi.Tag) uint32 { return uint32(t) * 0x9e3779b1 >> 24 }

func (n *names) add(t edi.Tag, role Role) {
	at := slot(t)
	for n.tags[at] != edi.TagOther {
		at = (at + 1) % 256
	}
	n.tags[at], n.roles[at] = t, role
}

// role is the role of t; invalid where t cannot be a segment's name.
func (n *names) role(t edi.Tag) Role {
	if t == edi.TagOther {
		return invalid
	}
	for at := slot(t); ; at = (at + 1) % 256 {
		switch {
		case n.tags[at] == t:
			return n.roles[at]
		case n.tags[at] == edi.TagOther:
			return n.meet(t, at)
		}
	}
}

// invalid is the role of what can be no segment's name.
const invalid Role = 255

// meet is role for a name that was not met before. The table keeps room.
func (n *names) meet(t edi.Tag, at uint32) Role {
	role := Data
	if !valid(t.String(), n.shortest) {
		role = invalid
	}
	if free := (at + 128) % 256; n.tags[free] == edi.TagOther {
		n.tags[at], n.roles[at] = t, role
	}
	return role
}

// valid says that s can be a segment's name.
func valid(s string, shortest int) bool {
	if len(s) < shortest || len(s) > 3 || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	for n := 1; n < len(s); n++ {
		if (s[n] < 'A' || s[n] > 'Z') && (s[n] < '0' || s[n] > '9') {
			return false
		}
	}
	return true
}

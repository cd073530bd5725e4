package edi

// A Handler is told what a reader finds, in the order of the input. What it is
// handed is the reader's until EndInterchange: a handler may add defects
// (Report), and may keep pointers, but not raw segments and what they hand out.
//
// Calls come as BeginInterchange, then for each message BeginMessage, Segment for
// each of its segments (header and trailer included) and EndMessage, then
// EndInterchange. Messages have no Segments and are not in the interchange's
// list: a handler that wants them puts them there.
type Handler interface {
	BeginInterchange(i *Interchange)
	BeginMessage(i *Interchange, m *Message)
	// Segment is the number-th of m. Text makes of its bytes what they mean in the
	// interchange's character set.
	Segment(m *Message, s *RawSegment, number int, text Decoder)
	EndMessage(i *Interchange, m *Message)
	EndInterchange(i *Interchange)
}

// A Decoder turns text as it came into UTF-8 and drops no character. Departs says
// that it is not in the character set that was declared.
type Decoder interface {
	Text(b []byte) (s string, departs bool)
}

// Parse is the segment with its values as text, empty ones at the end left out,
// and whether a value departs from the declared character set. It shares Raw with
// s. The position says nothing of the message.
func (s *RawSegment) Parse(d Decoder) (seg Segment, departs bool) {
	seg = Segment{Tag: s.Name(), Raw: s.Raw()}
	seg.Pos = Pos{Offset: s.Offset, End: s.End, Tag: seg.Tag}
	last := len(s.Values)
	for last > 1 && s.Values[last-1].Size() == 0 {
		last--
	}
	first := 1
	for first < last && s.Values[first].Element() == 0 {
		first++ // the rest of the name is explicit nesting, which nobody uses
	}
	if first == last {
		return seg, false
	}
	p := parser{s: s, d: d}
	if body := s.Body(); plain(body) {
		p.body = string(body)
	}
	// All slices of the segment are cut from three.
	p.texts = make([]string, 0, last)
	p.repetitions = make([][]string, 0, last)
	seg.Elements = make([][][]string, 0, s.Values[last-1].Element())
	for n := first; n < last; {
		var e [][]string
		e, n = p.element(n)
		seg.Elements = append(seg.Elements, e)
	}
	return seg, p.departs
}

// plain says that b is ASCII.
func plain(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

// parser parses one segment.
type parser struct {
	s       *RawSegment
	d       Decoder
	body    string // all of the segment, if it is ASCII: the values share its memory
	departs bool

	texts       []string
	repetitions [][]string
}

func (p *parser) text(n int) string {
	v := p.s.Values[n]
	if p.s.counted(n) {
		return string(p.s.Text(n))
	}
	if p.body != "" && !v.resolved() {
		return p.body[v.start()-p.s.origin : v.end()-p.s.origin]
	}
	t, departs := p.d.Text(p.s.Text(n))
	p.departs = p.departs || departs
	return t
}

// element is the element that begins with value n, and the value after it.
// Components and repetitions that are empty at the end are not there.
func (p *parser) element(n int) (e [][]string, next int) {
	number, first := p.s.Values[n].Element(), len(p.repetitions)
	for n < len(p.s.Values) && p.s.Values[n].Element() == number {
		begin := len(p.texts)
		for rep := p.s.Values[n].Repetition(); n < len(p.s.Values); n++ {
			if v := p.s.Values[n]; v.Element() != number || v.Repetition() != rep {
				break
			}
			p.texts = append(p.texts, p.text(n))
		}
		end := len(p.texts)
		for end > begin+1 && p.texts[end-1] == "" {
			end--
		}
		p.repetitions = append(p.repetitions, p.texts[begin:end:end])
	}
	last := len(p.repetitions)
	for last > first+1 && len(p.repetitions[last-1]) == 1 && p.repetitions[last-1][0] == "" {
		last--
	}
	return p.repetitions[first:last:last], n
}

// UTF8 decodes text that is UTF-8.
type UTF8 struct{}

// Text is b as it is.
func (UTF8) Text(b []byte) (string, bool) { return string(b), false }

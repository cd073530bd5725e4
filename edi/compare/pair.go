package compare

import (
	"slices"
	"strings"

	"github.com/wharf-edi/wharf/edi"
)

// pair is two messages that are compared with each other, or one that is alone: then
// the other is -1.
type pair struct{ first, second int }

// pairs finds for each message of a the one of b that it is to be compared with.
func pairs(a, b []*edi.Message) []pair {
	to, from := make([]int, len(a)), make([]int, len(b))
	for n := range to {
		to[n] = -1
	}
	for n := range from {
		from[n] = -1
	}
	for _, key := range []func(*edi.Message) string{beginning, number, control, kind} {
		match(a, b, to, from, key)
	}
	var all []pair
	next := 0 // of b
	alone := func(end int) {
		for ; next < end; next++ {
			if from[next] < 0 {
				all = append(all, pair{-1, next})
			}
		}
	}
	for n := range a {
		if to[n] >= 0 {
			alone(to[n])
		}
		all = append(all, pair{n, to[n]})
	}
	alone(len(b))
	return all
}

// match pairs messages that have none yet and are of one key, in order.
func match(a, b []*edi.Message, to, from []int, key func(*edi.Message) string) {
	waiting := map[string][]int{}
	for n, m := range b {
		if from[n] < 0 {
			k := key(m)
			waiting[k] = append(waiting[k], n)
		}
	}
	for n, m := range a {
		if to[n] >= 0 {
			continue
		}
		k := key(m)
		if k == "" || len(waiting[k]) == 0 {
			continue
		}
		to[n], from[waiting[k][0]] = waiting[k][0], n
		waiting[k] = waiting[k][1:]
	}
}

func kind(m *edi.Message) string { return m.Type }

func control(m *edi.Message) string { return m.Type + "\x00" + m.Control }

// beginning is the type and the first segment that is not the header: BEG, BGM.
func beginning(m *edi.Message) string {
	n := slices.IndexFunc(m.Segments, func(s edi.Segment) bool { return !service(s.Tag) })
	if n < 0 {
		return ""
	}
	return m.Type + "\x00" + content(&m.Segments[n])
}

// number is the type and what seems to be the document's number: the first longer
// value of the beginning segment after its first element.
func number(m *edi.Message) string {
	n := slices.IndexFunc(m.Segments, func(s edi.Segment) bool { return !service(s.Tag) })
	if n < 0 {
		return ""
	}
	s := &m.Segments[n]
	for e := 2; e <= len(s.Elements); e++ {
		if text := strings.TrimSpace(s.Element(e)); len(text) > 2 {
			return m.Type + "\x00" + text
		}
	}
	return ""
}

// service says that a segment belongs to the envelope of a message.
func service(tag string) bool { return tag == "ST" || tag == "SE" || tag == "UNH" || tag == "UNT" }

// content is what a segment says, blanks at the end of values apart.
func content(s *edi.Segment) string {
	var b strings.Builder
	b.WriteString(s.Tag)
	for n, e := range s.Elements {
		if blank(s.Elements[n:]) {
			break
		}
		b.WriteByte(0x1d)
		for r, components := range e {
			if r > 0 {
				b.WriteByte(0x1e)
			}
			for k, text := range components {
				if k > 0 {
					b.WriteByte(0x1f)
				}
				b.WriteString(strings.TrimRight(text, " "))
			}
		}
	}
	return b.String()
}

func blank(elements [][][]string) bool {
	for _, e := range elements {
		for _, r := range e {
			for _, text := range r {
				if strings.TrimRight(text, " ") != "" {
					return false
				}
			}
		}
	}
	return true
}

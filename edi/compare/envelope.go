package compare

import (
	"bytes"
	"fmt"

	"github.com/wharf-edi/wharf/edi"
)

// envelopes compares what interchanges say of sender and receiver, and in strict all
// that their headers say. They are paired in order.
func (c *comparison) envelopes(first, second []*edi.Interchange) {
	if c.Strict && len(first) != len(second) && len(first) > 0 {
		c.all = append(c.all, Difference{
			Kind: Changed, Message: first[0].Control, Name: "number of interchanges", Before: fmt.Sprint(len(first)), After: fmt.Sprint(len(second)),
		})
	}
	for n := range min(len(first), len(second)) {
		a, b := first[n], second[n]
		for _, f := range []struct {
			name          string
			before, after string
		}{
			{"sender", a.Sender.String(), b.Sender.String()},
			{"receiver", a.Receiver.String(), b.Receiver.String()},
			{"use", use(a), use(b)},
		} {
			if f.before != f.after {
				c.all = append(c.all, Difference{
					Kind: Changed, Message: a.Control, Name: f.name, First: a.Header.Pos, Second: b.Header.Pos, Before: f.before, After: f.after,
				})
			}
		}
		if c.Strict {
			c.headers(a, b)
		}
	}
}

func use(i *edi.Interchange) string {
	if i.Test {
		return "test"
	}
	return "production"
}

// headers compares the headers of two interchanges and of their groups, element by
// element, and how they are written.
func (c *comparison) headers(a, b *edi.Interchange) {
	compared := len(c.all)
	c.header(a, &a.Header, &b.Header)
	if len(c.all) == compared && !bytes.Equal(a.Header.Raw, b.Header.Raw) {
		c.all = append(c.all, Difference{
			Kind: Changed, Message: a.Control, Place: a.Header.Tag, First: a.Header.Pos, Second: b.Header.Pos,
			Before: fmt.Sprintf("%q", a.Header.Raw), After: fmt.Sprintf("%q", b.Header.Raw),
		})
	}
	if len(a.Groups) != len(b.Groups) {
		c.all = append(c.all, Difference{
			Kind: Changed, Message: a.Control, Name: "number of groups", First: a.Header.Pos, Second: b.Header.Pos,
			Before: fmt.Sprint(len(a.Groups)), After: fmt.Sprint(len(b.Groups)),
		})
	}
	for n := range min(len(a.Groups), len(b.Groups)) {
		c.header(a, &a.Groups[n].Header, &b.Groups[n].Header)
	}
}

// header compares two segments of the envelope.
func (c *comparison) header(i *edi.Interchange, x, y *edi.Segment) {
	of := func(s *edi.Segment) *side {
		m := &edi.Message{Standard: i.Standard, Control: i.Control, Segments: []edi.Segment{*s}}
		return &side{m: m, parents: []int{-1}, segments: []*edi.Segment{s}, numbers: []int{0}}
	}
	c.segment(of(x), 0, of(y), 0)
}

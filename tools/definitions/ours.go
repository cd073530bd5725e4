package main

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/schema"
)

// The segments around messages, which no message names.
var (
	envelopeX12     = []string{"ISA", "IEA", "GS", "GE", "ST", "SE", "TA1"}
	envelopeEDIFACT = []string{"UNB", "UNG", "UNH", "UNT", "UNE", "UNZ"}
)

// envelope is the name of the envelope's row among those of messages.
const envelope = "envelope"

// wanted is what there is to compare.
type wanted struct {
	versions []*version
}

// version is a version of ours, with the messages in it.
type version struct {
	version  string
	edifact  bool
	service  bool // a syntax version of EDIFACT: the envelope, and CONTRL
	messages []string
	ours     *book
	uses     map[string]*use // by message, and by envelope
}

// short is "4010" for "004010".
func (v *version) short() string { return strings.TrimLeft(v.version, "0") }

// use is what a message needs of its version.
type use struct {
	segments map[string]bool
	elements map[string]bool // without composites
	lists    map[string]bool // of elements that take codes
	codes    int
}

func (v *version) use(message string) *use {
	if v.uses[message] == nil {
		v.uses[message] = &use{map[string]bool{}, map[string]bool{}, map[string]bool{}, 0}
	}
	return v.uses[message]
}

// ours are our definitions in the form that others' have here.
func ours() *wanted {
	w := &wanted{}
	seen := map[string]bool{}
	for _, standard := range []edi.Standard{edi.X12, edi.EDIFACT} {
		for _, name := range schema.Versions(standard) {
			definitions := schema.Definitions(standard, name)
			if len(definitions) == 0 || seen[definitions[0].Version] {
				continue // a further name of a version
			}
			v := &version{version: definitions[0].Version, edifact: standard == edi.EDIFACT, uses: map[string]*use{}}
			seen[v.version] = true
			v.service = v.edifact && !strings.Contains(v.version, ".")
			v.ours = newBook("ours", v.version)
			for _, d := range definitions {
				v.messages = append(v.messages, d.Message)
				v.ours.messages[d.Message] = v.nodes(d.Message, d.Nodes)
			}
			switch {
			case !v.edifact:
				v.envelope(standard, envelopeX12)
			case v.service:
				v.envelope(standard, envelopeEDIFACT)
			}
			w.versions = append(w.versions, v)
		}
	}
	return w
}

func (v *version) nodes(message string, nodes []*schema.Node) []*node {
	var all []*node
	for _, d := range nodes {
		n := &node{tag: d.Segment.Tag, max: d.Max, nodes: v.nodes(message, d.Nodes)}
		if d.Mandatory {
			n.min = 1
		}
		if d.Max == schema.Unlimited {
			n.max = unlimited
		}
		v.segment(message, d.Segment)
		all = append(all, n)
	}
	return all
}

func (v *version) envelope(standard edi.Standard, tags []string) {
	for _, tag := range tags {
		if s := schema.FindSegment(standard, v.version, tag); s != nil {
			v.segment(envelope, s)
		}
	}
}

func (v *version) segment(message string, s *schema.Segment) {
	if u := v.use(message); !u.segments[s.Tag] {
		u.segments[s.Tag] = true
		v.ours.segments[s.Tag] = v.fields(u, s.Fields)
	}
}

func (v *version) fields(u *use, fields []schema.Field) []field {
	var all []field
	for _, s := range fields {
		f := field{id: s.ID, mandatory: answerOf(s.Mandatory), min: s.Min, max: s.Max, repeat: s.Repeat}
		if s.Kind == schema.Composite {
			f.parts = v.fields(u, s.Parts)
		} else {
			f.kinds = v.kind(s.Element)
			v.element(u, s.Element, f)
		}
		all = append(all, f)
	}
	return all
}

func (v *version) element(u *use, e *schema.Element, f field) {
	v.ours.elements[e.ID] = f
	if u.elements[e.ID] || e.Codes == nil {
		u.elements[e.ID] = true
		return
	}
	u.elements[e.ID] = true
	list := codeList{open: e.Codes.Open != ""}
	for _, c := range e.Codes.All() {
		list.codes = append(list.codes, c.Value)
	}
	v.ours.lists[e.ID] = list
	u.codes += len(list.codes)
	if len(list.codes) > 0 {
		u.lists[e.ID] = true
	}
}

// kind is the standard's name of a kind.
func (v *version) kind(e *schema.Element) string {
	switch e.Kind {
	case schema.Text:
		return map[bool]string{false: "AN", true: "an"}[v.edifact]
	case schema.Letters:
		return "a"
	case schema.Coded:
		return "ID"
	case schema.Number:
		return map[bool]string{false: "R", true: "n"}[v.edifact]
	case schema.Implied:
		return "N" + strconv.Itoa(e.Decimals)
	case schema.Date:
		return "DT"
	case schema.Time:
		return "TM"
	case schema.Binary:
		return "B"
	}
	return ""
}

// names are the rows of a version, in order: messages, and the envelope.
func (v *version) names() []string { return slices.Sorted(maps.Keys(v.uses)) }

// structures are the messages.
func (v *version) structures() map[string]bool {
	all := map[string]bool{}
	for _, m := range v.messages {
		all[m] = true
	}
	return all
}

// all is what its messages and the envelope need together.
func (v *version) all() *use {
	all := &use{map[string]bool{}, map[string]bool{}, map[string]bool{}, 0}
	for _, u := range v.uses {
		maps.Copy(all.segments, u.segments)
		maps.Copy(all.elements, u.elements)
		maps.Copy(all.lists, u.lists)
	}
	for id := range all.lists {
		all.codes += len(v.ours.lists[id].codes)
	}
	return all
}

package main

import (
	"maps"
	"slices"
	"strings"
)

// readPyx12 reads the maps of pyx12. They are implementation guides, most of them
// of health insurance; it has some of our messages, and the envelope.
func readPyx12(files archive, want *wanted) ([]*book, error) {
	elements, err := parseXML(files, "pyx12/map/dataele.xml")
	if err != nil {
		return nil, err
	}
	outside, err := parseXML(files, "pyx12/map/codes.xml")
	if err != nil {
		return nil, err
	}
	var books []*book
	for _, v := range want.versions {
		if v.edifact {
			continue
		}
		p := &pyx12{book: newBook("pyx12", v.version)}
		p.book.guide = true
		if v.version == "005010" { // its lengths are of that version
			p.forms(elements)
		}
		p.outside(outside)
		for _, m := range v.messages {
			if name := pyx12Map(files, "pyx12/map/"+m+"."+v.short()); name != "" {
				if err := p.read(files, name, m); err != nil {
					return nil, err
				}
			}
		}
		for _, name := range slices.Sorted(maps.Keys(files)) { // the envelope, and maps of others for their segments
			control := strings.HasPrefix(name, "pyx12/map/x12.control."+v.version[:5])
			if control || strings.Contains(name, "."+v.short()+".") && !strings.Contains(name, ".v2.") {
				if err := p.read(files, name, ""); err != nil {
					return nil, err
				}
			}
		}
		books = append(books, p.book)
	}
	return books, nil
}

// pyx12Map is the name of the last map that begins with stem.
func pyx12Map(files archive, stem string) string {
	var all []string
	for name := range files {
		if strings.HasPrefix(name, stem) && !strings.HasSuffix(name, ".v2.xml") {
			all = append(all, name)
		}
	}
	if len(all) == 0 {
		return ""
	}
	return slices.Max(all)
}

type pyx12 struct {
	book *book
}

func (p *pyx12) read(files archive, name, message string) error {
	top, err := parseXML(files, name)
	if err != nil {
		return err
	}
	nodes := p.nodes(top)
	if message != "" {
		p.book.messages[message] = nodes
	}
	return nil
}

// pyx12Frames are loops that are none in the standard: the envelope, and the tables
// of a message.
var pyx12Frames = map[string]bool{
	"ISA_LOOP": true, "GS_LOOP": true, "ST_LOOP": true, "HEADER": true, "DETAIL": true, "FOOTER": true,
	"TABLE2AREA2": true, "TABLE2AREA3": true,
}

// nodes are the segments and loops in t.
func (p *pyx12) nodes(t *xmlNode) []*node {
	var all []*node
	for _, c := range t.All {
		switch {
		case c.kind() == "segment":
			tag := c.attr("xid")
			p.segment(tag, c)
			if !slices.Contains(envelopeX12, tag) {
				all = append(all, &node{tag: tag, min: pyx12Min(c), max: most(c.child("max_use"))})
			}
		case c.kind() == "loop" && pyx12Frames[c.attr("xid")]:
			all = append(all, p.nodes(c)...)
		case c.kind() == "loop":
			inside := p.nodes(c)
			if len(inside) > 0 {
				all = append(all, &node{tag: inside[0].tag, min: pyx12Min(c), max: most(c.child("repeat")), nodes: inside[1:]})
			}
		}
	}
	return all
}

func pyx12Min(t *xmlNode) int {
	if t.child("usage") == "R" {
		return 1
	}
	return 0
}

// segment takes a segment in one of its places: what is optional in one is
// optional.
func (p *pyx12) segment(tag string, t *xmlNode) {
	fields := p.fields(t)
	for n, f := range p.book.segments[tag] {
		switch {
		case n >= len(fields):
			fields = append(fields, f)
		case fields[n].id == "":
			fields[n] = f
		case f.mandatory == no:
			fields[n].mandatory = no
		}
	}
	p.book.segments[tag] = fields
}

func (p *pyx12) fields(t *xmlNode) []field {
	var all []field
	for _, c := range t.All {
		if c.kind() != "element" && c.kind() != "composite" {
			continue
		}
		for at := atoi(c.child("seq")); len(all) < at-1; {
			all = append(all, field{min: untold, max: untold, repeat: untold})
		}
		f := field{id: c.child("data_ele"), min: untold, max: untold, repeat: untold}
		if c.child("usage") != "R" { // what is mandatory may be so by the guide alone
			f.mandatory = no
		}
		if c.kind() == "composite" {
			f.parts = p.fields(c)
		}
		for _, code := range c.find("code") {
			if c.kind() == "element" {
				p.code(f.id, strings.TrimSpace(code.Text))
			}
		}
		all = append(all, f)
	}
	return all
}

func (p *pyx12) code(element, code string) {
	list := p.book.lists[element]
	list.part = true
	list.add(code)
	p.book.lists[element] = list
}

// forms are kind and length of elements.
func (p *pyx12) forms(t *xmlNode) {
	for _, e := range t.find("data_ele") {
		p.book.elements[e.attr("ele_num")] = field{
			kinds: e.attr("data_type"), min: atoi(e.attr("min_len")), max: atoi(e.attr("max_len")),
		}
	}
}

// outside are lists that others than X12 keep.
func (p *pyx12) outside(t *xmlNode) {
	for _, set := range t.find("codeset") {
		for _, code := range set.find("code") {
			p.code(set.child("data_ele"), strings.TrimSpace(code.Text))
		}
	}
}

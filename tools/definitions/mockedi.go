package main

import (
	"fmt"
	"maps"
	"slices"
)

// readMockEDI reads CONTRL of syntax 3 and its segments from mock-edi, which has
// them as calls in Python. No other package has them. It leaves out what it does
// not send.
func readMockEDI(files archive, want *wanted) ([]*book, error) {
	p, err := newPython(files["mockedi/schema.py"])
	if err != nil {
		return nil, err
	}
	for _, v := range want.versions {
		if v.version != "3" {
			continue
		}
		b := newBook("mock-edi", v.version)
		b.guide = true
		for _, tag := range []string{"UCI", "UCM", "UCS", "UCD"} {
			v, err := p.assigned(tag)
			if err != nil {
				return nil, err
			}
			c, isCall := v.(*pyCall)
			if !isCall || len(c.args) < 3 {
				return nil, fmt.Errorf("%s is not a segment", tag)
			}
			b.segments[tag] = mockFields(c.args[2], func(element, list string) { mockList(b, p, element, list) })
		}
		v, err := p.assigned("EDIFACT_CONTRL")
		if err != nil {
			return nil, err
		}
		if c, isCall := v.(*pyCall); isCall && len(c.args) > 3 {
			b.messages["CONTRL"] = mockNodes(c.args[3])
		}
		return []*book{b}, nil
	}
	return nil, nil
}

// mockFields reads _e(id, name, kind, min, max, status, codes) and _c(id, name, parts,
// status), and calls list with the name of codes.
func mockFields(v any, list func(element, name string)) []field {
	var all []field
	rows, _ := v.([]any)
	for _, v := range rows {
		c, _ := v.(*pyCall)
		if c == nil || len(c.args) < 3 {
			continue
		}
		f := field{mandatory: no, min: untold, max: untold, repeat: untold}
		f.id, _ = c.args[0].(string)
		for _, a := range append(c.args[2:], c.named["req"]) {
			if a == pyName("MANDATORY") {
				f.mandatory = yes
			}
		}
		if c.name == "_c" {
			f.parts = mockFields(c.args[2], list)
		} else if len(c.args) > 4 {
			f.kinds = map[any]string{"AN": "an a", "ID": "an a", "N0": "n"}[c.args[2]]
			f.min, _ = c.args[3].(int)
			f.max, _ = c.args[4].(int)
		}
		if name, isName := c.args[len(c.args)-1].(pyName); isName && len(c.args) == 7 {
			list(f.id, string(name))
		}
		all = append(all, f)
	}
	return all
}

// mockNodes reads Use(TAG, status, max_use=n) and Loop(id, (nodes), status, max).
func mockNodes(v any) []*node {
	var all []*node
	list, _ := v.([]any)
	for _, v := range list {
		c, _ := v.(*pyCall)
		if c == nil || len(c.args) == 0 {
			continue
		}
		n := &node{max: 1}
		if len(c.args) > 1 && c.args[1] == pyName("MANDATORY") {
			n.min = 1
		}
		if tag, isName := c.args[0].(pyName); isName {
			n.tag = string(tag)
			if most, isNumber := c.named["max_use"].(int); isNumber {
				n.max = most
			}
		} else if len(c.args) > 3 {
			inside := mockNodes(c.args[1])
			n.tag, n.nodes = inside[0].tag, inside[1:]
			n.max, _ = c.args[3].(int)
		}
		if n.tag != "UNH" && n.tag != "UNT" {
			all = append(all, n)
		}
	}
	return all
}

// mockList takes a dictionary of codes.
func mockList(b *book, p *python, element, name string) {
	v, _ := p.assigned(name)
	codes, _ := v.(map[string]any)
	list := codeList{part: true}
	for _, code := range slices.Sorted(maps.Keys(codes)) {
		list.add(code)
	}
	b.lists[element] = list
}

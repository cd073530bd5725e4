package main

import (
	"regexp"
	"strings"
)

// readSmooks reads the EDIFACT packs of Smooks: two XML schemas for each directory,
// one with messages, one with segments and code lists.
func readSmooks(files archive, want *wanted) ([]*book, error) {
	var books []*book
	for _, v := range want.versions {
		dir := strings.ToLower(strings.ReplaceAll(v.version, ".", "")) + "/EDIFACT-"
		if files[dir+"Segments.dfdl.xsd"] == nil { // each directory is a package of its own
			continue
		}
		b := newBook("smooks", v.version)
		s := &smooks{types: map[string]*xmlNode{}}
		for _, name := range []string{"Segments", "Messages"} {
			schema, err := parseXML(files, dir+name+".dfdl.xsd")
			if err != nil {
				return nil, err
			}
			for _, t := range schema.All {
				if t.kind() == "complexType" || t.kind() == "simpleType" {
					s.types[t.attr("name")] = t
				}
			}
		}
		s.fill(b, v.messages)
		books = append(books, b)
	}
	return books, nil
}

// smooks is the types of both schemas.
type smooks struct {
	types map[string]*xmlNode
}

func (s *smooks) fill(b *book, messages []string) {
	for _, m := range messages {
		if t := s.types[m]; t != nil {
			b.messages[m] = s.nodes(t)
		}
	}
	for name, t := range s.types {
		if tag, _, _ := strings.Cut(name, "-"); len(tag) == 3 && t.kind() == "complexType" {
			b.segments[tag] = s.fields(t)
		}
		if id, isElement := strings.CutPrefix(name, "E"); isElement && t.kind() == "simpleType" {
			id, _, _ = strings.Cut(id, "-")
			list := codeList{}
			for _, e := range t.find("enumeration") {
				list.add(e.attr("value"))
			}
			if list.codes != nil {
				b.lists[id] = list
			}
		}
	}
}

// nodes are the segments and groups of a message or group, in order.
func (s *smooks) nodes(t *xmlNode) []*node {
	var all []*node
	for _, e := range t.find("element") {
		n := &node{tag: e.attr("name"), min: occurs(e.attr("minOccurs"), 1), max: occurs(e.attr("maxOccurs"), 1)}
		if strings.HasPrefix(n.tag, "SegGrp") {
			inside := s.nodes(e)
			n.tag, n.nodes = inside[0].tag, inside[1:]
		}
		all = append(all, n)
	}
	return all
}

func (s *smooks) fields(t *xmlNode) []field {
	var all []field
	for _, e := range t.find("element") {
		f := field{
			mandatory: answerOf(occurs(e.attr("minOccurs"), 1) > 0), repeat: occurs(e.attr("maxOccurs"), 1),
			min: untold, max: untold,
		}
		_, name, _ := strings.Cut(e.attr("type"), ":")
		f.id = strings.TrimRight(strings.TrimPrefix(e.attr("name"), "E"), "ab") // "1131b": the second in its composite
		if of := s.types[name]; of != nil && of.kind() == "complexType" {
			f.parts = s.fields(of)
		} else if of != nil {
			f.kinds, f.min, f.max = smooksForm(of)
		}
		all = append(all, f)
	}
	return all
}

// occurs is the number that minOccurs or maxOccurs has.
func occurs(s string, without int) int {
	switch s {
	case "":
		return without
	case "unbounded":
		return unlimited
	}
	return atoi(s)
}

var smooksBase = regexp.MustCompile(`:(alpha|numeric)(\d+)(?:-(\d+))?$`)

// smooksForm is what the name of the type's base says. It does not tell letters
// from other characters.
func smooksForm(t *xmlNode) (kinds string, low, high int) {
	for _, r := range t.find("restriction") {
		m := smooksBase.FindStringSubmatch(r.attr("base"))
		if m == nil {
			continue
		}
		kinds = map[string]string{"alpha": "an a", "numeric": "n"}[m[1]]
		low, high = max(1, atoi(m[2])), atoi(m[3])
		if m[3] == "" {
			high = low
		}
		return kinds, low, high
	}
	return "", untold, untold
}

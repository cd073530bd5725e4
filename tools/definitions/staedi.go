package main

import "strings"

// staediKinds are the kinds that StAEDI's mean, in X12 and in EDIFACT.
var staediKinds = map[bool]map[string]string{
	false: {"string": "AN", "identifier": "ID AN", "decimal": "R", "numeric": "N0", "date": "DT", "time": "TM"},
	true:  {"string": "an a", "identifier": "an a", "decimal": "n", "numeric": "n"},
}

// readStaedi reads the control schemas of StAEDI: service segments of EDIFACT, and
// the envelope of X12. Its lists of X12 are of all versions at once, and left out.
func readStaedi(files archive, want *wanted) ([]*book, error) {
	var books []*book
	for _, v := range want.versions {
		names := []string{"X12/common.xml", "X12/v00200.xml"}
		switch {
		case v.version == "005010":
			names[1] = "X12/v00402.xml"
		case v.version == "3":
			names = []string{"EDIFACT/v3.xml"}
		case v.version == "4":
			names = []string{"EDIFACT/v4r02.xml"}
		case v.edifact:
			continue
		}
		s := &staedi{book: newBook("staedi", v.version), edifact: v.edifact, types: map[string]*xmlNode{}}
		for _, name := range names {
			schema, err := parseXML(files, name)
			if err != nil {
				return nil, err
			}
			for _, t := range schema.All {
				s.types[t.attr("name")] = t
			}
		}
		s.fill()
		books = append(books, s.book)
	}
	return books, nil
}

type staedi struct {
	book    *book
	edifact bool
	types   map[string]*xmlNode
}

func (s *staedi) fill() {
	for name, t := range s.types {
		switch t.kind() {
		case "segmentType":
			s.book.segments[name] = s.fields(t)
		case "elementType":
			list := codeList{}
			for _, e := range t.find("value") {
				list.add(strings.TrimSpace(e.Text))
			}
			if list.codes != nil && s.edifact {
				s.book.lists[staediID(name)] = list
			}
		}
	}
}

// staediID is "S001" for "CES001", "28" for "E28" and "0001" for "DE0001".
func staediID(name string) string {
	if strings.HasPrefix(name, "I") {
		return name
	}
	return strings.TrimLeft(name, "DCE")
}

func (s *staedi) fields(t *xmlNode) []field {
	var all []field
	for _, sequence := range t.find("sequence") {
		for _, e := range sequence.All {
			if e.kind() != "element" && e.kind() != "composite" {
				continue
			}
			name := e.attr("type")
			f := field{
				id: staediID(name), mandatory: answerOf(occurs(e.attr("minOccurs"), 0) > 0),
				repeat: occurs(e.attr("maxOccurs"), 1), min: untold, max: untold,
			}
			if of := s.types[name]; of != nil && e.kind() == "composite" {
				f.parts = s.fields(of)
			} else if of != nil {
				f.kinds = staediKinds[s.edifact][of.attr("base")]
				f.min, f.max = occurs(of.attr("minLength"), 1), occurs(of.attr("maxLength"), 1)
			}
			all = append(all, f)
		}
	}
	return all
}

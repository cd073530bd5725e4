package main

import (
	"bufio"
	"bytes"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// readX12Types reads x12-types, a crate of Rust: messages and segments are structs,
// and have tables in their comments; code lists are macros.
func readX12Types(files archive, want *wanted) ([]*book, error) {
	var books []*book
	for _, v := range want.versions {
		if v.edifact {
			continue
		}
		x := &x12Types{book: newBook("x12-types", v.version), structs: map[string]*rustStruct{}}
		root := "src/v" + v.version + "/"
		for _, name := range slices.Sorted(maps.Keys(files)) {
			src := files[name]
			switch {
			case strings.HasPrefix(name, root+"element/"):
				x.elements(src)
			case strings.HasPrefix(name, root+"segment/"), path.Dir(name)+"/" == root && strings.HasSuffix(name, "_doc.rs"):
				x.scan(src)
			}
		}
		for tag, s := range x.structs {
			if fields := s.fields(); slices.ContainsFunc(fields, func(f field) bool { return f.id != "" }) {
				x.book.segments[tag], x.book.short[tag] = fields, len(s.rows) == 0
			}
		}
		for _, m := range v.messages {
			if s := x.structs["_"+m]; s != nil {
				x.book.messages[m] = x.message(s)
			}
		}
		books = append(books, x.book)
	}
	return books, nil
}

type x12Types struct {
	book    *book
	structs map[string]*rustStruct
}

// rustStruct is a struct with the table that stands above it.
type rustStruct struct {
	rows    [][]string // of the table, cut at its bars
	members []rustMember
}

type rustMember struct{ name, kind string }

var (
	rustLine  = regexp.MustCompile(`^\s+pub ([\w#]+): ([\w<>:]+),`)
	rustBegin = regexp.MustCompile(`^pub struct (\w+) \{`)
	rustField = regexp.MustCompile(`^_\d\d$`)
	rustType  = regexp.MustCompile(`element::E?(\w+)`)
)

// scan takes the structs of a file.
func (x *x12Types) scan(src []byte) {
	s := &rustStruct{}
	for lines := bufio.NewScanner(bytes.NewReader(src)); lines.Scan(); {
		line := lines.Text()
		if row, isComment := strings.CutPrefix(line, "/// "); isComment && strings.Contains(row, "|") {
			columns := strings.Split(row, "|")
			for n := range columns {
				columns[n] = strings.TrimSpace(columns[n])
			}
			s.rows = append(s.rows, columns)
		} else if m := rustBegin.FindStringSubmatch(line); m != nil {
			x.structs[m[1]] = s
		} else if m := rustLine.FindStringSubmatch(line); m != nil {
			s.members = append(s.members, rustMember{m[1], m[2]})
		} else if line == "}" {
			s = &rustStruct{}
		}
	}
}

var (
	x12Position = regexp.MustCompile(`^\d\d$`)
	x12Status   = regexp.MustCompile(`^([MOXC])(/Z)?$`)
	x12Kind     = regexp.MustCompile(`^(AN|ID|R|N\d|DT|TM|B)$`)
	x12Length   = regexp.MustCompile(`^(\d+)/(\d+)$`)
)

// fields reads rows as "02 | 127 | Name | 1 | O/Z | AN | 1/30", of which some lack
// the number after the name, and some all from the kind on. A struct without a table
// has elements in the types of some members, and some of a length that is a guess.
func (s *rustStruct) fields() []field {
	var all []field
	for _, row := range s.rows {
		if len(row) < 4 || !x12Position.MatchString(row[0]) {
			continue
		}
		f := field{id: row[1], min: untold, max: untold, repeat: untold}
		for _, column := range row[3:] {
			if m := x12Status.FindStringSubmatch(column); m != nil && f.mandatory == notTold {
				f.mandatory = answerOf(m[1] == "M")
			} else if x12Kind.MatchString(column) {
				f.kinds = column
			} else if m := x12Length.FindStringSubmatch(column); m != nil && !strings.HasPrefix(f.id, "C") {
				f.min, f.max = atoi(m[1]), atoi(m[2])
			} else if n := atoi(column); n > 1 {
				f.repeat = n
			}
		}
		all = append(all, f)
	}
	for _, m := range s.members {
		if len(s.rows) == 0 && rustField.MatchString(m.name) {
			f := field{min: untold, max: untold, repeat: untold}
			if t := rustType.FindStringSubmatch(m.kind); t != nil {
				f.id = t[1]
			}
			all = append(all, f)
		}
	}
	return all
}

// message is a message's table where it has one, and else its struct.
func (x *x12Types) message(s *rustStruct) []*node {
	top := &node{}
	open := []*node{top}
	for _, row := range s.rows {
		steps := strings.Split(row[0], "->")
		depth := len(steps) - 1
		if depth >= len(open) {
			continue
		}
		open = open[:depth+1]
		above := open[depth]
		if strings.HasPrefix(strings.TrimSpace(steps[depth]), "LOOP ID") {
			loop := &node{max: most(row[1])}
			above.nodes = append(above.nodes, loop)
			open = append(open, loop)
		} else if len(row) > 4 && row[1] != "ST" && row[1] != "SE" && x12Status.MatchString(row[3]) {
			n := &node{tag: row[1], max: most(row[4])}
			if row[3] == "M" {
				n.min = 1
			}
			if above != top && above.tag == "" {
				above.tag, above.min = n.tag, n.min
			} else {
				above.nodes = append(above.nodes, n)
			}
		}
	}
	if len(top.nodes) > 0 {
		return top.nodes
	}
	return x.nodes(s)
}

// nodes reads a struct's members: X once, Option<X> at most once, Vec<X> any number
// of times, X being a segment or the struct of a loop.
func (x *x12Types) nodes(s *rustStruct) []*node {
	var all []*node
	for _, m := range s.members {
		name, n := m.kind, &node{min: 1, max: 1}
		if inside, isOption := strings.CutPrefix(name, "Option<"); isOption {
			name, n.min = strings.TrimSuffix(inside, ">"), 0
		} else if inside, isVec := strings.CutPrefix(name, "Vec<"); isVec {
			name, n.min, n.max = strings.TrimSuffix(inside, ">"), untold, several
		}
		n.tag = name
		if loop := x.structs[name]; loop != nil && strings.HasPrefix(name, "_") {
			if inside := x.nodes(loop); len(inside) > 0 {
				n.tag, n.nodes = inside[0].tag, inside[1:]
			}
		}
		if n.tag != "ST" && n.tag != "SE" {
			all = append(all, n)
		}
	}
	return all
}

var (
	rustElement = regexp.MustCompile(`^\s*/// - Data element: (\w+)`)
	rustKind    = regexp.MustCompile(`^\s*/// - Type: .*\((\w+)\)`)
	rustLength  = regexp.MustCompile(`^\s*/// - Length: min (\d+), max (\d+)`)
	rustCode    = regexp.MustCompile(`^\s*"([^"]+)" => `)
)

// elements takes the forms of elements, and their codes, from a file. Its lists are
// parts of the standard's: an element takes other codes, too.
func (x *x12Types) elements(src []byte) {
	id := ""
	for lines := bufio.NewScanner(bytes.NewReader(src)); lines.Scan(); {
		line := lines.Text()
		form := x.book.elements[id]
		if m := rustElement.FindStringSubmatch(line); m != nil {
			id = m[1]
			x.book.elements[id] = field{min: untold, max: untold}
		} else if m := rustKind.FindStringSubmatch(line); m != nil {
			form.kinds = m[1]
			x.book.elements[id] = form
		} else if m := rustLength.FindStringSubmatch(line); m != nil {
			form.min, form.max = atoi(m[1]), atoi(m[2])
			x.book.elements[id] = form
		} else if m := rustCode.FindStringSubmatch(line); m != nil {
			list := x.book.lists[id]
			list.part = true
			list.add(m[1])
			x.book.lists[id] = list
		}
	}
}

package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// brief is all of a book in one line.
func (b *book) brief() string {
	var all []string
	for _, m := range slices.Sorted(maps.Keys(b.messages)) {
		all = append(all, m+":"+briefNodes(b.messages[m]))
	}
	for _, tag := range slices.Sorted(maps.Keys(b.segments)) {
		all = append(all, tag+":"+briefFields(b.segments[tag]))
	}
	for _, id := range slices.Sorted(maps.Keys(b.lists)) {
		all = append(all, "codes "+id+": "+strings.Join(b.lists[id].codes, " "))
	}
	for _, id := range slices.Sorted(maps.Keys(b.elements)) {
		all = append(all, "element "+id+":"+briefFields([]field{b.elements[id]}))
	}
	return strings.Join(all, "; ")
}

func briefNodes(nodes []*node) string {
	s := ""
	for _, n := range nodes {
		s += fmt.Sprintf(" %s %s..%s", n.tag, briefNumber(n.min), briefNumber(n.max))
		if len(n.nodes) > 0 {
			s += " (" + strings.TrimSpace(briefNodes(n.nodes)) + ")"
		}
	}
	return s
}

func briefNumber(n int) string {
	switch n {
	case unlimited:
		return "any"
	case untold:
		return "?"
	case several:
		return "many"
	}
	return itoa(n)
}

func itoa(n int) string { return fmt.Sprint(n) }

func briefFields(fields []field) string {
	s := ""
	for _, f := range fields {
		one := f.id
		if f.mandatory == yes {
			one += "!"
		}
		if f.repeat > 1 {
			one += "*" + itoa(f.repeat)
		}
		switch {
		case f.parts != nil:
			one += "{" + strings.TrimSpace(briefFields(f.parts)) + "}"
		case f.kinds != "":
			if f.id != "" && f.mandatory != yes {
				one += " "
			}
			one += fmt.Sprintf("%d..%d(%s)", f.min, f.max, f.kinds)
		}
		if one == "" {
			one = "?"
		}
		s += " " + one
	}
	return s
}

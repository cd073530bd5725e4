package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// difference is where a source says something else than we do.
type difference struct {
	version string
	place   string // "850 PO1/N1", "segment REF 02", "element 719", "codes 355"
	source  string
	what    string // "ours 12, theirs 25 times"
}

func (d difference) String() string {
	return d.version + " | " + d.place + " | " + d.source + " | " + d.what
}

// comparison is of our book with another.
type comparison struct {
	version  *version
	ours     *book
	theirs   *book
	accepted acceptedList
	found    []difference
	compared map[string]bool // places: "850", "segment REF", "codes 355"
}

// compare finds the differences, each once.
func compare(v *version, theirs *book, known acceptedList) *comparison {
	c := &comparison{version: v, ours: v.ours, theirs: theirs, accepted: known, compared: map[string]bool{}}
	for _, m := range v.messages {
		if nodes, has := theirs.messages[m]; has {
			c.place(m, func(c *comparison) { c.nodes(m+" ", v.ours.messages[m], nodes) })
		}
	}
	for _, tag := range slices.Sorted(maps.Keys(v.ours.segments)) {
		if fields, has := theirs.segments[tag]; has {
			place := "segment " + tag
			c.place(place, func(c *comparison) { c.fields(place+" ", v.ours.segments[tag], fields) })
		}
	}
	for _, id := range slices.Sorted(maps.Keys(v.ours.elements)) {
		if form, has := theirs.elements[id]; has {
			place := "element " + id
			c.place(place, func(c *comparison) { c.form(place, v.ours.elements[id], form) })
		}
		if list, has := theirs.lists[id]; has {
			place := "codes " + id
			c.place(place, func(c *comparison) { c.list(place, v.ours.lists[id], list) })
		}
	}
	return c
}

// place compares a place, unless it is set aside: then it must at least differ.
func (c *comparison) place(place string, do func(*comparison)) {
	a := c.accepted.find(difference{c.ours.version, place, c.theirs.source, aside})
	if a == nil || a.what != aside {
		c.compared[place] = true
		do(c)
		return
	}
	apart := &comparison{version: c.version, ours: c.ours, theirs: c.theirs}
	do(apart)
	a.used = a.used || len(apart.found) > 0
}

func (c *comparison) add(place, format string, args ...any) {
	d := difference{c.ours.version, place, c.theirs.source, fmt.Sprintf(format, args...)}
	if !slices.Contains(c.found, d) {
		c.found = append(c.found, d)
	}
}

// nodes compares a level of a message and those below.
func (c *comparison) nodes(above string, ours, theirs []*node) {
	pairs := align(ours, theirs)
	if c.theirs.guide {
		pairs = embed(ours, theirs)
	}
	for _, p := range pairs {
		switch {
		case p.ours == nil:
			c.add(above+p.theirs.tag, "ours lacks it here")
			continue
		case p.theirs == nil:
			if !c.theirs.guide || p.ours.min > 0 {
				c.add(above+p.ours.tag, "theirs lacks it here")
			}
			continue
		}
		place := above + p.ours.tag
		a, b := p.ours, p.theirs
		if b.min != untold && a.min != b.min && (!c.theirs.guide || a.min > 0) {
			c.add(place, "ours %s, theirs %s", answerOf(a.min > 0), answerOf(b.min > 0))
		}
		switch {
		case b.max == several && a.max == 1, b.max >= 0 && a.max != b.max && (!c.theirs.guide || b.max > a.max):
			c.add(place, "ours %s, theirs %s", times(a.max), times(b.max))
		}
		c.nodes(place+"/", a.nodes, b.nodes)
	}
}

func times(n int) string {
	switch n {
	case unlimited:
		return "any number of times"
	case several:
		return "more than once"
	case 1:
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

type pair struct{ ours, theirs *node }

// align pairs nodes of the same name, so that as many as can be have a partner and
// the order stays.
func align(ours, theirs []*node) []pair {
	longest := make([][]int, len(ours)+1) // of what is left from [i][j] on
	for i := range longest {
		longest[i] = make([]int, len(theirs)+1)
	}
	for i := len(ours) - 1; i >= 0; i-- {
		for j := len(theirs) - 1; j >= 0; j-- {
			longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			if ours[i].tag == theirs[j].tag {
				longest[i][j] = max(longest[i][j], longest[i+1][j+1]+1)
			}
		}
	}
	var all []pair
	i, j := 0, 0
	for i < len(ours) || j < len(theirs) {
		switch {
		case i < len(ours) && j < len(theirs) && ours[i].tag == theirs[j].tag && longest[i][j] == longest[i+1][j+1]+1:
			all = append(all, pair{ours[i], theirs[j]})
			i, j = i+1, j+1
		case i < len(ours) && (j == len(theirs) || longest[i+1][j] >= longest[i][j+1]):
			all = append(all, pair{ours: ours[i]})
			i++
		default:
			all = append(all, pair{theirs: theirs[j]})
			j++
		}
	}
	return all
}

// embed finds for each node of a guide the place in ours, which is not before that
// of the last. A guide may have several for one of ours.
func embed(ours, theirs []*node) []pair {
	var all []pair
	at, taken := 0, map[int]bool{}
	for _, t := range theirs {
		n := slices.IndexFunc(ours[at:], func(o *node) bool { return o.tag == t.tag })
		if n < 0 {
			all = append(all, pair{theirs: t})
			continue
		}
		at += n
		taken[at] = true
		all = append(all, pair{ours[at], t})
	}
	for n, o := range ours {
		if !taken[n] {
			all = append(all, pair{ours: o})
		}
	}
	return all
}

// fields compares the places of a segment or composite.
func (c *comparison) fields(above string, ours, theirs []field) {
	if c.version.edifact {
		ours, theirs = spread(ours), spread(theirs)
	}
	_, tag, _ := strings.Cut(strings.TrimSpace(above), " ")
	short := c.theirs.short[tag]
	if len(theirs) > len(ours) && !short || len(theirs) < len(ours) && !short && !c.theirs.guide {
		c.add(strings.TrimSpace(above), "ours %d places, theirs %d", len(ours), len(theirs))
	}
	for n := range min(len(ours), len(theirs)) {
		c.field(fmt.Sprintf("%s%02d", above, n+1), ours[n], theirs[n])
	}
}

// spread puts what may be repeated in its place as often as it may, each a place of
// its own: EDIFACT's directories write it in both ways.
func spread(fields []field) []field {
	var all []field
	for _, f := range fields {
		for n := range max(1, f.repeat) {
			one := f
			one.repeat = 1
			if n > 0 && f.mandatory == yes {
				one.mandatory = no
			}
			all = append(all, one)
		}
	}
	return all
}

func (c *comparison) field(place string, ours, theirs field) {
	if theirs.id != "" && theirs.id != ours.id {
		c.add(place, "ours %s, theirs %s", ours.id, theirs.id)
		return
	}
	if theirs.mandatory != notTold && theirs.mandatory != ours.mandatory && (!c.theirs.guide || ours.mandatory == yes) {
		c.add(place, "ours %s, theirs %s", ours.mandatory, theirs.mandatory)
	}
	if theirs.repeat > 0 && theirs.repeat != ours.repeat {
		c.add(place, "ours %s, theirs %s", times(ours.repeat), times(theirs.repeat))
	}
	switch {
	case ours.parts != nil && theirs.parts != nil:
		c.fields(place+"-", ours.parts, theirs.parts)
	case ours.parts != nil && theirs.kinds != "", theirs.parts != nil:
		c.add(place, "a composite on one side only")
	case ours.parts == nil && theirs.id != "":
		c.form("element "+ours.id, ours, theirs) // once, and not in each of its places
	case ours.parts == nil:
		c.form(place, ours, theirs)
	}
}

// form compares kind and length.
func (c *comparison) form(place string, ours, theirs field) {
	if theirs.kinds != "" && !slices.Contains(strings.Fields(theirs.kinds), ours.kinds) {
		c.add(place, "ours %s, theirs %s", ours.kinds, strings.ReplaceAll(theirs.kinds, " ", " or "))
	}
	if theirs.max != untold && (ours.min != theirs.min || ours.max != theirs.max) {
		c.add(place, "ours %d..%d, theirs %d..%d", ours.min, ours.max, theirs.min, theirs.max)
	}
}

func (c *comparison) list(place string, ours, theirs codeList) {
	if len(ours.codes) == 0 && !ours.open {
		if !c.theirs.guide { // a guide gives values for elements of free text, too
			c.add(place, "ours has no list, theirs %d codes", len(theirs.codes))
		}
		return
	}
	if lacks := without(theirs.codes, ours.codes); len(lacks) > 0 && !ours.open {
		c.add(place, "ours lacks %s", strings.Join(lacks, " "))
	}
	if lacks := without(ours.codes, theirs.codes); len(lacks) > 0 && !theirs.part {
		c.add(place, "theirs lacks %s", strings.Join(lacks, " "))
	}
}

// without is what a has and b has not, in order.
func without(a, b []string) []string {
	has := map[string]bool{}
	for _, code := range b {
		has[code] = true
	}
	all := slices.DeleteFunc(slices.Clone(a), func(code string) bool { return has[code] })
	slices.Sort(all)
	return all
}

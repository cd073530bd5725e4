package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// report gathers what the sources say.
type report struct {
	wanted      *wanted
	known       acceptedList
	read        map[string]bool // sources that were read
	missing     []string        // packages that were not, and why
	comparisons []*comparison
	accepted    []difference // in the order of finding
	open        []difference // without a line in differences.txt
}

// take compares the books of a source with ours.
func (r *report) take(s *source, books []*book, err error) {
	if err != nil {
		r.missing = append(r.missing, fmt.Sprintf("%s (%s): %v", s.name, s.pack, err))
		return
	}
	for _, b := range books {
		r.read[b.source] = true
		for _, v := range r.wanted.versions {
			if v.version != b.version {
				continue
			}
			c := compare(v, b, r.known)
			r.comparisons = append(r.comparisons, c)
			for _, d := range c.found {
				if a := r.known.find(d); a != nil {
					a.used = true
					r.accepted = append(r.accepted, d)
				} else {
					r.open = append(r.open, d)
				}
			}
		}
	}
}

// verdict is nil if every source was read that must be, and every difference has a
// reason, and every reason a difference.
func (r *report) verdict(require bool) error {
	var errs []error
	if require {
		for _, m := range r.missing {
			errs = append(errs, fmt.Errorf("source not read: %s", m))
		}
	}
	for _, d := range r.open {
		errs = append(errs, fmt.Errorf("difference without a reason in differences.txt: %s", d))
	}
	if len(r.missing) == 0 { // else a line may be about a source that is missing
		for _, a := range r.known {
			r.read[a.source] = true
		}
	}
	for _, a := range r.known.stale(r.read) {
		errs = append(errs, fmt.Errorf("differences.txt, line %d: no source differs so any more: %s", a.line, a.difference))
	}
	return errors.Join(errs...)
}

func (r *report) print(w io.Writer) error {
	var b strings.Builder
	b.WriteString("# Definitions and who checked them\n\n")
	r.table(&b)
	r.unchecked(&b)
	r.reasons(&b)
	b.WriteString("\n## Sources\n\n")
	for _, s := range sources {
		fmt.Fprintf(&b, "- %s: %s (%s)\n", s.name, s.pack, s.kind)
	}
	for _, m := range r.missing {
		fmt.Fprintf(&b, "- NOT READ: %s\n", m)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// table has a row for each definition.
func (r *report) table(b *strings.Builder) {
	b.WriteString("A number behind a source says of how many segments or lists it has the definition's. pyx12 and mock-edi\n" +
		"are guides to a use of the standard: they show what ours refuse and should not. So do the lists of x12-types:\n" +
		"no package has whole lists of X12 codes. The structures of ours were taken from bots: bots alone shows that\n" +
		"nothing was lost on the way, and no more.\n\n" +
		"| definition | segments | elements | codes | structure by | segments by | codes by | differences |\n" +
		"|---|---:|---:|---:|---|---|---|---:|\n")
	row := func(v *version, name, structure string, u *use, differences int) {
		fmt.Fprintf(b, "| %s %s | %d | %d | %d | %s | %s | %s | %d |\n", v.version, name,
			len(u.segments), len(u.elements), u.codes, structure,
			r.by(v, "segment ", u.segments), r.by(v, "codes ", u.lists), differences)
	}
	for _, v := range r.wanted.versions {
		for _, name := range v.names() {
			structure := "-"
			if name != envelope {
				structure = r.by(v, "", map[string]bool{name: true})
			}
			row(v, name, structure, v.uses[name], r.count(v, name, v.uses[name]))
		}
		all := 0
		for _, d := range r.accepted {
			if d.version == v.version {
				all++
			}
		}
		row(v, "in all", r.by(v, "", v.structures()), v.all(), all)
	}
}

// by is the sources that were compared in these places: "bots, x12-types 30/41".
func (r *report) by(v *version, kind string, names map[string]bool) string {
	var all []string
	for _, c := range r.comparisons {
		if c.version != v {
			continue
		}
		n := 0
		for name := range names {
			if c.compared[kind+name] {
				n++
			}
		}
		switch {
		case n == 0:
		case n == len(names):
			all = append(all, c.theirs.source)
		default:
			all = append(all, fmt.Sprintf("%s %d/%d", c.theirs.source, n, len(names)))
		}
	}
	if all == nil {
		return "none"
	}
	return strings.Join(all, ", ")
}

// count is how many accepted differences concern the definition.
func (r *report) count(v *version, name string, u *use) int {
	n := 0
	for _, d := range r.accepted {
		if d.version != v.version {
			continue
		}
		f := strings.Fields(d.place)
		switch {
		case f[0] == name, f[0] == "segment" && u.segments[f[1]], f[0] == "element" && u.elements[f[1]], f[0] == "codes" && u.lists[f[1]]:
			n++
		}
	}
	return n
}

// unchecked names what no source could check.
func (r *report) unchecked(b *strings.Builder) {
	b.WriteString("\n## What none could check\n\n")
	for _, v := range r.wanted.versions {
		all := v.all()
		for _, part := range []struct {
			kind, words string
			names       map[string]bool
		}{{"", "structures", v.structures()}, {"segment ", "segments", all.segments}, {"codes ", "code lists", all.lists}} {
			size := len(part.names)
			maps.DeleteFunc(part.names, func(name string, _ bool) bool { return r.compared(v, part.kind+name) })
			names := slices.Sorted(maps.Keys(part.names))
			if len(names) == 0 {
				names = []string{"none"}
			}
			fmt.Fprintf(b, "- %s, %s (%d of %d): %s\n", v.version, part.words, len(part.names), size, strings.Join(names, " "))
		}
	}
}

func (r *report) compared(v *version, place string) bool {
	return slices.ContainsFunc(r.comparisons, func(c *comparison) bool { return c.version == v && c.compared[place] })
}

// reasons lists the accepted differences below their reasons.
func (r *report) reasons(b *strings.Builder) {
	asides := 0
	for _, a := range r.known {
		if a.used && a.what == aside {
			asides++
		}
	}
	fmt.Fprintf(b, "\n## Differences, and why ours stay\n\n%d differences, and %d lines that set something aside.\n", len(r.accepted), asides)
	reason := ""
	for _, a := range r.known {
		if !a.used {
			continue
		}
		if a.reason != reason {
			reason = a.reason
			fmt.Fprintf(b, "\n%s\n\n", reason)
		}
		if a.what == aside {
			fmt.Fprintf(b, "- %s\n", a.difference)
		}
		for _, d := range r.accepted {
			if r.known.find(d) == a {
				fmt.Fprintf(b, "- %s\n", d)
			}
		}
	}
}

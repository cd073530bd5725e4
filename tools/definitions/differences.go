package main

import (
	"fmt"
	"slices"
	"strings"
)

// aside is what a line says instead of a difference when all that the source has in
// that place is of no use.
const aside = "set aside"

// accepted is a line of differences.txt: a difference that we know, and why it stays.
// Columns can have "*" for any text. Lines that are indented have the difference;
// those that are not are the reason for all below them.
type accepted struct {
	difference
	reason string
	line   int
	used   bool
}

type acceptedList []*accepted

func parseAccepted(src string) (acceptedList, error) {
	var all acceptedList
	var reason []string
	inReason := false
	for n, line := range strings.Split(src, "\n") {
		switch text := strings.TrimSpace(line); {
		case text == "" || strings.HasPrefix(text, "#"):
		case !strings.HasPrefix(line, " "):
			if !inReason {
				reason = nil
			}
			reason, inReason = append(reason, text), true
		default:
			inReason = false
			f := strings.Split(text, " | ")
			if len(f) != 4 || len(reason) == 0 {
				return nil, fmt.Errorf("line %d: not version, place, source and difference below a reason: %q", n+1, text)
			}
			all = append(all, &accepted{difference{f[0], f[1], f[2], f[3]}, strings.Join(reason, " "), n + 1, false})
		}
	}
	return all, nil
}

// find is the line that accepts d.
func (l acceptedList) find(d difference) *accepted {
	for _, a := range l {
		if glob(a.version, d.version) && glob(a.place, d.place) && glob(a.source, d.source) && glob(a.what, d.what) {
			return a
		}
	}
	return nil
}

// stale are the lines about these sources that accept nothing any more.
func (l acceptedList) stale(sources map[string]bool) acceptedList {
	return slices.DeleteFunc(slices.Clone(l), func(a *accepted) bool { return a.used || !sources[a.source] })
}

// glob says that s is pattern, in which "*" is any text.
func glob(pattern, s string) bool {
	first, rest, starred := strings.Cut(pattern, "*")
	s, begins := strings.CutPrefix(s, first)
	if !begins || !starred {
		return begins && s == ""
	}
	for n := range len(s) + 1 {
		if glob(rest, s[n:]) {
			return true
		}
	}
	return false
}

package main

import (
	"slices"
	"strconv"
	"strings"
)

// unlimited is the max of what may occur any number of times; untold is a number
// that a source does not give, and several one that it gives as "more than one".
const (
	unlimited = 1 << 30
	untold    = -1
	several   = -2
)

// book is what one source, or we, say about one version.
type book struct {
	source  string // "bots"; "ours"
	version string // as package schema names it

	// A guide is an implementation guide: it narrows what the standard allows, so
	// that it can only show what ours forbids and should not.
	guide bool
	short map[string]bool // segments that lack places, or have places too many

	messages map[string][]*node
	segments map[string][]field
	elements map[string]field    // form of an element, for a source that has it apart from segments
	lists    map[string]codeList // by element
}

func newBook(source, version string) *book {
	return &book{
		source: source, version: version, short: map[string]bool{}, messages: map[string][]*node{},
		segments: map[string][]field{}, elements: map[string]field{}, lists: map[string]codeList{},
	}
}

// codeList is the codes of an element. A part of a list shows only what ours lacks.
type codeList struct {
	codes []string
	part  bool
	open  bool // ours: others keep further values
}

// add takes a code that is not there yet.
func (l *codeList) add(code string) {
	if code != "" && !slices.Contains(l.codes, code) {
		l.codes = append(l.codes, code)
	}
}

// node is a segment in its place; with nodes, a group that begins with it.
type node struct {
	tag      string
	min, max int // of the group
	nodes    []*node
}

// field is an element in its place in a segment, or a component in a composite.
type field struct {
	id        string // "353", "C040"; empty where the source does not tell
	mandatory answer
	min, max  int
	kinds     string // those it can be: "AN ID"; empty where the source does not tell
	repeat    int
	parts     []field
}

// answer is yes, no, or not told.
type answer byte

const (
	notTold answer = iota
	no
	yes
)

func answerOf(b bool) answer {
	if b {
		return yes
	}
	return no
}

func (a answer) String() string { return [...]string{"not told", "optional", "mandatory"}[a] }

// atoi is 0 for what is no number.
func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// most is a number of times as X12's tables have it: "5", ">1".
func most(s string) int {
	if strings.HasPrefix(s, ">") {
		return unlimited
	}
	return atoi(s)
}

package schema

import (
	"slices"

	"github.com/wharf-edi/wharf/edi"
)

// Unlimited is the Max of what may occur any number of times.
const Unlimited = 1 << 30

// Definition is one message in one version.
type Definition struct {
	Standard edi.Standard
	Version  string // as edi.Message.Version: "004010", "D.96A"
	Message  string // as edi.Message.Type
	Group    string // GS01 of X12; empty for EDIFACT
	Name     string // what it is, in a few words
	Nodes    []*Node

	dictionary *dictionary
}

// Segment is the segment of that name in the definition's version, whether the
// message uses it or not; nil where there is none.
func (d *Definition) Segment(tag string) *Segment { return d.dictionary.segment(tag) }

// Node is a segment in its place, or a group (loop) of segments that begins with
// it.
type Node struct {
	Segment   *Segment
	Mandatory bool
	Max       int     // of the segment, or of the group
	Nodes     []*Node // what follows Segment in the group
}

// Segment is a segment of one version.
type Segment struct {
	Tag    string
	Name   string
	Fields []Field // in order; the first is element 1
	Notes  []Note
}

// Field is an element in its place in a segment, or a component in a composite.
type Field struct {
	*Element
	Mandatory bool
	Repeat    int // how often it may stand in its place; 1 without a repetition separator
}

// Kind is the type of a data element.
type Kind uint8

// The kinds. Nn is a number with n implied decimals.
const (
	Text      Kind = iota // X12 AN, EDIFACT an
	Letters               // EDIFACT a
	Coded                 // X12 ID
	Number                // X12 R, EDIFACT n: with a decimal mark if need be
	Implied               // X12 N0, N2, ...
	Date                  // X12 DT
	Time                  // X12 TM
	Binary                // X12 B
	Composite             // a composite of either standard
)

// Element is a data element, or a composite, in one version.
type Element struct {
	ID       string // "353", "C040"
	Name     string
	Kind     Kind
	Decimals int // of Implied
	Min, Max int // length in characters; of a number in digits
	Parts    []Field
	Notes    []Note // of a composite; positions are of its components
	Codes    *Codes // nil where it takes no codes
}

// Note is a condition between the elements of a segment, or the components of a
// composite (X12.6, 3.9.1; X12 calls it a relational condition): its kind is P (all or none),
// R (at least one), E (not more than one), C (if the first, then all) or L (if the
// first, then at least one).
type Note struct {
	Kind byte
	At   []int // positions from 1
}

// Codes is the list of an element in one version.
type Codes struct {
	Element string
	Open    string // who keeps the values that are not here; empty for a list that is whole
	all     []Code
	set     *codeSet
}

// Code is a value of a list and what it says.
type Code struct {
	Value string
	Text  string
}

// All is every code, in order.
func (c *Codes) All() []Code { return c.all }

// Find is what value says, and false where it is not in the list.
func (c *Codes) Find(value string) (string, bool) {
	n, found := slices.BinarySearchFunc(c.all, value, func(a Code, v string) int { return compare(a.Value, v) })
	if !found {
		return "", false
	}
	return c.all[n].Text, true
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// codeSet finds values of up to eight bytes by a table of packed values.
type codeSet struct {
	table []uint64
	long  map[string]bool
	open  bool
}

// pack is b in a number that is never 0, for up to eight bytes.
func pack(b []byte) uint64 {
	var k uint64
	for _, c := range b {
		k = k<<8 | uint64(c)
	}
	return k
}

const spread = 0x9e3779b97f4a7c15

func newCodeSet(codes []Code, open bool) *codeSet {
	size := 8
	for size < 2*len(codes)+2 {
		size *= 2
	}
	s := &codeSet{table: make([]uint64, size), open: open}
	for _, c := range codes {
		if len(c.Value) > 8 || c.Value == "" {
			if s.long == nil {
				s.long = map[string]bool{}
			}
			s.long[c.Value] = true
			continue
		}
		k := pack([]byte(c.Value))
		at := k * spread >> 32 & uint64(size-1)
		for s.table[at] != 0 {
			at = (at + 1) & uint64(size-1)
		}
		s.table[at] = k
	}
	return s
}

// has says that b is in the set.
func (s *codeSet) has(b []byte) bool {
	if len(b) > 8 {
		return s.open || s.long[string(b)]
	}
	k, mask := pack(b), uint64(len(s.table)-1)
	for at := k * spread >> 32 & mask; ; at = (at + 1) & mask {
		switch s.table[at] {
		case k:
			return true
		case 0:
			return s.open
		}
	}
}

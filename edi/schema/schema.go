// Package schema holds message definitions and checks a message against its own:
// which segments it has, in which order and how often, and what their elements
// look like. The definitions are files in the folder definitions, whose form is
// described at parse.
//
// A definition holds facts: names, order, lengths. It knows no codes and no
// conditions between elements, no partner's guideline, and not what anything
// means.
package schema

import (
	"embed"
	"fmt"
	"sync"

	"github.com/wharf-edi/wharf/edi"
)

//go:embed definitions/*.def
var files embed.FS

// names are the files, a version after the one it is like.
var names = []string{"x12-004010.def", "x12-005010.def", "edifact-d96a.def", "edifact-d01b.def", "edifact-service.def"}

// key names a definition.
type key struct {
	standard edi.Standard
	version  string // as edi.Message.Version
	message  string // as edi.Message.Type
}

// definition is one message in one version.
type definition struct {
	nodes    []node
	segments map[string][]element
}

// node is a segment in its place, or a group of segments that begins with it.
type node struct {
	tag       string
	mandatory bool
	max       int
	children  []node
}

// element is an element, or a component of one.
type element struct {
	id        string // data element number; empty in X12 definitions
	kind      string // an, n, n0.., r, dt, tm; empty for a composite
	min, max  int
	mandatory bool
	parts     []element // of a composite
}

// definitions reads the embedded files once. A test reads them too, so that a
// file with a mistake does not get further than that.
var definitions = sync.OnceValues(func() (map[key]*definition, error) {
	l := &loader{versions: map[versionKey]*version{}, all: map[key]*definition{}}
	for _, name := range names {
		src, err := files.ReadFile("definitions/" + name)
		if err != nil {
			return nil, err
		}
		if err := l.parse(name, string(src)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return l.all, nil
})

// find is the definition of m, and nil where there is none.
func find(m *edi.Message) *definition {
	all, err := definitions()
	if err != nil {
		return nil
	}
	return all[key{m.Standard, m.Version, m.Type}]
}

// Known says that there is a definition for messages of this type and version,
// as edi.Message names them.
func Known(s edi.Standard, version, message string) bool {
	return find(&edi.Message{Standard: s, Version: version, Type: message}) != nil
}

// Validate checks m and appends what it finds to m.Defects. Where there is no
// definition for m it does nothing and answers false: only the envelope has been
// checked then.
//
// What makes a message unusable is of severity edi.Reject: a mandatory segment
// or element that is missing, a mandatory date that is none. All else is
// edi.Note: partners depart from the lengths, orders and numbers of a standard
// in ways that lose nothing.
func Validate(m *edi.Message) (known bool) {
	d := find(m)
	if d == nil {
		return false
	}
	v := &validator{m: m, d: d}
	v.structure()
	v.elements()
	v.hierarchy()
	return true
}

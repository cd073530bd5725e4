// Package schema holds message definitions and checks messages against them:
// which segments a message has, in which order and how often, what their elements
// look like, which codes they take and which conditions hold between them. A
// Guideline adds the limits of one partner.
//
//	var c schema.Checker
//	err := x12.Scan(file, nil, &c) // or edifact.Scan
//	for _, i := range c.Interchanges {
//		// i.Messages: those that have defects
//	}
//
// A Definition is data: the folder definitions has files of our own making, whose
// form is described at parser and codeFiles. They hold facts (names, order,
// lengths, code values) in our own words; make verify compares them with sources
// outside of the project.
//
// A message without a definition is checked as far as its envelope goes, and the
// verdict says so. What a message means is package translate's business.
package schema

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/wharf-edi/wharf/edi"
)

//go:embed definitions
var files embed.FS

// sources are the files by standard, and which of them have a version's
// dictionary; the service segments of EDIFACT are in their own.
var sources = []struct {
	standard edi.Standard
	versions []string
	file     string
	service  string // the file that has the segments of the envelope
}{
	{edi.X12, []string{"004010"}, "x12-004010.def", ""},
	{edi.X12, []string{"005010"}, "x12-005010.def", ""},
	{edi.EDIFACT, []string{"D.96A"}, "edifact-d96a.def", "edifact-3.def"},
	{edi.EDIFACT, []string{"D.01B"}, "edifact-d01b.def", "edifact-3.def"},
	{edi.EDIFACT, []string{"3", "D.3", "3.1", "2.2"}, "edifact-3.def", ""},
	{edi.EDIFACT, []string{"4", "D.4", "4.1"}, "edifact-4.def", ""},
}

// Versions are the versions that have definitions of messages, in order.
func Versions(s edi.Standard) []string {
	var all []string
	for _, src := range sources {
		if src.standard == s {
			all = append(all, src.versions...)
		}
	}
	return slices.DeleteFunc(all, func(v string) bool { return s == edi.EDIFACT && !strings.Contains(v, ".") })
}

// same are messages whose definition in one directory is, segment for segment and
// length for length, that of another; of the code lists it is the older one, whose
// codes the younger one has kept.
var same = map[string]struct{ as, messages string }{
	"D.01A": {"D.01B", " APERAK DELFOR DELJIT INVOIC INVRPT RECADV "},
}

// defined is the version whose definition a message of another version has.
func defined(s edi.Standard, version, message string) string {
	if o, ok := same[version]; ok && s == edi.EDIFACT && strings.Contains(o.messages, " "+message+" ") {
		return o.as
	}
	return version
}

// Find is the definition for messages of this type and version, as edi.Message
// names them; nil where there is none.
func Find(s edi.Standard, version, message string) *Definition {
	d := dictionaryOf(s, defined(s, version, message))
	if d == nil {
		return nil
	}
	return d.message(message)
}

// FindSegment is the segment of that name in a version; of the envelope, too. In
// EDIFACT the envelope's version is "3" or "4", the syntax's. It is nil where there
// is none.
func FindSegment(s edi.Standard, version, tag string) *Segment {
	if d := dictionaryOf(s, version); d != nil {
		return d.segment(tag)
	}
	return nil
}

// Definitions is every definition of a version, by the name of the message.
func Definitions(s edi.Standard, version string) []*Definition {
	d := dictionaryOf(s, version)
	if d == nil {
		return nil
	}
	var all []*Definition
	for _, m := range d.messages {
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b *Definition) int { return compare(a.Message, b.Message) })
	return all
}

// Known says that there is a definition for messages of this type and version.
func Known(s edi.Standard, version, message string) bool { return Find(s, version, message) != nil }

// loaded is every dictionary that was asked for.
var loaded struct {
	mu  sync.Mutex // guards all
	all map[string]*dictionary
}

// dictionaryOf reads a version's file when it is first asked for. A test reads them
// all, so that a file with a mistake does not get further than that.
func dictionaryOf(s edi.Standard, version string) *dictionary {
	loaded.mu.Lock()
	defer loaded.mu.Unlock()
	d, err := load(s, version)
	if err != nil {
		return nil
	}
	return d
}

// load is dictionaryOf for whoever holds the lock. It answers nil for a version
// that there is not.
func load(s edi.Standard, version string) (*dictionary, error) {
	for _, src := range sources {
		if src.standard != s || !slices.Contains(src.versions, version) {
			continue
		}
		if d := loaded.all[src.file]; d != nil {
			return d, nil
		}
		text, err := files.ReadFile("definitions/" + src.file)
		if err != nil {
			return nil, err
		}
		lists, err := codesOf(s)
		if err != nil {
			return nil, err
		}
		d := &dictionary{standard: s, version: src.versions[0], lists: lists}
		if src.service != "" {
			if d.service, err = load(s, serviceVersion(src.service)); err != nil {
				return nil, err
			}
		}
		if err := d.parse(string(text)); err != nil {
			return nil, fmt.Errorf("%s: %w", src.file, err)
		}
		if loaded.all == nil {
			loaded.all = map[string]*dictionary{}
		}
		loaded.all[src.file] = d
		return d, nil
	}
	return nil, nil //nolint:nilnil // there is no such version, and that is no error
}

func serviceVersion(file string) string {
	return strings.TrimSuffix(strings.TrimPrefix(file, "edifact-"), ".def")
}

package schema

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/wharf-edi/wharf/edi"
)

// dictionary is what one file defines.
type dictionary struct {
	standard edi.Standard
	version  string
	elements map[string]*Element
	segments map[string]*Segment
	messages map[string]*Definition
	service  *dictionary // has segments that this one uses and does not define
	lists    *codeFiles
	programs map[string]*program
}

func (d *dictionary) segment(tag string) *Segment {
	if s := d.segments[tag]; s != nil || d.service == nil {
		return s
	}
	return d.service.segments[tag]
}

// message is the definition of a message. CONTRL belongs to the syntax, whatever
// directory its header names.
func (d *dictionary) message(name string) *Definition {
	if m := d.messages[name]; m != nil || d.service == nil {
		return m
	}
	return d.service.messages[name]
}

// parser reads a file of definitions:
//
//	version 004010
//	element 353 ID 2..2 purpose of the message
//	composite C001 unit of measure
//	  355! 1018 649
//	segment BEG start of a purchase order
//	  353! 92! 324! 328 373!
//	  notes P0304
//	message 850 PO purchase order
//	  BEG!
//	  REF >
//	  N1 200
//	    N2 2
//
// An element has number, kind, shortest and longest length, name. Below a segment
// or composite stand its elements in order and its notes in the standard's short
// form; "!" is mandatory, "*5" up to five in its place. A message has its type, its
// functional group ("-" in EDIFACT), its name, and then its segments: "!" is
// mandatory, a number how often at most, ">" any number of times, once if left out.
// Deeper lines make a group, which begins with the line above them. Headers and
// trailers are understood.
type parser struct {
	d     *dictionary
	lines []string
	at    int // the line that is next
}

func (d *dictionary) parse(src string) error {
	d.elements, d.segments, d.messages = map[string]*Element{}, map[string]*Segment{}, map[string]*Definition{}
	d.programs = map[string]*program{}
	p := &parser{d: d, lines: strings.Split(strings.TrimRight(src, "\n"), "\n")}
	for p.at < len(p.lines) {
		line := p.lines[p.at]
		p.at++
		word, rest, _ := strings.Cut(line, " ")
		var err error
		switch word {
		case "", "#", "version":
		case "element":
			err = p.element(rest)
		case "composite":
			err = p.composite(rest)
		case "segment":
			err = p.segment(rest)
		case "message":
			err = p.message(rest)
		default:
			err = fmt.Errorf("no such word: %q", word)
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", p.at, err)
		}
	}
	return nil
}

// kinds are the names of kinds in the files; those with digits are apart.
var kinds = map[string]Kind{
	"AN": Text, "an": Text, "a": Letters, "ID": Coded, "R": Number, "n": Number, "DT": Date, "TM": Time, "B": Binary,
}

func (p *parser) element(rest string) error {
	f := strings.SplitN(rest, " ", 4)
	if len(f) != 4 {
		return fmt.Errorf("element %q: not number, kind, length and name", rest)
	}
	e := &Element{ID: f[0], Name: f[3]}
	kind, known := kinds[f[1]]
	if decimals, found := strings.CutPrefix(f[1], "N"); found && !known {
		n, err := strconv.Atoi(decimals)
		if err != nil {
			return err
		}
		kind, known, e.Decimals = Implied, true, n
	}
	low, high, ranged := strings.Cut(f[2], "..")
	if !known || !ranged {
		return fmt.Errorf("element %s: kind %q, length %q", f[0], f[1], f[2])
	}
	e.Kind = kind
	var err error
	if e.Min, err = strconv.Atoi(low); err != nil {
		return err
	}
	if e.Max, err = strconv.Atoi(high); err != nil {
		return err
	}
	if e.Codes, err = p.d.lists.list(e.ID, p.d.version); err != nil {
		return err
	}
	p.d.elements[e.ID] = e
	return nil
}

// below are the indented lines at hand: fields and notes.
func (p *parser) below() (fields []Field, notes []Note, err error) {
	for p.at < len(p.lines) && strings.HasPrefix(p.lines[p.at], "  ") {
		words := strings.Fields(p.lines[p.at])
		p.at++
		for n, word := range words {
			switch {
			case words[0] == "notes" && n > 0:
				note, err := parseNote(word, len(fields))
				if err != nil {
					return nil, nil, err
				}
				notes = append(notes, note)
			case words[0] != "notes":
				f, err := p.field(word)
				if err != nil {
					return nil, nil, err
				}
				fields = append(fields, f)
			}
		}
	}
	return fields, notes, nil
}

// field reads "353", "353!", "C040!*5".
func (p *parser) field(word string) (f Field, err error) {
	f.Repeat = 1
	word, times, repeats := strings.Cut(word, "*")
	if repeats {
		if f.Repeat, err = strconv.Atoi(times); err != nil {
			return f, err
		}
	}
	word, f.Mandatory = strings.CutSuffix(word, "!")
	f.Element = p.d.elements[word]
	if f.Element == nil && p.d.service != nil {
		f.Element = p.d.service.elements[word]
	}
	if f.Element == nil {
		return f, fmt.Errorf("element %q is not defined above", word)
	}
	return f, nil
}

// parseNote reads "P0304" for a segment of size elements.
func parseNote(word string, size int) (n Note, err error) {
	if len(word) < 3 || len(word)%2 != 1 || !strings.Contains("PRECL", word[:1]) {
		return n, fmt.Errorf("not a note: %q", word)
	}
	n.Kind = word[0]
	for at := 1; at < len(word); at += 2 {
		k, err := strconv.Atoi(word[at : at+2])
		if err != nil || k < 1 || k > size {
			return n, fmt.Errorf("note %q: no element %s", word, word[at:at+2])
		}
		n.At = append(n.At, k)
	}
	return n, nil
}

func (p *parser) composite(rest string) (err error) {
	id, name, _ := strings.Cut(rest, " ")
	e := &Element{ID: id, Name: name, Kind: Composite}
	e.Parts, e.Notes, err = p.below()
	p.d.elements[id] = e
	return err
}

func (p *parser) segment(rest string) (err error) {
	tag, name, _ := strings.Cut(rest, " ")
	s := &Segment{Tag: tag, Name: name}
	s.Fields, s.Notes, err = p.below()
	if len(s.Fields) > maxFields {
		return fmt.Errorf("segment %s: more than %d elements", tag, maxFields)
	}
	p.d.segments[tag] = s
	return err
}

func (p *parser) message(rest string) (err error) {
	f := strings.SplitN(rest, " ", 3)
	if len(f) != 3 {
		return fmt.Errorf("message %q: not type, group and name", rest)
	}
	m := &Definition{Standard: p.d.standard, Version: p.d.version, Message: f[0], Group: strings.Trim(f[1], "-"), Name: f[2], dictionary: p.d}
	m.Nodes, err = p.nodes(1)
	p.d.messages[m.Message] = m
	return err
}

// nodes reads the lines that are indented by depth steps, and those below them.
func (p *parser) nodes(depth int) ([]*Node, error) {
	var all []*Node
	for p.at < len(p.lines) && indent(p.lines[p.at]) >= depth {
		line := p.lines[p.at]
		p.at++
		words := strings.Fields(line)
		if indent(line) != depth || len(words) == 0 || len(words) > 2 {
			return nil, fmt.Errorf("not a segment: %q", line)
		}
		tag, mandatory := strings.CutSuffix(words[0], "!")
		n := &Node{Segment: p.d.segment(tag), Mandatory: mandatory, Max: 1}
		if n.Segment == nil {
			return nil, fmt.Errorf("segment %q is not defined above", tag)
		}
		if len(words) == 2 && words[1] == ">" {
			n.Max = Unlimited
		} else if len(words) == 2 {
			m, err := strconv.Atoi(words[1])
			if err != nil {
				return nil, err
			}
			n.Max = m
		}
		var err error
		if n.Nodes, err = p.nodes(depth + 1); err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, nil
}

func indent(line string) int {
	return (len(line) - len(strings.TrimLeft(line, " "))) / 2
}

package schema

import (
	"fmt"
	"maps"
	"path"
	"strconv"
	"strings"

	"github.com/wharf-edi/wharf/edi"
)

type versionKey struct {
	standard edi.Standard
	version  string
}

// version is what a file says, with what it has from the version it is like.
type version struct {
	segments map[string][]element
	messages map[string][]node
}

// loader reads definition files into one table.
type loader struct {
	versions map[versionKey]*version
	all      map[key]*definition
}

// parse reads one file. Its name begins with the standard. A file has lines:
//
//	version 005010         what it defines; several where they are the same
//	like 004010            segments and messages not named here are as there
//	segment BEG 2*!an2 !an..22 an..30 !dt8
//	message 850            the indented lines after it are its segments
//	  BEG!                 mandatory
//	  REF >                any number of times; a number is the most, 1 if left out
//	  N1 200               deeper lines make a group: N1 begins it
//	    N2 2
//
// An element is its kind and length, min..max, after "!" where it is mandatory,
// "n*" where it stands n times in a row and "id:" where its number is told. A
// composite is a name, which may be left out, and its components in parentheses.
func (l *loader) parse(name, src string) error {
	standard := edi.X12
	if strings.HasPrefix(path.Base(name), string(edi.EDIFACT)) {
		standard = edi.EDIFACT
	}
	v := &version{segments: map[string][]element{}, messages: map[string][]node{}}
	var names []string
	lines := strings.Split(src, "\n")
	for n := 0; n < len(lines); n++ {
		word, rest, _ := strings.Cut(lines[n], " ")
		var err error
		switch word {
		case "":
		case "version":
			names = strings.Fields(rest)
		case "like":
			like := l.versions[versionKey{standard, rest}]
			if like == nil {
				return fmt.Errorf("line %d: no version %q", n+1, rest)
			}
			maps.Copy(v.segments, like.segments)
			maps.Copy(v.messages, like.messages)
		case "segment":
			tag, elements, _ := strings.Cut(rest, " ")
			v.segments[tag], err = parseElements(elements)
		case "message":
			end := n + 1
			for end < len(lines) && strings.HasPrefix(lines[end], "  ") {
				end++
			}
			v.messages[rest], err = parseNodes(lines[n+1:end], 1)
			n = end - 1
		default:
			err = fmt.Errorf("no such word: %q", word)
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", n+1, err)
		}
	}
	l.add(standard, names, v)
	return nil
}

// add enters v under its names. A file may add to a version of another file.
func (l *loader) add(standard edi.Standard, names []string, v *version) {
	for _, name := range names {
		if l.versions[versionKey{standard, name}] == nil {
			l.versions[versionKey{standard, name}] = v
		}
		for message, nodes := range v.messages {
			l.all[key{standard, name, message}] = &definition{nodes: nodes, segments: v.segments}
		}
	}
}

// parseNodes reads lines that are indented by depth steps, and those below them.
func parseNodes(lines []string, depth int) ([]node, error) {
	var nodes []node
	for n := 0; n < len(lines); {
		words := strings.Fields(lines[n])
		end := n + 1
		for end < len(lines) && indent(lines[end]) > depth {
			end++
		}
		if indent(lines[n]) != depth || len(words) == 0 || len(words) > 2 {
			return nil, fmt.Errorf("not a segment: %q", lines[n])
		}
		tag, mandatory := strings.CutSuffix(words[0], "!")
		one := node{tag: tag, mandatory: mandatory, max: 1}
		if len(words) == 2 && words[1] == ">" {
			one.max = 1 << 30
		} else if len(words) == 2 {
			m, err := strconv.Atoi(words[1])
			if err != nil {
				return nil, err
			}
			one.max = m
		}
		var err error
		if one.children, err = parseNodes(lines[n+1:end], depth+1); err != nil {
			return nil, err
		}
		nodes = append(nodes, one)
		n = end
	}
	return nodes, nil
}

func indent(line string) int {
	return (len(line) - len(strings.TrimLeft(line, " "))) / 2
}

// parseElements reads the elements of a segment or the components of one.
func parseElements(s string) ([]element, error) {
	var all []element
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		word, rest := s, ""
		if n := strings.IndexAny(s, " ("); n >= 0 && s[n] == '(' {
			end := strings.IndexByte(s, ')')
			if end < 0 {
				return nil, fmt.Errorf("no end of %q", s)
			}
			word, rest = s[:end+1], s[end+1:]
		} else if n >= 0 {
			word, rest = s[:n], s[n:]
		}
		times := 1
		if before, after, found := strings.Cut(word, "*"); found && len(before) <= 2 {
			n, err := strconv.Atoi(before)
			if err != nil {
				return nil, err
			}
			times, word = n, after
		}
		e, err := parseElement(word)
		if err != nil {
			return nil, err
		}
		for range times {
			all = append(all, e)
		}
		s = rest
	}
	return all, nil
}

func parseElement(word string) (e element, err error) {
	word, e.mandatory = strings.CutPrefix(word, "!")
	if name, parts, found := strings.Cut(word, "("); found {
		e.id = name
		e.parts, err = parseElements(strings.TrimSuffix(parts, ")"))
		return e, err
	}
	if id, form, found := strings.Cut(word, ":"); found {
		e.id, word = id, form
	}
	for _, kind := range []string{"an", "n2", "dt", "tm", "n", "r"} {
		size, found := strings.CutPrefix(word, kind)
		// "n2" is a kind only where a length follows: n2..15 is, n2 is a number of
		// two digits.
		if !found || kind == "n2" && !strings.HasPrefix(size, "..") {
			continue
		}
		e.kind = kind
		return e, e.size(size)
	}
	return e, fmt.Errorf("not an element: %q", word)
}

// size reads "8", "..35" or "2..35".
func (e *element) size(s string) (err error) {
	low, high, ranged := strings.Cut(s, "..")
	if !ranged {
		high = low
	}
	if e.min = 1; low != "" {
		if e.min, err = strconv.Atoi(low); err != nil {
			return err
		}
	}
	e.max, err = strconv.Atoi(high)
	return err
}

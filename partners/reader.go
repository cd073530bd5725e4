package partners

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
	"go.yaml.in/yaml/v3"
)

// reader turns YAML nodes into values. It goes on after a mistake, so that all of
// them are told. Scalars are taken as they are written: the qualifier 01 and the
// version 004010 need no quotes.
type reader struct {
	file *file
	errs Errors
}

// fields say for each key of a mapping how its value is read.
type fields map[string]func(n *yaml.Node, key string)

type decimalField = *decimal.Decimal

// mostDeep bounds how deep a channel's settings are nested.
const mostDeep = 8

func (r *reader) wrong(n *yaml.Node, key, format string, a ...any) {
	r.errs = append(r.errs, &Error{File: r.file.name, Line: n.Line, Key: key, Err: fmt.Errorf(format, a...)})
}

// reported says whether there is a mistake at key or in what it is part of, so
// that nothing follows from it.
func (r *reader) reported(key string) bool {
	return slices.ContainsFunc(r.errs, func(e *Error) bool {
		rest, ok := strings.CutPrefix(key, e.Key)
		return ok && (e.Key == "" || rest == "" || rest[0] == '.' || rest[0] == '[')
	})
}

// entries calls each for every entry of a mapping.
func (r *reader) entries(n *yaml.Node, key string, each func(name string, n *yaml.Node, key string)) {
	if key != "" {
		r.file.lines[key] = n.Line
	}
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return // "channels:" with nothing below
	}
	if n.Kind != yaml.MappingNode {
		r.wrong(n, key, "want keys with values, got %s", shape(n))
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if k.Kind != yaml.ScalarNode || k.Value == "" {
			r.wrong(k, key, "a key must be a word")
			continue
		}
		full := k.Value
		if key != "" {
			full = key + "." + k.Value
		}
		if seen[k.Value] {
			r.wrong(k, full, "the key is there twice")
			continue
		}
		seen[k.Value] = true
		r.file.lines[full] = k.Line
		each(k.Value, v, full)
	}
}

// mapping reads a mapping whose keys are known.
func (r *reader) mapping(n *yaml.Node, key string, known fields) {
	r.entries(n, key, func(name string, n *yaml.Node, key string) {
		read, ok := known[name]
		if !ok {
			r.wrong(n, key, "there is no such key; there are %s", strings.Join(slices.Sorted(maps.Keys(known)), ", "))
			return
		}
		read(n, key)
	})
}

func (r *reader) sequence(n *yaml.Node, key string, each func(n *yaml.Node, key string)) {
	if n.Kind != yaml.SequenceNode {
		r.wrong(n, key, "want a list, got %s", shape(n))
		return
	}
	for i, v := range n.Content {
		one := fmt.Sprintf("%s[%d]", key, i)
		r.file.lines[one] = v.Line
		each(v, one)
	}
}

// scalar answers the text of a value as it is written; false if it is none.
func (r *reader) scalar(n *yaml.Node, key, want string) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		r.wrong(n, key, "want %s, got %s", want, shape(n))
		return "", false
	}
	return n.Value, n.Tag != "!!null"
}

func (r *reader) text(n *yaml.Node, key string, to *string) {
	if s, ok := r.scalar(n, key, "a text"); ok {
		*to = s
	}
}

// texts are fields that are all texts.
func (r *reader) texts(to map[string]*string) fields {
	f := fields{}
	for name, p := range to {
		f[name] = func(n *yaml.Node, key string) { r.text(n, key, p) }
	}
	return f
}

func (r *reader) truth(n *yaml.Node, key string, to *bool) {
	s, ok := r.scalar(n, key, "true or false")
	switch {
	case !ok:
	case s == "true":
		*to = true
	case s == "false":
		*to = false
	default:
		r.wrong(n, key, "want true or false, got %q", s)
	}
}

// mostDays bounds what is given in days.
const mostDays = 365

func (r *reader) days(n *yaml.Node, key string, to *int) {
	s, ok := r.scalar(n, key, "a number of days")
	if !ok {
		return
	}
	d, err := strconv.Atoi(s)
	if err != nil || d < 0 || d > mostDays {
		r.wrong(n, key, "want a number of days from 0 to %d, got %q", mostDays, s)
		return
	}
	*to = d
}

var plainNumber = regexp.MustCompile(`^[0-9]{1,12}(\.[0-9]{1,6})?$`)

func (r *reader) decimals(f fields, to map[string]decimalField) {
	for name, p := range to {
		f[name] = func(n *yaml.Node, key string) {
			s, ok := r.scalar(n, key, "a number")
			if !ok {
				return
			}
			d, err := decimal.NewFromString(s)
			if err != nil || !plainNumber.MatchString(s) {
				r.wrong(n, key, "want a number such as 2 or 0.50, not negative, got %q", s)
				return
			}
			*p = d
		}
	}
}

// settings turn what a transport will read into JSON.
func (r *reader) settings(n *yaml.Node, key string) Settings {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return Settings("{}")
	}
	if n.Kind != yaml.MappingNode {
		r.wrong(n, key, "want keys with values, got %s", shape(n))
		return nil
	}
	raw, err := json.Marshal(r.plain(n, key, 0))
	if err != nil { // plain answers only what JSON has
		r.wrong(n, key, "%w", err)
		return nil
	}
	return raw
}

// plain answers a node as JSON has it.
func (r *reader) plain(n *yaml.Node, key string, deep int) any {
	if deep > mostDeep {
		r.wrong(n, key, "nested too deep")
		return nil
	}
	switch n.Kind {
	case yaml.MappingNode:
		out := map[string]any{}
		r.entries(n, key, func(name string, n *yaml.Node, key string) { out[name] = r.plain(n, key, deep+1) })
		return out
	case yaml.SequenceNode:
		out := []any{}
		r.sequence(n, key, func(n *yaml.Node, key string) { out = append(out, r.plain(n, key, deep+1)) })
		return out
	case yaml.ScalarNode:
		return r.plainScalar(n, key)
	}
	r.wrong(n, key, "want a value, got %s", shape(n))
	return nil
}

var jsonNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,17})?$`)

func (r *reader) plainScalar(n *yaml.Node, key string) any {
	r.file.lines[key] = n.Line
	switch n.Tag {
	case "!!null":
		return nil
	case "!!bool":
		var b bool
		if err := n.Decode(&b); err != nil {
			r.wrong(n, key, "%w", err)
		}
		return b
	case "!!int", "!!float":
		if jsonNumber.MatchString(n.Value) {
			return json.Number(n.Value)
		}
	}
	return n.Value
}

// shape says in words what a node is.
func shape(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "keys with values"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias (*name), which profiles do not have"
	}
	if n.Tag == "!!null" {
		return "nothing"
	}
	return fmt.Sprintf("%q", n.Value)
}

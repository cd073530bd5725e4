package odootest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// search answers the ids of a model's records that a domain selects, by id.
func (s *session) search(model string, domain []any) ([]int64, error) {
	t, err := s.table(model)
	if err != nil {
		return nil, err
	}
	match, err := s.compile(t, domain)
	if err != nil {
		return nil, err
	}
	hidden := t.fields["active"] != nil && !mentions(domain, "active") && s.ctx["active_test"] != false
	var out []int64
	for _, id := range t.order {
		r := t.rows[id]
		if hidden && !r.yes("active") {
			continue
		}
		if match(r) {
			out = append(out, id)
		}
	}
	return out, nil
}

func mentions(domain []any, field string) bool {
	return slices.ContainsFunc(domain, func(term any) bool {
		t, ok := term.([]any)
		return ok && len(t) == 3 && t[0] == field
	})
}

type predicate func(rec) bool

// compile reads a domain in its prefix form; terms without an operator between
// them must all hold.
func (s *session) compile(t *table, domain []any) (predicate, error) {
	var all []predicate
	for rest := domain; len(rest) > 0; {
		p, after, err := s.term(t, rest)
		if err != nil {
			return nil, err
		}
		all, rest = append(all, p), after
	}
	return func(r rec) bool {
		for _, p := range all {
			if !p(r) {
				return false
			}
		}
		return true
	}, nil
}

func (s *session) term(t *table, domain []any) (predicate, []any, error) {
	if len(domain) == 0 {
		return nil, nil, serverError("ValueError: the domain ends too early")
	}
	operator, ok := domain[0].(string)
	if !ok {
		leaf, ok := domain[0].([]any)
		if !ok || len(leaf) != 3 {
			return nil, nil, serverError("ValueError: Invalid leaf %v", domain[0])
		}
		p, err := s.leaf(t, leaf)
		return p, domain[1:], err
	}
	a, rest, err := s.term(t, domain[1:])
	if err != nil || operator == "!" {
		return func(r rec) bool { return !a(r) }, rest, err
	}
	b, rest, err := s.term(t, rest)
	switch operator {
	case "|":
		return func(r rec) bool { return a(r) || b(r) }, rest, err
	case "&":
		return func(r rec) bool { return a(r) && b(r) }, rest, err
	}
	return nil, nil, serverError("ValueError: Invalid operator %s", operator)
}

// leaf is [path, operator, value]. A path with dots asks the records referred to:
// one of them must fit.
func (s *session) leaf(t *table, leaf []any) (predicate, error) {
	path, _ := leaf[0].(string)
	operator, _ := leaf[1].(string)
	name, deeper, dotted := strings.Cut(path, ".")
	f := t.fields[name]
	if f == nil {
		return nil, serverError("ValueError: Invalid field %s.%s in leaf %v", t.name, name, leaf)
	}
	if dotted {
		other, err := s.table(f.relation)
		if err != nil {
			return nil, err
		}
		inner, err := s.leaf(other, []any{deeper, leaf[1], leaf[2]})
		return func(r rec) bool {
			return slices.ContainsFunc(references(s.value(t, r, f)), func(id int64) bool { return inner(s.get(f.relation, id)) })
		}, err
	}
	compare, err := comparison(operator, leaf[2])
	if err != nil {
		return nil, err
	}
	if operator == "child_of" {
		return s.childOf(t, f, leaf[2]), nil
	}
	return func(r rec) bool { return compare(s.value(t, r, f)) }, nil
}

// childOf holds for the records named and all that stand below them.
func (s *session) childOf(t *table, f *field, value any) predicate {
	above := references(listOf(value))
	model := f.relation
	if f.name == "id" {
		model = t.name
	}
	return func(r rec) bool {
		for _, id := range references(s.value(t, r, f)) {
			for at := id; at != 0; at = s.get(model, at).num("parent_id") {
				if slices.Contains(above, at) {
					return true
				}
			}
		}
		return false
	}
}

func references(v any) []int64 {
	switch v := v.(type) {
	case int64:
		return []int64{v}
	case []int64:
		return v
	case []any:
		var out []int64
		for _, x := range v {
			if id, ok := x.(int64); ok {
				out = append(out, id)
			}
		}
		return out
	}
	return nil
}

func listOf(v any) []any {
	if l, ok := v.([]any); ok {
		return l
	}
	return []any{v}
}

func comparison(operator string, want any) (func(any) bool, error) {
	switch operator {
	case "=":
		return func(v any) bool { return holds(v, want) }, nil
	case "!=":
		return func(v any) bool { return !holds(v, want) }, nil
	case "in":
		return func(v any) bool { return slices.ContainsFunc(listOf(want), func(w any) bool { return holds(v, w) }) }, nil
	case "not in":
		return func(v any) bool { return !slices.ContainsFunc(listOf(want), func(w any) bool { return holds(v, w) }) }, nil
	case "<", "<=", ">", ">=":
		return func(v any) bool {
			if nothing(v) {
				return false
			}
			c := order(v, want)
			return c < 0 && operator[0] == '<' || c > 0 && operator[0] == '>' || c == 0 && len(operator) == 2
		}, nil
	case "like", "ilike", "=like", "=ilike":
		pattern := fmt.Sprint(want)
		if operator[0] != '=' {
			pattern = "%" + pattern + "%"
		}
		fold := strings.HasSuffix(operator, "ilike")
		return func(v any) bool {
			text, ok := v.(string)
			return ok && like(text, pattern, fold)
		}, nil
	case "child_of":
		return nil, nil
	}
	return nil, serverError("ValueError: Invalid operator %s", operator)
}

func nothing(v any) bool { return v == nil || v == false || v == "" }

// holds is equality, where a list of references holds what it contains.
func holds(v, want any) bool {
	if ids, ok := v.([]int64); ok {
		id, _ := want.(int64)
		return slices.Contains(ids, id) || len(ids) == 0 && nothing(want)
	}
	if nothing(v) || nothing(want) {
		return nothing(v) && nothing(want)
	}
	return order(v, want) == 0
}

func order(a, b any) int {
	if x, ok := number(a); ok {
		if y, ok := number(b); ok {
			return cmp.Compare(x, y)
		}
	}
	return cmp.Compare(textOf(a), textOf(b))
}

func number(v any) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

func textOf(v any) string {
	if nothing(v) {
		return ""
	}
	return fmt.Sprint(v)
}

// like is SQL's: % stands for any text, _ for one character, \ takes the meaning
// from the next.
func like(text, pattern string, fold bool) bool {
	if fold {
		text, pattern = strings.ToLower(text), strings.ToLower(pattern)
	}
	return likeRunes([]rune(text), []rune(pattern))
}

func likeRunes(t, p []rune) bool {
	for len(p) > 0 {
		switch {
		case p[0] == '%':
			for len(p) > 0 && p[0] == '%' {
				p = p[1:]
			}
			for i := range len(t) + 1 {
				if likeRunes(t[i:], p) {
					return true
				}
			}
			return false
		case len(t) == 0:
			return false
		case p[0] == '\\' && len(p) > 1:
			p = p[1:]
			if t[0] != p[0] {
				return false
			}
		case p[0] != '_' && t[0] != p[0]:
			return false
		}
		t, p = t[1:], p[1:]
	}
	return len(t) == 0
}

// sorted orders ids by "field [desc], ...".
func (s *session) sorted(t *table, ids []int64, by string) ([]int64, error) {
	type key struct {
		f    *field
		down bool
	}
	var keys []key
	for _, part := range strings.Split(by, ",") {
		words := strings.Fields(part)
		if len(words) == 0 {
			continue
		}
		f := t.fields[words[0]]
		if f == nil {
			return nil, serverError("ValueError: Invalid field '%s' on model '%s'", words[0], t.name)
		}
		keys = append(keys, key{f, len(words) > 1 && strings.EqualFold(words[1], "desc")})
	}
	out := slices.Clone(ids)
	slices.SortStableFunc(out, func(a, b int64) int {
		for _, k := range keys {
			c := order(s.value(t, t.rows[a], k.f), s.value(t, t.rows[b], k.f))
			if k.down {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return 0
	})
	return out, nil
}

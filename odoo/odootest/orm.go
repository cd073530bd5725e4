package odootest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// session is one call of one user.
type session struct {
	*db
	user string
	ctx  map[string]any
}

// ways are what a model does beyond keeping values. Each may be nil.
type ways struct {
	defaults func(*session, rec)                           // fills in what was not given
	created  func(*session, rec) error                     // after a record was made, with its lines
	written  func(*session, rec, map[string]any) error     // after values were written
	unlinked func(*session, rec) error                     // before a record goes
	methods  map[string]func(*session, *call) (any, error) // what buttons call
}

// value is what a field of a record holds, computed or kept.
func (d *db) value(t *table, r rec, f *field) any {
	if compute, ok := d.computed[t.name+"."+f.name]; ok {
		return compute(d, r)
	}
	switch {
	case f.name == "display_name":
		return d.name(t.name, r.id())
	case f.kind == "one2many":
		return slices.Clone(d.tables[f.relation].children[f.inverse][r.id()])
	}
	return r[f.name]
}

// shown is a value as Odoo answers it.
func (d *db) shown(f *field, v any) any {
	switch f.kind {
	case "many2one":
		id, _ := v.(int64)
		if id == 0 {
			return false
		}
		return []any{id, d.name(f.relation, id)}
	case "one2many", "many2many":
		return append([]int64{}, references(v)...)
	case "float":
		n, _ := number(v)
		return n
	case "integer", "many2one_reference":
		n, _ := v.(int64)
		return n
	case "boolean":
		return v == true
	case "datetime":
		if text, ok := v.(string); ok {
			return text[:min(len(text), len(datetime))]
		}
	}
	if nothing(v) {
		return false
	}
	return v
}

// read answers records; with no fields, all of them.
func (s *session) read(model string, ids []int64, names []string) ([]any, error) {
	t, err := s.table(model)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		names = sortedKeys(t.fields)
	}
	for _, name := range names {
		if t.fields[name] == nil {
			return nil, serverError("ValueError: Invalid field '%s' on model '%s'", name, model)
		}
	}
	out := []any{}
	for _, id := range ids {
		r, ok := t.rows[id]
		if !ok {
			continue
		}
		m := map[string]any{"id": id}
		for _, name := range names {
			f := t.fields[name]
			m[name] = s.shown(f, s.value(t, r, f))
		}
		out = append(out, m)
	}
	return out, nil
}

// create makes one record and what hangs on it.
func (s *session) create(model string, values map[string]any) (rec, error) {
	t, err := s.table(model)
	if err != nil {
		return nil, err
	}
	plain, lines, err := s.coerce(t, values)
	if err != nil {
		return nil, err
	}
	if t.fields["active"] != nil {
		if _, ok := plain["active"]; !ok {
			plain["active"] = true
		}
	}
	if w := s.ways[model]; w.defaults != nil {
		w.defaults(s, plain)
	}
	r := s.insert(model, plain)
	if err := s.applyLines(t, r, lines); err != nil {
		return nil, err
	}
	if w := s.ways[model]; w.created != nil {
		if err := w.created(s, r); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// write sets values on records.
func (s *session) write(model string, ids []int64, values map[string]any) error {
	t, err := s.table(model)
	if err != nil {
		return err
	}
	plain, lines, err := s.coerce(t, values)
	if err != nil {
		return err
	}
	for _, id := range ids {
		r, ok := t.rows[id]
		if !ok {
			return userError("Record does not exist or has been deleted.\n(Record: %s(%d,), User: %d)", model, id, s.uid)
		}
		for _, name := range sortedKeys(plain) {
			s.set(model, id, name, plain[name])
		}
		s.touch(model, id)
		if err := s.applyLines(t, r, lines); err != nil {
			return err
		}
		if w := s.ways[model]; w.written != nil {
			if err := w.written(s, r, values); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *session) unlink(model string, ids []int64) error {
	t, err := s.table(model)
	if err != nil {
		return err
	}
	for _, id := range ids {
		r, ok := t.rows[id]
		if !ok {
			continue
		}
		if w := s.ways[model]; w.unlinked != nil {
			if err := w.unlinked(s, r); err != nil {
				return err
			}
		}
		s.remove(model, id)
	}
	return nil
}

// coerce splits values into those of the record itself and commands for its
// lines, and refuses fields that this version does not have.
func (s *session) coerce(t *table, values map[string]any) (rec, map[string][]any, error) {
	plain, lines := rec{}, map[string][]any{}
	for _, name := range sortedKeys(values) {
		f, v := t.fields[name], values[name]
		if f == nil {
			return nil, nil, serverError("ValueError: Invalid field '%s' on model '%s'", name, t.name)
		}
		if f.kind == "one2many" {
			commands, ok := v.([]any)
			if !ok {
				return nil, nil, serverError("ValueError: Wrong value for %s.%s: %v", t.name, name, v)
			}
			lines[name] = commands
			continue
		}
		kept, err := s.coerceOne(t, f, v)
		if err != nil {
			return nil, nil, err
		}
		plain[name] = kept
	}
	return plain, lines, nil
}

func (s *session) coerceOne(t *table, f *field, v any) (any, error) {
	bad := serverError("ValueError: Wrong value for %s.%s: %v", t.name, f.name, v)
	if f.kind == "boolean" {
		return !nothing(v) && v != int64(0), nil
	}
	if f.kind == "many2many" {
		return manyIDs(v)
	}
	if nothing(v) {
		return nil, nil
	}
	switch f.kind {
	case "float":
		if n, ok := number(v); ok {
			return n, nil
		}
		return nil, bad
	case "integer", "many2one_reference", "many2one":
		id, ok := v.(int64)
		if !ok {
			return nil, bad
		}
		if target, known := s.tables[f.relation]; known && target.rows[id] == nil {
			return nil, userError("The operation cannot be completed: %s %d does not exist (%s.%s)", f.relation, id, t.name, f.name)
		}
		return id, nil
	case "date", "datetime":
		text, _ := v.(string)
		layout := datetime
		if len(text) == len(time.DateOnly) {
			layout = time.DateOnly
		}
		at, err := time.Parse(layout, text)
		if err != nil {
			return nil, bad
		}
		if f.kind == "date" {
			return at.Format(time.DateOnly), nil
		}
		return at.Format(datetime), nil
	}
	if text, ok := v.(string); ok {
		return text, nil
	}
	return nil, bad
}

// manyIDs reads the commands of a many2many: replace, add, or a bare list of ids.
func manyIDs(v any) (any, error) {
	out := []int64{}
	for _, x := range listOf(v) {
		switch c := x.(type) {
		case int64:
			out = append(out, c)
		case []any:
			code, _ := c[0].(int64)
			switch {
			case code == 6 && len(c) == 3:
				out = append([]int64{}, references(c[2])...)
			case code == 4 && len(c) >= 2:
				out = append(out, references(c[1])...)
			case code == 5:
				out = []int64{}
			default:
				return nil, serverError("ValueError: command %v is not simulated", c)
			}
		}
	}
	return out, nil
}

// applyLines carries out the commands 0 to 5 on lines.
func (s *session) applyLines(t *table, r rec, lines map[string][]any) error {
	for _, name := range sortedKeys(lines) {
		f := t.fields[name]
		for _, command := range lines[name] {
			if err := s.applyLine(f, r.id(), command); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *session) applyLine(f *field, parent int64, command any) error {
	c, ok := command.([]any)
	if !ok || len(c) == 0 {
		return serverError("ValueError: Wrong command %v for %s", command, f.name)
	}
	code, _ := c[0].(int64)
	id := int64(0)
	if len(c) > 1 {
		id, _ = c[1].(int64)
	}
	values := map[string]any{}
	if len(c) > 2 {
		values, _ = c[2].(map[string]any)
	}
	switch code {
	case 0:
		own := map[string]any{}
		for k, v := range values {
			own[k] = v
		}
		own[f.inverse] = parent
		_, err := s.create(f.relation, own)
		return err
	case 1:
		return s.write(f.relation, []int64{id}, values)
	case 2:
		return s.unlink(f.relation, []int64{id})
	case 5:
		return s.unlink(f.relation, slices.Clone(s.tables[f.relation].children[f.inverse][parent]))
	case 4:
		return nil
	}
	return serverError("ValueError: command %d is not simulated", code)
}

// load makes or updates records under external ids, all or nothing. Values come
// as text, as in a file.
func (s *session) load(model string, names []string, lines [][]any) (any, error) {
	t, err := s.table(model)
	if err != nil {
		return nil, err
	}
	mark := len(s.undo)
	ids := []int64{}
	for n, line := range lines {
		id, err := s.loadOne(t, names, line)
		if err == nil {
			ids = append(ids, id)
			continue
		}
		f, ok := errors.AsType[*faultError](err)
		if !ok {
			return nil, err
		}
		for _, back := range slices.Backward(s.undo[mark:]) {
			back()
		}
		s.undo = s.undo[:mark]
		text := f.text
		if f.validation {
			text = "Unknown error during import: <class 'odoo.exceptions.ValidationError'>: " + text
		}
		return map[string]any{"ids": false, "nextrow": int64(0), "messages": []any{
			map[string]any{"type": "error", "record": int64(n), "rows": map[string]any{"from": int64(n), "to": int64(n)}, "message": text},
		}}, nil
	}
	return map[string]any{"ids": ids, "messages": []any{}, "nextrow": int64(0)}, nil
}

func (s *session) loadOne(t *table, names []string, line []any) (int64, error) {
	if len(names) != len(line) {
		return 0, serverError("IndexError: list index out of range")
	}
	values, external := map[string]any{}, ""
	for i, name := range names {
		text := fmt.Sprint(line[i])
		if name == "id" {
			external = text
			continue
		}
		name, byID := strings.CutSuffix(name, "/.id")
		f := t.fields[name]
		if f == nil {
			return 0, userError("Invalid field '%s' on model '%s'", name, t.name)
		}
		v, err := s.fromText(f, text, byID)
		if err != nil {
			return 0, err
		}
		values[name] = v
	}
	return s.loadRecord(t, external, values)
}

func (s *session) loadRecord(t *table, external string, values map[string]any) (int64, error) {
	module, name, ok := strings.Cut(external, ".")
	if external != "" && !ok {
		return 0, userError("the external id %s lacks its module", external)
	}
	for _, x := range s.externals(module, name) {
		return x.num("res_id"), s.write(t.name, []int64{x.num("res_id")}, values)
	}
	r, err := s.create(t.name, values)
	if err != nil {
		return 0, err
	}
	if external != "" {
		s.insert("ir.model.data", rec{"module": module, "name": name, "model": t.name, "res_id": r.id()})
	}
	return r.id(), nil
}

// externals are the rows of ir.model.data for one external id: none or one.
func (d *db) externals(module, name string) []rec {
	return d.all("ir.model.data", func(r rec) bool { return r.str("name") == name && r.str("module") == module })
}

// fromText turns a cell of load into a value.
func (s *session) fromText(f *field, text string, byID bool) (any, error) {
	if text == "" {
		return false, nil
	}
	switch f.kind {
	case "many2one":
		var id int64
		if !byID {
			return nil, userError("No matching record found for name '%s' in field '%s'", text, f.name)
		}
		if _, err := fmt.Sscan(text, &id); err != nil || s.get(f.relation, id) == nil || s.get(f.relation, id).id() == 0 {
			return nil, userError("No matching record found for database id '%s' in field '%s'", text, f.name)
		}
		return id, nil
	case "float", "integer":
		var v float64
		if _, err := fmt.Sscan(text, &v); err != nil {
			return nil, userError("'%s' does not seem to be a number for field '%s'", text, f.name)
		}
		if f.kind == "integer" {
			return int64(v), nil
		}
		return v, nil
	case "one2many", "many2many":
		return nil, userError("lines by load are not simulated (%s)", f.name)
	}
	return text, nil
}

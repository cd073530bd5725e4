package odootest

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// rec is one record: false is nil here, a reference an int64, a list of
// references []int64, days and instants are Odoo's own texts in UTC.
type rec map[string]any

func (r rec) id() int64            { return r.num("id") }
func (r rec) num(f string) int64   { n, _ := r[f].(int64); return n }
func (r rec) str(f string) string  { s, _ := r[f].(string); return s }
func (r rec) f64(f string) float64 { v, _ := r[f].(float64); return v }
func (r rec) yes(f string) bool    { b, _ := r[f].(bool); return b }
func (r rec) ids(f string) []int64 { v, _ := r[f].([]int64); return v }

// table is one model.
type table struct {
	name     string
	fields   map[string]*field
	rows     map[int64]rec
	order    []int64 // ids, ascending
	next     int64
	children map[string]map[int64][]int64 // by reference field and id: who refers to it
}

// db is all there is. It is used under the server's lock, one transaction at a
// time.
type db struct {
	version  int
	now      func() time.Time
	tables   map[string]*table
	computed map[string]func(*db, rec) any
	ways     map[string]ways
	seq      map[string]int
	undo     []func()  // takes back the transaction, last first
	began    time.Time // when the transaction began: Odoo stamps all its writes with that
	uid      int64     // whose transaction it is
}

// begin opens a transaction.
func (d *db) begin(uid int64) {
	d.undo, d.uid = nil, uid
	d.began = d.now().UTC()
}

func (d *db) rollback() {
	for _, f := range slices.Backward(d.undo) {
		f()
	}
	d.undo = nil
}

const (
	datetime = "2006-01-02 15:04:05"
	stamp    = "2006-01-02 15:04:05.000000"
)

// clock is the transaction's time in seconds, as datetime fields hold it.
func (d *db) clock() string { return d.began.Format(datetime) }

func (d *db) table(model string) (*table, error) {
	t, ok := d.tables[model]
	if !ok {
		return nil, userError("Object %s doesn't exist", model)
	}
	return t, nil
}

// get finds a record that is known to exist or answers an empty one.
func (d *db) get(model string, id int64) rec {
	if r, ok := d.tables[model].rows[id]; ok {
		return r
	}
	return rec{}
}

// all are the records of a model that f accepts, by id.
func (d *db) all(model string, f func(rec) bool) []rec {
	t := d.tables[model]
	var out []rec
	for _, id := range t.order {
		if r := t.rows[id]; f == nil || f(r) {
			out = append(out, r)
		}
	}
	return out
}

// referring are the records whose reference field points to id.
func (d *db) referring(model, field string, id int64) []rec {
	t := d.tables[model]
	var out []rec
	for _, child := range t.children[field][id] {
		out = append(out, t.rows[child])
	}
	return out
}

// insert makes a record without any of its model's ways.
func (d *db) insert(model string, values rec) rec {
	t := d.tables[model]
	t.next++
	id := t.next
	r := rec{"id": id}
	t.rows[id] = r
	t.order = append(t.order, id)
	d.undo = append(d.undo, func() {
		delete(t.rows, id)
		t.order = t.order[:len(t.order)-1]
	})
	d.set(model, id, "create_date", d.began.Format(stamp))
	for _, name := range sortedKeys(values) {
		d.set(model, id, name, values[name])
	}
	d.touch(model, id)
	return r
}

// set changes one field without any of its model's ways.
func (d *db) set(model string, id int64, name string, value any) {
	t := d.tables[model]
	r := t.rows[id]
	before := r[name]
	change := func(from, to any) {
		if f := t.fields[name]; f != nil && f.kind == "many2one" {
			t.relink(name, id, from, to)
		}
		r[name] = to
	}
	change(before, value)
	d.undo = append(d.undo, func() { change(value, before) })
}

func (t *table) relink(name string, id int64, from, to any) {
	if t.children[name] == nil {
		t.children[name] = map[int64][]int64{}
	}
	index := t.children[name]
	if old, ok := from.(int64); ok {
		index[old] = slices.DeleteFunc(slices.Clone(index[old]), func(x int64) bool { return x == id })
	}
	if now, ok := to.(int64); ok {
		at, _ := slices.BinarySearch(index[now], id)
		index[now] = slices.Insert(slices.Clone(index[now]), at, id)
	}
}

// touch stamps a record as changed: with the start of the transaction, in
// microseconds, which reading cuts to seconds.
func (d *db) touch(model string, id int64) {
	d.set(model, id, "write_date", d.began.Format(stamp))
	if d.tables[model].fields["write_uid"] != nil {
		d.set(model, id, "write_uid", d.uid)
	}
}

// remove deletes a record and its external ids.
func (d *db) remove(model string, id int64) {
	t := d.tables[model]
	r, ok := t.rows[id]
	if !ok {
		return
	}
	for name, f := range t.fields {
		if f.kind == "many2one" && r[name] != nil {
			d.set(model, id, name, nil)
		}
	}
	delete(t.rows, id)
	at := slices.Index(t.order, id)
	t.order = slices.Delete(slices.Clone(t.order), at, at+1)
	d.undo = append(d.undo, func() {
		t.rows[id] = r
		t.order = slices.Insert(slices.Clone(t.order), at, id)
	})
	if model != "ir.model.data" {
		for _, x := range d.all("ir.model.data", func(x rec) bool { return x.str("model") == model && x.num("res_id") == id }) {
			d.remove("ir.model.data", x.id())
		}
	}
}

// number gives the next name of a sequence. As Odoo's own, it leaves a gap when
// the transaction is taken back.
func (d *db) number(format string) string {
	d.seq[format]++
	return fmt.Sprintf(format, d.seq[format])
}

// name is what a record is called where it is referred to.
func (d *db) name(model string, id int64) string {
	r := d.get(model, id)
	switch model {
	case "product.product":
		if code := r.str("default_code"); code != "" {
			return "[" + code + "] " + r.str("name")
		}
	case "res.partner":
		if parent := r.num("parent_id"); parent != 0 {
			return strings.TrimSuffix(d.name(model, parent)+", "+r.str("name"), ", ")
		}
	}
	if name := r.str("name"); name != "" {
		return name
	}
	return fmt.Sprintf("%s,%d", model, id)
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

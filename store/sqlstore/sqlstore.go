// Package sqlstore is the one text of SQL behind store.Store. It keeps the rows of
// one transaction over a small connection interface; sqlite and postgres open
// databases, begin transactions and hand them in.
//
// Statements use $1 placeholders and ON CONFLICT … RETURNING, which both engines
// read. The scope of a transaction is part of every statement that touches a
// partner's rows, on PostgreSQL backed by row-level security.
package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/wharf-edi/wharf/store"
)

// Conn is one open transaction of an engine.
type Conn interface {
	// Exec answers how many rows were touched.
	Exec(ctx context.Context, sql string, args ...any) (int64, error)
	Query(ctx context.Context, sql string, args ...any) (Rows, error)
	// Conflict says that an error is a unique key that is taken.
	Conflict(err error) bool
	// Serialize keeps other transactions out of the part of the work that key names,
	// until this one ends. An engine with one writer does nothing.
	Serialize(ctx context.Context, key string) error
	// Wake adds a job to be worked once the transaction is committed.
	Wake(ctx context.Context, kind string, id int64) error
}

// Rows are the rows of a query. Close may be called twice.
type Rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
}

// Tx is a store.Tx over a Conn.
type Tx struct {
	conn   Conn
	scope  store.Scope
	broken error // the first statement that was not carried out: nothing can be committed any more
}

var _ store.Tx = (*Tx)(nil)

// New answers the store's transaction over an engine's.
func New(c Conn, s store.Scope) *Tx { return &Tx{conn: c, scope: s} }

// nobody is a partner that no row has: what the zero scope may see.
const nobody = "-"

// scoped is the partner that the transaction is bound to; empty for everything.
func (t *Tx) scoped() string {
	switch {
	case t.scope.All:
		return ""
	case t.scope.Partner == "":
		return nobody
	}
	return string(t.scope.Partner)
}

// mine says an error when a row of that partner is outside of the scope.
func (t *Tx) mine(partner string) error {
	if s := t.scoped(); s != "" && s != partner {
		return fmt.Errorf("partner %q is outside of the scope: %w", partner, store.ErrNotFound)
	}
	return nil
}

// where collects the conditions of one query and their arguments.
type where struct {
	conds []string
	args  []any
}

// where begins a condition with the scope.
func (t *Tx) where() *where {
	w := &where{}
	if s := t.scoped(); s != "" {
		w.add("partner = ?", s)
	}
	return w
}

// add adds a condition; each ? in it takes the next argument.
func (w *where) add(cond string, args ...any) {
	for _, a := range args {
		w.args = append(w.args, a)
		cond = strings.Replace(cond, "?", fmt.Sprintf("$%d", len(w.args)), 1)
	}
	w.conds = append(w.conds, cond)
}

// addIf adds a condition if the value is set.
func (w *where) addIf(set bool, cond string, arg any) {
	if set {
		w.add(cond, arg)
	}
}

// addIn adds "column is one of"; nothing if there are none.
func addIn[T ~string](w *where, column string, values []T) {
	if len(values) == 0 {
		return
	}
	marks := make([]string, len(values))
	args := make([]any, len(values))
	for i, v := range values {
		marks[i], args[i] = "?", string(v)
	}
	w.add(column+" IN ("+strings.Join(marks, ", ")+")", args...)
}

// String is the WHERE clause.
func (w *where) String() string {
	if len(w.conds) == 0 {
		return ""
	}
	return " WHERE " + strings.Join(w.conds, " AND ")
}

// page adds the page's condition, and answers the clause that orders and limits.
func (w *where) page(p store.Page, oldFirst bool) string {
	w.addIf(p.Before > 0, "id < ?", p.Before)
	limit := p.Limit
	if limit <= 0 {
		limit = 50
	}
	order := "DESC"
	if oldFirst {
		order = "ASC"
	}
	return fmt.Sprintf(" ORDER BY id %s LIMIT %d", order, min(limit, 1000))
}

// list runs a query and scans each row.
func list[T any](ctx context.Context, t *Tx, scan func(Rows) (*T, error), sql string, args ...any) ([]*T, error) {
	rows, err := t.query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close() // Err below tells of what went wrong
	var out []*T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, t.broke(rows.Err())
}

// one is list for exactly one row; what names what was asked for.
func one[T any](ctx context.Context, t *Tx, what string, scan func(Rows) (*T, error), sql string, args ...any) (*T, error) {
	vs, err := list(ctx, t, scan, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	if len(vs) == 0 {
		return nil, fmt.Errorf("%s: %w", what, store.ErrNotFound)
	}
	return vs[0], nil
}

// insert runs an INSERT … RETURNING of one number.
func (t *Tx) insert(ctx context.Context, what, sql string, args ...any) (int64, error) {
	n, err := list(ctx, t, scanInt, sql, args...)
	switch {
	case err != nil:
		return 0, fmt.Errorf("%s: %w", what, err)
	case len(n) == 0:
		return 0, fmt.Errorf("%s: %w", what, store.ErrNotFound)
	}
	return *n[0], nil
}

func scanInt(r Rows) (*int64, error) {
	n := new(int64)
	return n, r.Scan(n)
}

// change runs a statement that must touch exactly one row.
func (t *Tx) change(ctx context.Context, what, sql string, args ...any) error {
	n, err := t.exec(ctx, sql, args...)
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", what, err)
	case n == 0:
		return fmt.Errorf("%s: %w", what, store.ErrNotFound)
	}
	return nil
}

// micros is a time as it is kept; the zero time is NULL.
func micros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

func fromMicros(n *int64) time.Time {
	if n == nil {
		return time.Time{}
	}
	return time.UnixMicro(*n).UTC()
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// text is JSON as it is kept; nil is NULL.
func text(j store.JSON) any {
	if j == nil {
		return nil
	}
	return string(j)
}

func fromText(s *string) store.JSON {
	if s == nil {
		return nil
	}
	return store.JSON(*s)
}

func encode(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

// NextControl reserves the next number of a series.
func (t *Tx) NextControl(ctx context.Context, key string) (int64, error) {
	return t.insert(ctx, "control number "+key, nextControl, key)
}

const nextControl = `INSERT INTO controls (series, last) VALUES ($1, 1)
ON CONFLICT (series) DO UPDATE SET last = controls.last + 1 RETURNING last`

// Mark answers a named value; empty if it was never set.
func (t *Tx) Mark(ctx context.Context, name string) (string, error) {
	v, err := one(ctx, t, "mark "+name, scanString, `SELECT value FROM marks WHERE name = $1`, name)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return *v, nil
}

func scanString(r Rows) (*string, error) {
	s := new(string)
	return s, r.Scan(s)
}

// SetMark keeps a named value.
func (t *Tx) SetMark(ctx context.Context, name, value string) error {
	return t.change(ctx, "mark "+name, setMark, name, value)
}

const setMark = `INSERT INTO marks (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`

// Wake adds a job.
func (t *Tx) Wake(ctx context.Context, kind string, id int64) error {
	if err := t.conn.Wake(ctx, kind, id); err != nil {
		return fmt.Errorf("wake %s %d: %w", kind, id, err)
	}
	return nil
}

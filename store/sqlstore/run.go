package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/wharf-edi/wharf/store"
)

// Transaction is a Conn that its engine can end.
type Transaction interface {
	Conn
	Commit(ctx context.Context) error
	// Rollback undoes everything; after a Commit, also one that failed, it does
	// nothing.
	Rollback(ctx context.Context) error
}

// Run runs do in a transaction that was begun for it. It is committed when do
// returns nil and every statement was carried out. Otherwise it is rolled back,
// also when do panics.
func Run(ctx context.Context, c Transaction, s store.Scope, do func(store.Tx) error) (err error) {
	committed := false
	defer func() {
		if !committed {
			err = errors.Join(err, c.Rollback(context.WithoutCancel(ctx)))
		}
	}()
	t := New(c, s)
	if err := do(t); err != nil {
		return err
	}
	if t.broken != nil {
		return fmt.Errorf("commit: a statement was not carried out: %w", t.broken)
	}
	if err := c.Commit(ctx); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	committed = true
	return nil
}

// exec and query are the ways to the engine. What fails here breaks the
// transaction, on SQLite as on PostgreSQL.
func (t *Tx) exec(ctx context.Context, sql string, args ...any) (int64, error) {
	n, err := t.conn.Exec(ctx, sql, clean(args)...)
	return n, t.broke(err)
}

func (t *Tx) query(ctx context.Context, sql string, args ...any) (Rows, error) {
	rows, err := t.conn.Query(ctx, sql, clean(args)...)
	return rows, t.broke(err)
}

func (t *Tx) broke(err error) error {
	if err == nil {
		return nil
	}
	if t.conn.Conflict(err) {
		err = fmt.Errorf("%w: %w", store.ErrConflict, err)
	}
	if t.broken == nil {
		t.broken = err
	}
	return err
}

// clean is text for every argument that is a string.
func clean(args []any) []any {
	for i, a := range args {
		if v := reflect.ValueOf(a); v.Kind() == reflect.String {
			args[i] = cleanText(v.String())
		}
	}
	return args
}

// cleanText makes text of what is not: names from outside may hold bytes that are
// no UTF-8, or a NUL, and PostgreSQL takes neither. A file is not lost for its
// name.
func cleanText(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

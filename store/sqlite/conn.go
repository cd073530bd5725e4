package sqlite

import (
	"context"
	"database/sql"
	"errors"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/wharf-edi/wharf/internal/jobs"
	"github.com/wharf-edi/wharf/store/sqlstore"
)

// conn is one transaction as sqlstore sees it.
type conn struct {
	tx   *sql.Tx
	jobs *jobs.Inserter[*sql.Tx] // nil when reading
}

func (c *conn) Exec(ctx context.Context, q string, args ...any) (int64, error) {
	r, err := c.tx.ExecContext(ctx, q, args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func (c *conn) Query(ctx context.Context, q string, args ...any) (sqlstore.Rows, error) {
	return c.tx.QueryContext(ctx, q, args...) //nolint:rowserrcheck // sqlstore closes them and asks for their error
}

func (c *conn) Conflict(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	return e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
}

func (c *conn) Commit(context.Context) error { return c.tx.Commit() }

func (c *conn) Rollback(context.Context) error {
	if err := c.tx.Rollback(); !errors.Is(err, sql.ErrTxDone) {
		return err
	}
	return nil
}

// Serialize has nothing to do: there is one writer.
func (c *conn) Serialize(context.Context, string) error { return nil }

func (c *conn) Wake(ctx context.Context, kind string, id int64) error {
	if c.jobs == nil {
		return errors.New("a view cannot add jobs")
	}
	return c.jobs.Insert(ctx, c.tx, kind, id)
}

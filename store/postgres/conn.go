package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/wharf-edi/wharf/internal/jobs"
	"github.com/wharf-edi/wharf/store/sqlstore"
)

// conn is one transaction as sqlstore sees it.
type conn struct {
	tx   pgx.Tx
	jobs *jobs.Inserter[pgx.Tx]
}

var _ sqlstore.Transaction = (*conn)(nil)

func (c *conn) Exec(ctx context.Context, q string, args ...any) (int64, error) {
	tag, err := c.tx.Exec(ctx, q, args...)
	return tag.RowsAffected(), err
}

func (c *conn) Query(ctx context.Context, q string, args ...any) (sqlstore.Rows, error) {
	r, err := c.tx.Query(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	return rows{r}, nil
}

// rows are pgx's, whose Close has no error: Err has it.
type rows struct{ pgx.Rows }

func (r rows) Close() error {
	r.Rows.Close()
	return nil
}

func (c *conn) Conflict(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && e.Code == "23505" // unique_violation
}

const serialize = `SELECT pg_advisory_xact_lock($1)`

func (c *conn) Serialize(ctx context.Context, key string) error {
	_, err := c.tx.Exec(ctx, serialize, number("serialize:"+key))
	return err
}

func (c *conn) Wake(ctx context.Context, kind string, id int64) error {
	return c.jobs.Insert(ctx, c.tx, kind, id)
}

func (c *conn) Commit(ctx context.Context) error { return c.tx.Commit(ctx) }

func (c *conn) Rollback(ctx context.Context) error {
	if err := c.tx.Rollback(ctx); !errors.Is(err, pgx.ErrTxClosed) {
		return err
	}
	return nil
}

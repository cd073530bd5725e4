package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/wharf-edi/wharf/store"
)

const (
	openException = `INSERT INTO exceptions
(partner, transmission, document, code, owner, order_number, line, expected, actual, delta, effect, detail, opened, closed_by, closed_why)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', '')
ON CONFLICT (transmission, document, code, line) WHERE closed IS NULL
DO UPDATE SET expected = excluded.expected, actual = excluded.actual, delta = excluded.delta, effect = excluded.effect, detail = excluded.detail
RETURNING id`
	exceptionColumns = `SELECT id, partner, transmission, document, code, owner, order_number, line, expected, actual, delta, effect, detail, opened, closed,
closed_by, closed_why FROM exceptions`
	closeException = `UPDATE exceptions SET closed = $1, closed_by = $2, closed_why = $3 WHERE id = $4 AND closed IS NULL AND ($5 = '' OR partner = $5)`
)

// OpenException keeps an exception, or brings the open one of the same fact up to
// date.
func (t *Tx) OpenException(ctx context.Context, e *store.Exception) (int64, error) {
	if err := t.mine(string(e.Partner)); err != nil {
		return 0, err
	}
	id, err := t.insert(ctx, "exception "+string(e.Code), openException, string(e.Partner), e.Transmission, e.Document, string(e.Code), string(e.Owner),
		e.Order, e.Line, e.Expected, e.Actual, e.Delta, e.Effect, e.Detail, micros(e.Opened))
	e.ID = id
	return id, err
}

func scanException(r Rows) (*store.Exception, error) {
	var e store.Exception
	var opened int64
	var closed *int64
	err := r.Scan(&e.ID, &e.Partner, &e.Transmission, &e.Document, &e.Code, &e.Owner, &e.Order, &e.Line, &e.Expected, &e.Actual, &e.Delta, &e.Effect,
		&e.Detail, &opened, &closed, &e.ClosedBy, &e.ClosedWhy)
	e.Opened, e.Closed = fromMicros(&opened), fromMicros(closed)
	return &e, err
}

// Exception answers one.
func (t *Tx) Exception(ctx context.Context, id int64) (*store.Exception, error) {
	w := t.where()
	w.add("id = ?", id)
	return one(ctx, t, fmt.Sprintf("exception %d", id), scanException, exceptionColumns+w.String(), w.args...)
}

func (t *Tx) exceptionFilter(f store.ExceptionFilter) *where {
	w := t.where()
	if f.Open {
		w.add("closed IS NULL")
	}
	w.addIf(f.Owner != "", "owner = ?", string(f.Owner))
	w.addIf(f.Partner != "", "partner = ?", string(f.Partner))
	w.addIf(f.Document != 0, "document = ?", f.Document)
	w.addIf(f.Transmission != 0, "transmission = ?", f.Transmission)
	return w
}

// Exceptions answers a list.
func (t *Tx) Exceptions(ctx context.Context, f store.ExceptionFilter) ([]*store.Exception, error) {
	w := t.exceptionFilter(f)
	tail := w.page(f.Page, false)
	return list(ctx, t, scanException, exceptionColumns+w.String()+tail, w.args...)
}

// CountExceptions counts, without regard to the page.
func (t *Tx) CountExceptions(ctx context.Context, f store.ExceptionFilter) (int, error) {
	w := t.exceptionFilter(f)
	n, err := t.insert(ctx, "exceptions", `SELECT COUNT(*) FROM exceptions`+w.String(), w.args...)
	return int(n), err
}

// CloseException closes an open exception.
func (t *Tx) CloseException(ctx context.Context, id int64, by, why string, at time.Time) error {
	return t.change(ctx, fmt.Sprintf("open exception %d", id), closeException, micros(at), by, why, id, t.scoped())
}

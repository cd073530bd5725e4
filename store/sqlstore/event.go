package sqlstore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/wharf-edi/wharf/store"
)

const (
	lastEvent = `SELECT seq, hash FROM events WHERE partner = $1 ORDER BY seq DESC LIMIT 1`
	addEvent  = `INSERT INTO events (partner, transmission, document, order_number, at, actor, step, text, data, seq, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`
	eventColumns = `SELECT id, partner, transmission, document, order_number, at, actor, step, text, data, seq, hash FROM events`
)

// event is a row with its place in the chain.
type event struct {
	store.Event
	seq  int64
	hash string
}

func scanEvent(r Rows) (*event, error) {
	var e event
	var at int64
	var data *string
	err := r.Scan(&e.ID, &e.Partner, &e.Transmission, &e.Document, &e.Order, &at, &e.Actor, &e.Step, &e.Text, &data, &e.seq, &e.hash)
	e.At, e.Data = fromMicros(&at), fromText(data)
	return &e, err
}

// link is the hash of an event that follows the one with hash before. Every field
// that is kept is in it, but for the row's number, which a restore may change.
func (e *event) link(before string) (string, error) {
	b, err := json.Marshal([]any{before, e.seq, e.Partner, e.Transmission, e.Document, e.Order, e.At.UnixMicro(), e.Actor, e.Step, e.Text, string(e.Data)})
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), err
}

// AddEvent adds to the chain of the event's partner. There is a chain for each
// partner, so that writers of different partners do not wait for each other.
func (t *Tx) AddEvent(ctx context.Context, e *store.Event) error {
	if err := t.mine(string(e.Partner)); err != nil {
		return err
	}
	if err := t.conn.Serialize(ctx, "events:"+string(e.Partner)); err != nil {
		return err
	}
	last, err := one(ctx, t, "last event", func(r Rows) (*event, error) {
		var v event
		return &v, r.Scan(&v.seq, &v.hash)
	}, lastEvent, string(e.Partner))
	if errors.Is(err, store.ErrNotFound) {
		last, err = &event{}, nil
	}
	if err != nil {
		return err
	}
	next := event{Event: *e, seq: last.seq + 1}
	hash, err := next.link(last.hash)
	if err != nil {
		return err
	}
	e.ID, err = t.insert(ctx, "event", addEvent, string(e.Partner), e.Transmission, e.Document, e.Order, micros(e.At), e.Actor, e.Step, e.Text,
		text(e.Data), next.seq, hash)
	return err
}

// Events answers a timeline.
func (t *Tx) Events(ctx context.Context, f store.EventFilter) ([]*store.Event, error) {
	w := t.where()
	w.addIf(f.Transmission != 0, "transmission = ?", f.Transmission)
	w.addIf(f.Document != 0, "document = ?", f.Document)
	w.addIf(f.Order != "", "order_number = ?", f.Order)
	w.addIf(f.After != 0, "id > ?", f.After)
	limit := f.Limit
	if limit <= 0 {
		limit = 500
	}
	es, err := list(ctx, t, scanEvent, fmt.Sprintf("%s%s ORDER BY id LIMIT %d", eventColumns, w, min(limit, 10_000)), w.args...)
	out := make([]*store.Event, len(es))
	for i, e := range es {
		out[i] = &e.Event
	}
	return out, err
}

// VerifyEvents follows every chain from its first event.
func (t *Tx) VerifyEvents(ctx context.Context) (int, error) {
	n := 0
	last := map[string]*event{}
	w := t.where()
	sql := eventColumns + w.String() + " ORDER BY partner, seq"
	_, err := list(ctx, t, func(r Rows) (*struct{}, error) {
		e, err := scanEvent(r)
		if err != nil {
			return nil, err
		}
		before, ok := last[string(e.Partner)]
		if !ok {
			before = &event{}
		}
		if e.seq != before.seq+1 {
			return nil, fmt.Errorf("the event after number %d of partner %q was taken away", before.seq, e.Partner)
		}
		hash, err := e.link(before.hash)
		if err != nil {
			return nil, err
		}
		if hash != e.hash {
			return nil, fmt.Errorf("event %d, number %d of partner %q, was changed", e.ID, e.seq, e.Partner)
		}
		last[string(e.Partner)] = &event{seq: e.seq, hash: e.hash}
		n++
		return &struct{}{}, nil
	}, sql, w.args...)
	if err != nil {
		return n, fmt.Errorf("events: %w", err)
	}
	return n, nil
}

package sqlstore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/store"
)

const (
	extendChain = `INSERT INTO event_chains (partner, length, hash) VALUES ($1, 1, '')
ON CONFLICT (partner) DO UPDATE SET length = event_chains.length + 1 RETURNING partner, length, hash`
	endChain  = `UPDATE event_chains SET hash = $1 WHERE partner = $2`
	chainEnds = `SELECT partner, length, hash FROM event_chains`
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
// partner: writers of different partners do not wait for each other, and a partner
// can follow his own. Writers of one chain wait at the row that holds its end.
func (t *Tx) AddEvent(ctx context.Context, e *store.Event) error {
	if err := t.mine(string(e.Partner)); err != nil {
		return err
	}
	end, err := one(ctx, t, "chain of events", scanEnd, extendChain, string(e.Partner))
	if err != nil {
		return err
	}
	next := event{Event: *e, seq: end.seq}
	for _, field := range []*string{&next.Order, &next.Actor, &next.Step, &next.Text} {
		*field = cleanText(*field) // the hash covers what is kept
	}
	if e.Data != nil {
		next.Data = store.JSON(cleanText(string(e.Data)))
	}
	hash, err := next.link(end.hash)
	if err != nil {
		return err
	}
	e.ID, err = t.insert(ctx, "event", addEvent, string(e.Partner), e.Transmission, e.Document, next.Order, micros(e.At), next.Actor, next.Step,
		next.Text, text(next.Data), next.seq, hash)
	if err != nil {
		return err
	}
	return t.change(ctx, "chain of events", endChain, hash, string(e.Partner))
}

func scanEnd(r Rows) (*event, error) {
	var e event
	return &e, r.Scan(&e.Partner, &e.seq, &e.hash)
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

// VerifyEvents follows every chain in the scope from its first event to the end
// that is noted for it.
func (t *Tx) VerifyEvents(ctx context.Context) (int, error) {
	w := t.where()
	ends, err := list(ctx, t, scanEnd, chainEnds+w.String()+" ORDER BY partner", w.args...)
	if err != nil {
		return 0, fmt.Errorf("events: %w", err)
	}
	v := verifier{last: map[partners.ID]event{}}
	if _, err = list(ctx, t, v.next, eventColumns+w.String()+" ORDER BY partner, seq", w.args...); err != nil {
		return v.n, fmt.Errorf("events: %w", err)
	}
	for _, end := range ends {
		if last := v.last[end.Partner]; last.seq < end.seq {
			return v.n, fmt.Errorf("events: the event after number %d of partner %q was taken away", last.seq, end.Partner)
		} else if last.seq > end.seq || last.hash != end.hash {
			return v.n, fmt.Errorf("events: number %d of partner %q is not the end of its chain", last.seq, end.Partner)
		}
		delete(v.last, end.Partner)
	}
	for partner := range v.last {
		return v.n, fmt.Errorf("events: the end of the chain of partner %q was taken away", partner)
	}
	return v.n, nil
}

// verifier checks events in the order of their chains.
type verifier struct {
	n    int
	last map[partners.ID]event
}

func (v *verifier) next(r Rows) (*event, error) {
	e, err := scanEvent(r)
	if err != nil {
		return nil, err
	}
	before := v.last[e.Partner]
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
	v.last[e.Partner] = event{seq: e.seq, hash: e.hash}
	v.n++
	return nil, nil //nolint:nilnil // what was read is in v; a list of all events would be long
}

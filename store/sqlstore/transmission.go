package sqlstore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/store"
)

// inRow is how many bytes of a payload are kept in its row; what is larger lies in
// chunks of that size.
const inRow = 256 << 10

const (
	addTransmission = `INSERT INTO transmissions
(direction, partner, channel, name, remote, login, at, sha256, size, body, state, repeat_of, due, attempts)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id`
	addChunk        = `INSERT INTO transmission_chunks (transmission, seq, partner, bytes) VALUES ($1, $2, $3, $4)`
	payload         = `SELECT size, body FROM transmissions`
	chunks          = `SELECT bytes FROM transmission_chunks`
	setChunks       = `UPDATE transmission_chunks SET partner = $1 WHERE transmission = $2 AND partner <> $1`
	setTransmission = `UPDATE transmissions SET state = $1, repeat_of = $2, due = $3, attempts = $4, partner = $5
WHERE id = $6 AND ($7 = '' OR partner = $7)`
	transmissionColumns = `SELECT id, direction, partner, channel, name, remote, login, at, sha256, size, state, repeat_of, due, attempts FROM transmissions`
)

// AddTransmission keeps t with its bytes.
func (t *Tx) AddTransmission(ctx context.Context, m *store.Transmission, body []byte) (int64, error) {
	if err := t.mine(string(m.Partner)); err != nil {
		return 0, err
	}
	sum := sha256.Sum256(body)
	m.SHA256, m.Size = hex.EncodeToString(sum[:]), int64(len(body))
	large := len(body) > inRow
	var kept any // NULL when the bytes are in chunks
	if !large {
		kept = append([]byte{}, body...)
	}
	id, err := t.insert(ctx, "transmission "+m.Name, addTransmission, string(m.Direction), string(m.Partner), m.Channel, m.Name, m.Remote, m.Login,
		micros(m.At), m.SHA256, m.Size, kept, string(m.State), m.RepeatOf, micros(m.Due), m.Attempts)
	if err != nil {
		return 0, err
	}
	m.ID = id
	for seq := 0; large && seq*inRow < len(body); seq++ {
		part := body[seq*inRow : min((seq+1)*inRow, len(body))]
		if err := t.change(ctx, "chunk", addChunk, id, seq, string(m.Partner), part); err != nil {
			return 0, err
		}
	}
	return id, nil
}

func scanTransmission(r Rows) (*store.Transmission, error) {
	var m store.Transmission
	var at int64
	var due *int64
	err := r.Scan(&m.ID, &m.Direction, &m.Partner, &m.Channel, &m.Name, &m.Remote, &m.Login, &at, &m.SHA256, &m.Size, &m.State, &m.RepeatOf, &due, &m.Attempts)
	m.At, m.Due = fromMicros(&at), fromMicros(due)
	return &m, err
}

// Transmission answers one.
func (t *Tx) Transmission(ctx context.Context, id int64) (*store.Transmission, error) {
	w := t.where()
	w.add("id = ?", id)
	return one(ctx, t, fmt.Sprintf("transmission %d", id), scanTransmission, transmissionColumns+w.String(), w.args...)
}

// Body answers the bytes of a transmission.
func (t *Tx) Body(ctx context.Context, id int64) ([]byte, error) {
	what := fmt.Sprintf("transmission %d", id)
	w := t.where()
	w.add("id = ?", id)
	row, err := one(ctx, t, what, scanPayload, payload+w.String(), w.args...)
	if err != nil || row.size <= inRow {
		return row.bytesOrNil(), err
	}
	w = t.where()
	w.add("transmission = ?", id)
	parts, err := list(ctx, t, scanBytes, chunks+w.String()+` ORDER BY seq`, w.args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	body := make([]byte, 0, row.size)
	for _, p := range parts {
		body = append(body, *p...)
	}
	if int64(len(body)) != row.size {
		return nil, fmt.Errorf("%s: %d of %d bytes are there", what, len(body), row.size)
	}
	return body, nil
}

// kept is a payload's row.
type kept struct {
	size int64
	body []byte
}

func (k *kept) bytesOrNil() []byte {
	if k == nil {
		return nil
	}
	return k.body
}

func scanPayload(r Rows) (*kept, error) {
	k := new(kept)
	return k, r.Scan(&k.size, &k.body)
}

func scanBytes(r Rows) (*[]byte, error) {
	b := new([]byte)
	return b, r.Scan(b)
}

// Transmissions answers a list.
func (t *Tx) Transmissions(ctx context.Context, f store.TransmissionFilter) ([]*store.Transmission, error) {
	w := t.where()
	w.addIf(f.Direction != "", "direction = ?", string(f.Direction))
	w.addIf(f.Partner != "", "partner = ?", string(f.Partner))
	w.addIf(f.Name != "", "name = ?", f.Name)
	w.addIf(!f.DueBy.IsZero(), "due <= ?", micros(f.DueBy))
	addIn(w, "state", f.States)
	tail := w.page(f.Page, f.OldFirst)
	return list(ctx, t, scanTransmission, transmissionColumns+w.String()+tail, w.args...)
}

// FirstWith answers the oldest inbound transmission with these bytes.
func (t *Tx) FirstWith(ctx context.Context, partner partners.ID, sha256 string) (*store.Transmission, error) {
	w := t.where()
	w.add("partner = ? AND sha256 = ? AND direction = 'in'", string(partner), sha256)
	return one(ctx, t, "transmission with "+sha256, scanTransmission, transmissionColumns+w.String()+` ORDER BY id LIMIT 1`, w.args...)
}

// SetTransmission writes what may change of a transmission.
func (t *Tx) SetTransmission(ctx context.Context, m *store.Transmission) error {
	if err := t.mine(string(m.Partner)); err != nil {
		return err
	}
	what := fmt.Sprintf("transmission %d", m.ID)
	err := t.change(ctx, what, setTransmission, string(m.State), m.RepeatOf, micros(m.Due), m.Attempts, string(m.Partner), m.ID, t.scoped())
	if err != nil || !t.scope.All {
		return err // within a scope the partner is what it was
	}
	if _, err := t.exec(ctx, setChunks, string(m.Partner), m.ID); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

const setTransmissionDue = `UPDATE transmissions SET due = $1 WHERE id = $2 AND due IS NOT DISTINCT FROM $3 AND ($4 = '' OR partner = $4)`

// SetTransmissionDue writes Due if nobody else has.
func (t *Tx) SetTransmissionDue(ctx context.Context, m *store.Transmission, due time.Time) (bool, error) {
	n, err := t.exec(ctx, setTransmissionDue, micros(due), m.ID, micros(m.Due), t.scoped())
	if err != nil {
		return false, fmt.Errorf("transmission %d: %w", m.ID, err)
	}
	return n == 1, nil
}

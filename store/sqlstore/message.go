package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/store"
)

const (
	addInterchange = `INSERT INTO interchanges
(transmission, direction, partner, standard, sender, receiver, control, version, test, digest, begins, ends, defects, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id`
	interchangeColumns = `SELECT id, transmission, direction, partner, standard, sender, receiver, control, version, test, digest, begins, ends, defects, at FROM interchanges`
	addMessage         = `INSERT INTO messages
(interchange, transmission, partner, direction, type, version, group_control, control, state, segments, begins, ends, defects, unread, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING id`
	messageColumns = `SELECT id, interchange, transmission, partner, direction, type, version, group_control, control, state, segments, begins, ends, defects, unread, at FROM messages`
	sentUnder      = `direction = 'out' AND partner = ? AND (group_control = ?
OR interchange IN (SELECT id FROM interchanges WHERE direction = 'out' AND standard = 'edifact' AND partner = ? AND control = ?))`
	setMessageState = `UPDATE messages SET state = $1 WHERE id = $2 AND ($3 = '' OR partner = $3)`
)

// AddInterchange keeps an interchange.
func (t *Tx) AddInterchange(ctx context.Context, i *store.Interchange) (int64, error) {
	if err := t.mine(string(i.Partner)); err != nil {
		return 0, err
	}
	defects, err := encode(i.Defects)
	if err != nil {
		return 0, err
	}
	i.ID, err = t.insert(ctx, "interchange "+i.Control, addInterchange, i.Transmission, string(i.Direction), string(i.Partner), i.Standard, i.Sender, i.Receiver,
		i.Control, i.Version, bit(i.Test), i.Digest, i.Offset, i.End, defects, micros(i.At))
	return i.ID, err
}

func scanInterchange(r Rows) (*store.Interchange, error) {
	var i store.Interchange
	var test, at int64
	var defects string
	err := r.Scan(&i.ID, &i.Transmission, &i.Direction, &i.Partner, &i.Standard, &i.Sender, &i.Receiver, &i.Control, &i.Version, &test, &i.Digest,
		&i.Offset, &i.End, &defects, &at)
	if err != nil {
		return nil, err
	}
	i.Test, i.At = test == 1, fromMicros(&at)
	return &i, json.Unmarshal([]byte(defects), &i.Defects)
}

// AddMessage keeps a message.
func (t *Tx) AddMessage(ctx context.Context, m *store.Message) (int64, error) {
	if err := t.mine(string(m.Partner)); err != nil {
		return 0, err
	}
	defects, err := encode(m.Defects)
	if err != nil {
		return 0, err
	}
	unread, err := encode(m.Unread)
	if err != nil {
		return 0, err
	}
	m.ID, err = t.insert(ctx, "message "+m.Control, addMessage, m.Interchange, m.Transmission, string(m.Partner), string(m.Direction), m.Type, m.Version,
		m.GroupControl, m.Control, string(m.State), m.Segments, m.Offset, m.End, defects, unread, micros(m.At))
	return m.ID, err
}

func scanMessage(r Rows) (*store.Message, error) {
	var m store.Message
	var at int64
	var defects, unread string
	err := r.Scan(&m.ID, &m.Interchange, &m.Transmission, &m.Partner, &m.Direction, &m.Type, &m.Version, &m.GroupControl, &m.Control, &m.State, &m.Segments,
		&m.Offset, &m.End, &defects, &unread, &at)
	if err != nil {
		return nil, err
	}
	m.At = fromMicros(&at)
	if err := json.Unmarshal([]byte(defects), &m.Defects); err != nil {
		return nil, err
	}
	return &m, json.Unmarshal([]byte(unread), &m.Unread)
}

// Interchange answers one.
func (t *Tx) Interchange(ctx context.Context, id int64) (*store.Interchange, error) {
	w := t.where()
	w.add("id = ?", id)
	return one(ctx, t, fmt.Sprintf("interchange %d", id), scanInterchange, interchangeColumns+w.String(), w.args...)
}

// Message answers one.
func (t *Tx) Message(ctx context.Context, id int64) (*store.Message, error) {
	w := t.where()
	w.add("id = ?", id)
	return one(ctx, t, fmt.Sprintf("message %d", id), scanMessage, messageColumns+w.String(), w.args...)
}

// InterchangesOf answers those of a transmission.
func (t *Tx) InterchangesOf(ctx context.Context, transmission int64) ([]*store.Interchange, error) {
	w := t.where()
	w.add("transmission = ?", transmission)
	return list(ctx, t, scanInterchange, interchangeColumns+w.String()+" ORDER BY id", w.args...)
}

// MessagesOf answers those of a transmission.
func (t *Tx) MessagesOf(ctx context.Context, transmission int64) ([]*store.Message, error) {
	w := t.where()
	w.add("transmission = ?", transmission)
	return list(ctx, t, scanMessage, messageColumns+w.String()+" ORDER BY id", w.args...)
}

// Controlled answers the interchanges with a control number.
func (t *Tx) Controlled(ctx context.Context, d store.Direction, partner partners.ID, control string) ([]*store.Interchange, error) {
	w := t.where()
	w.add("direction = ? AND partner = ? AND control = ?", string(d), string(partner), control)
	return list(ctx, t, scanInterchange, interchangeColumns+w.String()+" ORDER BY id DESC LIMIT 50", w.args...)
}

// SentMessages answers what was sent under a group's or an interchange's number.
func (t *Tx) SentMessages(ctx context.Context, partner partners.ID, control string, test bool) ([]*store.Message, error) {
	w := t.where()
	w.add(sentUnder, string(partner), control, string(partner), control)
	w.add("interchange IN (SELECT id FROM interchanges WHERE test = ?)", bit(test))
	return list(ctx, t, scanMessage, messageColumns+w.String()+" ORDER BY id", w.args...)
}

// SetMessageState writes a message's state.
func (t *Tx) SetMessageState(ctx context.Context, id int64, s store.MessageState) error {
	return t.change(ctx, fmt.Sprintf("message %d", id), setMessageState, string(s), id, t.scoped())
}

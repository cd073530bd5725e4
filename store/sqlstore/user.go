package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/wharf-edi/wharf/store"
)

const (
	putUser = `INSERT INTO users (login, name, password, roles, disabled) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (login) DO UPDATE SET name = excluded.name, password = excluded.password, roles = excluded.roles, disabled = excluded.disabled RETURNING id`
	userColumns = `SELECT id, login, name, password, roles, disabled FROM users`
	putSession  = `INSERT INTO sessions (token, data, expires) VALUES ($1, $2, $3)
ON CONFLICT (token) DO UPDATE SET data = excluded.data, expires = excluded.expires`
	keepSecret = `INSERT INTO secrets (name, data) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING` //nolint:gosec // a statement
)

// PutUser keeps a person, by login.
func (t *Tx) PutUser(ctx context.Context, u *store.User) (int64, error) {
	roles, err := encode(u.Roles)
	if err != nil {
		return 0, err
	}
	u.ID, err = t.insert(ctx, "user "+u.Login, putUser, u.Login, u.Name, u.Password, roles, bit(u.Disabled))
	return u.ID, err
}

func scanUser(r Rows) (*store.User, error) {
	var u store.User
	var roles string
	var disabled int64
	if err := r.Scan(&u.ID, &u.Login, &u.Name, &u.Password, &roles, &disabled); err != nil {
		return nil, err
	}
	u.Disabled = disabled == 1
	return &u, json.Unmarshal([]byte(roles), &u.Roles)
}

// User answers one.
func (t *Tx) User(ctx context.Context, login string) (*store.User, error) {
	return one(ctx, t, "user "+login, scanUser, userColumns+` WHERE login = $1`, login)
}

// Users answers all, by login.
func (t *Tx) Users(ctx context.Context) ([]*store.User, error) {
	return list(ctx, t, scanUser, userColumns+` ORDER BY login`)
}

// Session answers what is kept under a token.
func (t *Tx) Session(ctx context.Context, token string) (data []byte, expires time.Time, err error) {
	type session struct {
		data    []byte
		expires int64
	}
	s, err := one(ctx, t, "session", func(r Rows) (*session, error) {
		var s session
		return &s, r.Scan(&s.data, &s.expires)
	}, `SELECT data, expires FROM sessions WHERE token = $1`, token)
	if err != nil {
		return nil, time.Time{}, err
	}
	return s.data, fromMicros(&s.expires), nil
}

// PutSession keeps a session.
func (t *Tx) PutSession(ctx context.Context, token string, data []byte, expires time.Time) error {
	return t.change(ctx, "session", putSession, token, data, micros(expires))
}

// DeleteSession ends a session; one that is not there has ended.
func (t *Tx) DeleteSession(ctx context.Context, token string) error {
	_, err := t.exec(ctx, `DELETE FROM sessions WHERE token = $1`, token)
	if err != nil {
		return fmt.Errorf("session: %w", err)
	}
	return nil
}

// DeleteSessionsBefore removes what has expired.
func (t *Tx) DeleteSessionsBefore(ctx context.Context, at time.Time) error {
	_, err := t.exec(ctx, `DELETE FROM sessions WHERE expires < $1`, micros(at))
	if err != nil {
		return fmt.Errorf("sessions: %w", err)
	}
	return nil
}

// AddSecret keeps a secret unless there is one of that name.
func (t *Tx) AddSecret(ctx context.Context, s store.Secret) (store.Secret, error) {
	if _, err := t.exec(ctx, keepSecret, s.Name, s.Data); err != nil {
		return s, fmt.Errorf("secret %s: %w", s.Name, err)
	}
	kept, err := one(ctx, t, "secret "+s.Name, scanBytes, `SELECT data FROM secrets WHERE name = $1`, s.Name)
	if err != nil {
		return s, err
	}
	return store.Secret{Name: s.Name, Data: *kept}, nil
}

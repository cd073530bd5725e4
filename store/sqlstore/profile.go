package sqlstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/store"
)

const (
	profileColumns = `SELECT version, body FROM profiles`
	lastVersion    = `SELECT COALESCE(MAX(version), 0) FROM profiles WHERE partner = $1`
	retireProfile  = `UPDATE profiles SET live = 0 WHERE partner = $1 AND live = 1`
	addProfile     = `INSERT INTO profiles (partner, version, live, body, at) VALUES ($1, $2, 1, $3, $4)`
)

// PutProfile keeps a profile as the live one.
func (t *Tx) PutProfile(ctx context.Context, p *partners.Profile, at time.Time) (int, error) {
	if err := t.mine(string(p.ID)); err != nil {
		return 0, err
	}
	if err := t.conn.Serialize(ctx, "profile:"+string(p.ID)); err != nil {
		return 0, err
	}
	plain := *p
	plain.Version = 0
	body, err := encode(plain)
	if err != nil {
		return 0, err
	}
	live, err := t.Profile(ctx, p.ID)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return 0, err
	}
	if live != nil {
		version := live.Version
		live.Version = 0
		same, err := encode(live)
		if err != nil {
			return 0, err
		}
		if same == body {
			return version, nil
		}
	}
	last, err := t.insert(ctx, "profile "+string(p.ID), lastVersion, string(p.ID))
	if err != nil {
		return 0, err
	}
	if _, err := t.exec(ctx, retireProfile, string(p.ID)); err != nil {
		return 0, fmt.Errorf("profile %s: %w", p.ID, err)
	}
	return int(last) + 1, t.change(ctx, "profile "+string(p.ID), addProfile, string(p.ID), last+1, body, micros(at))
}

func scanProfile(r Rows) (*partners.Profile, error) {
	var version int
	var body string
	if err := r.Scan(&version, &body); err != nil {
		return nil, err
	}
	var p partners.Profile
	err := json.Unmarshal([]byte(body), &p)
	p.Version = version
	return &p, err
}

// Profile answers the live one.
func (t *Tx) Profile(ctx context.Context, id partners.ID) (*partners.Profile, error) {
	w := t.where()
	w.add("partner = ? AND live = 1", string(id))
	return one(ctx, t, "profile "+string(id), scanProfile, profileColumns+w.String(), w.args...)
}

// ProfileVersion answers any.
func (t *Tx) ProfileVersion(ctx context.Context, id partners.ID, version int) (*partners.Profile, error) {
	w := t.where()
	w.add("partner = ? AND version = ?", string(id), version)
	return one(ctx, t, fmt.Sprintf("profile %s, version %d", id, version), scanProfile, profileColumns+w.String(), w.args...)
}

// Profiles answers the live ones.
func (t *Tx) Profiles(ctx context.Context) ([]*partners.Profile, error) {
	w := t.where()
	w.add("live = 1")
	return list(ctx, t, scanProfile, profileColumns+w.String()+" ORDER BY partner", w.args...)
}

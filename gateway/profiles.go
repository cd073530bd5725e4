package gateway

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/store"
	"github.com/wharf-edi/wharf/transports"
)

// profilesFor is how long profiles are answered from memory: a revoked key or a
// changed tolerance counts within this time.
const profilesFor = time.Second

// Profiles finds live profiles, and accounts by them.
type Profiles struct {
	Store store.Store
	Now   func() time.Time

	// Account reads the settings of the channel that accounts belong to; cmd hands
	// in the transport's own reader.
	Account func(partners.Settings) (*transports.Account, error)
	Channel string // "sftp"

	mu   sync.Mutex // guards what follows
	dir  *partners.Directory
	list []*partners.Profile
	at   time.Time
}

func (p *Profiles) load(ctx context.Context) (*partners.Directory, []*partners.Profile, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.Now()
	if p.dir != nil && now.Sub(p.at) < profilesFor && !now.Before(p.at) {
		return p.dir, p.list, nil
	}
	var list []*partners.Profile
	err := p.Store.View(ctx, store.Everything, func(tx store.Tx) (err error) {
		list, err = tx.Profiles(ctx)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	dir, err := partners.NewDirectory(list)
	if err != nil {
		return nil, nil, err
	}
	p.dir, p.list, p.at = dir, list, now
	return dir, list, nil
}

// Directory answers the live profiles, to look up by identity.
func (p *Profiles) Directory(ctx context.Context) (*partners.Directory, error) {
	dir, _, err := p.load(ctx)
	return dir, err
}

// All answers the live profiles, by ID.
func (p *Profiles) All(ctx context.Context) ([]*partners.Profile, error) {
	_, list, err := p.load(ctx)
	return list, err
}

// ByID answers the live profile; the error wraps partners.ErrUnknown.
func (p *Profiles) ByID(ctx context.Context, id partners.ID) (*partners.Profile, error) {
	dir, err := p.Directory(ctx)
	if err != nil {
		return nil, err
	}
	return dir.ByID(id)
}

// ByLogin answers the profile whose channel has that login; the error wraps
// transports.ErrNotFound.
func (p *Profiles) ByLogin(ctx context.Context, login string) (*partners.Profile, *transports.Account, error) {
	_, list, err := p.load(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, prof := range list {
		var named struct {
			Login string `json:"login"`
		}
		raw, ok := prof.Channels[p.Channel]
		if !ok {
			continue
		}
		if err := json.Unmarshal(raw, &named); err != nil || named.Login != login {
			continue
		}
		a, err := p.Account(raw)
		if err != nil {
			return nil, nil, fmt.Errorf("partner %s, channel %s: %w", prof.ID, p.Channel, err)
		}
		return prof, a, nil
	}
	return nil, nil, fmt.Errorf("account %q: %w", login, transports.ErrNotFound)
}

// accounts is Profiles as a transport asks it.
type accounts struct{ *Profiles }

func (a accounts) Account(ctx context.Context, login string) (*transports.Account, error) {
	_, acc, err := a.ByLogin(ctx, login)
	return acc, err
}

// Accounts answers the accounts of the channel.
func (p *Profiles) Accounts() transports.Accounts { return accounts{p} }

package odootest

import (
	"context"
	"errors"
	"sync"

	"github.com/wharf-edi/wharf/odoo"
)

// Breaker stands between a client and its wire (odoo.Config.Wrap), in front of a
// simulated or a real Odoo, and breaks the connection where a test wants it.
type Breaker struct {
	mu     sync.Mutex // guards what follows
	left   int        // calls until it breaks; negative: it does not
	after  bool
	broke  bool
	writes bool // a call that writes has passed
}

// Cut breaks the connection at the n-th call from now on, counted from zero:
// before the call is carried out, or after. All calls behind it fail until Mend.
func (b *Breaker) Cut(n int, after bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left, b.after, b.broke, b.writes = n, after, false, false
}

// Mend ends it. It answers whether the connection was broken, and whether a call
// that writes was carried out before that or without its answer.
func (b *Breaker) Mend() (broke, written bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	broke, written = b.broke, b.writes
	b.left, b.broke, b.writes = -1, false, false
	return broke, written
}

// NewBreaker is one that lets everything pass.
func NewBreaker() *Breaker { return &Breaker{left: -1} }

// Wrap is for odoo.Config.
func (b *Breaker) Wrap(next odoo.Transport) odoo.Transport { return &broken{b, next} }

type broken struct {
	*Breaker
	next odoo.Transport
}

var errCut = errors.New("the connection was cut")

// Do carries the call, or breaks as the wire itself does.
func (b *broken) Do(ctx context.Context, c *odoo.Call) (*odoo.Reply, error) {
	cut, after := b.count(c)
	if !cut {
		return b.next.Do(ctx, c)
	}
	e := &odoo.Error{Call: c.String(), Err: errCut}
	if after {
		_, _ = b.next.Do(ctx, c) // nobody hears the answer
		e.Maybe = c.Writes()
	}
	return nil, e
}

func (b *broken) count(c *odoo.Call) (cut, after bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.broke:
		return true, false
	case b.left < 0:
		return false, false
	case b.left > 0:
		b.left--
		b.writes = b.writes || c.Writes()
		return false, false
	}
	b.broke = true
	b.writes = b.writes || b.after && c.Writes()
	return true, b.after
}

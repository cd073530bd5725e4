package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/store"
	"github.com/wharf-edi/wharf/translate"
)

// overlap is how far the watermark is set back at each read: the ERP's stamp is a
// transaction's start, and one that committed late is stamped earlier than what
// was read.
const overlap = 10 * time.Minute

// Names of marks in the store.
const (
	markOrders  = "orders.watermark"
	markSince   = "orders.since"
	markVendors = "orders.vendors"
)

// Releaser turns confirmed orders of the ERP into messages to suppliers, each
// once, and wakes documents whose order has changed.
type Releaser struct {
	*Base
	Vendors *Vendors

	// Since releases orders that were confirmed at or after it. Zero: from the
	// first start of the gateway.
	Since time.Time

	mu       sync.Mutex           // guards what follows
	complete time.Time            // when everything was last read, not only what has changed
	seen     map[string]seenOrder // by order key: an unchanged order is not looked at again
}

// seenOrder is an order's stamp, and when (by the ERP's clock) it was read.
type seenOrder struct{ changed, read time.Time }

// settled is how long after its stamp an order may still change under the same
// stamp: the ERP cuts stamps to seconds.
const settled = 2 * time.Second

// Begin notes from when on orders are released, once and for all unless Since is
// set. Poll would do so too, but later: what is confirmed between a first start and
// a first poll is to be sent.
func (r *Releaser) Begin(ctx context.Context) error {
	_, _, err := r.marks(ctx)
	return err
}

// Poll reads what has changed in the ERP since the last time. It may run twice,
// and on several nodes.
func (r *Releaser) Poll(ctx context.Context) error {
	since, mark, err := r.marks(ctx)
	if err != nil {
		return err
	}
	byVendor, err := r.vendors(ctx)
	if err != nil || len(byVendor) == 0 {
		return err
	}
	keys := slices.Sorted(maps.Keys(byVendor))
	from := mark.Add(-overlap)
	everything, err := r.reconcile(ctx, keys)
	if err != nil {
		return err
	}
	if everything {
		from = since
	}
	orders, at, err := r.ERP.Changed(ctx, keys, from)
	if err != nil {
		return fmt.Errorf("changed orders: %w", err)
	}
	pending, err := r.pending(ctx)
	if err != nil {
		return err
	}
	var errs []error
	for _, o := range orders {
		if err := r.order(ctx, byVendor[o.SupplierKey], o, since, at, pending[o.Number]); err != nil {
			errs = append(errs, fmt.Errorf("order %s: %w", o.Number, err))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return err // the watermark stays, so that nothing is missed
	}
	if everything {
		r.mu.Lock()
		r.complete = r.Now()
		r.mu.Unlock()
	}
	return r.update(ctx, func(tx store.Tx) error {
		return errors.Join(tx.SetMark(ctx, markOrders, at.UTC().Format(time.RFC3339)), tx.SetMark(ctx, markVendors, strings.Join(keys, " ")))
	})
}

// reconcileEvery is how often everything since the beginning is read: a change that
// no watermark shows is seen then.
const reconcileEvery = time.Hour

// reconcile says that everything is to be read, not only what has changed: at a
// start, every hour, and when a vendor has come to be known whose orders were
// passed over before.
func (r *Releaser) reconcile(ctx context.Context, keys []string) (bool, error) {
	r.mu.Lock()
	due := r.Now().Sub(r.complete) >= reconcileEvery
	r.mu.Unlock()
	if due {
		return true, nil
	}
	var known string
	err := r.view(ctx, func(tx store.Tx) (err error) {
		known, err = tx.Mark(ctx, markVendors)
		return err
	})
	return known != strings.Join(keys, " "), err
}

// marks answers from when on orders are released, and up to when they were read.
func (r *Releaser) marks(ctx context.Context) (since, mark time.Time, err error) {
	err = r.update(ctx, func(tx store.Tx) error {
		s, err := tx.Mark(ctx, markSince)
		if err != nil {
			return err
		}
		if since = r.Since; since.IsZero() {
			since = r.Now().UTC().Truncate(time.Second)
			if s != "" {
				if since, err = time.Parse(time.RFC3339, s); err != nil {
					return err
				}
			}
		}
		if want := since.UTC().Format(time.RFC3339); s != want {
			if err := errors.Join(tx.SetMark(ctx, markSince, want), tx.SetMark(ctx, markOrders, "")); err != nil {
				return err
			}
		}
		m, err := tx.Mark(ctx, markOrders)
		if err != nil {
			return err
		}
		if mark = since; m != "" {
			mark, err = time.Parse(time.RFC3339, m)
		}
		return err
	})
	return since, mark, err
}

// vendors answers the partners by the ERP's key. One that the ERP does not know is
// told in the log and does not hold up the others; doctor says it too.
func (r *Releaser) vendors(ctx context.Context) (map[string]*partners.Profile, error) {
	all, err := r.Profiles.All(ctx)
	if err != nil {
		return nil, err
	}
	m := map[string]*partners.Profile{}
	for _, p := range all {
		key, err := r.Vendors.Key(ctx, p)
		if errors.Is(err, documents.ErrNoVendor) {
			r.Log.LogAttrs(ctx, slog.LevelWarn, "vendor unknown to the ERP", slog.String("partner", string(p.ID)), slog.Any("err", err))
			continue
		}
		if err != nil {
			return nil, err
		}
		m[key] = p
	}
	return m, nil
}

func (r *Releaser) order(ctx context.Context, p *partners.Profile, o *documents.Order, since, at time.Time, pending bool) error {
	if p == nil || r.unchanged(o) {
		return nil
	}
	known, err := r.sent(ctx, p.ID, o.Number)
	if err != nil {
		return err
	}
	if !known && o.State == documents.OrderOpen && !o.ConfirmedAt.Before(since) {
		sent, err := r.release(ctx, p, o)
		if err != nil || !sent { // what cannot be sent is tried again: the profile may be mended
			return err
		}
	}
	if pending { // an answer may have come before the order went out, too
		if err := r.wake(ctx, o.Number); err != nil {
			return err
		}
	}
	r.note(o, at)
	return nil
}

// pending are the orders of which a document waits for a change of its order.
func (r *Releaser) pending(ctx context.Context) (map[string]bool, error) {
	orders := map[string]bool{}
	err := r.view(ctx, func(tx store.Tx) error {
		clear(orders)
		f := store.DocumentFilter{Direction: store.Inbound, States: woken, Page: store.Page{Limit: 1000}}
		for {
			ds, err := tx.Documents(ctx, f)
			if err != nil {
				return err
			}
			for _, d := range ds {
				for _, o := range d.Orders {
					orders[o] = true
				}
			}
			if len(ds) < f.Limit {
				return nil
			}
			f.Before = ds[len(ds)-1].ID
		}
	})
	return orders, err
}

// woken are the states in which a document is judged again when its order changes.
var woken = []store.DocumentState{store.DocumentReceived, store.DocumentWaiting, store.DocumentHeld}

func (r *Releaser) unchanged(o *documents.Order) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	was, ok := r.seen[o.Key]
	return ok && was.changed.Equal(o.ChangedAt) && was.read.Sub(was.changed) > settled
}

func (r *Releaser) note(o *documents.Order, at time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.seen == nil || len(r.seen) > 100_000 {
		r.seen = map[string]seenOrder{}
	}
	r.seen[o.Key] = seenOrder{o.ChangedAt, at}
}

func (r *Releaser) sent(ctx context.Context, partner partners.ID, number string) (ok bool, err error) {
	err = r.view(ctx, func(tx store.Tx) error {
		_, err := tx.SentOrder(ctx, partner, number)
		ok = err == nil
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		return err
	})
	return ok, err
}

// wake has documents of an order judged again that wait or are held: the order may
// have changed in what held them.
func (r *Releaser) wake(ctx context.Context, number string) error {
	return r.update(ctx, func(tx store.Tx) error {
		ds, err := tx.Documents(ctx, store.DocumentFilter{Direction: store.Inbound, Order: number,
			States: woken, Page: store.Page{Limit: 1000}})
		if err != nil {
			return err
		}
		now := r.Now()
		for _, d := range ds {
			if d.Kind == documents.KindOrder || d.Test && !r.TestERP {
				continue // held for what the order cannot mend
			}
			if err := wake(ctx, tx, d, now.Add(r.lease())); err != nil {
				return err
			}
		}
		return nil
	})
}

// release sends an order to its supplier: numbers, bytes, rows and timeline in one
// transaction that only one of two can win. sent is false for an order that cannot
// be written; there is an exception then.
func (r *Releaser) release(ctx context.Context, p *partners.Profile, o *documents.Order) (sent bool, err error) {
	lines := make([]store.LineNumber, len(o.Lines))
	for i := range o.Lines {
		o.Lines[i].Number = i + 1
		lines[i] = store.LineNumber{Number: i + 1, LineKey: o.Lines[i].Key}
	}
	body, err := encode(o)
	if err != nil {
		return false, err
	}
	var msg *edi.Message
	if p.Standard != partners.StandardNone {
		if msg, err = r.Maps.Write(&translate.Result{Kind: documents.KindOrder, Order: o}, p); err != nil {
			return false, r.unsendable(ctx, p, o, err)
		}
	}
	now := r.Now()
	err = r.update(ctx, func(tx store.Tx) error {
		d := &store.Document{Kind: documents.KindOrder, Direction: store.Outbound, Partner: p.ID, Number: o.Number, Orders: []string{o.Number},
			Body: body, ProfileVersion: p.Version, Test: p.Test, State: store.DocumentSent, At: now}
		text := fmt.Sprintf("Confirmed in Odoo; kept for %s, which has the portal only.", p.Name)
		if msg != nil {
			s, err := send(ctx, tx, outgoing{profile: p, messages: []*edi.Message{msg}, subject: o.Number, test: p.Test, at: now})
			if err != nil {
				return err
			}
			d.Transmission, d.Message = s.transmission, s.messages[0]
			text = fmt.Sprintf("Confirmed in Odoo; laid ready for %s as %s.", p.Name, s.name)
		}
		id, err := tx.AddDocument(ctx, d)
		if err != nil {
			return err
		}
		if err := tx.AddSentOrder(ctx, &store.SentOrder{Partner: p.ID, Number: o.Number, OrderKey: o.Key, Document: id, Lines: lines, Told: body, At: now}); err != nil {
			return err
		}
		return tx.AddEvent(ctx, &store.Event{Partner: p.ID, Transmission: d.Transmission, Document: id, Order: o.Number, At: now, Actor: Actor, Step: "send", Text: text})
	})
	if w, ok := errors.AsType[*writeError](err); ok {
		return false, r.unsendable(ctx, p, o, w)
	}
	if errors.Is(err, store.ErrConflict) {
		if known, look := r.sent(ctx, p.ID, o.Number); look != nil || known {
			return known, look // another node was first
		}
	}
	if err != nil {
		return false, err
	}
	return true, r.sendable(ctx, p, o)
}

// unsendable opens an exception for an order that cannot be written, and lets the
// others go on.
func (r *Releaser) unsendable(ctx context.Context, p *partners.Profile, o *documents.Order, cause error) error {
	about := rules.OrderUnsendable.Describe()
	return r.update(ctx, func(tx store.Tx) error {
		_, err := tx.OpenException(ctx, &store.Exception{Partner: p.ID, Code: rules.OrderUnsendable, Owner: about.Owner, Order: o.Number,
			Line: "order " + o.Number, Detail: cause.Error(), Opened: r.Now()})
		return err
	})
}

// sendable closes the exception of an order that could be sent after all.
func (r *Releaser) sendable(ctx context.Context, p *partners.Profile, o *documents.Order) error {
	var mended []int64
	err := r.view(ctx, func(tx store.Tx) error {
		mended = nil
		open, err := tx.Exceptions(ctx, store.ExceptionFilter{Open: true, Partner: p.ID, Page: store.Page{Limit: 1000}})
		for _, e := range open {
			if e.Code == rules.OrderUnsendable && e.Order == o.Number {
				mended = append(mended, e.ID)
			}
		}
		return err
	})
	for _, id := range mended {
		err = errors.Join(err, r.update(ctx, func(tx store.Tx) error {
			return tx.CloseException(ctx, id, Actor, "The order has been sent.", r.Now())
		}))
	}
	return err
}

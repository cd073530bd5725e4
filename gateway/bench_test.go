package gateway_test

import (
	"context"
	"sync"
	"time"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/gateway"
	"github.com/wharf-edi/wharf/store"
)

// clock stands still until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// woken is a job.
type woken struct {
	kind string
	id   int64
}

// bench is a store that hands out the jobs of committed transactions, so that a
// test carries them out when and in which order it likes.
type bench struct {
	store.Store
	mu    sync.Mutex
	jobs  []woken
	noOut error // if it is set, no order that goes out can be kept
}

func (b *bench) refuse(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.noOut = err
}

func (b *bench) take() []woken {
	b.mu.Lock()
	defer b.mu.Unlock()
	jobs := b.jobs
	b.jobs = nil
	return jobs
}

func (b *bench) Update(ctx context.Context, s store.Scope, do func(store.Tx) error) error {
	var jobs []woken
	b.mu.Lock()
	noOut := b.noOut
	b.mu.Unlock()
	err := b.Store.Update(ctx, s, func(tx store.Tx) error {
		jobs = nil
		return do(waking{tx, &jobs, noOut})
	})
	b.mu.Lock()
	defer b.mu.Unlock()
	if err == nil {
		b.jobs = append(b.jobs, jobs...)
	}
	return err
}

type waking struct {
	store.Tx
	jobs  *[]woken
	noOut error
}

func (w waking) AddSentOrder(ctx context.Context, o *store.SentOrder) error {
	if w.noOut != nil {
		return w.noOut
	}
	return w.Tx.AddSentOrder(ctx, o)
}

func (w waking) Wake(_ context.Context, kind string, id int64) error {
	*w.jobs = append(*w.jobs, woken{kind, id})
	return nil
}

// erp is the simulated Odoo through the real client, except for what a test lets
// it answer instead.
type erp struct {
	gateway.ERP
	mu     sync.Mutex
	before func(method string) error // its error is the answer, and nothing is done; may be nil
	after  func(method string) error // its error is the answer after all was done; may be nil
	since  time.Time                 // of the last reading of orders
}

func (e *erp) says(before func(method string) error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.before = before
}

func (e *erp) saysAfter(after func(method string) error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.after = after
}

func (e *erp) err(method string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.before == nil {
		return nil
	}
	return e.before(method)
}

func (e *erp) errAfter(method string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.after == nil {
		return nil
	}
	return e.after(method)
}

func (e *erp) Vendor(ctx context.Context, v documents.VendorRef) (string, error) {
	if err := e.err("Vendor"); err != nil {
		return "", err
	}
	return e.ERP.Vendor(ctx, v)
}

func (e *erp) Order(ctx context.Context, supplier, number string) (*documents.Order, error) {
	if err := e.err("Order"); err != nil {
		return nil, err
	}
	return e.ERP.Order(ctx, supplier, number)
}

func (e *erp) Changed(ctx context.Context, suppliers []string, since time.Time) ([]*documents.Order, time.Time, error) {
	if err := e.err("Changed"); err != nil {
		return nil, time.Time{}, err
	}
	e.mu.Lock()
	e.since = since
	e.mu.Unlock()
	return e.ERP.Changed(ctx, suppliers, since)
}

func (e *erp) Confirm(ctx context.Context, c *documents.Confirmation) (*documents.Written, error) {
	if err := e.err("Confirm"); err != nil {
		return nil, err
	}
	return e.ERP.Confirm(ctx, c)
}

func (e *erp) Bill(ctx context.Context, b *documents.Bill) (*documents.Written, error) {
	if err := e.err("Bill"); err != nil {
		return nil, err
	}
	w, err := e.ERP.Bill(ctx, b)
	if after := e.errAfter("Bill"); err == nil && after != nil {
		return nil, after
	}
	return w, err
}

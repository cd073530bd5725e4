package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/store"
)

// Worker carries transmissions and documents through all steps that need nobody's
// answer.
type Worker struct {
	*Base
	Reader *Reader
	Judge  *Judge
	Poster *Poster
}

// NewWorker puts the steps together.
func NewWorker(b *Base) *Worker {
	return &Worker{Base: b, Reader: &Reader{b}, Judge: &Judge{b, &Vendors{ERP: b.ERP, Now: b.Now}}, Poster: &Poster{b}}
}

// Transmission carries a transmission on. What fails is noted with the time of the
// next try and logged; an error is only what could not even be noted.
func (w *Worker) Transmission(ctx context.Context, id int64) error {
	docs, err := w.Reader.Read(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return err
	}
	if err != nil {
		w.Log.LogAttrs(ctx, slog.LevelWarn, "not read yet", slog.Int64("transmission", id), slog.Any("err", err))
		return w.Reader.retryTransmission(context.WithoutCancel(ctx), id, err)
	}
	var errs []error
	for _, d := range docs {
		errs = append(errs, w.Document(ctx, d))
	}
	return errors.Join(errs...)
}

// Document carries a document on until it is posted, waits, or is held. An error
// is only what could not even be noted.
func (w *Worker) Document(ctx context.Context, id int64) error {
	d, err := w.load(ctx, id)
	if err != nil {
		return err
	}
	if d.Due.IsZero() {
		return nil
	}
	unlock, err := w.Store.Lock(ctx, lockKeys(d)...)
	if err != nil {
		return err
	}
	defer unlock()
	if err := w.finishOthers(ctx, d); err != nil {
		return w.later(ctx, id, err)
	}
	if err := w.carry(ctx, id); err != nil {
		return w.later(ctx, id, err)
	}
	return nil
}

// lockKeys are what a document is worked under: every order it concerns, and its
// own number, so that the same invoice over two channels is seen as one.
func lockKeys(d *store.Document) []string {
	keys := []string{"document:" + string(d.Partner) + ":" + d.Key}
	if d.Key == "" {
		keys[0] = fmt.Sprintf("document:%d", d.ID)
	}
	for _, o := range d.Orders {
		keys = append(keys, "order:"+o)
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

func (w *Worker) load(ctx context.Context, id int64) (d *store.Document, err error) {
	err = w.view(ctx, func(tx store.Tx) (err error) {
		d, err = tx.Document(ctx, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("document %d: %w", id, err)
	}
	return d, nil
}

// carry does the steps that are open. The state is read under the lock: another
// worker may have done them.
func (w *Worker) carry(ctx context.Context, id int64) (err error) {
	defer recovered(&err)
	d, err := w.load(ctx, id)
	if err != nil {
		return err
	}
	if d.Due.IsZero() {
		return nil
	}
	if d.Test && !w.TestERP {
		return w.holdTest(ctx, d)
	}
	begun, err := w.begun(ctx, d)
	if err != nil {
		return err
	}
	if d.State != store.DocumentAccepted && !begun {
		if err := w.Judge.Judge(ctx, d); err != nil {
			return fmt.Errorf("judge document %d: %w", id, err)
		}
	}
	if d.State == store.DocumentAccepted || begun {
		if err := w.Poster.Post(ctx, d); err != nil {
			return fmt.Errorf("post document %d: %w", id, err)
		}
	}
	w.Log.LogAttrs(ctx, slog.LevelInfo, "document", slog.String("partner", string(d.Partner)), slog.Int64("document", d.ID),
		slog.String("kind", string(d.Kind)), slog.String("state", string(d.State)))
	return nil
}

// begun says that d was held while the outcome of a write was not known. That is
// found out first: to a judgement, what was written would look like somebody else's.
func (w *Worker) begun(ctx context.Context, d *store.Document) (yes bool, err error) {
	if d.State != store.DocumentHeld || d.Plan == nil {
		return false, nil
	}
	err = w.view(ctx, func(tx store.Tx) error {
		p, err := begunPosting(ctx, tx, d.ID)
		yes = p != nil
		return err
	})
	return yes, err
}

// holdTest holds a document that is marked test: it was taken when the ERP was a
// test one too, and that has changed.
func (w *Worker) holdTest(ctx context.Context, d *store.Document) error {
	return w.update(ctx, func(tx store.Tx) error { return hold(ctx, tx, d, rules.TestInProduction, "", time.Time{}, w.Now()) })
}

// hold sets a document held with an exception about it. again is when it is looked
// at by itself; zero: when somebody changes its order.
func hold(ctx context.Context, tx store.Tx, d *store.Document, code rules.Code, detail string, again, now time.Time) error {
	held := *d
	held.State, held.Due = store.DocumentHeld, again
	about := code.Describe()
	_, err := tx.OpenException(ctx, &store.Exception{Partner: d.Partner, Transmission: d.Transmission, Document: d.ID, Code: code, Owner: about.Owner,
		Order: firstOf(d.Orders), Detail: detail, Opened: now})
	if err != nil {
		return err
	}
	return tx.SetDocument(ctx, &held)
}

// finishOthers does first what came before d for the same orders. What is accepted
// must be posted: only then does the ERP's count of what was billed hold
// everything, and nothing is counted twice. What is only received is taken in its
// turn, so that a later document is not overwritten by an earlier one; if that
// fails, it does not hold up the next.
func (w *Worker) finishOthers(ctx context.Context, d *store.Document) error {
	var others []*store.Document
	err := w.view(ctx, func(tx store.Tx) error {
		others = nil
		for _, order := range d.Orders {
			ds, err := tx.Documents(ctx, store.DocumentFilter{Direction: store.Inbound, Order: order,
				States: []store.DocumentState{store.DocumentReceived, store.DocumentAccepted}, OldFirst: true})
			if err != nil {
				return err
			}
			for _, o := range ds {
				// One that concerns further orders is not ours to touch: its locks are not all held.
				if o.ID != d.ID && !o.Due.IsZero() && subset(o.Orders, d.Orders) && (o.ID < d.ID || o.State == store.DocumentAccepted) {
					others = append(others, o)
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(others, func(a, b *store.Document) int { return int(a.ID - b.ID) })
	others = slices.CompactFunc(others, func(a, b *store.Document) bool { return a.ID == b.ID })
	for _, o := range others {
		if err := w.carry(ctx, o.ID); err != nil && o.State == store.DocumentAccepted {
			return err
		}
	}
	return nil
}

func subset(a, b []string) bool {
	for _, x := range a {
		if !slices.Contains(b, x) {
			return false
		}
	}
	return true
}

// later notes when a document is tried again. What a repeat has not mended in
// several tries, and does not look like an outage, is held for a person and tried
// again now and then.
func (w *Worker) later(ctx context.Context, id int64, cause error) error {
	ctx = context.WithoutCancel(ctx)
	w.Log.LogAttrs(ctx, slog.LevelWarn, "not done yet", slog.Int64("document", id), slog.Any("err", cause))
	return w.update(ctx, func(tx store.Tx) error {
		now := w.Now()
		d, err := tx.Document(ctx, id)
		if err != nil || d.Due.IsZero() {
			return err
		}
		d.Attempts++
		d.Due = now.Add(advised(cause, d.Attempts))
		lasting := !passing(cause)
		if lasting && d.Attempts >= attemptsMost {
			return hold(ctx, tx, d, rules.ERPRefused, cut(cause.Error()), now.Add(refusedRest), now)
		}
		if d.Attempts == 3 && !lasting {
			if err := tx.AddEvent(ctx, &store.Event{Partner: d.Partner, Transmission: d.Transmission, Document: d.ID, Order: firstOf(d.Orders),
				At: now, Actor: Actor, Step: "post", Text: "Odoo does not answer. It is tried again until it does; nothing is lost."}); err != nil {
				return err
			}
		}
		return tx.SetDocument(ctx, d)
	})
}

// sweepMost is how many rows one sweep wakes.
const sweepMost = 500

// Sweep wakes what is due and what no job carries: after a crash, after an outage,
// and what waits for a receipt.
func (w *Worker) Sweep(ctx context.Context) error {
	return w.update(ctx, func(tx store.Tx) error {
		now := w.Now()
		ts, err := tx.Transmissions(ctx, store.TransmissionFilter{Direction: store.Inbound, DueBy: now, OldFirst: true, Page: store.Page{Limit: sweepMost}})
		if err != nil {
			return err
		}
		for _, t := range ts {
			ok, err := tx.SetTransmissionDue(ctx, t, now.Add(w.lease()))
			if ok && err == nil {
				err = tx.Wake(ctx, JobTransmission, t.ID)
			}
			if err != nil {
				return err
			}
		}
		ds, err := tx.Documents(ctx, store.DocumentFilter{DueBy: now, OldFirst: true, Page: store.Page{Limit: sweepMost}})
		if err != nil {
			return err
		}
		for _, d := range ds {
			if err := wake(ctx, tx, d, now.Add(w.lease())); err != nil {
				return err
			}
		}
		return nil
	})
}

// wake adds a job for a document, unless a worker has just written it.
func wake(ctx context.Context, tx store.Tx, d *store.Document, due time.Time) error {
	ok, err := tx.SetDocumentDue(ctx, d, due)
	if !ok || err != nil {
		return err
	}
	return tx.Wake(ctx, JobDocument, d.ID)
}

package gateway

import (
	"context"
	"time"

	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/store"
)

// syncExceptions opens an exception for each finding that a person must act on,
// and closes those of earlier judgements that have gone. What the ERP refused stays
// open if it is about to be written again: whoever owns it is asked until it is done.
func syncExceptions(ctx context.Context, tx store.Tx, d *store.Document, fs []rules.Finding, writing bool, now time.Time) error {
	open, err := tx.Exceptions(ctx, store.ExceptionFilter{Open: true, Document: d.ID, Page: store.Page{Limit: 1000}})
	if err != nil {
		return err
	}
	still := map[int64]bool{}
	for _, f := range fs {
		about := f.Code.Describe()
		if about.Verdict < rules.Hold || f.Code == rules.Superseded || f.Code == rules.Duplicate {
			continue
		}
		id, err := tx.OpenException(ctx, &store.Exception{
			Partner: d.Partner, Transmission: d.Transmission, Document: d.ID, Code: f.Code, Owner: about.Owner, Order: firstOf(d.Orders), Line: f.Line,
			Expected: f.Expected, Actual: f.Actual, Delta: f.Delta, Effect: f.Effect, Opened: now,
		})
		if err != nil {
			return err
		}
		still[id] = true
	}
	for _, e := range open {
		if still[e.ID] || writing && e.Code == rules.ERPRefused {
			continue
		}
		if err := tx.CloseException(ctx, e.ID, Actor, "Judged again: no longer so.", now); err != nil {
			return err
		}
	}
	return nil
}

// refusals are the open exceptions about what could not be written of a document.
func refusals(ctx context.Context, tx store.Tx, document int64) (ids []int64, err error) {
	open, err := tx.Exceptions(ctx, store.ExceptionFilter{Open: true, Document: document, Page: store.Page{Limit: 1000}})
	for _, e := range open {
		if e.Code == rules.ERPRefused {
			ids = append(ids, e.ID)
		}
	}
	return ids, err
}

// closeRefusals closes them once it has been written.
func closeRefusals(ctx context.Context, tx store.Tx, document int64, now time.Time) error {
	ids, err := refusals(ctx, tx, document)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := tx.CloseException(ctx, id, Actor, "It has been written to Odoo.", now); err != nil {
			return err
		}
	}
	return nil
}

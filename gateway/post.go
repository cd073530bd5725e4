package gateway

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/rules/promise"
	"github.com/wharf-edi/wharf/store"
)

// Poster writes what was accepted to the ERP and keeps what the ERP said.
//
// A posting is noted as begun before the call and as finished after it, each in a
// transaction of its own. Between the two everything may be lost: the ERP's
// writes are asked for again under the same reference and have their effect once.
type Poster struct{ *Base }

// Post writes d's plan. The caller holds the locks of d's orders. The error is a
// reason to try again later; a refusal by the ERP is none, it becomes an exception.
func (p *Poster) Post(ctx context.Context, d *store.Document) error {
	posting := &store.Posting{Document: d.ID, Reference: d.Reference, Begun: p.Now()}
	err := p.update(ctx, func(tx store.Tx) error {
		begun, err := begunPosting(ctx, tx, d.ID)
		if err != nil {
			return err
		}
		if begun != nil {
			posting = begun
			return nil
		}
		posting.ID, err = tx.AddPosting(ctx, posting)
		return err
	})
	if err != nil {
		return err
	}
	written, err := p.write(ctx, d)
	if text, no := refusal(err); no {
		return p.refused(ctx, d, posting, text)
	}
	if err != nil {
		return err
	}
	return p.done(ctx, d, posting, written)
}

// begunPosting is the posting whose outcome is not known; nil if there is none.
func begunPosting(ctx context.Context, tx store.Tx, document int64) (*store.Posting, error) {
	ps, err := tx.Postings(ctx, document)
	for _, begun := range ps {
		if begun.Finished.IsZero() {
			return begun, err
		}
	}
	return nil, err
}

func (p *Poster) write(ctx context.Context, d *store.Document) (*documents.Written, error) {
	switch d.Kind {
	case documents.KindOrderResponse:
		c, err := decode[documents.Confirmation](d.Plan)
		if err != nil {
			return nil, err
		}
		return p.ERP.Confirm(ctx, c)
	case documents.KindShipNotice:
		as, err := decode[[]documents.Arrival](d.Plan)
		if err != nil {
			return nil, err
		}
		all := &documents.Written{}
		for i := range *as {
			w, err := p.ERP.Announce(ctx, &(*as)[i])
			if err != nil {
				return nil, err
			}
			all.Records, all.Changes = append(all.Records, w.Records...), append(all.Changes, w.Changes...)
		}
		return all, nil
	case documents.KindInvoice:
		b, err := decode[documents.Bill](d.Plan)
		if err != nil {
			return nil, err
		}
		return p.ERP.Bill(ctx, b)
	}
	return nil, fmt.Errorf("document %d: nothing is posted of a %s", d.ID, d.Kind)
}

func (p *Poster) done(ctx context.Context, d *store.Document, posting *store.Posting, w *documents.Written) error {
	now := p.Now()
	var err error
	if posting.Written, err = encode(w); err != nil {
		return err
	}
	posting.Finished = now
	next := *d
	next.State, next.Due, next.Attempts = d.Then, time.Time{}, 0
	if next.State == store.DocumentWaiting {
		next.Due = now.Add(p.recheck())
	}
	err = p.update(ctx, func(tx store.Tx) error {
		if err := tx.FinishPosting(ctx, posting); err != nil {
			return err
		}
		if err := closeRefusals(ctx, tx, d.ID, now); err != nil {
			return err
		}
		if err := p.promises(ctx, tx, d, now); err != nil {
			return err
		}
		if err := tx.AddEvent(ctx, &store.Event{Partner: d.Partner, Transmission: d.Transmission, Document: d.ID, Order: firstOf(d.Orders),
			At: now, Actor: Actor, Step: "post", Text: writtenWords(d, w), Data: posting.Written}); err != nil {
			return err
		}
		return tx.SetDocument(ctx, &next)
	})
	if err == nil {
		*d = next
	}
	return err
}

// promises adds what was promised to the ledger, once per document and line.
func (p *Poster) promises(ctx context.Context, tx store.Tx, d *store.Document, now time.Time) error {
	if d.Kind != documents.KindOrderResponse {
		return nil
	}
	rs, err := tx.Results(ctx, d.ID)
	if err != nil || len(rs) == 0 {
		return err
	}
	r, err := decode[promise.Result](rs[len(rs)-1].Body)
	if err != nil {
		return err
	}
	known, err := tx.Promises(ctx, d.Partner, firstOf(d.Orders))
	if err != nil {
		return err
	}
	for _, l := range r.Lines {
		if l.Due.IsZero() || ledgered(known, d.ID, l.LineKey) {
			continue
		}
		if _, err := tx.AddPromise(ctx, &store.Promise{Partner: d.Partner, Order: firstOf(d.Orders), LineKey: l.LineKey, Number: l.Number,
			Document: d.ID, Asked: l.Asked, Due: l.Due, First: l.First, At: now}); err != nil {
			return err
		}
	}
	return nil
}

func ledgered(ps []*store.Promise, document int64, line string) bool {
	for _, p := range ps {
		if p.Document == document && p.LineKey == line {
			return true
		}
	}
	return false
}

func (p *Poster) refused(ctx context.Context, d *store.Document, posting *store.Posting, text string) error {
	now := p.Now()
	posting.Finished, posting.Err = now, text
	next := *d
	next.State, next.Due = store.DocumentHeld, now.Add(4*refusedRest)
	err := p.update(ctx, func(tx store.Tx) error {
		if err := tx.FinishPosting(ctx, posting); err != nil {
			return err
		}
		about := rules.ERPRefused.Describe()
		if _, err := tx.OpenException(ctx, &store.Exception{Partner: d.Partner, Transmission: d.Transmission, Document: d.ID, Code: rules.ERPRefused,
			Owner: about.Owner, Order: firstOf(d.Orders), Detail: text, Opened: now}); err != nil {
			return err
		}
		if err := tx.AddEvent(ctx, &store.Event{Partner: d.Partner, Transmission: d.Transmission, Document: d.ID, Order: firstOf(d.Orders),
			At: now, Actor: Actor, Step: "post", Text: "Odoo refused it: " + text}); err != nil {
			return err
		}
		return tx.SetDocument(ctx, &next)
	})
	if err == nil {
		*d = next
	}
	return err
}

// fieldWords are what a buyer calls the fields that are written. Others, and the
// text of notes, stand in the event's data.
var fieldWords = map[string]string{
	"stock.move.date":                  "expected arrival",
	"stock.picking.scheduled_date":     "scheduled date",
	"purchase.order.line.date_planned": "promised date",
	"date_planned":                     "promised date",
	"partner_ref":                      "supplier's order number",
	"carrier_tracking_ref":             "tracking number",
}

func writtenWords(d *store.Document, w *documents.Written) string {
	if d.Kind == documents.KindInvoice {
		return fmt.Sprintf("Stands in Odoo as the draft vendor bill of %s.", d.Number)
	}
	var parts []string
	seen := map[string]bool{}
	for _, r := range w.Records {
		s := strings.TrimSpace(r.Kind + " " + r.Name)
		if !seen[s] {
			seen[s] = true
			parts = append(parts, s)
		}
	}
	s := "Written to Odoo"
	if len(w.Changes) == 0 {
		s = "Stands in Odoo already"
	}
	if len(parts) > 0 {
		s += ": " + strings.Join(parts, ", ")
	}
	for _, c := range w.Changes {
		words, ok := fieldWords[c.Field]
		switch {
		case !ok:
		case c.Before == "":
			s += fmt.Sprintf("; %s %s", words, c.After)
		default:
			s += fmt.Sprintf("; %s of %s moved from %s to %s", words, orText(c.Record.Name, c.Record.Kind), c.Before, c.After)
		}
	}
	return s + "."
}

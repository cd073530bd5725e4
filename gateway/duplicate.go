package gateway

import (
	"context"
	"fmt"
	"slices"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/rules/match"
	"github.com/wharf-edi/wharf/store"
)

// repeats is the judgement of a document that came before under its number.
func repeats(d, orig *store.Document) *judgement {
	fs := []rules.Finding{{Code: rules.Duplicate, Expected: fmt.Sprintf("document %d", orig.ID), Actual: d.Number}}
	return &judgement{verdict: rules.Refuse, findings: fs, original: orig.ID, result: match.Result{Verdict: rules.Refuse, Findings: fs},
		words: fmt.Sprintf("It repeats document %d.", orig.ID)}
}

// similarMost is how many of a partner's invoices an invoice is compared with
// under other numbers: the newest.
const similarMost = 200

// same answers the document that d may repeat under its number, and the other
// invoices of the partner that it may resemble.
func (j *Judge) same(ctx context.Context, d *store.Document) (orig *store.Document, similar []match.Earlier, err error) {
	err = j.view(ctx, func(tx store.Tx) error {
		orig, similar = nil, nil
		f := store.DocumentFilter{Kind: d.Kind, Direction: store.Inbound, Partner: d.Partner, Key: d.Key, OldFirst: true, Page: store.Page{Limit: 1000}}
		twins, err := tx.Documents(ctx, f)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(twins, func(o *store.Document) bool { return cameBefore(d, o) }); i >= 0 {
			orig = twins[i]
		}
		if d.Kind != documents.KindInvoice {
			return nil
		}
		f.Key, f.OldFirst, f.Limit = "", false, similarMost
		others, err := tx.Documents(ctx, f)
		if err != nil {
			return err
		}
		if orig != nil && !slices.ContainsFunc(others, func(o *store.Document) bool { return o.ID == orig.ID }) {
			others = append(others, orig)
		}
		for _, o := range others {
			if !cameBefore(d, o) {
				continue
			}
			inv, err := decode[documents.Invoice](o.Body)
			if err != nil {
				return err
			}
			similar = append(similar, match.Earlier{Invoice: inv, Reference: fmt.Sprintf("document %d", o.ID)})
		}
		return nil
	})
	return orig, similar, err
}

// cameBefore says that o counts when d is looked at for having come before. What
// came later and is not taken will be compared with d when its own turn comes.
func cameBefore(d, o *store.Document) bool {
	switch o.State {
	case store.DocumentRefused, store.DocumentDuplicate:
		return false
	case store.DocumentPosted, store.DocumentAccepted:
		return o.ID != d.ID
	}
	return o.ID < d.ID
}

// inFlight is what the gateway has accepted for other invoices of these orders and
// not yet posted, by order line.
func (j *Judge) inFlight(ctx context.Context, d *store.Document) (map[string]documents.Quantity, error) {
	m := map[string]documents.Quantity{}
	err := j.view(ctx, func(tx store.Tx) error {
		clear(m)
		seen := map[int64]bool{d.ID: true}
		for _, order := range d.Orders {
			ds, err := tx.Documents(ctx, store.DocumentFilter{Kind: d.Kind, Direction: store.Inbound, Partner: d.Partner, Order: order,
				States: []store.DocumentState{store.DocumentAccepted}, Page: store.Page{Limit: 1000}})
			if err != nil {
				return err
			}
			for _, o := range ds {
				if seen[o.ID] {
					continue
				}
				seen[o.ID] = true
				b, err := decode[documents.Bill](o.Plan)
				if err != nil {
					return err
				}
				for _, l := range b.Lines {
					m[l.LineKey] = m[l.LineKey].Add(l.Quantity)
				}
			}
		}
		return nil
	})
	return m, err
}

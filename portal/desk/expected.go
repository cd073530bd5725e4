package desk

import (
	"context"
	"slices"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/store"
)

// announce puts beside the lines of an order the days that shipping notices gave
// for them. Only what was written to the ERP counts; docs are oldest first, and the
// newest notice of a line has the last word.
func announce(ctx context.Context, tx store.Tx, rows []promiseRow, told *store.SentOrder, docs []*store.Document) error {
	for _, d := range docs {
		if d.Kind != documents.KindShipNotice || len(d.Plan) == 0 {
			continue
		}
		if ok, err := stands(ctx, tx, d); err != nil || !ok {
			if err != nil {
				return err
			}
			continue
		}
		plan, err := decode[[]documents.Arrival](d.Plan)
		if err != nil {
			continue // a plan of another release says nothing here
		}
		for _, a := range *plan {
			arrive(rows, told, a)
		}
	}
	return nil
}

// stands says that d was written to the ERP.
func stands(ctx context.Context, tx store.Tx, d *store.Document) (bool, error) {
	if d.State == store.DocumentPosted {
		return true, nil
	}
	list, err := tx.Postings(ctx, d.ID)
	return slices.ContainsFunc(list, func(p *store.Posting) bool { return !p.Finished.IsZero() && p.Err == "" }), err
}

func arrive(rows []promiseRow, told *store.SentOrder, a documents.Arrival) {
	if a.Expected.IsZero() {
		return
	}
	for i := range rows {
		if slices.ContainsFunc(lineKeys(rows[i], told), func(k string) bool { return slices.Contains(a.LineKeys, k) }) {
			rows[i].Announced = a.Expected
		}
	}
}

// lineKeys are the ERP's keys of a line; it has several after a split.
func lineKeys(r promiseRow, told *store.SentOrder) []string {
	var keys []string
	if r.Line != nil {
		keys = append(keys, r.Line.Key)
	}
	if told != nil {
		for _, n := range told.Lines {
			if n.Number == r.Number {
				keys = append(keys, n.LineKey)
			}
		}
	}
	return keys
}

// mostAsked is how many documents of an order are asked for where it stands.
const mostAsked = 50

// orderInERP is an order's page in the ERP, as what was written for it says; empty
// as long as nothing was.
func orderInERP(ctx context.Context, tx store.Tx, partner partners.ID, number string) (link, error) {
	docs, err := tx.Documents(ctx, store.DocumentFilter{Partner: partner, Order: number, Direction: store.Inbound, Page: store.Page{Limit: mostAsked}})
	if err != nil {
		return link{}, err
	}
	for _, d := range docs {
		list, err := tx.Postings(ctx, d.ID)
		if err != nil {
			return link{}, err
		}
		rows, err := postingRows(list)
		if err != nil {
			return link{}, err
		}
		for _, p := range rows {
			for _, r := range p.Records {
				if l := recordLink(r); r.Kind == "order" && r.Name == number && l.Href != "" {
					return l, nil
				}
			}
		}
	}
	return link{}, nil
}

package odoo

import (
	"context"
	"fmt"
	"slices"

	"github.com/wharf-edi/wharf/documents"
)

// Confirm writes what a supplier has promised.
//
// A promise moves stock.move.date of the line's open moves, on which Odoo's
// planning rests; writing date_planned alone would move the deadline only, and
// writing the receipt's scheduled_date would move the other lines too. The first
// promise is also what the line is measured by, so it goes to date_planned.
func (c *Client) Confirm(ctx context.Context, n *documents.Confirmation) (*documents.Written, error) {
	j, err := c.openJob(ctx, n.OrderKey)
	if err != nil {
		return nil, err
	}
	w, err := j.confirm(ctx, n)
	return w, j.judged(err)
}

func (j *job) confirm(ctx context.Context, n *documents.Confirmation) (*documents.Written, error) {
	var lines []int64
	for _, p := range n.Promises {
		if p.OrderKey != n.OrderKey {
			return nil, fmt.Errorf("odoo: a promise for order %s in the confirmation of order %s", p.OrderKey, n.OrderKey)
		}
		id, err := parseKey(p.LineKey)
		if err != nil {
			return nil, err
		}
		lines = append(lines, id)
	}
	if err := j.readLines(ctx, lines); err != nil {
		return nil, err
	}
	if n.SupplierNumber != "" {
		if err := j.setOrder(ctx, "partner_ref", n.SupplierNumber, j.order.str("partner_ref")); err != nil {
			return nil, err
		}
	}
	if err := j.promise(ctx, n.Promises); err != nil {
		return nil, err
	}
	if n.AsOrdered {
		if err := j.acknowledge(ctx); err != nil {
			return nil, err
		}
	}
	return j.done(ctx, n.Reference, n.Note)
}

// promise writes the promised days, with one call for all lines of one day.
func (j *job) promise(ctx context.Context, promises []documents.Promise) error {
	byDay := map[documents.Date][]int64{}
	first := map[documents.Date][]int64{}
	for _, p := range promises {
		id, err := parseKey(p.LineKey)
		if err != nil {
			return err
		}
		if p.Due.IsZero() {
			continue
		}
		byDay[p.Due] = append(byDay[p.Due], id)
		if p.First {
			first[p.Due] = append(first[p.Due], id)
		}
	}
	for _, day := range days(first) {
		if err := j.plan(ctx, first[day], day); err != nil {
			return err
		}
	}
	for _, day := range days(byDay) {
		if err := j.moveTo(ctx, byDay[day], day); err != nil {
			return err
		}
	}
	return nil
}

// days are the keys in their order, so that calls come in the same order each time.
func days(m map[documents.Date][]int64) []documents.Date {
	out := make([]documents.Date, 0, len(m))
	for d := range m {
		out = append(out, d)
	}
	slices.SortFunc(out, documents.Date.Compare)
	return out
}

// plan writes date_planned of order lines.
func (j *job) plan(ctx context.Context, lines []int64, day documents.Date) error {
	var changed []row
	for _, id := range lines {
		if l := j.lines[id]; l.day("date_planned", j.zone) != day {
			changed = append(changed, l)
		}
	}
	return j.writeDay(ctx, "purchase.order.line", "date_planned", changed, day, func(l row) documents.Record {
		return documents.Record{Kind: "order line", Key: keyText(l.key()), Name: l.str("name"), URL: j.page("purchase.order", j.order.key())}
	})
}

// acknowledge sets the field by which Odoo knows that the vendor has agreed, if
// this version has one.
func (j *job) acknowledge(ctx context.Context) error {
	field, err := j.named(ctx, accepted)
	if err != nil || field == "" || j.order.yes(field) {
		return err
	}
	return j.setOrder(ctx, field, true, "false")
}

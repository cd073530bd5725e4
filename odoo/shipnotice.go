package odoo

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/wharf-edi/wharf/documents"
)

// Announce writes when the listed lines arrive and under which number the
// carrier has them. It counts nothing, validates nothing and leaves the dates of
// other lines alone: a receipt's scheduled_date is Odoo's own reckoning from its
// moves, so it follows by itself.
func (c *Client) Announce(ctx context.Context, a *documents.Arrival) (*documents.Written, error) {
	j, err := c.openJob(ctx, a.OrderKey)
	if err != nil {
		return nil, err
	}
	w, err := j.announce(ctx, a)
	return w, j.judged(err)
}

func (j *job) announce(ctx context.Context, a *documents.Arrival) (*documents.Written, error) {
	var lines []int64
	for _, key := range a.LineKeys {
		id, err := parseKey(key)
		if err != nil {
			return nil, err
		}
		lines = append(lines, id)
	}
	if err := j.readLines(ctx, lines); err != nil {
		return nil, err
	}
	if !a.Expected.IsZero() {
		if err := j.moveTo(ctx, lines, a.Expected); err != nil {
			return nil, err
		}
	}
	note := a.Note
	if a.Tracking != "" {
		written, err := j.track(ctx, a.Tracking)
		if err != nil {
			return nil, err
		}
		if !written && !strings.Contains(note, a.Tracking) {
			note = strings.TrimLeft(note+"\nTracking reference: "+a.Tracking, "\n")
		}
	}
	return j.done(ctx, a.Reference, note)
}

// track writes the carrier's number to the receipts that are open. It answers
// false where there is no place for it: the module delivery is not installed, or
// nothing is open.
func (j *job) track(ctx context.Context, number string) (bool, error) {
	field, err := j.named(ctx, tracking)
	pickings := refsOf(j.moves, "picking_id")
	if err != nil || field == "" || len(pickings) == 0 {
		return false, err
	}
	found, err := j.read(ctx, "stock.picking", pickings, []string{"name", field})
	if err != nil {
		return false, err
	}
	for _, p := range found {
		before := p.str(field)
		numbers := strings.FieldsFunc(before, func(r rune) bool { return r == ',' })
		if slices.Contains(numbers, number) {
			continue
		}
		sent := strings.Join(append(numbers, number), ",")
		if err := j.write(ctx, "stock.picking", []int64{p.key()}, map[string]any{field: sent}); err != nil {
			return false, err
		}
		back, err := j.read(ctx, "stock.picking", []int64{p.key()}, []string{field})
		if err != nil || len(back) == 0 {
			return false, err
		}
		if got := back[0].str(field); got != sent {
			return false, kept("stock.picking.write", field, got, sent)
		}
		j.change(documents.Change{Record: j.receipt(p.key(), p.str("name")), Field: field, Before: before, Sent: sent, After: sent})
	}
	return true, nil
}

// receipt names a stock.picking.
func (c *Client) receipt(id int64, name string) documents.Record {
	return documents.Record{Kind: "receipt", Key: keyText(id), Name: name, URL: c.page("stock.picking", id)}
}

// page is the address of a record's page.
func (c *Client) page(model string, id int64) string {
	return fmt.Sprintf("%s/web#id=%d&model=%s&view_type=form", c.base, id, model)
}

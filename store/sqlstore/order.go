package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/store"
)

const (
	addSentOrder = `INSERT INTO sent_orders (partner, number, order_key, document, lines, told, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`
	sentOrder    = `SELECT partner, number, order_key, document, lines, told, at FROM sent_orders`
	addPromise   = `INSERT INTO promises (partner, order_number, line_key, number, document, asked, due, quantity, first, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`
	promiseColumns = `SELECT id, partner, order_number, line_key, number, document, asked, due, quantity, first, at FROM promises`
)

// AddSentOrder notes what a supplier was told of an order.
func (t *Tx) AddSentOrder(ctx context.Context, o *store.SentOrder) error {
	if err := t.mine(string(o.Partner)); err != nil {
		return err
	}
	lines, err := encode(o.Lines)
	if err != nil {
		return err
	}
	return t.change(ctx, "sent order "+o.Number, addSentOrder, string(o.Partner), o.Number, o.OrderKey, o.Document, lines, string(o.Told), micros(o.At))
}

// SentOrder answers what a supplier was told.
func (t *Tx) SentOrder(ctx context.Context, partner partners.ID, number string) (*store.SentOrder, error) {
	w := t.where()
	w.add("partner = ? AND number = ?", string(partner), number)
	return one(ctx, t, "sent order "+number, func(r Rows) (*store.SentOrder, error) {
		var o store.SentOrder
		var lines, told string
		var at int64
		if err := r.Scan(&o.Partner, &o.Number, &o.OrderKey, &o.Document, &lines, &told, &at); err != nil {
			return nil, err
		}
		o.Told, o.At = store.JSON(told), fromMicros(&at)
		return &o, json.Unmarshal([]byte(lines), &o.Lines)
	}, sentOrder+w.String(), w.args...)
}

// AddPromise adds to the ledger.
func (t *Tx) AddPromise(ctx context.Context, p *store.Promise) (int64, error) {
	if err := t.mine(string(p.Partner)); err != nil {
		return 0, err
	}
	id, err := t.insert(ctx, "promise", addPromise, string(p.Partner), p.Order, p.LineKey, p.Number, p.Document, p.Asked.String(), p.Due.String(),
		exact(p.Quantity), bit(p.First), micros(p.At))
	p.ID = id
	return id, err
}

// exact is a decimal with its scale: 12.500, where String says 12.5.
func exact(d decimal.Decimal) string {
	return d.StringFixed(max(-d.Exponent(), 0))
}

// Promises answers the ledger of an order.
func (t *Tx) Promises(ctx context.Context, partner partners.ID, order string) ([]*store.Promise, error) {
	w := t.where()
	w.add("partner = ? AND order_number = ?", string(partner), order)
	return list(ctx, t, scanPromise, promiseColumns+w.String()+" ORDER BY id", w.args...)
}

func scanPromise(r Rows) (*store.Promise, error) {
	var p store.Promise
	var asked, due, quantity string
	var first, at int64
	err := r.Scan(&p.ID, &p.Partner, &p.Order, &p.LineKey, &p.Number, &p.Document, &asked, &due, &quantity, &first, &at)
	if err != nil {
		return nil, err
	}
	p.First, p.At = first == 1, fromMicros(&at)
	for _, d := range []struct {
		text string
		to   *documents.Date
	}{{asked, &p.Asked}, {due, &p.Due}} {
		if err := d.to.UnmarshalText([]byte(d.text)); err != nil {
			return nil, fmt.Errorf("promise %d: %w", p.ID, err)
		}
	}
	p.Quantity, err = decimal.NewFromString(quantity)
	return &p, err
}

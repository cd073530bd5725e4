package desk

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/portal/web"
	"github.com/wharf-edi/wharf/store"
)

// orderPage is all that the page of one order may use.
type orderPage struct {
	Number    string
	Partner   string
	ID        partners.ID
	Told      *store.SentOrder // nil if the partner was never told
	Facts     facts
	Lines     []promiseRow
	Documents []documentRow
	Open      []exceptionRow
	Story     []moment
}

// promiseRow is one line of an order with what was promised for it.
type promiseRow struct {
	Number int
	Line   *documents.OrderLine // nil for a line that the partner was not told of
	Asked  documents.Date
	First  documents.Date
	Last   documents.Date
	Count  int // of promises

	Announced documents.Date // by the newest shipping notice that has the line
}

// Expected is the newest arrival day that is known: a notice's before a promise's.
func (r promiseRow) Expected() documents.Date {
	if r.Announced.IsZero() {
		return r.Last
	}
	return r.Announced
}

// Late is how many days the last promise is after the day asked for.
func (r promiseRow) Late() int {
	if r.Asked.IsZero() || r.Last.IsZero() {
		return 0
	}
	return r.Last.Sub(r.Asked)
}

// days says how far a promise is off.
func (r promiseRow) days() string {
	n := r.Late()
	switch {
	case n > 0:
		return web.Count(n, "day") + " late"
	case n < 0:
		return web.Count(-n, "day") + " early"
	}
	return ""
}

// Order shows all that happened to one order of one partner.
func (d *Desk) Order(c echo.Context) error {
	number := c.Param("*") // an order's number may have a slash in it
	if c.Request().URL.RawPath != "" {
		var err error
		if number, err = url.PathUnescape(number); err != nil {
			return fmt.Errorf("order %q: %w", c.Param("*"), store.ErrNotFound)
		}
	}
	partner := partners.ID(c.Param("partner"))
	var p orderPage
	err := d.Web.Store.View(c.Request().Context(), store.Scope{Partner: partner}, func(tx store.Tx) (err error) {
		p, err = readOrder(c, tx, partner, number, d.Web.ERPName)
		return err
	})
	if err != nil {
		return err
	}
	return d.Web.OK(c, web.Documents, "Order "+p.Number, orderView(p))
}

// readOrder reads in the scope of the partner: two partners may have an order of
// the same number.
func readOrder(c echo.Context, tx store.Tx, partner partners.ID, number, erp string) (p orderPage, err error) {
	ctx := c.Request().Context()
	profile, err := tx.Profile(ctx, partner)
	if err != nil {
		return p, err
	}
	n := names{[]*partners.Profile{profile}}
	p = orderPage{Number: number, ID: partner, Partner: profile.Name}
	if p.Told, err = tx.SentOrder(ctx, partner, number); errors.Is(err, store.ErrNotFound) {
		p.Told, err = nil, nil
	}
	if err != nil {
		return p, err
	}
	docs, err := tx.Documents(ctx, store.DocumentFilter{Partner: partner, Order: number, OldFirst: true, Page: store.Page{Limit: 200}})
	if err != nil {
		return p, err
	}
	if p.Told == nil && len(docs) == 0 {
		return p, fmt.Errorf("order %q of %s: %w", number, partner, store.ErrNotFound)
	}
	p.Documents = documentRows(n, docs)
	promises, err := tx.Promises(ctx, partner, number)
	if err != nil {
		return p, err
	}
	order, err := told(p.Told)
	if err != nil {
		return p, err
	}
	p.Facts, p.Lines = orderContent(order).facts, promiseRows(order, promises)
	if err := announce(ctx, tx, p.Lines, p.Told, docs); err != nil {
		return p, err
	}
	if p.Told != nil {
		p.Facts.time("Told the supplier", p.Told.At)
	}
	inERP, err := orderInERP(ctx, tx, partner, number)
	if err != nil {
		return p, err
	}
	p.Facts.links("In "+erp, inERP.list())
	for _, doc := range docs {
		open, err := tx.Exceptions(ctx, store.ExceptionFilter{Open: true, Document: doc.ID})
		if err != nil {
			return p, err
		}
		rows, err := exceptionRows(c, tx, n, open)
		if err != nil {
			return p, err
		}
		p.Open = append(p.Open, rows...)
	}
	events, err := tx.Events(ctx, store.EventFilter{Order: number})
	p.Story = moments(c, n, events, docs)
	return p, err
}

func told(s *store.SentOrder) (*documents.Order, error) {
	if s == nil {
		return &documents.Order{}, nil
	}
	return decode[documents.Order](s.Told)
}

// promiseRows puts the ledger of promises, oldest first, beside the lines.
func promiseRows(o *documents.Order, ledger []*store.Promise) []promiseRow {
	var out []promiseRow
	for i := range o.Lines {
		out = append(out, promiseRow{Number: o.Lines[i].Number, Line: &o.Lines[i], Asked: o.Lines[i].Due})
	}
	for _, p := range ledger {
		i := indexLine(out, p.Number)
		if i < 0 {
			out = append(out, promiseRow{Number: p.Number})
			i = len(out) - 1
		}
		r := &out[i]
		if r.Asked.IsZero() {
			r.Asked = p.Asked
		}
		if r.First.IsZero() {
			r.First = p.Due
		}
		r.Last = p.Due
		r.Count++
	}
	return out
}

func indexLine(rows []promiseRow, number int) int {
	for i := range rows {
		if rows[i].Number == number {
			return i
		}
	}
	return -1
}

func (r promiseRow) number() string { return strconv.Itoa(r.Number) }

func (r promiseRow) item() cell {
	if r.Line == nil {
		return cell{}
	}
	return itemCell(r.Line.Item)
}

func (r promiseRow) quantity() string {
	if r.Line == nil {
		return ""
	}
	return quantityCell(r.Line.Quantity, r.Line.Unit).Text
}

func (r promiseRow) price() string {
	if r.Line == nil {
		return ""
	}
	return web.Money(r.Line.Price)
}

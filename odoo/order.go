package odoo

import (
	"context"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/wharf-edi/wharf/documents"
)

// batch is how many orders are read with one set of calls.
const batch = 100

// states are the purchase.order states that a supplier may learn of; the others
// are requests for quotation.
var states = []any{"purchase", "done", "cancel"}

// Order reads one order of a supplier, by its number.
func (c *Client) Order(ctx context.Context, supplierKey, number string) (*documents.Order, error) {
	vendor, err := parseKey(supplierKey)
	if err != nil {
		return nil, err
	}
	found, err := c.orderRows(ctx, []any{
		where("name", "=", number), where("partner_id", "child_of", []int64{vendor}), where("state", "in", states),
	})
	if err != nil {
		return nil, err
	}
	switch len(found) {
	case 0:
		return nil, fmt.Errorf("%w: %s", documents.ErrNoOrder, number)
	case 1:
		orders, err := c.orders(ctx, found, []int64{vendor})
		if err != nil {
			return nil, err
		}
		return orders[0], nil
	default:
		return nil, refuse("purchase.order.search_read", "%d orders of this supplier are called %s", len(found), number)
	}
}

// Changed reads the orders whose write_date is since or later. Odoo cuts that
// stamp to seconds and sets it to the start of a transaction that may end later:
// whoever keeps a watermark must overlap.
func (c *Client) Changed(ctx context.Context, supplierKeys []string, since time.Time) ([]*documents.Order, time.Time, error) {
	reply, err := c.wire.Do(ctx, &Call{Method: "version"})
	if err != nil {
		return nil, time.Time{}, err
	}
	at := reply.At
	if at.IsZero() {
		at = c.now().Truncate(time.Second)
	}
	vendors := make([]int64, 0, len(supplierKeys))
	for _, key := range supplierKeys {
		id, err := parseKey(key)
		if err != nil {
			return nil, at, err
		}
		vendors = append(vendors, id)
	}
	if len(vendors) == 0 {
		return nil, at, nil
	}
	found, err := c.orderRows(ctx, []any{
		where("partner_id", "child_of", vendors), where("state", "in", states),
		where("write_date", ">=", since.UTC().Truncate(time.Second).Format(datetime)),
	})
	if err != nil {
		return nil, at, err
	}
	var out []*documents.Order
	for part := range slices.Chunk(found, batch) {
		orders, err := c.orders(ctx, part, vendors)
		if err != nil {
			return nil, at, err
		}
		out = append(out, orders...)
	}
	return out, at, nil
}

// orderRows reads the headers, oldest change first.
func (c *Client) orderRows(ctx context.Context, domain []any) ([]row, error) {
	fields := []string{
		"name", "state", "partner_id", "partner_ref", "date_order", "date_approve", "currency_id", "company_id", "picking_type_id",
		"dest_address_id", "payment_term_id", "incoterm_id", "write_date",
	}
	for _, optional := range []fieldNames{orderNote, orderLocked} {
		name, err := c.named(ctx, optional)
		if err != nil {
			return nil, err
		}
		if name != "" {
			fields = append(fields, name)
		}
	}
	return c.search(ctx, "purchase.order", domain, fields, "write_date, id")
}

// orders turns headers into orders with their lines, in some ten calls however
// many there are.
func (c *Client) orders(ctx context.Context, headers []row, vendors []int64) ([]*documents.Order, error) {
	place, err := c.placesOf(ctx, headers)
	if err != nil {
		return nil, err
	}
	var ids []int64
	for _, h := range headers {
		ids = append(ids, h.ref("partner_id"), place.buyer[h.ref("company_id")], place.shipToOf(h))
	}
	party, partners, err := c.parties(ctx, ids)
	if err != nil {
		return nil, err
	}
	terms, err := c.steady(ctx, "account.incoterms", refsOf(headers, "incoterm_id"), []string{"code"})
	if err != nil {
		return nil, err
	}
	note, err := c.named(ctx, orderNote)
	if err != nil {
		return nil, err
	}
	lines, err := c.lines(ctx, headers, partners)
	if err != nil {
		return nil, err
	}
	out := make([]*documents.Order, 0, len(headers))
	for _, h := range headers {
		vendor := h.ref("partner_id")
		out = append(out, &documents.Order{
			Key: keyText(h.key()), Number: h.str("name"), State: orderState(h), Date: h.day("date_order", c.zone),
			Currency: h.refName("currency_id"), Buyer: party[place.buyer[h.ref("company_id")]], Supplier: party[vendor],
			SupplierKey: keyText(supplierOf(partners[vendor], vendors)), ShipTo: party[place.shipToOf(h)],
			SupplierNumber: h.str("partner_ref"), Terms: h.refName("payment_term_id"),
			Incoterm: terms[h.ref("incoterm_id")].str("code"), Note: plainText(h.str(note)), Lines: lines[h.key()],
			ConfirmedAt: h.at("date_approve"), ChangedAt: h.at("write_date"),
		})
	}
	return out, nil
}

func orderState(h row) documents.OrderState {
	switch {
	case h.str("state") == "cancel":
		return documents.OrderCancelled
	case h.str("state") == "done" || h.yes("locked"):
		return documents.OrderClosed
	default:
		return documents.OrderOpen
	}
}

// supplierOf is the vendor that was asked for: an order may stand on one of its
// contacts.
func supplierOf(partner row, vendors []int64) int64 {
	for _, id := range []int64{partner.key(), partner.ref("parent_id"), partner.ref("commercial_partner_id")} {
		if slices.Contains(vendors, id) {
			return id
		}
	}
	return partner.key()
}

// lines reads the lines of all the orders with what stands behind them.
func (c *Client) lines(ctx context.Context, headers []row, partners map[int64]row) (map[int64][]documents.OrderLine, error) {
	unit, err := c.must(ctx, lineUnit)
	if err != nil {
		return nil, err
	}
	taxes, err := c.must(ctx, lineTaxes)
	if err != nil {
		return nil, err
	}
	fields := []string{
		"order_id", "product_id", "name", "product_qty", unit, "price_unit", taxes, "date_planned", "qty_received", "qty_invoiced", "display_type",
	}
	if discount, err := c.named(ctx, lineDiscount); err != nil {
		return nil, err
	} else if discount != "" {
		fields = append(fields, discount)
	}
	found, err := c.search(ctx, "purchase.order.line", []any{where("order_id", "in", keysOf(headers))}, fields, "order_id, sequence, id")
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(l row) bool { return l.str("display_type") != "" || l.ref("product_id") == 0 })
	b, err := c.behind(ctx, headers, partners, found, unit, taxes)
	if err != nil {
		return nil, err
	}
	out := map[int64][]documents.OrderLine{}
	for _, l := range found {
		order := l.ref("order_id")
		out[order] = append(out[order], b.line(l))
	}
	return out, nil
}

// behind is what the lines refer to.
type behind struct {
	zone        *time.Location
	unit, taxes string            // names of the fields
	orders      map[int64]row     // by id
	vendors     map[int64][]int64 // partner to itself and its company
	products    map[int64]row
	sellers     *sellers
	units       map[int64]documents.Unit
	rates       map[int64][]documents.Tax
	expected    map[int64]documents.Date
}

func (c *Client) behind(ctx context.Context, headers []row, partners map[int64]row, lines []row, unit, taxes string) (*behind, error) {
	b := &behind{zone: c.zone, unit: unit, taxes: taxes, orders: map[int64]row{}, vendors: map[int64][]int64{}}
	for _, h := range headers {
		b.orders[h.key()] = h
	}
	for id, p := range partners {
		b.vendors[id] = unique([]int64{id, p.ref("parent_id"), p.ref("commercial_partner_id")})
	}
	var err error
	b.products, err = c.byID(ctx, "product.product", refsOf(lines, "product_id"),
		[]string{"name", "default_code", "barcode", "purchase_method", "product_tmpl_id"})
	if err != nil {
		return nil, err
	}
	if b.sellers, err = c.sellers(ctx, b.products, b.vendors); err != nil {
		return nil, err
	}
	if b.units, err = c.units(ctx, refsOf(lines, unit)); err != nil {
		return nil, err
	}
	var taxIDs []int64
	for _, l := range lines {
		taxIDs = append(taxIDs, l.refs(taxes)...)
	}
	if b.rates, err = c.rates(ctx, unique(taxIDs)); err != nil {
		return nil, err
	}
	moves, err := c.openMoves(ctx, keysOf(lines))
	if err != nil {
		return nil, err
	}
	b.expected = map[int64]documents.Date{}
	for _, m := range moves {
		line, day := m.ref("purchase_line_id"), m.day("date", c.zone)
		if known, ok := b.expected[line]; !ok || day.Compare(known) < 0 {
			b.expected[line] = day
		}
	}
	return b, nil
}

func (b *behind) line(l row) documents.OrderLine {
	product := b.products[l.ref("product_id")]
	order := b.orders[l.ref("order_id")]
	var taxes []documents.Tax
	for _, id := range l.refs(b.taxes) {
		taxes = append(taxes, b.rates[id]...)
	}
	return documents.OrderLine{
		Key: keyText(l.key()),
		Item: documents.Item{
			Buyer:    product.str("default_code"),
			Supplier: b.sellers.code(b.vendors[order.ref("partner_id")], product),
			GTIN:     gtin(product.str("barcode")),
			Name:     product.str("name"),
		},
		Quantity: l.amount("product_qty"),
		Unit:     b.units[l.ref(b.unit)],
		Price:    netPrice(l),
		Due:      l.day("date_planned", b.zone),
		Taxes:    taxes,
		Receive:  product.str("purchase_method") == "receive",
		Received: l.amount("qty_received"),
		Billed:   l.amount("qty_invoiced"),
		Expected: b.expected[l.key()],
	}
}

// netPrice takes off the discount in percent that lines have from 17 on.
func netPrice(l row) decimal.Decimal {
	price, discount := l.amount("price_unit"), l.amount("discount")
	if discount.IsZero() {
		return price
	}
	return price.Mul(decimal.NewFromInt(100).Sub(discount)).Shift(-2)
}

var digits = regexp.MustCompile(`^[0-9]{8,14}$`)

// gtin is the barcode, if it can be one: companies also put numbers of their own there.
func gtin(barcode string) string {
	if digits.MatchString(barcode) {
		return barcode
	}
	return ""
}

// openMoves reads the stock.move records that are still to arrive for these
// order lines. Returns to the supplier are left out.
func (c *Client) openMoves(ctx context.Context, lines []int64) ([]row, error) {
	if len(lines) == 0 {
		return nil, nil
	}
	return c.search(ctx, "stock.move", []any{
		where("purchase_line_id", "in", lines), where("state", "not in", []any{"done", "cancel"}),
		where("location_dest_id.usage", "!=", "supplier"),
	}, []string{"purchase_line_id", "date", "picking_id", "state"}, "id")
}

// rates reads taxes as percents; a tax that is a group counts as its parts.
func (c *Client) rates(ctx context.Context, ids []int64) (map[int64][]documents.Tax, error) {
	fields := []string{"amount", "amount_type", "children_tax_ids"}
	found, err := c.byID(ctx, "account.tax", ids, fields)
	if err != nil {
		return nil, err
	}
	var childIDs []int64
	for _, r := range found {
		childIDs = append(childIDs, r.refs("children_tax_ids")...)
	}
	children, err := c.byID(ctx, "account.tax", childIDs, fields)
	if err != nil {
		return nil, err
	}
	out := make(map[int64][]documents.Tax, len(found))
	for id, r := range found {
		if r.str("amount_type") != "group" {
			out[id] = []documents.Tax{rate(r)}
			continue
		}
		for _, child := range r.refs("children_tax_ids") {
			out[id] = append(out[id], rate(children[child]))
		}
	}
	return out, nil
}

// rate has no Rate for a tax that is not a percentage.
func rate(r row) documents.Tax {
	if r.str("amount_type") != "percent" {
		return documents.Tax{}
	}
	return documents.Tax{Rate: documents.Some(r.amount("amount"))}
}

var tags = regexp.MustCompile(`<[^>]*>`)

// plainText takes the markup out of what Odoo keeps as HTML from 17 on.
func plainText(s string) string {
	s = strings.NewReplacer("<br>", "\n", "<br/>", "\n", "</p>", "\n").Replace(s)
	return strings.TrimSpace(html.UnescapeString(tags.ReplaceAllString(s, "")))
}

package odootest

import (
	"context"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/odoo"
)

// Buyer does over the wire what people do in Odoo: the buyer who orders, the
// warehouse that receives. It works on a simulated Odoo and on a real one alike,
// and names records by the same keys as package odoo.
type Buyer struct {
	client *odoo.Client
	zone   *time.Location
}

// NewBuyer logs in at the first call. The user needs more rights than the
// gateway's: it makes partners, items and orders, and validates receipts.
func NewBuyer(cfg odoo.Config) (*Buyer, error) {
	c, err := odoo.New(cfg)
	if err != nil {
		return nil, err
	}
	zone := cfg.Zone
	if zone == nil {
		zone = time.UTC
	}
	return &Buyer{client: c, zone: zone}, nil
}

// Vendor is a supplier to be made.
type Vendor struct {
	Name       string
	Reference  string
	VAT        string
	ExternalID string // module.name; empty: none
}

// Product is an item to be made. Vendor and Code, if set, make the vendor's own
// item code known.
type Product struct {
	Name    string
	Code    string // the buyer's part number
	Barcode string
	Cost    string
	Service bool   // nothing is received
	ByOrder bool   // billed by what was ordered, not by what was received
	Vendor  string // key
	Number  string // the vendor's part number
}

// OrderLine is a line of an order to be made.
type OrderLine struct {
	Product  string // key
	Quantity string
	Price    string
	Due      documents.Date
}

// NewVendor makes a supplier and answers its key.
func (b *Buyer) NewVendor(ctx context.Context, v Vendor) (key string, err error) {
	values := map[string]any{"name": v.Name, "ref": v.Reference, "vat": v.VAT, "supplier_rank": 1, "is_company": true}
	id, err := b.create(ctx, "res.partner", values)
	if err != nil || v.ExternalID == "" {
		return id, err
	}
	module, name, _ := strings.Cut(v.ExternalID, ".")
	_, err = b.create(ctx, "ir.model.data", map[string]any{"module": module, "name": name, "model": "res.partner", "res_id": number64(id)})
	return id, err
}

// NewProduct makes an item and answers its key.
func (b *Buyer) NewProduct(ctx context.Context, p Product) (key string, err error) {
	values := map[string]any{"name": p.Name, "default_code": p.Code, "barcode": p.Barcode, "standard_price": float(p.Cost)}
	if err := b.productType(ctx, p, values); err != nil {
		return "", err
	}
	values["purchase_method"] = "receive"
	if p.ByOrder {
		values["purchase_method"] = "purchase"
	}
	if p.Barcode == "" {
		delete(values, "barcode")
	}
	key, err = b.create(ctx, "product.product", values)
	if err != nil || p.Vendor == "" {
		return key, err
	}
	field := "partner_id"
	if has, err := b.client.HasField(ctx, "product.supplierinfo", field); err != nil {
		return "", err
	} else if !has {
		field = "name"
	}
	row, err := b.one(ctx, "product.product", key, "product_tmpl_id")
	if err != nil {
		return "", err
	}
	_, err = b.create(ctx, "product.supplierinfo", map[string]any{
		field: number64(p.Vendor), "product_tmpl_id": ref(row["product_tmpl_id"]), "product_id": number64(key),
		"product_code": p.Number, "price": float(p.Cost), "min_qty": 0.0,
	})
	return key, err
}

// productType says in the words of each version that an item is kept in stock.
func (b *Buyer) productType(ctx context.Context, p Product, values map[string]any) error {
	if p.Service {
		values["type"] = "service"
		return nil
	}
	for _, way := range []struct {
		field string
		value any
	}{{"is_storable", true}, {"detailed_type", "product"}, {"type", "product"}} { // 18 on, 15-17, 14
		has, err := b.client.HasField(ctx, "product.product", way.field)
		if err != nil {
			return err
		}
		if has {
			values[way.field] = way.value
			return nil
		}
	}
	return nil
}

// NewOrder makes an order and confirms it, and answers its key and number.
func (b *Buyer) NewOrder(ctx context.Context, vendor string, lines []OrderLine) (key, number string, err error) {
	var commands []any
	for _, l := range lines {
		commands = append(commands, []any{0, 0, map[string]any{
			"product_id": number64(l.Product), "name": "item " + l.Product, "product_qty": float(l.Quantity), "price_unit": float(l.Price),
			"date_planned": l.Due.At(12, b.zone).UTC().Format(datetime),
		}})
	}
	key, err = b.create(ctx, "purchase.order", map[string]any{"partner_id": number64(vendor), "order_line": commands})
	if err != nil {
		return "", "", err
	}
	if err := b.button(ctx, "purchase.order", "button_confirm", key); err != nil {
		return "", "", err
	}
	row, err := b.one(ctx, "purchase.order", key, "name")
	if err != nil {
		return "", "", err
	}
	number, _ = row["name"].(string)
	return key, number, nil
}

// CancelOrder cancels an order on which nothing has happened. The button's answer
// has no form on the wire: what it did is read.
func (b *Buyer) CancelOrder(ctx context.Context, order string) error {
	err := b.button(ctx, "purchase.order", "button_cancel", order)
	row, readErr := b.one(ctx, "purchase.order", order, "state")
	if readErr == nil && row["state"] == "cancel" {
		return nil
	}
	return err
}

// SetOrder writes fields of an order, by their Odoo names.
func (b *Buyer) SetOrder(ctx context.Context, order string, values map[string]any) error {
	return b.set(ctx, "purchase.order", order, values)
}

// SetLine writes fields of an order line, by their Odoo names.
func (b *Buyer) SetLine(ctx context.Context, line string, values map[string]any) error {
	return b.set(ctx, "purchase.order.line", line, values)
}

// OrderField is a field of an order as text; a boolean is "true" or "false".
func (b *Buyer) OrderField(ctx context.Context, order, field string) (string, error) {
	row, err := b.one(ctx, "purchase.order", order, field)
	return textOfAny(row[field]), err
}

// Lines are the keys of an order's lines, in their order.
func (b *Buyer) Lines(ctx context.Context, order string) ([]string, error) {
	row, err := b.one(ctx, "purchase.order", order, "order_line")
	var out []string
	for _, id := range references(row["order_line"]) {
		out = append(out, strconv.FormatInt(id, 10))
	}
	slices.SortFunc(out, func(a, b string) int { return int(number64(a) - number64(b)) })
	return out, err
}

// Move is what Odoo expects, or has received, of an order line.
type Move struct {
	Line     string
	Date     documents.Date // the day on which planning rests
	Deadline documents.Date
	State    string
	Quantity string
	Receipt  string // key of its stock.picking
}

// Moves are an order's moves, cancelled ones left out.
func (b *Buyer) Moves(ctx context.Context, order string) ([]Move, error) {
	rows, err := b.moveRows(ctx, order)
	var out []Move
	for _, m := range rows {
		out = append(out, Move{
			Line: key(m["purchase_line_id"]), Date: b.day(m["date"]), Deadline: b.day(m["date_deadline"]), State: textOfAny(m["state"]),
			Quantity: textOfAny(m["product_uom_qty"]), Receipt: key(m["picking_id"]),
		})
	}
	return out, err
}

// MoveDates are the days on which the open rest of each line is expected.
func (b *Buyer) MoveDates(ctx context.Context, order string) (map[string][]documents.Date, error) {
	moves, err := b.Moves(ctx, order)
	out := map[string][]documents.Date{}
	for _, m := range moves {
		if m.State != "done" {
			out[m.Line] = append(out[m.Line], m.Date)
		}
	}
	return out, err
}

func (b *Buyer) moveRows(ctx context.Context, order string) ([]map[string]any, error) {
	return b.search(ctx, "stock.move", []any{
		[]any{"purchase_line_id.order_id", "=", number64(order)}, []any{"state", "!=", "cancel"},
	}, "purchase_line_id", "date", "date_deadline", "state", "product_uom_qty", "picking_id", "move_line_ids")
}

// Receive counts goods as the warehouse does: quantities by the keys of lines. It
// answers the questions that Odoo asks on the way; what did not come goes to a
// receipt of its own.
func (b *Buyer) Receive(ctx context.Context, order string, quantities map[string]string) error {
	moves, err := b.moveRows(ctx, order)
	if err != nil {
		return err
	}
	counted, err := b.client.HasField(ctx, "stock.move.line", "qty_done") // up to 16; then "quantity", with "picked"
	if err != nil {
		return err
	}
	var receipts []string
	for _, m := range moves {
		quantity, wanted := quantities[key(m["purchase_line_id"])]
		if !wanted || m["state"] == "done" {
			continue
		}
		values := map[string]any{"quantity": float(quantity), "picked": true}
		if counted {
			values = map[string]any{"qty_done": float(quantity)}
		}
		lines := references(m["move_line_ids"])
		if len(lines) == 0 {
			return fmt.Errorf("odootest: the move of line %s has nothing to count", key(m["purchase_line_id"]))
		}
		if _, err := b.client.Execute(ctx, "stock.move.line", "write", []any{lines[:1], values}, nil); err != nil {
			return err
		}
		if r := key(m["picking_id"]); !slices.Contains(receipts, r) {
			receipts = append(receipts, r)
		}
	}
	if len(receipts) == 0 {
		return fmt.Errorf("odootest: order %s has nothing to receive", order)
	}
	for _, r := range receipts {
		if err := b.validate(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// validate presses the button, and the one of each question that comes up.
func (b *Buyer) validate(ctx context.Context, receipt string) error {
	answer, err := b.client.Execute(ctx, "stock.picking", "button_validate", []any{[]int64{number64(receipt)}}, nil)
	for range 3 {
		if err != nil {
			return err
		}
		action, asked := answer.(map[string]any)
		if !asked {
			return nil
		}
		model, _ := action["res_model"].(string)
		settings, _ := action["context"].(map[string]any)
		with := map[string]any{"context": settings}
		made, err := b.client.Execute(ctx, model, "create", []any{[]any{map[string]any{}}}, with)
		if err != nil {
			return err
		}
		if answer, err = b.client.Execute(ctx, model, "process", []any{references(made)}, with); err != nil {
			return err
		}
	}
	return fmt.Errorf("odootest: receipt %s is asked about without end", receipt)
}

// Bill is a vendor bill or credit note.
type Bill struct {
	Key, Reference, State, Type, Origin string
	Journal                             string // the type of its journal
	Date                                documents.Date
	Total                               decimal.Decimal
	Lines                               []BillLine
}

// BillLine is a line of a Bill.
type BillLine struct {
	Line     string // key of the order line
	Quantity decimal.Decimal
	Price    decimal.Decimal
}

// Bills are the vendor's, oldest first.
func (b *Buyer) Bills(ctx context.Context, vendor string) ([]Bill, error) {
	return b.bills(ctx, []any{[]any{"partner_id", "=", number64(vendor)}})
}

// BillsNumbered are those of the vendor's that have its number.
func (b *Buyer) BillsNumbered(ctx context.Context, vendor, number string) ([]Bill, error) {
	return b.bills(ctx, []any{[]any{"partner_id", "=", number64(vendor)}, []any{"ref", "=", number}})
}

func (b *Buyer) bills(ctx context.Context, domain []any) ([]Bill, error) {
	rows, err := b.search(ctx, "account.move", domain,
		"ref", "state", "move_type", "invoice_origin", "invoice_date", "amount_total", "invoice_line_ids", "journal_id")
	if err != nil {
		return nil, err
	}
	var out []Bill
	for _, m := range rows {
		bill := Bill{
			Key: textOfAny(m["id"]), Reference: textOfAny(m["ref"]), State: textOfAny(m["state"]), Type: textOfAny(m["move_type"]),
			Origin: textOfAny(m["invoice_origin"]), Date: b.day(m["invoice_date"]), Total: amount(m["amount_total"]),
		}
		journal, err := b.one(ctx, "account.journal", key(m["journal_id"]), "type")
		if err != nil {
			return nil, err
		}
		bill.Journal = textOfAny(journal["type"])
		lines, err := b.search(ctx, "account.move.line", []any{[]any{"id", "in", references(m["invoice_line_ids"])}},
			"purchase_line_id", "quantity", "price_unit")
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			bill.Lines = append(bill.Lines, BillLine{key(l["purchase_line_id"]), amount(l["quantity"]), amount(l["price_unit"])})
		}
		out = append(out, bill)
	}
	return out, nil
}

// NewBill makes a bill as somebody does who types one in.
func (b *Buyer) NewBill(ctx context.Context, vendor, reference string, date documents.Date) (key string, err error) {
	made, err := b.client.Execute(ctx, "account.move", "create", []any{[]any{map[string]any{
		"move_type": "in_invoice", "partner_id": number64(vendor), "ref": reference, "invoice_date": date.String(),
	}}}, map[string]any{"context": map[string]any{"default_move_type": "in_invoice"}})
	if ids := references(made); err == nil && len(ids) == 1 {
		return strconv.FormatInt(ids[0], 10), nil
	}
	return "", err
}

// Notes are the texts of an order's chatter that are not empty, oldest first.
func (b *Buyer) Notes(ctx context.Context, order string) ([]string, error) {
	rows, err := b.search(ctx, "mail.message",
		[]any{[]any{"model", "=", "purchase.order"}, []any{"res_id", "=", number64(order)}}, "body")
	var out []string
	for _, m := range rows {
		if body := textOfAny(m["body"]); body != "" {
			out = append(out, html.UnescapeString(markup.ReplaceAllString(body, " ")))
		}
	}
	return out, err
}

var markup = regexp.MustCompile(`<[^>]*>`)

func (b *Buyer) create(ctx context.Context, model string, values map[string]any) (string, error) {
	made, err := b.client.Execute(ctx, model, "create", []any{[]any{values}}, nil)
	if err != nil {
		return "", err
	}
	ids := references(made)
	if len(ids) != 1 {
		return "", fmt.Errorf("odootest: %s.create answered %v", model, made)
	}
	return strconv.FormatInt(ids[0], 10), nil
}

func (b *Buyer) set(ctx context.Context, model, key string, values map[string]any) error {
	_, err := b.client.Execute(ctx, model, "write", []any{[]int64{number64(key)}, values}, nil)
	return err
}

func (b *Buyer) button(ctx context.Context, model, method, key string) error {
	_, err := b.client.Execute(ctx, model, method, []any{[]int64{number64(key)}}, nil)
	return err
}

func (b *Buyer) one(ctx context.Context, model, key string, fields ...string) (map[string]any, error) {
	rows, err := b.search(ctx, model, []any{[]any{"id", "=", number64(key)}}, fields...)
	if err != nil {
		return nil, err
	}
	if len(rows) != 1 {
		return nil, fmt.Errorf("odootest: there is no %s with the key %s", model, key)
	}
	return rows[0], nil
}

func (b *Buyer) search(ctx context.Context, model string, domain []any, fields ...string) ([]map[string]any, error) {
	v, err := b.client.Execute(ctx, model, "search_read", []any{domain}, map[string]any{"fields": fields, "order": "id"})
	if err != nil {
		return nil, err
	}
	var out []map[string]any
	for _, x := range listOf(v) {
		if m, ok := x.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out, nil
}

func (b *Buyer) day(v any) documents.Date {
	text, _ := v.(string)
	if t, err := time.Parse(datetime, text); err == nil {
		return documents.DateOf(t.In(b.zone))
	}
	d, _ := documents.ParseDate(text)
	return d
}

func number64(key string) int64 {
	id, _ := strconv.ParseInt(key, 10, 64)
	return id
}

func float(s string) float64 {
	f, _ := strconv.ParseFloat(s, 64)
	return f
}

func amount(v any) decimal.Decimal {
	n, _ := number(v)
	return decimal.NewFromFloat(n)
}

// ref is the id of [id, name].
func ref(v any) int64 {
	if ids := references(v); len(ids) > 0 {
		return ids[0]
	}
	return 0
}

func key(v any) string { return strconv.FormatInt(ref(v), 10) }

func textOfAny(v any) string {
	if v == nil {
		return ""
	}
	if pair, ok := v.([]any); ok && len(pair) == 2 {
		return fmt.Sprint(pair[1])
	}
	return fmt.Sprint(v)
}

package odoo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/wharf-edi/wharf/documents"
)

// module is the external ids' own: wharf.<Bill.Reference>.
const module = "wharf"

// Bill makes one draft account.move and reads it back. However often it is
// called, by how many at once, and wherever it is cut off, there is one bill:
//
//  1. The header is loaded under the external id wharf.<Reference>. Odoo makes the
//     record and its external id in one transaction, and (module, name) is unique:
//     of two loads at once one is repeated by Odoo itself and finds the other's.
//     A header without lines bills nothing, so being cut off here is harmless.
//  2. The lines are written in one call, after a command that takes away all there
//     are, so the same call twice leaves the lines once. They are written only
//     while the bill has none, so that what an accountant did to them stays.
//  3. Lines cannot be loaded: a second load would double them.
//
// A bill that is no longer a draft has been taken on by a person and is answered
// as it is. If Odoo refuses the lines or keeps anything else than was sent, such
// as a price cut to the digits of "Product Price", the bill is taken away again
// and refused: a draft already counts as billed on the order.
//
// Where Odoo's total differs from b.Total, the difference is told in Changes.
func (c *Client) Bill(ctx context.Context, b *documents.Bill) (*documents.Written, error) {
	j, err := c.openBill(ctx, b)
	if err != nil {
		return nil, err
	}
	w, err := j.post(ctx)
	return w, j.judged(err)
}

func (j *billJob) post(ctx context.Context) (*documents.Written, error) {
	var err error
	if j.id, err = j.externalID(ctx, j.external(), "account.move"); err != nil {
		return nil, err
	}
	if j.id == 0 {
		if err := j.others(ctx); err != nil {
			return nil, err
		}
	}
	if j.id == 0 {
		if err := j.load(ctx); err != nil {
			return nil, err
		}
	}
	move, err := j.readBack(ctx)
	if err != nil {
		return nil, err
	}
	if move.str("state") != "draft" {
		return j.answer(move), nil
	}
	if len(move.refs("invoice_line_ids")) == 0 {
		if move, err = j.fill(ctx); err != nil {
			return nil, j.takeAway(ctx, err)
		}
	}
	if err := j.compare(ctx, move); err != nil {
		return nil, j.takeAway(ctx, err)
	}
	return j.answer(move), nil
}

// billJob is one bill on its way into Odoo.
type billJob struct {
	writer
	bill    *documents.Bill
	vendor  int64
	orders  []row
	lines   map[int64]row // order lines by id
	unit    string        // names of fields of the order line
	taxes   string
	context map[string]any
	id      int64
	written documents.Written
}

func (j *billJob) external() string { return module + "." + j.bill.Reference }

func (j *billJob) moveType() string {
	if j.bill.Credit {
		return "in_refund"
	}
	return "in_invoice"
}

// openBill reads the orders and lines that are billed.
func (c *Client) openBill(ctx context.Context, b *documents.Bill) (*billJob, error) {
	j := &billJob{writer: writer{Client: c}, bill: b, lines: map[int64]row{}}
	if b.Reference == "" || b.Number == "" || len(b.Lines) == 0 {
		return nil, errors.New("odoo: a bill needs a reference, a number and lines")
	}
	var err error
	if j.vendor, err = parseKey(b.SupplierKey); err != nil {
		return nil, err
	}
	if j.unit, err = c.must(ctx, lineUnit); err != nil {
		return nil, err
	}
	if j.taxes, err = c.must(ctx, lineTaxes); err != nil {
		return nil, err
	}
	var orderIDs, lineIDs []int64
	for _, l := range b.Lines {
		order, err := parseKey(l.OrderKey)
		if err != nil {
			return nil, err
		}
		line, err := parseKey(l.LineKey)
		if err != nil {
			return nil, err
		}
		orderIDs, lineIDs = append(orderIDs, order), append(lineIDs, line)
	}
	j.orders, err = c.search(ctx, "purchase.order", []any{
		where("id", "in", unique(orderIDs)), where("partner_id", "child_of", []int64{j.vendor}), where("state", "in", states),
	}, []string{"name", "state", "currency_id", "company_id", "payment_term_id", "fiscal_position_id"}, "id")
	if err != nil {
		return nil, err
	}
	found, err := c.search(ctx, "purchase.order.line",
		[]any{where("id", "in", unique(lineIDs)), where("order_id", "in", keysOf(j.orders))},
		[]string{"order_id", "name", "product_id", j.unit, j.taxes}, "id")
	if err != nil {
		return nil, err
	}
	for _, l := range found {
		j.lines[l.key()] = l
	}
	return j, j.check(orderIDs)
}

// check refuses what cannot become one bill.
func (j *billJob) check(orderIDs []int64) error {
	if missing := len(unique(orderIDs)) - len(j.orders); missing > 0 {
		return fmt.Errorf("%w: %d of those billed", documents.ErrNoOrder, missing)
	}
	for _, l := range j.bill.Lines {
		id, err := parseKey(l.LineKey)
		if err != nil {
			return err
		}
		if line, ok := j.lines[id]; !ok || keyText(line.ref("order_id")) != l.OrderKey {
			return refuse("purchase.order.line.read", "the order has no line with the key %s", l.LineKey)
		}
	}
	first := j.orders[0]
	for _, o := range j.orders {
		switch {
		case o.str("state") == "cancel":
			return refuse("purchase.order.read", "order %s is cancelled", o.str("name"))
		case j.bill.Currency != "" && o.refName("currency_id") != j.bill.Currency:
			return refuse("purchase.order.read", "the bill is in %s, order %s in %s", j.bill.Currency, o.str("name"), o.refName("currency_id"))
		case o.ref("company_id") != first.ref("company_id") || o.ref("currency_id") != first.ref("currency_id"):
			return refuse("purchase.order.read", "orders of two companies or currencies cannot be on one bill")
		}
	}
	j.context = map[string]any{"default_move_type": j.moveType(), "allowed_company_ids": []int64{first.ref("company_id")}}
	return nil
}

// others refuses a number that the vendor has used on a bill that is not ours.
// Odoo 14 would refuse it too, 17 and later would not. Somebody may have loaded
// ours since we looked: then it is found here and is no other.
func (j *billJob) others(ctx context.Context) error {
	found, err := j.search(ctx, "account.move", []any{
		where("move_type", "=", j.moveType()), where("state", "!=", "cancel"),
		where("partner_id", "child_of", []int64{j.vendor}), where("ref", "=ilike", literal(j.bill.Number)),
	}, []string{"name", "state", "invoice_date"}, "id")
	if err != nil || len(found) == 0 {
		return err
	}
	if j.id, err = j.externalID(ctx, j.external(), "account.move"); err != nil || j.id != 0 {
		return err
	}
	other := found[0]
	name := other.str("name")
	if name == "" || name == "/" {
		name = "a draft"
	}
	return refuse("account.move.load", "the ERP already has a bill of this supplier with the number %s: %s, %s", j.bill.Number, name, j.page("account.move", other.key()))
}

// load makes the header and its external id in one transaction.
func (j *billJob) load(ctx context.Context) error {
	first := j.orders[0]
	fields := []string{"id", "move_type", "partner_id/.id", "ref", "invoice_date", "currency_id/.id", "invoice_origin"}
	values := []string{
		j.external(), j.moveType(), keyText(j.vendor), j.bill.Number, j.bill.Date.String(),
		keyText(first.ref("currency_id")), j.origin(),
	}
	for _, f := range [][2]string{{"payment_term_id", "invoice_payment_term_id"}, {"fiscal_position_id", "fiscal_position_id"}} {
		if id := first.ref(f[0]); id != 0 {
			fields, values = append(fields, f[1]+"/.id"), append(values, keyText(id))
		}
	}
	v, err := j.alone(ctx, "load", fields, [][]string{values})
	if err != nil {
		return err
	}
	answer, _ := v.(map[string]any)
	if ids := loadedIDs(answer["ids"]); len(ids) == 1 {
		j.id = ids[0]
		j.written.Changes = append(j.written.Changes, documents.Change{Record: j.record(""), Field: "ref", Sent: j.bill.Number, After: j.bill.Number})
		return nil
	}
	return refuse("account.move.load", "%s", loadMessages(answer["messages"]))
}

// alone calls a method that writes to bills while no other does: two at a time
// want the same next number of the journal, and one of them fails for it.
func (j *billJob) alone(ctx context.Context, method string, args ...any) (any, error) {
	select {
	case j.billing <- struct{}{}:
		defer func() { <-j.billing }()
	case <-ctx.Done():
		return nil, &Error{Call: "account.move." + method, Err: ctx.Err(), After: shortPause}
	}
	return j.Execute(ctx, "account.move", method, args, map[string]any{"context": j.context})
}

// origin names the orders, as Odoo's own bills do.
func (j *billJob) origin() string {
	if len(j.bill.Orders) > 0 {
		return strings.Join(j.bill.Orders, ", ")
	}
	var names []string
	for _, o := range j.orders {
		names = append(names, o.str("name"))
	}
	return strings.Join(names, ", ")
}

func loadedIDs(v any) []int64 { return row{"ids": v}.refs("ids") }

func loadMessages(v any) string {
	values, _ := v.([]any)
	var out []string
	for _, value := range values {
		m, _ := value.(map[string]any)
		text := row(m).str("message")
		// Odoo puts the exception's Python name before the words for the person.
		if _, words, ok := strings.Cut(text, "'>: "); ok {
			text = words
		}
		out = append(out, squeeze(text))
	}
	if len(out) == 0 {
		return "the ERP did not take the bill and did not say why"
	}
	return strings.Join(out, "; ")
}

// fill writes the lines. The account is left to Odoo: it follows from the product.
func (j *billJob) fill(ctx context.Context) (row, error) {
	commands := []any{[]any{5, 0, 0}}
	for _, l := range j.bill.Lines {
		id, err := parseKey(l.LineKey)
		if err != nil {
			return nil, err
		}
		line := j.lines[id]
		name := l.Name
		if name == "" {
			name = line.str("name")
		}
		commands = append(commands, []any{0, 0, map[string]any{
			"purchase_line_id": id,
			"product_id":       line.ref("product_id"),
			"product_uom_id":   line.ref(j.unit),
			"name":             name,
			"quantity":         float(l.Quantity),
			"price_unit":       float(l.Price),
			"tax_ids":          []any{[]any{6, 0, line.refs(j.taxes)}},
		}})
	}
	_, err := j.alone(ctx, "write", []int64{j.id}, map[string]any{"invoice_line_ids": commands})
	if err != nil {
		return nil, err
	}
	for _, l := range j.bill.Lines {
		sent := fmt.Sprintf("%s x %s", l.Quantity, l.Price)
		j.written.Changes = append(j.written.Changes, documents.Change{Record: j.record(""), Field: "invoice_line_ids", Sent: sent, After: sent})
	}
	return j.readBack(ctx)
}

func (j *billJob) readBack(ctx context.Context) (row, error) {
	found, err := j.read(ctx, "account.move", []int64{j.id}, []string{"name", "state", "move_type", "ref", "invoice_line_ids", "amount_total"})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, &Error{Call: "account.move.read", Err: errors.New("the bill is not there any more"), After: shortPause}
	}
	return found[0], nil
}

// compare holds what Odoo keeps against what was sent.
func (j *billJob) compare(ctx context.Context, move row) error {
	const call = "account.move.write"
	if got := move.str("move_type"); got != j.moveType() {
		return kept(call, "move_type", got, j.moveType())
	}
	if got := move.str("ref"); got != j.bill.Number {
		return kept(call, "ref", got, j.bill.Number)
	}
	ids := move.refs("invoice_line_ids")
	slices.Sort(ids) // the order in which they were written
	lines, err := j.byID(ctx, "account.move.line", ids, []string{"purchase_line_id", "quantity", "price_unit", "tax_ids"})
	if err != nil {
		return err
	}
	if len(ids) != len(j.bill.Lines) {
		return kept(call, "invoice_line_ids", fmt.Sprintf("%d lines", len(ids)), fmt.Sprintf("%d lines", len(j.bill.Lines)))
	}
	for i, sent := range j.bill.Lines {
		got := lines[ids[i]]
		order := got.ref("purchase_line_id")
		switch {
		case keyText(order) != sent.LineKey:
			return kept(call, "purchase_line_id", keyText(order), sent.LineKey)
		case !got.amount("quantity").Equal(sent.Quantity):
			return kept(call, "quantity", got.amount("quantity").String(), sent.Quantity.String())
		case !got.amount("price_unit").Equal(sent.Price):
			return kept(call, "price_unit", got.amount("price_unit").String(), sent.Price.String())
		case !slices.Equal(unique(got.refs("tax_ids")), unique(j.lines[order].refs(j.taxes))):
			return kept(call, "tax_ids", fmt.Sprint(got.refs("tax_ids")), fmt.Sprint(j.lines[order].refs(j.taxes)))
		}
	}
	return nil
}

// takeAway removes the draft that is not what was accepted. One that somebody
// else has worked on is left, and its place told.
func (j *billJob) takeAway(ctx context.Context, why error) error {
	no, ok := errors.AsType[*Error](why)
	if !ok || !no.No {
		return why
	}
	ours, err := j.untouched(ctx)
	if err != nil {
		return err
	}
	if ours {
		_, err = j.alone(ctx, "unlink", []int64{j.id})
		if e, ok := errors.AsType[*Error](err); ok && !e.No {
			return err // the next try takes it away
		}
	}
	if !ours || err != nil {
		no.Text += "; the draft still stands there: " + j.page("account.move", j.id)
	}
	return no
}

// untouched says that nobody but our own user has written to the bill.
func (j *billJob) untouched(ctx context.Context) (bool, error) {
	reply, err := j.wire.Do(ctx, &Call{Method: "login"})
	if err != nil {
		return false, err
	}
	found, err := j.read(ctx, "account.move", []int64{j.id}, []string{"write_uid"})
	if err != nil || len(found) == 0 {
		return false, err
	}
	uid, _ := reply.Value.(int64)
	return found[0].ref("write_uid") == uid, nil
}

func (j *billJob) record(name string) documents.Record {
	if name == "/" {
		name = ""
	}
	return documents.Record{Kind: "vendor bill", Key: keyText(j.id), Name: name, URL: j.page("account.move", j.id)}
}

// answer names the bill, and the total if it is not the supplier's.
func (j *billJob) answer(move row) *documents.Written {
	record := j.record(move.str("name"))
	for i := range j.written.Changes {
		j.written.Changes[i].Record = record
	}
	j.written.Records = []documents.Record{record}
	if total := j.bill.Total; total.Valid {
		if got := move.amount("amount_total"); !got.Abs().Equal(total.Decimal.Abs()) {
			j.written.Changes = append(j.written.Changes, documents.Change{
				Record: record, Field: "amount_total", Sent: cents(total.Decimal), After: cents(got),
			})
		}
	}
	return &j.written
}

func cents(d decimal.Decimal) string { return d.StringFixed(max(2, -d.Exponent())) }

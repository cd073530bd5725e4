package odoo

import (
	"context"
	"errors"
	"fmt"

	"github.com/wharf-edi/wharf/documents"
)

// Rights that the gateway's user needs, and what each is for.
var rights = []struct {
	model, operation, purpose string
}{
	{"res.partner", "read", "find suppliers"},
	{"purchase.order", "read", "read orders"},
	{"purchase.order", "write", "write the supplier's order number and notes"},
	{"purchase.order.line", "write", "write promised dates"},
	{"product.supplierinfo", "read", "read the suppliers' item codes"},
	{"stock.move", "write", "move expected dates"},
	{"stock.picking", "write", "write tracking references"},
	{"account.move", "create", "make draft bills"},
	{"account.move", "write", "write the lines of draft bills"},
	{"account.move", "unlink", "take away a draft that Odoo rounded"},
	{"account.move.line", "create", "write the lines of draft bills"},
	{"account.tax", "read", "put the order's taxes on bills"},
	{"mail.message", "read", "find its own notes"},
	{"ir.model.data", "read", "find its own bills"},
}

// Check asks for everything that the other methods rely on.
func (c *Client) Check(ctx context.Context) (*documents.Checkup, error) {
	reply, err := c.wire.Do(ctx, &Call{Method: "version"})
	if err != nil {
		return nil, err
	}
	if _, err := c.wire.Do(ctx, &Call{Method: "login"}); err != nil {
		return nil, err
	}
	out := &documents.Checkup{Database: c.database, User: c.user}
	name, major := serverVersion(reply.Value)
	out.Version = name
	switch {
	case major != 0 && major < 14:
		problem(out, "Odoo %s is older than 14, the oldest that works", name)
	case !tested[major]:
		note(out, "Odoo %s has not been tested with; 14, 17, 18 and 19 have", name)
	}
	if !c.checkModels(ctx, out) {
		return out, nil
	}
	for _, step := range []func(context.Context, *documents.Checkup) error{c.checkUser, c.checkRights, c.checkFields, c.checkPrecision, c.checkLock} {
		if err := step(ctx, out); err != nil {
			return out, err
		}
	}
	return out, nil
}

func problem(out *documents.Checkup, format string, args ...any) {
	out.Problems = append(out.Problems, fmt.Sprintf(format, args...))
}

func note(out *documents.Checkup, format string, args ...any) {
	out.Notes = append(out.Notes, fmt.Sprintf(format, args...))
}

// checkModels answers false if modules are missing: nothing else makes sense then.
func (c *Client) checkModels(ctx context.Context, out *documents.Checkup) bool {
	for _, need := range []struct{ model, field, module string }{
		{"purchase.order", "partner_ref", "purchase"},
		{"stock.move", "date", "stock"},
		{"stock.move", "purchase_line_id", "purchase_stock"},
		{"account.move", "invoice_line_ids", "account"},
	} {
		if has, err := c.HasField(ctx, need.model, need.field); err != nil {
			problem(out, "%s cannot be read (is the module %s installed?): %v", need.model, need.module, err)
		} else if !has {
			problem(out, "%s has no field %s: the module %s is missing", need.model, need.field, need.module)
		}
	}
	return len(out.Problems) == 0
}

// checkUser: Odoo logs what a user changes as a message of that user's, and makes
// none without a sender.
func (c *Client) checkUser(ctx context.Context, out *documents.Checkup) error {
	found, err := c.search(ctx, "res.users", []any{where("login", "=", c.user)}, []string{"email"}, "")
	if err == nil && len(found) == 1 && found[0].str("email") == "" {
		problem(out, "the user %s has no e-mail address: Odoo refuses its notes and bills", c.user)
	}
	return err
}

func (c *Client) checkRights(ctx context.Context, out *documents.Checkup) error {
	for _, r := range rights {
		may, err := c.may(ctx, r.model, r.operation)
		if err != nil {
			return err
		}
		if !may {
			problem(out, "the user %s may not %s %s: needed to %s", c.user, r.operation, r.model, r.purpose)
		}
	}
	return nil
}

// may asks in the way of 14 to 17, which later versions may have given up, and
// then in theirs.
func (c *Client) may(ctx context.Context, model, operation string) (bool, error) {
	v, err := c.Execute(ctx, model, "check_access_rights", []any{operation}, map[string]any{"raise_exception": false})
	if e, ok := errors.AsType[*Error](err); ok && e.Code == faultServer {
		v, err = c.Execute(ctx, model, "has_access", []any{[]int64{}, operation}, nil)
	}
	if e, ok := errors.AsType[*Error](err); ok && e.Code == faultAccess {
		return false, nil
	}
	may, _ := v.(bool)
	return may, err
}

func (c *Client) checkFields(ctx context.Context, out *documents.Checkup) error {
	for _, f := range []fieldNames{lineUnit, lineTaxes, sellerVendor} {
		if name, err := c.named(ctx, f); err != nil {
			return err
		} else if name == "" {
			problem(out, "%s has none of the fields %v", f.model, f.names)
		}
	}
	name, err := c.named(ctx, tracking)
	if err == nil && name == "" {
		note(out, "the module delivery is not installed: tracking references go to a note on the order")
	}
	return err
}

// checkPrecision tells how many digits the price of a bill keeps. It asks the
// field: decimal.precision itself is for administrators only.
func (c *Client) checkPrecision(ctx context.Context, out *documents.Checkup) error {
	v, err := c.Execute(ctx, "account.move.line", "fields_get", []any{[]string{"price_unit"}}, map[string]any{"attributes": []string{"digits"}})
	if err != nil {
		return err
	}
	told, _ := v.(map[string]any)
	price, _ := told["price_unit"].(map[string]any)
	if digits := row(price).refs("digits"); len(digits) == 2 {
		note(out, "bills keep %d digits of a price (\"Product Price\"): an invoice with a finer price is held, not rounded", digits[1])
	}
	return nil
}

// checkLock warns of orders that are locked as soon as they are confirmed.
func (c *Client) checkLock(ctx context.Context, out *documents.Checkup) error {
	found, err := c.search(ctx, "res.company", []any{where("po_lock", "=", "lock")}, []string{"name"}, "id")
	if err != nil {
		return err
	}
	for _, company := range found {
		problem(out, "%s locks orders on confirmation: a locked order counts as closed and takes no answer from its supplier", company.str("name"))
	}
	return nil
}

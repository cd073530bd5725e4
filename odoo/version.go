package odoo

import (
	"context"
	"fmt"
)

// What a thing is called in the versions that call it differently, newest name
// last. Which one a server has is probed, not inferred from its version.
var (
	lineUnit     = fieldNames{"purchase.order.line", []string{"product_uom", "product_uom_id", "uom_id"}} // 14-18, 19, later
	lineTaxes    = fieldNames{"purchase.order.line", []string{"taxes_id", "tax_ids"}}                     // 14-18, 19
	lineDiscount = fieldNames{"purchase.order.line", []string{"discount"}}                                // 17 on
	sellerVendor = fieldNames{"product.supplierinfo", []string{"name", "partner_id"}}                     // 14-15, 16 on
	orderNote    = fieldNames{"purchase.order", []string{"notes", "note"}}                                // 14-18, 19
	orderLocked  = fieldNames{"purchase.order", []string{"locked"}}                                       // 19; before it the state is "done"
	accepted     = fieldNames{"purchase.order", []string{"mail_reception_confirmed", "acknowledged"}}     // 14-18, 19
	tracking     = fieldNames{"stock.picking", []string{"carrier_tracking_ref"}}                          // with the module delivery
)

// htmlNote is the first version whose message_post takes a text for plain unless
// it is told otherwise.
const htmlNote = 17

// The versions that the contract suite has been run on.
var tested = map[int]bool{14: true, 17: true, 18: true, 19: true}

type fieldNames struct {
	model string
	names []string
}

// named answers what the server calls the thing; empty if it has none.
func (c *Client) named(ctx context.Context, f fieldNames) (string, error) {
	has, err := c.fieldsOf(ctx, f.model)
	if err != nil {
		return "", err
	}
	for _, name := range f.names {
		if has[name] {
			return name, nil
		}
	}
	return "", nil
}

// must is named for things that no version lacks.
func (c *Client) must(ctx context.Context, f fieldNames) (string, error) {
	name, err := c.named(ctx, f)
	if err == nil && name == "" {
		return "", refuse(f.model+".fields_get", "this Odoo has none of the fields %v on %s", f.names, f.model)
	}
	return name, err
}

// fieldsOf asks once which fields a model has.
func (c *Client) fieldsOf(ctx context.Context, model string) (map[string]bool, error) {
	c.mu.Lock()
	has, ok := c.fields[model]
	c.mu.Unlock()
	if ok {
		return has, nil
	}
	v, err := c.Execute(ctx, model, "fields_get", []any{}, map[string]any{"attributes": []string{"type"}})
	if err != nil {
		return nil, err
	}
	told, ok := v.(map[string]any)
	if !ok {
		return nil, &Error{Call: model + ".fields_get", Err: fmt.Errorf("want fields, got %T", v), After: -1}
	}
	has = make(map[string]bool, len(told))
	for name := range told {
		has[name] = true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fields[model] = has
	return has, nil
}

// HasField says whether this server's model has that field.
func (c *Client) HasField(ctx context.Context, model, field string) (bool, error) {
	has, err := c.fieldsOf(ctx, model)
	return has[field], err
}

// Major asks once for the server's main version, 14 to 19.
func (c *Client) Major(ctx context.Context) (int, error) {
	c.mu.Lock()
	known := c.major
	c.mu.Unlock()
	if known != 0 {
		return known, nil
	}
	reply, err := c.wire.Do(ctx, &Call{Method: "version"})
	if err != nil {
		return 0, err
	}
	_, major := serverVersion(reply.Value)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.major = major
	return major, nil
}

// serverVersion reads what "version" answers: "17.0" and [17, 0, ...]. Online
// versions are called "saas~17.2".
func serverVersion(v any) (name string, major int) {
	m, _ := v.(map[string]any)
	name = row(m).str("server_version")
	info, _ := m["server_version_info"].([]any)
	if len(info) == 0 {
		return name, 0
	}
	switch first := info[0].(type) {
	case int64:
		major = int(first)
	case string:
		_, _ = fmt.Sscanf(first, "saas~%d", &major)
	}
	return name, major
}

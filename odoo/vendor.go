package odoo

import (
	"context"
	"fmt"
	"strings"

	"github.com/wharf-edi/wharf/documents"
)

// Vendor finds the res.partner that a supplier is. Contacts below a company
// inherit its VAT number; they count as the company.
func (c *Client) Vendor(ctx context.Context, v documents.VendorRef) (string, error) {
	var domain []any
	switch {
	case v.ExternalID != "" && v.Reference == "" && v.VAT == "":
		id, err := c.externalID(ctx, v.ExternalID, "res.partner")
		if err != nil {
			return "", err
		}
		domain = []any{where("id", "=", id)}
	case v.Reference != "" && v.ExternalID == "" && v.VAT == "":
		domain = []any{where("ref", "=", v.Reference)}
	case v.VAT != "" && v.ExternalID == "" && v.Reference == "":
		domain = []any{where("vat", "=ilike", literal(strings.ReplaceAll(v.VAT, " ", "")))}
	default:
		return "", fmt.Errorf("odoo: a vendor is named by exactly one of external id, reference and VAT number: %+v", v)
	}
	found, err := c.search(ctx, "res.partner", domain, []string{"commercial_partner_id", "parent_id"}, "id")
	if err != nil {
		return "", err
	}
	if v.VAT != "" {
		return oneVendor(v, refsOf(found, "commercial_partner_id"))
	}
	return oneVendor(v, keysOf(found))
}

func oneVendor(v documents.VendorRef, ids []int64) (string, error) {
	if len(ids) != 1 {
		return "", fmt.Errorf("%w: %d found for %s%s%s", documents.ErrNoVendor, len(ids), v.ExternalID, v.Reference, v.VAT)
	}
	return keyText(ids[0]), nil
}

// externalID answers the record of a model behind module.name; 0 if there is none.
func (c *Client) externalID(ctx context.Context, external, model string) (int64, error) {
	module, name, ok := strings.Cut(external, ".")
	if !ok {
		return 0, fmt.Errorf("odoo: external id %q: want module.name", external)
	}
	found, err := c.search(ctx, "ir.model.data",
		[]any{where("module", "=", module), where("name", "=", name), where("model", "=", model)}, []string{"res_id"}, "")
	if err != nil || len(found) == 0 {
		return 0, err
	}
	return found[0].num("res_id"), nil
}

// literal keeps the wildcards of a like operator from being any.
func literal(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}

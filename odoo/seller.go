package odoo

import (
	"context"
	"slices"
)

// sellers are the suppliers' own item codes, from product.supplierinfo.
type sellers struct {
	rows   []row
	vendor string // name of the field
}

func (c *Client) sellers(ctx context.Context, products map[int64]row, vendors map[int64][]int64) (*sellers, error) {
	vendor, err := c.must(ctx, sellerVendor)
	if err != nil {
		return nil, err
	}
	var templates, partners []int64
	for _, p := range products {
		templates = append(templates, p.ref("product_tmpl_id"))
	}
	for _, ids := range vendors {
		partners = append(partners, ids...)
	}
	if len(templates) == 0 {
		return &sellers{vendor: vendor}, nil
	}
	found, err := c.search(ctx, "product.supplierinfo",
		[]any{where(vendor, "in", unique(partners)), where("product_tmpl_id", "in", unique(templates))},
		[]string{vendor, "product_id", "product_tmpl_id", "product_code"}, "sequence, id")
	return &sellers{rows: found, vendor: vendor}, err
}

// code prefers the row for the product itself over one for its whole template.
func (s *sellers) code(vendors []int64, product row) string {
	general := ""
	for _, r := range s.rows {
		code := r.str("product_code")
		if code == "" || r.ref("product_tmpl_id") != product.ref("product_tmpl_id") || !slices.Contains(vendors, r.ref(s.vendor)) {
			continue
		}
		switch r.ref("product_id") {
		case product.key():
			return code
		case 0:
			if general == "" {
				general = code
			}
		}
	}
	return general
}

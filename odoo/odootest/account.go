package odootest

import (
	"math"
	"strings"

	"github.com/shopspring/decimal"
)

// The journals that seed makes.
const (
	purchases int64 = 1
	misc      int64 = 2
)

// rounded keeps the digits that decimal.precision allows: 0.1234 at two digits is
// kept as 0.12.
func (d *db) rounded(usage string, v float64) float64 {
	if n, ok := d.precision(usage); ok {
		return round(v, int32(n))
	}
	return v
}

func (d *db) precision(usage string) (int64, bool) {
	for _, p := range d.all("decimal.precision", nil) {
		if p.str("name") == usage {
			return p.num("digits"), true
		}
	}
	return 0, false
}

// digits is the precision of a field, where it has one.
func (d *db) digits(field string) (int64, bool) {
	switch field {
	case "price_unit":
		return d.precision("Product Price")
	case "quantity", "product_qty", "product_uom_qty", "qty_done":
		return d.precision(unitPrecision(d.version))
	}
	return 0, false
}

func round(v float64, digits int32) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	f, _ := decimal.NewFromFloat(v).Round(digits).Float64()
	return f
}

var accountMove = ways{
	// A bill that is made without default_move_type in its context lands in the
	// wrong journal.
	defaults: func(s *session, r rec) {
		kind, _ := s.ctx["default_move_type"].(string)
		fill(r, "move_type", func() any { return or(kind, "entry") })
		fill(r, "journal_id", func() any {
			if strings.HasPrefix(kind, "in_") {
				return purchases
			}
			return misc
		})
		r["state"], r["company_id"] = "draft", int64(1)
		fill(r, "currency_id", func() any { return usd })
		if s.version < 18 {
			r["name"] = "/"
		}
	},
	created: (*session).uniqueReference,
	written: func(s *session, r rec, _ map[string]any) error { return s.uniqueReference(r) },
	unlinked: func(s *session, r rec) error {
		if r.str("state") == "posted" {
			return userError("You cannot delete an entry which has been posted once.")
		}
		var lines []int64
		for _, l := range s.referring("account.move.line", "move_id", r.id()) {
			lines = append(lines, l.id())
		}
		return s.unlink("account.move.line", lines)
	},
	methods: map[string]func(*session, *call) (any, error){
		"action_post":   (*session).postBills,
		"button_cancel": (*session).cancelBills,
		"message_post":  (*session).messagePost,
	},
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// uniqueReference: 14 refuses a vendor's reference a second time, drafts
// included; later versions do not mind.
func (s *session) uniqueReference(r rec) error {
	if s.version >= 17 || r.str("ref") == "" || !strings.HasPrefix(r.str("move_type"), "in_") {
		return nil
	}
	for _, other := range s.all("account.move", nil) {
		if other.id() != r.id() && other.str("ref") == r.str("ref") && other.str("move_type") == r.str("move_type") &&
			other.str("state") != "cancel" && s.commercial(other.num("partner_id")) == s.commercial(r.num("partner_id")) {
			return validationError("Duplicated vendor reference detected. You probably encoded twice the same vendor bill/credit note:\n%s - %s",
				s.name("res.partner", r.num("partner_id")), r.str("ref"))
		}
	}
	return nil
}

var accountMoveLine = ways{
	// From 17 on a line that is not told its taxes takes the product's, or the
	// company's. Price and quantity are kept at the precision of the database.
	defaults: func(s *session, r rec) {
		if _, told := r["tax_ids"]; !told && s.version >= 17 {
			taxes := s.get("product.product", r.num("product_id")).ids("supplier_taxes_id")
			if len(taxes) == 0 {
				taxes = references(s.get("res.company", 1)["account_purchase_tax_id"])
			}
			r["tax_ids"] = taxes
		}
		if _, told := r["quantity"]; !told {
			r["quantity"] = 1.0
		}
		s.roundLine(r)
	},
	written: func(s *session, r rec, _ map[string]any) error {
		kept := rec{"quantity": r["quantity"], "price_unit": r["price_unit"]}
		s.roundLine(kept)
		for name, v := range kept {
			s.set("account.move.line", r.id(), name, v)
		}
		return nil
	},
}

func (s *session) roundLine(r rec) {
	r["price_unit"] = s.rounded("Product Price", r.f64("price_unit"))
	r["quantity"] = s.rounded(unitPrecision(s.version), r.f64("quantity"))
}

func unitPrecision(version int) string {
	if version >= 19 {
		return "Product Unit"
	}
	return "Product Unit of Measure"
}

// postBills: 14 commits and then finds no words for its result.
func (s *session) postBills(c *call) (any, error) {
	for _, id := range c.ids() {
		r := s.get("account.move", id)
		switch {
		case r.str("state") != "draft":
			return nil, userError("The entry %s (id %d) must be in draft.", r.str("name"), id)
		case len(s.referring("account.move.line", "move_id", id)) == 0:
			return nil, userError("You need to add a line before posting.")
		case r.str("invoice_date") == "":
			return nil, userError("The Bill/Refund date is required to validate this document.")
		}
		s.set("account.move", id, "state", "posted")
		s.set("account.move", id, "name", s.number("BILL/"+s.began.Format("2006/01")+"/%04d"))
		s.touch("account.move", id)
	}
	if s.version < 17 {
		return nil, unspeakable("odoo.api.account.move")
	}
	return false, nil
}

func (s *session) cancelBills(c *call) (any, error) {
	for _, id := range c.ids() {
		s.set("account.move", id, "state", "cancel")
		s.touch("account.move", id)
	}
	return true, nil
}

// net is a line without tax, rounded; tax is rounded per line and rate.
func (d *db) net(quantity, price, discount float64) float64 {
	return round(quantity*price*(1-discount/100), 2)
}

func (d *db) tax(net float64, taxes []int64) float64 {
	sum := 0.0
	for _, id := range taxes {
		t := d.get("account.tax", id)
		if t.str("amount_type") == "percent" {
			sum += round(net*t.f64("amount")/100, 2)
		}
	}
	return sum
}

func (d *db) billSums(r rec) (net, tax float64) {
	for _, l := range d.referring("account.move.line", "move_id", r.id()) {
		n := d.net(l.f64("quantity"), l.f64("price_unit"), l.f64("discount"))
		net, tax = net+n, tax+d.tax(n, l.ids("tax_ids"))
	}
	return round(net, 2), round(tax, 2)
}

func (d *db) orderSums(r rec) (net, tax float64) {
	for _, l := range d.referring("purchase.order.line", "order_id", r.id()) {
		n := d.net(l.f64("product_qty"), l.f64("price_unit"), l.f64("discount"))
		net, tax = net+n, tax+d.tax(n, l.ids(d.lineTaxes()))
	}
	return round(net, 2), round(tax, 2)
}

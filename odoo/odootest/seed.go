package odootest

import "strings"

// allWays are the ways of the models that have any.
func allWays() map[string]ways {
	return map[string]ways{
		"purchase.order":               purchaseOrder,
		"purchase.order.line":          purchaseOrderLine,
		"stock.picking":                stockPicking,
		"stock.immediate.transfer":     immediateTransfer,
		"stock.backorder.confirmation": backorderConfirmation,
		"account.move":                 accountMove,
		"account.move.line":            accountMoveLine,
		"product.product": {defaults: func(s *session, r rec) {
			r["product_tmpl_id"] = s.insert("product.template", rec{"name": r["name"], "default_code": r["default_code"]}).id()
			fill(r, "uom_id", func() any { return int64(1) })
			fill(r, "purchase_method", func() any { return "receive" })
			fill(r, "type", func() any { return "consu" })
			fill(r, "supplier_taxes_id", func() any { return references(s.get("res.company", 1)["account_purchase_tax_id"]) })
		}},
		"product.supplierinfo": {defaults: func(s *session, r rec) {
			if product := r.num("product_id"); product != 0 {
				fill(r, "product_tmpl_id", func() any { return s.get("product.product", product)["product_tmpl_id"] })
			}
			fill(r, "sequence", func() any { return int64(1) })
		}},
		// Module and name are unique: making the same twice is refused, which makes a lock.
		"ir.model.data": {created: func(s *session, r rec) error {
			if len(s.externals(r.str("module"), r.str("name"))) > 1 {
				return userError("duplicate key value violates unique constraint \"ir_model_data_module_name_uniq_index\"\nDETAIL:  Key (module, name)=(%s, %s) already exists.\n",
					r.str("module"), r.str("name"))
			}
			return nil
		}},
	}
}

// computed are the fields that follow from others.
func computed(version int) map[string]func(*db, rec) any {
	total := func(sums func(*db, rec) (float64, float64), of func(net, tax float64) float64) func(*db, rec) any {
		return func(d *db, r rec) any { return of(sums(d, r)) }
	}
	net := func(net, _ float64) float64 { return net }
	tax := func(_, tax float64) float64 { return tax }
	sum := func(net, tax float64) float64 { return round(net+tax, 2) }
	out := map[string]func(*db, rec) any{
		"res.partner.commercial_partner_id": func(d *db, r rec) any { return d.commercial(r.id()) },
		"purchase.order.amount_untaxed":     total((*db).orderSums, net),
		"purchase.order.amount_tax":         total((*db).orderSums, tax),
		"purchase.order.amount_total":       total((*db).orderSums, sum),
		"purchase.order.picking_ids": func(d *db, r rec) any {
			return idsOf(d.all("stock.picking", func(p rec) bool { return p.num("purchase_id") == r.id() }))
		},
		"purchase.order.invoice_ids":         func(d *db, r rec) any { return d.billsOf(r) },
		"purchase.order.date_planned":        func(d *db, r rec) any { return d.earliest(r) },
		"purchase.order.line.qty_received":   func(d *db, r rec) any { return d.received(r) },
		"purchase.order.line.qty_invoiced":   func(d *db, r rec) any { return d.billed(r) },
		"purchase.order.line.state":          func(d *db, r rec) any { return d.get("purchase.order", r.num("order_id"))["state"] },
		"stock.picking.state":                func(d *db, r rec) any { return d.pickingState(r) },
		"stock.picking.scheduled_date":       func(d *db, r rec) any { return d.pickingDate(r) },
		"account.move.amount_untaxed":        total((*db).billSums, net),
		"account.move.amount_tax":            total((*db).billSums, tax),
		"account.move.amount_total":          total((*db).billSums, sum),
		"account.move.commercial_partner_id": func(d *db, r rec) any { return d.commercial(r.num("partner_id")) },
	}
	if version < 17 {
		out["stock.move.quantity_done"] = func(d *db, r rec) any {
			sum := 0.0
			for _, l := range d.referring("stock.move.line", "move_id", r.id()) {
				sum += l.f64("qty_done")
			}
			return sum
		}
	}
	return out
}

// commercial is the company that an address belongs to.
func (d *db) commercial(partner int64) int64 {
	for {
		parent := d.get("res.partner", partner).num("parent_id")
		if parent == 0 {
			return partner
		}
		partner = parent
	}
}

func (d *db) earliest(order rec) any {
	var out any
	for _, l := range d.referring("purchase.order.line", "order_id", order.id()) {
		if day := l.str("date_planned"); day != "" && (out == nil || day < out.(string)) {
			out = day
		}
	}
	return out
}

func (d *db) billsOf(order rec) []int64 {
	seen, out := map[int64]bool{}, []int64{}
	for _, l := range d.referring("purchase.order.line", "order_id", order.id()) {
		for _, b := range d.referring("account.move.line", "purchase_line_id", l.id()) {
			if id := b.num("move_id"); !seen[id] {
				seen[id] = true
				out = append(out, id)
			}
		}
	}
	return out
}

func idsOf(rs []rec) []int64 {
	out := []int64{}
	for _, r := range rs {
		out = append(out, r.id())
	}
	return out
}

// usd and eur are the currencies; the company's is the first.
const (
	usd int64 = 1
	eur int64 = 2
)

// seed makes what a database has before anybody has worked in it.
func (s *Server) seed() {
	d := s.db
	d.begin(0)
	put := func(model string, values ...rec) {
		for _, v := range values {
			if d.tables[model].fields["active"] != nil {
				v["active"] = true
			}
			d.insert(model, v)
		}
	}
	put("res.country", rec{"name": "United States", "code": "US"}, rec{"name": "Germany", "code": "DE"})
	put("res.country.state", rec{"name": "Ohio", "code": "OH", "country_id": int64(1)})
	put("res.currency", rec{"name": "USD"}, rec{"name": "EUR"})
	put("res.partner",
		rec{"name": "Harbor Works", "is_company": true, "street": "1 Mill Road", "city": "Dayton", "state_id": int64(1), "zip": "45402", "country_id": int64(1)},
		rec{"name": "Harbor Works Plant 2", "street": "22 Canal Street", "city": "Toledo", "state_id": int64(1), "zip": "43604", "country_id": int64(1), "parent_id": int64(1)})
	put("res.company", rec{"name": "Harbor Works", "partner_id": int64(1), "currency_id": usd, "account_purchase_tax_id": int64(1)})
	for _, login := range sortedKeys(s.options.Users) {
		r := d.insert("res.users", rec{"name": login, "login": login, "email": login + "@example.com", "partner_id": int64(1), "company_id": int64(1)})
		s.uids[login] = r.id()
	}
	put("account.tax", rec{"name": "Tax 15.00%", "amount": 15.0, "amount_type": "percent", "type_tax_use": "purchase", "company_id": int64(1)},
		rec{"name": "Tax 0.00%", "amount": 0.0, "amount_type": "percent", "type_tax_use": "purchase", "company_id": int64(1)})
	put("account.journal", rec{"name": "Vendor Bills", "type": "purchase", "company_id": int64(1)},
		rec{"name": "Miscellaneous Operations", "type": "general", "company_id": int64(1)})
	put("account.incoterms", rec{"name": "EX WORKS", "code": "EXW"}, rec{"name": "FREE CARRIER", "code": "FCA"}, rec{"name": "DELIVERED AT PLACE", "code": "DAP"})
	put("account.payment.term", rec{"name": "Immediate Payment"}, rec{"name": "30 Days"})
	put("stock.location", rec{"name": "Vendors", "usage": "supplier"}, rec{"name": "Stock", "usage": "internal"})
	put("stock.warehouse", rec{"name": "Plant 2", "code": "WH", "partner_id": int64(2), "company_id": int64(1)})
	put("stock.picking.type", rec{"name": "Receipts", "code": "incoming", "warehouse_id": int64(1)})
	put("decimal.precision", rec{"name": "Product Price", "digits": int64(2)}, rec{"name": unitPrecision(d.version), "digits": int64(2)})
	s.seedUnits()
	d.undo = nil
}

// seedUnits makes units with the external ids that Odoo gives them.
func (s *Server) seedUnits() {
	for _, unit := range []string{
		"Units unit", "Dozens dozen", "kg kgm", "g gram", "Days day", "Hours hour", "t ton", "m meter", "km km", "cm cm",
		"L litre", "m³ cubic_meter", "lb lb", "oz oz", "in inch", "ft foot",
	} {
		name, external, _ := strings.Cut(unit, " ")
		r := s.db.insert("uom.uom", rec{"name": name})
		s.db.insert("ir.model.data", rec{"module": "uom", "name": "product_uom_" + external, "model": "uom.uom", "res_id": r.id()})
	}
}

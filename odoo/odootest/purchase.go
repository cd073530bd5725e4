package odootest

import "strings"

// lineUnit and lineTaxes are what the version calls the fields.
func (d *db) lineUnit() string {
	if d.version >= 19 {
		return "product_uom_id"
	}
	return "product_uom"
}

func (d *db) lineTaxes() string {
	if d.version >= 19 {
		return "tax_ids"
	}
	return "taxes_id"
}

var purchaseOrder = ways{
	defaults: func(s *session, r rec) {
		r["state"] = "draft"
		fill(r, "name", func() any { return s.number("P%05d") })
		fill(r, "date_order", func() any { return s.clock() })
		fill(r, "currency_id", func() any { return usd })
		fill(r, "company_id", func() any { return int64(1) })
		fill(r, "picking_type_id", func() any { return int64(1) })
	},
	methods: map[string]func(*session, *call) (any, error){
		"button_confirm": (*session).confirmOrders,
		"button_cancel":  (*session).cancelOrders,
		"button_done":    func(s *session, c *call) (any, error) { return s.lockOrders(c, "button_done", s.version < 19) },
		"button_lock":    func(s *session, c *call) (any, error) { return s.lockOrders(c, "button_lock", s.version >= 19) },
		"message_post":   (*session).messagePost,
	},
}

var purchaseOrderLine = ways{
	defaults: func(s *session, r rec) {
		product := s.get("product.product", r.num("product_id"))
		fill(r, "name", func() any { return s.name("product.product", r.num("product_id")) })
		fill(r, s.lineUnit(), func() any { return product["uom_id"] })
		fill(r, s.lineTaxes(), func() any { return product.ids("supplier_taxes_id") })
		fill(r, "date_planned", func() any { return s.get("purchase.order", r.num("order_id"))["date_order"] })
		fill(r, "sequence", func() any { return int64(10) })
		fill(r, "company_id", func() any { return int64(1) })
		r["price_unit"] = s.rounded("Product Price", r.f64("price_unit"))
	},
	// A line added to a confirmed order has its move at once, on the line's own day.
	created: func(s *session, r rec) error {
		order := s.get("purchase.order", r.num("order_id"))
		if order.str("state") == "purchase" {
			s.receive(order, []rec{r})
		}
		s.touch("purchase.order", order.id())
		return nil
	},
	written: (*session).lineWritten,
}

func fill(r rec, name string, value func() any) {
	if r[name] == nil {
		r[name] = value()
	}
}

func (s *session) confirmOrders(c *call) (any, error) {
	for _, id := range c.ids() {
		order := s.get("purchase.order", id)
		if state := order.str("state"); state != "draft" && state != "sent" {
			continue
		}
		s.set("purchase.order", id, "state", "purchase")
		s.set("purchase.order", id, "date_approve", s.clock())
		s.receive(order, s.referring("purchase.order.line", "order_id", id))
		s.touch("purchase.order", id)
	}
	return true, nil
}

// cancelOrders commits and then finds no words for its result, on every version.
func (s *session) cancelOrders(c *call) (any, error) {
	for _, id := range c.ids() {
		for _, l := range s.referring("purchase.order.line", "order_id", id) {
			for _, m := range s.referring("stock.move", "purchase_line_id", l.id()) {
				switch m.str("state") {
				case "done":
					return nil, userError("Unable to cancel purchase order %s as some receptions have already been done.", s.name("purchase.order", id))
				case "assigned":
					s.set("stock.move", m.id(), "state", "cancel")
				}
			}
			if len(s.billLines(l)) > 0 {
				return nil, userError("Unable to cancel this purchase order. You must first cancel the related vendor bills.")
			}
		}
		s.set("purchase.order", id, "state", "cancel")
		s.touch("purchase.order", id)
	}
	return nil, unspeakable("NoneType")
}

// lockOrders: up to 18 a locked order has a state of its own, on 19 a mark.
func (s *session) lockOrders(c *call, name string, known bool) (any, error) {
	if !known {
		return nil, serverError("AttributeError: type object 'purchase.order' has no attribute '%s'", name)
	}
	for _, id := range c.ids() {
		if s.version >= 19 {
			s.set("purchase.order", id, "locked", true)
		} else {
			s.set("purchase.order", id, "state", "done")
		}
		s.touch("purchase.order", id)
	}
	return true, nil
}

// lineWritten: the order's own stamp moves with a line's date, price, quantity
// and taxes, not with its name. A date on a confirmed order moves the deadline
// of its moves and leaves their date, on which planning rests.
func (s *session) lineWritten(r rec, values map[string]any) error {
	order := s.get("purchase.order", r.num("order_id"))
	for _, name := range []string{"date_planned", "price_unit", "product_qty", s.lineTaxes()} {
		if _, ok := values[name]; ok {
			s.touch("purchase.order", order.id())
		}
	}
	if _, ok := values["price_unit"]; ok {
		s.set("purchase.order.line", r.id(), "price_unit", s.rounded("Product Price", r.f64("price_unit")))
	}
	if order.str("state") != "purchase" {
		return nil
	}
	open := s.openMoves(r)
	if _, ok := values["date_planned"]; ok {
		for _, m := range open {
			s.set("stock.move", m.id(), "date_deadline", r["date_planned"])
		}
	}
	if _, ok := values["price_unit"]; ok && s.version >= 17 { // 14 leaves the move's price
		for _, m := range open {
			s.set("stock.move", m.id(), "price_unit", r["price_unit"])
		}
	}
	if _, ok := values["product_qty"]; ok {
		return s.quantityWritten(order, r, open)
	}
	return nil
}

// quantityWritten: less takes it off the open move from 17 on, where nothing left
// cancels it; 14 leaves the move as it is. More makes a new move.
func (s *session) quantityWritten(order, r rec, open []rec) error {
	if s.version < 19 && r.f64("product_qty") < s.received(r) {
		return userError("You cannot decrease the ordered quantity below the received quantity.")
	}
	planned := s.received(r)
	for _, m := range open {
		planned += m.f64("product_uom_qty")
	}
	delta := r.f64("product_qty") - planned
	if delta > 0 {
		s.addMove(order, r, delta)
		return nil
	}
	if s.version < 17 {
		return nil
	}
	for _, m := range open {
		less := min(-delta, m.f64("product_uom_qty"))
		delta += less
		left := m.f64("product_uom_qty") - less
		s.set("stock.move", m.id(), "product_uom_qty", left)
		if left == 0 {
			s.set("stock.move", m.id(), "state", "cancel")
		}
	}
	return nil
}

// billLines are the lines of bills, drafts included, that bill an order line.
func (d *db) billLines(line rec) []rec {
	var out []rec
	for _, l := range d.referring("account.move.line", "purchase_line_id", line.id()) {
		if d.get("account.move", l.num("move_id")).str("state") != "cancel" {
			out = append(out, l)
		}
	}
	return out
}

// billed is qty_invoiced: a draft counts, a credit note counts against.
func (d *db) billed(line rec) float64 {
	sum := 0.0
	for _, l := range d.billLines(line) {
		if strings.HasSuffix(d.get("account.move", l.num("move_id")).str("move_type"), "_refund") {
			sum -= l.f64("quantity")
		} else {
			sum += l.f64("quantity")
		}
	}
	return sum
}

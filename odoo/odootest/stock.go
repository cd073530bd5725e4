package odootest

import "slices"

// doneField is what was counted, per line of a receipt.
func (d *db) doneField() string {
	if d.version < 17 {
		return "qty_done"
	}
	return "quantity"
}

// The locations that seed makes.
const (
	vendors int64 = 1
	stock   int64 = 2
)

// receive makes the receipt of order lines, or adds them to the one that is open.
func (s *session) receive(order rec, lines []rec) {
	for _, l := range lines {
		if l.num("product_id") == 0 || l.str("display_type") != "" || l.f64("product_qty") == 0 {
			continue
		}
		if s.get("product.product", l.num("product_id")).str("type") == "service" {
			continue
		}
		s.addMove(order, l, l.f64("product_qty"))
	}
}

// addMove makes a move with its one detailed line. It is assigned at once, as all
// that comes from a supplier.
func (s *session) addMove(order, line rec, quantity float64) {
	picking := s.openPicking(order)
	values := rec{
		"purchase_line_id": line.id(), "picking_id": picking, "product_id": line.num("product_id"), "product_uom_qty": quantity,
		"product_uom": line[s.lineUnit()], "date": line["date_planned"], "date_deadline": line["date_planned"], "state": "assigned",
		"location_id": vendors, "location_dest_id": stock, "picking_type_id": order["picking_type_id"], "company_id": int64(1),
		"price_unit": line["price_unit"], "name": line["name"],
	}
	s.detail(s.insert("stock.move", values))
}

// detail makes the move line that Odoo makes with every move. From 17 on it says
// already what is expected, and "picked" says whether that was counted.
func (s *session) detail(m rec) {
	values := rec{"move_id": m.id(), "picking_id": m["picking_id"], "product_id": m["product_id"], "product_uom_id": m["product_uom"]}
	if s.version >= 17 {
		values["quantity"] = m["product_uom_qty"]
	}
	s.insert("stock.move.line", values)
}

func (s *session) openPicking(order rec) int64 {
	for _, l := range s.referring("purchase.order.line", "order_id", order.id()) {
		for _, m := range s.openMoves(l) {
			return m.num("picking_id")
		}
	}
	return s.insert("stock.picking", rec{
		"name": s.number("WH/IN/%05d"), "origin": order["name"], "purchase_id": order.id(), "partner_id": order["partner_id"],
		"picking_type_id": order["picking_type_id"], "location_id": vendors, "location_dest_id": stock,
	}).id()
}

func (d *db) openMoves(line rec) []rec {
	return slices.DeleteFunc(d.referring("stock.move", "purchase_line_id", line.id()), func(m rec) bool { return !open(m) })
}

func open(m rec) bool { return m.str("state") != "done" && m.str("state") != "cancel" }

// received is qty_received: what was counted, less what went back.
func (d *db) received(line rec) float64 {
	sum := 0.0
	for _, m := range d.referring("stock.move", "purchase_line_id", line.id()) {
		if m.str("state") != "done" {
			continue
		}
		if m.num("location_dest_id") == vendors {
			sum -= m.f64("product_uom_qty")
		} else {
			sum += m.f64("product_uom_qty")
		}
	}
	return sum
}

var stockPicking = ways{
	// Writing a receipt's date moves every move in it, also those whose line has not
	// slipped.
	written: func(s *session, r rec, values map[string]any) error {
		if day, ok := values["scheduled_date"]; ok {
			for _, m := range s.referring("stock.move", "picking_id", r.id()) {
				if open(m) {
					s.set("stock.move", m.id(), "date", day)
				}
			}
		}
		return nil
	},
	methods: map[string]func(*session, *call) (any, error){
		"button_validate": func(s *session, c *call) (any, error) { return s.validate(c.ids()) },
		"message_post":    (*session).messagePost,
	},
}

// counted is what of a move was counted. From 17 on the expected quantity stands
// there from the start: it counts if it was picked, or if nothing was.
func (s *session) counted(m rec, anyPicked bool) float64 {
	sum := 0.0
	for _, l := range s.referring("stock.move.line", "move_id", m.id()) {
		if s.version >= 17 && anyPicked && !l.yes("picked") {
			continue
		}
		sum += l.f64(s.doneField())
	}
	return sum
}

// validate is what the button does: on 14 it asks first whether all was received
// when nothing was counted, and every version asks what becomes of the rest.
func (s *session) validate(ids []int64) (any, error) {
	for _, id := range ids {
		moves := slices.DeleteFunc(s.referring("stock.move", "picking_id", id), func(m rec) bool { return !open(m) })
		if len(moves) == 0 {
			return nil, userError("Please add some items to move.")
		}
		picked := slices.ContainsFunc(moves, func(m rec) bool {
			return slices.ContainsFunc(s.referring("stock.move.line", "move_id", m.id()), func(l rec) bool { return l.yes("picked") })
		})
		counted, short := false, false
		for _, m := range moves {
			n := s.counted(m, picked)
			counted = counted || n > 0
			short = short || n < m.f64("product_uom_qty")
		}
		if !counted {
			if s.version < 17 {
				return wizard("stock.immediate.transfer", id), nil
			}
			return nil, userError("You cannot validate a transfer if no quantities are reserved.")
		}
		if short && s.ctx["skip_backorder"] != true {
			return wizard("stock.backorder.confirmation", id), nil
		}
		s.finish(id, moves, picked)
	}
	return true, nil
}

// wizard is the action that a client shows as a question: it makes the record
// with the action's context and calls its method.
func wizard(model string, picking int64) any {
	return map[string]any{
		"type": "ir.actions.act_window", "res_model": model, "target": "new",
		"context": map[string]any{
			"button_validate_picking_ids": []int64{picking}, "default_show_transfers": false,
			"default_pick_ids": []any{[]any{int64(4), picking}},
		},
	}
}

var immediateTransfer = ways{methods: map[string]func(*session, *call) (any, error){
	"process": func(s *session, _ *call) (any, error) {
		ids := references(s.ctx["button_validate_picking_ids"])
		for _, id := range ids {
			for _, m := range s.referring("stock.move", "picking_id", id) {
				for _, l := range s.referring("stock.move.line", "move_id", m.id()) {
					s.set("stock.move.line", l.id(), s.doneField(), m["product_uom_qty"])
				}
			}
		}
		return s.validate(ids)
	},
}}

var backorderConfirmation = ways{methods: map[string]func(*session, *call) (any, error){
	"process": func(s *session, _ *call) (any, error) {
		s.ctx["skip_backorder"] = true
		return s.validate(references(s.ctx["button_validate_picking_ids"]))
	},
}}

// finish counts a receipt. What did not come goes to a receipt of its own, with
// the day it was expected on; a move that came in part is split for that.
func (s *session) finish(id int64, moves []rec, picked bool) {
	var rest []rec
	touched := map[int64]bool{}
	for _, m := range moves {
		n, wanted := s.counted(m, picked), m.f64("product_uom_qty")
		line := s.get("purchase.order.line", m.num("purchase_line_id"))
		touched[line.num("order_id")] = true
		if n <= 0 {
			rest = append(rest, m)
			continue
		}
		if n < wanted {
			left := rec{}
			for name, v := range m {
				if name != "id" {
					left[name] = v
				}
			}
			left["product_uom_qty"] = wanted - n
			more := s.insert("stock.move", left)
			s.detail(more)
			rest = append(rest, more)
		}
		s.set("stock.move", m.id(), "product_uom_qty", n)
		s.set("stock.move", m.id(), "state", "done")
		s.set("stock.move", m.id(), "date", s.clock())
	}
	s.set("stock.picking", id, "date_done", s.clock())
	if len(rest) > 0 {
		s.backorder(id, rest)
	}
	for order := range touched {
		if order != 0 {
			s.touch("purchase.order", order)
		}
	}
}

func (s *session) backorder(id int64, rest []rec) {
	values := rec{}
	for _, name := range []string{"origin", "purchase_id", "partner_id", "picking_type_id", "location_id", "location_dest_id"} {
		values[name] = s.get("stock.picking", id)[name]
	}
	values["name"], values["backorder_id"] = s.number("WH/IN/%05d"), id
	later := s.insert("stock.picking", values).id()
	for _, m := range rest {
		s.set("stock.move", m.id(), "picking_id", later)
		for _, l := range s.referring("stock.move.line", "move_id", m.id()) {
			s.set("stock.move.line", l.id(), "picking_id", later)
		}
	}
}

// pickingState follows from the moves.
func (d *db) pickingState(r rec) any {
	moves := d.referring("stock.move", "picking_id", r.id())
	state := "cancel"
	for _, m := range moves {
		if open(m) {
			return "assigned"
		}
		if m.str("state") == "done" {
			state = "done"
		}
	}
	if len(moves) == 0 {
		return "draft"
	}
	return state
}

// pickingDate is the earliest date of the open moves: it follows them.
func (d *db) pickingDate(r rec) any {
	earliest := r["date_done"]
	first := true
	for _, m := range d.referring("stock.move", "picking_id", r.id()) {
		if open(m) && (first || m.str("date") < earliest.(string)) {
			earliest, first = m.str("date"), false
		}
	}
	return earliest
}

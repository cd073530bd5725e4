package odootest_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/odoo"
	"github.com/wharf-edi/wharf/odoo/odootest"
)

// stage is an Odoo with one confirmed order of two lines, seen without package
// odoo's nouns: what is checked here is how Odoo itself behaves.
type stage struct {
	t      *testing.T
	client *odoo.Client
	buyer  *odootest.Buyer
	major  int
	run    string
	vendor string
	order  string
	number string
	lines  []string
}

var (
	due   = documents.Date{Year: 2031, Month: time.March, Day: 10}
	later = due.Add(9)
)

// facts are what Odoo does that one would not expect. They hold on the simulated
// ones and on a real one.
var facts = map[string]func(*stage){
	"date_planned moves the deadline and not the date": func(s *stage) {
		s.must(s.buyer.SetLine(s.t.Context(), s.lines[0], map[string]any{"date_planned": noon(later)}))
		if m := s.move(0); m.Date != due || m.Deadline != later {
			s.t.Errorf("date %s, deadline %s, want %s, %s", m.Date, m.Deadline, due, later)
		}
	},
	"scheduled_date moves every move of the receipt": func(s *stage) {
		s.call("stock.picking", "write", ids(s.move(0).Receipt), map[string]any{"scheduled_date": noon(later)})
		if a, b := s.move(0), s.move(1); a.Date != later || b.Date != later {
			s.t.Errorf("dates %s and %s, want both %s", a.Date, b.Date, later)
		}
	},
	"a move's date moves alone, and the receipt follows the earliest": func(s *stage) {
		move := s.search("stock.move", []any{[]any{"purchase_line_id", "=", id(s.lines[0])}}, "picking_id")
		s.call("stock.move", "write", []any{move[0]["id"]}, map[string]any{"date": noon(later)})
		if a, b := s.move(0), s.move(1); a.Date != later || b.Date != due {
			s.t.Errorf("dates %s and %s, want %s and %s", a.Date, b.Date, later, due)
		}
		picking := s.search("stock.picking", []any{[]any{"id", "=", id(s.move(0).Receipt)}}, "scheduled_date")
		if picking[0]["scheduled_date"] != noon(due) {
			s.t.Errorf("the receipt is scheduled for %v, want %s", picking[0]["scheduled_date"], noon(due))
		}
	},
	"a line added to a confirmed order has its move at once": func(s *stage) {
		product := s.search("purchase.order.line", []any{[]any{"id", "=", id(s.lines[0])}}, "product_id")[0]["product_id"].([]any)[0]
		s.must(s.buyer.SetOrder(s.t.Context(), s.order, map[string]any{"order_line": []any{[]any{0, 0, map[string]any{
			"product_id": product, "name": "more", "product_qty": 3.0, "price_unit": 1.0, "date_planned": noon(later),
		}}}}))
		lines, err := s.buyer.Lines(s.t.Context(), s.order)
		s.must(err)
		dates, err := s.buyer.MoveDates(s.t.Context(), s.order)
		s.must(err)
		if got := dates[lines[2]]; len(got) != 1 || got[0] != later {
			s.t.Errorf("the new line is expected on %v, want %s", got, later)
		}
	},
	"less of a line takes it off the move from 17 on": func(s *stage) {
		s.must(s.buyer.SetLine(s.t.Context(), s.lines[0], map[string]any{"product_qty": 6.0}))
		want := "6"
		if s.major < 17 {
			want = "10"
		}
		if m := s.move(0); m.Quantity != want {
			s.t.Errorf("the move is for %s, want %s", m.Quantity, want)
		}
	},
	"what is read again since its own stamp comes back": func(s *stage) {
		stamp := s.search("purchase.order", []any{[]any{"id", "=", id(s.order)}}, "write_date")[0]["write_date"]
		if got := s.search("purchase.order", []any{[]any{"write_date", ">=", stamp}, []any{"id", "=", id(s.order)}}, "name"); len(got) != 1 {
			s.t.Errorf("since %v: got %d orders, want 1", stamp, len(got))
		}
	},
	"a partial receipt asks, and leaves the rest with its day": func(s *stage) {
		s.must(s.buyer.Receive(s.t.Context(), s.order, map[string]string{s.lines[0]: "4"}))
		moves, err := s.buyer.Moves(s.t.Context(), s.order)
		s.must(err)
		done, rest := 0, 0
		for _, m := range moves {
			if m.State == "done" && m.Quantity == "4" {
				done++
			}
			if m.State == "assigned" && m.Date == due && (m.Quantity == "6" || m.Quantity == "4") {
				rest++
			}
		}
		if len(moves) != 3 || done != 1 || rest != 2 {
			s.t.Errorf("got %+v, want 4 done, and 6 and 4 to come", moves)
		}
	},
	"a receipt with nothing counted": func(s *stage) {
		answer := s.call("stock.picking", "button_validate", ids(s.move(0).Receipt))
		action, asked := answer.(map[string]any)
		if s.major < 17 && (!asked || action["res_model"] != "stock.immediate.transfer") {
			s.t.Errorf("got %v, want to be asked about an immediate transfer", answer)
		}
	},
	"a header loaded twice is one record": func(s *stage) {
		first, second := s.load("inv_"+s.run, "INV-"+s.run), s.load("inv_"+s.run, "INV-"+s.run)
		if first == 0 || first != second {
			s.t.Errorf("got %d and %d, want the same", first, second)
		}
	},
	"the same external id twice is refused": func(s *stage) {
		row := map[string]any{"module": "wharftest", "name": "x" + s.run, "model": "res.partner", "res_id": id(s.vendor)}
		s.call("ir.model.data", "create", []any{row})
		s.fault(2, "already exists", "ir.model.data", "create", []any{row})
	},
	"a vendor's reference twice: 14 refuses, later versions do not mind": func(s *stage) {
		s.load("a_"+s.run, "REF-"+s.run)
		got := s.load("b_"+s.run, "REF-"+s.run)
		if refused := got == 0; refused != (s.major < 17) {
			s.t.Errorf("refused: %t", refused)
		}
	},
	"a bill's line that is not told its taxes takes the default ones from 17 on": func(s *stage) {
		bill := s.load("tax_"+s.run, "TAX-"+s.run)
		for _, told := range []bool{true, false} {
			line := map[string]any{"product_id": s.product(), "quantity": 1.0, "price_unit": 10.0, "name": "x"}
			if told {
				line["tax_ids"] = []any{[]any{6, 0, []any{}}}
			}
			s.call("account.move", "write", []any{bill}, map[string]any{"invoice_line_ids": []any{[]any{5, 0, 0}, []any{0, 0, line}}})
			taxes, want := len(s.billLines(bill)[0]["tax_ids"].([]any)), 0
			if !told && s.major >= 17 {
				want = 1
			}
			if taxes != want {
				s.t.Errorf("told to have none (%t): got %d taxes, want %d", told, taxes, want)
			}
		}
	},
	"a draft counts as billed, and its lines are written absolutely": func(s *stage) {
		bill := s.load("abs_"+s.run, "ABS-"+s.run)
		commands := []any{[]any{5, 0, 0}, []any{0, 0, map[string]any{
			"product_id": s.product(), "quantity": 3.0, "price_unit": 2.5, "name": "x", "purchase_line_id": id(s.lines[0]),
		}}}
		for range 2 {
			s.call("account.move", "write", []any{bill}, map[string]any{"invoice_line_ids": commands})
		}
		if got := s.billLines(bill); len(got) != 1 {
			s.t.Errorf("got %d lines, want 1", len(got))
		}
		if got := s.search("purchase.order.line", []any{[]any{"id", "=", id(s.lines[0])}}, "qty_invoiced")[0]["qty_invoiced"]; got != 3.0 {
			s.t.Errorf("got %v billed, want 3", got)
		}
	},
	"a price is cut to the digits of its precision": func(s *stage) {
		bill := s.load("cut_"+s.run, "CUT-"+s.run)
		s.call("account.move", "write", []any{bill}, map[string]any{"invoice_line_ids": []any{[]any{0, 0, map[string]any{
			"product_id": s.product(), "quantity": 1.0, "price_unit": 0.123456789, "name": "x",
		}}}})
		if got := s.billLines(bill)[0]["price_unit"]; got == 0.123456789 {
			s.t.Error("the price was kept to its last digit")
		}
	},
	"posting and its answer": func(s *stage) {
		bill := s.load("post_"+s.run, "POST-"+s.run)
		s.call("account.move", "write", []any{bill}, map[string]any{"invoice_line_ids": []any{[]any{0, 0, map[string]any{
			"product_id": s.product(), "quantity": 1.0, "price_unit": 1.0, "name": "x",
		}}}})
		_, err := s.client.Execute(s.t.Context(), "account.move", "action_post", []any{[]any{bill}}, nil)
		if s.major >= 17 {
			s.must(err)
		}
		if got := s.search("account.move", []any{[]any{"id", "=", bill}}, "state")[0]["state"]; got != "posted" {
			s.t.Errorf("whatever the answer (%v), the bill is %v, want posted", err, got)
		}
		s.fault(2, "", "account.move", "unlink", []any{bill})
	},
	"cancelling commits and then faults": func(s *stage) {
		_, err := s.client.Execute(s.t.Context(), "purchase.order", "button_cancel", []any{ids(s.order)}, nil)
		if e, ok := errors.AsType[*odoo.Error](err); !ok || e.Code != 1 || !strings.Contains(e.Text, "cannot marshal") {
			s.t.Errorf("got %v, want a fault about its result", err)
		}
		if got, err := s.buyer.OrderField(s.t.Context(), s.order, "state"); err != nil || got != "cancel" {
			s.t.Errorf("the order is %s (%v), want cancelled", got, err)
		}
	},
	"a bill that goes takes its external id along": func(s *stage) {
		bill := s.load("gone_"+s.run, "GONE-"+s.run)
		s.call("account.move", "unlink", []any{bill})
		if got := s.search("ir.model.data", []any{[]any{"name", "=", "gone_" + s.run}}, "res_id"); len(got) != 0 {
			s.t.Errorf("got %v, want nothing", got)
		}
	},
	"faults have codes": func(s *stage) {
		s.fault(1, "Invalid field", "purchase.order", "read", ids(s.order), []string{"no_such_field"})
		s.fault(1, "Invalid field", "purchase.order", "write", ids(s.order), map[string]any{"no_such_field": 1})
		s.fault(1, "Invalid field", "purchase.order", "search", []any{[]any{"no_such_field", "=", 1}})
		s.fault(1, "no_such_method", "purchase.order", "no_such_method", ids(s.order))
		s.fault(2, "does not exist", "purchase.order", "write", []any{999999999}, map[string]any{"partner_ref": "x"})
		s.fault(4, "Private", "purchase.order", "_private", ids(s.order))
	},
	"what is not there is left out of a reading": func(s *stage) {
		if got := s.call("purchase.order", "read", []any{999999999}, []string{"name"}); len(got.([]any)) != 0 {
			s.t.Errorf("got %v, want nothing", got)
		}
	},
	"a contact is a child of its company": func(s *stage) {
		s.call("res.partner", "create", []any{map[string]any{"name": "Contact " + s.run, "parent_id": id(s.vendor)}})
		got := s.search("res.partner", []any{[]any{"id", "child_of", []any{id(s.vendor)}}}, "commercial_partner_id")
		if len(got) != 2 || got[1]["commercial_partner_id"].([]any)[0] != id(s.vendor) {
			s.t.Errorf("got %v, want vendor and contact, both of the vendor", got)
		}
	},
	"domains": func(s *stage) {
		own := []any{"id", "in", []any{id(s.lines[0]), id(s.lines[1])}}
		for want, domains := range map[int][][]any{
			0: {{own, "!", own}, {own, []any{"product_qty", ">", 10}}, {own, []any{"name", "=", false}}},
			1: {{own, []any{"product_qty", "<", 10}}, {own, []any{"product_qty", ">=", 10}}, {own, "&", []any{"product_qty", "=", 4}, []any{"price_unit", "!=", 4}}},
			2: {
				{own, "|", []any{"product_qty", "=", 10}, []any{"product_qty", "=", 4}}, {own, []any{"name", "ilike", "ITEM"}}, {own, []any{"name", "=like", "item%"}},
				{own, []any{"order_id.partner_id.name", "=ilike", "vendor " + s.run}}, {own, []any{"order_id.name", "not in", []any{"x"}}}, {own, []any{"name", "not in", []any{"x", false}}},
			},
		} {
			for _, domain := range domains {
				if got := s.search("purchase.order.line", domain, "name"); len(got) != want {
					s.t.Errorf("%v: got %d, want %d", domain, len(got), want)
				}
			}
		}
	},
}

// TestFacts holds the simulated versions to them.
func TestFacts(t *testing.T) {
	for _, v := range []int{14, 17, 18, 19} {
		t.Run(fmt.Sprint(v), func(t *testing.T) {
			s, err := odootest.New(odootest.Options{Version: v, Now: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			if err := s.Start(); err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			runFacts(t, odoo.Config{URL: s.URL(), Database: "edi", User: "admin", Password: "admin", Now: time.Now})
		})
	}
}

func runFacts(t *testing.T, cfg odoo.Config) {
	for name, fact := range facts {
		t.Run(name, func(t *testing.T) { fact(newStage(t, cfg)) })
	}
}

func newStage(t *testing.T, cfg odoo.Config) *stage {
	t.Helper()
	s := &stage{t: t, run: strings.ToLower(rand.Text()[:10])}
	var err error
	s.client, err = odoo.New(cfg)
	s.must(err)
	s.buyer, err = odootest.NewBuyer(cfg)
	s.must(err)
	s.major, err = s.client.Major(t.Context())
	s.must(err)
	s.vendor, err = s.buyer.NewVendor(t.Context(), odootest.Vendor{Name: "Vendor " + s.run})
	s.must(err)
	item, err := s.buyer.NewProduct(t.Context(), odootest.Product{Name: "Part " + s.run})
	s.must(err)
	s.order, s.number, err = s.buyer.NewOrder(t.Context(), s.vendor, []odootest.OrderLine{
		{Product: item, Quantity: "10", Price: "2.50", Due: due}, {Product: item, Quantity: "4", Price: "2.25", Due: due},
	})
	s.must(err)
	s.lines, err = s.buyer.Lines(t.Context(), s.order)
	s.must(err)
	return s
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) call(model, method string, args ...any) any {
	s.t.Helper()
	v, err := s.client.Execute(s.t.Context(), model, method, args, nil)
	s.must(err)
	return v
}

// fault fails unless the call brings a fault of that code that says so.
func (s *stage) fault(code int, says, model, method string, args ...any) {
	s.t.Helper()
	_, err := s.client.Execute(s.t.Context(), model, method, args, nil)
	e, ok := errors.AsType[*odoo.Error](err)
	if !ok || e.Code != code || !strings.Contains(e.Text, says) {
		s.t.Errorf("%s.%s: got %v, want fault %d with %q", model, method, err, code, says)
	}
}

func (s *stage) search(model string, domain []any, fields ...string) []map[string]any {
	s.t.Helper()
	v, err := s.client.Execute(s.t.Context(), model, "search_read", []any{domain}, map[string]any{"fields": fields, "order": "id"})
	s.must(err)
	var out []map[string]any
	for _, x := range v.([]any) {
		out = append(out, x.(map[string]any))
	}
	return out
}

// load makes a bill's header under an external id; 0 if it was refused.
func (s *stage) load(external, reference string) int64 {
	s.t.Helper()
	v, err := s.client.Execute(s.t.Context(), "account.move", "load", []any{
		[]string{"id", "move_type", "partner_id/.id", "ref", "invoice_date"},
		[][]string{{"wharftest." + external, "in_invoice", s.vendor, reference, "2031-03-01"}},
	}, map[string]any{"context": map[string]any{"default_move_type": "in_invoice"}})
	s.must(err)
	answer := v.(map[string]any)
	if made, ok := answer["ids"].([]any); ok && len(made) == 1 {
		return made[0].(int64)
	}
	if fmt.Sprint(answer["messages"]) == "[]" {
		s.t.Errorf("refused without a message: %v", answer)
	}
	return 0
}

func (s *stage) product() any {
	return s.search("purchase.order.line", []any{[]any{"id", "=", id(s.lines[0])}}, "product_id")[0]["product_id"].([]any)[0]
}

func (s *stage) billLines(bill int64) []map[string]any {
	own := s.search("account.move", []any{[]any{"id", "=", bill}}, "invoice_line_ids")[0]["invoice_line_ids"]
	return s.search("account.move.line", []any{[]any{"id", "in", own}}, "price_unit", "tax_ids")
}

// move is the one move of a line.
func (s *stage) move(n int) odootest.Move {
	s.t.Helper()
	moves, err := s.buyer.Moves(s.t.Context(), s.order)
	s.must(err)
	for _, m := range moves {
		if m.Line == s.lines[n] {
			return m
		}
	}
	s.t.Fatalf("line %d has no move", n)
	return odootest.Move{}
}

func noon(d documents.Date) string { return d.String() + " 12:00:00" }

func id(key string) int64 {
	var n int64
	_, _ = fmt.Sscan(key, &n)
	return n
}

func ids(key string) []any { return []any{id(key)} }

package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/internal/password"
	"github.com/wharf-edi/wharf/internal/pgtest"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/store"
)

// The whole way, on both stores, with simulated Odoos of the oldest and a recent
// version.
func TestEndToEnd(t *testing.T) {
	t.Run("sqlite/odoo14", func(t *testing.T) { endToEnd(t, simulated(t, 14), "") })
	t.Run("sqlite/odoo17", func(t *testing.T) { endToEnd(t, simulated(t, 17), "") })
	t.Run("sqlite/odoo19", func(t *testing.T) { endToEnd(t, simulated(t, 19), "") })
	t.Run("postgres/odoo17", func(t *testing.T) { endToEnd(t, simulated(t, 17), pgtest.Database(t)) })
}

// endToEnd is what the backbone promises, seen from both ends: by a supplier with
// OpenSSH's client, and in Odoo over its wire.
func endToEnd(t *testing.T, at odooAt, database string) {
	p := newPlant(t, at, database)
	p.start()
	t.Run("an order goes out, is answered, shipped, received and billed", p.wholeWay)
	t.Run("EDIFACT: the same", p.wholeWayEDIFACT)
	t.Run("a promise that is too late is held for the planner", p.tooLate)
	t.Run("a price change is held, not written", p.priceChange)
	t.Run("an invoice above the order is held with its reason", p.overcharged)
	t.Run("the same file twice gives one bill", p.sameFileTwice)
	t.Run("the same invoice in another file gives one bill", p.sameInvoiceTwice)
	t.Run("a file that nobody can read", p.unreadable)
	t.Run("a message with defects is rejected with its place", p.defective)
	t.Run("a file of somebody else", p.foreign)
}

// sub is p for a subtest.
func (p *plant) sub(t *testing.T) *plant {
	q := *p
	q.t = t
	return &q
}

func (p *plant) wholeWay(t *testing.T) {
	p = p.sub(t)
	key, o := p.order(p.acme, "100", "20")
	lines, err := p.buyer.Lines(t.Context(), key)
	if err != nil || len(lines) != 2 {
		t.Fatalf("got lines %v, %v, want two", lines, err)
	}

	name, body, err := p.acme.write(p.acme.respond(o, func(n int, l *documents.ResponseLine) {
		if n == 1 {
			postpone(l, 2)
		}
	}))
	p.send(p.acme, name, body, err)
	p.state(documents.KindOrderResponse, o.Number, store.DocumentPosted)
	p.expectMoves(key, map[string]documents.Date{lines[0]: o.Lines[0].Due, lines[1]: o.Lines[1].Due.Add(2)})
	if got, err := p.buyer.OrderField(t.Context(), key, "partner_ref"); err != nil || got != "SO-"+o.Number {
		t.Errorf("partner_ref: got %q, %v, want the supplier's number", got, err)
	}

	name, body, err = p.acme.write(p.acme.ship(o, o.Lines[0].Due.Add(3), "1Z999AA10123456784"))
	p.send(p.acme, name, body, err)
	d := p.state(documents.KindShipNotice, o.Number, store.DocumentPosted)
	p.expectMoves(key, map[string]documents.Date{lines[0]: o.Lines[0].Due.Add(3), lines[1]: o.Lines[0].Due.Add(3)})
	p.expectNothingReceived(key)
	p.expectNote(key, "1Z999AA10123456784")
	if n := strings.Count(string(d.Body), `"Number":"LOT-`); n != 2 {
		t.Errorf("the notice keeps %d lots, want 2", n)
	}

	name, body, err = p.acme.write(p.acme.invoice(o, nil))
	p.send(p.acme, name, body, err)
	p.state(documents.KindInvoice, o.Number, store.DocumentWaiting)
	if err := p.receiveAll(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	d = p.state(documents.KindInvoice, o.Number, store.DocumentPosted)
	p.expectBill(p.acme, o, "INV-"+o.Number, lines, []string{"100", "20"}, []string{"12.5", "48"})
	p.expectAcknowledged(p.acme, "997", 3)
	p.expectPage(d)
}

func (p *plant) wholeWayEDIFACT(t *testing.T) {
	p = p.sub(t)
	key, o := p.order(p.bolt, "2000", "4000")
	lines, err := p.buyer.Lines(t.Context(), key)
	if err != nil || len(lines) != 2 {
		t.Fatalf("got lines %v, %v, want two", lines, err)
	}
	name, body, err := p.bolt.write(p.bolt.respond(o, func(n int, l *documents.ResponseLine) {
		if n == 0 {
			postpone(l, 1)
		}
	}))
	p.send(p.bolt, name, body, err)
	p.state(documents.KindOrderResponse, o.Number, store.DocumentPosted)
	p.expectMoves(key, map[string]documents.Date{lines[0]: o.Lines[0].Due.Add(1), lines[1]: o.Lines[1].Due})
	name, body, err = p.bolt.write(p.bolt.ship(o, o.Lines[0].Due.Add(1), "00340434161094021501"))
	p.send(p.bolt, name, body, err)
	p.state(documents.KindShipNotice, o.Number, store.DocumentPosted)
	p.expectNothingReceived(key)
	if err := p.receiveAll(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	name, body, err = p.bolt.write(p.bolt.invoice(o, nil))
	p.send(p.bolt, name, body, err)
	p.state(documents.KindInvoice, o.Number, store.DocumentPosted)
	p.expectBill(p.bolt, o, "INV-"+o.Number, lines, []string{"2000", "4000"}, []string{"0.35", "0.08"})
	p.expectAcknowledged(p.bolt, "CONTRL", 3)
}

func (p *plant) tooLate(t *testing.T) {
	p = p.sub(t)
	key, o := p.order(p.acme, "10", "5")
	lines, err := p.buyer.Lines(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	name, body, err := p.acme.write(p.acme.respond(o, func(n int, l *documents.ResponseLine) {
		if n == 0 {
			postpone(l, 10)
		}
	}))
	p.send(p.acme, name, body, err)
	d := p.state(documents.KindOrderResponse, o.Number, store.DocumentHeld)
	p.expectExceptions(d.ID, "date-late → planner")
	p.expectMoves(key, map[string]documents.Date{lines[0]: o.Lines[0].Due, lines[1]: o.Lines[1].Due})
}

func (p *plant) priceChange(t *testing.T) {
	p = p.sub(t)
	_, o := p.order(p.acme, "10", "5")
	name, body, err := p.acme.write(p.acme.respond(o, func(n int, l *documents.ResponseLine) {
		if n == 1 {
			l.Price, l.Schedules[0].Status = documents.Some(decimal.RequireFromString("50.00")), documents.LineChanged
		}
	}))
	p.send(p.acme, name, body, err)
	d := p.state(documents.KindOrderResponse, o.Number, store.DocumentHeld)
	p.expectExceptions(d.ID, "price-changed → buyer")
	vendor, err := p.app.base.ERP.Vendor(t.Context(), p.acme.profile.ERP.Vendor())
	if err != nil {
		t.Fatal(err)
	}
	now, err := p.app.base.ERP.Order(t.Context(), vendor, o.Number)
	if err != nil {
		t.Fatal(err)
	}
	if got := now.Lines[1].Price; !got.Equal(decimal.NewFromInt(48)) {
		t.Errorf("the order's price in Odoo is %s, want 48: a price is never written", got)
	}
}

func (p *plant) overcharged(t *testing.T) {
	p = p.sub(t)
	key, o := p.order(p.bolt, "1000")
	if err := p.receiveAll(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	name, body, err := p.bolt.write(p.bolt.invoice(o, func(_ int, l *documents.InvoiceLine) {
		l.Price = documents.Some(l.Price.Decimal.Mul(decimal.RequireFromString("1.2")))
	}))
	p.send(p.bolt, name, body, err)
	d := p.state(documents.KindInvoice, o.Number, store.DocumentHeld)
	if got := p.exceptions(d.ID, 0); !slices.Contains(got, "price-over → ap") {
		t.Errorf("got exceptions %v, want price-over for AP among them", got)
	}
	p.expectBills(p.bolt, "INV-"+o.Number, 0)
}

func (p *plant) sameFileTwice(t *testing.T) {
	p = p.sub(t)
	key, o := p.order(p.acme, "7", "3")
	if err := p.receiveAll(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	name, body, err := p.acme.write(p.acme.invoice(o, nil))
	p.send(p.acme, name, body, err)
	p.state(documents.KindInvoice, o.Number, store.DocumentPosted)
	before := p.acknowledgments(p.acme, "997")
	p.put(p.acme, name, body)
	p.within("the repeat is acknowledged", func() (bool, error) { return p.acknowledgments(p.acme, "997") == before+1, nil })
	if n := len(p.documents(documents.KindInvoice, o.Number)); n != 1 {
		t.Errorf("got %d documents of the same file, want 1", n)
	}
	p.expectBills(p.acme, "INV-"+o.Number, 1)
}

func (p *plant) sameInvoiceTwice(t *testing.T) {
	p = p.sub(t)
	key, o := p.order(p.bolt, "300", "600")
	if err := p.receiveAll(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second has a control number of its own
		name, body, err := p.bolt.write(p.bolt.invoice(o, nil))
		p.send(p.bolt, name, body, err)
	}
	p.within("the second is a duplicate", func() (bool, error) {
		ds := p.documents(documents.KindInvoice, o.Number)
		return len(ds) == 2 && ds[0].State == store.DocumentPosted && ds[1].State == store.DocumentDuplicate && ds[1].Original == ds[0].ID, nil
	})
	p.expectBills(p.bolt, "INV-"+o.Number, 1)
}

func (p *plant) unreadable(t *testing.T) {
	p = p.sub(t)
	p.put(p.acme, "holiday.jpg", []byte("\xff\xd8\xff\xe0 not an interchange at all"))
	var found *store.Transmission
	p.within("the file is rejected", func() (bool, error) {
		err := p.app.store.View(t.Context(), store.Everything, func(tx store.Tx) error {
			ts, err := tx.Transmissions(t.Context(), store.TransmissionFilter{Direction: store.Inbound, Name: "holiday.jpg"})
			if len(ts) > 0 && ts[0].State == store.TransmissionRejected {
				found = ts[0]
			}
			return err
		})
		return found != nil, err
	})
	if got := p.exceptions(0, found.ID); len(got) != 1 || !strings.HasPrefix(got[0], "envelope-defect → ") {
		t.Errorf("got exceptions %v, want one envelope-defect with an owner", got)
	}
	out, err := p.openssh(p.acme, "ls -1 error\n")
	if err != nil || !strings.Contains(out, "holiday.jpg") || !strings.Contains(out, "holiday.jpg.reason.txt") {
		t.Errorf("the supplier sees %q, %v in error, want the file and the reason", out, err)
	}
}

func (p *plant) defective(t *testing.T) {
	p = p.sub(t)
	_, o := p.order(p.acme, "2", "2")
	name, body, err := p.acme.write(p.acme.invoice(o, nil))
	if err != nil {
		t.Fatal(err)
	}
	bad := strings.Replace(string(body), "BIG*20", "BIG*99", 1)
	if bad == string(body) {
		t.Fatal("the file has no BIG01 to spoil")
	}
	bad = strings.Replace(bad, "BIG*99", "BIG*XX", 1)
	before := p.acknowledgments(p.acme, "997")
	p.put(p.acme, name, []byte(bad))
	p.within("a 997 is in the folder", func() (bool, error) { return p.acknowledgments(p.acme, "997") == before+1, nil })
	ack := p.lastAcknowledgment(p.acme, "997")
	for _, want := range []string{"AK5*R", "AK3*BIG*2", "AK4*1"} {
		if !strings.Contains(ack, want) {
			t.Errorf("the 997 is\n%s\nwant %s in it", ack, want)
		}
	}
	if n := len(p.documents(documents.KindInvoice, o.Number)); n != 0 {
		t.Errorf("got %d documents of a rejected message, want none", n)
	}
	err = p.app.store.View(t.Context(), store.Everything, func(tx store.Tx) error {
		es, err := tx.Exceptions(t.Context(), store.ExceptionFilter{Open: true, Partner: "acme-us"})
		for _, e := range es {
			if e.Code == rules.FormDefect && strings.Contains(e.Detail, "BIG01") && e.Owner != "" {
				return nil
			}
		}
		t.Errorf("no exception names BIG01 and has an owner: %v", es)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (p *plant) foreign(t *testing.T) {
	p = p.sub(t)
	_, o := p.order(p.bolt, "1")
	name, body, err := p.bolt.write(p.bolt.respond(o, nil))
	if err != nil {
		t.Fatal(err)
	}
	p.put(p.acme, name, body) // Acme sends in Bolt's name
	p.within("it is rejected for its sender", func() (found bool, err error) {
		err = p.app.store.View(t.Context(), store.Everything, func(tx store.Tx) error {
			es, err := tx.Exceptions(t.Context(), store.ExceptionFilter{Open: true, Partner: "acme-us"})
			for _, e := range es {
				found = found || e.Code == rules.SenderMismatch
			}
			return err
		})
		return found, err
	})
	if n := len(p.documents(documents.KindOrderResponse, o.Number)); n != 0 {
		t.Errorf("got %d documents, want none: one partner cannot answer for another", n)
	}
}

// send uploads a file that was just written.
func (p *plant) send(a *actor, name string, body []byte, err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
	p.put(a, name, body)
}

func (p *plant) expectMoves(order string, want map[string]documents.Date) {
	p.t.Helper()
	got, err := p.buyer.MoveDates(p.t.Context(), order)
	if err != nil {
		p.t.Fatal(err)
	}
	for line, day := range want {
		if !slices.Equal(got[line], []documents.Date{day}) {
			p.t.Errorf("stock.move.date of line %s is %v, want %s", line, got[line], day)
		}
	}
}

func (p *plant) expectNothingReceived(order string) {
	p.t.Helper()
	moves, err := p.buyer.Moves(p.t.Context(), order)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, m := range moves {
		if m.State == "done" {
			p.t.Errorf("the move of line %s is done: a notice is no receipt", m.Line)
		}
	}
}

// expectNote wants the text in the order's chatter exactly once, or in a field of
// the receipt where Odoo has one.
func (p *plant) expectNote(order, text string) {
	p.t.Helper()
	notes, err := p.buyer.Notes(p.t.Context(), order)
	if err != nil {
		p.t.Fatal(err)
	}
	n := 0
	for _, note := range notes {
		n += strings.Count(note, text)
	}
	if n != 1 {
		p.t.Errorf("the order's notes have %q %d times, want once:\n%s", text, n, strings.Join(notes, "\n"))
	}
}

func (p *plant) expectBill(a *actor, o *documents.Order, number string, lines, quantities, prices []string) {
	p.t.Helper()
	bills, err := p.buyer.BillsNumbered(p.t.Context(), a.vendor, number)
	if err != nil {
		p.t.Fatal(err)
	}
	var got []string
	for _, b := range bills {
		if b.State != "draft" || b.Type != "in_invoice" || b.Origin != o.Number {
			p.t.Errorf("bill %s: state %s, type %s, origin %s, want a draft vendor bill of %s", number, b.State, b.Type, b.Origin, o.Number)
		}
		for _, l := range b.Lines {
			got = append(got, fmt.Sprintf("%s × %s at %s", l.Line, l.Quantity, l.Price))
		}
	}
	var want []string
	for i := range lines {
		want = append(want, fmt.Sprintf("%s × %s at %s", lines[i], quantities[i], prices[i]))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		p.t.Errorf("bill lines (order line × quantity at price): got %v, want %v", got, want)
	}
	p.expectBills(a, number, 1)
}

func (p *plant) expectBills(a *actor, number string, want int) {
	p.t.Helper()
	bills, err := p.buyer.BillsNumbered(p.t.Context(), a.vendor, number)
	if err != nil {
		p.t.Fatal(err)
	}
	if n := len(bills); n != want {
		p.t.Errorf("got %d bills with number %s, want %d", n, number, want)
	}
}

func (p *plant) expectExceptions(document int64, want ...string) {
	p.t.Helper()
	if got := p.exceptions(document, 0); !slices.Equal(got, want) {
		p.t.Errorf("got exceptions %v, want %v", got, want)
	}
}

// acknowledgments counts those that lie in the supplier's folder.
func (p *plant) acknowledgments(a *actor, kind string) int {
	p.t.Helper()
	names, err := p.client(a).List()
	if err != nil {
		p.t.Fatal(err)
	}
	n := 0
	for _, name := range names {
		if strings.HasPrefix(name, kind+"_") {
			n++
		}
	}
	return n
}

func (p *plant) lastAcknowledgment(a *actor, kind string) string {
	p.t.Helper()
	c := p.client(a)
	names, err := c.List()
	if err != nil {
		p.t.Fatal(err)
	}
	last := ""
	for _, name := range names {
		if strings.HasPrefix(name, kind+"_") {
			last = name
		}
	}
	body, err := c.Get(last)
	if err != nil {
		p.t.Fatal(err)
	}
	return string(body)
}

func (p *plant) expectAcknowledged(a *actor, kind string, least int) {
	p.t.Helper()
	if n := p.acknowledgments(a, kind); n < least {
		p.t.Errorf("got %d × %s in the supplier's folder, want %d or more", n, kind, least)
	}
}

// expectPage logs in to the portal and reads the document's page as a buyer does.
func (p *plant) expectPage(d *store.Document) {
	p.t.Helper()
	const word = "a password for the test"
	phc, err := password.NewHasher(0).Hash(p.t.Context(), word)
	if err != nil {
		p.t.Fatal(err)
	}
	err = p.app.store.Update(p.t.Context(), store.Everything, func(tx store.Tx) error {
		_, err := tx.PutUser(p.t.Context(), &store.User{Login: "buyer", Name: "Bea Buyer", Password: phc, Roles: []rules.Role{rules.RoleBuyer}})
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		p.t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	base := "http://" + p.app.portalListener.Addr().String()
	r, err := browser.PostForm(base+"/login", url.Values{"login": {"buyer"}, "password": {word}})
	if err != nil {
		p.t.Fatal(err)
	}
	_ = r.Body.Close()
	r, err = browser.Get(fmt.Sprintf("%s/documents/%d", base, d.ID))
	if err != nil {
		p.t.Fatal(err)
	}
	defer r.Body.Close()
	page, err := io.ReadAll(r.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	for _, want := range []string{d.Number, "it is kept as it came", "draft vendor bill", fmt.Sprintf("/transmissions/%d", d.Transmission)} {
		if !strings.Contains(string(page), want) {
			p.t.Errorf("the document's page (%s) does not say %q", r.Status, want)
		}
	}
}

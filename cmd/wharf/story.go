package main

import (
	"context"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/odoo/odootest"
	"github.com/wharf-edi/wharf/store"
	"github.com/wharf-edi/wharf/transports/sftp/sftptest"
)

// story is what the demo plays: orders are confirmed, suppliers answer, goods
// arrive. Nothing is sent before what was sent last has its answer, so that it is
// told in the same order each time.
type story struct {
	*cast
	told *teller

	acmeLine, boltLine *sftptest.Client // the suppliers' connections
	metal, bolts, late placed           // Acme's order, and two of Bolt's
	moved              []string         // what is expected on another day than was ordered
}

// placed is an order in Odoo.
type placed struct{ key, number string }

// play plays it to its end.
func (s *story) play(ctx context.Context, a *app) (err error) {
	if s.acmeLine, err = s.acme.connect(a.sftpListener.Addr().String(), a.hostKey.PublicKey()); err != nil {
		return err
	}
	defer s.acmeLine.Close() // nothing more is sent
	if s.boltLine, err = s.bolt.connect(a.sftpListener.Addr().String(), a.hostKey.PublicKey()); err != nil {
		return err
	}
	defer s.boltLine.Close() // likewise
	for _, scene := range []func(context.Context) error{s.order, s.collect, s.answer, s.expect, s.receive} {
		if err := scene(ctx); err != nil {
			return err
		}
	}
	return nil
}

// order confirms four orders in Odoo and waits until they are out.
func (s *story) order(ctx context.Context) error {
	day := documents.DateOf(s.now()).Add(14)
	line := func(product, quantity, price string) odootest.OrderLine {
		return odootest.OrderLine{Product: s.products[product], Quantity: quantity, Price: price, Due: day}
	}
	s.told.say("", "The buyer confirms four orders in Odoo.")
	var cask placed
	for _, o := range []struct {
		to     *placed
		vendor string
		lines  []odootest.OrderLine
	}{
		{&s.metal, s.acme.vendor, []odootest.OrderLine{line("ROD-12", "100", "12.50"), line("HSG-80", "20", "48")}},
		{&s.bolts, s.bolt.vendor, []odootest.OrderLine{line("BLT-M8", "2000", "0.35"), line("WSH-M8", "4000", "0.08")}},
		{&s.late, s.bolt.vendor, []odootest.OrderLine{line("BLT-M8", "500", "0.35")}},
		{&cask, s.cask, []odootest.OrderLine{line("BRL-225", "6", "640")}},
	} {
		var err error
		if o.to.key, o.to.number, err = s.buyer.NewOrder(ctx, o.vendor, o.lines); err != nil {
			return err
		}
	}
	return s.told.until(ctx, func() (bool, error) {
		out, err := s.told.documents(ctx, store.DocumentFilter{Kind: documents.KindOrder, Direction: store.Outbound})
		return len(out) >= 4, err
	})
}

// collect has the suppliers fetch their orders and acknowledge them.
func (s *story) collect(ctx context.Context) error {
	for _, way := range []struct {
		a    *actor
		line *sftptest.Client
	}{{s.acme, s.acmeLine}, {s.bolt, s.boltLine}} {
		if err := way.a.collect(way.line); err != nil {
			return err
		}
		if err := s.told.tell(ctx); err != nil {
			return err
		}
		for _, body := range way.a.collected {
			if err := s.send(ctx, way.a, way.line, func() (string, []byte, error) { return way.a.reply(body) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// send uploads a file and waits until all is done about it that can be done.
func (s *story) send(ctx context.Context, from *actor, line *sftptest.Client, write func() (string, []byte, error)) error {
	if err := from.sends(line, write); err != nil {
		return err
	}
	return s.told.until(ctx, func() (bool, error) { return s.told.settled(ctx) })
}

// answer has the suppliers send what suppliers send, one file after the other.
func (s *story) answer(ctx context.Context) error {
	one, two, three := s.acme.orders[s.metal.number], s.bolt.orders[s.bolts.number], s.bolt.orders[s.late.number]
	if one == nil || two == nil || three == nil {
		return fmt.Errorf("the suppliers found %d and %d orders in their folders, want 1 and 2", len(s.acme.orders), len(s.bolt.orders))
	}
	for _, f := range []struct {
		from *actor
		line *sftptest.Client
		file func() (string, []byte, error)
	}{
		{s.acme, s.acmeLine, func() (string, []byte, error) { // one line two days late: within what was agreed
			return s.acme.write(s.acme.respond(one, func(n int, l *documents.ResponseLine) {
				if n == 1 {
					postpone(l, 2)
				}
			}))
		}},
		{s.bolt, s.boltLine, func() (string, []byte, error) { return s.bolt.write(s.bolt.respond(two, nil)) }},
		{s.bolt, s.boltLine, func() (string, []byte, error) { // ten days late: the planner must decide
			return s.bolt.write(s.bolt.respond(three, func(_ int, l *documents.ResponseLine) { postpone(l, 10) }))
		}},
		{s.acme, s.acmeLine, func() (string, []byte, error) {
			return s.acme.write(s.acme.ship(one, one.Lines[0].Due.Add(2), "1Z999AA10123456784"))
		}},
		{s.bolt, s.boltLine, func() (string, []byte, error) {
			return s.bolt.write(s.bolt.ship(two, two.Lines[0].Due, "00340434161094021501"))
		}},
		{s.acme, s.acmeLine, s.keepLast(one)},
		{s.bolt, s.boltLine, func() (string, []byte, error) { return s.bolt.write(s.bolt.invoice(two, nil)) }},
		{s.bolt, s.boltLine, func() (string, []byte, error) { // eight percent above the order: the AP clerk must decide
			return s.bolt.write(s.bolt.invoice(three, func(_ int, l *documents.InvoiceLine) {
				l.Price = documents.Some(l.Price.Decimal.Mul(decimal.RequireFromString("1.08")))
			}))
		}},
	} {
		if err := s.send(ctx, f.from, f.line, f.file); err != nil {
			return err
		}
	}
	return nil
}

// expect reads in Odoo what is expected on another day than was ordered.
func (s *story) expect(ctx context.Context) error {
	dates, err := s.buyer.MoveDates(ctx, s.metal.key)
	if err != nil {
		return err
	}
	lines, err := s.buyer.Lines(ctx, s.metal.key)
	if err != nil {
		return err
	}
	ordered := s.acme.orders[s.metal.number].Lines
	for n, l := range lines {
		for _, day := range dates[l] {
			if n < len(ordered) && day != ordered[n].Due {
				s.moved = append(s.moved, fmt.Sprintf("receipt of %s, line %d: moved from %s to %s, as %s announced", s.metal.number, n+1, ordered[n].Due, day, s.acme.name()))
			}
		}
	}
	return nil
}

// receive has the goods of two orders arrive, each of which lets an invoice go on.
func (s *story) receive(ctx context.Context) error {
	for _, o := range []placed{s.metal, s.bolts} {
		s.told.say("", "The goods of %s arrive; the warehouse counts them and validates the receipt in Odoo.", o.number)
		if err := s.receiveAll(ctx, o.key); err != nil {
			return err
		}
		err := s.told.until(ctx, func() (bool, error) {
			ds, err := s.told.documents(ctx, store.DocumentFilter{Kind: documents.KindInvoice, Direction: store.Inbound, Order: o.number,
				States: []store.DocumentState{store.DocumentPosted}})
			return len(ds) > 0, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

package desktest

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/rules/promise"
	"github.com/wharf-edi/wharf/store"
)

var d = decimal.RequireFromString

var some = documents.Some

func date(month time.Month, day int) documents.Date {
	return documents.Date{Year: 2026, Month: month, Day: day}
}

var (
	screw  = documents.Item{Buyer: "SCR-M6-20", Supplier: "AF-60620", GTIN: "00614141000036", Name: "Hex screw M6 × 20, zinc plated"}
	washer = documents.Item{Buyer: "WSH-M6", Supplier: "AF-60001", Name: "Washer M6, DIN 125"}
	resin  = documents.Item{Buyer: "RES-EP-25", Supplier: "AF-90025", Name: "Epoxy resin, drum 25 kg"}
	anchor = documents.Item{Buyer: "ANC-M12", Supplier: "B-4471", GTIN: "4012345000443", Name: "Anchor bolt M12 × 120"}
)

func (w *writer) orders() {
	acme := &documents.Order{Key: "12", Number: "P00012", State: documents.OrderOpen, Date: date(11, 16), Currency: "USD", Incoterm: "DAP",
		ShipTo: documents.Party{Name: "Harbor Manufacturing, Dock 3", City: "Rotterdam", Country: "NL"},
		Lines: []documents.OrderLine{
			{Key: "31", Number: 1, Item: screw, Quantity: d("12000"), Unit: "C62", Price: d("0.084"), Due: date(11, 30)},
			{Key: "32", Number: 2, Item: washer, Quantity: d("12000"), Unit: "C62", Price: d("0.021"), Due: date(11, 30)},
			{Key: "33", Number: 3, Item: resin, Quantity: d("8"), Unit: "C62", Price: d("312.50"), Due: date(12, 2)},
		}}
	w.ids.Order = w.order(acme, Acme, "850", "004010", "po_P00012.x12", at(6, 4, 0), acmeOrder)
	bolt := &documents.Order{Key: "13", Number: "P00013", State: documents.OrderOpen, Date: date(11, 19), Currency: "EUR",
		Lines: []documents.OrderLine{{Key: "35", Number: 1, Item: anchor, Quantity: d("600"), Unit: "C62", Price: d("1.95"), Due: date(12, 4)}}}
	w.order(bolt, Bolt, "ORDERS", "D.96A", "ORDERS_P00013.edi", at(4, 2, 0), boltOrder)
	w.portalOrder()
}

// portalOrder is one for a supplier without a wire, who has answered it.
func (w *writer) portalOrder() {
	when := at(3, 4, 0)
	o := &documents.Order{Key: "14", Number: "P00014", State: documents.OrderOpen, Date: date(11, 20), Currency: "EUR",
		Lines: []documents.OrderLine{{Key: "37", Number: 1, Item: documents.Item{Buyer: "SEAL-40", Name: "Shaft seal 40 × 62 × 8"}, Quantity: d("80"), Unit: "C62", Price: d("4.5"), Due: date(12, 7)}}}
	w.ids.PortalOrder = w.document(&store.Document{Kind: documents.KindOrder, Direction: store.Outbound, Partner: Nordic, Number: o.Number, Key: o.Number, Orders: []string{o.Number},
		Body: raw(w, o), State: store.DocumentAnswered, At: when}, "send: Confirmed in Odoo; Nordic Seals AB sees it in the portal.")
	w.ok(w.tx.AddSentOrder(w.ctx, &store.SentOrder{Partner: Nordic, Number: o.Number, OrderKey: o.Key, Document: w.ids.PortalOrder, Told: raw(w, o), At: when, Lines: lineNumbers(o)}))
}

// order keeps an order that was sent, picked up and acknowledged.
func (w *writer) order(o *documents.Order, partner partners.ID, kind, version, name string, when time.Time, segments []string) int64 {
	t, m := w.file(file{dir: store.Outbound, partner: partner, name: name, kind: kind, version: version, control: "000000007",
		at: when, state: store.TransmissionFetched, message: store.MessageAcknowledged, segments: segments})
	if partner == Acme {
		w.ids.OrderFile = t
	}
	id := w.document(&store.Document{Kind: documents.KindOrder, Direction: store.Outbound, Partner: partner, Transmission: t, Message: m,
		Number: o.Number, Key: o.Number, Orders: []string{o.Number}, Body: raw(w, o), State: store.DocumentAnswered, At: when},
		"translate: Order "+o.Number+" was confirmed in Odoo and written as "+kind+".",
		"send: "+name+" lies ready for the supplier.", "fetch: The supplier picked it up.", "acknowledge: The supplier's system acknowledged it.")
	w.ok(w.tx.AddSentOrder(w.ctx, &store.SentOrder{Partner: partner, Number: o.Number, OrderKey: o.Key, Document: id, Told: raw(w, o), At: when,
		Lines: lineNumbers(o)}))
	return id
}

func lineNumbers(o *documents.Order) (out []store.LineNumber) {
	for _, l := range o.Lines {
		out = append(out, store.LineNumber{Number: l.Number, LineKey: l.Key})
	}
	return out
}

// responses: of acme's three lines one is as asked, one moves by two days, one is
// held because it comes too late.
func (w *writer) responses() {
	when := at(5, 3, 0)
	t, m := w.file(file{dir: store.Inbound, partner: Acme, name: "855_20261118_0007.x12", kind: "855", version: "004010", control: "000000311",
		at: when, state: store.TransmissionRead, message: store.MessageAccepted, segments: acmeResponse,
		unread: []store.Unread{{Pos: "message 0001, segment 3, REF", Raw: "REF*ZZ*SALES REGION 4~"}}})
	r := &documents.OrderResponse{OrderNumber: "P00012", SupplierNumber: "SO-88120", Date: date(11, 18), Answer: documents.AnswerLines, Code: "AC", Currency: "USD",
		Supplier: documents.Party{Name: "Acme Fasteners Inc.", City: "Toledo", Country: "US"},
		Lines: []documents.ResponseLine{
			{Number: "1", Item: screw, Quantity: some(d("12000")), Unit: "C62", Price: some(d("0.084")), Schedules: []documents.Schedule{{Status: documents.LineAccepted, Code: "IA", Due: date(11, 30)}}},
			{Number: "2", Item: washer, Quantity: some(d("12000")), Unit: "C62", Price: some(d("0.021")), Schedules: []documents.Schedule{{Status: documents.LineChanged, Code: "DR", Due: date(12, 2)}}},
			{Number: "3", Item: resin, Quantity: some(d("8")), Unit: "C62", Price: some(d("312.50")), Note: "Resin plant down until December",
				Schedules: []documents.Schedule{{Status: documents.LineChanged, Code: "IQ", Quantity: some(d("3")), Due: date(12, 2)}, {Status: documents.LineChanged, Code: "DR", Quantity: some(d("5")), Due: date(12, 14)}}},
		}}
	id := w.document(&store.Document{Kind: documents.KindOrderResponse, Direction: store.Inbound, Partner: Acme, Transmission: t, Message: m,
		Key: "P00012/1", Orders: []string{"P00012"}, Body: raw(w, r), State: store.DocumentHeld, At: when},
		"keep: 855_20261118_0007.x12 came over SFTP and was kept.", "read: Read as 855 without defects.", "acknowledge: Acknowledged with 997 997_000000019.x12: accepted.",
		"judge: Lines 1 and 2 are accepted; line 3 is held for the planner.", "post: Line 2's receipt in Odoo moved from 30 Nov to 2 Dec.")
	w.ids.Response, w.ids.ResponseFile = id, t
	late := rules.Finding{Code: rules.DateLate, Line: "3", Expected: "2 Dec 2026", Actual: "14 Dec 2026", Delta: "12 days late", Effect: "5 of 8 drums"}
	w.result(id, rules.Hold, when, promise.Result{Verdict: rules.Hold, Findings: []rules.Finding{late}, Lines: []promise.Line{
		{Number: 1, Answer: "accepted", Asked: date(11, 30), Due: date(11, 30), First: true},
		{Number: 2, Answer: "moved", Asked: date(11, 30), Due: date(12, 2), First: true},
		{Number: 3, Verdict: rules.Hold, Answer: "held", Asked: date(12, 2)}}})
	receipt := documents.Record{Kind: "receipt", Key: "71", Name: "WH/IN/00071", URL: "https://odoo.example/odoo/receipts/71"}
	w.posting(id, "wharf_855_12", when, documents.Written{Records: []documents.Record{{Kind: "order", Key: "12", Name: "P00012", URL: "https://odoo.example/odoo/purchase/12"}, receipt, {Kind: "note", Key: "9", Name: "on P00012", URL: "javascript:alert(1)"}},
		Changes: []documents.Change{{Record: receipt, Field: "stock.move.date", Before: "2026-11-30", Sent: "2026-12-02", After: "2026-12-02"}}})
	for i, due := range []documents.Date{date(11, 30), date(12, 2)} {
		_, err := w.tx.AddPromise(w.ctx, &store.Promise{Partner: Acme, Order: "P00012", LineKey: []string{"31", "32"}[i], Number: i + 1, Document: id,
			Asked: date(11, 30), Due: due, Quantity: d("12000"), First: true, At: when})
		w.ok(err)
	}
	w.ids.DateException = w.exception(&store.Exception{Partner: Acme, Transmission: t, Document: id, Code: late.Code, Owner: rules.RolePlanner, Order: "P00012",
		Line: "3", Expected: late.Expected, Actual: late.Actual, Delta: late.Delta, Effect: late.Effect, Detail: "The supplier wrote: Resin plant down until December", Opened: when})
	w.boltResponse()
}

func (w *writer) boltResponse() {
	when := at(3, 1, 10)
	t, m := w.file(file{dir: store.Inbound, partner: Bolt, name: "ORDRSP4711.edi", kind: "ORDRSP", version: "D.96A", control: "4711",
		at: when, state: store.TransmissionRead, message: store.MessageAccepted, segments: boltResponse})
	r := &documents.OrderResponse{Number: "4711", OrderNumber: "P00013", SupplierNumber: "AB-2206", Date: date(11, 20), Answer: documents.AnswerAsOrdered, Code: "29"}
	id := w.document(&store.Document{Kind: documents.KindOrderResponse, Direction: store.Inbound, Partner: Bolt, Transmission: t, Message: m, Number: "4711",
		Key: "4711", Orders: []string{"P00013"}, Body: raw(w, r), State: store.DocumentPosted, At: when},
		"keep: ORDRSP4711.edi came over SFTP and was kept.", "judge: Everything is as ordered.", "post: Noted on P00013 in Odoo.")
	w.result(id, rules.Accept, when, promise.Result{Lines: []promise.Line{{Number: 1, Answer: "accepted", Asked: date(12, 4), Due: date(12, 4), First: true}}})
	w.posting(id, "wharf_ordrsp_13", when, documents.Written{Records: []documents.Record{{Kind: "order", Key: "13", Name: "P00013", URL: "https://odoo.example/odoo/purchase/13"}}})
	_, err := w.tx.AddPromise(w.ctx, &store.Promise{Partner: Bolt, Order: "P00013", LineKey: "35", Number: 1, Document: id, Asked: date(12, 4), Due: date(12, 4),
		Quantity: d("600"), First: true, At: when})
	w.ok(err)
}

package desktest

import (
	"context"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/rules/match"
	"github.com/wharf-edi/wharf/rules/shipment"
	"github.com/wharf-edi/wharf/store"
)

func (w *writer) shipments() {
	when := at(1, 2, 0)
	t, m := w.file(file{dir: store.Inbound, partner: Acme, name: "856_20261122_0009.x12", kind: "856", version: "004010", control: "000000312",
		at: when, state: store.TransmissionRead, message: store.MessageAccepted, segments: acmeNotice})
	n := &documents.ShipNotice{Number: "ASN-5501", Issued: when, Shipped: date(11, 22), Expected: date(11, 27), Carrier: "Harbor Freight Lines", Tracking: "1Z999AA10123456784",
		WayBill: "BOL-77120", ShipFrom: documents.Party{Name: "Acme Toledo", City: "Toledo", Country: "US"}, ShipTo: documents.Party{Name: "Harbor Manufacturing, Dock 3", City: "Rotterdam", Country: "NL"},
		Weight: some(d("486.5")), WeightIn: "KGM", OrderRefs: []string{"P00012"},
		Packages: []documents.Package{
			{ID: "P1", Kind: "PLT", SSCC: "006141410000000017", Weight: some(d("402"))},
			{ID: "C1", Parent: "P1", Kind: "CTN", SSCC: "006141410000000024"}, {ID: "C2", Parent: "P1", Kind: "CTN", SSCC: "006141410000000031"},
			{ID: "P2", Kind: "PLT", SSCC: "006141410000000048", Weight: some(d("84.5"))},
		},
		Lines: []documents.ShippedLine{
			{OrderNumber: "P00012", Number: "1", Item: screw, Quantity: d("6000"), Unit: "C62", Package: "C1", Origin: "US", Lots: []documents.Lot{{Number: "L26-1107", Quantity: d("6000")}}},
			{OrderNumber: "P00012", Number: "1", Item: screw, Quantity: d("6000"), Unit: "C62", Package: "C2", Origin: "US", Lots: []documents.Lot{{Number: "L26-1108", Quantity: d("4000")}, {Number: "L26-1109", Quantity: d("2000")}}},
			{OrderNumber: "P00012", Number: "3", Item: resin, Quantity: d("3"), Unit: "C62", Package: "P2", Lots: []documents.Lot{{Number: "EP-0912", Quantity: d("3"), Expires: date(6, 30)}}},
		}}
	id := w.document(&store.Document{Kind: documents.KindShipNotice, Direction: store.Inbound, Partner: Acme, Transmission: t, Message: m, Number: n.Number, Key: n.Number,
		Orders: []string{"P00012"}, Body: raw(w, n), State: store.DocumentPosted, At: when,
		Plan: raw(w, []documents.Arrival{{OrderKey: "12", LineKeys: []string{"31", "33"}, Expected: n.Expected, Tracking: n.Tracking}})},
		"keep: 856_20261122_0009.x12 came over SFTP and was kept.", "judge: Everything was ordered, and nothing is too much.",
		"post: The receipt's day and the tracking number stand in Odoo. Nothing counts as received.")
	w.ids.Notice = id
	w.result(id, rules.Accept, when, shipment.Result{Lines: []shipment.Line{{Shipped: 0, Quantity: d("6000")}, {Shipped: 1, Quantity: d("6000")}, {Shipped: 2, Quantity: d("3")}}})
	receipt := documents.Record{Kind: "receipt", Key: "71", Name: "WH/IN/00071", URL: "https://odoo.example/odoo/receipts/71"}
	w.posting(id, "wharf_asn_5501_12", when, documents.Written{Records: []documents.Record{receipt}, Changes: []documents.Change{
		{Record: receipt, Field: "carrier_tracking_ref", Sent: n.Tracking, After: n.Tracking},
		{Record: receipt, Field: "stock.move.date", Before: "2026-11-30", Sent: "2026-11-27", After: "2026-11-27"},
		{Record: documents.Record{Kind: "note", Key: "10", Name: "P00012"}, Field: "message_post",
			After: "Shipping notice ASN-5501. Expected on 2026-11-27.", Sent: "Shipping notice ASN-5501. Expected on 2026-11-27."}}})
}

func (w *writer) invoices() {
	w.ids.Invoice = w.invoice("INV-20391", "P00012", "0.084", store.DocumentPosted, 5)
	bill := documents.Record{Kind: "vendor bill", Key: "204", URL: "https://odoo.example/odoo/bills/204"}
	w.posting(w.ids.Invoice, "wharf_inv_20391", at(0, 5, 0), documents.Written{Records: []documents.Record{bill}, Changes: []documents.Change{
		{Record: bill, Field: "ref", Sent: "INV-20391", After: "INV-20391"}, {Record: bill, Field: "invoice_line_ids", Sent: "12000 x 0.084", After: "12000 x 0.084"}}})
	w.ids.PriceInvoice = w.invoice("INV-20402", "P00012", "0.0955", store.DocumentHeld, 2)
	w.ids.PriceException = w.exception(&store.Exception{Partner: Acme, Transmission: w.ids.InvoiceFile, Document: w.ids.PriceInvoice, Code: rules.PriceOver, Owner: rules.RoleAP, Order: "P00012", Line: "1",
		Expected: "0.084 USD", Actual: "0.0955 USD", Delta: "+13.7 %", Effect: "138.00 USD", Detail: "Message 0001, segment 9, IT104.", Opened: at(0, 2, 0)})
	w.unknown()
	w.waiting()
}

// unknown is an invoice for an order that nobody knows.
func (w *writer) unknown() {
	w.ids.UnknownInvoice = w.document(&store.Document{Kind: documents.KindInvoice, Direction: store.Inbound, Partner: Acme, Number: "INV-20410", Key: "INV-20410",
		Orders: []string{"P002709"}, State: store.DocumentHeld, Reference: "bill_acme_us_20410", At: at(0, 1, 50),
		Body: raw(w, &documents.Invoice{Number: "INV-20410", Date: date(11, 23), OrderNumber: "P002709", Currency: "USD", Total: some(d("33.6")),
			Lines: []documents.InvoiceLine{{Number: "1", OrderLine: "1", Item: screw, Quantity: d("400"), Unit: "C62", Price: some(d("0.0840"))}}})},
		"judge: Compared with the order: a person must decide.")
	f := rules.Finding{Code: rules.OrderUnknown, Actual: "P002709"}
	w.result(w.ids.UnknownInvoice, rules.Hold, at(0, 1, 50), match.Result{Verdict: rules.Hold, Findings: []rules.Finding{f}})
	w.exception(&store.Exception{Partner: Acme, Document: w.ids.UnknownInvoice, Code: f.Code, Owner: f.Code.Describe().Owner, Order: "P002709", Actual: f.Actual, Opened: at(0, 1, 50)})
}

// invoice keeps one of acme's for line 1, which fits if price is the order's.
func (w *writer) invoice(number, order, price string, state store.DocumentState, hoursAgo int) int64 {
	when := at(0, hoursAgo, 0)
	t, m := w.file(file{dir: store.Inbound, partner: Acme, name: "810_" + number + ".x12", kind: "810", version: "004010", control: "0000003" + number[7:],
		at: when, state: store.TransmissionRead, message: store.MessageAccepted, segments: acmeInvoice(number, order, price),
		defects: []store.Defect{{Pos: "message 0001, segment 4, N104", Code: "AK403 7", Severity: "warn", Value: "00-1234", Text: "The identification code is not one of the code list."}}})
	if state == store.DocumentHeld {
		w.ids.InvoiceFile = t
	}
	net := d("12000").Mul(d(price))
	i := &documents.Invoice{Number: number, Date: date(11, 23), Due: date(12, 23), OrderNumber: order, Currency: "USD", NoticeNumber: "ASN-5501", Terms: "Net 30",
		Supplier: documents.Party{Name: "Acme Fasteners Inc.", City: "Toledo", Country: "US"}, RemitTo: documents.Party{Name: "Acme Receivables", City: "Chicago", Country: "US"},
		Lines:   []documents.InvoiceLine{{Number: "1", OrderLine: "1", Item: screw, Quantity: d("12000"), Unit: "C62", Price: some(d(price)), Amount: some(net)}},
		Charges: []documents.Charge{{Code: "D240", Name: "Freight", Amount: d("45")}}, Net: some(net), Total: some(net.Add(d("45")))}
	id := w.document(&store.Document{Kind: documents.KindInvoice, Direction: store.Inbound, Partner: Acme, Transmission: t, Message: m, Number: number, Key: number,
		Orders: []string{order}, Body: raw(w, i), State: state, Reference: "wharf_" + number, At: when},
		"keep: 810_"+number+".x12 came over SFTP and was kept.", "read: Read as 810 with one warning.", "judge: Compared with order and receipt.")
	r := match.Result{Allocations: []match.Allocation{{Line: 0, Quantity: d("12000"), Price: d(price)}}}
	if state == store.DocumentHeld {
		r = match.Result{Verdict: rules.Hold, Allocations: r.Allocations, Findings: []rules.Finding{{Code: rules.PriceOver, Line: "1", Expected: "0.084 USD", Actual: "0.0955 USD", Delta: "+13.7 %", Effect: "138.00 USD"}}}
	}
	w.result(id, r.Verdict, when, r)
	return id
}

func (w *writer) waiting() {
	when := at(0, 0, 42)
	t, m := w.file(file{dir: store.Inbound, partner: Bolt, name: "INVOIC_90017.edi", kind: "INVOIC", version: "D.96A", control: "90017",
		at: when, state: store.TransmissionRead, message: store.MessageAccepted, segments: boltInvoice})
	i := &documents.Invoice{Number: "90017", Date: date(11, 23), OrderNumber: "P00013", Currency: "EUR", Supplier: documents.Party{Name: "Bolt & Söhne GmbH", City: "Nürnberg", Country: "DE"},
		Lines: []documents.InvoiceLine{{Number: "1", OrderLine: "1", Item: anchor, Quantity: d("600"), Unit: "C62", Price: some(d("1.95")), Amount: some(d("1170"))}},
		Taxes: []documents.Tax{{Kind: "VAT", Rate: some(d("19")), Base: some(d("1170")), Amount: some(d("222.3"))}}, Total: some(d("1392.3"))}
	id := w.document(&store.Document{Kind: documents.KindInvoice, Direction: store.Inbound, Partner: Bolt, Transmission: t, Message: m, Number: "90017", Key: "90017",
		Orders: []string{"P00013"}, Body: raw(w, i), State: store.DocumentWaiting, At: when},
		"keep: INVOIC_90017.edi came over SFTP and was kept.", "judge: Waits for the receipt of 600 pcs; it goes on by itself.")
	w.ids.WaitingInvoice = id
	w.result(id, rules.Wait, when, match.Result{Verdict: rules.Wait, Allocations: []match.Allocation{{Quantity: d("600"), Price: d("1.95")}}, Findings: []rules.Finding{{Code: rules.AwaitingReceipt, Line: "1", Expected: "600 pcs received", Actual: "0 pcs received"}}})
	w.ids.Duplicate = w.document(&store.Document{Kind: documents.KindInvoice, Direction: store.Inbound, Partner: Bolt, Number: "90017", Key: "90017", Orders: []string{"P00013"},
		Body: raw(w, i), State: store.DocumentDuplicate, Original: id, At: at(0, 0, 20)}, "judge: The same invoice came before.")
}

// trouble: a file that cannot be read, a decision that was made, and an
// acknowledgment that lies ready.
func (w *writer) trouble() {
	w.ids.Unreadable, _ = w.file(file{dir: store.Inbound, partner: Acme, name: "price list.csv", at: at(0, 1, 5), state: store.TransmissionRejected,
		segments: []string{"item;price;valid from\nAF-60620;0,0955;2026-12-01\nAF-60001;0,0240;2026-12-01"}})
	w.ids.FileException = w.exception(&store.Exception{Partner: Acme, Transmission: w.ids.Unreadable, Code: rules.EnvelopeDefect, Owner: rules.RoleEDIAdmin,
		Expected: "ISA or UNB at the start", Actual: "item;price;valid from", Detail: "byte 0: no interchange begins here", Opened: at(0, 1, 5)})
	w.ok(w.tx.AddEvent(w.ctx, &store.Event{Partner: Acme, Transmission: w.ids.Unreadable, At: at(0, 1, 5), Actor: "gateway", Step: "read", Text: "No interchange could be found. EDI admin was told."}))
	w.exception(&store.Exception{Partner: Acme, Transmission: w.ids.ResponseFile, Code: rules.EnvelopeDefect, Owner: rules.RoleEDIAdmin, Line: "interchange 000000311",
		Detail: "The count of groups is off by one.", Opened: at(5, 3, 0)})
	w.ids.Acknowledgment, _ = w.file(file{dir: store.Outbound, partner: Acme, name: "997_000000019.x12", kind: "997", version: "004010", control: "000000019", at: at(0, 2, 0), state: store.TransmissionReady,
		message: store.MessageAccepted, segments: []string{"ISA*00*          *00*          *ZZ*HARBORMFG      *01*123456789      *261123*1230*U*00401*000000019*0*P*>", "GS*FA*HARBORMFG*123456789*20261123*1230*19*X*004010", "ST*997*0001", "AK1*IN*302", "AK9*A*1*1*1", "SE*4*0001", "GE*1*19", "IEA*1*000000019"}})
	w.ids.ClosedException = w.exception(&store.Exception{Partner: Acme, Document: w.ids.Invoice, Code: rules.PriceOver, Owner: rules.RoleAP, Order: "P00012", Line: "2", Expected: "0.021 USD", Actual: "0.022 USD", Opened: at(4, 0, 0)})
	w.ok(w.tx.CloseException(w.ctx, w.ids.ClosedException, "paul", "Agreed on the phone with Acme; the order's price was wrong.", at(3, 5, 0)))
}

// SeedEvil adds a partner, a file and a document whose every name is Evil, and
// answers the exception's number. No page may take them at their word.
func SeedEvil(ctx context.Context, s store.Store) (document, exception, transmission int64, err error) {
	err = s.Update(ctx, store.Everything, func(tx store.Tx) error {
		w := &writer{ctx: ctx, tx: tx, ids: &IDs{}}
		document, exception, transmission = w.evil()
		return w.err
	})
	return document, exception, transmission, err
}

func (w *writer) evil() (document, exception, transmission int64) {
	_, err := w.tx.PutProfile(w.ctx, &partners.Profile{ID: "evil", Name: Evil, Standard: partners.X12, Terms: rules.DefaultTerms(), ERP: partners.ERPPartner{Reference: Evil},
		Them: []partners.Identity{{Qualifier: "ZZ", ID: Evil}}, Units: map[string]string{Evil: Evil}}, Now())
	w.ok(err)
	transmission, message := w.file(file{dir: store.Inbound, partner: "evil", name: "list\r\n" + Evil + ".csv", kind: Evil, version: Evil, control: Evil, at: at(2, 0, 0),
		state: store.TransmissionRead, message: store.MessageAccepted, segments: []string{"ISA*" + Evil, "BEG*" + Evil},
		defects: []store.Defect{{Pos: Evil, Code: Evil, Severity: Evil, Value: Evil, Text: Evil}}, unread: []store.Unread{{Pos: Evil, Raw: Evil}}})
	o := &documents.OrderResponse{Number: Evil, OrderNumber: "PO/" + Evil, Answer: documents.AnswerLines, Lines: []documents.ResponseLine{{Number: Evil, Item: documents.Item{Name: Evil, Buyer: Evil}, Note: Evil}}}
	document = w.document(&store.Document{Kind: documents.KindOrderResponse, Direction: store.Inbound, Partner: "evil", Number: Evil, Key: Evil, Transmission: transmission, Message: message, Orders: []string{"PO/" + Evil}, Test: true,
		Body: raw(w, o), State: store.DocumentHeld, At: at(2, 0, 0)}, "keep: "+Evil)
	exception = w.exception(&store.Exception{Partner: "evil", Document: document, Transmission: transmission, Code: rules.PriceChanged, Owner: rules.RoleBuyer, Order: "PO/" + Evil, Line: Evil, Expected: Evil, Actual: Evil,
		Delta: Evil, Effect: Evil, Detail: Evil, Opened: at(2, 0, 0)})
	w.posting(document, Evil, at(2, 0, 0), documents.Written{Records: []documents.Record{{Kind: Evil, Name: Evil, URL: "javascript:alert(1)"}}})
	return document, exception, transmission
}

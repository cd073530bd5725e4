// Package documents is the business as buyer and supplier speak of it: orders,
// the supplier's responses, shipping notices, invoices and bills, and the
// parties, items and amounts in them.
//
// A document has no syntax: an 855 and an ORDRSP both become an OrderResponse.
// Amounts and quantities are exact decimals; days are civil dates at the
// warehouse. Which segment a field came from is package translate's business,
// whether a document is right is package rules', and where it is kept is
// package store's.
//
// A Key is the ERP's own key of an order or a line. It is opaque here: it is
// handed back to whoever gave it and is never shown or sorted.
package documents

// Kind names a document. The values are stored and appear in addresses of
// pages; they do not change.
type Kind string

// The kinds of documents that travel.
const (
	KindOrder         Kind = "order"
	KindOrderResponse Kind = "orderresponse"
	KindShipNotice    Kind = "shipnotice"
	KindInvoice       Kind = "invoice"
)

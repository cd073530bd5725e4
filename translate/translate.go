// Package translate is meaning: a message becomes a document, a document becomes
// a message. It finds the map for a message, applies the partner's terms to it
// and collects what the map could not understand.
//
// Subpackages x12map and edifactmap hold one file per document, with the same
// name in both. Everything here is a pure function of its arguments: no clock,
// no store, no ERP. Whether what a document says is acceptable is package rules'
// business.
package translate

import (
	"errors"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
)

// ErrNoMap is wrapped when there is no map for a kind of message.
var ErrNoMap = errors.New("no map for this kind of message")

// Result is what a message came to. Exactly one of the documents is set when
// there is no error.
type Result struct {
	Kind       documents.Kind
	Order      *documents.Order
	Response   *documents.OrderResponse
	ShipNotice *documents.ShipNotice
	Invoice    *documents.Invoice

	// Defects are values that the map needs and cannot read; with severity
	// edi.Reject the document must not be used.
	Defects []edi.Defect

	// Unread are segments that no part of the map looked at, in their order: what
	// the supplier said and we did not understand.
	Unread []edi.Segment
}

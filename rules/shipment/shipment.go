// Package shipment judges a shipping notice against what was ordered. It counts
// nothing as received: a notice says what is on its way.
package shipment

import (
	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
)

// Input is all that a notice is judged by.
type Input struct {
	Notice *documents.ShipNotice
	Orders []*documents.Order // those the notice names, as the ERP has them now
	Terms  rules.Terms
}

// Line is one shipped line with the order line it was found to belong to.
type Line struct {
	Shipped  int // index in ShipNotice.Lines
	OrderKey string
	LineKey  string
	Quantity documents.Quantity // in the order line's unit
}

// Result is a judgement. There is one Arrival for each order; the gateway gives
// their References.
type Result struct {
	Verdict  rules.Verdict
	Lines    []Line
	Findings []rules.Finding
	Arrivals []documents.Arrival
}

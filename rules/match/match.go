// Package match judges an invoice against its order, what was received and what
// was billed before, line by line.
//
// Invoice does all steps in the order of doc/matching.md: header, line
// identification, price, quantity, charges, tax, totals. Its result is a value:
// the same input has the same result, and what was decided can be judged again
// when something has changed.
//
// What is not here: whether an invoice is a duplicate of another (package
// gateway knows what else is kept and asks Duplicate), conversion of units that
// the profile and the ERP do not know, credit notes (held for review).
package match

import (
	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
)

// Input is all that an invoice is judged by.
type Input struct {
	Invoice   *documents.Invoice
	Orders    []*documents.Order            // those the invoice names, as the ERP has them now, with what was received and billed
	InTransit map[string]documents.Quantity // by OrderLine.Key: on open receipts or announced by shipping notices, not yet received
	InFlight  map[string]documents.Quantity // by OrderLine.Key: accepted by the gateway for other invoices, not yet on a bill of the ERP
	Terms     rules.Terms
	Today     documents.Date // at the buyer's
}

// Allocation says that so much of an invoice line is billed against an order line.
type Allocation struct {
	Line     int // index in Invoice.Lines
	OrderKey string
	LineKey  string
	Quantity documents.Quantity // in the order line's unit
	Price    documents.Decimal  // as accepted, for one of the order line's units
}

// Result is a judgement. Bill is set when Verdict is rules.Accept, without
// Reference and SupplierKey, which the gateway gives.
type Result struct {
	Verdict     rules.Verdict
	Allocations []Allocation
	Findings    []rules.Finding
	Bill        *documents.Bill
}

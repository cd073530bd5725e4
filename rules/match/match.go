// Package match judges an invoice against its order, what was received and what
// was billed before, line by line.
//
// Invoice does all steps in the order of doc/matching.md: header, line
// identification, price, quantity, charges, tax, totals. Its result is a value:
// the same input has the same result, and what was decided can be judged again
// when something has changed.
//
// What is not here: which earlier invoices there are (package gateway knows what
// is kept and asks Duplicate), conversion of units that the profile and the ERP
// do not know, credit notes (held for review).
package match

import (
	"strconv"

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

// Invoice judges an invoice.
func Invoice(in Input) Result {
	j := judging{in: in, orders: map[string]*documents.Order{}, judged: map[string]bool{}, money: in.Invoice.Currency, now: map[*documents.OrderLine]*claim{}}
	j.header()
	if !j.credit() {
		for i := range in.Invoice.Lines {
			j.line(i)
		}
		if len(j.shares) == 0 && len(j.findings) == 0 {
			j.find(rules.Finding{Code: rules.LineUnmatched, Actual: "no line that bills anything"})
		}
		j.prices()
		j.quantities()
		j.charges()
		j.taxes()
		j.totals()
	}
	r := Result{Verdict: rules.Worst(j.findings), Findings: j.findings}
	for _, s := range j.shares {
		r.Allocations = append(r.Allocations, s.Allocation)
	}
	if r.Verdict == rules.Accept {
		r.Bill = j.bill()
	}
	return r
}

// share is an allocation with what it is about.
type share struct {
	Allocation
	order *documents.Order
	line  *documents.OrderLine
	goods documents.Decimal // what the invoice bills for it, allowances taken off
}

// claim is what this invoice bills of one order line, on all its lines together.
type claim struct {
	quantity documents.Quantity
	goods    documents.Decimal
	first    *share // the line to name in a finding
	pricey   bool   // its price was found to be too high
}

// judging is a judgement in the making.
type judging struct {
	in       Input
	orders   map[string]*documents.Order // by the number that the invoice names; nil for one that was not found
	judged   map[string]bool             // Order.Key: the header was judged against it
	money    string                      // the currency: the invoice's, else that of the first order
	worths   []worth                     // beside Invoice.Lines
	shares   []share                     // in the order of the invoice
	now      map[*documents.OrderLine]*claim
	lines    []*documents.OrderLine // the keys of now, in the order of the invoice
	unplaced bool                   // something on the invoice belongs to no order line
	findings []rules.Finding
}

func (j *judging) find(f rules.Finding) { j.findings = append(j.findings, f) }

// number is how a finding names the invoice line i.
func (j *judging) number(i int) string {
	if n := j.in.Invoice.Lines[i].Number; n != "" {
		return n
	}
	return strconv.Itoa(i + 1)
}

// about is a finding about a share, to be filled in.
func (j *judging) about(c rules.Code, s *share) rules.Finding {
	return rules.Finding{Code: c, Line: j.number(s.Line), OrderKey: s.OrderKey, LineKey: s.LineKey}
}

// bill is what is to stand in the ERP.
func (j *judging) bill() *documents.Bill {
	inv := j.in.Invoice
	b := &documents.Bill{Number: inv.Number, Date: inv.Date, Currency: j.money, Total: documents.Some(j.total())}
	known := map[string]bool{}
	for _, s := range j.shares {
		if !known[s.OrderKey] {
			known[s.OrderKey] = true
			b.Orders = append(b.Orders, s.order.Number)
		}
		name := s.line.Item.Name
		if name == "" {
			name = inv.Lines[s.Line].Item.Name
		}
		b.Lines = append(b.Lines, documents.BillLine{OrderKey: s.OrderKey, LineKey: s.LineKey, Name: name, Quantity: s.Quantity, Price: s.Price})
	}
	return b
}

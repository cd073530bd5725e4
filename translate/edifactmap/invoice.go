package edifactmap

import (
	"slices"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/translate"
)

// creditTypes is data element 1001 of credit notes.
var creditTypes = []string{"381", "81", "83", "261", "262", "396", "420", "458", "532"}

var (
	noticeReferences = []string{"AAK", "DQ", "AAU"} // 1153 of the shipping notice that is billed, best first
	otherReferences  = []string{"OI", "IV", "CT", "ACE", "BO", "ZZZ"}
	dueDates         = []string{"13", "140", "265"} // 2005
	totals           = []string{"77", "39", "86", "9"}
	taxTotals        = []string{"176", "124", "150"}
	quantities       = []string{"47", "61", "12"} // 6063: invoiced, returned, despatched
	lineAmounts      = []string{"203", "38", "66"}
	invoicedAmounts  = []string{"8", "23", "204"} // 5025 of a charge
)

// invoiceReading reads an INVOIC.
type invoiceReading struct {
	*translate.Reading
	invoice *documents.Invoice
	parties parties
	line    *documents.InvoiceLine // that LIN opened; nil in header and summary
	lin     *edi.Segment
	own     lineNumber
	numbers numbers
	tax     *documents.Tax
	charge  *charge // that ALC opened
	after   string  // 1153 of the RFF just before, for its DTM
	skip    bool    // a sub line is being passed over
	done    bool    // the summary has begun

	headerTaxes []documents.Tax // told before the lines; count only if the summary tells none
	allCharges  documents.Optional
	best        map[string]int // place in its list of what was read, from 1, for each kind of value
}

// charge is an ALC with what follows it.
type charge struct {
	alc    *edi.Segment
	amount documents.Optional
	apart  bool // it does not change what is to be paid, or is none
}

func readInvoice(in *translate.Reading) *translate.Result {
	i := &documents.Invoice{}
	r := &invoiceReading{Reading: in, invoice: i, best: map[string]int{}}
	r.parties.roles = translate.Roles{
		{For: buyerRoles, Party: &i.Buyer}, {For: supplierRoles, Party: &i.Supplier},
		{For: remitToRoles, Party: &i.RemitTo}, {For: shipToRoles, Party: &i.ShipTo},
	}
	in.Each(r.take)
	r.closeLine()
	r.finish()
	translate.Positive(i)
	in.Result.Invoice = i
	return in.Result
}

// finish settles what can be said only at the end.
func (r *invoiceReading) finish() {
	i := r.invoice
	if len(i.Taxes) == 0 {
		i.Taxes = r.headerTaxes
	}
	if !i.Tax.Valid {
		for _, t := range i.Taxes {
			i.Tax = translate.Sum(i.Tax, t.Amount)
		}
	}
	told := len(i.Charges) > 0
	for _, l := range i.Lines {
		told = told || len(l.Charges) > 0
	}
	if !told && r.allCharges.Valid && !r.allCharges.Decimal.IsZero() {
		i.Charges = append(i.Charges, translate.NewCharge("", "charges and allowances in total", false, r.allCharges.Decimal))
	}
	if i.Number == "" {
		r.Lacking(edi.Reject, "the invoice has no number")
	}
	if i.Date.IsZero() {
		r.Lacking(edi.Reject, "the invoice has no date")
	}
	if !i.Total.Valid {
		r.Lacking(edi.Reject, "the invoice has no total")
	}
}

func (r *invoiceReading) take(s *edi.Segment) bool {
	after := r.after
	r.after = ""
	switch s.Tag {
	case "LIN":
		r.closeLine()
		if r.skip = subLine(s); r.skip {
			return false
		}
		r.openLine(s)
		return true
	case "UNS":
		r.closeLine()
		r.done, r.skip = true, false
		return true
	case "CNT":
		if s.Element(1) == "2" {
			r.Count(s, 1, 2, len(r.invoice.Lines))
		}
		return s.Element(1) == "2"
	}
	if r.skip {
		return false
	}
	switch s.Tag {
	case "ALC":
		return r.openCharge(s)
	case "TAX":
		return r.openTax(s)
	case "MOA":
		return r.takeAmount(s)
	case "PCD":
		return r.charge != nil // the amount is told as well, or is missed when the charge is closed
	}
	if r.line != nil {
		return r.takeInLine(s)
	}
	return r.takeInHeader(s, after)
}

func (r *invoiceReading) takeInHeader(s *edi.Segment, after string) bool {
	i, q := r.invoice, s.Element(1)
	switch s.Tag {
	case "BGM":
		r.readHeader(s)
	case "DTM":
		switch {
		case q == "137" || q == "3" && i.Date.IsZero():
			i.Date = day(r.Reading, s)
		case slices.Contains(dueDates, q):
			i.Due = day(r.Reading, s)
		case q == "171" && after == "ON", q == "4":
			i.OrderDate = day(r.Reading, s)
		default:
			return false
		}
	case "RFF":
		return r.takeReference(s)
	case "CUX":
		i.Currency = s.Component(1, 2)
	case "FTX":
		if q != "AAB" || components(s, 4, 1, 5) == "" { // 4451: terms of payment
			return false
		}
		i.Terms = words(i.Terms, components(s, 4, 1, 5))
	case "PAT":
		text := components(s, 2, 4, 5)
		i.Terms = words(i.Terms, text)
		return text != "" || len(s.Elements) < 2 // a bare PAT only opens the dates behind it
	default:
		return r.parties.take(s)
	}
	return true
}

func (r *invoiceReading) readHeader(s *edi.Segment) {
	i := r.invoice
	i.Number = s.Element(2)
	i.Credit = slices.Contains(creditTypes, s.Element(1))
	if s.Element(3) == "1" { // 1225
		r.Defect(s, 3, 0, edi.CodeBadValue, edi.Reject, "this cancels an invoice, which only a person can do")
	}
}

func (r *invoiceReading) takeReference(s *edi.Segment) bool {
	i, q, number := r.invoice, s.Element(1), s.Component(1, 2)
	r.after = q
	switch {
	case q == "ON":
		i.OrderNumber = number
	case q == "VN":
		i.SupplierNumber = number
	case slices.Contains(noticeReferences, q):
		return r.better("notice", rank(noticeReferences, q), func() { i.NoticeNumber = number })
	case slices.Contains(otherReferences, q):
		i.References = append(i.References, number)
	default:
		return r.parties.take(s)
	}
	return true
}

// better calls set when a value stands at a better place in its list than what was
// read of that kind before. Place 0 is none.
func (r *invoiceReading) better(kind string, place int, set func()) bool {
	if place == 0 || r.best[kind] > 0 && place >= r.best[kind] {
		return false
	}
	r.best[kind] = place
	set()
	return true
}

func (r *invoiceReading) openLine(s *edi.Segment) {
	r.invoice.Lines = append(r.invoice.Lines, documents.InvoiceLine{Number: s.Element(1)})
	r.line = &r.invoice.Lines[len(r.invoice.Lines)-1]
	r.lin, r.own, r.numbers = s, lineNumber{own: s.Element(1)}, newNumbers(s)
	for _, kind := range []string{"price", "amount", "quantity"} {
		delete(r.best, kind)
	}
}

func (r *invoiceReading) takeInLine(s *edi.Segment) bool {
	l, q := r.line, s.Element(1)
	switch s.Tag {
	case "PIA":
		return q != "3" && r.numbers.takePIA(s)
	case "IMD":
		l.Item.Name = itemName(l.Item.Name, s)
	case "QTY":
		return r.better("quantity", rank(quantities, q), func() { l.Quantity, l.Unit = quantity(r.Reading, s) })
	case "PRI":
		return r.better("price", rank(prices, q), func() { l.Price = priceOf(r.Reading, s, l.Unit) })
	case "RFF":
		order, ok := r.own.take(s)
		if order != "" {
			l.OrderNumber = order
		}
		return ok
	default:
		return false
	}
	return true
}

// closeLine finishes what is open: charge, tax and line.
func (r *invoiceReading) closeLine() {
	r.closeCharge()
	r.tax = nil
	l := r.line
	if l == nil {
		return
	}
	r.line = nil
	l.Item, l.OrderLine = r.numbers.item(l.Item.Name), r.own.String()
	switch place := r.best["quantity"]; {
	case place == 0:
		r.Defect(r.lin, 0, 0, edi.CodeMandatoryMissing, edi.Reject, "the line has no quantity invoiced")
	case quantities[place-1] == "12":
		r.Defect(r.lin, 0, 0, edi.CodeMandatoryMissing, edi.Note, "the quantity invoiced is missing; the one despatched is read")
	}
}

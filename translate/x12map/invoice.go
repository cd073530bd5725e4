package x12map

import (
	"errors"
	"slices"
	"strconv"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/translate"
)

// noticeReferences is data element 128 of the shipping notice that is billed,
// best first: notice or manifest, shipper's number, packing list, delivery.
var noticeReferences = []string{"MA", "SI", "PK", "DO"}

// otherReferences are kept as they are: original invoice, invoice, contract,
// carrier's number, mutually defined.
var otherReferences = []string{"OI", "IV", "CT", "CN", "ZZ"}

// invoiceReading reads an 810.
type invoiceReading struct {
	*translate.Reading
	invoice  *documents.Invoice
	parties  parties
	line     *documents.InvoiceLine // that IT1 opened; nil in header and summary
	done     bool                   // the summary has begun
	noticeBy int                    // index in noticeReferences of NoticeNumber, from 1
}

func readInvoice(in *translate.Reading) *translate.Result {
	i := &documents.Invoice{}
	r := &invoiceReading{Reading: in, invoice: i}
	r.parties.roles = translate.Roles{
		{For: buyerRoles, Party: &i.Buyer}, {For: supplierRoles, Party: &i.Supplier},
		{For: remitToRoles, Party: &i.RemitTo}, {For: shipToRoles, Party: &i.ShipTo},
	}
	in.Each(r.take)
	if i.Number == "" {
		in.Lacking(edi.Reject, "the invoice has no number")
	}
	if !i.Total.Valid {
		in.Lacking(edi.Reject, "the invoice has no total")
	}
	for _, t := range i.Taxes {
		i.Tax = translate.Sum(i.Tax, t.Amount)
	}
	translate.Positive(i)
	in.Result.Invoice = i
	return in.Result
}

func (r *invoiceReading) take(s *edi.Segment) bool {
	switch s.Tag {
	case "IT1":
		r.invoice.Lines = append(r.invoice.Lines, r.readLine(s))
		r.line = &r.invoice.Lines[len(r.invoice.Lines)-1]
		return true
	case "TDS": // TDS02 to TDS04 are about the discount for early payment
		r.line, r.done = nil, true
		r.invoice.Total = amount(r.Reading, s, 1)
		return true
	case "CTT":
		r.line, r.done = nil, true
		r.Count(s, 1, 0, len(r.invoice.Lines))
		return true
	case "SAC":
		return r.takeCharge(s)
	case "TXI":
		r.takeTax(s)
		return true
	}
	switch {
	case r.line != nil:
		return r.takeInLine(s)
	case r.done:
		return false
	}
	return r.takeInHeader(s)
}

func (r *invoiceReading) takeInHeader(s *edi.Segment) bool {
	i := r.invoice
	switch s.Tag {
	case "BIG":
		i.Date = date(r.Reading, s, 1, edi.Reject)
		i.Number = s.Element(2)
		i.OrderDate = date(r.Reading, s, 3, edi.Note)
		i.OrderNumber = s.Element(4)
		i.Credit = s.Element(7) == "CR" || s.Element(7) == "CN" // element 640
		if i.Date.IsZero() && s.Element(1) == "" {
			r.Defect(s, 1, 0, edi.CodeMandatoryMissing, edi.Reject, "the invoice date is missing")
		}
	case "CUR":
		i.Currency = s.Element(2)
	case "REF":
		return r.takeReference(s)
	case "ITD":
		if s.Element(6) == "" && s.Element(12) == "" {
			return false
		}
		if s.Element(6) != "" {
			i.Due = date(r.Reading, s, 6, edi.Note)
		}
		i.Terms = words(i.Terms, s.Element(12))
	default:
		return r.parties.take(s)
	}
	return true
}

func (r *invoiceReading) takeReference(s *edi.Segment) bool {
	i, q := r.invoice, s.Element(1)
	n := slices.Index(noticeReferences, q) + 1
	switch {
	case q == "VN":
		i.SupplierNumber = s.Element(2)
	case q == "PO" && i.OrderNumber == "":
		i.OrderNumber = s.Element(2)
	case n > 0 && (r.noticeBy == 0 || n < r.noticeBy):
		i.NoticeNumber, r.noticeBy = s.Element(2), n
	case slices.Contains(otherReferences, q):
		i.References = append(i.References, s.Element(2))
	default:
		return r.parties.take(s)
	}
	return true
}

func (r *invoiceReading) readLine(s *edi.Segment) documents.InvoiceLine {
	numbers := pairs(s, 6, 25)
	l := documents.InvoiceLine{
		Number:      s.Element(1),
		OrderNumber: numbers["PO"],
		OrderLine:   numbers["PL"],
		Item:        item(numbers),
		Quantity:    r.NeedNumber(s, 2, 0, "the quantity"),
		Unit:        r.Units.Read(s.Element(3)),
	}
	if l.OrderLine == "" { // IT101 repeats PO101 unless something else does
		l.OrderLine = l.Number
	}
	l.Price = price(r.Reading, s, 4, l.Unit)
	return l
}

func (r *invoiceReading) takeInLine(s *edi.Segment) bool {
	switch {
	case s.Tag == "PID" && s.Element(5) != "":
		r.line.Item.Name = words(r.line.Item.Name, s.Element(5))
	case s.Tag == "PAM" && s.Element(4) == "1": // element 522: total of the line
		r.line.Amount = r.Number(s, 5, 0, edi.Reject)
	case s.Tag == "REF" && s.Element(1) == "PO":
		r.line.OrderNumber = s.Element(2)
	case s.Tag == "REF" && s.Element(1) == "LI":
		r.line.OrderLine = s.Element(2)
	default:
		return false
	}
	return true
}

// unbilled is data element 331 of charges that do not change what is to be paid
// with this invoice: settled apart, or told only.
var unbilled = []string{"01", "03", "04", "05", "15"}

// takeCharge reads a SAC of the line or of the whole invoice. SAC05 is the amount
// whatever else is said; without it SAC08 times SAC10 is.
func (r *invoiceReading) takeCharge(s *edi.Segment) bool {
	kind := s.Element(1)
	if kind != "A" && kind != "C" || slices.Contains(unbilled, s.Element(12)) {
		return false
	}
	sum := amount(r.Reading, s, 5)
	if s.Element(5) == "" {
		rate, count := r.Number(s, 8, 0, edi.Reject), r.Number(s, 10, 0, edi.Reject)
		if !rate.Valid || !count.Valid {
			r.Defect(s, 5, 0, edi.CodeMandatoryMissing, edi.Note, "the amount of the charge is missing, and a percentage alone is not computed")
			return false
		}
		sum = documents.Some(rate.Decimal.Mul(count.Decimal))
	}
	c := translate.NewCharge(s.Element(2), s.Element(15), kind == "A", sum.Decimal)
	if r.line != nil {
		r.line.Charges = append(r.line.Charges, c)
	} else {
		r.invoice.Charges = append(r.invoice.Charges, c)
	}
	return true
}

// takeTax reads a TXI. TXI03 is a fraction, 0.19 for 19 %; one of 1 or more can
// only be meant as percent.
func (r *invoiceReading) takeTax(s *edi.Segment) {
	t := documents.Tax{
		Kind:   s.Element(1),
		Amount: r.Number(s, 2, 0, edi.Reject),
		Rate:   r.Number(s, 3, 0, edi.Note),
		Base:   r.Number(s, 8, 0, edi.Note),
	}
	if t.Rate.Valid && t.Rate.Decimal.IntPart() == 0 {
		t.Rate.Decimal = t.Rate.Decimal.Shift(2)
	}
	if r.line != nil {
		r.line.Taxes = append(r.line.Taxes, t)
	} else {
		r.invoice.Taxes = append(r.invoice.Taxes, t)
	}
}

// invoice writes an 810. The net sum has no place in it.
func (w *writing) invoice(i *documents.Invoice) {
	kind := ""
	if i.Credit {
		kind = "CR"
	}
	if i.Date.IsZero() || !i.Total.Valid {
		w.Fail(errors.New("the invoice has no date or no total"))
	}
	w.add("BIG", formatDate(i.Date), w.Need("invoice number", i.Number, 22), formatDate(i.OrderDate),
		w.Text("order number", i.OrderNumber, 22), "", "", kind)
	if i.Currency != "" {
		w.add("CUR", "SE", w.Text("currency", i.Currency, 3))
	}
	w.reference("VN", i.SupplierNumber)
	w.reference("MA", i.NoticeNumber)
	for _, ref := range i.References {
		w.reference("ZZ", ref)
	}
	w.party("BY", i.Buyer)
	w.party("SU", i.Supplier)
	w.party("RI", i.RemitTo)
	w.party("ST", i.ShipTo)
	if !i.Due.IsZero() {
		w.add("ITD", "", "", "", "", "", formatDate(i.Due))
	}
	w.terms(i.Terms)
	for _, l := range i.Lines {
		w.invoiceLine(&l)
	}
	w.add("TDS", w.amount("total", i.Total.Decimal))
	w.taxes(i.Taxes)
	w.charges(i.Charges)
	w.add("CTT", strconv.Itoa(len(i.Lines)))
}

func (w *writing) invoiceLine(l *documents.InvoiceLine) {
	orderLine := l.OrderLine
	if orderLine == l.Number {
		orderLine = ""
	}
	w.add("IT1", append([]string{w.Text("line number", l.Number, 20), translate.FormatNumber(l.Quantity),
		w.unit(l.Unit), optional(l.Price), ""}, w.itemPairs(l.Item, "PO", l.OrderNumber, "PL", orderLine)...)...)
	w.taxes(l.Taxes)
	if l.Amount.Valid {
		w.add("PAM", "", "", "", "1", optional(l.Amount))
	}
	w.itemName(l.Item.Name)
	w.charges(l.Charges)
}

func (w *writing) charges(charges []documents.Charge) {
	for _, c := range charges {
		kind := "C"
		if c.Allowance {
			kind = "A"
		}
		code := w.Text("charge code", c.Code, 4)
		if code == "" {
			code = "ZZZZ"
		}
		w.add("SAC", kind, code, "", "", w.amount("charge", c.Amount), "", "", "", "", "", "", "06", "", "", words(w.Fold("description", c.Name, 80, 1)...))
	}
}

func (w *writing) taxes(taxes []documents.Tax) {
	for _, t := range taxes {
		rate := t.Rate
		if rate.Valid {
			rate.Decimal = rate.Decimal.Shift(-2)
		}
		kind := w.Text("tax kind", t.Kind, 2)
		w.add("TXI", kind, optional(t.Amount), optional(rate), "", "", "", "", optional(t.Base))
	}
}

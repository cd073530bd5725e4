package edifactmap

import (
	"errors"
	"slices"
	"strconv"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/translate"
)

// unbilled is data element 4471 of charges that do not change what is to be paid
// with this invoice: billed back, paid by the supplier.
var unbilled = []string{"1", "5"}

// openCharge reads an ALC; its amount follows.
func (r *invoiceReading) openCharge(s *edi.Segment) bool {
	r.closeCharge()
	r.tax = nil
	kind := s.Element(1) // 5463
	r.charge = &charge{alc: s, apart: kind != "A" && kind != "C" || slices.Contains(unbilled, s.Element(3))}
	return !r.charge.apart
}

// closeCharge adds the charge that is open to its line or to the whole.
func (r *invoiceReading) closeCharge() {
	c := r.charge
	r.charge = nil
	switch {
	case c == nil || c.apart:
		return
	case !c.amount.Valid:
		r.Defect(c.alc, 0, 0, edi.CodeMandatoryMissing, edi.Note, "the amount of the charge is missing, and a percentage alone is not computed")
		return
	}
	code := c.alc.Component(5, 1)
	if code == "" {
		code = c.alc.Component(2, 2) // 5189
	}
	made := translate.NewCharge(code, components(c.alc, 5, 4, 5), c.alc.Element(1) == "A", c.amount.Decimal)
	if r.line != nil {
		r.line.Charges = append(r.line.Charges, made)
	} else {
		r.invoice.Charges = append(r.invoice.Charges, made)
	}
}

// openTax reads a TAX; amount and base may follow. A tax behind an ALC is one on
// the charge, which the document has no place for: the summary has its sum.
func (r *invoiceReading) openTax(s *edi.Segment) bool {
	if r.done { // there, no tax is a charge's
		r.closeCharge()
	}
	if s.Element(1) != "7" || r.charge != nil { // 5283: a tax
		return false
	}
	t := documents.Tax{
		Kind: s.Component(2, 1),
		Rate: r.Number(s, 5, 4, edi.Note),
		Base: r.Number(s, 4, 1, edi.Note),
	}
	to := &r.headerTaxes
	switch {
	case r.line != nil:
		to = &r.line.Taxes
	case r.done:
		to = &r.invoice.Taxes
	}
	*to = append(*to, t)
	r.tax = &(*to)[len(*to)-1]
	return true
}

// takeAmount reads a MOA by what stands before it: a charge, a tax, a line or the
// summary.
func (r *invoiceReading) takeAmount(s *edi.Segment) bool {
	i, q := r.invoice, s.Element(1)
	switch {
	case r.charge != nil && slices.Contains(invoicedAmounts, q):
		r.charge.amount = r.Number(s, 1, 2, edi.Reject)
		return !r.charge.apart
	case r.charge != nil && !r.done:
		return false
	case r.tax != nil && (q == "124" || q == "150"):
		r.tax.Amount = r.Number(s, 1, 2, edi.Reject)
		return true
	case r.tax != nil && q == "125":
		r.tax.Base = r.Number(s, 1, 2, edi.Note)
		return true
	case r.line != nil:
		return r.better("amount", rank(lineAmounts, q), func() { r.line.Amount = r.Number(s, 1, 2, edi.Reject) })
	case !r.done:
		return false
	case q == "79":
		i.Net = r.Number(s, 1, 2, edi.Reject)
	case q == "131":
		r.allCharges = r.Number(s, 1, 2, edi.Note)
	case slices.Contains(totals, q):
		return r.better("total", rank(totals, q), func() { i.Total = r.Number(s, 1, 2, edi.Reject) })
	case slices.Contains(taxTotals, q):
		return r.better("tax", rank(taxTotals, q), func() { i.Tax = r.Number(s, 1, 2, edi.Reject) })
	default:
		return false
	}
	return true
}

// invoice writes an INVOIC.
func (w *writing) invoice(i *documents.Invoice) {
	kind := "380"
	if i.Credit {
		kind = "381"
	}
	if i.Date.IsZero() || !i.Total.Valid {
		w.Fail(errors.New("the invoice has no date or no total"))
	}
	w.Add("BGM", of(kind), of(w.Need("invoice number", i.Number, 35)), of("9"))
	w.date("137", i.Date)
	w.text("AAB", i.Terms)
	if i.OrderNumber != "" {
		w.reference("ON", i.OrderNumber)
		w.date("171", i.OrderDate)
	}
	w.reference("VN", i.SupplierNumber)
	w.reference("AAK", i.NoticeNumber)
	for _, ref := range i.References {
		w.reference("ZZZ", ref)
	}
	w.party("BY", i.Buyer)
	w.party("SU", i.Supplier)
	w.party("RE", i.RemitTo)
	w.party("DP", i.ShipTo)
	w.currency(i.Currency, "4")
	if !i.Due.IsZero() {
		w.Add("PAT", of("3")) // 4279: fixed date
		w.date("13", i.Due)
	}
	w.charges(i.Charges)
	for _, l := range i.Lines {
		w.invoiceLine(&l)
	}
	w.Add("UNS", of("S"))
	w.Add("CNT", of("2", strconv.Itoa(len(i.Lines))))
	w.amount("79", i.Net)
	w.amount("77", i.Total)
	w.amount("176", i.Tax)
	w.taxes(i.Taxes)
}

func (w *writing) invoiceLine(l *documents.InvoiceLine) {
	w.line(l.Number, "", l.Item, nil)
	w.Add("QTY", of("47", translate.FormatNumber(l.Quantity), w.Units.Write(l.Unit)))
	w.amount("203", l.Amount)
	if l.Price.Valid {
		w.Add("PRI", of("AAA", optional(l.Price)))
	}
	switch {
	case l.OrderNumber != "":
		w.Add("RFF", of("ON", w.Text("order number", l.OrderNumber, 35), w.Text("order line", l.OrderLine, 6)))
	case l.OrderLine != l.Number:
		w.reference("LI", l.OrderLine)
	}
	w.taxes(l.Taxes)
	w.charges(l.Charges)
}

// amount writes a MOA, and nothing for an absent amount.
func (w *writing) amount(qualifier string, o documents.Optional) {
	if o.Valid {
		w.Add("MOA", of(qualifier, optional(o)))
	}
}

func (w *writing) taxes(taxes []documents.Tax) {
	for _, t := range taxes {
		w.Add("TAX", of("7"), of(w.Text("tax kind", t.Kind, 3)), nil, of(optional(t.Base)), of("", "", "", optional(t.Rate)))
		w.amount("124", t.Amount)
	}
}

func (w *writing) charges(charges []documents.Charge) {
	for _, c := range charges {
		kind := "C"
		if c.Allowance {
			kind = "A"
		}
		w.Add("ALC", of(kind), nil, nil, nil, append(of(w.Text("charge code", c.Code, 3), "", ""), w.Fold("charge", c.Name, 35, 2)...))
		w.amount("8", documents.Some(c.Amount))
	}
}

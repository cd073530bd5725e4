package x12map

import (
	"errors"
	"slices"
	"strconv"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/translate"
)

// orderReading reads an 850.
type orderReading struct {
	*translate.Reading
	order   *documents.Order
	line    *documents.OrderLine // that PO1 opened; nil in the header
	due     documents.Date       // asked for in the header, for all lines
	parties parties
	done    bool // the summary has begun
}

func readOrder(in *translate.Reading) *translate.Result {
	o := &documents.Order{}
	r := &orderReading{Reading: in, order: o}
	r.parties.roles = translate.Roles{
		{For: buyerRoles, Party: &o.Buyer}, {For: supplierRoles, Party: &o.Supplier}, {For: shipToRoles, Party: &o.ShipTo},
	}
	in.Each(r.take)
	for i := range o.Lines {
		if o.Lines[i].Due.IsZero() {
			o.Lines[i].Due = r.due
		}
	}
	if o.Number == "" {
		in.Lacking(edi.Reject, "the order has no number")
	}
	if len(o.Lines) == 0 {
		in.Lacking(edi.Note, "the order has no lines")
	}
	in.Result.Order = o
	return in.Result
}

func (r *orderReading) take(s *edi.Segment) bool {
	switch s.Tag {
	case "PO1":
		r.order.Lines = append(r.order.Lines, r.readLine(s))
		r.line = &r.order.Lines[len(r.order.Lines)-1]
		return true
	case "CTT":
		r.done = true
		r.Count(s, 1, 0, len(r.order.Lines))
		return true
	}
	switch {
	case r.done:
		return false
	case r.line != nil:
		return r.takeInLine(s)
	}
	return r.takeInHeader(s)
}

func (r *orderReading) takeInHeader(s *edi.Segment) bool {
	o := r.order
	switch s.Tag {
	case "BEG":
		o.Number = s.Element(3)
		o.Date = date(r.Reading, s, 5, edi.Note)
		o.State = documents.OrderOpen
		if s.Element(1) == "01" { // element 353: cancellation
			o.State = documents.OrderCancelled
		}
	case "CUR":
		o.Currency = s.Element(2)
	case "REF":
		if s.Element(1) != "VN" {
			return r.parties.take(s)
		}
		o.SupplierNumber = s.Element(2)
	case "ITD":
		if s.Element(12) == "" {
			return false
		}
		o.Terms = words(o.Terms, s.Element(12))
	case "FOB":
		if s.Element(4) != "01" || s.Element(5) == "" { // element 334: Incoterms
			return false
		}
		if o.Incoterm = s.Element(5); o.Incoterm == "ZZZ" { // a term that the version does not know
			o.Incoterm = s.Element(7)
		}
	case "DTM":
		if s.Element(1) != "002" {
			return false
		}
		r.due = dtm(r.Reading, s)
	case "N9":
		return s.Element(1) == "L1"
	case "MSG", "MTX":
		o.Note = noteText(o.Note, s)
	default:
		return r.parties.take(s)
	}
	return true
}

func (r *orderReading) readLine(s *edi.Segment) documents.OrderLine {
	l := documents.OrderLine{
		Item:     item(pairs(s, 6, 25)),
		Quantity: r.NeedNumber(s, 2, 0, "the quantity"),
		Unit:     r.Units.Read(s.Element(3)),
	}
	l.Price = price(r.Reading, s, 4, l.Unit).Decimal
	if s.Element(4) == "" {
		r.Defect(s, 4, 0, edi.CodeMandatoryMissing, edi.Note, "the price is missing")
	}
	if n := s.Element(1); n != "" {
		var err error
		if l.Number, err = strconv.Atoi(n); err != nil || l.Number < 0 {
			l.Number = 0
			r.Defect(s, 1, 0, edi.CodeBadCharacter, edi.Note, "the line number is not a number")
		}
	}
	return l
}

func (r *orderReading) takeInLine(s *edi.Segment) bool {
	switch {
	case s.Tag == "PID" && s.Element(5) != "":
		r.line.Item.Name = words(r.line.Item.Name, s.Element(5))
	case s.Tag == "DTM" && s.Element(1) == "002":
		r.line.Due = dtm(r.Reading, s)
	case s.Tag == "SCH" && s.Element(5) == "002" && r.line.Due.IsZero():
		r.line.Due = date(r.Reading, s, 6, edi.Note)
	default:
		return false
	}
	return true
}

// order writes an 850.
func (w *writing) order(o *documents.Order) {
	purpose := "00"
	if o.State == documents.OrderCancelled {
		purpose = "01"
	}
	if o.Date.IsZero() {
		w.Fail(errors.New("order date is missing"))
	}
	w.add("BEG", purpose, "SA", w.Need("order number", o.Number, 22), "", formatDate(o.Date))
	if o.Currency != "" {
		w.add("CUR", "BY", w.Text("currency", o.Currency, 3))
	}
	w.reference("VN", o.SupplierNumber)
	if o.Incoterm != "" {
		w.incoterm(o.Incoterm)
	}
	w.terms(o.Terms)
	w.note(o.Note)
	w.party("BY", o.Buyer)
	w.party("SU", o.Supplier)
	w.party("ST", o.ShipTo)
	if len(o.Lines) == 0 {
		w.Fail(errors.New("the order has no lines"))
	}
	for _, l := range o.Lines {
		if l.Number <= 0 || l.Unit == "" {
			w.Fail(errors.New("an order line has no number or no unit"))
		}
		w.add("PO1", append([]string{strconv.Itoa(l.Number), translate.FormatNumber(l.Quantity), w.unit(l.Unit),
			translate.FormatNumber(l.Price), basis(l.Unit)}, w.itemPairs(l.Item)...)...)
		w.itemName(l.Item.Name)
		if !l.Due.IsZero() {
			w.add("DTM", "002", formatDate(l.Due))
		}
	}
	w.add("CTT", strconv.Itoa(len(o.Lines)))
}

// terms writes ITD segments with the terms of payment in words.
func (w *writing) terms(text string) {
	for _, part := range w.Fold("terms", text, 80, 5) {
		w.add("ITD", "", "", "", "", "", "", "", "", "", "", "", part)
	}
}

// incoterms are those that X12 data element 335 has in 004010 and 005010, which are
// older than the Incoterms of 2010.
var incoterms = []string{"CFR", "CIF", "CIP", "CPT", "DAF", "DDP", "DDU", "DEQ", "DES", "EXW", "FAS", "FCA", "FOB"}

// incoterm writes FOB. Who pays the freight (element 146) is as agreed; a term that
// 335 does not have stands in FOB07.
func (w *writing) incoterm(term string) {
	term = w.Text("Incoterm", term, 3)
	if slices.Contains(incoterms, term) {
		w.add("FOB", "DF", "", "", "01", term)
		return
	}
	w.add("FOB", "DF", "", "", "01", "ZZZ", "ZZ", term)
}

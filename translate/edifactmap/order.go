package edifactmap

import (
	"errors"
	"strconv"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/translate"
)

// orderReading reads an ORDERS.
type orderReading struct {
	*translate.Reading
	order   *documents.Order
	parties parties
	due     documents.Date       // asked for in the header, for all lines
	line    *documents.OrderLine // that LIN opened; nil in the header
	lin     *edi.Segment
	numbers numbers // of the line
	counted bool    // the line's quantity was there
	priceBy int     // index in prices of the line's price, from 1
	skip    bool    // a sub line is being passed over
	done    bool    // the summary has begun
}

func readOrder(in *translate.Reading) *translate.Result {
	o := &documents.Order{State: documents.OrderOpen}
	r := &orderReading{Reading: in, order: o}
	r.parties.roles = translate.Roles{
		{For: buyerRoles, Party: &o.Buyer}, {For: supplierRoles, Party: &o.Supplier}, {For: shipToRoles, Party: &o.ShipTo},
	}
	in.Each(r.take)
	r.closeLine()
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
	case "LIN":
		r.closeLine()
		if r.skip = subLine(s); r.skip {
			return false
		}
		r.openLine(s)
		return true
	case "UNS":
		r.closeLine()
		r.done = true
		return true
	case "CNT":
		if s.Element(1) == "2" {
			r.Count(s, 1, 2, len(r.order.Lines))
		}
		return s.Element(1) == "2"
	}
	switch {
	case r.done || r.skip:
		return false
	case r.line != nil:
		return r.takeInLine(s)
	}
	return r.takeInHeader(s)
}

func (r *orderReading) takeInHeader(s *edi.Segment) bool {
	o, q := r.order, s.Element(1)
	switch s.Tag {
	case "BGM":
		o.Number = s.Element(2)
		if s.Element(3) == "1" { // 1225: cancellation
			o.State = documents.OrderCancelled
		}
	case "DTM":
		switch q {
		case "137":
			o.Date = day(r.Reading, s)
		case "2":
			r.due = day(r.Reading, s)
		default:
			return false
		}
	case "FTX":
		switch {
		case components(s, 4, 1, 5) == "":
			return false
		case q == "AAB": // 4451: terms of payment
			o.Terms = words(o.Terms, components(s, 4, 1, 5))
		default:
			o.Note = note(o.Note, s)
		}
	case "CUX":
		o.Currency = s.Component(1, 2)
	case "TOD":
		o.Incoterm = s.Element(3)
		return o.Incoterm != ""
	case "RFF":
		if q != "VN" {
			return r.parties.take(s)
		}
		o.SupplierNumber = s.Component(1, 2)
	default:
		return r.parties.take(s)
	}
	return true
}

func (r *orderReading) openLine(s *edi.Segment) {
	r.order.Lines = append(r.order.Lines, documents.OrderLine{})
	r.line = &r.order.Lines[len(r.order.Lines)-1]
	r.lin, r.numbers, r.priceBy, r.counted = s, newNumbers(s), 0, false
	if n := s.Element(1); n != "" {
		var err error
		if r.line.Number, err = strconv.Atoi(n); err != nil || r.line.Number < 0 {
			r.line.Number = 0
			r.Defect(s, 1, 0, edi.CodeBadCharacter, edi.Note, "the line number is not a number")
		}
	}
}

func (r *orderReading) takeInLine(s *edi.Segment) bool {
	l, q := r.line, s.Element(1)
	switch {
	case s.Tag == "PIA" && q != "3":
		return r.numbers.takePIA(s)
	case s.Tag == "IMD":
		l.Item.Name = itemName(l.Item.Name, s)
	case s.Tag == "QTY" && (q == "21" || q == "1" && !r.counted): // 6063: ordered, discrete
		l.Quantity, l.Unit = quantity(r.Reading, s)
		r.counted = true
	case s.Tag == "DTM" && q == "2":
		l.Due = day(r.Reading, s)
	case s.Tag == "PRI":
		i := rank(prices, q)
		if i == 0 || r.priceBy > 0 && i > r.priceBy {
			return false
		}
		l.Price, r.priceBy = priceOf(r.Reading, s, l.Unit).Decimal, i
	default:
		return false
	}
	return true
}

// closeLine finishes the line that is open.
func (r *orderReading) closeLine() {
	if r.line == nil {
		return
	}
	r.line.Item = r.numbers.item(r.line.Item.Name)
	if !r.counted {
		r.Defect(r.lin, 0, 0, edi.CodeMandatoryMissing, edi.Reject, "the line has no quantity ordered")
	}
	if r.priceBy == 0 {
		r.Defect(r.lin, 0, 0, edi.CodeMandatoryMissing, edi.Note, "the line has no price")
	}
	r.line = nil
}

// order writes an ORDERS.
func (w *writing) order(o *documents.Order) {
	function := "9"
	if o.State == documents.OrderCancelled {
		function = "1"
	}
	if o.Date.IsZero() {
		w.Fail(errors.New("order date is missing"))
	}
	w.Add("BGM", of("220"), of(w.Need("order number", o.Number, 35)), of(function))
	w.date("137", o.Date)
	w.text("AAI", o.Note) // 4451: general information
	w.text("AAB", o.Terms)
	w.reference("VN", o.SupplierNumber)
	w.party("BY", o.Buyer)
	w.party("SU", o.Supplier)
	w.party("DP", o.ShipTo)
	w.currency(o.Currency, "9")
	if o.Incoterm != "" {
		w.Add("TOD", of("3"), nil, of(w.Text("Incoterm", o.Incoterm, 3)))
	}
	if len(o.Lines) == 0 {
		w.Fail(errors.New("the order has no lines"))
	}
	for _, l := range o.Lines {
		if l.Number <= 0 || l.Unit == "" {
			w.Fail(errors.New("an order line has no number or no unit"))
		}
		w.line(strconv.Itoa(l.Number), "", l.Item, nil)
		w.Add("QTY", of("21", translate.FormatNumber(l.Quantity), w.Units.Write(l.Unit)))
		w.date("2", l.Due)
		w.Add("PRI", of("AAA", translate.FormatNumber(l.Price)))
	}
	w.Add("UNS", of("S"))
	w.Add("CNT", of("2", strconv.Itoa(len(o.Lines))))
}

// currency writes a CUX with the reference currency; 6343 says what it is for.
func (w *writing) currency(code, use string) {
	if code != "" {
		w.Add("CUX", of("2", w.Text("currency", code, 3), use))
	}
}

package main

import (
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/edifact"
	"github.com/wharf-edi/wharf/edi/x12"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/translate"
)

// supplier is a pretend supplier's own EDI program: it reads what lies in its out
// folder and writes answers. It knows of Wharf what a supplier knows: the profile
// that both agreed on.
type supplier struct {
	profile *partners.Profile // as the buyer has it
	rate    decimal.Decimal   // the tax it charges, in percent
	now     func() time.Time
	control int
}

// own is the profile as the supplier would have it: both sides swapped.
func (s *supplier) own() *partners.Profile {
	p := *s.profile
	p.Us, p.Them = s.profile.Them[0], []partners.Identity{s.profile.Us}
	return &p
}

// readOrders answers the orders in a file; a file without one, such as an
// acknowledgment, has none.
func (s *supplier) readOrders(body []byte) ([]*documents.Order, error) {
	std, ok := edi.Sniff(body)
	if !ok {
		return nil, fmt.Errorf("%s: not an interchange: %.20q", s.profile.ID, body)
	}
	read := func() ([]*edi.Interchange, error) { return x12.Read(body, nil) }
	if std == edi.EDIFACT {
		read = func() ([]*edi.Interchange, error) { return edifact.Read(body, nil) }
	}
	is, err := read()
	if err != nil {
		return nil, err
	}
	var out []*documents.Order
	for _, i := range is {
		for _, m := range i.Messages {
			if m.Type != "850" && m.Type != "ORDERS" {
				continue
			}
			r, err := maps().Read(m, s.own())
			if err != nil {
				return nil, err
			}
			out = append(out, r.Order)
		}
	}
	return out, nil
}

// groupCode is GS01 of what suppliers send (X12 data element 479).
var groupCode = map[string]string{"855": "PR", "856": "SH", "810": "IN"}

// write makes a file of one document, under the supplier's next control number.
func (s *supplier) write(r *translate.Result) (name string, body []byte, err error) {
	own := s.own()
	m, err := maps().Write(r, own)
	if err != nil {
		return "", nil, err
	}
	m.Group = -1
	i := &edi.Interchange{
		Standard: edi.Standard(own.Standard), Messages: []*edi.Message{m}, Version: own.Envelope.Version,
		Sender:   edi.Identity{Qualifier: own.Us.Qualifier, ID: own.Us.ID},
		Receiver: edi.Identity{Qualifier: own.Them[0].Qualifier, ID: own.Them[0].ID},
	}
	if i.Standard == edi.X12 {
		m.Group = 0
		i.Groups = []edi.Group{{Kind: groupCode[m.Type], Sender: orString(own.Us.Group, own.Us.ID), Receiver: orString(own.Them[0].Group, own.Them[0].ID),
			Version: m.Version}}
	}
	return s.finish(i)
}

// reply makes a file that acknowledges what was read, as translators do by
// themselves.
func (s *supplier) reply(body []byte) (name string, reply []byte, err error) {
	read, answer := func() ([]*edi.Interchange, error) { return x12.Read(body, nil) }, x12.Reply
	if s.profile.Standard == partners.EDIFACT {
		read, answer = func() ([]*edi.Interchange, error) { return edifact.Read(body, nil) }, edifact.Reply
	}
	is, err := read()
	if err != nil {
		return "", nil, err
	}
	if len(is) != 1 {
		return "", nil, fmt.Errorf("%s: got %d interchanges in a file, want one", s.profile.ID, len(is))
	}
	return s.finish(answer(is[0], nil))
}

// finish numbers an interchange of one message and writes it.
func (s *supplier) finish(i *edi.Interchange) (name string, body []byte, err error) {
	s.control++
	i.Prepared, i.Control = s.now(), fmt.Sprint(s.control)
	m := i.Messages[0]
	m.Control = "0001"
	if i.Standard == edi.EDIFACT {
		i.Version = orString(i.Version, "UNOC:3")
		body, err = edifact.Write(i, edifact.Delimiters{Lines: true})
		return fmt.Sprintf("%s_%d.edi", m.Type, s.control), body, err
	}
	i.Version = orString(i.Version, "00401")
	i.Control = fmt.Sprintf("%09d", s.control)
	i.Groups[0].Control, i.Groups[0].Declared = fmt.Sprint(s.control), -1
	body, err = x12.Write(i, x12.Delimiters{Lines: true})
	return fmt.Sprintf("%s_%d.x12", m.Type, s.control), body, err
}

// respond answers an order as ordered; change may alter a line's promise.
func (s *supplier) respond(o *documents.Order, change func(line int, l *documents.ResponseLine)) *translate.Result {
	r := &documents.OrderResponse{
		Number: fmt.Sprintf("C%s", o.Number), OrderNumber: o.Number, SupplierNumber: "SO-" + o.Number, Date: documents.DateOf(s.now()),
		Answer: documents.AnswerLines, Currency: o.Currency, Buyer: o.Buyer, Supplier: o.Supplier,
	}
	for n, l := range o.Lines {
		rl := documents.ResponseLine{
			Number: fmt.Sprint(l.Number), Item: l.Item, Quantity: documents.Some(l.Quantity), Unit: l.Unit, Price: documents.Some(l.Price),
			Schedules: []documents.Schedule{{Status: documents.LineAccepted, Quantity: documents.Some(l.Quantity), Unit: l.Unit, Due: l.Due}},
		}
		if change != nil {
			change(n, &rl)
		}
		r.Lines = append(r.Lines, rl)
	}
	return &translate.Result{Kind: documents.KindOrderResponse, Response: r}
}

// postpone promises a line days later than asked.
func postpone(l *documents.ResponseLine, days int) {
	l.Schedules[0].Status = documents.LineChanged
	l.Schedules[0].Due = l.Schedules[0].Due.Add(days)
}

// ship announces a whole order, expected on that day, on one pallet, one carton and one lot for each line.
func (s *supplier) ship(o *documents.Order, expected documents.Date, tracking string) *translate.Result {
	n := &documents.ShipNotice{
		Number: "SN-" + o.Number, Issued: s.now(), Shipped: documents.DateOf(s.now()), Expected: expected,
		Carrier: "UPSN", Tracking: tracking, WayBill: "BOL" + o.Number, Supplier: o.Supplier, ShipFrom: o.Supplier, ShipTo: o.ShipTo,
		OrderRefs: []string{o.Number},
		Packages:  []documents.Package{{ID: "1", Kind: "PLT94", SSCC: sscc(s.control*100 + 1)}},
	}
	for k, l := range o.Lines {
		id := fmt.Sprint(k + 2)
		n.Packages = append(n.Packages, documents.Package{ID: id, Parent: "1", Kind: "CTN25", SSCC: sscc(s.control*100 + k + 2)})
		n.Lines = append(n.Lines, documents.ShippedLine{
			OrderNumber: o.Number, Number: fmt.Sprint(l.Number), Item: l.Item, Quantity: l.Quantity, Unit: l.Unit, Package: id,
			Lots: []documents.Lot{{Number: fmt.Sprintf("LOT-%s-%d", o.Number, l.Number), Quantity: l.Quantity}},
		})
	}
	return &translate.Result{Kind: documents.KindShipNotice, ShipNotice: n}
}

// sscc is a serial shipping container code of a pretend company: 17 digits and
// their check digit (GS1 General Specifications, 7.9).
func sscc(serial int) string {
	digits := fmt.Sprintf("0%07d%09d", 4099999, serial)
	sum := 0
	for i, d := range digits {
		v := int(d - '0')
		if i%2 == 0 {
			v *= 3
		}
		sum += v
	}
	return fmt.Sprintf("%s%d", digits, (10-sum%10)%10)
}

// invoice bills a whole order; change may alter a line before amounts are made.
func (s *supplier) invoice(o *documents.Order, change func(line int, l *documents.InvoiceLine)) *translate.Result {
	inv := &documents.Invoice{
		Number: "INV-" + o.Number, Date: documents.DateOf(s.now()), OrderNumber: o.Number, OrderDate: o.Date, SupplierNumber: "SO-" + o.Number,
		Currency: o.Currency, Buyer: o.Buyer, Supplier: o.Supplier, ShipTo: o.ShipTo,
	}
	net, tax := decimal.Zero, decimal.Zero
	for n, l := range o.Lines {
		il := documents.InvoiceLine{Number: fmt.Sprint(n + 1), OrderNumber: o.Number, OrderLine: fmt.Sprint(l.Number), Item: l.Item,
			Quantity: l.Quantity, Unit: l.Unit, Price: documents.Some(l.Price)}
		if change != nil {
			change(n, &il)
		}
		amount := il.Quantity.Mul(il.Price.Decimal).Round(2)
		il.Amount = documents.Some(amount)
		net = net.Add(amount)
		inv.Lines = append(inv.Lines, il)
	}
	if s.rate.IsPositive() {
		tax = net.Mul(s.rate).Div(decimal.NewFromInt(100)).Round(2)
		inv.Taxes = []documents.Tax{{Kind: map[partners.Standard]string{partners.X12: "TX", partners.EDIFACT: "VAT"}[s.profile.Standard],
			Rate: documents.Some(s.rate), Base: documents.Some(net), Amount: documents.Some(tax)}}
	}
	inv.Net, inv.Tax, inv.Total = documents.Some(net), documents.Some(tax), documents.Some(net.Add(tax))
	return &translate.Result{Kind: documents.KindInvoice, Invoice: inv}
}

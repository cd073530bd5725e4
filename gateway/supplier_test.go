package gateway_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/edifact"
	"github.com/wharf-edi/wharf/edi/x12"
	"github.com/wharf-edi/wharf/odoo/odootest"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/store"
	"github.com/wharf-edi/wharf/translate"
	"github.com/wharf-edi/wharf/transports"
)

// supplier is a partner with its vendor and two products in Odoo.
type supplier struct {
	*plant
	*partners.Profile
	login    string
	vendor   string
	products []string
	control  int // of the last interchange
}

// supplier makes one of a profile's text: vendor, products and profile.
func (p *plant) supplier(text string) *supplier {
	p.t.Helper()
	prof, err := partners.Parse("partner.yaml", []byte(text))
	p.must(err)
	p.profile(prof)
	s := &supplier{plant: p, Profile: prof, login: string(prof.ID)}
	s.vendor, err = p.buyer.NewVendor(p.t.Context(), odootest.Vendor{Name: prof.Name, Reference: string(prof.ID)})
	p.must(err)
	for n := range 2 {
		s.product(fmt.Sprintf("%s-%d", strings.ToUpper(s.login), n+1))
	}
	return s
}

// product makes an item with that number.
func (s *supplier) product(code string) string {
	s.t.Helper()
	key, err := s.buyer.NewProduct(s.t.Context(), odootest.Product{Name: "Item " + code[:6], Code: code, Cost: "10", Vendor: s.vendor, Number: "V" + code})
	s.must(err)
	s.products = append(s.products, key)
	return key
}

// confirm has the buyer order so many of each product at 10, in two weeks.
func (s *supplier) confirm(quantities ...string) (key, number string) {
	s.t.Helper()
	var lines []odootest.OrderLine
	for i, q := range quantities {
		lines = append(lines, odootest.OrderLine{Product: s.products[i], Quantity: q, Price: "10", Due: documents.DateOf(s.clock.Now()).Add(14)})
	}
	key, number, err := s.buyer.NewOrder(s.t.Context(), s.vendor, lines)
	s.must(err)
	return key, number
}

// order is confirm, and what the supplier reads of the order.
func (s *supplier) order(quantities ...string) *documents.Order {
	s.t.Helper()
	_, number := s.confirm(quantities...)
	o, err := s.erp.ERP.Order(s.t.Context(), s.vendor, number)
	s.must(err)
	for i := range o.Lines {
		o.Lines[i].Number = i + 1
	}
	return o
}

// receive has the warehouse count a whole order.
func (s *supplier) receive(o *documents.Order) {
	s.t.Helper()
	counted := map[string]string{}
	for _, l := range o.Lines {
		counted[l.Key] = l.Quantity.String()
	}
	s.must(s.buyer.Receive(s.t.Context(), o.Key, counted))
}

// respond promises all lines of an order so many days later than asked.
func (s *supplier) respond(o *documents.Order, late int) *translate.Result {
	r := &documents.OrderResponse{Number: "C" + o.Number, OrderNumber: o.Number, SupplierNumber: "SO" + o.Number, Date: documents.DateOf(s.clock.Now()),
		Answer: documents.AnswerLines, Currency: o.Currency, Buyer: o.Buyer, Supplier: o.Supplier}
	for _, l := range o.Lines {
		status := documents.LineAccepted
		if late != 0 {
			status = documents.LineChanged
		}
		r.Lines = append(r.Lines, documents.ResponseLine{
			Number: fmt.Sprint(l.Number), Item: l.Item, Quantity: documents.Some(l.Quantity), Unit: l.Unit, Price: documents.Some(l.Price),
			Schedules: []documents.Schedule{{Status: status, Quantity: documents.Some(l.Quantity), Unit: l.Unit, Due: l.Due.Add(late)}},
		})
	}
	return &translate.Result{Kind: documents.KindOrderResponse, Response: r}
}

// ship announces a whole order.
func (s *supplier) ship(o *documents.Order, number string, expected documents.Date) *translate.Result {
	n := &documents.ShipNotice{Number: number, Issued: s.clock.Now(), Shipped: documents.DateOf(s.clock.Now()), Expected: expected, Carrier: "UPSN", Tracking: "1Z" + number,
		Supplier: o.Supplier, ShipFrom: o.Supplier, ShipTo: o.ShipTo, OrderRefs: []string{o.Number}}
	for _, l := range o.Lines {
		n.Lines = append(n.Lines, documents.ShippedLine{OrderNumber: o.Number, Number: fmt.Sprint(l.Number), Item: l.Item, Quantity: l.Quantity, Unit: l.Unit})
	}
	return &translate.Result{Kind: documents.KindShipNotice, ShipNotice: n}
}

// invoice bills a whole order at a price for one, with Odoo's tax of 15 %.
func (s *supplier) invoice(o *documents.Order, number, price string) *translate.Result {
	each := decimal.RequireFromString(price)
	inv := &documents.Invoice{Number: number, Date: documents.DateOf(s.clock.Now()), OrderNumber: o.Number, OrderDate: o.Date, Currency: o.Currency,
		Buyer: o.Buyer, Supplier: o.Supplier, ShipTo: o.ShipTo}
	net := decimal.Zero
	for _, l := range o.Lines {
		amount := l.Quantity.Mul(each)
		net = net.Add(amount)
		inv.Lines = append(inv.Lines, documents.InvoiceLine{Number: fmt.Sprint(l.Number), OrderNumber: o.Number, OrderLine: fmt.Sprint(l.Number), Item: l.Item,
			Quantity: l.Quantity, Unit: l.Unit, Price: documents.Some(each), Amount: documents.Some(amount)})
	}
	tax := net.Mul(decimal.RequireFromString("0.15")).Round(2)
	kind := map[partners.Standard]string{partners.X12: "TX", partners.EDIFACT: "VAT"}[s.Standard]
	inv.Taxes = []documents.Tax{{Kind: kind, Rate: documents.Some(decimal.NewFromInt(15)), Base: documents.Some(net), Amount: documents.Some(tax)}}
	inv.Net, inv.Tax, inv.Total = documents.Some(net), documents.Some(tax), documents.Some(net.Add(tax))
	return &translate.Result{Kind: documents.KindInvoice, Invoice: inv}
}

// messages are the documents as the supplier's own program writes them.
func (s *supplier) messages(rs ...*translate.Result) []*edi.Message {
	s.t.Helper()
	own := *s.Profile
	own.Us, own.Them = s.Them[0], []partners.Identity{s.Us}
	var ms []*edi.Message
	for _, r := range rs {
		m, err := maps.Write(r, &own)
		s.must(err)
		ms = append(ms, m)
	}
	return ms
}

// file is an interchange of documents, under the next control number.
func (s *supplier) file(rs ...*translate.Result) string {
	s.t.Helper()
	return s.interchange(false, s.messages(rs...)...)
}

// group is GS01 (X12 data element 479).
var group = map[string]string{"855": "PR", "856": "SH", "810": "IN", "997": "FA", "850": "PO", "865": "CA"}

func (s *supplier) interchange(test bool, ms ...*edi.Message) string {
	s.t.Helper()
	s.control++
	i := &edi.Interchange{Standard: edi.Standard(s.Standard), Prepared: s.clock.Now(), Test: test, Messages: ms, Control: fmt.Sprint(s.control), Version: "UNOC:3",
		Sender: edi.Identity{Qualifier: s.Them[0].Qualifier, ID: s.Them[0].ID}, Receiver: edi.Identity{Qualifier: s.Us.Qualifier, ID: s.Us.ID}}
	for n, m := range ms {
		m.Control, m.Group = fmt.Sprintf("%04d", n+1), -1
	}
	if i.Standard == edi.EDIFACT {
		body, err := edifact.Write(i, edifact.Delimiters{Lines: true})
		s.must(err)
		return string(body)
	}
	i.Version, i.Control = "00401", fmt.Sprintf("%09d", s.control)
	for n, m := range ms {
		if n == 0 || ms[n-1].Type != m.Type {
			i.Groups = append(i.Groups, edi.Group{Kind: group[m.Type], Sender: i.Sender.ID, Receiver: i.Receiver.ID,
				Control: fmt.Sprint(s.control*10 + n), Version: m.Version, Declared: -1})
		}
		m.Group = len(i.Groups) - 1
	}
	body, err := x12.Write(i, x12.Delimiters{Lines: true})
	s.must(err)
	return string(body)
}

// put uploads a file, and answers its transmission. Nothing is read yet.
func (s *supplier) put(body string) int64 {
	s.t.Helper()
	s.must(s.intake.Keep(s.t.Context(), s.login, &transports.Parcel{Name: "file", Body: []byte(body), At: s.clock.Now()}))
	var ts []*store.Transmission
	s.view(func(tx store.Tx) (err error) {
		ts, err = tx.Transmissions(s.t.Context(), store.TransmissionFilter{Direction: store.Inbound, Partner: s.ID, Page: store.Page{Limit: 1}})
		return err
	})
	return ts[0].ID
}

// send uploads a file and has it worked.
func (s *supplier) send(body string) int64 {
	s.t.Helper()
	id := s.put(body)
	s.work()
	return id
}

// out are the files that lie ready in the supplier's folder and begin with kind.
func (s *supplier) out(kind string) []string {
	s.t.Helper()
	entries, err := s.mailbox.List(s.t.Context(), s.login, transports.Out)
	s.must(err)
	slices.SortFunc(entries, func(a, b transports.Entry) int { return cmp.Compare(a.ID, b.ID) })
	var files []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name, kind+"_") {
			body, err := s.mailbox.Open(s.t.Context(), s.login, transports.Out, e.Name)
			s.must(err)
			files = append(files, string(body))
		}
	}
	return files
}

// acks are the acknowledgments in the supplier's folder.
func (s *supplier) acks() []string {
	s.t.Helper()
	return s.out(map[partners.Standard]string{partners.X12: "997", partners.EDIFACT: "CONTRL"}[s.Standard])
}

// verdict is what the supplier's own program reads in an acknowledgment.
func (s *supplier) verdict(file string) *edi.Acknowledged {
	s.t.Helper()
	read, understand := func() ([]*edi.Interchange, error) { return x12.Read([]byte(file), nil) }, x12.ReadAcknowledgment
	if s.Standard == partners.EDIFACT {
		read, understand = func() ([]*edi.Interchange, error) { return edifact.Read([]byte(file), nil) }, edifact.ReadAcknowledgment
	}
	is, err := read()
	s.must(err)
	if len(is) != 1 || len(is[0].Messages) != 1 {
		s.t.Fatalf("not one acknowledgment:\n%s", file)
	}
	a, err := understand(is[0].Messages[0])
	s.must(err)
	return a
}

// bills are the numbers of the supplier's bills in Odoo.
func (s *supplier) bills() (numbers []string) {
	s.t.Helper()
	bills, err := s.buyer.Bills(s.t.Context(), s.vendor)
	s.must(err)
	for _, b := range bills {
		numbers = append(numbers, b.Reference)
	}
	return numbers
}

// expectBills wants bills with these numbers in Odoo.
func (s *supplier) expectBills(want ...string) {
	s.t.Helper()
	if got := s.bills(); !slices.Equal(got, want) {
		s.t.Errorf("bills in Odoo: got %v, want %v\n%s", got, want, s.story(0))
	}
}

// expectMoves wants all open moves of an order on that day.
func (s *supplier) expectMoves(o *documents.Order, want documents.Date) {
	s.t.Helper()
	got, err := s.buyer.MoveDates(s.t.Context(), o.Key)
	s.must(err)
	for _, l := range o.Lines {
		if !slices.Equal(got[l.Key], []documents.Date{want}) {
			s.t.Errorf("the receipt of line %d is expected on %v, want %s\n%s", l.Number, got[l.Key], want, s.story(0))
		}
	}
}

// answer is what the supplier's program sends back for a file of ours.
func (s *supplier) answer(file string, accept bool) string {
	s.t.Helper()
	read, acknowledge := func() ([]*edi.Interchange, error) { return x12.Read([]byte(file), nil) }, x12.Acknowledge
	if s.Standard == partners.EDIFACT {
		read, acknowledge = func() ([]*edi.Interchange, error) { return edifact.Read([]byte(file), nil) }, edifact.Acknowledge
	}
	is, err := read()
	s.must(err)
	if !accept {
		m := is[0].Messages[0]
		m.Defects = append(m.Defects, edi.NewDefect(m.Segments[1].Pos, edi.CodeSegmentErrors, edi.Reject, ""))
	}
	return s.interchange(false, acknowledge(is[0], nil)...)
}

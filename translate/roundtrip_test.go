package translate_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/edifact"
	"github.com/wharf-edi/wharf/edi/schema"
	"github.com/wharf-edi/wharf/edi/x12"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/translate"
	"github.com/wharf-edi/wharf/translate/edifactmap"
	"github.com/wharf-edi/wharf/translate/x12map"
)

var translator = translate.Translator{X12: x12map.Map{}, EDIFACT: edifactmap.Map{}}

// sameDocument compares numbers by their value, whatever their scale.
var sameDocument = cmp.Options{
	cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) }),
	cmp.Comparer(func(a, b decimal.NullDecimal) bool { return a.Valid == b.Valid && a.Decimal.Equal(b.Decimal) }),
	cmpopts.EquateEmpty(),
}

// What is written is read back equal, without a defect and with every segment
// understood: each document, in each standard, as far as the standard has a place
// for its fields.
func TestRoundTrip(t *testing.T) {
	for _, standard := range []partners.Standard{partners.X12, partners.EDIFACT} {
		for name, draw := range map[string]func(*rapid.T, partners.Standard) *translate.Result{
			"order": drawOrder, "orderresponse": drawResponse, "shipnotice": drawNotice, "invoice": drawInvoice,
		} {
			t.Run(fmt.Sprintf("%s/%s", standard, name), func(t *testing.T) {
				rapid.Check(t, func(t *rapid.T) { roundTrip(t, standard, draw(t, standard)) })
			})
		}
	}
}

func roundTrip(t *rapid.T, standard partners.Standard, want *translate.Result) {
	versions := map[partners.Standard][]string{partners.X12: {"", "005010"}, partners.EDIFACT: {"", "D.01B"}}
	p := &partners.Profile{
		Standard: standard, Units: map[string]string{"BU": "BE"},
		Messages: map[string]partners.Message{string(want.Kind): {Version: rapid.SampledFrom(versions[standard]).Draw(t, "version")}},
	}
	m, err := translator.Write(want, p)
	if err != nil {
		t.Fatalf("write: %v", err)
	}
	m = carried(t, m)
	schema.Validate(m, nil)
	if len(m.Defects) > 0 {
		t.Fatalf("the %s message is not as defined: %v in\n%s", m.Version, m.Defects, show(m))
	}
	got, err := translator.Read(m, p)
	if err != nil {
		t.Fatalf("read: %v", err)
	}
	if diff := cmp.Diff(want, got, sameDocument); diff != "" {
		t.Fatalf("read is not what was written (-want +got):\n%s\nin\n%s", diff, show(m))
	}
}

// carried is m after it went out and came in again as bytes.
func carried(t *rapid.T, m *edi.Message) *edi.Message {
	i := &edi.Interchange{
		Standard: m.Standard, Control: "000000001", Prepared: time.Date(2026, 11, 20, 9, 15, 0, 0, time.UTC),
		Sender: edi.Identity{Qualifier: "01", ID: "007984512"}, Receiver: edi.Identity{Qualifier: "ZZ", ID: "WHARF"},
		Messages: []*edi.Message{m},
	}
	write := func() ([]byte, error) { return edifact.Write(i, edifact.Delimiters{}) }
	read := edifactRead
	if m.Standard == edi.X12 {
		m.Group = 0
		i.Groups = []edi.Group{{Kind: map[string]string{"850": "PO", "855": "PR", "856": "SH", "810": "IN"}[m.Type], Control: "1", Version: m.Version}}
		write = func() ([]byte, error) { return x12.Write(i, x12.Delimiters{}) }
		read = x12Read
	}
	src, err := write()
	if err != nil {
		t.Fatalf("write: %v in\n%s", err, show(m))
	}
	back, err := read(src)
	if err != nil || len(back) != 1 || len(back[0].Messages) != 1 {
		t.Fatalf("read: %v in\n%s", err, src)
	}
	return back[0].Messages[0]
}

func x12Read(src []byte) ([]*edi.Interchange, error)     { return x12.Read(src, nil) }
func edifactRead(src []byte) ([]*edi.Interchange, error) { return edifact.Read(src, nil) }

// show is a message for a person, one segment a line.
func show(m *edi.Message) string {
	var b strings.Builder
	for _, s := range m.Segments {
		b.WriteString(s.Tag)
		for _, repetitions := range s.Elements {
			b.WriteString("*")
			for _, components := range repetitions {
				b.WriteString(strings.Join(components, ":"))
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// The generators draw what both standards can hold; where one holds less, they
// ask which it is.

func word(t *rapid.T) string { return rapid.StringMatching(`[A-Z0-9]{2,10}`).Draw(t, "id") }

func maybe(t *rapid.T, draw func(*rapid.T) string) string {
	if rapid.Bool().Draw(t, "there") {
		return draw(t)
	}
	return ""
}

func phrase(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.StringMatching(`[A-Za-z0-9.,/&+:'?-]{1,12}`), 1, 5).Draw(t, "words"), " ")
}

func number(t *rapid.T, places int32) decimal.Decimal {
	return decimal.New(rapid.Int64Range(1, 999_999_999).Draw(t, "number"), -rapid.Int32Range(0, places).Draw(t, "scale"))
}

func someNumber(t *rapid.T, places int32) documents.Optional {
	if rapid.Bool().Draw(t, "there") {
		return documents.Some(number(t, places))
	}
	return documents.Optional{}
}

func date(t *rapid.T) documents.Date {
	return documents.DateOf(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 36000).Draw(t, "day")))
}

func maybeDate(t *rapid.T) documents.Date {
	if rapid.Bool().Draw(t, "there") {
		return date(t)
	}
	return documents.Date{}
}

func unit(t *rapid.T) documents.Unit {
	return rapid.SampledFrom([]documents.Unit{"C62", "KGM", "MTR", "DZN", "LTR", "CS", "BE", "X7"}).Draw(t, "unit")
}

func party(t *rapid.T) documents.Party {
	if !rapid.Bool().Draw(t, "party") {
		return documents.Party{}
	}
	p := documents.Party{
		Name: phrase(t), City: maybe(t, word), Region: maybe(t, word), Zip: maybe(t, zip), VAT: maybe(t, word),
		Country: maybe(t, func(*rapid.T) string { return "DE" }),
		Street:  rapid.SliceOfN(rapid.StringMatching(`[A-Z][a-z]{1,10} [0-9]{1,3}`), 0, 3).Draw(t, "street"),
	}
	if len(p.Region) > 9 {
		p.Region = p.Region[:9]
	}
	if rapid.Bool().Draw(t, "numbered") {
		p.ID = documents.PartyID{Scheme: rapid.SampledFrom([]string{"9", "92"}).Draw(t, "scheme"), ID: word(t)}
	}
	return p
}

func item(t *rapid.T) documents.Item {
	return documents.Item{
		Buyer: maybe(t, word), Supplier: maybe(t, word), Manufacturer: maybe(t, word), Revision: maybe(t, word), Name: maybe(t, phrase),
		GTIN: maybe(t, func(t *rapid.T) string { return rapid.StringMatching(`[0-9]{12,14}`).Draw(t, "gtin") }),
	}
}

func lines(t *rapid.T) int { return rapid.IntRange(1, 4).Draw(t, "lines") }

func drawOrder(t *rapid.T, _ partners.Standard) *translate.Result {
	o := &documents.Order{
		Number: word(t), State: rapid.SampledFrom([]documents.OrderState{documents.OrderOpen, documents.OrderCancelled}).Draw(t, "state"),
		Date: date(t), Currency: "EUR", Buyer: party(t), Supplier: party(t), ShipTo: party(t),
		SupplierNumber: maybe(t, word), Terms: maybe(t, phrase), Incoterm: maybe(t, func(t *rapid.T) string { return rapid.SampledFrom([]string{"FCA", "DAP"}).Draw(t, "incoterm") }), Note: maybe(t, phrase),
	}
	for i := range lines(t) {
		o.Lines = append(o.Lines, documents.OrderLine{
			Number: i + 1, Item: item(t), Quantity: number(t, 3), Unit: unit(t), Price: number(t, 4), Due: maybeDate(t),
		})
	}
	return &translate.Result{Kind: documents.KindOrder, Order: o}
}

func drawResponse(t *rapid.T, standard partners.Standard) *translate.Result {
	answers := map[string]documents.Answer{"AC": documents.AnswerLines, "AE": documents.AnswerExcept, "AH": documents.AnswerHold, "RD": documents.AnswerRejected}
	statuses := map[string]documents.LineStatus{"IA": documents.LineAccepted, "DR": documents.LineChanged, "IB": documents.LineBackordered,
		"SP": documents.LineDatePending, "IS": documents.LineSubstituted, "ID": documents.LineCancelled, "R4": documents.LineRejected}
	if standard == partners.EDIFACT {
		answers = map[string]documents.Answer{"AC": documents.AnswerLines, "AI": documents.AnswerExcept, "AB": documents.AnswerHold, "RE": documents.AnswerRejected}
		statuses = map[string]documents.LineStatus{"5": documents.LineAccepted, "3": documents.LineChanged, "6": documents.LineChanged,
			"1": documents.LineAdded, "2": documents.LineCancelled, "7": documents.LineRejected}
	}
	o := &documents.OrderResponse{
		OrderNumber: word(t), SupplierNumber: maybe(t, word), Date: date(t), Currency: "USD",
		Code: rapid.SampledFrom(slices.Sorted(maps.Keys(answers))).Draw(t, "answer"), Buyer: party(t), Supplier: party(t), Due: maybeDate(t),
	}
	o.Answer = answers[o.Code]
	if standard == partners.EDIFACT {
		o.Number = word(t)
	}
	for i := range lines(t) {
		l := documents.ResponseLine{
			Number: fmt.Sprint(i + 1), Item: item(t), Quantity: documents.Some(number(t, 3)), Unit: unit(t),
			Price: someNumber(t, 4), Note: maybe(t, phrase),
		}
		code := rapid.SampledFrom(slices.Sorted(maps.Keys(statuses))).Draw(t, "status")
		for range rapid.IntRange(1, 3).Draw(t, "parts") {
			p := documents.Schedule{Status: statuses[code], Code: code, Quantity: documents.Some(number(t, 3)), Unit: unit(t), Due: date(t)}
			p.Shipping = rapid.Bool().Draw(t, "shipping")
			if p.Status == documents.LineSubstituted {
				p.Item = documents.Item{Supplier: word(t)}
			}
			l.Schedules = append(l.Schedules, p)
		}
		o.Lines = append(o.Lines, l)
	}
	return &translate.Result{Kind: documents.KindOrderResponse, Response: o}
}

func drawInvoice(t *rapid.T, standard partners.Standard) *translate.Result {
	i := &documents.Invoice{
		Number: word(t), Credit: rapid.Bool().Draw(t, "credit"), Date: date(t), Due: maybeDate(t), OrderNumber: word(t), OrderDate: date(t),
		SupplierNumber: maybe(t, word), NoticeNumber: maybe(t, word), Currency: "EUR",
		Buyer: party(t), Supplier: party(t), RemitTo: party(t), ShipTo: party(t), Terms: maybe(t, phrase),
		References: rapid.SliceOfN(rapid.StringMatching(`[A-Z0-9]{1,10}`), 0, 2).Draw(t, "references"),
		Total:      documents.Some(number(t, 2)),
	}
	for range rapid.IntRange(0, 2).Draw(t, "taxes") {
		i.Taxes = append(i.Taxes, tax(t, standard))
		i.Tax = translate.Sum(i.Tax, i.Taxes[len(i.Taxes)-1].Amount)
	}
	if standard == partners.EDIFACT {
		i.Net = someNumber(t, 2)
	}
	i.Charges = charges(t, standard)
	for n := range lines(t) {
		l := documents.InvoiceLine{
			Number: fmt.Sprint(n + 1), OrderNumber: word(t), OrderLine: fmt.Sprint(n + 7), Item: item(t),
			Quantity: number(t, 3), Unit: unit(t), Price: someNumber(t, 4), Amount: someNumber(t, 2), Charges: charges(t, standard),
		}
		if standard == partners.X12 { // quantity, unit and price of IT1 come together (note P020304)
			l.Price = documents.Some(number(t, 4))
		}
		if rapid.Bool().Draw(t, "taxed") {
			l.Taxes = []documents.Tax{tax(t, standard)}
		}
		i.Lines = append(i.Lines, l)
	}
	return &translate.Result{Kind: documents.KindInvoice, Invoice: i}
}

func tax(t *rapid.T, standard partners.Standard) documents.Tax {
	kind := map[partners.Standard]string{partners.X12: "VA", partners.EDIFACT: "VAT"}[standard]
	rate := documents.Some(decimal.New(rapid.Int64Range(1, 9900).Draw(t, "rate"), -2))
	return documents.Tax{Kind: kind, Rate: rate, Base: someNumber(t, 2), Amount: documents.Some(number(t, 2))}
}

func charges(t *rapid.T, standard partners.Standard) []documents.Charge {
	var all []documents.Charge
	code := map[partners.Standard]string{partners.X12: "D240", partners.EDIFACT: "FC"}[standard]
	for range rapid.IntRange(0, 2).Draw(t, "charges") {
		all = append(all, documents.Charge{Code: code, Name: maybe(t, word), Allowance: rapid.Bool().Draw(t, "allowance"), Amount: number(t, 2)})
	}
	return all
}

func zip(t *rapid.T) string { return rapid.StringMatching(`[0-9]{3,9}`).Draw(t, "zip") }

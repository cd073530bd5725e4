package promise_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/rules/promise"
)

func d(s string) documents.Decimal { return decimal.RequireFromString(s) }

func some(s string) documents.Optional { return documents.Some(d(s)) }

func day(n int) documents.Date { return documents.Date{Year: 2026, Month: 12, Day: n} }

// order asks for three lines on 10 December.
func order() *documents.Order {
	o := &documents.Order{Key: "7", Number: "P00007", State: documents.OrderOpen, Currency: "EUR"}
	for i, part := range []string{"BOLT", "NUT", "WASHER"} {
		o.Lines = append(o.Lines, documents.OrderLine{Key: fmt.Sprint(71 + i), Number: i + 1, Item: documents.Item{Buyer: part},
			Quantity: d("100"), Unit: "C62", Price: d("2.50"), Due: day(10), Expected: day(10)})
	}
	return o
}

// scene is a response that answers the first line with one schedule and the others
// not at all, where that means "as ordered".
func scene(s documents.Schedule) *promise.Input {
	return &promise.Input{Order: order(), Terms: rules.DefaultTerms(), Earlier: map[string]documents.Date{}, Response: &documents.OrderResponse{
		Answer: documents.AnswerExcept, SupplierNumber: "SO-1", Lines: []documents.ResponseLine{{Number: "1", Item: documents.Item{Buyer: "BOLT"}, Schedules: []documents.Schedule{s}}}}}
}

// first is what became of the first line of the order, and what was found of it.
func first(r promise.Result) string {
	words := []string{"no line"}
	for _, l := range r.Lines {
		if l.Number == 1 {
			words = []string{l.Verdict.String(), l.Answer}
			if !l.Due.IsZero() {
				words = append(words, fmt.Sprint(l.Due.Day))
			}
		}
	}
	for _, f := range r.Findings {
		words = append(words, string(f.Code))
	}
	return strings.Join(words, " ")
}

type status = documents.LineStatus

// The specification's table of business meanings (documents.md, part 3) with the
// codes of edi.md, 1.4, one schedule each, and the tolerances at their edges:
// two days late, five days early.
func TestOneSchedule(t *testing.T) {
	in := func(s status, due int, quantity string) documents.Schedule {
		p := documents.Schedule{Status: s}
		if due != 0 {
			p.Due = day(due)
		}
		if quantity != "" {
			p.Quantity = some(quantity)
		}
		return p
	}
	leaves := func(s status, due int) documents.Schedule {
		p := in(s, due, "")
		p.Shipping = true
		return p
	}
	for _, c := range []struct {
		name string
		s    documents.Schedule
		want string
	}{
		{"IA: as ordered", in("accepted", 0, ""), "accept accepted 10"},
		{"IA with its quantity and day", in("accepted", 10, "100"), "accept accepted 10"},
		{"IA with another day counts as that day", in("accepted", 11, ""), "accept moved 11"},
		{"no status at all", in("", 0, "100"), "accept accepted 10"},
		{"DR two days late", in("changed", 12, ""), "accept moved 12"},
		{"DR three days late", in("changed", 13, ""), "hold held date-late"},
		{"DR five days early", in("changed", 5, ""), "accept moved 5"},
		{"DR six days early", in("changed", 4, ""), "hold held date-early"},
		{"IC without a change", in("changed", 10, "100"), "accept accepted 10"},
		{"IQ less", in("changed", 0, "99.5"), "hold held quantity-short"},
		{"IQ more", in("changed", 0, "120"), "hold held quantity-more"},
		{"IQ less and late", in("changed", 20, "60"), "hold held quantity-short date-late"},
		{"accepted, but less", in("accepted", 0, "60"), "hold held quantity-short"},
		{"IB without a day", in("backordered", 0, ""), "hold held date-missing"},
		{"IB with a day", in("backordered", 12, ""), "accept moved 12"},
		{"IB with a late day", in("backordered", 24, ""), "hold held date-late"},
		{"IE", in("price-pending", 10, ""), "hold held price-pending"},
		{"SP", in("date-pending", 0, ""), "hold held date-missing"},
		{"IH", in("hold", 10, ""), "hold held order-on-hold"},
		{"IS", in("substituted", 10, ""), "hold held substituted"},
		{"ID", in("cancelled", 0, ""), "hold rejected line-cancelled"},
		{"IR", in("rejected", 0, ""), "hold rejected line-rejected"},
		{"a line of the order called added", in("added", 10, ""), "hold held line-added"},
		{"a status of a later release", in("teleported", 10, ""), "hold held order-on-hold"},
		{"IA that leaves on the day asked for", leaves("accepted", 10), "accept accepted 10"},
		{"IA that leaves before it", leaves("accepted", 3), "accept accepted 10"},
		{"IA that leaves after it", leaves("accepted", 11), "hold held date-missing"},
		{"DR that leaves on a day", leaves("changed", 9), "hold held date-missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := first(promise.Response(*scene(c.s))); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// What stands beside the schedules, and several of them.
func TestLine(t *testing.T) {
	part := func(s status, due int, quantity string) documents.Schedule {
		p := documents.Schedule{Status: s, Quantity: some(quantity)}
		if due != 0 {
			p.Due = day(due)
		}
		return p
	}
	parts := func(ps ...documents.Schedule) func(*promise.Input, *documents.ResponseLine) {
		return func(_ *promise.Input, l *documents.ResponseLine) { l.Schedules = ps }
	}
	for _, c := range []struct {
		name string
		do   func(*promise.Input, *documents.ResponseLine)
		want string
	}{
		{"two parts on one day", parts(part("accepted", 11, "60"), part("accepted", 11, "40")), "accept moved 11"},
		{"two parts on two days", parts(part("accepted", 10, "60"), part("accepted", 11, "40")), "hold held split-schedule"},
		{"BP: a part and a backorder without a day", parts(part("changed", 10, "60"), part("backordered", 0, "40")), "hold held date-missing split-schedule"},
		{"a part and the rest cancelled", parts(part("accepted", 10, "60"), part("cancelled", 0, "40")), "hold held quantity-short"},
		{"a part, and another item for the rest", parts(part("accepted", 10, "60"), part("substituted", 10, "40")), "hold held quantity-short substituted"},
		{"two parts that are not all", parts(part("accepted", 10, "60"), part("accepted", 10, "30")), "hold held quantity-short"},
		{"no schedule, the line's own quantity", func(_ *promise.Input, l *documents.ResponseLine) { l.Schedules, l.Quantity = nil, some("90") }, "hold held quantity-short"},
		{"another price", func(_ *promise.Input, l *documents.ResponseLine) { l.Price = some("2.51") }, "hold held price-changed"},
		{"a lower price is another price", func(_ *promise.Input, l *documents.ResponseLine) { l.Price = some("2.49") }, "hold held price-changed"},
		{"the same price with more zeros", func(_ *promise.Input, l *documents.ResponseLine) { l.Price = some("2.5000") }, "accept accepted 10"},
		{"another unit", func(_ *promise.Input, l *documents.ResponseLine) { l.Unit, l.Quantity = "DZN", some("100") }, "hold held unit-unmapped"},
		{"the rest after a part delivery", func(n *promise.Input, l *documents.ResponseLine) {
			n.Order.Lines[0].Received, l.Quantity = d("30"), some("70")
		}, "accept accepted 10"},
		{"a day for all lines", func(n *promise.Input, _ *documents.ResponseLine) { n.Response.Due = day(11) }, "accept moved 11"},
		{"the line's own day before the one for all", func(n *promise.Input, l *documents.ResponseLine) {
			n.Response.Due, l.Schedules[0].Due = day(11), day(12)
		}, "accept moved 12"},
		{"another currency", func(n *promise.Input, l *documents.ResponseLine) { n.Response.Currency, l.Price = "USD", some("2.80") }, "accept accepted 10 currency"},
		{"no day was asked for", func(n *promise.Input, l *documents.ResponseLine) {
			n.Order.Lines[0].Due, l.Schedules[0].Due = documents.Date{}, day(30)
		}, "accept accepted 30"},
		{"not on the order", func(n *promise.Input, l *documents.ResponseLine) { l.Number, l.Item.Buyer = "8", "GASKET" }, "accept accepted 10 line-unmatched"},
		{"added by the supplier", func(n *promise.Input, l *documents.ResponseLine) {
			l.Number, l.Item.Buyer, l.Schedules[0].Status = "8", "GASKET", documents.LineAdded
		}, "accept accepted 10 line-added"},
		{"found by its number where the item is the one offered instead", func(n *promise.Input, l *documents.ResponseLine) {
			l.Item.Buyer, l.Schedules[0].Status = "BOLT-X", documents.LineSubstituted
		}, "hold held substituted"},
		{"the same item twice on the order, by quantity", func(n *promise.Input, l *documents.ResponseLine) {
			n.Order.Lines[1].Item, n.Order.Lines[1].Quantity = n.Order.Lines[0].Item, d("60")
			l.Number, l.Quantity = "", some("100")
			l.Schedules[0].Due = day(12)
		}, "accept moved 12"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := scene(documents.Schedule{Status: documents.LineAccepted})
			c.do(in, &in.Response.Lines[0])
			if got := first(promise.Response(*in)); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// A line that is answered in several lines of the response is answered in parts.
func TestLineAnsweredTwice(t *testing.T) {
	in := scene(documents.Schedule{Status: documents.LineAccepted, Due: day(10)})
	in.Response.Lines[0].Quantity = some("60")
	again := in.Response.Lines[0]
	again.Quantity, again.Schedules = some("40"), []documents.Schedule{{Status: documents.LineAccepted, Due: day(11)}}
	in.Response.Lines = append(in.Response.Lines, again)
	r := promise.Response(*in)
	if got := first(r); got != "hold held split-schedule" {
		t.Error(got)
	}
	if got, want := r.Findings[0].Actual, "60 on 2026-12-10, 40 on 2026-12-11"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What the answer to the whole order says of the lines, listed or not
// (documents/orderresponse.go).
func TestAnswer(t *testing.T) {
	late := documents.Schedule{Status: documents.LineChanged, Due: day(12)}
	for _, c := range []struct {
		name    string
		do      func(*promise.Input)
		want    string // the answers of the three lines
		verdict rules.Verdict
		codes   string
	}{
		{"as ordered, nothing listed", func(n *promise.Input) { n.Response.Answer, n.Response.Lines = documents.AnswerAsOrdered, nil }, "accepted accepted accepted", rules.Accept, ""},
		{"as ordered, and a line that says otherwise", func(n *promise.Input) { n.Response.Answer = documents.AnswerAsOrdered }, "moved accepted accepted", rules.Accept, ""},
		{"exceptions only", func(*promise.Input) {}, "moved accepted accepted", rules.Accept, ""},
		{"as the lines say", func(n *promise.Input) { n.Response.Answer = documents.AnswerLines }, "moved unanswered unanswered", rules.Accept, "line-unanswered line-unanswered"},
		{"as the lines say, after earlier promises", func(n *promise.Input) {
			n.Response.Answer, n.Earlier = documents.AnswerLines, map[string]documents.Date{"72": day(10), "73": day(10)}
		}, "moved unanswered unanswered", rules.Accept, ""},
		{"as the lines say, and no line", func(n *promise.Input) { n.Response.Answer, n.Response.Lines = documents.AnswerLines, nil },
			"unanswered unanswered unanswered", rules.Hold, "line-unanswered line-unanswered line-unanswered date-missing"},
		{"refused", func(n *promise.Input) { n.Response.Answer = documents.AnswerRejected }, "rejected rejected rejected", rules.Hold, "order-rejected"},
		{"on hold", func(n *promise.Input) { n.Response.Answer = documents.AnswerHold }, "held held held", rules.Hold, "order-on-hold"},
		{"order cancelled", func(n *promise.Input) { n.Order.State = documents.OrderCancelled }, "held held held", rules.Hold, "order-cancelled"},
		{"order closed", func(n *promise.Input) { n.Order.State = documents.OrderClosed }, "held held held", rules.Hold, "order-closed"},
		{"far too late, and received in full all the same", func(n *promise.Input) {
			n.Response.Lines[0].Schedules[0].Due, n.Order.Lines[0].Received = day(30), n.Order.Lines[0].Quantity
		}, "accepted accepted accepted", rules.Accept, ""},
		{"a line of which nothing is ordered any more", func(n *promise.Input) { n.Order.Lines[2].Quantity = d("0") }, "moved accepted", rules.Accept, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := scene(late)
			c.do(in)
			r := promise.Response(*in)
			var answers, codes []string
			for _, l := range r.Lines {
				answers = append(answers, l.Answer)
			}
			for _, f := range r.Findings {
				codes = append(codes, string(f.Code))
			}
			if got := strings.Join(answers, " "); got != c.want {
				t.Errorf("answers: got %s, want %s", got, c.want)
			}
			if got := strings.Join(codes, " "); got != c.codes || r.Verdict != c.verdict {
				t.Errorf("got %s %s, want %s %s", r.Verdict, got, c.verdict, c.codes)
			}
		})
	}
}

// What is written: the lines that are in order, whatever is held beside them, and
// of those the ones whose day is new.
func TestConfirmation(t *testing.T) {
	in := scene(documents.Schedule{Status: documents.LineChanged, Due: day(12)})
	in.Response.Lines = append(in.Response.Lines, documents.ResponseLine{Number: "2", Price: some("9"), Schedules: []documents.Schedule{{Status: documents.LineAccepted}}})
	in.Earlier = map[string]documents.Date{"71": day(11), "73": day(10)}
	r := promise.Response(*in)
	want := &documents.Confirmation{OrderKey: "7", SupplierNumber: "SO-1", Promises: []documents.Promise{{OrderKey: "7", LineKey: "71", Due: day(12)}},
		Note: "The supplier answered the order (SO-1).\nLine 1: moved to 2026-12-12, 2 days later than asked.\nLine 2: waits for a decision.\nLine 3: confirmed for 2026-12-10."}
	if diff := cmp.Diff(want, r.Confirmation); diff != "" {
		t.Error(diff)
	}
	wantFindings := []rules.Finding{{Code: rules.PriceChanged, Line: "2", OrderKey: "7", LineKey: "72", Expected: "2.50 EUR", Actual: "9.00 EUR", Delta: "+6.50 EUR", Effect: "+650.00 EUR"}}
	if diff := cmp.Diff(wantFindings, r.Findings); diff != "" {
		t.Error(diff)
	}
}

func TestFirstPromise(t *testing.T) {
	in := scene(documents.Schedule{Status: documents.LineAccepted})
	in.Earlier["72"] = day(9)
	r := promise.Response(*in)
	want := []documents.Promise{
		{OrderKey: "7", LineKey: "71", Due: day(10), First: true},
		{OrderKey: "7", LineKey: "72", Due: day(10)},
		{OrderKey: "7", LineKey: "73", Due: day(10), First: true},
	}
	if diff := cmp.Diff(want, r.Confirmation.Promises); diff != "" {
		t.Error(diff)
	}
}

func TestNothingToConfirm(t *testing.T) {
	for name, do := range map[string]func(*promise.Input){
		"refused":          func(n *promise.Input) { n.Response.Answer = documents.AnswerRejected },
		"order cancelled":  func(n *promise.Input) { n.Order.State = documents.OrderCancelled },
		"all lines held":   func(n *promise.Input) { n.Response.SupplierNumber, n.Order.Lines = "", n.Order.Lines[:1] },
		"on hold, unnamed": func(n *promise.Input) { n.Response.SupplierNumber, n.Response.Answer = "", documents.AnswerHold },
	} {
		in := scene(documents.Schedule{Status: documents.LineRejected})
		do(in)
		if r := promise.Response(*in); r.Confirmation != nil {
			t.Errorf("%s: got %+v", name, r.Confirmation)
		}
	}
	in := scene(documents.Schedule{})
	in.Response.Answer = documents.AnswerHold
	if r := promise.Response(*in); r.Confirmation == nil || r.Confirmation.SupplierNumber != "SO-1" || len(r.Confirmation.Promises) != 0 {
		t.Errorf("on hold: the supplier's number is lost: %+v", r.Confirmation)
	}
}

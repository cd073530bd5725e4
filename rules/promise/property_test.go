package promise_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/rules/promise"
)

func drawn(t *rapid.T) promise.Input {
	in := *scene(documents.Schedule{})
	in.Response.Answer = rapid.SampledFrom([]documents.Answer{documents.AnswerAsOrdered, documents.AnswerLines, documents.AnswerExcept, documents.AnswerExcept, documents.AnswerRejected, documents.AnswerHold}).Draw(t, "answer")
	in.Response.Lines = nil
	statuses := []status{"accepted", "accepted", "changed", "changed", "backordered", "price-pending", "hold", "substituted", "cancelled", "rejected", "added", ""}
	for range rapid.IntRange(0, 4).Draw(t, "lines") {
		l := documents.ResponseLine{Number: rapid.SampledFrom([]string{"", "1", "2", "3", "9"}).Draw(t, "number"),
			Item: documents.Item{Buyer: rapid.SampledFrom([]string{"", "BOLT", "NUT", "GASKET"}).Draw(t, "item")}}
		if rapid.Bool().Draw(t, "priced") {
			l.Price = some(rapid.SampledFrom([]string{"2.5", "2.5", "2.6"}).Draw(t, "price"))
		}
		for range rapid.IntRange(0, 3).Draw(t, "schedules") {
			s := documents.Schedule{Status: rapid.SampledFrom(statuses).Draw(t, "status"), Shipping: rapid.IntRange(0, 5).Draw(t, "shipping") == 0}
			if n := rapid.IntRange(0, 20).Draw(t, "due"); n > 0 {
				s.Due = day(n)
			}
			if rapid.Bool().Draw(t, "counted") {
				s.Quantity = some(rapid.SampledFrom([]string{"100", "60", "40"}).Draw(t, "quantity"))
			}
			l.Schedules = append(l.Schedules, s)
		}
		in.Response.Lines = append(in.Response.Lines, l)
	}
	if rapid.Bool().Draw(t, "promised before") {
		in.Earlier["71"] = day(rapid.IntRange(8, 12).Draw(t, "promise"))
	}
	return in
}

// What a judgement promises, whatever comes: it is the same again; it is as bad as
// its worst finding, and a line as its own; a day that is taken is within tolerance,
// and nothing is written of a line that is not.
func TestResponseProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := drawn(t)
		r := promise.Response(in)
		if diff := cmp.Diff(r, promise.Response(in)); diff != "" {
			t.Fatalf("judged again: %s", diff)
		}
		if want := rules.Worst(r.Findings); r.Verdict != want {
			t.Fatalf("verdict %s, the worst finding is %s", r.Verdict, want)
		}
		taken := map[string]documents.Date{}
		for _, l := range r.Lines {
			if !l.Due.IsZero() {
				taken[l.LineKey] = l.Due
			}
			checkLine(t, in, r, l)
		}
		if r.Confirmation == nil {
			return
		}
		for _, p := range r.Confirmation.Promises {
			if taken[p.LineKey] != p.Due {
				t.Fatalf("%+v is written, taken is %v", p, taken)
			}
		}
	})
}

func checkLine(t *rapid.T, in promise.Input, r promise.Result, l promise.Line) {
	if l.Due.IsZero() == (l.Answer == "accepted" || l.Answer == "moved") {
		t.Fatalf("line %+v: taken or not?", l)
	}
	for _, f := range r.Findings {
		if f.LineKey == l.LineKey && f.Code.Describe().Verdict > l.Verdict {
			t.Fatalf("line %+v is better than %+v", l, f)
		}
	}
	if l.Due.IsZero() {
		return
	}
	if late := l.Due.Sub(l.Asked); l.Verdict != rules.Accept || late > in.Terms.DaysLate || -late > in.Terms.DaysEarly {
		t.Fatalf("line %+v is taken", l)
	}
}

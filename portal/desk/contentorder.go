package desk

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/portal/web"
	"github.com/wharf-edi/wharf/rules/promise"
)

func orderContent(o *documents.Order) content {
	var c content
	c.facts.text("Ordered", day(o.Date))
	c.facts.text("Currency", o.Currency)
	c.facts.text("Ship to", partyName(o.ShipTo))
	c.facts.text("Terms", o.Terms)
	c.facts.text("Incoterm", o.Incoterm)
	c.facts.text("Note", o.Note)
	if len(o.Lines) == 0 {
		return c
	}
	g := grid{Title: "Lines", Caption: "Lines of the order", Sum: 4,
		Head: []column{{Name: "Line"}, {Name: "Item"}, {Name: "Quantity", Number: true}, {Name: "Price", Number: true}, {Name: "Amount", Number: true}, {Name: "Asked for", Day: true}}}
	var total documents.Decimal
	for _, l := range o.Lines {
		amount := l.Quantity.Mul(l.Price)
		total = total.Add(amount)
		g.Rows = append(g.Rows, []cell{
			{Text: strconv.Itoa(l.Number), Strong: true}, itemCell(l.Item), quantityCell(l.Quantity, l.Unit),
			text(web.Money(l.Price)), text(web.Money(amount.Round(2))), text(web.Day(l.Due)),
		})
	}
	g.Foot = []foot{{"Net total " + o.Currency, web.Money(total.Round(2))}}
	c.grids = append(c.grids, g)
	return c
}

// answers are what a response says of the order as a whole.
var answers = map[documents.Answer]string{
	documents.AnswerAsOrdered: "Everything as ordered",
	documents.AnswerLines:     "As the lines say",
	documents.AnswerExcept:    "As ordered, except for the lines listed",
	documents.AnswerRejected:  "The whole order is refused",
	documents.AnswerHold:      "Received, no promise yet",
}

// statuses are what a supplier says of a line.
var statuses = map[documents.LineStatus]string{
	documents.LineAccepted: "accepted", documents.LineChanged: "with changes", documents.LineBackordered: "backordered",
	documents.LinePricePending: "price to follow", documents.LineDatePending: "date to follow", documents.LineHold: "on hold",
	documents.LineSubstituted: "another item instead", documents.LineCancelled: "cancelled", documents.LineRejected: "rejected",
	documents.LineAdded: "added by the supplier",
}

// outcomes are what was made of a line by the judgement.
var outcomes = map[string]web.Label{
	"accepted":   {Tone: web.Good, Text: "Accepted"},
	"moved":      {Tone: web.Good, Text: "Date moved"},
	"held":       {Tone: web.Warn, Text: "Held"},
	"rejected":   {Tone: web.Bad, Text: "Rejected"},
	"unanswered": {Tone: web.Plain, Text: "Unanswered"},
}

func responseContent(r *documents.OrderResponse, j *promise.Result) content {
	c := content{findings: j.Findings}
	c.facts.text("They say", answers[r.Answer])
	c.facts.text("Dated", day(r.Date))
	c.facts.text("Their order number", r.SupplierNumber)
	c.facts.text("Promise for all lines", day(r.Due))
	c.facts.text("Supplier", partyName(r.Supplier))
	if len(r.Lines) > 0 {
		c.grids = append(c.grids, responseGrid(r, j))
	} else if len(j.Lines) > 0 {
		c.grids = append(c.grids, outcomeGrid(j))
	}
	return c
}

func responseGrid(r *documents.OrderResponse, j *promise.Result) grid {
	g := grid{Title: "What the supplier says", Caption: "Lines of the response",
		Head: []column{{Name: "Line"}, {Name: "Item"}, {Name: "Quantity", Number: true}, {Name: "Price", Number: true}, {Name: "Promised"}, {Name: "Asked for", Day: true}, {Name: "Outcome"}}}
	for _, l := range r.Lines {
		quantity := text("")
		if l.Quantity.Valid {
			quantity = quantityCell(l.Quantity.Decimal, l.Unit)
		}
		row := []cell{{Text: l.Number, Strong: true}, itemCell(l.Item), quantity, text(optional(l.Price)), promised(l), text(""), {}}
		for _, o := range j.Lines {
			if l.Number != "" && strconv.Itoa(o.Number) == l.Number {
				row[5], row[6] = text(day(o.Asked)), outcomeCell(o)
			}
		}
		if l.Note != "" {
			row[1].Subs = append(row[1].Subs, "“"+l.Note+"”")
		}
		if found := lineLabels(j.Findings, l.Number, notJudged); len(found.Labels) > 0 {
			row[6].Labels = append(row[6].Labels, found.Labels...)
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// promised says the parts of a line, one under the other.
func promised(l documents.ResponseLine) cell {
	var c cell
	var codes []string
	for i, s := range l.Schedules {
		when := cmp.Or(day(s.Due), "no date")
		if s.Shipping {
			when = "leaves " + when
		}
		if s.Quantity.Valid && len(l.Schedules) > 1 {
			when = quantityCell(s.Quantity.Decimal, cmp.Or(s.Unit, l.Unit)).Text + ": " + when
		}
		status := statuses[s.Status]
		if s.Code != "" && !slices.Contains(codes, s.Code) {
			codes = append(codes, s.Code)
		}
		if i == 0 && len(l.Schedules) == 1 {
			c.Text, c.Subs = when, nonEmpty(status)
		} else {
			c.Subs = append(c.Subs, when)
			if next := i + 1; next == len(l.Schedules) || l.Schedules[next].Status != s.Status {
				c.Subs = append(c.Subs, nonEmpty(status)...)
			}
		}
		if s.Status == documents.LineSubstituted {
			c.Subs = append(c.Subs, itemCell(s.Item).Text)
		}
	}
	if len(codes) > 0 {
		c.Title = "as received: " + strings.Join(codes, ", ")
	}
	return c
}

func outcomeCell(o promise.Line) cell {
	l, ok := outcomes[o.Answer]
	if !ok {
		l = web.Label{Tone: web.Plain, Text: o.Answer}
	}
	c := cell{Labels: []web.Label{l}}
	if !o.Due.IsZero() {
		c.Subs = []string{"taken for " + web.Day(o.Due)}
	}
	return c
}

// outcomeGrid stands for a response that lists no lines.
func outcomeGrid(j *promise.Result) grid {
	g := grid{Title: "What was made of it", Head: []column{{Name: "Line"}, {Name: "Asked for", Day: true}, {Name: "Outcome"}}}
	for _, o := range j.Lines {
		g.Rows = append(g.Rows, []cell{{Text: strconv.Itoa(o.Number), Strong: true}, text(day(o.Asked)), outcomeCell(o)})
	}
	return g
}

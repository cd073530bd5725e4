package promise

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
)

// answer is all that a response says of one order line: its parts, with what
// stands beside them.
type answer struct {
	number string // the response's own line number
	unit   documents.Unit
	price  documents.Optional
	parts  []documents.Schedule
	whole  documents.Optional // the line's quantity where the parts name none
}

// assign finds the order line of each line of the response.
func (j *judging) assign() {
	for i := range j.in.Response.Lines {
		rl := &j.in.Response.Lines[i]
		l := j.choose(rl)
		if l == nil {
			f := rules.Finding{Code: rules.LineUnmatched, Line: rl.Number, OrderKey: j.in.Order.Key, Actual: rules.ItemWord(rl.Item)}
			if slices.ContainsFunc(rl.Schedules, func(s documents.Schedule) bool { return s.Status == documents.LineAdded }) {
				f.Code = rules.LineAdded
			}
			j.find(f)
			continue
		}
		j.add(l, rl)
	}
}

// choose chooses among the order lines that rl may mean: one that is not answered
// yet, of the same quantity if there is one, else the one that is due first.
func (j *judging) choose(rl *documents.ResponseLine) *documents.OrderLine {
	found := rules.FindLines(j.in.Order, rl.Number, rl.Item)
	if len(found) == 0 && slices.ContainsFunc(rl.Schedules, func(s documents.Schedule) bool { return s.Status == documents.LineSubstituted }) {
		if l, ok := rules.LineByNumber(j.in.Order, rl.Number); ok { // the item is what is offered instead
			return l
		}
	}
	if len(found) == 0 {
		return nil
	}
	found = slices.Clone(found)
	slices.SortStableFunc(found, func(a, b *documents.OrderLine) int {
		return cmp.Or(first(j.said[a.Key] == nil, j.said[b.Key] == nil), first(sameQuantity(a, rl), sameQuantity(b, rl)), rules.ByDue(a, b))
	})
	return found[0]
}

func sameQuantity(l *documents.OrderLine, rl *documents.ResponseLine) bool {
	return rl.Quantity.Valid && rl.Quantity.Decimal.Equal(l.Quantity)
}

// first sorts what is true before what is not.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

// add notes what rl says of l. Several lines of the response about one order line
// are parts of one answer.
func (j *judging) add(l *documents.OrderLine, rl *documents.ResponseLine) {
	parts := slices.Clone(rl.Schedules)
	if len(parts) == 0 {
		parts = []documents.Schedule{{}}
	}
	if len(parts) == 1 && !parts[0].Quantity.Valid {
		parts[0].Quantity, parts[0].Unit = rl.Quantity, cmp.Or(parts[0].Unit, rl.Unit)
	}
	a := j.said[l.Key]
	if a == nil {
		a = &answer{number: cmp.Or(rl.Number, strconv.Itoa(l.Number)), unit: rl.Unit, whole: rl.Quantity}
		j.said[l.Key] = a
	}
	if rl.Price.Valid && (!a.price.Valid || a.price.Decimal.Equal(l.Price)) {
		a.price = rl.Price
	}
	a.parts = append(a.parts, parts...)
}

// word is what a held line is called.
func (a *answer) word() string {
	for _, p := range a.parts {
		if !gone(p.Status) {
			return held
		}
	}
	return rejected
}

// confirmed are the statuses of a part that the supplier will deliver.
func confirmed(s documents.LineStatus) bool {
	switch s {
	case documents.LineAccepted, documents.LineChanged, documents.LineBackordered, "":
		return true
	}
	return false
}

// gone are the statuses of a part that will not come.
func gone(s documents.LineStatus) bool {
	return s == documents.LineRejected || s == documents.LineCancelled
}

// exceptional are the findings that a status is by itself.
var exceptional = map[documents.LineStatus]rules.Code{
	documents.LinePricePending: rules.PricePending,
	documents.LineDatePending:  rules.DateMissing,
	documents.LineHold:         rules.OrderOnHold,
	documents.LineSubstituted:  rules.Substituted,
	documents.LineCancelled:    rules.LineCancelled,
	documents.LineRejected:     rules.LineRejected,
	documents.LineAdded:        rules.LineAdded,
}

// judge answers the day that the line is promised for, if nothing it finds holds it.
func (a *answer) judge(j *judging, l *documents.OrderLine) (documents.Date, []rules.Finding) {
	c := checking{judging: j, answer: a, line: l}
	var taken, other []documents.Schedule
	for _, p := range a.parts {
		if confirmed(p.Status) {
			taken = append(taken, p)
		} else {
			other = append(other, p)
		}
	}
	short := c.quantity(taken)
	for _, p := range other {
		if short && gone(p.Status) {
			continue // what will not come is what is short
		}
		code, known := exceptional[p.Status]
		if !known {
			code = rules.OrderOnHold // a status of a later release: not a promise
		}
		c.report(code, "", cmp.Or(p.Code, string(p.Status)), "")
	}
	c.price()
	due := c.date(taken)
	return due, c.found
}

// checking compares one answer with its order line.
type checking struct {
	*judging
	answer *answer
	line   *documents.OrderLine
	found  []rules.Finding
}

// report adds a finding, once for each code.
func (c *checking) report(code rules.Code, expected, actual, delta string) {
	if slices.ContainsFunc(c.found, func(f rules.Finding) bool { return f.Code == code }) {
		return
	}
	c.found = append(c.found, rules.Finding{Code: code, Line: c.answer.number, OrderKey: c.in.Order.Key, LineKey: c.line.Key,
		Expected: expected, Actual: actual, Delta: delta})
}

// quantity compares what will be delivered with what was ordered, or with what of
// it is still open. A part without a quantity is the whole line.
func (c *checking) quantity(taken []documents.Schedule) (short bool) {
	if len(taken) == 0 {
		return false
	}
	l := c.line
	var sum documents.Quantity
	for _, p := range taken {
		if !p.Quantity.Valid {
			if p.Quantity = c.answer.whole; !p.Quantity.Valid || len(taken) > 1 {
				return false
			}
		}
		if u := cmp.Or(p.Unit, c.answer.unit); u != "" && !rules.SameUnit(u, l.Unit) {
			c.report(rules.UnitUnmapped, string(l.Unit), string(u), "")
			return false
		}
		sum = sum.Add(p.Quantity.Decimal)
	}
	off := sum.Sub(l.Quantity)
	if off.IsZero() || sum.Equal(l.Quantity.Sub(l.Received)) {
		return false
	}
	code := rules.QuantityShort
	if off.IsPositive() {
		code = rules.QuantityMore
	}
	c.report(code, rules.Amount(l.Quantity, l.Unit), rules.Amount(sum, l.Unit), rules.Signed(off, rules.Amount(off, l.Unit)))
	return code == rules.QuantityShort
}

// price compares the price for one unit, whatever zeros it is written with. In
// another currency, which is a finding of its own, there is nothing to compare.
func (c *checking) price() {
	p, l, cur := c.answer.price, c.line, c.in.Order.Currency
	if !p.Valid || p.Decimal.Equal(l.Price) || c.in.Response.Currency != "" && c.in.Response.Currency != cur {
		return
	}
	off := p.Decimal.Sub(l.Price)
	effect := off.Mul(l.Quantity).Round(2)
	c.report(rules.PriceChanged, rules.Money(l.Price, cur), rules.Money(p.Decimal, cur), rules.Signed(off, rules.Money(off, cur)))
	c.found[len(c.found)-1].Effect = rules.Signed(effect, rules.Money(effect, cur))
}

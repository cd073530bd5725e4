package match

import (
	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
)

// line finds the order lines that invoice line i bills and divides it among them.
// A line of nothing at no price, such as a remark, is passed over.
func (j *judging) line(i int) {
	l := &j.in.Invoice.Lines[i]
	w := worthOf(l, j.in.Terms.RoundPerLine)
	j.worths = append(j.worths, w)
	o := j.order(j.orderNumber(l.OrderNumber))
	switch {
	case o == nil, l.Quantity.IsNegative():
		j.unplaced = true // header and credit said it
		return
	case l.Quantity.IsZero():
		if !w.amount.IsZero() {
			j.unplaced = true
			j.find(rules.Finding{Code: rules.ChargeNotOrder, Line: j.number(i), OrderKey: o.Key, Actual: rules.Money(w.amount, o.Currency)})
		}
		return
	}
	found := rules.FindLines(o, l.OrderLine, l.Item)
	if len(found) == 0 {
		j.unplaced = true
		j.find(rules.Finding{Code: rules.LineUnmatched, Line: j.number(i), OrderKey: o.Key, Actual: rules.ItemWord(l.Item)})
		return
	}
	j.divide(i, o, rules.Spread(found, l.Quantity, j.billable, j.ordered))
}

// divide keeps the shares of invoice line i. Their goods add up to the line's.
func (j *judging) divide(i int, o *documents.Order, parts []rules.Share) {
	l, w := &j.in.Invoice.Lines[i], j.worths[i]
	left := w.goods
	for n, p := range parts {
		if !rules.SameUnit(l.Unit, p.Line.Unit) {
			j.unplaced = true
			j.find(rules.Finding{Code: rules.UnitUnmapped, Line: j.number(i), OrderKey: o.Key, LineKey: p.Line.Key, Expected: string(p.Line.Unit), Actual: string(l.Unit)})
			return
		}
		goods := left
		if n < len(parts)-1 {
			goods = w.goods.Mul(p.Quantity).DivRound(l.Quantity, priceDigits)
		}
		left = left.Sub(goods)
		s := share{order: o, line: p.Line, goods: goods,
			Allocation: Allocation{Line: i, OrderKey: o.Key, LineKey: p.Line.Key, Quantity: p.Quantity, Price: w.price}}
		j.shares = append(j.shares, s)
		c := j.now[p.Line]
		if c == nil {
			c = &claim{first: &s}
			j.now[p.Line] = c
			j.lines = append(j.lines, p.Line)
		}
		c.quantity, c.goods = c.quantity.Add(p.Quantity), c.goods.Add(goods)
	}
}

// claimed is what is billed of a line already: on bills of the ERP, for other
// invoices, and on this one.
func (j *judging) claimed(l *documents.OrderLine) documents.Quantity {
	q := l.Billed.Add(j.in.InFlight[l.Key])
	if c := j.now[l]; c != nil {
		q = q.Add(c.quantity)
	}
	return q
}

// due is what a line may be billed for by now.
func due(l *documents.OrderLine) documents.Quantity {
	if l.Receive {
		return l.Received
	}
	return l.Quantity
}

// billable and ordered are the room that a line still has, by what may be billed
// now and by what was ordered.
func (j *judging) billable(l *documents.OrderLine) documents.Quantity {
	return due(l).Sub(j.claimed(l))
}

func (j *judging) ordered(l *documents.OrderLine) documents.Quantity {
	return l.Quantity.Sub(j.claimed(l))
}

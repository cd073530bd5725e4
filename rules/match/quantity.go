package match

import (
	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
)

// quantities holds all that was billed of each order line, this invoice included,
// against what may be billed: what was received, or what was ordered where
// receipts do not count. An invoice that is ahead of goods on their way waits.
func (j *judging) quantities() {
	for _, l := range j.lines {
		claimed := j.claimed(l)
		if j.covered(l, due(l)) {
			j.value(l)
			continue
		}
		c := rules.QuantityOver
		if l.Receive && j.covered(l, l.Received.Add(j.in.InTransit[l.Key])) {
			c = rules.AwaitingReceipt
		}
		s := j.now[l].first
		f := j.about(c, s)
		off := claimed.Sub(due(l))
		f.Expected, f.Actual = rules.Amount(due(l), l.Unit), rules.Amount(claimed, l.Unit)
		f.Delta = rules.Signed(off, rules.Amount(off, l.Unit))
		if c != rules.AwaitingReceipt { // what is on its way costs nothing
			effect := off.Mul(s.Price).Round(2)
			f.Effect = rules.Signed(effect, rules.Money(effect, s.order.Currency))
		}
		j.find(f)
		if c == rules.AwaitingReceipt {
			j.value(l)
		}
	}
}

// covered says that what was claimed of l is within what there is.
func (j *judging) covered(l *documents.OrderLine, there documents.Quantity) bool {
	return j.in.Terms.QuantityOver.Allows(there, j.claimed(l).Sub(there))
}

// value holds the money billed of l in all against the worth of the order line.
// What was billed before counts at the order's price: it was judged then. A price
// that was found to be too high is not reported a second time.
func (j *judging) value(l *documents.OrderLine) {
	c := j.now[l]
	if c.pricey {
		return
	}
	worth := l.Quantity.Mul(l.Price)
	billed := j.claimed(l).Sub(c.quantity).Mul(l.Price).Add(c.goods)
	over := billed.Sub(worth)
	if j.in.Terms.ValueOver.Allows(worth, over) {
		return
	}
	cur := c.first.order.Currency
	f := j.about(rules.ValueOver, c.first)
	f.Expected, f.Actual = rules.Money(worth, cur), rules.Money(billed, cur)
	f.Delta = rules.Signed(over, rules.Money(over, cur))
	f.Effect = f.Delta
	j.find(f)
}

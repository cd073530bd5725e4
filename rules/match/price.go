package match

import (
	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
)

// priceDigits is how exact a price is that had to be worked out of an amount.
const priceDigits = 6

// worth is what an invoice line comes to.
type worth struct {
	priced  bool
	price   documents.Decimal // for one unit, allowances taken off
	goods   documents.Decimal // for all units, allowances taken off
	charged documents.Decimal // charges on the line that are not part of its price
	amount  documents.Decimal // what the line comes to: as stated, else worked out
	differs documents.Decimal // by how much the stated amount is off; zero within rounding
}

// worthOf works out a line. Allowances and charges are either in the price already,
// which the stated amount shows, or come off it and on top of it.
func worthOf(l *documents.InvoiceLine, rounding documents.Decimal) worth {
	var on, off documents.Decimal
	for _, c := range l.Charges {
		if c.Allowance {
			off = off.Add(c.Amount)
		} else {
			on = on.Add(c.Amount)
		}
	}
	if !l.Price.Valid {
		if !l.Amount.Valid {
			return worth{charged: on, amount: on.Sub(off)}
		}
		w := worth{priced: true, goods: l.Amount.Decimal.Sub(on), charged: on, amount: l.Amount.Decimal}
		w.price = w.each(l)
		return w
	}
	gross := l.Price.Decimal.Mul(l.Quantity)
	w := worth{priced: true, price: l.Price.Decimal, goods: gross, amount: gross}
	if l.Amount.Valid {
		w.amount = l.Amount.Decimal
		if w.amount.Sub(gross).Abs().LessThanOrEqual(rounding) {
			return w // in the price already
		}
	}
	if !off.IsZero() {
		w.goods = gross.Sub(off)
		w.price = w.each(l)
	}
	w.charged = on
	sum := w.goods.Add(on)
	if !l.Amount.Valid {
		w.amount = sum
	} else if d := w.amount.Sub(sum); d.Abs().GreaterThan(rounding) {
		w.differs = d
	}
	return w
}

func (w worth) each(l *documents.InvoiceLine) documents.Decimal {
	if l.Quantity.IsZero() {
		return documents.Decimal{}
	}
	return w.goods.DivRound(l.Quantity, priceDigits)
}

// prices holds the price of each share against the order's.
func (j *judging) prices() {
	for i := range j.shares {
		s := &j.shares[i]
		if !j.worths[s.Line].priced {
			f := j.about(rules.PriceMissing, s)
			f.Expected = rules.Money(s.line.Price, s.order.Currency)
			j.find(f)
			continue
		}
		expected := s.line.Price.Mul(s.Quantity)
		over := s.goods.Sub(expected)
		switch {
		case !j.in.Terms.PriceOver.Allows(expected, over):
			j.now[s.line].pricey = true
			j.find(j.priceFinding(rules.PriceOver, s, over))
		case !j.in.Terms.PriceUnder.Allows(expected, over.Neg()):
			j.find(j.priceFinding(rules.PriceUnder, s, over))
		}
	}
}

func (j *judging) priceFinding(c rules.Code, s *share, effect documents.Decimal) rules.Finding {
	cur := s.order.Currency
	off := s.Price.Sub(s.line.Price)
	effect = effect.Round(2)
	f := j.about(c, s)
	f.Expected, f.Actual = rules.Money(s.line.Price, cur), rules.Money(s.Price, cur)
	f.Delta, f.Effect = rules.Signed(off, rules.Money(off, cur)), rules.Signed(effect, rules.Money(effect, cur))
	return f
}

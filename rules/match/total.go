package match

import (
	"cmp"

	"github.com/shopspring/decimal"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
)

// charges finds the charges and allowances that are not in the price of a line:
// an order has none but as lines of its own.
func (j *judging) charges() {
	for i, w := range j.worths {
		if !w.charged.IsZero() {
			j.find(rules.Finding{Code: rules.ChargeNotOrder, Line: j.number(i), Actual: rules.Money(w.charged, j.money), Effect: "+" + rules.Money(w.charged, j.money)})
		}
	}
	for _, c := range j.in.Invoice.Charges {
		if c.Amount.IsZero() {
			continue
		}
		a := signed(c)
		name := cmp.Or(c.Name, c.Code, "charge")
		j.find(rules.Finding{Code: rules.ChargeNotOrder, Actual: name + " " + rules.Money(a, j.money), Effect: rules.Signed(a, rules.Money(a, j.money))})
	}
}

func signed(c documents.Charge) documents.Decimal {
	if c.Allowance {
		return c.Amount.Neg()
	}
	return c.Amount
}

// sums are what the lines come to, and what the charges on the whole invoice do.
func (j *judging) sums() (lines, charges documents.Decimal) {
	for _, w := range j.worths {
		lines = lines.Add(w.amount)
	}
	for _, c := range j.in.Invoice.Charges {
		charges = charges.Add(signed(c))
	}
	return lines, charges
}

// rounding is how far a total may be off.
func (j *judging) rounding() documents.Decimal {
	t := j.in.Terms
	r := t.RoundPerLine.Mul(decimalOf(len(j.worths) + 1))
	if r.GreaterThan(t.RoundMost) {
		return t.RoundMost
	}
	return r
}

// totals checks the invoice's own arithmetic.
func (j *judging) totals() {
	inv, cur := j.in.Invoice, j.money
	for i, w := range j.worths {
		if !w.differs.IsZero() {
			j.find(rules.Finding{Code: rules.TotalDiffers, Line: j.number(i), Expected: rules.Money(w.amount.Sub(w.differs), cur),
				Actual: rules.Money(w.amount, cur), Delta: rules.Signed(w.differs, rules.Money(w.differs, cur))})
		}
	}
	lines, charges := j.sums()
	stated, sum := inv.Total, lines.Add(charges).Add(j.tax())
	if !stated.Valid {
		stated, sum = inv.Net, lines
	}
	if !stated.Valid {
		return
	}
	if off := stated.Decimal.Sub(sum); off.Abs().GreaterThan(j.rounding()) {
		j.find(rules.Finding{Code: rules.TotalDiffers, Expected: rules.Money(sum, cur), Actual: rules.Money(stated.Decimal, cur),
			Delta: rules.Signed(off, rules.Money(off, cur))})
	}
}

// total is what the invoice comes to: as stated, else worked out to the cent.
func (j *judging) total() documents.Decimal {
	if t := j.in.Invoice.Total; t.Valid {
		return t.Decimal
	}
	lines, charges := j.sums()
	return lines.Add(charges).Add(j.tax()).Round(2)
}

func decimalOf(n int) documents.Decimal { return decimal.NewFromInt(int64(n)) }

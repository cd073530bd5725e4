package match

import (
	"slices"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
)

// taxes holds the tax of the invoice against what the order's tax rates make of
// its lines. It is left out where a line belongs to no order line or the ERP has
// a tax that is no percentage: then there is nothing to hold it against.
func (j *judging) taxes() {
	expected, known := j.orderTax()
	if !known {
		return
	}
	f := rules.Finding{Code: rules.TaxDiffers, Expected: rules.Money(expected.Round(2), j.money), Actual: "none"}
	actual, stated := j.statedTax()
	if !stated {
		actual = j.impliedTax(expected)
	}
	if stated || !actual.IsZero() {
		f.Actual = rules.Money(actual, j.money)
	}
	off := actual.Sub(expected)
	if off.Abs().GreaterThan(j.taxTolerance()) {
		off = off.Round(2)
		f.Delta = rules.Signed(off, rules.Money(off, j.money))
		f.Effect = f.Delta
		j.find(f)
		return
	}
	j.rates()
}

func (j *judging) taxTolerance() documents.Decimal {
	t := j.in.Terms
	r := t.TaxPerLine.Mul(decimalOf(len(j.shares)))
	if r.LessThan(t.TaxLeast) {
		return t.TaxLeast
	}
	return r
}

// orderTax is the tax that the ERP would put on a bill of the shares. Charges of
// the whole invoice are taxed with it where all lines are taxed alike.
func (j *judging) orderTax() (tax documents.Decimal, known bool) {
	if j.unplaced {
		return tax, false
	}
	alike := true
	var last documents.Decimal
	for i, s := range j.shares {
		r, ok := rate(s.line.Taxes)
		if !ok {
			return tax, false
		}
		alike = alike && (i == 0 || r.Equal(last))
		last = r
		tax = tax.Add(s.goods.Mul(r).Shift(-2))
	}
	if alike {
		_, charges := j.sums()
		for _, w := range j.worths {
			charges = charges.Add(w.charged)
		}
		tax = tax.Add(charges.Mul(last).Shift(-2))
	}
	return tax, true
}

// rate adds up percentages; not ok if one of the taxes is none.
func rate(ts []documents.Tax) (sum documents.Decimal, ok bool) {
	for _, t := range ts {
		if !t.Rate.Valid {
			return sum, false
		}
		sum = sum.Add(t.Rate.Decimal)
	}
	return sum, true
}

// statedTax is the tax that the invoice states: in one sum, by kinds, or by lines.
func (j *judging) statedTax() (documents.Decimal, bool) {
	inv := j.in.Invoice
	if inv.Tax.Valid {
		return inv.Tax.Decimal, true
	}
	lines, charges := j.sums()
	if sum, ok := sumOf(inv.Taxes, lines.Add(charges)); ok {
		return sum, true
	}
	var sum documents.Decimal
	stated := false
	for i, l := range inv.Lines {
		if s, ok := sumOf(l.Taxes, j.worths[i].amount); ok {
			sum, stated = sum.Add(s), true
		}
	}
	return sum, stated
}

// sumOf adds up taxes; one that states only its rate is taken of its base, or of
// the base given.
func sumOf(ts []documents.Tax, base documents.Decimal) (sum documents.Decimal, stated bool) {
	for _, t := range ts {
		switch {
		case t.Amount.Valid:
			sum, stated = sum.Add(t.Amount.Decimal), true
		case t.Rate.Valid && t.Base.Valid:
			sum, stated = sum.Add(t.Base.Decimal.Mul(t.Rate.Decimal).Shift(-2)), true
		case t.Rate.Valid:
			sum, stated = sum.Add(base.Mul(t.Rate.Decimal).Shift(-2)), true
		}
	}
	return sum, stated
}

// impliedTax is what the total leaves for tax on an invoice that states none. It
// is believed only where it is the tax expected: else the invoice does not add up.
func (j *judging) impliedTax(expected documents.Decimal) documents.Decimal {
	t := j.in.Invoice.Total
	if !t.Valid {
		return documents.Decimal{}
	}
	lines, charges := j.sums()
	left := t.Decimal.Sub(lines).Sub(charges)
	if left.Sub(expected).Abs().GreaterThan(j.taxTolerance()) {
		return documents.Decimal{}
	}
	return left
}

// tax is the tax that the invoice's total holds.
func (j *judging) tax() documents.Decimal {
	if t, ok := j.statedTax(); ok {
		return t
	}
	if expected, known := j.orderTax(); known {
		return j.impliedTax(expected)
	}
	return documents.Decimal{}
}

// rates finds rates that are stated and are not those of the order. An amount that
// happens to be within tolerance does not excuse another rate.
func (j *judging) rates() {
	var ofOrder []documents.Decimal
	for i := range j.shares {
		s := &j.shares[i]
		expected, _ := rate(s.line.Taxes)
		ofOrder = append(ofOrder, expected)
		stated := j.in.Invoice.Lines[s.Line].Taxes
		if r, ok := rate(stated); ok && len(stated) > 0 && !r.Equal(expected) {
			f := j.about(rules.TaxDiffers, s)
			f.Expected, f.Actual = percent(expected), percent(r)
			j.find(f)
		}
	}
	stated := j.in.Invoice.Taxes
	if len(stated) != 1 || !stated[0].Rate.Valid || len(ofOrder) == 0 {
		return
	}
	r := stated[0].Rate.Decimal
	if !slices.ContainsFunc(ofOrder, r.Equal) {
		j.find(rules.Finding{Code: rules.TaxDiffers, Expected: percent(ofOrder[0]), Actual: percent(r)})
	}
}

func percent(d documents.Decimal) string { return d.String() + " %" }

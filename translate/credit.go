package translate

import "github.com/wharf-edi/wharf/documents"

// Positive turns the amounts of a credit note round that was written with
// negative ones, as some write it: in an Invoice a credit's amounts are positive.
// Whether it was is told by its total, and without one by its first line.
func Positive(i *documents.Invoice) {
	if !i.Credit {
		return
	}
	switch {
	case i.Total.Valid && !i.Total.Decimal.IsZero():
		if i.Total.Decimal.IsPositive() {
			return
		}
	case len(i.Lines) == 0 || !lineNegative(i.Lines[0]):
		return
	}
	for _, o := range []*documents.Optional{&i.Net, &i.Tax, &i.Total} {
		negate(o)
	}
	for n := range i.Lines {
		l := &i.Lines[n]
		l.Quantity = l.Quantity.Abs()
		l.Price.Decimal = l.Price.Decimal.Abs()
		negate(&l.Amount)
		turn(l.Charges, l.Taxes)
	}
	turn(i.Charges, i.Taxes)
}

// lineNegative says that a line is written with a minus, which may stand at its
// quantity, its price or its amount.
func lineNegative(l documents.InvoiceLine) bool {
	return l.Quantity.IsNegative() || l.Price.Decimal.IsNegative() || l.Amount.Decimal.IsNegative()
}

// turn turns charges and taxes round.
func turn(charges []documents.Charge, taxes []documents.Tax) {
	for i := range charges {
		charges[i].Allowance = !charges[i].Allowance
	}
	for i := range taxes {
		negate(&taxes[i].Base)
		negate(&taxes[i].Amount)
	}
}

func negate(o *documents.Optional) { o.Decimal = o.Decimal.Neg() }

// NewCharge is a charge, or an allowance; a negative amount makes one the other.
func NewCharge(code, name string, allowance bool, amount documents.Decimal) documents.Charge {
	return documents.Charge{Code: code, Name: name, Allowance: allowance != amount.IsNegative(), Amount: amount.Abs()}
}

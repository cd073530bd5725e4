package rules

import "github.com/shopspring/decimal"

// Tolerance says how far a value may be off to one side. There is no zero that
// means "unlimited": Off says that the dimension is not looked at, by name.
type Tolerance struct {
	Off     bool            `yaml:"off"`
	Percent decimal.Decimal `yaml:"percent"` // of the expected value
	Amount  decimal.Decimal `yaml:"amount"`  // in the company's currency, or in the unit of what is compared
	Either  bool            `yaml:"either"`  // one of the two limits suffices; otherwise both must hold
}

// Allows says that a value may be off by so much from what was expected; what is
// off to the other side is negative and always allowed. With percent and amount
// both zero nothing is.
func (t Tolerance) Allows(expected, off decimal.Decimal) bool {
	if t.Off || !off.IsPositive() {
		return true
	}
	byPercent := off.Mul(hundred).LessThanOrEqual(expected.Abs().Mul(t.Percent))
	byAmount := off.LessThanOrEqual(t.Amount)
	if t.Either {
		return byPercent || byAmount
	}
	return byPercent && byAmount
}

var hundred = decimal.NewFromInt(100)

// Terms are the tolerances of one partner. Unset is an error at configuration
// time; Default has values for all.
type Terms struct {
	DaysLate      int             `yaml:"days_late"`      // a promise this many days later is taken unasked
	DaysEarly     int             `yaml:"days_early"`     // a promise this many days earlier is taken unasked
	PriceOver     Tolerance       `yaml:"price_over"`     // invoice price above the order's, per line; Amount is the line's effect
	PriceUnder    Tolerance       `yaml:"price_under"`    // below
	ValueOver     Tolerance       `yaml:"value_over"`     // all that was billed of a line, this included, above its value
	QuantityOver  Tolerance       `yaml:"quantity_over"`  // billed above received, or above ordered where nothing is received
	ShippedOver   Tolerance       `yaml:"shipped_over"`   // shipped above the open quantity
	TaxPerLine    decimal.Decimal `yaml:"tax_per_line"`   // the tax may be off by this for each tax line ...
	TaxLeast      decimal.Decimal `yaml:"tax_least"`      // ... and by this in any case
	RoundPerLine  decimal.Decimal `yaml:"round_per_line"` // the total may be off by this for each line plus one ...
	RoundMost     decimal.Decimal `yaml:"round_most"`     // ... and never by more than this
	DuplicateDays int             `yaml:"duplicate_days"` // same total within so many days looks like a duplicate
}

// DefaultTerms are what a partner has who agreed on nothing else
// (doc/matching.md has the table).
func DefaultTerms() Terms {
	d := decimal.RequireFromString
	return Terms{
		DaysLate:      2,
		DaysEarly:     5,
		PriceOver:     Tolerance{Percent: d("2"), Amount: d("25")},
		PriceUnder:    Tolerance{Percent: d("10"), Either: true, Amount: d("0")},
		ValueOver:     Tolerance{Percent: d("2"), Amount: d("50")},
		QuantityOver:  Tolerance{},
		ShippedOver:   Tolerance{},
		TaxPerLine:    d("0.01"),
		TaxLeast:      d("0.02"),
		RoundPerLine:  d("0.01"),
		RoundMost:     d("1.00"),
		DuplicateDays: 3,
	}
}

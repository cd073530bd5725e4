package documents

import "github.com/shopspring/decimal"

// Decimal is an exact decimal with its scale.
type Decimal = decimal.Decimal

// Quantity is a Decimal in some Unit that stands beside it.
type Quantity = decimal.Decimal

// Optional is a Decimal that may be absent; zero and absent are not the same.
type Optional = decimal.NullDecimal

// Some is an Optional that is present.
func Some(d Decimal) Optional { return Optional{Decimal: d, Valid: true} }

// Tax is one tax of a line or a document, as the document states it.
type Tax struct {
	Kind   string   // X12 data element 963 or EDIFACT 5153
	Rate   Optional // percent: 19 is 19 %
	Base   Optional
	Amount Optional
}

// Charge is a charge, or an allowance when Allowance is set, on a line or on
// the whole document.
type Charge struct {
	Code      string // X12 data element 1300 or EDIFACT 7161
	Name      string
	Allowance bool
	Amount    Decimal // never negative; Allowance says which way it goes
}

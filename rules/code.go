package rules

import "fmt"

// Code names a kind of finding. Values are stored and do not change.
type Code string

// The findings. Each has a row in the table of codes; a test holds that.
const (
	OrderMissing    Code = "order-missing"
	OrderUnknown    Code = "order-unknown"
	OrderForeign    Code = "order-foreign"
	OrderClosed     Code = "order-closed"
	OrderCancelled  Code = "order-cancelled"
	DateInvalid     Code = "date-invalid"
	LineUnmatched   Code = "line-unmatched"
	Currency        Code = "currency"
	UnitUnmapped    Code = "unit-unmapped"
	PriceOver       Code = "price-over"
	PriceUnder      Code = "price-under"
	PriceMissing    Code = "price-missing"
	ValueOver       Code = "value-over"
	QuantityOver    Code = "quantity-over"
	AwaitingReceipt Code = "awaiting-receipt"
	ChargeNotOrder  Code = "charge-not-on-order"
	TaxDiffers      Code = "tax-differs"
	TotalDiffers    Code = "total-differs"
	Duplicate       Code = "duplicate"
	DuplicateDiffer Code = "duplicate-differs"
	DuplicateSimile Code = "duplicate-similar"
	CreditReference Code = "credit-review"

	DateLate       Code = "date-late"
	DateEarly      Code = "date-early"
	DateMissing    Code = "date-missing"
	SplitSchedule  Code = "split-schedule"
	QuantityShort  Code = "quantity-short"
	QuantityMore   Code = "quantity-more"
	PriceChanged   Code = "price-changed"
	PricePending   Code = "price-pending"
	LineRejected   Code = "line-rejected"
	LineCancelled  Code = "line-cancelled"
	OrderRejected  Code = "order-rejected"
	OrderOnHold    Code = "order-on-hold"
	Substituted    Code = "substituted"
	LineAdded      Code = "line-added"
	LineUnanswered Code = "line-unanswered"
	Superseded     Code = "superseded"

	ShippedOver    Code = "shipped-over"
	ShippedUnknown Code = "shipped-unknown"
	SSCCInvalid    Code = "sscc-invalid"
	NoticeChange   Code = "notice-change"

	FormDefect       Code = "form-defect"        // the message has defects of form for which it was rejected
	EnvelopeDefect   Code = "envelope-defect"    // not even the envelope can be read
	SenderUnknown    Code = "sender-unknown"     // no partner trades under that identity
	SenderMismatch   Code = "sender-mismatch"    // it came over another partner's channel
	ReceiverUnknown  Code = "receiver-unknown"   // it is addressed to somebody else
	TypeUnknown      Code = "type-unknown"       // no agreement about this kind of message
	ControlReused    Code = "control-reused"     // a control number again, with other content
	TestInProduction Code = "test-in-production" // a document marked test where the ERP is the real one
	ERPRefused       Code = "erp-refused"        // the ERP said no, in words a person can act on
	OrderUnsendable  Code = "order-unsendable"   // our own order cannot be written in the supplier's terms
	ERPDiffers       Code = "erp-differs"        // what was read back is not what was sent
)

// About is what one code means for people.
type About struct {
	Owner   Role
	Verdict Verdict // how bad it is by itself
	Title   string  // for a list, a few words
	Text    string  // for the owner, in words that name no segment; %-free
	Advice  string  // what can be done about it
}

// Describe answers for every Code above; it panics for another, because a finding
// that nobody owns must not exist.
func (c Code) Describe() About {
	a, ok := codes[c]
	if !ok {
		panic(fmt.Sprintf("rules: code %q has no row in the table of codes", string(c)))
	}
	return a
}

// Codes are all codes, sorted.
func Codes() []Code { return sortedCodes() }

package documents

// Answer is what a response says of the order as a whole, and so how its lines
// are to be read (X12 data element 587, EDIFACT 4343).
type Answer string

// The answers.
const (
	AnswerAsOrdered Answer = "as-ordered" // all lines as ordered, listed or not
	AnswerLines     Answer = "lines"      // what the lines say; a line that is not listed is not answered
	AnswerExcept    Answer = "except"     // what the lines say; a line that is not listed is as ordered
	AnswerRejected  Answer = "rejected"   // the whole order is refused
	AnswerHold      Answer = "hold"       // received, no promise yet
)

// LineStatus is what the supplier says of a line or of one part of it.
type LineStatus string

// The statuses; X12 data element 668 and EDIFACT 1229 are mapped to them.
const (
	LineAccepted     LineStatus = "accepted"      // IA AC AR AA, 5
	LineChanged      LineStatus = "changed"       // DR IQ IP IC BP, 3 6 24: compare every field
	LineBackordered  LineStatus = "backordered"   // IB: open, perhaps without a date
	LinePricePending LineStatus = "price-pending" // IE
	LineDatePending  LineStatus = "date-pending"  // SP
	LineHold         LineStatus = "hold"          // IH IF IW
	LineSubstituted  LineStatus = "substituted"   // IS
	LineCancelled    LineStatus = "cancelled"     // ID, 2
	LineRejected     LineStatus = "rejected"      // IR R1..R8, 7
	LineAdded        LineStatus = "added"         // 1
)

// OrderResponse is the supplier's business answer to an order (855, ORDRSP).
type OrderResponse struct {
	Number         string // the supplier's number of this response; may be empty in X12
	OrderNumber    string // as the supplier quotes it
	SupplierNumber string // the supplier's number for the order
	Date           Date
	Answer         Answer
	Code           string // as received: BAK02 or BGM 4343
	Currency       string
	Buyer          Party
	Supplier       Party
	Due            Date // a promise for all lines that name none
	Lines          []ResponseLine
}

// ResponseLine is what a response says of one order line. A line that is
// promised in parts has several Schedules.
type ResponseLine struct {
	Number    string // the line's number as the supplier quotes it
	Item      Item
	Quantity  Optional // as the supplier repeats or changes it
	Unit      Unit
	Price     Optional // for one Unit: the price basis has been divided out
	Schedules []Schedule
	Note      string
}

// Schedule is one part of a line: so many, on that day.
type Schedule struct {
	Status   LineStatus
	Code     string   // as received: ACK01 or LIN 1229
	Quantity Optional // absent: the whole line
	Unit     Unit
	Due      Date
	Shipping bool // Due is when it leaves the supplier, not when it arrives
	Item     Item // what is offered instead, when Status is LineSubstituted
}

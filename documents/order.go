package documents

import "time"

// OrderState is what the buyer says of an order as a whole.
type OrderState string

// The states an order can be in once it may reach a supplier.
const (
	OrderOpen      OrderState = "open"      // confirmed, and may still be answered, shipped and billed
	OrderClosed    OrderState = "closed"    // locked or done: may be billed, not answered
	OrderCancelled OrderState = "cancelled" // nothing more may happen
)

// Order is a purchase order as the ERP holds it when it is read.
type Order struct {
	Key            string // the ERP's own; opaque
	Number         string // the buyer's order number, verbatim
	State          OrderState
	Date           Date
	Currency       string // ISO 4217
	Buyer          Party
	Supplier       Party
	SupplierKey    string // the ERP's own key of the supplier; opaque
	ShipTo         Party
	SupplierNumber string // the supplier's number for this order, once it has told us
	Terms          string
	Incoterm       string // ICC three-letter code
	Note           string
	Lines          []OrderLine
	ConfirmedAt    time.Time // when the buyer confirmed it
	ChangedAt      time.Time // the ERP's stamp of the last change, to the second
}

// Line finds a line by the ERP's key.
func (o *Order) Line(key string) (*OrderLine, bool) {
	for i := range o.Lines {
		if o.Lines[i].Key == key {
			return &o.Lines[i], true
		}
	}
	return nil, false
}

// OrderLine is one line of an order, with what has happened to it since.
type OrderLine struct {
	Key      string // the ERP's own; opaque
	Number   int    // our running number, the one that suppliers see in PO101 or LIN 1082; 0 until the gateway gave one
	Item     Item
	Quantity Quantity
	Unit     Unit
	Price    Decimal // for one Unit
	Due      Date    // the day the buyer asks for
	Taxes    []Tax   // what the ERP would put on a bill
	Receive  bool    // billed by what was received (three-way); otherwise by what was ordered

	Received Quantity // counted at the dock, net of returns, in Unit
	Billed   Quantity // on bills of the ERP, drafts included, net of credit notes, in Unit
	Expected Date     // the day on which the ERP's forecast expects the open rest; zero if nothing is open
}

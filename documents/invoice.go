package documents

// Invoice is what the supplier asks to be paid (810, INVOIC), as received. It is
// never changed; what was accepted of it is a Bill.
type Invoice struct {
	Number         string // verbatim
	Credit         bool   // a credit note: amounts are positive all the same
	Date           Date
	Due            Date
	OrderNumber    string // for all lines that name none
	OrderDate      Date
	SupplierNumber string // the supplier's number for the order
	NoticeNumber   string // the shipping notice or delivery note it bills
	References     []string
	Currency       string // ISO 4217; empty if the document names none
	Buyer          Party
	Supplier       Party
	RemitTo        Party
	ShipTo         Party
	Terms          string
	Lines          []InvoiceLine
	Charges        []Charge
	Taxes          []Tax
	Net            Optional // sum of the lines, as stated
	Tax            Optional // as stated
	Total          Optional // to be paid, as stated
}

// InvoiceLine is one line of an invoice.
type InvoiceLine struct {
	Number      string // the invoice's own line number
	OrderNumber string
	OrderLine   string // the order's line number as the supplier quotes it
	Item        Item
	Quantity    Quantity
	Unit        Unit
	Price       Optional // for one Unit: the price basis has been divided out
	Amount      Optional // as stated, after the line's own charges and allowances
	Charges     []Charge
	Taxes       []Tax
}

// Bill is what was accepted of an Invoice and is to stand in the ERP.
type Bill struct {
	Reference   string // ours: the same bill has the same Reference for ever; [a-z0-9_]
	Number      string // the supplier's invoice number, verbatim
	Credit      bool
	Date        Date
	SupplierKey string
	Orders      []string // the numbers of the orders billed
	Currency    string
	Lines       []BillLine
	Total       Optional // what the supplier's document comes to, tax included
}

// BillLine is one line of a Bill.
type BillLine struct {
	OrderKey string // Order.Key
	LineKey  string // OrderLine.Key
	Name     string
	Quantity Quantity // in the order line's unit
	Price    Decimal  // for one unit
}

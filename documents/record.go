package documents

import "errors"

// What an ERP answers when there is no such thing; lookups wrap them.
var (
	ErrNoVendor = errors.New("no such vendor in the ERP, or more than one")
	ErrNoOrder  = errors.New("no such order of this supplier in the ERP")
)

// VendorRef says which vendor of the ERP a supplier is. Exactly one field is set;
// a vendor is never found by its name alone.
type VendorRef struct {
	ExternalID string // module.name
	Reference  string
	VAT        string
}

// Checkup is what the doctor tells about an ERP.
type Checkup struct {
	Version  string
	Database string
	User     string
	Notes    []string // good to know
	Problems []string // what will go wrong, in words
}

// Record is a thing in the ERP that a document was written to, so that a person
// can find it there.
type Record struct {
	Kind string // what a person calls it: "vendor bill", "receipt", "order line", "note"
	Key  string // the ERP's own; opaque
	Name string // as the ERP shows it; may be empty for a draft
	URL  string // of its page in the ERP
}

// Change is one field that was written in the ERP, with what stood there before
// and what was read back after.
type Change struct {
	Record Record
	Field  string // the ERP's own name, for the one who explains
	Before string
	Sent   string
	After  string
}

// Written is what the ERP says after a document was posted to it. Changes is
// empty when everything stood there already.
type Written struct {
	Records []Record
	Changes []Change
}

// Promise is the day on which the open rest of one order line is promised.
type Promise struct {
	OrderKey string
	LineKey  string
	Due      Date
	First    bool // the supplier's first promise for the line
}

// Confirmation is what is to be written to the ERP of a response that was accepted.
type Confirmation struct {
	Reference      string // ours, in the note that the ERP keeps: the same response has the same Reference for ever
	OrderKey       string
	SupplierNumber string // the supplier's number for the order; empty leaves what is there
	Promises       []Promise
	AsOrdered      bool   // the supplier takes the whole order as it was ordered: the ERP may mark it as acknowledged
	Note           string // plain text for the buyer, one line each
}

// Arrival is what is to be written to the ERP of a shipping notice.
type Arrival struct {
	Reference string // ours, as in Confirmation
	OrderKey  string
	LineKeys  []string // the order lines that are on their way
	Expected  Date     // zero leaves the receipt's dates alone
	Tracking  string
	Note      string
}

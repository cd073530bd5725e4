// Package rules is judgement: what the business has decided about documents. The
// root holds the shared words: a finding is a business fact with an owner, a
// tolerance says how far a value may be off, a role is who owns what must be
// decided.
//
// Subpackages judge one kind of document each, as pure functions: match an
// invoice against order and receipt, promise a supplier's response against the
// order, shipment a shipping notice against what was ordered. Nothing here
// reads a clock (the time is an argument), stores, or asks the ERP.
package rules

// Role owns work. Each finding and each defect has exactly one.
type Role string

// The roles that a person can have at the buyer's; RoleSupplier is the other side.
const (
	RoleBuyer    Role = "buyer"
	RolePlanner  Role = "planner"
	RoleReceiver Role = "receiver"
	RoleAP       Role = "ap"
	RoleSteward  Role = "steward"
	RoleEDIAdmin Role = "edi-admin"
	RoleAuditor  Role = "auditor"
	RoleSupplier Role = "supplier"
)

// Verdict is what is to happen with a document. The worst of several wins; they
// are ordered from best to worst.
type Verdict int

// The verdicts.
const (
	Accept Verdict = iota // may be posted
	Wait                  // will be judged again by itself; nobody need act
	Hold                  // a person must decide
	Refuse                // goes back to the supplier
)

// String is the word that is stored and shown.
func (v Verdict) String() string {
	return [...]string{"accept", "wait", "hold", "refuse"}[v]
}

// Finding is a business fact about a document: what was expected, what is there,
// who owns it.
type Finding struct {
	Code     Code
	Line     string // the document's own line number; empty for the whole document
	OrderKey string // documents.Order.Key, where an order is concerned
	LineKey  string // documents.OrderLine.Key, where an order line is concerned
	Expected string
	Actual   string
	Delta    string // how far off, with its unit; empty where that has no meaning
	Effect   string // in money of the order's currency; empty where there is none
}

// Worst is the worst verdict that the findings' codes have by themselves.
func Worst(fs []Finding) Verdict {
	v := Accept
	for _, f := range fs {
		v = max(v, f.Code.Describe().Verdict)
	}
	return v
}

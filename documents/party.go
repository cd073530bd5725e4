package documents

// PartyID names a party under a scheme: a DUNS number, a GLN, a name agreed
// between two parties.
type PartyID struct {
	Scheme string // X12 data element 66 or EDIFACT 3055; empty if the document names none
	ID     string
}

// Party is who takes part in a document, as the document says. Nothing of it is
// trusted for payment: bank data in documents is not even read.
type Party struct {
	ID      PartyID
	Name    string
	Street  []string // lines, in the document's order
	City    string
	Region  string
	Zip     string
	Country string // ISO 3166 alpha-2 where the document says so
	VAT     string
}

package documents

// Item is a product under the numbers that the parties give it. At least one is
// set in a usable line.
type Item struct {
	Buyer        string // the buyer's part number
	Supplier     string // the supplier's part number
	GTIN         string // 8 to 14 digits
	Manufacturer string
	Revision     string
	Name         string
}

// Unit is a unit of measure by its UN/ECE Recommendation 20 code ("C62" one,
// "KGM" kilogram). Package translate turns X12 data element 355 and EDIFACT
// 6411 into it, package odoo the ERP's units; a code that neither knows stays
// as it came, so that it can be shown and mapped.
type Unit string

// Lot is a batch of one item in a shipment, with what was shipped of it.
type Lot struct {
	Number   string
	Serials  []string
	Quantity Quantity
	Produced Date
	Expires  Date
}

package documents

import "time"

// ShipNotice says what has left the supplier (856, DESADV). It is a claim of the
// supplier: nothing of it counts as received.
type ShipNotice struct {
	Number    string
	Cancel    bool // withdraws the notice of the same number
	Replace   bool // takes the place of the notice of the same number
	Issued    time.Time
	Shipped   Date
	Expected  Date // at the ship-to
	Carrier   string
	Tracking  string // the carrier's number: what a receiver types into the carrier's page
	WayBill   string // bill of lading
	Supplier  Party
	ShipFrom  Party
	ShipTo    Party
	Weight    Optional
	WeightIn  Unit
	Packages  []Package
	Lines     []ShippedLine
	OrderRefs []string // every order the notice names, in its order
}

// Package is a carton, a pallet or what else carries a number of its own.
type Package struct {
	ID     string // within the notice
	Parent string // ID of the package it stands in or on; empty for the outermost
	Kind   string // X12 data element 103 or EDIFACT 7065
	SSCC   string // 18 digits, without the application identifier
	Mark   string // another number on the label
	Count  int    // how many alike packages this stands for; 0 means 1
	Weight Optional
}

// ShippedLine is one item in a shipment, once for each innermost package it is in.
type ShippedLine struct {
	OrderNumber string
	Number      string // the line's number as the supplier quotes it
	Item        Item
	Quantity    Quantity
	Unit        Unit
	Package     string // ID of the innermost package; empty if loose
	Lots        []Lot
	Origin      string // ISO 3166 alpha-2
}

package web

import (
	"regexp"
	"strings"
	"time"

	"github.com/wharf-edi/wharf/documents"
)

// isoDay is a civil day as machines write it, where no letter or digit touches it.
var isoDay = regexp.MustCompile(`\d{4}-\d{2}-\d{2}`)

// Said is what was said about a document, with its days as pages write days. A day
// in the name of a file or in a longer number stays as it is.
func Said(s string) string {
	var b strings.Builder
	from := 0
	for _, m := range isoDay.FindAllStringIndex(s, -1) {
		day, err := time.Parse(time.DateOnly, s[m[0]:m[1]])
		if err != nil || !stands(s, m[0], m[1]) {
			continue
		}
		b.WriteString(s[from:m[0]] + Day(documents.DateOf(day)))
		from = m[1]
	}
	return b.String() + s[from:]
}

// stands says that a word of s stands for itself: before it is nothing or a space,
// after it too, or what ends a sentence.
func stands(s string, from, to int) bool {
	before := from == 0 || strings.IndexByte(" (\n", s[from-1]) >= 0
	after := strings.TrimLeft(s[to:], ".,;:)")
	return before && (after == "" || after[0] == ' ' || after[0] == '\n')
}

// mostShort is how long, in bytes, a value may be that is kept on one line.
const mostShort = 26

// Short says that a value is a day, an amount or a few words: it is not broken.
func Short(s string) bool { return len(s) <= mostShort }

// fields are what a buyer calls the fields that are written in the ERP, by the
// ERP's names for them.
var fields = map[string]string{
	"stock.move.date":                  "expected arrival",
	"stock.picking.scheduled_date":     "scheduled date",
	"purchase.order.line.date_planned": "promised date",
	"date_planned":                     "promised date",
	"partner_ref":                      "supplier's order number",
	"carrier_tracking_ref":             "tracking number",
	"acknowledged":                     "acknowledged by the supplier",
	"mail_reception_confirmed":         "acknowledged by the supplier",
	"ref":                              "supplier's invoice number",
	"invoice_line_ids":                 "lines",
	"amount_total":                     "total",
	FieldNote:                          "note",
}

// FieldNote is the name that a change has which is a note on an order.
const FieldNote = "message_post"

// Field is a field of the ERP in words; one that has none stays as it is.
func Field(name string) string {
	if s, ok := fields[name]; ok {
		return s
	}
	return name
}

// messages are the kinds of messages of both standards, as people call them.
var messages = map[string]string{
	"850": "Purchase order", "ORDERS": "Purchase order", "855": "Order response", "ORDRSP": "Order response",
	"856": "Shipping notice", "DESADV": "Shipping notice", "810": "Invoice", "INVOIC": "Invoice",
	"997": "Acknowledgment", "999": "Acknowledgment", "CONTRL": "Acknowledgment",
}

// MessageName is a kind of message in words; one that has none stays as it is.
func MessageName(kind string) string {
	if s, ok := messages[kind]; ok {
		return s
	}
	return kind
}

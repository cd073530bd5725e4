// Package edifactmap translates EDIFACT messages: ORDERS, ORDRSP, DESADV and
// INVOIC in directories D.96A and D.01B, and near them. Each document has a file
// with its reading and its writing; party.go, item.go, unit.go, time.go and
// value.go have what several of them share.
//
// The directories number their segment groups differently, so that a segment is
// read by what stands before it, never by the number of its group. Code lists are
// cited by the number of the data element. What each segment is read as is told
// in doc/mapping.
package edifactmap

import (
	"fmt"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/translate"
)

var _ translate.Map = Map{}

// Map is the map of EDIFACT.
type Map struct{}

// usualVersion is written to partners whose profile names none.
const usualVersion = "D.96A"

// Read translates a message.
func (Map) Read(m *edi.Message, p *partners.Profile) (*translate.Result, error) {
	units := translate.Units{Profile: p, Usual: usualUnits}
	switch m.Type {
	case "ORDERS":
		return readOrder(translate.NewReading(m, documents.KindOrder, units)), nil
	case "ORDRSP":
		return readResponse(translate.NewReading(m, documents.KindOrderResponse, units)), nil
	case "DESADV":
		return readShipNotice(translate.NewReading(m, documents.KindShipNotice, units)), nil
	case "INVOIC":
		return readInvoice(translate.NewReading(m, documents.KindInvoice, units)), nil
	}
	return nil, fmt.Errorf("message %s, %s: %w", m.Control, m.Type, translate.ErrNoMap)
}

// Write translates a document.
func (Map) Write(r *translate.Result, p *partners.Profile) (*edi.Message, error) {
	w := &writing{translate.Writing{Units: translate.Units{Profile: p, Usual: usualUnits, Written: writtenUnits}}}
	var kind, number string
	switch {
	case r.Kind == documents.KindOrder && r.Order != nil:
		kind, number = "ORDERS", r.Order.Number
		w.order(r.Order)
	case r.Kind == documents.KindOrderResponse && r.Response != nil:
		kind, number = "ORDRSP", r.Response.Number
		w.response(r.Response)
	case r.Kind == documents.KindShipNotice && r.ShipNotice != nil:
		kind, number = "DESADV", r.ShipNotice.Number
		w.shipNotice(r.ShipNotice)
	case r.Kind == documents.KindInvoice && r.Invoice != nil:
		kind, number = "INVOIC", r.Invoice.Number
		w.invoice(r.Invoice)
	default:
		return nil, fmt.Errorf("document %q as EDIFACT: %w", r.Kind, translate.ErrNoMap)
	}
	if err := w.Err(); err != nil {
		return nil, fmt.Errorf("%s %s as %s: %w", r.Kind, number, kind, err)
	}
	v := translate.Version(p, r.Kind, usualVersion)
	return &edi.Message{
		Standard: edi.EDIFACT, Type: kind, Version: v.Version, Association: v.Association,
		Group: -1, Decimal: '.', Segments: w.Segments,
	}, nil
}

// writing is translate.Writing with the segments that several messages have.
type writing struct{ translate.Writing }

// of is an element of several components.
func of(components ...string) []string { return components }

// reference writes an RFF, and nothing without a value.
func (w *writing) reference(qualifier, value string) {
	if value != "" {
		w.Add("RFF", of(qualifier, w.Text("reference "+qualifier, value, 35)))
	}
}

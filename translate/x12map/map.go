// Package x12map translates X12 messages: 850, 855, 856 and 810 in versions
// 004010 and 005010, and near them. Each document has a file with its reading
// and its writing; party.go, item.go, unit.go and value.go have what several of
// them share.
//
// Code lists are cited by the number of the data element. What each segment is
// read as is told in doc/mapping.
package x12map

import (
	"fmt"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/translate"
)

var _ translate.Map = Map{}

// Map is the map of X12.
type Map struct{}

// usualVersion is written to partners whose profile names none.
const usualVersion = "004010"

// Read translates a transaction set.
func (Map) Read(m *edi.Message, p *partners.Profile) (*translate.Result, error) {
	units := translate.Units{Profile: p, Usual: usualUnits}
	switch m.Type {
	case "850":
		return readOrder(translate.NewReading(m, documents.KindOrder, units)), nil
	case "855":
		return readResponse(translate.NewReading(m, documents.KindOrderResponse, units)), nil
	case "856":
		return readShipNotice(translate.NewReading(m, documents.KindShipNotice, units)), nil
	case "810":
		return readInvoice(translate.NewReading(m, documents.KindInvoice, units)), nil
	}
	return nil, fmt.Errorf("message %s, %s: %w", m.Control, m.Type, translate.ErrNoMap)
}

// Write translates a document.
func (Map) Write(r *translate.Result, p *partners.Profile) (*edi.Message, error) {
	w := &writing{translate.Writing{Units: translate.Units{Profile: p, Usual: usualUnits, Written: writtenUnits}}}
	var set, number string
	switch {
	case r.Kind == documents.KindOrder && r.Order != nil:
		set, number = "850", r.Order.Number
		w.order(r.Order)
	case r.Kind == documents.KindOrderResponse && r.Response != nil:
		set, number = "855", r.Response.OrderNumber
		w.response(r.Response)
	case r.Kind == documents.KindShipNotice && r.ShipNotice != nil:
		set, number = "856", r.ShipNotice.Number
		w.shipNotice(r.ShipNotice)
	case r.Kind == documents.KindInvoice && r.Invoice != nil:
		set, number = "810", r.Invoice.Number
		w.invoice(r.Invoice)
	default:
		return nil, fmt.Errorf("document %q as X12: %w", r.Kind, translate.ErrNoMap)
	}
	if err := w.Err(); err != nil {
		return nil, fmt.Errorf("%s %s as %s: %w", r.Kind, number, set, err)
	}
	m := &edi.Message{Standard: edi.X12, Type: set, Group: -1, Decimal: '.', Segments: w.Segments}
	v := translate.Version(p, r.Kind, usualVersion)
	m.Version, m.Association = v.Version, v.Association
	if len(v.Version) > len(usualVersion) && v.Association == "" { // GS08: the industry's part follows
		m.Version, m.Association = v.Version[:len(usualVersion)], v.Version[len(usualVersion):]
	}
	return m, nil
}

// writing is translate.Writing for segments without components.
type writing struct{ translate.Writing }

// add appends a segment of simple elements.
func (w *writing) add(tag string, elements ...string) {
	all := make([][]string, len(elements))
	for i, e := range elements {
		all[i] = []string{e}
	}
	w.Add(tag, all...)
}

// Package x12map translates X12 messages: 850, 855, 856 and 810 in versions
// 004010 and 005010, and near them. Each document has a file with its reading
// and its writing; party.go, item.go, unit.go and value.go have what several of
// them share.
//
// Code lists are cited by the number of the data element. What each segment is
// read as is told in doc/mapping.
package x12map

import (
	"cmp"
	"fmt"
	"strings"

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
	v := translate.Version(p, r.Kind, usualVersion)
	w := &writing{
		Writing: translate.Writing{Units: translate.Units{Profile: p, Usual: usualUnits, Written: writtenUnits}},
		version: v.Version,
		blanks:  delimiters(p),
	}
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
	m.Version, m.Association = v.Version, v.Association
	if len(v.Version) > len(usualVersion) && v.Association == "" { // GS08: the industry's part follows
		m.Version, m.Association = v.Version[:len(usualVersion)], v.Version[len(usualVersion):]
	}
	return m, nil
}

// writing is translate.Writing for segments without components.
type writing struct {
	translate.Writing
	version string
	blanks  *strings.Replacer
}

// delimiters replaces the partner's delimiters by blanks.
func delimiters(p *partners.Profile) *strings.Replacer {
	e := p.Envelope
	return strings.NewReplacer(
		cmp.Or(e.Element, "*"), " ", cmp.Or(e.Component, ">"), " ", cmp.Or(e.Repetition, "^"), " ", cmp.Or(e.Terminator, "~"), " ")
}

// Fold is the Fold of translate.Writing for text without delimiters: X12 before
// 007040 cannot escape them. Numbers and codes do not pass here; the writer
// refuses those with a delimiter.
func (w *writing) Fold(what, s string, limit, count int) []string {
	return w.Writing.Fold(what, w.blanks.Replace(s), limit, count)
}

// add appends a segment of simple elements.
func (w *writing) add(tag string, elements ...string) {
	all := make([][]string, len(elements))
	for i, e := range elements {
		all[i] = []string{e}
	}
	w.Add(tag, all...)
}

// note writes text behind an N9, a line for each of its own: as MSG, or as the MTX
// that takes its place from 005010 on.
func (w *writing) note(text string) {
	if text == "" {
		return
	}
	w.add("N9", "L1", "NOTE") // element 128: letters or notes
	for line := range strings.SplitSeq(text, "\n") {
		for _, part := range w.Fold("note", line, 264, 1000) {
			if w.version >= "005010" {
				w.add("MTX", "", part)
			} else {
				w.add("MSG", part)
			}
		}
	}
}

// noteText reads a line of text that MSG, MTX or NTE has.
func noteText(before string, s *edi.Segment) string {
	text := s.Element(2)
	if s.Tag == "MSG" {
		text = s.Element(1)
	}
	return strings.TrimPrefix(before+"\n"+text, "\n")
}

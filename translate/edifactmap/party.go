package edifactmap

import (
	"strings"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/translate"
)

// The roles of data element 3035 that fill the places of our documents, best first.
var (
	buyerRoles    = []string{"BY", "IV"}
	supplierRoles = []string{"SU", "SE", "II"}
	shipToRoles   = []string{"DP", "ST", "CN"}
	shipFromRoles = []string{"SF", "CZ"}
	remitToRoles  = []string{"RE", "PE"}
)

// parties reads NAD and the VAT number in the RFF behind it.
type parties struct {
	roles translate.Roles
	open  *documents.Party // of the NAD before; nil if it has no place
}

// take answers whether s was understood.
func (p *parties) take(s *edi.Segment) bool {
	switch {
	case s.Tag == "NAD":
		if p.open = p.roles.Open(s.Element(1)); p.open != nil {
			*p.open = party(s)
		}
		return p.open != nil
	case s.Tag == "RFF" && s.Element(1) == "VA" && p.open != nil:
		p.open.VAT = s.Component(1, 2)
		return true
	}
	return false
}

// party reads a NAD. A name and address without structure, C058, is a name and
// lines of an address.
func party(s *edi.Segment) documents.Party {
	p := documents.Party{
		ID:   documents.PartyID{Scheme: s.Component(2, 3), ID: s.Component(2, 1)},
		Name: components(s, 4, 1, 5),
		City: s.Element(6), Region: s.Element(7), Zip: s.Element(8), Country: s.Element(9),
	}
	from := 1
	if p.Name == "" {
		p.Name, from = s.Component(3, 1), 2
	}
	for c := from; c <= 5; c++ {
		if line := s.Component(3, c); line != "" {
			p.Street = append(p.Street, line)
		}
	}
	for c := 1; c <= 4; c++ {
		if line := s.Component(5, c); line != "" {
			p.Street = append(p.Street, line)
		}
	}
	return p
}

// party writes a NAD; nothing for a party of which nothing is known.
func (w *writing) party(role string, p documents.Party) {
	if p.Name == "" && p.ID.ID == "" {
		return
	}
	var id []string
	if p.ID.ID != "" {
		scheme := p.ID.Scheme
		if scheme == "" {
			scheme = "92" // 3055: assigned by the buyer
		}
		id = of(w.Text("party number", p.ID.ID, 17), "", scheme)
	}
	var street []string
	for _, line := range p.Street {
		street = append(street, w.Fold("street", line, 35, 3)...)
	}
	if len(street) > 3 {
		street = w.Fold("street", strings.Join(street, " "), 35, 3)
	}
	w.Add("NAD", of(role), id, nil, w.Fold("party name", p.Name, 35, 5), street, of(w.Text("city", p.City, 35)),
		of(w.Text("region", p.Region, 9)), of(w.Text("zip", p.Zip, 9)), of(w.Text("country", p.Country, 3)))
	w.reference("VA", p.VAT)
}

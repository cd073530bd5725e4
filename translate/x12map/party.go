package x12map

import (
	"strings"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/translate"
)

// The roles of data element 98 that fill the places of our documents, best first.
var (
	buyerRoles    = []string{"BY", "BT"}
	supplierRoles = []string{"SU", "SE", "VN", "II"}
	shipToRoles   = []string{"ST"}
	shipFromRoles = []string{"SF"}
	remitToRoles  = []string{"RI", "RE"}
)

// parties reads the N1 loops of a message into the places of a document.
type parties struct {
	roles translate.Roles
	open  *documents.Party // of the loop that is being read; nil if it has no place
}

// take reads N1, N2, N3, N4 and the VAT number in REF; what it answers is that s
// was understood.
func (p *parties) take(s *edi.Segment) bool {
	if s.Tag == "N1" {
		p.open = p.roles.Open(s.Element(1))
	}
	if p.open == nil {
		return false
	}
	switch s.Tag {
	case "N1":
		p.open.Name = s.Element(2)
		p.open.ID = documents.PartyID{Scheme: s.Element(3), ID: s.Element(4)}
	case "N2":
		p.open.Name = words(p.open.Name, s.Element(1), s.Element(2))
	case "N3":
		for n := 1; n <= 2; n++ {
			if street := s.Element(n); street != "" {
				p.open.Street = append(p.open.Street, street)
			}
		}
	case "N4":
		p.open.City, p.open.Region = s.Element(1), s.Element(2)
		p.open.Zip, p.open.Country = s.Element(3), s.Element(4)
		if s.Element(5) == "SP" && p.open.Region == "" { // element 309: state or province
			p.open.Region = s.Element(6)
		}
	case "REF":
		if s.Element(1) != "VX" {
			return false
		}
		p.open.VAT = s.Element(2)
	default:
		return false
	}
	return true
}

// words is what is not empty, with blanks between.
func words(s ...string) string { return strings.Join(strings.Fields(strings.Join(s, " ")), " ") }

// party writes an N1 loop; nothing for a party of which nothing is known.
func (w *writing) party(role string, p documents.Party) {
	if p.Name == "" && p.ID.ID == "" {
		return
	}
	scheme := p.ID.Scheme
	if p.ID.ID == "" {
		scheme = ""
	} else if scheme == "" {
		scheme = "92" // element 66: assigned by the buyer
	}
	name := append(w.Fold("party name", p.Name, 60, 3), "", "", "")
	w.add("N1", role, name[0], scheme, w.Text("party number", p.ID.ID, 80))
	w.add("N2", name[1], name[2])
	var street []string
	for _, line := range p.Street {
		street = append(street, w.Fold("street", line, 55, 4)...)
	}
	if len(street) > 4 {
		w.Text("street", strings.Join(street, " "), 4*55)
		street = w.Fold("street", strings.Join(street, " "), 55, 4)
	}
	street = append(street, "", "", "", "")
	w.add("N3", street[0], street[1])
	w.add("N3", street[2], street[3])
	n4 := []string{w.Text("city", p.City, 30), p.Region, w.Text("zip", p.Zip, 15), w.Text("country", p.Country, 3)}
	if len(p.Region) > 2 {
		n4[1] = ""
		n4 = append(n4, "SP", w.Text("region", p.Region, 30))
	}
	w.add("N4", n4...)
	w.reference("VX", p.VAT)
}

// reference writes a REF, and nothing without a value.
func (w *writing) reference(qualifier, value string) {
	if value != "" {
		w.add("REF", qualifier, w.Text("reference "+qualifier, value, 30))
	}
}

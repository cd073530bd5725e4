package translate

import (
	"slices"

	"github.com/wharf-edi/wharf/documents"
)

// Roles are the places for parties in a document. Several roles of a standard
// may fill one place; the one that stands first in For does so best, and the
// first of two alike stays.
type Roles []*Role

// Role is one place.
type Role struct {
	For   []string
	Party *documents.Party

	best int // index in For of what fills the place, counted from 1; 0 for empty
}

// Open is the party to be filled by what follows under role, emptied. It is nil
// when the document has no place for it or the place is better filled.
func (r Roles) Open(role string) *documents.Party {
	for _, place := range r {
		i := slices.Index(place.For, role) + 1
		if i > 0 && (place.best == 0 || i < place.best) {
			place.best = i
			*place.Party = documents.Party{}
			return place.Party
		}
	}
	return nil
}

package translate

import (
	"maps"
	"slices"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/partners"
)

// Units turns a partner's codes for units into ours and back: by its profile
// first, then by the usual codes of the standard. A code that neither knows
// stays as it is.
type Units struct {
	Profile *partners.Profile
	Usual   map[string]documents.Unit // the standard's code to ours
	Written map[documents.Unit]string // ours to the code that is written, where it differs
}

// Read is our unit for a partner's code.
func (u Units) Read(code string) documents.Unit {
	if unit, ok := u.Profile.Canonical(code); ok {
		return unit
	}
	if unit, ok := u.Usual[code]; ok {
		return unit
	}
	return documents.Unit(code)
}

// Write is the partner's code for our unit. Of several codes that the profile
// reads as the same unit, the first in the alphabet is written.
func (u Units) Write(unit documents.Unit) string {
	for _, code := range slices.Sorted(maps.Keys(u.Profile.Units)) {
		if documents.Unit(u.Profile.Units[code]) == unit {
			return code
		}
	}
	if code, ok := u.Written[unit]; ok {
		return code
	}
	return string(unit)
}

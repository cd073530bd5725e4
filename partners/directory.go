package partners

import (
	"fmt"
	"strings"
)

// A Directory finds profiles. It is made from all live profiles at once and does
// not change.
type Directory struct {
	byID     map[ID]*Profile
	bySender map[sender]*Profile
}

// sender is an identity as it is compared: without the blanks that fill a field
// of fixed length.
type sender struct {
	standard      Standard
	qualifier, id string
}

func senderOf(s Standard, qualifier, id string) sender {
	return sender{s, strings.TrimRight(qualifier, " "), strings.TrimRight(id, " ")}
}

// NewDirectory answers a directory of profiles. It is an error, which names all
// culprits, if two have one ID or claim one identity.
func NewDirectory(profiles []*Profile) (*Directory, error) {
	d := &Directory{byID: map[ID]*Profile{}, bySender: map[sender]*Profile{}}
	var errs Errors
	for _, p := range profiles {
		if _, ok := d.byID[p.ID]; ok {
			errs = append(errs, &Error{Key: "id", Err: fmt.Errorf("two partners have the id %s", p.ID)})
			continue
		}
		d.byID[p.ID] = p
		for i, t := range p.Them {
			k := senderOf(p.Standard, t.Qualifier, t.ID)
			if other, ok := d.bySender[k]; ok && other != p {
				errs = append(errs, &Error{Key: fmt.Sprintf("them[%d]", i), Err: fmt.Errorf(
					"partners %s and %s both claim the %s identity %s", other.ID, p.ID, p.Standard, t)})
				continue
			}
			d.bySender[k] = p
		}
	}
	return d, errs.err()
}

// ByID answers the profile of that partner; the error wraps ErrUnknown.
func (d *Directory) ByID(id ID) (*Profile, error) {
	if p, ok := d.byID[id]; ok {
		return p, nil
	}
	return nil, fmt.Errorf("%w: %s", ErrUnknown, id)
}

// BySender answers the profile of the partner that sends under qualifier and id,
// trailing blanks apart. Both must be as in the profile: a partner is never
// guessed. The error wraps ErrUnknown.
func (d *Directory) BySender(standard Standard, qualifier, id string) (*Profile, error) {
	if p, ok := d.bySender[senderOf(standard, qualifier, id)]; ok {
		return p, nil
	}
	return nil, fmt.Errorf("%w: %s identity %s", ErrUnknown, standard, Identity{Qualifier: qualifier, ID: id})
}

// String is the identity as people write it: "01:123456789", or the ID alone
// where there is no qualifier.
func (i Identity) String() string {
	q, id := strings.TrimRight(i.Qualifier, " "), strings.TrimRight(i.ID, " ")
	if q == "" {
		return id
	}
	return q + ":" + id
}

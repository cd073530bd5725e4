package partners

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
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

// NewDirectory answers a directory of profiles. It is an Errors, which names all
// culprits, if two have one ID, one identity or one login.
func NewDirectory(profiles []*Profile) (*Directory, error) {
	var errs Errors
	for _, c := range conflicts(profiles) {
		errs = append(errs, &Error{Key: c.key, Err: fmt.Errorf("partner %s: %s, which %s has already",
			profiles[c.second].ID, c.claim, profiles[c.first].ID)})
	}
	if len(errs) > 0 {
		return nil, errs
	}
	d := &Directory{byID: map[ID]*Profile{}, bySender: map[sender]*Profile{}}
	for _, p := range profiles {
		d.byID[p.ID] = p
		for _, t := range p.Them {
			d.bySender[senderOf(p.Standard, t.Qualifier, t.ID)] = p
		}
	}
	return d, nil
}

// conflict is something that two profiles claim and only one may have.
type conflict struct {
	first, second int    // which profiles
	key           string // where in the second
	claim         string // in words
}

// conflicts answers all of them, by the second profile.
func conflicts(profiles []*Profile) []conflict {
	var out []conflict
	ids, senders, logins := map[ID]int{}, map[sender]int{}, map[string]int{}
	for i, p := range profiles {
		if first, ok := ids[p.ID]; ok && p.ID != "" {
			out = append(out, conflict{first, i, "id", fmt.Sprintf("the id %s", p.ID)})
		} else {
			ids[p.ID] = i
		}
		for j, t := range p.Them {
			k := senderOf(p.Standard, t.Qualifier, t.ID)
			if first, ok := senders[k]; ok && first != i && t.ID != "" {
				out = append(out, conflict{first, i, fmt.Sprintf("them[%d]", j), fmt.Sprintf("the %s identity %s", p.Standard, t)})
			} else {
				senders[k] = i
			}
		}
		for _, channel := range slices.Sorted(maps.Keys(p.Channels)) {
			var named struct{ Login string }
			if err := json.Unmarshal(p.Channels[channel], &named); err != nil || named.Login == "" {
				continue // a channel need not have logins; what is wrong with them its transport says
			}
			k := channel + " " + named.Login
			if first, ok := logins[k]; ok && first != i {
				out = append(out, conflict{first, i, "channels." + channel + ".login", fmt.Sprintf("the %s login %s", channel, named.Login)})
			} else {
				logins[k] = i
			}
		}
	}
	return out
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

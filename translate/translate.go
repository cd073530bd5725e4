// Package translate is meaning: a message becomes a document, a document becomes
// a message. A Translator finds the map for a message; the map applies the
// partner's terms and collects what it could not understand.
//
// Subpackages x12map and edifactmap hold one file per document, with the same
// name in both. What they share is here: a Reading hands a map the segments of a
// message and remembers which of them it refused and which values were
// unreadable; a Writing collects the segments of a message and what does not fit
// into them; Units knows what a partner calls a unit; Roles which party fills
// which place in a document.
//
// Everything here is a pure function of its arguments: no clock, no store, no
// ERP. Whether what a document says is acceptable is package rules' business.
package translate

import (
	"errors"
	"fmt"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/partners"
)

// ErrNoMap is wrapped when there is no map for a kind of message.
var ErrNoMap = errors.New("no map for this kind of message")

// Result is what a message came to. Exactly one of the documents is set when
// there is no error.
type Result struct {
	Kind       documents.Kind
	Order      *documents.Order
	Response   *documents.OrderResponse
	ShipNotice *documents.ShipNotice
	Invoice    *documents.Invoice

	// Defects are values that the map needs and cannot read; with severity
	// edi.Reject the document must not be used.
	Defects []edi.Defect

	// Unread are segments that no part of the map looked at, in their order: what
	// the supplier said and we did not understand.
	Unread []edi.Segment
}

// Rejected says that a defect of the result is one for which it must not be used.
func (r *Result) Rejected() bool {
	for _, d := range r.Defects {
		if d.Severity == edi.Reject {
			return true
		}
	}
	return false
}

// A Map translates the messages of one standard.
type Map interface {
	// Read makes a document of m by the terms of p, which may be empty but not
	// nil. The error wraps ErrNoMap when m is of a kind that is not translated;
	// all else that is wrong with m is in the result.
	Read(m *edi.Message, p *partners.Profile) (*Result, error)

	// Write makes a message of the document in r, in the version that p names
	// for it. The message has no header and no trailer: those, and its control
	// number, are the writer's of the standard. A document that does not fit
	// into the message, by a text that is too long or a number that is missing,
	// is an error.
	Write(r *Result, p *partners.Profile) (*edi.Message, error)
}

// Translator has the map of each standard.
type Translator struct {
	X12     Map
	EDIFACT Map
}

// Read translates m by the map of its standard.
func (t Translator) Read(m *edi.Message, p *partners.Profile) (*Result, error) {
	chosen, err := t.choose(string(m.Standard))
	if err != nil {
		return nil, fmt.Errorf("message %s, %s: %w", m.Control, m.Type, err)
	}
	return chosen.Read(m, p)
}

// Write translates the document in r by the map of the partner's standard.
func (t Translator) Write(r *Result, p *partners.Profile) (*edi.Message, error) {
	chosen, err := t.choose(string(p.Standard))
	if err != nil {
		return nil, fmt.Errorf("%s to partner %s: %w", r.Kind, p.ID, err)
	}
	return chosen.Write(r, p)
}

// choose finds the map of a standard, by the word that packages edi and partners
// have in common.
func (t Translator) choose(standard string) (Map, error) {
	switch {
	case standard == string(edi.X12) && t.X12 != nil:
		return t.X12, nil
	case standard == string(edi.EDIFACT) && t.EDIFACT != nil:
		return t.EDIFACT, nil
	}
	return nil, fmt.Errorf("standard %q: %w", standard, ErrNoMap)
}

// Version is the version in which p wants documents of a kind, or else usual.
func Version(p *partners.Profile, kind documents.Kind, usual string) partners.Message {
	m := p.Messages[string(kind)]
	if m.Version == "" {
		m.Version = usual
	}
	return m
}

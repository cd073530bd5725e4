// Package partners knows who we trade with and on what terms.
//
// A partner has a Profile. It says under which identities the partner appears on
// the wire and who we are towards it, which messages we exchange in which
// versions, over which channels, how its units are called, how much may be off
// before a person is asked, and how the ERP knows it. A Directory finds
// profiles: by our own ID when we send, by the identity in the envelope when we
// receive.
//
// Profiles are values here, read from YAML files with every mistake named by
// file, line and key. Package store keeps their versions, package gateway opens
// their channels, and package translate applies their settings.
package partners

import (
	"encoding/json"
	"errors"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
)

// ID is the gateway's own name for a partner ("acme-de"): 2 to 40 of a-z, 0-9
// and "-", beginning with a letter. It has a type so that it is not mistaken for
// what the partner calls itself on the wire.
type ID string

// ErrUnknown is wrapped by lookups that find no partner.
var ErrUnknown = errors.New("unknown trading partner")

// Standard is the family of syntax a partner speaks; package edi has the same words.
type Standard string

// The standards. A partner with StandardNone has only the portal.
const (
	X12          Standard = "x12"
	EDIFACT      Standard = "edifact"
	StandardNone Standard = "none"
)

// Identity is a name on the wire: ISA05 and ISA06, or EDIFACT 0007 and 0004.
type Identity struct {
	Qualifier string `yaml:"qualifier" json:"qualifier"`
	ID        string `yaml:"id" json:"id"`
	Group     string `yaml:"group" json:"group,omitempty"` // GS02 or GS03 where it differs from ID
}

// Profile is one version of what was agreed with one partner. It is a value: who
// wants to change it makes a new version.
type Profile struct {
	ID       ID       `yaml:"id" json:"id"`
	Name     string   `yaml:"name" json:"name"`
	Standard Standard `yaml:"standard" json:"standard"`
	Test     bool     `yaml:"test" json:"test"` // all traffic is test traffic: nothing reaches a production ERP

	ERP  ERPPartner `yaml:"erp" json:"erp"`
	Them []Identity `yaml:"them" json:"them"` // the first is used when we send
	Us   Identity   `yaml:"us" json:"us"`

	Envelope Envelope            `yaml:"envelope" json:"envelope"`
	Messages map[string]Message  `yaml:"messages" json:"messages"` // by documents.Kind
	Ack      Ack                 `yaml:"acknowledge" json:"acknowledge"`
	Reading  Reading             `yaml:"reading" json:"reading"`
	Units    map[string]string   `yaml:"units" json:"units"` // the partner's code to Recommendation 20, where it differs from the usual
	Terms    rules.Terms         `yaml:"terms" json:"terms"`
	Channels map[string]Settings `yaml:"channels" json:"channels"` // by transport: "sftp", "portal"

	Version int `yaml:"-" json:"version"` // given by the store, from 1
}

// Settings are a channel's settings, in the form that its transport reads.
// Partners need not know transports.
type Settings = json.RawMessage

// ERPPartner says which vendor of the ERP this is: by exactly one of external
// id, reference or VAT number, never by name.
type ERPPartner struct {
	ExternalID string `yaml:"external_id" json:"external_id,omitempty"` // module.name
	Reference  string `yaml:"reference" json:"reference,omitempty"`
	VAT        string `yaml:"vat" json:"vat,omitempty"`
}

// Vendor is the same as package documents says it.
func (e ERPPartner) Vendor() documents.VendorRef { return documents.VendorRef(e) }

// Envelope is how interchanges to the partner are written. Zero values are the
// usual ones of the standard.
type Envelope struct {
	Version    string `yaml:"version" json:"version,omitempty"`       // ISA12 "00401"; UNB S001 "UNOC:3"
	Element    string `yaml:"element" json:"element,omitempty"`       // one character each
	Component  string `yaml:"component" json:"component,omitempty"`   //
	Repetition string `yaml:"repetition" json:"repetition,omitempty"` //
	Terminator string `yaml:"terminator" json:"terminator,omitempty"` //
	Lines      bool   `yaml:"lines" json:"lines,omitempty"`           // a line break after each segment
}

// Message is the version of one kind of document: "004010", "005010", "D.96A", "D.01B".
type Message struct {
	Version     string `yaml:"version" json:"version"`
	Association string `yaml:"association" json:"association,omitempty"` // EDIFACT 0057

	// Guideline is the partner's own limits for the message, in the form that package
	// edi/schema reads (doc/partners.md).
	Guideline string `yaml:"guideline" json:"guideline,omitempty"`
}

// Reading is what has been agreed about what the partner sends. The zero value is
// the standard.
type Reading struct {
	Charset string            `yaml:"charset" json:"charset,omitempty"` // IANA name of the character set that it uses, whatever it declares
	Relax   []string          `yaml:"relax" json:"relax,omitempty"`     // rules that do not hold for it, by the codes of package edi
	Instead map[string]string `yaml:"instead" json:"instead,omitempty"` // versions that are checked as another one: "004030" as "004010"
}

// Ack says which technical acknowledgments the partner gets.
type Ack struct {
	Functional string `yaml:"functional" json:"functional"`       // "always" (default), "on-error", "never": 997, 999 or CONTRL
	Envelope   string `yaml:"envelope" json:"envelope,omitempty"` // "asked" (default), "always", "on-error", "never": TA1
	Message    string `yaml:"message" json:"message,omitempty"`   // "997" (default) or "999", of X12
	Brief      bool   `yaml:"brief" json:"brief,omitempty"`       // without what exactly is wrong
}

// Canonical turns the partner's code for a unit into ours, where the profile
// says so; otherwise it answers false.
func (p *Profile) Canonical(code string) (documents.Unit, bool) {
	u, ok := p.Units[code]
	return documents.Unit(u), ok
}

package partners

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/wharf-edi/wharf/rules"
)

// The values of Ack.Functional and Ack.Envelope. Empty is AckAlways for the first
// and AckAsked for the second.
const (
	AckAlways  = "always"
	AckOnError = "on-error"
	AckNever   = "never"
	AckAsked   = "asked"
)

// channelNames are the transports there are.
var channelNames = []string{"portal", "sftp"}

var (
	validID          = regexp.MustCompile(`^[a-z][a-z0-9-]{1,39}$`)
	externalID       = regexp.MustCompile(`^[A-Za-z0-9_]+\.[A-Za-z0-9_.-]+$`)
	x12Qualifier     = regexp.MustCompile(`^[A-Z0-9]{2}$`)
	edifactQualifier = regexp.MustCompile(`^[A-Za-z0-9]{0,4}$`)
	x12Version       = regexp.MustCompile(`^00[0-9]{4}$`)
	x12Interchange   = regexp.MustCompile(`^00[0-9]{3}$`)
	edifactVersion   = regexp.MustCompile(`^D\.[0-9]{2}[AB]$`)
	edifactSyntax    = regexp.MustCompile(`^UNO[A-Z]:[1-4]$`)
	unitCode         = regexp.MustCompile(`^[A-Z0-9]{2,3}$`)
)

// Validate reports every mistake in a profile that came from no file, as an
// Errors.
func Validate(p *Profile) error { return validate(p).err() }

// checks collects mistakes.
type checks Errors

func (c *checks) need(ok bool, key, format string, a ...any) {
	if !ok {
		*c = append(*c, &Error{Key: key, Err: fmt.Errorf(format, a...)})
	}
}

func validate(p *Profile) Errors {
	var c checks
	if c.given("id", string(p.ID)) {
		c.need(validID.MatchString(string(p.ID)), "id", "%q is not 2 to 40 of a-z, 0-9 and \"-\", beginning with a letter", p.ID)
	}
	if c.given("name", p.Name) {
		c.need(len(p.Name) <= 200, "name", "more than 200 bytes")
	}
	c.erp(p.ERP)
	switch p.Standard {
	case X12, EDIFACT:
		c.trading(p)
	case StandardNone:
		c.need(len(p.Them) == 0, "them", "a partner without a standard has no identity on the wire")
		c.need(p.Us == Identity{}, "us", "a partner without a standard has no identity on the wire")
		c.need(p.Envelope == Envelope{}, "envelope", "a partner without a standard gets no interchanges")
		c.need(len(p.Messages) == 0, "messages", "a partner without a standard exchanges no messages")
		_, portal := p.Channels["portal"]
		c.need(portal, "channels.portal", "missing; a partner without a standard has the portal")
	case "":
		c.need(false, "standard", "missing; x12, edifact or none")
	default:
		c.need(false, "standard", "%q is not x12, edifact or none", p.Standard)
	}
	ack := p.Ack.Functional
	c.need(ack == "" || ack == AckAlways || ack == AckOnError || ack == AckNever,
		"acknowledge.functional", "%q is not always, on-error or never", ack)
	c.need(slices.Contains([]string{"", AckAsked, AckAlways, AckOnError, AckNever}, p.Ack.Envelope),
		"acknowledge.envelope", "%q is not asked, always, on-error or never", p.Ack.Envelope)
	c.need(p.Ack.Message == "" || p.Standard == X12 && (p.Ack.Message == "997" || p.Ack.Message == "999"),
		"acknowledge.message", "%q is not 997 or 999, which X12 has", p.Ack.Message)
	for code, unit := range p.Units {
		c.need(unitCode.MatchString(unit), "units."+code, "%q is not a unit of UN/ECE Recommendation 20, such as C62 or KGM", unit)
	}
	c.terms(p.Terms)
	for name := range p.Channels { // their settings are read by the transports
		c.need(slices.Contains(channelNames, name), "channels."+name, "there is no such channel; there are %s", strings.Join(channelNames, ", "))
	}
	slices.SortStableFunc(c, func(a, b *Error) int { return strings.Compare(a.Key, b.Key) })
	return Errors(c)
}

// given says whether a required text is there.
func (c *checks) given(key, value string) bool {
	c.need(strings.TrimSpace(value) != "", key, "missing")
	return strings.TrimSpace(value) != ""
}

func (c *checks) erp(e ERPPartner) {
	n := 0
	for _, v := range []string{e.ExternalID, e.Reference, e.VAT} {
		if v != "" {
			n++
		}
	}
	c.need(n == 1, "erp", "want exactly one of external_id, reference and vat, got %d", n)
	if e.ExternalID != "" {
		c.need(externalID.MatchString(e.ExternalID), "erp.external_id", "%q does not read module.name", e.ExternalID)
	}
}

// trading checks what only partners with a standard have.
func (c *checks) trading(p *Profile) {
	c.need(len(p.Them) > 0, "them", "missing; at least one identity of the partner")
	for i, t := range p.Them {
		key := fmt.Sprintf("them[%d]", i)
		c.identity(p.Standard, key, t)
		c.need(t.ID == "" || senderOf(p.Standard, t.Qualifier, t.ID) != senderOf(p.Standard, p.Us.Qualifier, p.Us.ID), key, "this is our own identity")
		for j := range i {
			same := senderOf(p.Standard, t.Qualifier, t.ID) == senderOf(p.Standard, p.Them[j].Qualifier, p.Them[j].ID)
			c.need(!same, key, "the same as them[%d]", j)
		}
	}
	c.identity(p.Standard, "us", p.Us)
	c.envelope(p.Standard, p.Envelope)
	for kind, m := range p.Messages {
		c.message(p.Standard, kind, m)
	}
	c.need(len(p.Channels) > 0, "channels", "missing; without a channel nothing can be exchanged")
}

// identity checks X12's I05 and I07, or EDIFACT's 0007 and 0004.
func (c *checks) identity(s Standard, key string, i Identity) {
	most := 35
	if s == X12 {
		most = 15
		if c.given(key+".qualifier", i.Qualifier) {
			c.need(x12Qualifier.MatchString(i.Qualifier), key+".qualifier", "%q is not two letters or digits, such as 01, 12 or ZZ", i.Qualifier)
		}
		c.need(len(i.Group) <= 15, key+".group", "more than 15 characters")
	} else {
		c.need(edifactQualifier.MatchString(i.Qualifier), key+".qualifier", "%q is not up to four letters or digits, such as 14 or ZZZ", i.Qualifier)
		c.need(i.Group == "", key+".group", "EDIFACT has no group here; leave it out")
	}
	if c.given(key+".id", i.ID) {
		c.need(len(i.ID) <= most, key+".id", "%q has more than %d characters", i.ID, most)
		c.need(i.ID == strings.TrimLeft(i.ID, " "), key+".id", "%q begins with a blank", i.ID)
	}
	for name, v := range map[string]string{".qualifier": i.Qualifier, ".id": i.ID, ".group": i.Group} {
		odd := func(r rune) bool { return r < ' ' || r > '~' }
		c.need(!strings.ContainsFunc(v, odd), key+name, "%q has a character that is not printable ASCII", v)
	}
}

func (c *checks) envelope(s Standard, e Envelope) {
	switch {
	case e.Version == "":
	case s == X12:
		c.need(x12Interchange.MatchString(e.Version), "envelope.version", "%q is not a version of ISA12, such as 00401", e.Version)
	default:
		c.need(edifactSyntax.MatchString(e.Version), "envelope.version", "%q is not a syntax identifier and version, such as UNOC:3", e.Version)
	}
	taken := map[string]string{}
	for _, d := range []struct{ name, value string }{
		{"element", e.Element}, {"component", e.Component}, {"repetition", e.Repetition}, {"terminator", e.Terminator},
	} {
		if d.value == "" {
			continue
		}
		key := "envelope." + d.name
		letter := func(r rune) bool {
			return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == ' ' || r > '~'
		}
		c.need(len(d.value) == 1 && !strings.ContainsFunc(d.value, letter), key, "%q is not one character that is neither letter, digit nor blank", d.value)
		c.need(taken[d.value] == "", key, "the same character as %s", taken[d.value])
		taken[d.value] = d.name
	}
}

func (c *checks) message(s Standard, kind string, m Message) {
	key := "messages." + kind
	c.need(slices.Contains(kinds, kind), key, "there is no such document; there are %s", strings.Join(kinds, ", "))
	if !c.given(key+".version", m.Version) {
		return
	}
	if s == X12 {
		c.need(x12Version.MatchString(m.Version), key+".version", "%q is not a version of six digits, such as 004010", m.Version)
		c.need(m.Association == "", key+".association", "only EDIFACT has it")
		return
	}
	c.need(edifactVersion.MatchString(m.Version), key+".version", "%q is not a directory, such as D.96A", m.Version)
	c.need(len(m.Association) <= 6, key+".association", "more than 6 characters")
}

func (c *checks) terms(t rules.Terms) {
	for name, v := range map[string]rules.Tolerance{
		"price_over": t.PriceOver, "price_under": t.PriceUnder, "value_over": t.ValueOver,
		"quantity_over": t.QuantityOver, "shipped_over": t.ShippedOver,
	} {
		key := "terms." + name
		c.amount(key+".percent", v.Percent)
		c.amount(key+".amount", v.Amount)
		c.need(v.Percent.LessThanOrEqual(hundred), key+".percent", "more than 100")
		one := v.Percent.IsZero() != v.Amount.IsZero()
		c.need(!one || v.Either || v.Off, key,
			"percent %s and amount %s must both hold, so nothing is tolerated; give both, or say either: true", v.Percent, v.Amount)
	}
	for name, v := range map[string]decimal.Decimal{
		"tax_per_line": t.TaxPerLine, "tax_least": t.TaxLeast, "round_per_line": t.RoundPerLine, "round_most": t.RoundMost,
	} {
		c.amount("terms."+name, v)
	}
	for name, v := range map[string]int{"days_late": t.DaysLate, "days_early": t.DaysEarly, "duplicate_days": t.DuplicateDays} {
		c.need(v >= 0 && v <= mostDays, "terms."+name, "want a number of days from 0 to %d, got %d", mostDays, v)
	}
}

var hundred = decimal.NewFromInt(100)

func (c *checks) amount(key string, d decimal.Decimal) {
	c.need(!d.IsNegative(), key, "%s is negative", d)
}

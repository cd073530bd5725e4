package desk

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/portal/web"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/store"
)

// partnerPage is all that the page of one partner may use.
type partnerPage struct {
	partnerRow
	Identity  facts
	Messages  []messageTerm
	Terms     []term
	Channels  []channel
	Units     []term
	Documents []documentRow
}

// messageTerm is the version in which one kind of document is exchanged.
type messageTerm struct{ Kind, Version string }

// term is one agreement in words.
type term struct{ Name, Value string }

// channel is a way to the partner, without anything secret.
type channel struct {
	Name  string
	Facts facts
}

// Partner shows a partner's profile in words, and the newest documents.
func (d *Desk) Partner(c echo.Context) error {
	id := partners.ID(c.Param("id"))
	var p partnerPage
	err := d.view(c, func(tx store.Tx) error {
		ctx := c.Request().Context()
		profile, err := tx.Profile(ctx, id)
		if err != nil {
			return err
		}
		list := []*partners.Profile{profile}
		rows, err := partnerRows(c, tx, list)
		if err != nil {
			return err
		}
		docs, err := tx.Documents(ctx, store.DocumentFilter{Partner: id, Page: store.Page{Limit: 10}})
		p = describePartner(rows[0], d.Web.ERPName)
		p.Documents = documentRows(names{list}, docs)
		return err
	})
	if err != nil {
		return err
	}
	return d.Web.OK(c, web.Partners, p.Name, partnerView(p))
}

func describePartner(r partnerRow, erp string) partnerPage {
	p := partnerPage{partnerRow: r, Terms: terms(r.Profile.Terms)}
	p.Identity.text("ID here", string(r.ID))
	p.Identity.text("Standard", standard(r.Standard))
	for _, i := range r.Them {
		p.Identity.text("On the wire", identity(i))
	}
	if r.Us.ID != "" {
		p.Identity.text("We are", identity(r.Us))
	}
	p.Identity.text("In "+erp+" by external id", r.ERP.ExternalID)
	p.Identity.text("In "+erp+" by reference", r.ERP.Reference)
	p.Identity.text("In "+erp+" by VAT number", r.ERP.VAT)
	p.Identity.text("Acknowledged", acknowledged(r.Ack))
	p.Identity.text("Character set", r.Reading.Charset)
	p.Identity.text("Rules that do not hold", strings.Join(r.Reading.Relax, ", "))
	for _, k := range slices.Sorted(maps.Keys(r.Reading.Instead)) {
		p.Identity.text("Checked as another version", k+" as "+r.Reading.Instead[k])
	}
	p.Identity.text("Profile", fmt.Sprintf("version %d", r.Version))
	for _, k := range web.Kinds {
		if m, ok := r.Profile.Messages[string(k)]; ok {
			p.Messages = append(p.Messages, messageTerm{web.Kind(k), strings.Join(nonEmpty(m.Version, m.Association, guideline(m)), " ")})
		}
	}
	for _, k := range slices.Sorted(maps.Keys(r.Profile.Units)) {
		p.Units = append(p.Units, term{k, strings.TrimSpace(r.Profile.Units[k] + " " + web.Unit(documents.Unit(r.Profile.Units[k])))})
	}
	for _, k := range slices.Sorted(maps.Keys(r.Profile.Channels)) {
		p.Channels = append(p.Channels, channel{k, channelFacts(r.Profile.Channels[k])})
	}
	return p
}

func identity(i partners.Identity) string {
	s := i.ID
	if i.Qualifier != "" {
		s = i.Qualifier + ":" + s
	}
	if i.Group != "" {
		s += ", group " + i.Group
	}
	return s
}

func acknowledged(a partners.Ack) string {
	said := map[string]string{partners.AckNever: "never", partners.AckOnError: "only where something is wrong"}[a.Functional]
	if said == "" {
		said = "every interchange"
	}
	if a.Message != "" && a.Functional != partners.AckNever {
		said += ", with " + a.Message
	}
	if a.Brief {
		said += ", in brief"
	}
	switch a.Envelope {
	case partners.AckAlways:
		said += ", and TA1"
	case partners.AckOnError:
		said += ", and TA1 where something is wrong"
	case partners.AckNever:
		said += ", TA1 never"
	}
	return said
}

func guideline(m partners.Message) string {
	if m.Guideline == "" {
		return ""
	}
	return "within the partner's guideline"
}

// shownSettings are the settings of channels that are no secret, by their key in
// the profile. Anything else is left out, whatever it is called.
var shownSettings = [...]struct{ key, name string }{
	{"login", "Login"}, {"user", "User"}, {"host", "Host"}, {"port", "Port"}, {"folder", "Folder"}, {"email", "Mail"}, {"url", "Address"},
}

func channelFacts(s partners.Settings) facts {
	var f facts
	var all map[string]any
	if json.Unmarshal(s, &all) != nil {
		return f
	}
	for _, k := range shownSettings {
		switch v := all[k.key].(type) {
		case string:
			f.text(k.name, v)
		case float64:
			f.text(k.name, fmt.Sprint(v))
		}
	}
	if keys, ok := all["keys"].([]any); ok {
		f.text("Public keys", fmt.Sprint(len(keys)))
	}
	return f
}

func terms(t rules.Terms) []term {
	return []term{
		{"A promise may be later by", web.Count(t.DaysLate, "day")},
		{"A promise may be earlier by", web.Count(t.DaysEarly, "day")},
		{"Price above the order", tolerance(t.PriceOver)},
		{"Price below the order", tolerance(t.PriceUnder)},
		{"Value of a line, all bills together", tolerance(t.ValueOver)},
		{"Quantity billed above received", tolerance(t.QuantityOver)},
		{"Quantity shipped above open", tolerance(t.ShippedOver)},
		{"Tax, per tax line", web.Money(t.TaxPerLine) + ", and at least " + web.Money(t.TaxLeast)},
		{"Rounding, per line", web.Money(t.RoundPerLine) + ", and at most " + web.Money(t.RoundMost)},
		{"Same total looks like a duplicate within", web.Count(t.DuplicateDays, "day")},
	}
}

func tolerance(t rules.Tolerance) string {
	switch {
	case t.Off:
		return "not looked at"
	case t.Percent.IsZero() && t.Amount.IsZero():
		return "none"
	case t.Amount.IsZero():
		return web.Quantity(t.Percent) + " %"
	case t.Percent.IsZero():
		return web.Money(t.Amount)
	case t.Either:
		return web.Quantity(t.Percent) + " % or " + web.Money(t.Amount)
	}
	return web.Quantity(t.Percent) + " % and " + web.Money(t.Amount)
}

package gateway

import (
	"fmt"
	"maps"
	"slices"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/schema"
	"github.com/wharf-edi/wharf/partners"
	"golang.org/x/text/encoding/htmlindex"
)

// checks checks the messages of a file by the standard and by what has been agreed
// with partners. Guidelines are parsed once, and the file is read once in each
// character set.
type checks struct {
	guidelines map[string]*schema.Guideline  // by their text
	readings   map[string][]*edi.Interchange // of the file, by the character set
}

// again is what body holds in a character set; nil where it cannot be read in it.
func (c *checks) again(std edi.Standard, body []byte, charset string) []*edi.Interchange {
	is, known := c.readings[charset]
	if known {
		return is
	}
	is, err := syntaxes[std].read(body, charset)
	if err != nil {
		is = nil
	}
	if c.readings == nil {
		c.readings = map[string][]*edi.Interchange{}
	}
	c.readings[charset] = is
	return is
}

// validate checks m, and reports what it finds to it.
func (c *checks) validate(m *edi.Message, p *partners.Profile) {
	o := &schema.Options{Relax: relaxed(p), Instead: p.Reading.Instead}
	for _, kind := range slices.Sorted(maps.Keys(p.Messages)) { // where two say something of one message, always the same
		if g := c.guideline(p.Messages[kind].Guideline); g != nil && g.Message == m.Type {
			o.Guideline = g
		}
	}
	schema.Validate(m, o)
}

// guideline is a guideline by its text; nil for none, and for one that cannot be
// read, which CheckProfile does not let in.
func (c *checks) guideline(text string) *schema.Guideline {
	if text == "" {
		return nil
	}
	g, known := c.guidelines[text]
	if known {
		return g
	}
	g, err := schema.ParseGuideline(text)
	if err != nil {
		g = nil
	}
	if c.guidelines == nil {
		c.guidelines = map[string]*schema.Guideline{}
	}
	c.guidelines[text] = g
	return g
}

// relaxed is the rules that do not hold for a partner.
func relaxed(p *partners.Profile) []edi.Code {
	var all []edi.Code
	for _, name := range p.Reading.Relax {
		all = append(all, edi.Code(name))
	}
	return all
}

// CheckProfile says what is wrong with the parts of a profile that package partners
// cannot know: rules, versions, guidelines and character sets by their names.
func CheckProfile(p *partners.Profile) []*partners.Error {
	var errs []*partners.Error
	wrong := func(key, format string, args ...any) {
		errs = append(errs, &partners.Error{Key: key, Err: fmt.Errorf(format, args...)})
	}
	if name := p.Reading.Charset; name != "" {
		if _, err := htmlindex.Get(name); err != nil {
			wrong("reading.charset", "%q is not a character set", name)
		}
	}
	for n, name := range p.Reading.Relax {
		if !slices.Contains(edi.Codes(), edi.Code(name)) {
			wrong(fmt.Sprintf("reading.relax[%d]", n), "%q is not a rule; doc/partners.md has them", name)
		}
	}
	versions := schema.Versions(edi.Standard(p.Standard))
	for from, to := range p.Reading.Instead {
		if !slices.Contains(versions, to) {
			wrong("reading.instead."+from, "there are no definitions of version %q", to)
		}
	}
	for _, kind := range []documents.Kind{documents.KindOrder, documents.KindOrderResponse, documents.KindShipNotice, documents.KindInvoice} {
		m := p.Messages[string(kind)]
		if m.Guideline == "" {
			continue
		}
		if _, err := schema.ParseGuideline(m.Guideline); err != nil {
			wrong("messages."+string(kind)+".guideline", "%w", err)
		}
	}
	return errs
}

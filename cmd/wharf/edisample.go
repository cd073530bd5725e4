package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/schema"
)

func ediSampleCommand(w *world) *cobra.Command {
	c := &cobra.Command{
		Use:   "sample [MESSAGE]",
		Short: "print an example of a message that is valid by its definition",
		Long: `Sample prints an interchange with one MESSAGE that is valid by the definition of its
version, and with --guideline by the partner's guideline. It is marked as a test.
Without MESSAGE and guideline it lists what there is.

    wharf edi sample 850 --version 004010
    wharf edi sample --guideline acme.guide`,
		Args: cobra.MaximumNArgs(1),
	}
	version := c.Flags().String("version", "", "the version: 004010, 005010, D.96A or D.01B (default: the first that has it)")
	name := c.Flags().String("guideline", "", "a file with the partner's guideline (doc/edi.md)")
	control := c.Flags().Int64("control", 1, "control number of the interchange")
	lines := c.Flags().Bool("lines", true, "a line break after each segment")
	c.RunE = func(_ *cobra.Command, args []string) error {
		g, err := loadGuideline(*name)
		if err != nil {
			return err
		}
		message := strings.ToUpper(strings.Join(args, ""))
		if message == "" && g == nil {
			return listDefinitions(w)
		}
		d, err := definitionFor(message, *version, g)
		if err != nil {
			return err
		}
		m, err := schema.Sample(d, g)
		if err != nil {
			return err
		}
		i := enveloped(m, d)
		i.Prepared = w.now()
		number(i, *control)
		out, err := dialects[d.Standard].write(i, *lines)
		if err != nil {
			return err
		}
		_, err = w.out.Write(out)
		return err
	}
	return c
}

// enveloped is an interchange around one message.
func enveloped(m *edi.Message, d *schema.Definition) *edi.Interchange {
	i := &edi.Interchange{Standard: d.Standard, Test: true, Messages: []*edi.Message{m}}
	if d.Standard == edi.EDIFACT {
		m.Group = -1
		i.Version = "UNOC:3"
		if strings.HasSuffix(m.Version, ".4") || strings.HasPrefix(m.Version, "4.") { // CONTRL of that syntax
			i.Version = "UNOC:4"
		}
		i.Sender, i.Receiver = edi.Identity{Qualifier: "14", ID: "4012345000009"}, edi.Identity{Qualifier: "14", ID: "4012345000016"}
		return i
	}
	m.Group = 0
	i.Version = "00401"
	if d.Version >= "005" {
		i.Version = "00501"
	}
	i.Sender, i.Receiver = edi.Identity{Qualifier: "ZZ", ID: "SENDER"}, edi.Identity{Qualifier: "ZZ", ID: "RECEIVER"}
	i.Groups = []edi.Group{{Kind: d.Group, Version: m.Version + m.Association}}
	return i
}

// definitionFor is the definition of a message, of the version that is asked for, or
// that the guideline has, or of the first that has it.
func definitionFor(message, version string, g *schema.Guideline) (*schema.Definition, error) {
	if g != nil {
		switch {
		case message != "" && message != g.Message:
			return nil, fmt.Errorf("--guideline: it is about message %s, not %s", g.Message, message)
		case version != "" && version != g.Version:
			return nil, fmt.Errorf("--guideline: it is about version %s, not %s", g.Version, version)
		}
		message, version = g.Message, g.Version
	}
	standard := edi.EDIFACT
	if strings.Trim(message, "0123456789") == "" {
		standard = edi.X12
	}
	for _, v := range schema.Versions(standard) {
		if d := schema.Find(standard, v, message); d != nil && (version == "" || v == version) {
			return d, nil
		}
	}
	if version == "" {
		return nil, fmt.Errorf("there is no definition of %s; sample without a message lists those there are", message)
	}
	return nil, fmt.Errorf("there is no definition of %s in version %s; sample without a message lists those there are", message, version)
}

// listDefinitions prints which messages there are. What a version has by another name
// is not told again.
func listDefinitions(w *world) error {
	told := map[*schema.Definition]bool{}
	var errs []error
	for _, s := range []edi.Standard{edi.X12, edi.EDIFACT} {
		for _, v := range schema.Versions(s) {
			for _, d := range schema.Definitions(s, v) {
				if told[d] {
					continue
				}
				told[d] = true
				_, err := fmt.Fprintf(w.out, "%-8s %-7s %s\n", d.Message, v, d.Name)
				errs = append(errs, err)
			}
		}
	}
	return errors.Join(errs...)
}

package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/schema"
)

func ediAckCommand(w *world) *cobra.Command {
	c := &cobra.Command{
		Use:   "ack [FILE]",
		Short: "print the acknowledgment (997, 999, TA1 or CONTRL) of an interchange",
		Long: `Ack checks FILE, or standard input, as validate does, and prints what the gateway would
answer: for each X12 interchange a 997 or 999 for each group, and a TA1 if it asks for
one; for each EDIFACT interchange a CONTRL. It prints nothing where nothing is to be
answered. The code is 0 whatever the answer is.

    wharf edi ack --control 42 order.x12
    wharf edi ack --implementation --ta1 always order.x12`,
		Args: cobra.MaximumNArgs(1),
	}
	control := c.Flags().Int64("control", 1, "control number of the first answer; more count on")
	functional := c.Flags().String("functional", "always", "when messages are answered: always, on-error, asked or never")
	ta1 := c.Flags().String("ta1", "asked", "when a TA1 answers the envelope: asked, always, on-error or never")
	implementation := c.Flags().Bool("implementation", false, "answer with 999 instead of 997")
	brief := c.Flags().Bool("brief", false, "leave out what exactly is wrong")
	lines := c.Flags().Bool("lines", true, "a line break after each segment")
	options := checkFlags(c)
	c.RunE = func(_ *cobra.Command, args []string) error {
		o, err := options()
		if err != nil {
			return err
		}
		ack := &edi.AckOptions{Implementation: *implementation, Brief: *brief}
		if ack.Functional, err = when("functional", *functional); err != nil {
			return err
		}
		if ack.Envelope, err = when("ta1", *ta1); err != nil {
			return err
		}
		in, err := openInput(w, args)
		if err != nil {
			return err
		}
		defer in.close()
		d, standard, err := in.dialect()
		if err != nil {
			return err
		}
		a := &answerer{w: w, d: d, o: ack, relax: o.Relax, control: *control, lines: *lines}
		checker := &schema.Checker{Options: o, Closed: a.closed}
		if standard == edi.X12 && !ack.Brief { // it lists all messages; else those with defects will do
			checker.Keep = func(*edi.Message) bool { return true }
		}
		if err := d.scan(in, checker); err != nil {
			return in.failed(err)
		}
		return a.err
	}
	return c
}

// whens are the words for when something is answered.
var whens = map[string]edi.When{"always": edi.Always, "on-error": edi.OnError, "asked": edi.Asked, "never": edi.Never}

func when(flag, s string) (edi.When, error) {
	t, ok := whens[s]
	if !ok {
		return 0, fmt.Errorf("--%s %s: it is one of %s", flag, s, strings.Join(sortedKeys(whens), ", "))
	}
	return t, nil
}

// answerer prints the answer to each interchange.
type answerer struct {
	w       *world
	d       dialect
	o       *edi.AckOptions
	relax   []edi.Code
	control int64
	lines   bool
	err     error
}

// closed answers an interchange that has been read.
func (a *answerer) closed(i *edi.Interchange) {
	i.Relax(a.relax...)
	reply := a.d.reply(i, a.o)
	i.Messages = nil // they are not needed any more
	if a.err != nil || len(reply.Messages) == 0 && len(reply.TA1) == 0 {
		return
	}
	reply.Prepared = a.w.now()
	number(reply, a.control)
	a.control++
	out, err := a.d.write(reply, a.lines)
	if err != nil {
		a.err = fmt.Errorf("the answer to interchange %s: %w", i.Control, err)
		return
	}
	_, a.err = a.w.out.Write(out)
}

// number gives an interchange its control numbers, as the gateway does.
func number(i *edi.Interchange, n int64) {
	i.Control = fmt.Sprint(n)
	if i.Standard == edi.X12 {
		i.Control = fmt.Sprintf("%09d", n)
	}
	for k := range i.Groups {
		i.Groups[k].Control = fmt.Sprint(n*100 + int64(k))
	}
	for k, m := range i.Messages {
		m.Control = fmt.Sprintf("%04d", k+1)
	}
}

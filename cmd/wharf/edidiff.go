package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/compare"
)

func ediDiffCommand(w *world) *cobra.Command {
	c := &cobra.Command{
		Use:   "diff FIRST SECOND",
		Short: "say how two files differ in what they mean",
		Long: `Diff compares two files of one standard by what they mean: which messages, segments and
elements differ. One of them may be "-", standard input. How they are written is no
difference: dates and control numbers of envelopes, delimiters, line breaks, empty
elements at the end, zeros around numbers; with --strict it is. The code is 1 if they
differ.

    wharf edi diff sent.x12 received.x12
    wharf edi convert order.x12 | ./change | wharf edi convert | wharf edi diff order.x12 -`,
		Args: cobra.ExactArgs(2),
	}
	color := colorFlag(w, c)
	strict := c.Flags().Bool("strict", false, "tell also of what is written differently and means the same")
	format := c.Flags().String("format", "text", "text, or json (an array of objects)")
	c.RunE = func(_ *cobra.Command, args []string) error {
		p, err := color()
		if err != nil {
			return err
		}
		if *format != "text" && *format != "json" {
			return fmt.Errorf("--format %s: it is text or json", *format)
		}
		if args[0] == stdin && args[1] == stdin {
			return errors.New("one of the two must be a file")
		}
		first, of, err := readWhole(w, args[0])
		if err != nil {
			return err
		}
		second, other, err := readWhole(w, args[1])
		if err != nil {
			return err
		}
		if of != other {
			return fmt.Errorf("%s is %s and %s is %s: they cannot be compared", args[0], title(of), args[1], title(other))
		}
		all := compare.Interchanges(first, second, &compare.Options{Strict: *strict, Dictionary: dictionary{newLexicon()}})
		out := bufio.NewWriter(w.out)
		if *format == "json" {
			diffJSON(out, all)
		} else {
			diffText(out, all, p)
		}
		if err := out.Flush(); err != nil {
			return err
		}
		if len(all) > 0 {
			return errSaid
		}
		return nil
	}
	return c
}

// mostWhole is how large a file may be that is held whole.
const mostWhole = 32 << 20

// readWhole reads a file or standard input whole.
func readWhole(w *world, name string) ([]*edi.Interchange, edi.Standard, error) {
	in, err := openInput(w, []string{name})
	if err != nil {
		return nil, "", err
	}
	defer in.close()
	d, standard, err := in.dialect()
	if err != nil {
		return nil, "", err
	}
	src, err := io.ReadAll(io.LimitReader(in, mostWhole+1))
	if err == nil && len(src) > mostWhole {
		err = fmt.Errorf("it has more than %d MiB, which is too much to be compared; split can make it smaller", mostWhole>>20)
	}
	if err != nil {
		return nil, "", in.failed(err)
	}
	all, err := d.read(src)
	if err != nil {
		return nil, "", in.failed(err)
	}
	return all, standard, nil
}

// diffText prints differences for people.
func diffText(w io.Writer, all []compare.Difference, p paint) {
	for _, d := range all {
		line := printable(d.String())
		switch d.Kind {
		case compare.Removed:
			line = p.red(line)
		case compare.Added:
			line = p.green(line)
		}
		fmt.Fprintln(w, line)
	}
	switch len(all) {
	case 0:
		fmt.Fprintln(w, "no difference in what they mean")
	default:
		fmt.Fprintln(w, p.dim(count(len(all), "difference")))
	}
}

// jsonDifference is a difference in JSON.
type jsonDifference struct {
	Kind          compare.Kind `json:"kind"`
	Type          string       `json:"type"`
	Message       string       `json:"message"`
	Groups        []string     `json:"groups"`
	Place         string       `json:"place"`
	Name          string       `json:"name"`
	Before        string       `json:"before"`
	After         string       `json:"after"`
	BeforeMeaning string       `json:"beforeMeaning"`
	AfterMeaning  string       `json:"afterMeaning"`
	First         *jsonPlace   `json:"first"`
	Second        *jsonPlace   `json:"second"`
	Text          string       `json:"text"`
}

// jsonPlace is where something stands; null where it does not.
type jsonPlace struct {
	Message string `json:"message"`
	Segment int    `json:"segment"`
	Offset  int64  `json:"offset"`
	End     int64  `json:"end"`
}

func diffJSON(w io.Writer, all []compare.Difference) {
	place := func(p edi.Pos) *jsonPlace {
		if p.End == 0 {
			return nil
		}
		return &jsonPlace{p.Message, p.Segment, p.Offset, p.End}
	}
	fmt.Fprint(w, "[")
	for n, d := range all {
		if n > 0 {
			fmt.Fprint(w, ",")
		}
		fmt.Fprint(w, "\n  ")
		groups := append([]string{}, d.Groups...)
		writeJSON(w, jsonDifference{
			Kind: d.Kind, Type: d.Type, Message: d.Message, Groups: groups, Place: d.Place, Name: d.Name, Before: d.Before, After: d.After,
			BeforeMeaning: d.BeforeMeaning, AfterMeaning: d.AfterMeaning, First: place(d.First), Second: place(d.Second), Text: d.String(),
		})
	}
	if len(all) > 0 {
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w, "]")
}

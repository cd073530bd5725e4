package main

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/schema"
)

func ediValidateCommand(w *world) *cobra.Command {
	c := &cobra.Command{
		Use:   "validate [FILE]",
		Short: "check envelopes and messages, and say what is wrong where",
		Long: `Validate checks FILE, or standard input: its envelopes, and each message against the
definition of its version. It prints a line for each defect, with the bytes at which it
stands, and counts. The code is 1 if an acknowledgment would reject anything.

    wharf edi validate order.x12
    wharf edi validate --guideline acme.guide --relax bad-value orders.edi
    wharf edi validate --format sarif order.x12 > order.sarif`,
		Args: cobra.MaximumNArgs(1),
	}
	color := colorFlag(w, c)
	format := c.Flags().String("format", "text", "text, json (an array of objects) or sarif (SARIF 2.1.0)")
	most := c.Flags().Int("max", 0, "how many defects are printed; all are counted (default 1000 as text, and else all that are kept)")
	options := checkFlags(c)
	c.RunE = func(_ *cobra.Command, args []string) error {
		if debug.SetMemoryLimit(-1) == math.MaxInt64 { // nobody has set one
			defer debug.SetMemoryLimit(debug.SetMemoryLimit(48 << 20)) // what is kept fits well; garbage goes in time, also where the machine is busy
		}
		o, err := options()
		if err != nil {
			return err
		}
		p, err := color()
		if err != nil {
			return err
		}
		in, err := openInput(w, args)
		if err != nil {
			return err
		}
		defer in.close()
		out := bufio.NewWriterSize(in.bar.under(w.out), 64<<10)
		r, err := newReport(*format, out, in.name, p)
		if err != nil {
			return err
		}
		if *most <= 0 && *format == "text" {
			*most = 1000
		}
		return validate(in, o, r, out, *most)
	}
	return c
}

// validate checks an input and reports.
func validate(in *input, o *schema.Options, r report, out *bufio.Writer, most int) error {
	d, _, err := in.dialect()
	if err != nil {
		return err
	}
	v := newVerdict(o, r, most)
	r.begin()
	err = d.scan(in, &v.Checker)
	in.bar.clear()
	if err != nil {
		return in.failed(err) // and the report has no end, so that it is not taken for one
	}
	r.end(v)
	if err := out.Flush(); err != nil {
		return err
	}
	if v.rejected() {
		return errSaid
	}
	return nil
}

// checkFlags adds the flags that say how messages are checked, and answers the
// options they make.
func checkFlags(c *cobra.Command) func() (*schema.Options, error) {
	guideline := c.Flags().String("guideline", "", "a file with the partner's guideline (doc/edi.md)")
	relax := c.Flags().StringSlice("relax", nil, "codes of defects that are told and not acted on, with commas between")
	as := c.Flags().StringToString("as", nil, "check versions by the definitions of others: 004030=004010")
	return func() (*schema.Options, error) {
		o := &schema.Options{Instead: *as}
		for _, code := range *relax {
			if !slices.Contains(edi.Codes(), edi.Code(code)) {
				return nil, fmt.Errorf("--relax: there is no code %q; the codes are %s", code, allCodes())
			}
			o.Relax = append(o.Relax, edi.Code(code))
		}
		for _, version := range sortedKeys(*as) {
			other := (*as)[version]
			if known := slices.Concat(schema.Versions(edi.X12), schema.Versions(edi.EDIFACT)); !slices.Contains(known, other) {
				return nil, fmt.Errorf("--as: there are no definitions of %s, but of %s", other, strings.Join(known, ", "))
			}
		}
		var err error
		o.Guideline, err = loadGuideline(*guideline)
		return o, err
	}
}

// allCodes is the codes of defects in a sentence.
func allCodes() string {
	var all []string
	for _, c := range edi.Codes() {
		all = append(all, string(c))
	}
	return strings.Join(all, ", ")
}

// loadGuideline reads a guideline from a file; no name is none.
func loadGuideline(name string) (*schema.Guideline, error) {
	if name == "" {
		return nil, nil //nolint:nilnil // there need not be one
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("--guideline: %w", err)
	}
	defer f.Close() // it was only read
	const most = 4 << 20
	src, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && len(src) > most {
		err = fmt.Errorf("more than %d MiB", most>>20)
	}
	if err != nil {
		return nil, fmt.Errorf("--guideline %s: %w", name, err)
	}
	g, err := schema.ParseGuideline(string(src))
	if err != nil {
		return nil, fmt.Errorf("--guideline %s: %w", name, err)
	}
	return g, nil
}

// report is a form in which defects are told.
type report interface {
	begin()
	defect(i *edi.Interchange, d *edi.Defect)
	end(v *verdict)
}

func newReport(format string, w io.Writer, name string, p paint) (report, error) {
	switch format {
	case "text":
		return &textReport{w: w, name: printable(name), paint: p}, nil
	case "json":
		return &jsonReport{w: w, file: name}, nil
	case "sarif":
		return &sarifReport{w: w, file: name}, nil
	}
	return nil, fmt.Errorf("--format %s: it is text, json or sarif", format)
}

// verdict is what a check comes to. It tells defects as they are found and keeps
// numbers only, so that its memory does not depend on the input.
type verdict struct {
	schema.Checker
	report report
	most   int // defects that are told; 0 is all

	told         int
	dropped      int // defects of which only the number is known
	codes        map[edi.Code]int
	worst        map[edi.Severity]int
	interchanges int
	refused      int // interchanges
	messages     int // that are rejected, for themselves or with what holds them

	own []int // rejected messages of the open interchange by group; the first is outside of groups
	all []int // and all of them
}

func newVerdict(o *schema.Options, r report, most int) *verdict {
	v := &verdict{report: r, most: most, codes: map[edi.Code]int{}, worst: map[edi.Severity]int{}}
	v.Options = o
	v.Keep = func(*edi.Message) bool { return false }
	v.Ended, v.Closed = v.ended, v.closed
	v.Behind = func(i *edi.Interchange, d edi.Defect) { v.tell(i, []edi.Defect{d}, 0) }
	return v
}

func (v *verdict) rejected() bool { return v.messages > 0 || v.refused > 0 || v.worst[edi.Reject] > 0 }

// tell counts defects and reports those that there is room for.
func (v *verdict) tell(i *edi.Interchange, all []edi.Defect, dropped int) {
	v.dropped += dropped
	for n := range all {
		d := &all[n]
		if slices.Contains(v.Options.Relax, d.Code) {
			d.Severity = edi.Warn
		}
		v.codes[d.Code]++
		v.worst[d.Severity]++
		if v.most == 0 || v.told < v.most {
			v.told++
			v.report.defect(i, d)
		}
	}
}

// ended is told of a message.
func (v *verdict) ended(i *edi.Interchange, m *edi.Message) {
	v.tell(i, m.Defects, m.Dropped())
	for len(v.own) < m.Group+2 {
		v.own, v.all = append(v.own, 0), append(v.all, 0)
	}
	v.all[m.Group+1]++
	if m.Rejected() {
		v.own[m.Group+1]++
	}
}

// closed is told of an interchange, and forgets it.
func (v *verdict) closed(i *edi.Interchange) {
	v.interchanges++
	v.tell(i, i.Defects, i.Dropped())
	whole := i.Rejected(&edi.Message{Group: -1})
	if whole {
		v.refused++
	}
	for n := range i.Groups {
		v.tell(i, i.Groups[n].Defects, i.Groups[n].Dropped())
	}
	for n := range v.own {
		if n > 0 && i.Groups[n-1].Worst() == edi.Reject || whole {
			v.messages += v.all[n]
		} else {
			v.messages += v.own[n]
		}
	}
	v.own, v.all, v.Interchanges = v.own[:0], v.all[:0], nil
}

// textReport is for people.
type textReport struct {
	w     io.Writer
	name  string
	paint paint
}

func (t *textReport) begin() {}

func (t *textReport) defect(_ *edi.Interchange, d *edi.Defect) {
	fmt.Fprintf(t.w, "%s %s %s\n", t.paint.dim(fmt.Sprintf("%s:%d-%d:", t.name, d.Pos.Offset, d.Pos.End)),
		t.paint.severity(d.Severity, severities[d.Severity]), printable(d.String()))
}

// end prints the counts.
func (t *textReport) end(v *verdict) {
	if v.Defects > v.told {
		fmt.Fprintln(t.w, t.paint.dim(fmt.Sprintf("... and %d more", v.Defects-v.told)))
	}
	if v.Defects > 0 {
		fmt.Fprintln(t.w)
	}
	word := t.paint.green("accepted")
	switch {
	case v.rejected():
		word = t.paint.severity(edi.Reject, "rejected")
	case v.worst[edi.Note] > 0:
		word = t.paint.yellow("accepted, with errors")
	}
	fmt.Fprintf(t.w, "%s: %s\n", t.name, word)
	fmt.Fprintf(t.w, "  %s, %s, %s", count(v.interchanges, "interchange"), count(v.Messages, "message"), count(v.Segments, "segment"))
	if v.messages > 0 {
		fmt.Fprintf(t.w, "; %s rejected", count(v.messages, "message"))
	}
	if v.EnvelopeOnly > 0 {
		fmt.Fprintf(t.w, "; of %s only the envelope was checked, there being no definition", count(v.EnvelopeOnly, "message"))
	}
	fmt.Fprintln(t.w)
	for _, c := range sortedCodes(v.codes) {
		fmt.Fprintf(t.w, "  %7d  %-24s %s\n", v.codes[c], c, t.paint.dim(c.Text()))
	}
	if v.dropped > 0 {
		fmt.Fprintf(t.w, "  %7d  %s\n", v.dropped, "beyond the first thousand of a message or an envelope, by number only")
	}
}

// sortedCodes are codes, the most frequent first.
func sortedCodes(counts map[edi.Code]int) []edi.Code {
	all := sortedKeys(counts)
	slices.SortStableFunc(all, func(a, b edi.Code) int { return counts[b] - counts[a] })
	return all
}

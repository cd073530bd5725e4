package main

import (
	"bufio"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/schema"
)

func ediInspectCommand(w *world) *cobra.Command {
	c := &cobra.Command{
		Use:   "inspect [FILE]",
		Short: "show segments and elements with their names and what their codes mean",
		Long: `Inspect shows what is in FILE, or in standard input: for each segment the byte at
which it begins, its number in the message, and its name; below it, on a terminal
or with --values, its elements and what their codes mean. Groups are indented as the
definition of the message has them. With --check, what is wrong stands where it is,
and the code is 1 if anything is rejected.

    wharf edi inspect order.x12
    wharf edi inspect --check --color always big.x12 | less -R`,
		Args: cobra.MaximumNArgs(1),
	}
	color := colorFlag(w, c)
	values := c.Flags().Bool("values", false, "show each element on a line of its own (the default on a terminal)")
	brief := c.Flags().Bool("brief", false, "show segments only")
	check := c.Flags().Bool("check", false, "check messages and show what is wrong where it is")
	c.MarkFlagsMutuallyExclusive("values", "brief")
	c.RunE = func(_ *cobra.Command, args []string) error {
		p, err := color()
		if err != nil {
			return err
		}
		in, err := openInput(w, args)
		if err != nil {
			return err
		}
		defer in.close()
		d, _, err := in.dialect()
		if err != nil {
			return err
		}
		i := &inspector{
			out: bufio.NewWriterSize(in.bar.under(w.out), 64<<10), paint: p, names: newLexicon(),
			values: *values || terminal(w.out) && !*brief, check: *check, v: schema.NewValidator(nil),
		}
		err = d.scan(in, i)
		if flushed := i.out.Flush(); flushed != nil {
			return flushed
		}
		if err != nil {
			return in.failed(err)
		}
		if i.rejected {
			return errSaid
		}
		return nil
	}
	return c
}

// inspector prints what is read.
type inspector struct {
	out      *bufio.Writer
	paint    paint
	names    *lexicon
	values   bool
	check    bool
	rejected bool

	v     *schema.Validator
	known bool // the validator knows the open message
	walk  *walker
	m     *edi.Message
	told  int // defects of the open message that are printed

	number int // of the segment that was printed last

	// Of the interchange.
	version string // whose names are used for the envelope
	ta1     int    // printed so far
	group   int    // the first group that is not printed whole
	opened  bool   // its header is
	defects []int  // that are printed: of the interchange, and of each group
	stray   []edi.Segment
	seg     edi.RawSegment
}

var _ edi.Handler = (*inspector)(nil)

// BeginInterchange is of edi.Handler, and so are the others.
func (p *inspector) BeginInterchange(i *edi.Interchange) {
	p.ta1, p.group, p.opened, p.defects, p.stray = 0, 0, false, nil, nil
	p.version = nearestVersion(i.Standard, i.Version)
	switch {
	case i.Standard == edi.X12 && i.Version >= "00500":
		p.version = "005010"
	case i.Standard == edi.EDIFACT && strings.HasSuffix(i.Version, ":4"):
		p.version = "4"
	case i.Standard == edi.EDIFACT:
		p.version = "3"
	}
	if i.Header.Tag == "" {
		p.title(fmt.Sprintf("bytes %d to %d, no interchange", i.Offset, i.End))
		return
	}
	p.title(fmt.Sprintf("interchange %s, %s %s, %s", i.Control, title(i.Standard), i.Version, parties(i)))
	p.envelope(i, &i.Header)
	p.envelopeDefects(i, 0)
}

// Stray prints a segment that belongs to nothing.
func (p *inspector) Stray(i *edi.Interchange, s edi.Segment) {
	p.stray = append(p.stray, s)
	p.between(i)
}

// BeginMessage prints what the message is.
func (p *inspector) BeginMessage(i *edi.Interchange, m *edi.Message) {
	p.between(i)
	p.m, p.told = m, 0
	d := p.names.definition(m)
	p.walk = newWalker(d)
	p.known = p.check && p.v.Begin(m)
	what := m.Type
	if d != nil {
		what += " " + d.Name
	}
	version := m.Version + m.Association
	if i.Standard == edi.EDIFACT && m.Association != "" {
		version = m.Version + " " + m.Association
	}
	switch {
	case d == nil:
		version += ", not known here"
	case d.Version != m.Version:
		version += ", shown with the names of " + d.Version
	}
	p.title(fmt.Sprintf("message %s, %s, %s", m.Control, what, version))
}

// Segment prints a segment of a message.
func (p *inspector) Segment(m *edi.Message, s *edi.RawSegment, number int, text edi.Decoder) {
	p.pending(m)
	depth := 0
	switch name := s.Name(); name {
	case "ST", "SE", "UNH", "UNT":
	default:
		depth, _ = p.walk.place(name, number-1)
		depth++
	}
	p.segment(m.Standard, m.Version, s, number, depth, text)
	if p.known {
		p.v.Segment(s, number, text)
	}
	p.pending(m)
}

// EndMessage prints what is missing at the end.
func (p *inspector) EndMessage(_ *edi.Interchange, m *edi.Message) {
	if p.known {
		p.v.End()
	}
	p.pending(m)
	if n := m.Dropped(); n > 0 && p.check {
		p.line(p.paint.dim(fmt.Sprintf("and %d more in this message", n)))
	}
	p.rejected = p.rejected || p.check && m.Rejected()
}

// EndInterchange prints the trailers, and what is wrong with the envelope.
func (p *inspector) EndInterchange(i *edi.Interchange) {
	if p.check {
		schema.ValidateEnvelope(i)
	}
	p.between(i)
	if i.Trailer.Tag != "" {
		p.envelope(i, &i.Trailer)
	}
	p.envelopeDefects(i, 0)
	p.rejected = p.rejected || p.check && i.Rejected(&edi.Message{Group: -1})
}

// between prints segments of the envelope that have come up since it was called last.
func (p *inspector) between(i *edi.Interchange) {
	var all []*edi.Segment
	from := p.group
	for ; p.ta1 < len(i.TA1); p.ta1++ {
		all = append(all, &i.TA1[p.ta1])
	}
	for n := range p.stray {
		all = append(all, &p.stray[n])
	}
	for ; p.group < len(i.Groups); p.group++ {
		g := &i.Groups[p.group]
		if !p.opened {
			all = append(all, &g.Header)
			p.opened = true
		}
		if g.Trailer.Tag == "" && p.group == len(i.Groups)-1 {
			break
		}
		if g.Trailer.Tag != "" {
			all = append(all, &g.Trailer)
		}
		p.rejected = p.rejected || p.check && g.Worst() == edi.Reject
		p.opened = false
	}
	slices.SortStableFunc(all, func(a, b *edi.Segment) int { return cmp.Compare(a.Pos.Offset, b.Pos.Offset) })
	for _, s := range all {
		p.envelope(i, s)
	}
	p.stray = p.stray[:0]
	p.envelopeDefects(i, from)
}

// envelope prints a segment that belongs to no message.
func (p *inspector) envelope(i *edi.Interchange, s *edi.Segment) {
	p.seg.Set(s)
	p.segment(i.Standard, p.version, &p.seg, s.Pos.Segment, 0, edi.UTF8{})
}

func (p *inspector) title(s string) {
	fmt.Fprintln(p.out, p.paint.bold(printable(s)))
}

// segment prints one segment.
func (p *inspector) segment(standard edi.Standard, version string, s *edi.RawSegment, number, depth int, text edi.Decoder) {
	known := p.names.segment(standard, version, s.Name())
	name := ""
	if known != nil {
		name = known.Name
	}
	p.number = number
	indent := strings.Repeat("  ", depth)
	tag := fmt.Sprintf("%-3s", shortened(printable(decoded(s, 0, text)), 40))
	fmt.Fprintf(p.out, "%s  %s%s  ", p.paint.dim(fmt.Sprintf("%9d %4d", s.Offset, number)), indent, p.paint.bold(tag))
	if !p.values {
		fill := strings.Repeat(" ", max(0, nameWidth-len(indent)-len(name)))
		fmt.Fprintf(p.out, "%s%s  %s\n", p.paint.cyan(name), fill, data(standard, s, text))
		return
	}
	fmt.Fprintln(p.out, p.paint.cyan(name))
	for n := 1; n < len(s.Values); n++ {
		if value := strings.TrimRight(decoded(s, n, text), " "); value != "" {
			p.value(known, s, n, value, indent)
		}
	}
}

// value prints one element or component.
func (p *inspector) value(known *schema.Segment, s *edi.RawSegment, n int, value, indent string) {
	v := s.Values[n]
	f := field(known, v.Element(), v.Component())
	place := fmt.Sprintf("%s%02d", printable(s.Name()), v.Element())
	composite := f != nil && field(known, v.Element(), 0) != f
	if composite || v.Component() > 1 {
		place += fmt.Sprintf("-%d", v.Component())
	}
	if v.Repetition() > 1 {
		place += fmt.Sprintf(" repetition %d", v.Repetition())
	}
	line := p.paint.dim(place)
	if f != nil {
		line += " " + f.Name
	}
	line += " = " + p.paint.bold(shortened(printable(value), 200))
	if said := meaning(f, value); said != "" {
		line += " " + p.paint.green("("+said+")")
	}
	fmt.Fprintf(p.out, "%16s     %s%s\n", "", indent, line)
}

// decoded is value n as text.
func decoded(s *edi.RawSegment, n int, text edi.Decoder) string {
	t, _ := text.Text(s.Text(n))
	return strings.ToValidUTF8(t, "\ufffd")
}

// nameWidth is the column that names take, indentation included.
const nameWidth = 38

// data is the elements of a segment, as one reads them: between the separators that
// are usual, whatever the interchange has.
func data(standard edi.Standard, s *edi.RawSegment, text edi.Decoder) string {
	const most = 200
	separators := "*^>"
	if standard == edi.EDIFACT {
		separators = "+*:"
	}
	var b strings.Builder
	for n := 1; n < len(s.Values) && b.Len() <= most; n++ {
		switch v := s.Values[n]; {
		case v.Component() > 1:
			b.WriteByte(separators[2])
		case v.Repetition() > 1:
			b.WriteByte(separators[1])
		case n > 1:
			b.WriteByte(separators[0])
		}
		b.WriteString(printable(decoded(s, n, text)))
	}
	return shortened(b.String(), most)
}

// shortened is s, cut if it has more than most characters.
func shortened(s string, most int) string {
	if len(s) <= most {
		return s
	}
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most]) + "..."
}

// pending prints defects of the message that have come up.
func (p *inspector) pending(m *edi.Message) {
	if !p.check {
		return
	}
	for ; p.told < len(m.Defects); p.told++ {
		p.defect(&m.Defects[p.told])
	}
}

// envelopeDefects prints those of the interchange and of its groups, from one on,
// that have come up.
func (p *inspector) envelopeDefects(i *edi.Interchange, group int) {
	if !p.check {
		return
	}
	for len(p.defects) <= len(i.Groups) {
		p.defects = append(p.defects, 0)
	}
	tell := func(at int, all []edi.Defect) {
		for ; p.defects[at] < len(all); p.defects[at]++ {
			p.defect(&all[p.defects[at]])
		}
	}
	tell(0, i.Defects)
	for n := group; n < len(i.Groups); n++ {
		tell(n+1, i.Groups[n].Defects)
	}
}

// defect prints what is wrong, and where unless it is in the segment just above.
func (p *inspector) defect(d *edi.Defect) {
	near := *d
	if near.Pos.Segment == p.number && near.Pos.Segment > 0 {
		near.Pos.Message, near.Pos.Segment = "", 0
	}
	text := near.String()
	if near.Pos.Segment == 0 && near.Pos.Tag != "" {
		text = strings.TrimPrefix(text, fmt.Sprintf("byte %d, ", near.Pos.Offset))
	}
	p.line(p.paint.severity(d.Severity, severities[d.Severity]+" "+printable(text)))
}

// line prints what is said about the segment above it.
func (p *inspector) line(s string) {
	fmt.Fprintf(p.out, "%14s  %s %s\n", "", p.paint.red("^"), s)
}

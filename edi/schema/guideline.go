package schema

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/wharf-edi/wharf/edi"
)

// Guideline is the limits that one partner sets within a definition. It never allows
// what the definition forbids. It is data:
//
//	guideline acme-855 answers to our orders
//	message 855 004010
//	BAK
//	  02 codes AC AD AK RD
//	  08 mandatory
//	REF[01=IA] required
//	  02 max 10
//	N1[01=ST]/N4
//	  03 mandatory
//	PO1/ACK
//	  28 unused
//	TD5 unused
//
// A line that is not indented names a segment by its path: the segments that begin
// the groups around it, then itself. In brackets stands which of them are meant, by
// the value of an element ("01=ST|SF") or component ("01-1=BY"). "required" wants one
// where its place is, "unused" wants none. The lines below it are about its elements
// ("02") and components ("02-1"): "mandatory", "unused", "codes" with those that are
// allowed, "min" and "max" with a length. "note" or "reject" at the end of a line
// says how bad it is; what is mandatory or required rejects, all else is noted.
type Guideline struct {
	Name    string
	Title   string
	Message string // as edi.Message.Type
	Version string // as edi.Message.Version
	rules   []*rule
	filters []filter

	mu       sync.Mutex // guards what follows
	programs map[string]*program
}

// program is the program of d within the guideline.
func (g *Guideline) program(d *Definition) *program {
	g.mu.Lock()
	defer g.mu.Unlock()
	p := g.programs[d.Version]
	if p == nil {
		p = compile(d, g)
		if g.programs == nil {
			g.programs = map[string]*program{}
		}
		g.programs[d.Version] = p
	}
	return p
}

// limit is what a rule demands.
type limit int

const (
	limitMandatory limit = iota
	limitUnused
	limitCodes
	limitMin
	limitMax
	limitRequired // of the segment
	limitNone     // of the segment: there is to be none
)

// rule is one demand on one segment or element.
type rule struct {
	path     string
	above    uint64 // filters of the groups around it that must hold
	own      int    // the filter of the segment itself; -1
	element  int    // 0 for the segment
	part     int    // component; 0 for the first, or all
	limit    limit
	codes    []string
	size     int
	severity edi.Severity
	required bool
	seen     uint64 // the bit that says that it was seen, of a required one
}

// filter says which of the segments of a path are meant.
type filter struct {
	path    string
	element int
	part    int
	values  []string
}

// at is the rules for the segments of a path.
func (g *Guideline) at(path string) []*rule {
	if g == nil {
		return nil
	}
	var all []*rule
	for _, r := range g.rules {
		if r.path == path {
			all = append(all, r)
		}
	}
	return all
}

// maxFilters is how many filters, and how many required segments, a guideline can
// have: they are bits of a word.
const maxFilters = 64

// guidelineParser reads a guideline line by line.
type guidelineParser struct {
	g        *Guideline
	d        *Definition
	path     string
	above    uint64
	own      int
	nodes    []*Node // those that the path names: a message may have several
	segment  *Segment
	required int
}

// ParseGuideline reads a guideline, and answers an error with its line for what is
// not one, or names what the definition does not have or does not allow.
func ParseGuideline(src string) (*Guideline, error) {
	p := &guidelineParser{g: &Guideline{}}
	n := 0
	for line := range strings.Lines(src) {
		n++
		line = strings.TrimRight(line, " \r\n\t")
		if line == "" || strings.HasPrefix(strings.TrimSpace(line), "#") {
			continue
		}
		if err := p.line(line); err != nil {
			return nil, fmt.Errorf("guideline, line %d: %w", n, err)
		}
	}
	if p.d == nil {
		return nil, fmt.Errorf("guideline: no message")
	}
	return p.g, nil
}

func (p *guidelineParser) line(line string) error {
	words := strings.Fields(line)
	switch {
	case words[0] == "guideline" && len(words) > 1:
		p.g.Name, p.g.Title = words[1], strings.Join(words[2:], " ")
		return nil
	case words[0] == "message" && len(words) == 3:
		return p.message(words[1], words[2])
	case p.d == nil:
		return fmt.Errorf("%q before the message", words[0])
	case line[0] == ' ' || line[0] == '\t':
		return p.element(words)
	}
	return p.node(words)
}

func (p *guidelineParser) message(message, version string) error {
	standard := edi.EDIFACT
	if strings.Trim(message, "0123456789") == "" {
		standard = edi.X12
	}
	if p.d != nil {
		return fmt.Errorf("a second message: %s", message)
	}
	if p.d = Find(standard, version, message); p.d == nil {
		return fmt.Errorf("no definition of %s in version %s", message, version)
	}
	p.g.Message, p.g.Version = message, version
	return nil
}

// node reads "N1[01=ST]/N4 required".
func (p *guidelineParser) node(words []string) error {
	nodes := p.d.Nodes
	p.path, p.above, p.own, p.segment = "", 0, -1, nil
	steps := strings.Split(words[0], "/")
	for n, step := range steps {
		tag, condition, filtered := strings.Cut(step, "[")
		if filtered != strings.HasSuffix(step, "]") {
			return fmt.Errorf("%s: a bracket stands alone", words[0])
		}
		p.nodes = named(nodes, tag)
		if len(p.nodes) == 0 {
			return fmt.Errorf("%s: no segment %s there", words[0], tag)
		}
		p.segment = p.nodes[0].Segment
		nodes = nil
		for _, x := range p.nodes {
			nodes = append(nodes, x.Nodes...)
		}
		p.path = strings.TrimPrefix(p.path+"/"+tag, "/")
		if !filtered {
			continue
		}
		f, err := p.filter(strings.TrimSuffix(condition, "]"))
		if err != nil {
			return fmt.Errorf("%s: %w", words[0], err)
		}
		if n == len(steps)-1 {
			p.own = f
		} else {
			p.above |= 1 << f
		}
	}
	if len(words) == 1 {
		return nil
	}
	r := p.rule()
	switch words[1] {
	case "required":
		if p.required++; p.required > maxFilters {
			return fmt.Errorf("more than %d required segments", maxFilters)
		}
		r.limit, r.required, r.seen, r.severity = limitRequired, true, 1<<(p.required-1), edi.Reject
	case "unused":
		if r.limit = limitNone; r.own < 0 && p.nodes[0].Mandatory {
			return fmt.Errorf("%s is mandatory by the definition", words[0])
		}
	default:
		return fmt.Errorf("%q is neither required nor unused", words[1])
	}
	return p.finish(r, words[2:])
}

// named is the nodes of a name.
func named(nodes []*Node, tag string) []*Node {
	var all []*Node
	for _, x := range nodes {
		if x.Segment.Tag == tag {
			all = append(all, x)
		}
	}
	return all
}

// filter reads "01-1=BY|SU", and answers the filter's number.
func (p *guidelineParser) filter(s string) (int, error) {
	where, values, found := strings.Cut(s, "=")
	if !found {
		return 0, fmt.Errorf("[%s] is not element=value", s)
	}
	e, c, err := p.place(where)
	if err != nil {
		return 0, err
	}
	f := filter{p.path, e, c, strings.Split(values, "|")}
	for n, o := range p.g.filters {
		if o.path == f.path && o.element == e && o.part == c && slices.Equal(o.values, f.values) {
			return n, nil
		}
	}
	if len(p.g.filters) == maxFilters {
		return 0, fmt.Errorf("more than %d conditions", maxFilters)
	}
	p.g.filters = append(p.g.filters, f)
	return len(p.g.filters) - 1, nil
}

// place reads "02" or "02-1", which must be in the segment.
func (p *guidelineParser) place(s string) (element, component int, err error) {
	e, c, parted := strings.Cut(s, "-")
	if element, err = strconv.Atoi(e); err != nil || element < 1 || element > len(p.segment.Fields) {
		return 0, 0, fmt.Errorf("%s has no element %s", p.segment.Tag, e)
	}
	f := p.segment.Fields[element-1]
	if parted {
		if component, err = strconv.Atoi(c); err != nil || component < 1 || component > len(f.Parts) {
			return 0, 0, fmt.Errorf("%s%s has no component %s", p.segment.Tag, e, c)
		}
	}
	return element, component, nil
}

func (p *guidelineParser) rule() *rule {
	return &rule{path: p.path, above: p.above, own: p.own, severity: edi.Note}
}

// element reads "02 codes AC AD".
func (p *guidelineParser) element(words []string) (err error) {
	if p.segment == nil || len(words) < 2 {
		return fmt.Errorf("%q: not about an element of a segment", strings.Join(words, " "))
	}
	r := p.rule()
	if r.element, r.part, err = p.place(words[0]); err != nil {
		return err
	}
	rest := words[2:]
	switch words[1] {
	case "mandatory":
		r.limit, r.severity = limitMandatory, edi.Reject
	case "unused":
		r.limit = limitUnused
	case "codes":
		r.limit = limitCodes
		for len(rest) > 0 && rest[0] != "note" && rest[0] != "reject" {
			r.codes, rest = append(r.codes, rest[0]), rest[1:]
		}
		if len(r.codes) == 0 {
			return fmt.Errorf("%s%s: no codes", p.segment.Tag, words[0])
		}
	case "min", "max":
		r.limit = map[string]limit{"min": limitMin, "max": limitMax}[words[1]]
		if len(rest) == 0 {
			return fmt.Errorf("%s%s: no length", p.segment.Tag, words[0])
		}
		if r.size, err = strconv.Atoi(rest[0]); err != nil {
			return fmt.Errorf("%s%s: %q is no length", p.segment.Tag, words[0], rest[0])
		}
		rest = rest[1:]
	default:
		return fmt.Errorf("%q is not mandatory, unused, codes, min or max", words[1])
	}
	if err := p.within(r); err != nil {
		return fmt.Errorf("%s%s: %w", p.segment.Tag, words[0], err)
	}
	return p.finish(r, rest)
}

// within refuses what the definition does not allow in any case.
func (p *guidelineParser) within(r *rule) error {
	f, open := p.segment.Fields[r.element-1], false
	mandatory := f.Mandatory
	if r.limit == limitCodes || r.part > 0 {
		open = f.names("1131") || f.names("3055") // codes may be those of another agency
		if len(f.Parts) > 0 {
			f = f.Parts[max(r.part, 1)-1]
		}
		mandatory = r.part > 0 && f.Mandatory || r.part == 0 && mandatory
	}
	switch {
	case r.limit == limitUnused && mandatory:
		return fmt.Errorf("is mandatory by the definition")
	case r.limit == limitMin && (r.size < 1 || f.Kind != Composite && r.size > f.Max),
		r.limit == limitMax && (r.size < 1 || f.Kind != Composite && r.size < f.Min):
		return fmt.Errorf("the definition has no values of length %d", r.size)
	case r.limit == limitMin && f.Kind != Composite && r.size < f.Min, r.limit == limitMax && f.Kind != Composite && r.size > f.Max:
		return fmt.Errorf("the definition allows %d to %d characters, which %d does not narrow", f.Min, f.Max, r.size)
	}
	for _, c := range r.codes {
		if f.Codes != nil && !open && !f.Codes.set.has([]byte(c)) {
			return fmt.Errorf("%q is not a code of element %s", c, f.ID)
		}
	}
	return nil
}

// names says that f is a composite with an element of that number.
func (f *Field) names(id string) bool {
	return slices.ContainsFunc(f.Parts, func(part Field) bool { return part.ID == id })
}

// finish reads the end of a line.
func (p *guidelineParser) finish(r *rule, rest []string) error {
	switch {
	case len(rest) == 0:
	case len(rest) == 1 && rest[0] == "note":
		r.severity = edi.Note
	case len(rest) == 1 && rest[0] == "reject":
		r.severity = edi.Reject
	default:
		return fmt.Errorf("%q: too much", strings.Join(rest, " "))
	}
	p.g.rules = append(p.g.rules, r)
	return nil
}

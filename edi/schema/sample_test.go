package schema_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/edifact"
	"github.com/wharf-edi/wharf/edi/schema"
	"github.com/wharf-edi/wharf/edi/x12"
	"github.com/wharf-edi/wharf/internal/golden"
)

// definitions calls test for each definition that there is, under each of its
// versions.
func definitions(t *testing.T, test func(t *testing.T, d *schema.Definition)) {
	t.Helper()
	for _, s := range []edi.Standard{edi.X12, edi.EDIFACT} {
		for _, v := range schema.Versions(s) {
			for _, d := range schema.Definitions(s, v) {
				t.Run(v+" "+d.Message, func(t *testing.T) { test(t, d) })
			}
		}
	}
}

// An example of each message is written, read back equal, and has no defect, not
// even one that is only told.
func TestSample(t *testing.T) {
	definitions(t, func(t *testing.T, d *schema.Definition) {
		m, err := schema.Sample(d, nil)
		if err != nil {
			t.Fatal(err)
		}
		checkSample(t, d, m, nil)
		again, err := schema.Sample(d, nil)
		if diff := cmp.Diff(said(m), said(again)); diff != "" || err != nil {
			t.Errorf("the second example is another one (%v):\n%s", err, diff)
		}
	})
}

// checkSample writes m, reads it back, and checks all of it.
func checkSample(t *testing.T, d *schema.Definition, m *edi.Message, g *schema.Guideline) {
	t.Helper()
	out := written(t, d, m)
	read := func() ([]*edi.Interchange, error) { return x12.Read(out, nil) }
	if d.Standard == edi.EDIFACT {
		read = func() ([]*edi.Interchange, error) { return edifact.Read(out, nil) }
	}
	all, err := read()
	if err != nil || len(all) != 1 || len(all[0].Messages) != 1 {
		t.Fatalf("%s\n%d interchanges, error %v", out, len(all), err)
	}
	back := all[0].Messages[0]
	if diff := cmp.Diff(said(m), said(back)); diff != "" || back.Type != m.Type || back.Version != m.Version || back.Count != m.Count {
		t.Errorf("%s %s of %d segments was read back as %s %s of %d (-want +got):\n%s", m.Type, m.Version, m.Count, back.Type, back.Version, back.Count, diff)
	}
	schema.ValidateEnvelope(all[0])
	if !schema.Validate(back, &schema.Options{Guideline: g}) {
		t.Errorf("no definition for %s %s", back.Type, back.Version)
	}
	for _, defect := range append(append(all[0].Defects, back.Defects...), m.Defects...) {
		t.Errorf("%s\n%s", out, defect)
	}
}

// written is m in an interchange.
func written(t testing.TB, d *schema.Definition, m *edi.Message) []byte {
	t.Helper()
	i := &edi.Interchange{
		Standard: d.Standard, Control: "000000001", Prepared: time.Date(2026, 8, 22, 9, 10, 0, 0, time.UTC), Messages: []*edi.Message{m},
		Sender: edi.Identity{Qualifier: "14", ID: "4012345000009"}, Receiver: edi.Identity{Qualifier: "14", ID: "4012345000016"},
	}
	var out []byte
	var err error
	switch {
	case d.Standard == edi.X12:
		i.Version = map[bool]string{true: "00501", false: "00401"}[d.Version >= "005"]
		i.Groups = []edi.Group{{Kind: d.Group, Control: "1", Version: m.Version}}
		out, err = x12.Write(i, x12.Delimiters{})
	case m.Version == "4.1":
		i.Version = "UNOC:4"
		fallthrough
	default:
		out, err = edifact.Write(i, edifact.Delimiters{})
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// said is what a message says, a segment a line.
func said(m *edi.Message) string {
	var b strings.Builder
	for n := range m.Segments {
		s := &m.Segments[n]
		b.WriteString(s.Tag)
		for _, e := range s.Elements {
			var repetitions []string
			for _, r := range e {
				repetitions = append(repetitions, strings.Join(r, ":"))
			}
			b.WriteString("+" + strings.Join(repetitions, "*"))
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// An example within a guideline obeys it, as golden files show.
func TestSampleGuideline(t *testing.T) {
	for name, c := range golden.Cases(t, "testdata/guideline") {
		t.Run(name, func(t *testing.T) {
			g, err := schema.ParseGuideline(string(c.File(t, "guideline")))
			if err != nil {
				t.Fatal(err)
			}
			d := schema.Find(standardOf(g), g.Version, g.Message)
			m, err := schema.Sample(d, g)
			if err != nil {
				t.Fatal(err)
			}
			checkSample(t, d, m, g)
			checkSample(t, d, m, nil)
			plain, err := schema.Sample(d, nil)
			if err != nil {
				t.Fatal(err)
			}
			if schema.Validate(plain, &schema.Options{Guideline: g}); len(plain.Defects) == 0 {
				t.Error("the guideline has no say: an example made without it obeys it")
			}
			c.Check(t, "example", []byte(said(m)))
		})
	}
}

func standardOf(g *schema.Guideline) edi.Standard {
	if strings.Trim(g.Message, "0123456789") == "" {
		return edi.X12
	}
	return edi.EDIFACT
}

// Whatever segment or element a guideline wants, on the first two levels of a message,
// an example has it.
func TestSampleDemands(t *testing.T) {
	for message, version := range map[string]string{"861": "004010", "DESADV": "D.96A"} {
		standard := edi.EDIFACT
		if message == "861" {
			standard = edi.X12
		}
		d := schema.Find(standard, version, message)
		for _, demand := range demands(d.Nodes, "", 2) {
			g, err := schema.ParseGuideline("message " + message + " " + version + "\n" + demand)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := schema.Sample(d, g); err != nil { // it has been checked
				t.Errorf("%s: %v", demand, err)
			}
		}
	}
}

// demands are guidelines that want one thing each, in nodes and depth levels below.
func demands(nodes []*schema.Node, path string, depth int) []string {
	var all []string
	for _, n := range nodes {
		name := path + n.Segment.Tag
		required := name + " required\n"
		all = append(all, required)
		for e, f := range n.Segment.Fields {
			all = append(all, fmt.Sprintf("%s%s\n  %02d mandatory", required, name, e+1))
			for c := range f.Parts {
				all = append(all, fmt.Sprintf("%s%s\n  %02d-%d mandatory", required, name, e+1, c+1))
			}
		}
		if depth > 1 {
			all = append(all, demands(n.Nodes, name+"/", depth-1)...)
		}
	}
	return all
}

// Where guideline and definition leave nothing, there is no example and it is said
// why.
func TestSampleContradiction(t *testing.T) {
	for _, c := range []struct{ name, guideline, want string }{
		{"other message", "message 855 004010", "guideline x is about 855 004010, not about 850 004010"},
		{"other version", "message 850 005010", "guideline x is about 850 005010, not about 850 004010"},
		{"condition", "message 850 004010\nN1[01=ST] required\nN1\n  03 mandatory\n  04 unused", "N1: no elements that definition and guideline both allow"},
		{"itself", "message 850 004010\nPO1\n  02 mandatory\n  02 unused", "PO1: no elements that definition and guideline both allow"},
		{"codes of two rules", "message 850 004010\nBEG\n  02 codes NE SA\n  02 codes BK", "BEG02: no value that definition and guideline both allow"},
		{"segment required and unused", "message 850 004010\nTD5 required\nTD5 unused", "TD5: element is not used between these partners"},
		{"required within a group that must be there", "message 850 004010\nPO1/N9[01=ZZ] required\nPO1/N9[01=ZZ]\n  02 unused\n  03 unused\n", "N9: no elements that"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := schema.ParseGuideline("guideline x\n" + c.guideline)
			if err != nil {
				t.Fatal(err)
			}
			m, err := schema.Sample(schema.Find(edi.X12, "004010", "850"), g)
			if err == nil {
				t.Fatalf("got an example:\n%s", said(m))
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q, want it to say %q", err, c.want)
			}
		})
	}
}

// An example is made with a line of code.
func ExampleSample() {
	d := schema.Find(edi.EDIFACT, "D.96A", "CONTRL")
	m, err := schema.Sample(d, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	out, err := edifact.Write(&edi.Interchange{
		Control: "1", Prepared: time.Date(2026, 8, 22, 9, 10, 0, 0, time.UTC), Messages: []*edi.Message{m},
		Sender: edi.Identity{ID: "SENDER"}, Receiver: edi.Identity{ID: "RECEIVER"},
	}, edifact.Delimiters{Lines: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s", bytes.TrimSpace(out))
	// Output:
	// UNA:+.? '
	// UNB+UNOC:3+SENDER+RECEIVER+260822:0910+1'
	// UNH+1+CONTRL:D:3:UN'
	// UCI+1+4012345000009+4012345000016+7'
	// UCM+1+ORDERS:D:96A:UN+7'
	// UNT+4+1'
	// UNZ+1+1'
}

package schema_test

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"testing"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/edifact"
	"github.com/wharf-edi/wharf/edi/schema"
	"github.com/wharf-edi/wharf/edi/x12"
)

// wrapped is in as the segments of a message in its envelope; of no message, in itself.
// It ends with line ends: a name that ends with the input is not seen ahead.
func wrapped(message, version string, in []byte) []byte {
	before, after := "", ""
	switch {
	case message == "":
	case strings.Trim(message, "0123456789") == "":
		interchange, repetition := "00401", "U"
		if version >= "005" {
			interchange, repetition = "00501", "^"
		}
		before = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260822*0910*" + repetition + "*" + interchange +
			"*000000007*0*P*>~GS*PO*A*B*20260822*0910*7*X*" + version + "~ST*" + message + "*0001~"
		after = "SE*4*0001~GE*1*7~IEA*1*000000007~"
	default:
		syntax := "UNA:+.? 'UNB+UNOC:3+A+B+260822:0910+7'"
		if strings.HasPrefix(version, "4") || version == "D.01B" {
			syntax = "UNA:+.?*'UNB+UNOW:4+A+B+20260822:0910+7'"
		}
		before = syntax + "UNH+1+" + message + ":" + strings.Replace(version, ".", ":", 1) + ":UN'"
		after = "UNT+6+1'UNZ+1+7'"
	}
	return slices.Concat([]byte(before), in, []byte(after+"\n\n\n\n"))
}

// A defect is within the input and within its message, no more than edi.MaxDefects
// of a message are kept, and whether a message is checked as it streams by or when
// it has been read, the same is found.
func FuzzValidate(f *testing.F) {
	for _, s := range []edi.Standard{edi.X12, edi.EDIFACT} {
		for _, v := range schema.Versions(s) {
			for _, d := range schema.Definitions(s, v) {
				m, err := schema.Sample(d, nil)
				if err != nil {
					f.Fatal(err)
				}
				f.Add("", "", written(f, d, m))
			}
		}
	}
	for _, in := range []string{
		"REF**X~DTM*002*2026082*2561~", "N1*ST*X~N3*S~N4*Bonn~HL*1**S~", "PO1*1*5x*EACH*-1.25*P*VP*>~SDQ*EA**X~CTT*9*1*1*LB*1*CF*X*Y~", "REF*IA*\xe4 ~N1*ST*  ~",
		"BSN*00*1*20260822*0910~HL*1*1*S~HL*1*9*O^I~LIN**BP*A^B^^C~SN1**5>6*EA~", "CTT*\xc3\xa4~", "XY*1~BIN*3*a~b~", "BEG^00~PO1>1~",
	} {
		f.Add("850", "004010", []byte(in))
		f.Add("856", "005010", []byte(in))
	}
	for _, in := range []string{
		"DTM+2:20261322:102'RFF+ON:?'X?+'", "NAD+BY+X::9'NAD+SU+:Y'LIN+1'QTY+21:1,5:PCE:X'PRI+AAA:.5'UNS+D'CNT+2:7'", "COM+a:TE*b:TE**c:TE'",
		"BGM+220+1+9'DTM+137:20260822:102'IMD+F++:::\xc3\xa4\xff'", "BGM+1'PIA+1+A:SA+B:SA+C:SA+D:SA+E:SA+F:SA'LIN+1'PIA'",
	} {
		f.Add("ORDERS", "D.96A", []byte(in))
		f.Add("INVOIC", "D.01B", []byte(in))
	}
	f.Fuzz(func(t *testing.T, message, version string, in []byte) {
		src := wrapped(message, version, in)
		if s, _ := edi.Sniff(src); s == edi.EDIFACT {
			checkBoth(t, src, func(h edi.Handler) error { return edifact.Scan(bytes.NewReader(src), nil, h) },
				func() ([]*edi.Interchange, error) { return edifact.Read(src, nil) })
			return
		}
		checkBoth(t, src, func(h edi.Handler) error { return x12.Scan(bytes.NewReader(src), nil, h) },
			func() ([]*edi.Interchange, error) { return x12.Read(src, nil) })
	})
}

// checkBoth checks src in both ways and compares what they find.
func checkBoth(t *testing.T, src []byte, scan func(edi.Handler) error, read func() ([]*edi.Interchange, error)) {
	t.Helper()
	c := schema.Checker{Keep: func(*edi.Message) bool { return true }}
	failed := scan(&c)
	all, err := read()
	if (err == nil) != (failed == nil) {
		t.Fatalf("%q: read with error %v, scanned with error %v", src, err, failed)
	}
	var whole, streamed []*edi.Message // what is between interchanges is told in another place
	for _, i := range all {
		for _, m := range i.Messages {
			m.EnvelopeOnly = !schema.Validate(m, nil)
		}
		schema.ValidateEnvelope(i)
		whole = append(whole, i.Messages...)
	}
	for _, i := range c.Interchanges {
		streamed = append(streamed, i.Messages...)
	}
	if len(whole) != len(streamed) {
		t.Fatalf("%q: read %d messages, scanned %d", src, len(whole), len(streamed))
	}
	for n, m := range whole {
		checkDefects(t, src, m)
		checkDefects(t, src, streamed[n])
		if slices.ContainsFunc(m.Segments, odd) {
			continue
		}
		want, got := findings(m), findings(streamed[n])
		if !slices.Equal(want, got) || m.EnvelopeOnly != streamed[n].EnvelopeOnly {
			t.Errorf("%q, message %s:\nread:    %v\nscanned: %v", src, m.Control, want, got)
		}
	}
}

// odd says that the segment's name is not seen ahead as what it is: of a long one the
// first three letters, of a broken one the first line, and a NUL as if it were none.
func odd(s edi.Segment) bool {
	return len(s.Tag) > 3 || !bytes.HasPrefix(bytes.TrimSpace(s.Raw), []byte(s.Tag)) || bytes.IndexByte(s.Raw, 0) >= 0
}

// checkDefects checks the places of the defects of m.
func checkDefects(t *testing.T, src []byte, m *edi.Message) {
	t.Helper()
	if len(m.Defects) > edi.MaxDefects {
		t.Errorf("%d defects are kept", len(m.Defects))
	}
	for _, d := range m.Defects {
		p := d.Pos
		if p.Offset < 0 || p.End < p.Offset || p.End > int64(len(src)) {
			t.Errorf("%q: %s is from %d to %d of %d", src, d, p.Offset, p.End, len(src))
		}
		if d.Code != edi.CodeEnvelopeRejected && (p.Segment < 1 || p.Segment > max(m.Count, 1)) {
			t.Errorf("%q: %s is of a message of %d segments", src, d, m.Count)
		}
		if p.Element < 0 || p.Component < 0 || p.Repetition < 0 || p.Component > 0 && p.Element == 0 {
			t.Errorf("%q: %+v", src, p)
		}
	}
}

// finding is what two ways of checking must agree about.
type finding struct {
	code                                    edi.Code
	severity                                edi.Severity
	segment, element, component, repetition int
	tag                                     string
}

// findings are those of m, in order; of a message with more than can be kept, how
// many there are. What is rejected with its envelope is told at another time.
func findings(m *edi.Message) []finding {
	if m.Dropped() > 0 {
		return []finding{{code: "all", segment: len(m.Defects) + m.Dropped()}}
	}
	var all []finding
	for _, d := range m.Defects {
		if d.Code == edi.CodeEnvelopeRejected {
			continue
		}
		p := d.Pos
		all = append(all, finding{d.Code, d.Severity, p.Segment, p.Element, p.Component, p.Repetition, p.Tag})
	}
	slices.SortFunc(all, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.segment, b.segment), cmp.Compare(a.element, b.element), cmp.Compare(a.component, b.component),
			cmp.Compare(a.repetition, b.repetition), cmp.Compare(a.code, b.code), cmp.Compare(a.severity, b.severity), cmp.Compare(a.tag, b.tag))
	})
	return all
}

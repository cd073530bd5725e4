package schema

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wharf-edi/wharf/edi"
)

// marks are defects in short: "reject 3 N104 too-long".
func marks(m *edi.Message) []string {
	var all []string
	for _, d := range m.Defects {
		place := d.Pos.Tag
		if d.Pos.Element > 0 {
			place += fmt.Sprintf("%02d", d.Pos.Element)
		}
		if d.Pos.Component > 0 {
			place += fmt.Sprintf("-%d", d.Pos.Component)
		}
		all = append(all, fmt.Sprintf("%s %d %s %s", []string{"warn", "note", "reject"}[d.Severity], d.Pos.Segment, place, d.Code))
	}
	return all
}

const (
	guidedHead = "BEG*00*NE*1**20260822~"
	guidedLine = "PO1*1*5*EA*1.25**VP*A1~"
	guidedLong = "BGM+220+1+9'DTM+137:20260822:102'"
)

// limitCases are guidelines of an 850, with what they find in segments between BEG
// and PO1, which is then segment 3 and so on.
var limitCases = []struct {
	name, guideline, in string
	want                []string
}{
	{"nothing demanded", "", "REF*IA*1~", nil},
	{"mandatory element", "REF\n 03 mandatory", "REF*IA*1~", []string{"reject 3 REF03 mandatory-missing"}},
	{"mandatory element is there", "REF\n 03 mandatory", "REF*IA*1*X~", nil},
	{"mandatory element that is blank", "REF\n 03 mandatory", "REF*IA*1* ~", []string{"reject 3 REF03 mandatory-missing"}},
	{"mandatory element of a segment that is not there", "REF\n 03 mandatory", "", nil},
	{"mandatory component", "REF[01=IA]\n 04-2 mandatory", "REF*IA*1**IA~", []string{"note 3 REF04-2 mandatory-missing", "reject 3 REF04-2 mandatory-missing"}},
	{"mandatory composite", "REF\n 04 mandatory", "REF*IA*1~REF*IA*1**IA>2~", []string{"reject 3 REF04 mandatory-missing"}},
	{"unused element", "REF\n 03 unused", "REF*IA*1*X~", []string{"note 3 REF03 not-used-by-guideline"}},
	{"unused element is not there", "REF\n 03 unused", "REF*IA*1~", nil},
	{"unused component", "REF\n 04-3 unused", "REF*IA*1**IA>1>IA>2~", []string{"note 3 REF04-3 not-used-by-guideline"}},
	{"codes", "REF\n 01 codes IA CT", "REF*IA*1~REF*CT*1~REF*BM*1~", []string{"note 5 REF01 not-agreed-by-guideline"}},
	{"values of an element without codes", "REF\n 02 codes X Y", "REF*IA*X~REF*IA*Z~", []string{"note 4 REF02 not-agreed-by-guideline"}},
	{"max", "REF\n 02 max 3", "REF*IA*123~REF*IA*1234~", []string{"note 4 REF02 too-long"}},
	{"max of characters, not bytes", "REF\n 02 max 3", "REF*IA*äöü~", nil},
	{"max without the blanks at the end", "REF\n 02 max 3", "REF*IA*123   ~", nil},
	{"max of digits, not sign and point", "AMT\n 02 max 3", "AMT*TT*-1.25~AMT*TT*12.25~", []string{"note 4 AMT02 too-long"}},
	{"min", "REF\n 02 min 3", "REF*IA*123~REF*IA*12~", []string{"note 4 REF02 too-short"}},
	{"required", "REF required", "", []string{"reject 2 REF segment-missing"}},
	{"required is there", "REF required", "REF*IA*1~", nil},
	{"required by qualifier", "REF[01=IA] required", "REF*CT*1~", []string{"reject 3 REF segment-missing"}},
	{"required by qualifier is there", "REF[01=IA] required", "REF*CT*1~REF*IA*1~REF*BM*1~", nil},
	{"required by one of two qualifiers", "REF[01=IA|BM] required", "REF*BM*1~", nil},
	{"two required of a segment", "REF[01=IA] required\nREF[01=BM] required", "REF*BM*1~", []string{"reject 3 REF segment-missing"}},
	{"required group", "N1[01=ST] required", "N1*BY*X~", []string{"reject 3 N1 segment-missing"}},
	{"required after all that is there", "CTT required", "", []string{"reject 3 CTT segment-missing"}},
	{"unused segment", "TD5 unused", "TD5**2*XX~", []string{"note 3 TD5 not-used-by-guideline"}},
	{"unused by qualifier", "N1[01=BY] unused", "N1*ST*X~N1*BY*Y~", []string{"note 4 N1 not-used-by-guideline"}},
	{"unused group", "N1 unused", "N1*ST*X~N3*S~", []string{"note 3 N1 not-used-by-guideline"}},
	{"each line", "PO1/PID required", "", []string{"reject 3 PID segment-missing"}},

	{"by its own qualifier", "REF[01=IA]\n 02 max 3", "REF*CT*1234~REF*IA*1234~", []string{"note 4 REF02 too-long"}},
	{"different limits by qualifier", "REF[01=IA]\n 02 max 3\nREF[01=CT]\n 02 max 5", "REF*IA*12345~REF*CT*12345~REF*CT*123456~",
		[]string{"note 3 REF02 too-long", "note 5 REF02 too-long"}},
	{"by the group's qualifier", "N1[01=ST]/N4\n 03 mandatory", "N1*BY*X~N4*Bonn~N1*ST*X~N4*Bonn~", []string{"reject 6 N403 mandatory-missing"}},
	{"by both", "N1[01=ST]/REF[01=IA]\n 02 max 3", "N1*ST*X~REF*CT*1234~REF*IA*1234~N1*BY*X~REF*IA*1234~", []string{"note 5 REF02 too-long"}},
	{"required in the right group only", "N1[01=ST]/N4 required", "N1*BY*X~N1*ST*X~N3*S~N1*SU*X~", []string{"reject 5 N4 segment-missing"}},
	{"required in each such group", "N1[01=ST|BY]/N4 required", "N1*BY*X~N1*ST*X~N4*Bonn~N1*BY*X~",
		[]string{"reject 3 N4 segment-missing", "reject 6 N4 segment-missing"}},
	{"required by qualifier in a group", "N1[01=ST]/REF[01=IA] required", "N1*ST*X~REF*CT*1~N1*BY*X~REF*IA*1~", []string{"reject 4 REF segment-missing"}},
	{"unused in a group", "N1[01=ST]/PER unused", "N1*BY*X~PER*BD~N1*ST*X~PER*BD~", []string{"note 6 PER not-used-by-guideline"}},
	{"qualifier with blanks around it", "REF[01=IA]\n 02 max 3", "REF*IA *1234~", []string{"note 3 REF02 too-long"}},
	{"qualifier that is not there", "TD5[02=2]\n 03 max 3", "TD5***1234~", []string{"note 3 TD502 condition-missing"}},

	{"worse", "REF\n 02 max 3 reject", "REF*IA*1234~", []string{"reject 3 REF02 too-long"}},
	{"worse codes", "REF\n 01 codes IA reject", "REF*CT*1~", []string{"reject 3 REF01 not-agreed-by-guideline"}},
	{"milder", "REF[01=IA] required note\nREF\n 03 mandatory note", "REF*CT*1~",
		[]string{"note 3 REF03 mandatory-missing", "note 3 REF segment-missing"}},
	{"worse unused", "TD5 unused reject", "TD5**2*XX~", []string{"reject 3 TD5 not-used-by-guideline"}},
}

// A guideline finds what departs from it, where its qualifiers hold and nowhere else.
func TestLimits(t *testing.T) {
	for _, c := range limitCases {
		t.Run(c.name, func(t *testing.T) {
			g, err := ParseGuideline("guideline x a title\n\n# a remark\nmessage 850 004010\n" + c.guideline + "\n")
			if err != nil {
				t.Fatal(err)
			}
			m := message(t, "850", guidedHead+c.in+guidedLine)
			if !Validate(m, &Options{Guideline: g}) {
				t.Fatal("no definition")
			}
			if diff := cmp.Diff(c.want, marks(m)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Qualifiers in components, groups in groups, and groups of one name in two places.
func TestLimitsEDIFACT(t *testing.T) {
	const end = "UNS+S'"
	for _, c := range []struct {
		name, message, guideline, in string
		want                         []string
	}{
		{"component", "ORDERS", "DTM[01-1=2]\n 01-3 codes 203", guidedLong + "DTM+2:20260822:102'LIN+1'" + end, []string{"note 4 DTM01-3 not-agreed-by-guideline"}},
		{"component left out", "ORDERS", "DTM[01=2] required", guidedLong + "LIN+1'" + end, []string{"reject 3 DTM segment-missing"}},
		{"group in group", "ORDERS", "NAD[01=BY]/CTA[01=OC]/COM required", guidedLong + "NAD+BY+X::9'CTA+OC+:A'NAD+SU+Y::9'CTA+OC+:A'" + end,
			[]string{"reject 5 COM segment-missing"}},
		{"length of a component", "ORDERS", "NAD[01=BY|SU]\n 02-1 min 2\n 02-1 max 3", guidedLong + "NAD+BY+X::9'NAD+SU+YYYY::9'NAD+DP+Z::9'" + end,
			[]string{"note 4 NAD02-1 too-short", "note 5 NAD02-1 too-long"}},
		{"length of all components", "ORDERS", "LIN/IMD\n 03 max 3", guidedLong + "LIN+1'IMD+F++:::ABCD:ABC'" + end, []string{"note 5 IMD03-4 too-long"}},
		{"not of another level", "ORDERS", "IMD\n 03 max 3", guidedLong + "LIN+1'IMD+F++:::ABCD:ABC'" + end, nil},
		{"first of two groups of a name", "DELFOR", "NAD[01=ST] required", guidedLong + "NAD+ST+X::9'UNS+D'UNS+S'", nil},
		{"second of two groups of a name", "DELFOR", "NAD[01=ST] required", guidedLong + "NAD+BY+X::9'UNS+D'NAD+ST+X::9'LOC+11'UNS+S'", nil},
		{"neither of two groups of a name", "DELFOR", "NAD[01=ST] required", guidedLong + "NAD+BY+X::9'UNS+D'NAD+BY+X::9'LOC+11'UNS+S'",
			[]string{"reject 7 NAD segment-missing"}},
		{"inside of the second of two groups of a name", "DELFOR", "NAD/LIN\n 01 mandatory", guidedLong + "UNS+D'NAD+ST+X::9'LIN'UNS+S'",
			[]string{"reject 6 LIN01 mandatory-missing"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, err := ParseGuideline("message " + c.message + " D.96A\n" + c.guideline)
			if err != nil {
				t.Fatal(err)
			}
			m := message(t, c.message, c.in)
			Validate(m, &Options{Guideline: g})
			if diff := cmp.Diff(c.want, marks(m)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A guideline has no say about other messages and other versions. Where one version
// is checked instead of another, it is the guideline of the former that counts.
func TestGuidelineOfAnother(t *testing.T) {
	of := func(message string) *Guideline {
		g, err := ParseGuideline("message " + message + "\nREF[01=IA] required")
		if err != nil {
			t.Fatal(err)
		}
		return g
	}
	missing := []string{"reject 2 REF segment-missing"}
	for _, c := range []struct {
		name, message, version string
		instead                map[string]string
		want                   []string
	}{
		{"this one", "850 004010", "004010", nil, missing},
		{"other message", "855 004010", "004010", nil, nil},
		{"other version", "850 005010", "004010", nil, nil},
		{"instead", "850 004010", "004030", map[string]string{"004030": "004010"}, missing},
		{"instead of its own", "850 005010", "004010", map[string]string{"004010": "005010"}, missing},
		{"its own is not checked", "850 004010", "004010", map[string]string{"004010": "005010"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := message(t, "850", guidedHead+guidedLine)
			m.Version = c.version
			if !Validate(m, &Options{Guideline: of(c.message), Instead: c.instead}) {
				t.Fatal("no definition")
			}
			if diff := cmp.Diff(c.want, marks(m)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A version that has no definitions is not checked, unless it is agreed by which
// other one.
func TestInstead(t *testing.T) {
	for _, c := range []struct {
		instead map[string]string
		known   bool
	}{
		{nil, false},
		{map[string]string{"004030": "004010"}, true},
		{map[string]string{"004030": "004020"}, false},
		{map[string]string{"003060": "004010"}, false},
	} {
		m := message(t, "850", guidedLine)
		m.Version = "004030"
		known := Validate(m, &Options{Instead: c.instead})
		if known != c.known || (len(m.Defects) > 0) != c.known {
			t.Errorf("%v: known %t with %d defects, want %t", c.instead, known, len(m.Defects), c.known)
		}
	}
}

// Each rule can be relaxed by its name: its defects are then told and not acted on,
// and nothing else changes.
func TestRelax(t *testing.T) {
	broken := map[string][]string{ // kinds of message with segments that break rules
		"850": {
			"XYZ*1~" + guidedHead + "CUR*BY*USD~CUR*BY*USD~HL*1**S~" + "REF**X~DTM*002*2026082*2561~TD5**2*XX~" +
				"PO1*1*5x*EACH*1.25*P*VP*>~SDQ*EA**X~" + "CTT*1*1*1*LB*1*CF*X*Y~" + guidedLine + "CTT*9~TD5**2*XX~",
			guidedHead + "QTY*01~" + "N1*ST*" + strings.Repeat("X", 61) + "*92~" + guidedLine + "QTY*01*5**X~CTT*2~",
		},
		"810":    {"TDS*1~", "BIG*20260822*1~" + strings.Repeat("N1*ST*X~", 201) + "TDS*1~"},
		"ORDERS": {guidedLong + "LIN+1'QTY+21:1,:PCE:X'" + "IMD+F*C'UNS+S'", guidedLong + "LIN+1'QTY+21:1.'PRI+AAA:.5'UNS+S'"},
	}
	g := map[string]*Guideline{}
	for kind, text := range map[string]string{"850": "850 004010\nTD5 unused\nPO1\n 06 codes BP", "ORDERS": "ORDERS D.96A", "810": "810 004010"} {
		var err error
		if g[kind], err = ParseGuideline("message " + text); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[edi.Code]bool{}
	for kind, all := range broken {
		for _, in := range all {
			strict := message(t, kind, in)
			Validate(strict, &Options{Guideline: g[kind]})
			for _, r := range Rules {
				m := message(t, kind, in)
				Validate(m, &Options{Guideline: g[kind], Relax: []edi.Code{r.Code}})
				want := make([]edi.Defect, len(strict.Defects))
				copy(want, strict.Defects)
				for n := range want {
					if want[n].Code == r.Code {
						want[n].Severity, seen[r.Code] = edi.Warn, true
					}
				}
				if diff := cmp.Diff(want, m.Defects); diff != "" {
					t.Errorf("%s relaxed (-want +got):\n%s", r.Code, diff)
				}
			}
		}
	}
	for _, r := range Rules {
		if !seen[r.Code] && r.Code != edi.CodeTooManyRepetitions { // needs a version with repetitions
			t.Errorf("no message breaks %s", r.Code)
		}
	}
}

package schema

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/edifact"
	"github.com/wharf-edi/wharf/edi/x12"
)

// message reads one message of segments.
func message(t *testing.T, kind, segments string) *edi.Message {
	t.Helper()
	var in string
	read := func(b []byte) ([]*edi.Interchange, error) { return x12.Read(b, nil) }
	switch kind {
	case "850", "856", "810":
		in = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260822*0910*U*00401*000000007*0*P*>~" +
			"GS*PO*A*B*20260822*0910*7*X*004010~ST*" + kind + "*0001~" + segments
	default:
		in = "UNA:+.? 'UNB+UNOC:3+A+B+260822:0910+7'UNH+1+" + kind + ":D:96A:UN'" + segments
		read = func(b []byte) ([]*edi.Interchange, error) { return edifact.Read(b, nil) }
	}
	all, err := read([]byte(in))
	if err != nil {
		t.Fatal(err)
	}
	m := all[0].Messages[0]
	m.Defects = nil
	return m
}

func TestValidate(t *testing.T) {
	const (
		head  = "BEG*00*NE*1**20260822~"
		line  = "PO1*1*5*EA*1.25**VP*A1~"
		short = "BGM+220+1+9'DTM+137:20260822:102'"
		end   = "UNS+S'"
	)
	for _, c := range []struct {
		name, kind, in string
		want           []string // severity, place, code
	}{
		{"850", "850", head + line + "CTT*1~", nil},
		{"loops", "850", head + "N1*ST*X~N3*S~N1*BY*Y~N4*Bonn~" + line + "PID*F****X~" + line + "CTT*2~AMT*TT*5~", nil},
		{"segment missing", "850", line + "CTT*1~", []string{"reject 1 BEG segment-missing"}},
		{"loop missing", "850", head + "CTT*1~", []string{"reject 2 PO1 segment-missing"}},
		{"nothing", "850", "", []string{"reject 1 BEG segment-missing", "reject 1 PO1 segment-missing"}},
		{"not in message", "850", head + "HL*1**S~" + line, []string{"note 3 HL segment-not-in-message"}},
		{"twice in a line", "850", head + line + "CUR*BY*USD~CUR*BY*USD~CTT*1~",
			[]string{"note 5 CUR segment-over-max"}},
		{"too early", "850", head + "CTT*1~" + line, []string{"note 3 CTT segment-out-of-order"}},
		{"too late for any place", "850", head + line + "CTT*1~BEG*00*NE*1**20260822~", []string{"note 5 BEG segment-out-of-order"}},
		{"too often", "850", head + "CUR*BY*USD~CUR*BY*USD~" + line, []string{"note 4 CUR segment-over-max"}},
		{"element missing", "850", strings.Replace(head, "*NE", "*", 1) + line, []string{"reject 2 BEG02 mandatory-missing"}},
		{"element missing in an optional segment", "850", head + "REF**X~" + line, []string{"note 3 REF01 mandatory-missing"}},
		{"component missing", "ORDERS", short + "LIN+1++X:EN'QTY+:5'" + end, []string{"note 5 QTY01-1 mandatory-missing"}},
		{"date", "850", strings.Replace(head, "20260822", "20261322", 1) + line, []string{"reject 2 BEG05 bad-date"}},
		{"date of six digits", "850", strings.Replace(head, "20260822", "260822", 1) + line, []string{"note 2 BEG05 too-short"}},
		{"date of an optional segment", "850", head + "DTM*002*2026082~" + line, []string{"note 3 DTM02 bad-date"}},
		{"time", "850", head + "DTM*002*20260822*2561~" + line, []string{"note 3 DTM03 bad-time"}},
		{"number", "850", head + strings.Replace(line, "*5*", "*5x*", 1), []string{"note 3 PO102 bad-character"}},
		{"too long", "850", head + strings.Replace(line, "*EA*", "*EACH*", 1), []string{"note 3 PO103 too-long"}},
		{"sign and point do not count", "850", head + strings.Replace(line, "1.25", "-12345678901234567.", 1), nil},
		{"too many elements", "850", head + line + "CTT*1*1*1*LB*1*CF*X*Y~", []string{"note 4 CTT08 too-many-elements"}},
		{"implied decimals", "810", "BIG*20260822*1~IT1*1*1*EA*5~TDS*15.25~", []string{"reject 4 TDS01 bad-character"}},
		{"tree", "856", "BSN*00*S1*20260822*0910~HL*1**S~HL*2*1*O~HL*3*2*I~HL*4*2*I~LIN**VP*A~SN1**5*EA~CTT*4~", nil},
		{"tree broken", "856", "BSN*00*S1*20260822*0910~HL*1**S~HL*2*9*O~HL*2*1*O~",
			[]string{"note 4 HL02 bad-value", "note 5 HL01 bad-value"}},

		{"ORDERS", "ORDERS", short + "NAD+BY+X::9'NAD+SU+Y::9'NAD+DP+Z::9'CUX+2:EUR:9'LIN+1++X:EN'QTY+21:5'PRI+AAA:1.25'LIN+2'QTY+21:5'" + end + "CNT+2:2'", nil},
		{"UNS missing", "ORDERS", short + "LIN+1'", []string{"reject 4 UNS segment-missing"}},
		{"BGM missing", "ORDERS", "DTM+137:20260822:102'" + end, []string{"reject 1 BGM segment-missing"}},
		{"date of its form", "ORDERS", "BGM+220+1+9'DTM+137:20261322:102'DTM+2:202608221:203'DTM+2:2026W1:716'" + end,
			[]string{"note 3 DTM01-2 bad-date", "note 4 DTM01-2 bad-date"}},
		{"comma where UNA says point", "ORDERS", short + "LIN+1'QTY+21:1,5'" + end, []string{"note 5 QTY01-2 bad-character"}},
		{"too many components", "ORDERS", short + "LIN+1'QTY+21:1:PCE:X'" + end, []string{"note 5 QTY01-4 too-many-components"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := message(t, c.kind, c.in)
			if !Validate(m, nil) {
				t.Fatalf("no definition for %s %s", m.Type, m.Version)
			}
			var got []string
			for _, d := range m.Defects {
				place := d.Pos.Tag
				if d.Pos.Element > 0 {
					place += fmt.Sprintf("%02d", d.Pos.Element)
				}
				if d.Pos.Component > 0 {
					place += fmt.Sprintf("-%d", d.Pos.Component)
				}
				got = append(got, fmt.Sprintf("%s %d %s %s", []string{"warn", "note", "reject"}[d.Severity], d.Pos.Segment, place, d.Code))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A message without a definition keeps the defects it has.
func TestValidateUnknown(t *testing.T) {
	m := &edi.Message{Standard: edi.X12, Type: "862", Version: "004020"}
	if Validate(m, nil) || len(m.Defects) > 0 {
		t.Errorf("got %v", m.Defects)
	}
}

// The acknowledgments that we build are as their definitions say.
func TestAcknowledgmentsAreValid(t *testing.T) {
	order := message(t, "850", "REF*ZZ*X~")
	Validate(order, nil)
	i := &edi.Interchange{Groups: []edi.Group{{Kind: "PO", Control: "7", Version: "004010", Declared: 1}}, Messages: []*edi.Message{order}}
	orders := message(t, "ORDERS", "DTM+137:20260822:102'")
	Validate(orders, nil)
	all, err := edifact.Read([]byte("UNB+UNOC:3+A+B+260822:0910+7'UNZ+1+7'"), nil)
	if err != nil {
		t.Fatal(err)
	}
	all[0].Messages = []*edi.Message{orders}
	for _, m := range append(x12.Acknowledge(i, nil), edifact.Acknowledge(all[0], nil)...) {
		if !Validate(m, nil) || len(m.Defects) > 0 || len(m.Segments) < 3 {
			t.Errorf("%s with %d segments: %v", m.Type, len(m.Segments), m.Defects)
		}
	}
}

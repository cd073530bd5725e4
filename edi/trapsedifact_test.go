package edi_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/edifact"
)

// text is what is read of FTX04 in an interchange that UNA (or nothing) and UNB S001
// begin, its separators those of level A.
func text(t *testing.T, una, syntax, in string) string {
	t.Helper()
	m := checkedMessage(t, una+strings.Replace(unb, "UNOC:3", syntax, 1)+message("ORDERS", "D:96A", "1", bgm+"FTX+AAI+++"+in+"'LIN+1'"+section)+oneOf)
	if len(m.Segments) != 7 {
		t.Fatalf("%d segments: %v", len(m.Segments), m.Segments)
	}
	return fmt.Sprintf("%q", m.Segments[3].Elements[3:])
}

// What UNA and the syntax version make of a text.
func TestTrapCharacters(t *testing.T) {
	const usual = "UNA:+.? '"
	for _, c := range []struct {
		name, una, syntax, in, want string
	}{
		{"1.3.1 blank in the fifth place is data", usual, "UNOC:3", "PO 1:A  B", `[[["PO 1" "A  B"]]]`},
		{"1.3.1 blank as release character is none", "UNA:+.  '", "UNOC:3", "A? B?:C", `[[["A? B?" "C"]]]`},
		{"1.3.1 fifth place separates in version 4", "UNA:+.?*'", "UNOC:4", "A*B", `[[["A"] ["B"]]]`},
		{"1.3.1 another fifth place in version 4", "UNA:+.?!'", "UNOC:4", "A!B*C", `[[["A"] ["B*C"]]]`},
		{"1.3.1 asterisk separates in version 4 without UNA", "", "UNOC:4", "A*B", `[[["A"] ["B"]]]`},
		{"1.3.1 a blank in the fifth place separates nothing in version 4", usual, "UNOC:4", "A B*C", `[[["A B*C"]]]`},
		{"1.3.1 UNA wins over level B", usual, "UNOB:1", "A:B?:C", `[[["A" "B:C"]]]`},
		{"1.3.2 level B with printable separators", "", "UNOB:2", "A:B?:C", `[[["A" "B:C"]]]`},
		{"1.3.3 all that can be released", usual, "UNOC:3", "?'?+?:??", `[[["'+:?"]]]`},
		{"1.3.3 release before what needs none", usual, "UNOC:3", "1?.5?,A", `[[["1.5,A"]]]`},
		{"1.3.5 trailing separators mean nothing", usual, "UNOC:3", "A:B:::+++", `[[["A" "B"]]]`},
		{"1.3.11 line end in the data of a wrapped file", usual, "UNOC:3", "AB\r\nCD", `[[["ABCD"]]]`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := text(t, c.una, c.syntax, c.in); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	t.Run("1.3.2 level B releases nothing", func(t *testing.T) {
		in := strings.NewReplacer(":", "\x1f", "+", "\x1d", "'", "\x1c").Replace(strings.Replace(unb, "UNOC:3", "UNOB:1", 1) +
			message("ORDERS", "D:96A", "1", bgm+"FTX+AAI+++A?:B'LIN+1'"+section) + oneOf)
		if got := fmt.Sprintf("%q", checkedMessage(t, in).Segments[3].Elements[3]); got != `[["A?" "B"]]` {
			t.Errorf("got %s", got)
		}
	})
}

// What the envelope of EDIFACT may look like, and what of it is told.
func TestTrapInterchange(t *testing.T) {
	one := message("ORDERS", "D:96A", "1", bgm+"LIN+1'"+section)
	two := message("ORDERS", "D:96A", "2", bgm+"LIN+1'"+section)
	ung := "UNG+ORDERS+A+B+260822:0910+5+UN+D:96A'"
	plain := una + unb + one + oneOf
	change := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(plain) }
	spring(t, []trap{
		{"1.3.1 something between UNA and UNB", change(una, una+"\r\n\r\n"), nil},
		{"1.3.1 blank in the fifth place in version 4", una + unb4 + one + oneOf, []string{"warn 1 UNB layout"}},
		{"1.3.5 separators at the end", change("+9'", "+9++'"), []string{"warn 2 BGM layout"}},
		{"1.3.5 zeros in front", change("LIN+1'", "LIN+001'QTY+21:0005'", "UNT+6", "UNT+7"), nil},
		{"1.3.6 eight digits in version 3", change("260822:0910", "20260822:0910"), []string{"warn 1 UNB04-1 too-long"}},
		{"1.3.6 eight digits in version 4", "UNA:+.?*'" + unb4 + one + oneOf, nil},
		{"1.3.6 six digits in version 4", "UNA:+.?*'" + strings.Replace(unb4, "20260822", "260822", 1) + one + oneOf, []string{"warn 1 UNB04-1 too-short"}},
		{"1.3.6 S001 and S002 of version 4", "UNA:+.?*'" + strings.NewReplacer("UNOC:4", "UNOC:4::1:02", "A:14", "A:14:R:S").Replace(unb4) + one + oneOf, nil},
		{"1.3.6 S001 and S002 of version 4 in version 3", change("UNOC:3", "UNOC:3::1:02", "A:14", "A:14:R:S"),
			[]string{"warn 1 UNB01-4 too-many-components", "warn 1 UNB02-4 too-many-components"}},
		{"1.3.7 UNT 0074 without UNH and UNT", change("UNT+6", "UNT+4"), []string{"reject 6 UNT01 count-differs"}},
		{"1.3.7 UNZ 0036 counts messages", una + unb + one + two + "UNZ+2+0007'", nil},
		{"1.3.7 UNZ 0036 counts groups, UNE 0060 messages", una + unb + ung + one + two + "UNE+2+5'UNZ+1+0007'", nil},
		{"1.3.7 UNZ 0036 counts messages beside groups", una + unb + ung + one + two + "UNE+2+5'UNZ+2+0007'", []string{"note 16 UNZ01 count-differs"}},
		{"1.3.7 UNE 0048", una + unb + ung + one + "UNE+1+05'UNZ+1+0007'", []string{"reject 9 UNE02 control-differs", "reject 1 UNH envelope-rejected"}},
		{"1.3.7 0020 of letters", change("0007", "A0-7"), nil},
		{"1.3.7 0020 of fifteen", change("0007", "123456789012345"), []string{"warn 1 UNB05 control-invalid", "warn 8 UNZ02 too-long"}},
		{"1.3.8 0031 and 0035", change("+0007'UNH", "+0007++++1++1'UNH"), nil},
		{"1.3.10 small letters under UNOA", change("UNOC", "UNOA", "LIN+1'", "FTX+AAI+++abc'LIN+1'", "UNT+6", "UNT+7"), nil},
	})
}

// Numbers (ISO 9735, clause 10), and segments in their places.
func TestTrapData(t *testing.T) {
	number := func(una, number string) string {
		return una + unb + message("ORDERS", "D:96A", "1", bgm+"LIN+1'QTY+21:"+number+"'"+section) + oneOf
	}
	const comma = "UNA:+,? '"
	nads := "NAD+BY+B::9'NAD+SU+S::9'NAD+DP+D::9'"
	spring(t, []trap{
		{"1.3.4 point where UNA says point", number(una, "-1.5"), nil},
		{"1.3.4 comma where UNA says comma", number(comma, "-1,5"), nil},
		{"1.3.4 point where UNA says comma", number(comma, "1.5"), []string{"note 5 QTY01-2 bad-character"}},
		{"1.3.4 point without UNA", number("", "1.5"), nil},
		{"1.3.4 comma without UNA", number("", "1,5"), nil},
		{"1.3.4 no digit before", number(comma, ",5"), []string{"note 5 QTY01-2 digit-missing"}},
		{"1.3.4 no digit after", number(una, "2."), []string{"note 5 QTY01-2 digit-missing"}},
		{"1.3.4 thousands", number("", "1.234,5"), []string{"note 5 QTY01-2 bad-character"}},
		{"1.3.4 blank as thousands", number(una, "1 234"), []string{"note 5 QTY01-2 bad-character"}},
		{"1.3.4 minus apart", number(una, "- 5"), []string{"note 5 QTY01-2 bad-character"}},
		{"1.3.4 minus behind", number(una, "5-"), []string{"note 5 QTY01-2 bad-character"}},
		{"1.3.4 sign and mark are not counted", number(una, "-12345678901234.5"), nil},
		{"1.3.4 one digit too many", number(una, "1234567890123456"), []string{"note 5 QTY01-2 too-long"}},

		{"1.3.12 three NAD, and more of each", file96("ORDERS", bgm+nads+"LIN+1'NAD+DP+D::9'NAD+UC+C::9'LIN+2'NAD+DP+D::9'"+section), nil},
		{"1.3.12 NAD with what belongs to it", file96("ORDERS", bgm+"NAD+BY+B::9'RFF+VA:1'CTA+PD+:X'COM+1:TE'NAD+SU+S::9'CTA+OC'NAD+DP+D::9'LIN+1'"+section), nil},
		{"1.3.12 four levels deep", file96("INVOIC", "BGM+380+1+9'DTM+137:20260822:102'LIN+1'ALC+A'PCD+1:5'RNG+9+PCE:1:9'ALC+C'MOA+23:5'LIN+2'"+section+"MOA+77:5'"), nil},
		{"1.3.12 UNS tells the sum from the line", file96("INVOIC", "BGM+380+1+9'DTM+137:20260822:102'LIN+1'MOA+203:5'"+section+"MOA+77:5'TAX+7+VAT'MOA+124:1'"), nil},
		{"1.3.12 without UNS the sums are the line's, and missing", file96("INVOIC", "BGM+380+1+9'DTM+137:20260822:102'LIN+1'MOA+203:5'MOA+77:5'"),
			[]string{"reject 6 UNS segment-missing", "reject 6 MOA segment-missing"}},

		{"1.7 code of another agency", file96("ORDERS", bgm+"LIN+1++X:SRV::9'PAC+1++201::9'"+section), nil},
		{"1.7 33E is none of the UN's", file96("DESADV", "BGM+351+1+9'CPS+1'PAC+1++CT'PCI+33E'GIN+BJ+1:2'"), []string{"note 5 PCI01 bad-value"}},
		{"1.7 a range in GIN", file96("DESADV", "BGM+351+1+9'CPS+1'PAC+1++CT'PCI+16'GIN+BJ+1:2+3:4'GIN+AW+1'"), nil},
		{"1.7 range of days without hyphen, and with it", file96("ORDERS", bgm+"DTM+263:2026080120260831:718'DTM+263:20260801-20260831:718'LIN+1'"+section), nil},
		{"1.7 2379 left out", file96("ORDERS", bgm+"DTM+2:20260822'LIN+1'"+section), nil},
		{"1.7 forms of 2379", file96("ORDERS", bgm+"DTM+2:260822:101'DTM+2:2608220910:201'DTM+2:202608220910:203'DTM+2:20260822091030:204'DTM+2:220826:2'DTM+2:082226:3'"+
			"DTM+2:0910:401'DTM+2:2026:602'DTM+2:2608:609'DTM+2:202608:610'DTM+2:202634:616'DTM+2:09101130:501'DTM+2:14:804'LIN+1'"+section), nil},
		{"1.7 forms of 2379 that the value has not", file96("ORDERS", bgm+"DTM+2:20260822:101'DTM+2:260822:102'DTM+2:20260822:203'DTM+2:220826:3'DTM+2:2461:401'DTM+2:202613:610'LIN+1'"+section),
			[]string{"note 4 DTM01-2 bad-date", "note 5 DTM01-2 bad-date", "note 6 DTM01-2 bad-date", "note 7 DTM01-2 bad-date", "note 8 DTM01-2 bad-date", "note 9 DTM01-2 bad-date"}},
		{"1.7 BGM of D.96A under D.01B", una + unb + message("ORDERS", "D:01B", "1", bgm+"LIN+1'"+section) + oneOf, nil},
		{"1.7 BGM of D.01B under D.96A", file96("ORDERS", "BGM+220+1:2:3+9'DTM+137:20260822:102'LIN+1'"+section), []string{"note 2 BGM02-2 too-many-components"}},
		{"1.7 three DTM after DTM", file96("ORDERS", bgm+"DTM+2:20260901:102'DTM+63:20260905:102'LIN+1'"+section), nil},
	})
}

// 1.3.12: three parties stay three.
func TestTrapThreeParties(t *testing.T) {
	m := checkedMessage(t, file96("ORDERS", bgm+"NAD+BY+B::9'NAD+SU+S::9'NAD+DP+D::9'LIN+1'"+section))
	var got []string
	for _, s := range m.Segments {
		if s.Tag == "NAD" {
			got = append(got, s.Element(1)+" "+s.Component(2, 1)+" "+s.Component(2, 3))
		}
	}
	if diff := cmp.Diff([]string{"BY B 9", "SU S 9", "DP D 9"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// 1.3.9: the five parts of S009 are read, and name the definition.
func TestTrapIdentifier(t *testing.T) {
	for identifier, want := range map[string]string{
		"ORDERS:D:96A:UN:EAN008": "ORDERS D.96A EAN008 true",
		"ORDERS:D:01B:UN:EAN010": "ORDERS D.01B EAN010 true",
		"ORDERS:D:96A:UN":        "ORDERS D.96A  true",
		"ORDERS:D:99Z:UN":        "ORDERS D.99Z  false",
	} {
		in := una + unb + strings.Replace(message("ORDERS", "D:96A", "1", bgm+"LIN+1'"+section), "ORDERS:D:96A:UN", identifier, 1) + oneOf
		m := checked(t, in, nil)[0].Messages[0]
		if got := fmt.Sprintln(m.Type, m.Version, m.Association, !m.EnvelopeOnly); got != want+"\n" {
			t.Errorf("%s: got %q, want %q", identifier, got, want)
		}
	}
}

// What is written of a text, and of the envelope.
func TestTrapWritten(t *testing.T) {
	for _, c := range []struct {
		name, syntax, text, want string
	}{
		{"1.3.3 the release character and the terminator", "UNOC:3", "A?'", "A???''"},
		{"1.3.3 the decimal mark is not released", "UNOC:3", "1.5,2", "1.5,2'"},
		{"1.3.3 asterisk before version 4", "UNOC:3", "2*3", "2*3'"},
	} {
		i := &edi.Interchange{
			Standard: edi.EDIFACT, Sender: edi.Identity{ID: "A"}, Receiver: edi.Identity{ID: "B"}, Control: "1", Version: c.syntax,
			Prepared: time.Date(2026, 8, 22, 9, 10, 0, 0, time.UTC),
			Messages: []*edi.Message{{Type: "ORDERS", Version: "D.96A", Group: -1, Segments: []edi.Segment{
				{Tag: "FTX", Elements: [][][]string{{{"AAI", ""}}, {{""}}, {{""}}, {{c.text, "", ""}}, {{""}}}},
			}}},
		}
		out, err := edifact.Write(i, edifact.Delimiters{})
		if err != nil || !strings.Contains(string(out), c.want) {
			t.Errorf("%s: got %q, %v, want %q in it", c.name, out, err, c.want)
		}
		if !strings.Contains(string(out), "FTX+AAI+++") || strings.Contains(string(out), "+'") || strings.Contains(string(out), ":'") {
			t.Errorf("%s: separators at the end: %q", c.name, out)
		}
	}
}

// 1.3.10: the partner's own character set goes before the one declared.
func TestTrapCharset(t *testing.T) {
	in := una + unb + message("ORDERS", "D:96A", "1", bgm+"FTX+AAI+++\x9c\xf3'LIN+1'"+section) + oneOf
	for charset, want := range map[string]string{"": "œó", "iso-8859-2": "\u009có", "windows-1250": "śó"} {
		all, err := edifact.Read([]byte(in), &edifact.Options{Charset: charset})
		if err != nil {
			t.Fatal(err)
		}
		if got := all[0].Messages[0].Segments[3].Element(4); got != want {
			t.Errorf("%q: got %q, want %q", charset, got, want)
		}
	}
}

package schema

import (
	"fmt"
	"strings"
	"testing"
)

// What is not a guideline, or is none of the definition, is refused with its line.
func TestParseGuidelineRefuses(t *testing.T) {
	const at = "message 850 004010\n"
	for _, c := range []struct{ in, want string }{
		{"", "guideline: no message"},
		{"guideline x title\n# only\n", "guideline: no message"},
		{"guideline\n", `guideline, line 1: "guideline" before the message`},
		{"REF required\n" + at, `guideline, line 1: "REF" before the message`},
		{"message 850\n", `guideline, line 1: "message" before the message`},
		{"guideline x\n\nmessage 850 004020", "guideline, line 3: no definition of 850 in version 004020"},
		{"message ORDERS 96A", "guideline, line 1: no definition of ORDERS in version 96A"},
		{at + "message 855 004010", "guideline, line 2: a second message: 855"},

		{at + "XYZ required", "guideline, line 2: XYZ: no segment XYZ there"},
		{at + "PO1/PO1 required", "guideline, line 2: PO1/PO1: no segment PO1 there"},
		{at + "REF/DTM required", "guideline, line 2: REF/DTM: no segment DTM there"},
		{at + "PO1/ required", "guideline, line 2: PO1/: no segment  there"},
		{at + "REF needed", `guideline, line 2: "needed" is neither required nor unused`},
		{at + "REF required now", `guideline, line 2: "now": too much`},
		{at + "REF required note reject", `guideline, line 2: "note reject": too much`},
		{at + "REF[01] required", "guideline, line 2: REF[01]: [01] is not element=value"},
		{at + "REF[1x=IA] required", "guideline, line 2: REF[1x=IA]: REF has no element 1x"},
		{at + "REF[05=IA] required", "guideline, line 2: REF[05=IA]: REF has no element 05"},
		{at + "REF[01-1=IA] required", "guideline, line 2: REF[01-1=IA]: REF01 has no component 1"},
		{at + "REF[04-7=IA] required", "guideline, line 2: REF[04-7=IA]: REF04 has no component 7"},
		{at + "REF[01=IA required", "guideline, line 2: REF[01=IA: a bracket stands alone"},
		{at + "REF] required", "guideline, line 2: REF]: a bracket stands alone"},
		{at + "BEG unused", "guideline, line 2: BEG is mandatory by the definition"},

		{at + "  01 mandatory", `guideline, line 2: "01 mandatory": not about an element of a segment`},
		{at + "REF\n\n # remark\n  01\n", `guideline, line 5: "01": not about an element of a segment`},
		{at + "REF\n  00 mandatory", "guideline, line 3: REF has no element 00"},
		{at + "REF\n  05 mandatory", "guideline, line 3: REF has no element 05"},
		{at + "REF\n  02-1 mandatory", "guideline, line 3: REF02 has no component 1"},
		{at + "REF\n  02 needed", `guideline, line 3: "needed" is not mandatory, unused, codes, min or max`},
		{at + "REF\n  02 mandatory now", `guideline, line 3: "now": too much`},
		{at + "REF\n  01 codes", "guideline, line 3: REF01: no codes"},
		{at + "REF\n  01 codes reject", "guideline, line 3: REF01: no codes"},
		{at + "REF\n  02 max", "guideline, line 3: REF02: no length"},
		{at + "REF\n  02 min x", `guideline, line 3: REF02: "x" is no length`},
		{at + "REF\n  02 max 3 4", `guideline, line 3: "4": too much`},

		{at + "REF\n  01 unused", "guideline, line 3: REF01: is mandatory by the definition"},
		{at + "REF\n  04-1 unused", "guideline, line 3: REF04-1: is mandatory by the definition"},
		{at + "REF\n  01 codes IA ??", `guideline, line 3: REF01: "??" is not a code of element 128`},
		{at + "REF\n  04-1 codes ??", `guideline, line 3: REF04-1: "??" is not a code of element 128`},
		{at + "REF\n  04 codes ??", `guideline, line 3: REF04: "??" is not a code of element 128`},
		{at + "REF\n  02 max 0", "guideline, line 3: REF02: the definition has no values of length 0"},
		{at + "REF\n  01 max 1", "guideline, line 3: REF01: the definition has no values of length 1"},
		{at + "REF\n  02 min 31", "guideline, line 3: REF02: the definition has no values of length 31"},
		{at + "REF\n  02 max 31", "guideline, line 3: REF02: the definition allows 1 to 30 characters, which 31 does not narrow"},
		{at + "REF\n  01 min 1", "guideline, line 3: REF01: the definition allows 2 to 3 characters, which 1 does not narrow"},

		{at + many("REF[02=%d]\n", 65), "guideline, line 66: REF[02=64]: more than 64 conditions"},
		{at + many("PO1[01=1]/REF required\n", 65), "guideline, line 66: more than 64 required segments"},
	} {
		g, err := ParseGuideline(c.in)
		if err == nil {
			t.Errorf("%q was read as %+v", c.in, g)
			continue
		}
		if err.Error() != c.want {
			t.Errorf("%q:\ngot  %s\nwant %s", c.in, err, c.want)
		}
	}
}

func many(format string, n int) string {
	var b strings.Builder
	for k := range n {
		if strings.Contains(format, "%d") {
			fmt.Fprintf(&b, format, k)
		} else {
			b.WriteString(format)
		}
	}
	return b.String()
}

// All forms of a guideline are read: remarks, blank lines, tabs, line ends of DOS,
// numbers with one digit, codes of another agency, and as much of it as there may be.
func TestParseGuideline(t *testing.T) {
	for _, in := range []string{
		"message 850 004010",
		"guideline x\nmessage 850 004010\n",
		"guideline x a longer title\r\nmessage 850 004010\r\n\r\nREF[01=IA|CT]\r\n\t2 max 3\r\n",
		"# first\n  # second\nmessage 850 004010\nREF required reject\n  1 codes IA note\n# third\n  02 min 3 reject\n",
		"message 850 004010\nTD5 unused\nN1[01=ST]/N4\nN1[01=ST]/N4 required\n",
		"message ORDERS D.01B\nBGM\n  02-1 max 8\nLIN/ALC\n  05-1 codes X99\n",
		"message CONTRL D.3\nUCM/UCS/UCD\n  02-2 mandatory\n",
		"message CONTRL 4.1\n",
		"message INVOIC D.01A\nUNS\n  01 codes S\n",
		"message DELFOR D.96A\nNAD/LIN/QTY/SCC required\nNAD/LOC required\n",
		"message 850 004010\n" + many("REF[02=%d]\n", 64) + many("PO1/REF required\n", 64),
	} {
		if _, err := ParseGuideline(in); err != nil {
			t.Errorf("%q: %v", in, err)
		}
	}
	g, err := ParseGuideline("guideline acme-850 orders to Acme\nmessage 850 004010")
	if err != nil || g.Name != "acme-850" || g.Title != "orders to Acme" || g.Message != "850" || g.Version != "004010" {
		t.Errorf("got %+v, %v", g, err)
	}
}

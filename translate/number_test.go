package translate_test

import (
	"strings"
	"testing"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/translate"
)

// A number is read as EDI writes it and in no other way.
func TestParseNumber(t *testing.T) {
	for _, c := range []struct {
		in   string
		mark byte
		want string // empty: refused
	}{
		{"12", '.', "12"}, {"-12.50", '.', "-12.5"}, {".5", '.', "0.5"}, {"5.", '.', "5"}, {"007", '.', "7"},
		{"12,5", ',', "12.5"}, {"12,5", 0, "12.5"}, {"12.5", 0, "12.5"},
		{strings.Repeat("9", 35), '.', strings.Repeat("9", 35)},
		{"12,5", '.', ""}, {"12.5", ',', ""}, {"1,000.00", 0, ""}, {"1.2.3", 0, ""},
		{"1e9", '.', ""}, {"1E9", 0, ""}, {"+1", '.', ""}, {"1-", '.', ""}, {"--1", '.', ""}, {" 1", '.', ""}, {"-", '.', ""}, {".", '.', ""}, {"", 0, ""},
		{"0x1", '.', ""}, {"Inf", '.', ""}, {"NaN", '.', ""}, {"١", '.', ""},
		{strings.Repeat("9", 36), '.', ""},
	} {
		got, err := translate.ParseNumber(c.in, c.mark)
		switch {
		case c.want == "" && err == nil:
			t.Errorf("%q with mark %q: got %s, want it refused", c.in, c.mark, got)
		case c.want != "" && (err != nil || got.String() != c.want):
			t.Errorf("%q with mark %q: got %s (%v), want %s", c.in, c.mark, got, err, c.want)
		}
	}
}

// Codes are read by the profile, then by the standard, and stay as they are when
// neither knows them; writing goes the same way back.
func TestUnits(t *testing.T) {
	u := translate.Units{
		Profile: &partners.Profile{Units: map[string]string{"COIL": "CL", "EA": "SET", "SPOOL": "CL"}},
		Usual:   map[string]documents.Unit{"EA": "C62", "LB": "LBR"},
		Written: map[documents.Unit]string{"C62": "EA", "LBR": "LB"},
	}
	for code, want := range map[string]documents.Unit{"COIL": "CL", "SPOOL": "CL", "EA": "SET", "LB": "LBR", "XY": "XY", "": ""} {
		if got := u.Read(code); got != want {
			t.Errorf("reading %q: got %q, want %q", code, got, want)
		}
	}
	for unit, want := range map[documents.Unit]string{"CL": "COIL", "SET": "EA", "LBR": "LB", "XY": "XY"} {
		if got := u.Write(unit); got != want {
			t.Errorf("writing %q: got %q, want %q", unit, got, want)
		}
	}
}

// An SSCC is 18 digits, with or without its application identifier.
func TestSSCC(t *testing.T) {
	const sscc = "340123450000000018"
	for in, want := range map[string]string{
		sscc: sscc, "00" + sscc: sscc, "(00)" + sscc: sscc, " " + sscc + " ": sscc,
		"0000" + sscc: "", "99" + sscc: "", sscc[1:]: "", sscc[:17] + "X": "", "": "",
	} {
		if got, ok := translate.SSCC(in); got != want || ok != (want != "") {
			t.Errorf("%q: got %q (%v), want %q", in, got, ok, want)
		}
	}
}

package edifact_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/edifact"
)

const (
	unb   = "UNB+UNOC:3+4012345000009:14+5412345000006:14+260822:0910+0007'"
	good  = "UNH+1+ORDRSP:D:96A:UN:EAN005'BGM+231+R1+9'UNT+3+1'"
	plain = unb + good + "UNZ+1+0007'"
)

// other is plain with the characters that UNA then names.
func other(una, component, element, segment string) string {
	return una + strings.NewReplacer(":", component, "+", element, "'", segment).Replace(plain)
}

// readCases are inputs with what is found: how many interchanges and messages,
// and all defects, those that only tell included.
var readCases = []struct {
	name         string
	in           string
	interchanges int
	messages     int
	defects      []string // severity, place, code
}{
	{"plain", plain, 1, 1, nil},
	{"with UNA", "UNA:+.? '" + plain, 1, 1, nil},
	{"line end after UNA", "\ufeffUNA:+.? '\r\n" + plain, 1, 1, nil},
	{"other characters", other("UNA^<,! >", "^", "<", ">"), 1, 1, nil},
	{"line end is the terminator", other("UNA:+.? \n", ":", "+", "\n"), 1, 1, nil},
	{"fifth character of UNA filled in version 3", "UNA:+.?*'" + strings.Replace(plain, "R1", "R*1", 1), 1, 1, nil},
	{"UNA a character short", "UNA:+.?'" + plain, 1, 1, []string{"warn UNB layout"}},
	{"level B with its own characters",
		strings.NewReplacer("UNOC", "UNOB", ":", "\x1f", "+", "\x1d", "'", "\x1c").Replace(plain), 1, 1, nil},
	{"level B with printable characters", strings.Replace(plain, "UNOC", "UNOB", 1), 1, 1, nil},
	{"other characters without UNA", strings.NewReplacer("+", "|").Replace(plain), 1, 1, []string{"warn UNB layout"}},
	{"two interchanges, other characters", plain + "\n" + other("UNA^<,! >", "^", "<", ">"), 2, 2, []string{"warn UNB05 control-repeated"}},
	{"line ends after the terminator", strings.ReplaceAll(plain, "'", "'\r\n"), 1, 1, nil},
	{"wrapped at 70 characters", plain[:70] + "\r\n" + plain[70:], 1, 1, []string{"warn UNH layout"}},
	{"terminator doubled", strings.Replace(plain, "+9'", "+9''", 1), 1, 1, []string{"warn BGM layout"}},
	{"empty elements at the end", strings.Replace(plain, "+9'", "+9++'", 1), 1, 1, []string{"warn BGM layout"}},
	{"last terminator missing", strings.TrimSuffix(plain, "'"), 1, 1, []string{"warn UNZ layout"}},
	{"bytes after the end", plain + "\n=====", 1, 1, []string{"warn  stray"}},
	{"groups", unb + "UNG+ORDRSP+A+B+260822:0910+5+UN+D:96A'" + good + "UNE+1+5'UNZ+1+0007'", 1, 1, nil},
	{"date of version 4", strings.NewReplacer("UNOC:3", "UNOC:4", "260822", "20260822").Replace(plain), 1, 1, nil},

	{"UNT 0074 wrong", strings.Replace(plain, "UNT+3", "UNT+4", 1), 1, 1, []string{"reject UNT01 count-differs"}},
	{"UNT 0062 wrong", strings.Replace(plain, "UNT+3+1", "UNT+3+01", 1), 1, 1, []string{"reject UNT02 control-differs"}},
	{"UNZ 0036 wrong", strings.Replace(plain, "UNZ+1", "UNZ+2", 1), 1, 1, []string{"note UNZ01 count-differs"}},
	{"UNZ 0020 compared as text", strings.Replace(plain, "UNZ+1+0007", "UNZ+1+7", 1), 1, 1, []string{"reject UNZ02 control-differs", "reject UNH envelope-rejected"}},
	{"UNE 0060 wrong", unb + "UNG+ORDRSP+A+B+260822:0910+5'" + good + "UNE+2+5'UNZ+1+0007'", 1, 1,
		[]string{"note UNE01 count-differs"}},
	{"UNE missing", unb + "UNG+ORDRSP+A+B+260822:0910+5'" + good + "UNZ+1+0007'", 1, 1,
		[]string{"reject UNE trailer-missing", "reject UNH envelope-rejected"}},
	{"UNH 0062 twice", unb + good + good + "UNZ+2+0007'", 1, 2, []string{"reject UNH01 control-repeated"}},
	{"UNT missing, the next message is whole", unb + "UNH+9+ORDRSP:D:96A:UN'BGM+231'" + good + "UNZ+2+0007'", 1, 2,
		[]string{"reject UNT trailer-missing"}},
	{"UNZ missing, another follows", unb + good + plain, 2, 2,
		[]string{"reject UNZ trailer-missing", "reject UNH envelope-rejected", "warn UNB05 control-repeated"}},
	{"breaks off in a message", unb + "UNH+1+ORDRSP:D:96A:UN'BGM+2", 1, 1,
		[]string{"reject UNZ trailer-missing", "reject UNT trailer-missing"}},
	{"breaks off, another with other characters follows",
		unb + "UNH+1+ORDRSP:D:96A:UN'BGM+2\n" + other("UNA^<,! >", "^", "<", ">"), 2, 2,
		[]string{"reject UNZ trailer-missing", "reject UNT trailer-missing", "warn UNB05 control-repeated"}},
	{"data outside of messages", unb + "BGM+1'DTM+2'" + good + "UNZ+1+0007'", 1, 1, []string{"note BGM stray"}},
	{"message after the end", plain + good, 2, 1, []string{"reject  header-invalid"}},
	{"wrong declaration", strings.NewReplacer("UNOC", "UNOA", "R1", "Rü").Replace(plain), 1, 1, []string{"warn BGM layout"}},
}

func TestRead(t *testing.T) {
	for _, c := range readCases {
		t.Run(c.name, func(t *testing.T) {
			all, err := edifact.Read([]byte(c.in), nil)
			if err != nil {
				t.Fatal(err)
			}
			messages := 0
			var defects []string
			for _, i := range all {
				messages += len(i.Messages)
				defects = append(defects, summary(i.Defects)...)
				for _, g := range i.Groups {
					defects = append(defects, summary(g.Defects)...)
				}
				for _, m := range i.Messages {
					defects = append(defects, summary(m.Defects)...)
				}
			}
			if len(all) != c.interchanges || messages != c.messages {
				t.Errorf("got %d interchanges with %d messages, want %d with %d", len(all), messages, c.interchanges, c.messages)
			}
			if diff := cmp.Diff(c.defects, defects); diff != "" {
				t.Errorf("defects (-want +got):\n%s", diff)
			}
			checkPlaces(t, []byte(c.in), all)
		})
	}
}

// summary is what a test says of defects.
func summary(defects []edi.Defect) []string {
	var all []string
	for _, d := range defects {
		where := d.Pos.Tag
		if d.Pos.Element > 0 {
			where += fmt.Sprintf("%02d", d.Pos.Element)
		}
		all = append(all, fmt.Sprintf("%s %s %s", []string{"warn", "note", "reject"}[d.Severity], where, d.Code))
	}
	return all
}

// checkPlaces checks what Read promises of positions: they are inside of the
// input, Raw is the bytes at its position, and segments stand in order without
// sharing a byte.
func checkPlaces(t *testing.T, src []byte, all []*edi.Interchange) {
	t.Helper()
	last := int64(0)
	in := func(p edi.Pos) {
		if p.Offset < 0 || p.End < p.Offset || p.End > int64(len(src)) {
			t.Errorf("%s: bytes %d to %d of %d", p, p.Offset, p.End, len(src))
		}
	}
	check := func(s *edi.Segment) {
		in(s.Pos)
		if s.Pos.Offset < last {
			t.Errorf("%s begins at byte %d, the one before ends at %d", s.Pos, s.Pos.Offset, last)
		}
		if !bytes.Equal(s.Raw, src[s.Pos.Offset:s.Pos.End]) {
			t.Errorf("%s: Raw is %q, the input has %q", s.Pos, s.Raw, src[s.Pos.Offset:s.Pos.End])
		}
		last = s.Pos.End
	}
	for _, i := range all {
		if i.End < i.Offset || i.End > int64(len(src)) {
			t.Errorf("interchange %s has bytes %d to %d", i.Control, i.Offset, i.End)
		}
		for _, d := range i.Defects {
			in(d.Pos)
		}
		if i.Header.Raw != nil {
			check(&i.Header)
		}
		for _, m := range i.Messages {
			for n := range m.Segments {
				check(&m.Segments[n])
			}
			for _, d := range m.Defects {
				in(d.Pos)
			}
		}
	}
}

// The fields of the envelope are what the headers say.
func TestReadFields(t *testing.T) {
	in := "UNA:+,? '" + strings.Replace(plain, "+0007'UNH", "+0007++ORDRSP++1++1'UNH", 1)
	all, err := edifact.Read([]byte(in), nil)
	if err != nil {
		t.Fatal(err)
	}
	i, m := all[0], all[0].Messages[0]
	got := fmt.Sprintln(i.Sender, i.Receiver, i.Control, i.Version, i.Test, i.AckRequested, i.Prepared.Format("2006-01-02 15:04"))
	if want := "14:4012345000009 14:5412345000006 0007 UNOC:3 true true 2026-08-22 09:10\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	got = fmt.Sprintln(m.Type, m.Version, m.Association, m.Control, m.Group, string(m.Decimal))
	if want := "ORDRSP D.96A EAN005 1 -1 ,\n"; got != want {
		t.Errorf("message: got %q, want %q", got, want)
	}
	if s := m.Segments[1]; s.At(2, 0).String() != "message 1, segment 2, BGM02" || s.Element(2) != "R1" {
		t.Errorf("got %q at %s", s.Element(2), s.At(2, 0))
	}
}

// Without UNA both decimal marks may be used.
func TestReadDecimal(t *testing.T) {
	for una, want := range map[string]byte{"": 0, "UNA:+.? '": '.', "UNA:+,? '": ',', "UNA:+*? '": 0} {
		all, err := edifact.Read([]byte(una+plain), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := all[0].Messages[0].Decimal; got != want {
			t.Errorf("%q: got %q, want %q", una, got, want)
		}
	}
}

// The release character gives back delimiters and itself, in every mix.
func TestReadRelease(t *testing.T) {
	for _, c := range []struct {
		una, in string
		want    [][][]string
	}{
		{"UNA:+.? '", "O?'BRIEN ?+ SONS??", [][][]string{{{"O'BRIEN + SONS?"}}}},
		{"UNA:+.? '", "PO 1:A B+X", [][][]string{{{"PO 1", "A B"}}, {{"X"}}}},
		{"UNA:+.? '", "A???'B", [][][]string{{{"A?'B"}}}},
		{"UNA:+.? '", "A??+B", [][][]string{{{"A?"}}, {{"B"}}}},
		{"UNA:+.  '", "A?:B", [][][]string{{{"A?", "B"}}}},
		{"UNA:+.? '", "A?\r\n'B", [][][]string{{{"A'B"}}}},
		{"UNA:+.? '", "+:A:+", [][][]string{{{""}}, {{"", "A"}}}},
		{"UNA:+.?*'", "A*B", [][][]string{{{"A*B"}}}},
	} {
		in := c.una + strings.Replace(plain, "231+R1+9", c.in, 1)
		all, err := edifact.Read([]byte(in), nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, all[0].Messages[0].Segments[1].Elements); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.in, diff)
		}
	}
}

// Repetitions are of syntax version 4: the character of UNA, or * without UNA.
func TestReadRepetitions(t *testing.T) {
	for _, c := range []struct{ una, in string }{{"UNA:+.?*'", "A*B?*C"}, {"", "A*B?*C"}, {"UNA:+.?!'", "A!B?*C"}} {
		in := c.una + strings.NewReplacer("UNOC:3", "UNOC:4", "231+R1+9", c.in).Replace(plain)
		all, err := edifact.Read([]byte(in), nil)
		if err != nil {
			t.Fatal(err)
		}
		want := [][][]string{{{"A"}, {"B*C"}}}
		if diff := cmp.Diff(want, all[0].Messages[0].Segments[1].Elements); diff != "" {
			t.Errorf("%s (-want +got):\n%s", in, diff)
		}
	}
}

// Text is UTF-8 whatever was declared and whatever came, and no character is dropped.
func TestReadText(t *testing.T) {
	for _, c := range []struct {
		declared, in, want string
		departs            bool
	}{
		{"UNOC", "M\xfcller", "Müller", false},
		{"UNOC", "Müller", "Müller", true},
		{"UNOC", "\x80 5", "€ 5", true},
		{"UNOC", "\x81x", "\u0081x", true},
		{"UNOA", "M\xfcller", "Müller", true},
		{"UNOA", "müller", "müller", true},
		{"UNOB", "Mueller", "Mueller", false},
		{"UNOD", "\xb3\xf3d\xbc", "łódź", false},
		{"UNOE", "\xb0\xd1", "Аб", false},
		{"UNOF", "\xc1", "Α", false},
		{"UNOW", "łódź", "łódź", false},
		{"UNOY", "łódź", "łódź", false},
		{"UNOW", "M\xfcller", "Müller", true},
	} {
		in := strings.NewReplacer("UNOC", c.declared, "R1", c.in).Replace(plain)
		all, err := edifact.Read([]byte(in), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := all[0].Messages[0].Segments[1].Element(2); got != c.want {
			t.Errorf("%s %q: got %q, want %q", c.declared, c.in, got, c.want)
		}
		if got := len(all[0].Defects) > 0; got != c.departs {
			t.Errorf("%s %q: defects %v", c.declared, c.in, all[0].Defects)
		}
	}
}

func TestReadErrors(t *testing.T) {
	for _, c := range []struct {
		in   string
		opt  *edifact.Options
		want error
		at   int64
	}{
		{"", nil, edifact.ErrNoInterchange, 0},
		{"ISA*00*", nil, edifact.ErrNoInterchange, 0},
		{"UNA:+.? '" + good, nil, edifact.ErrOutside, 9},
		{" UNBELIEVABLE", nil, edifact.ErrHeader, 1},
		{plain, &edifact.Options{MaxBytes: 100}, edifact.ErrTooLarge, 100},
	} {
		_, err := edifact.Read([]byte(c.in), c.opt)
		e, ok := errors.AsType[*edi.SyntaxError](err)
		if !ok || !errors.Is(err, c.want) || e.Pos.Offset != c.at {
			t.Errorf("%.20q: got %v, want %v at byte %d", c.in, err, c.want, c.at)
		}
	}
}

// Bounds end in a defect, and what came before them is there.
func TestReadBounds(t *testing.T) {
	all, err := edifact.Read([]byte(plain), &edifact.Options{MaxSegments: 3})
	if err != nil || len(all) != 1 || len(all[0].Messages) != 1 || !all[0].Messages[0].Rejected() {
		t.Errorf("segments: got %v, %v", all, err)
	}
	in := strings.Replace(plain, "+9'", "+9"+strings.Repeat("+A", 30)+"'", 1)
	all, err = edifact.Read([]byte(in), &edifact.Options{MaxElements: 20})
	if err != nil || !all[0].Messages[0].Rejected() {
		t.Errorf("elements: got %v, %v", all, err)
	}
}

// The object of a package is counted and not delimited, and a package counts like a
// message (ISO 9735-8).
func TestReadPackage(t *testing.T) {
	in := "UNB+UNOC:4+A+B+20260822:0910+7'" +
		"UNO+P1+1:X+48:HEX+9'UNZ'+?UNBUNP+9+P1'" +
		"UNO+P2+1:X+48:HEX+4:1'USA+1''+?'UNP+4+P2'" +
		"UNH+1+ORDERS:D:01B:UN'BGM+220'UNT+3+1'UNZ+3+7'"
	all, err := edifact.Read([]byte(in), nil)
	if err != nil || len(all) != 1 || len(all[0].Messages) != 1 {
		t.Fatalf("%d interchanges, %v", len(all), err)
	}
	for _, d := range append(all[0].Defects, all[0].Messages[0].Defects...) {
		t.Error(d)
	}
	if got := string(all[0].Bytes()); got != in {
		t.Errorf("read %q as %q", in, got)
	}
}

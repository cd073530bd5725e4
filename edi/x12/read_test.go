package x12_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/x12"
)

// isa is a header with what a test wants in it.
func isa(version, eleven, control string) string {
	return fmt.Sprintf("ISA*00*          *00*          *ZZ*SUPPLIER       *01*123456789      *260822*0910*%s*%s*%s*0*P*>~",
		eleven, version, control)
}

const (
	gs    = "GS*PR*SUPPLIER*123456789*20260822*0910*7*X*004010~"
	good  = "ST*855*0001~BAK*00*AC*4500012345*20260822~SE*3*0001~"
	plain = "ISA*00*          *00*          *ZZ*SUPPLIER       *01*123456789      *260822*0910*U*00401*000000007*0*P*>~" +
		gs + good + "GE*1*7~IEA*1*000000007~"
)

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
	{"byte order mark and blanks before", "\ufeff \r\n" + plain, 1, 1, nil},
	{"two interchanges, other delimiters",
		plain + "\n" + strings.NewReplacer("*", "|", "~", "\n").Replace(plain), 2, 2, []string{"warn ISA13 control-repeated"}},
	{"line end is the terminator, with carriage return", strings.ReplaceAll(plain, "~", "\r\n"), 1, 1, nil},
	{"line ends after the terminator", strings.ReplaceAll(plain, "~", "~\r\n"), 1, 1, nil},
	{"wrapped at 80 characters", wrap(plain, 80), 1, 1,
		[]string{"warn ISA layout", "warn ST layout"}},
	{"ISA not padded", strings.NewReplacer("SUPPLIER       ", "SUPPLIER", "          ", "").Replace(plain), 1, 1,
		[]string{"warn ISA layout"}},
	{"blank before the terminator", strings.Replace(plain, ">~", "> ~", 1), 1, 1,
		[]string{"warn ISA layout"}},
	{"letter in ISA11 of a later version", strings.Replace(plain, "*00401*", "*00501*", 1), 1, 1,
		[]string{"warn ISA layout"}},
	{"ISA16 left out", strings.Replace(strings.ReplaceAll(plain, "~", "~\n"), "*>~", "*~", 1), 1, 1,
		[]string{"warn ISA layout"}},
	{"terminator of several bytes", strings.ReplaceAll(plain, "~", "…"), 1, 1,
		[]string{"warn ISA layout"}},
	{"TA1 before GS", strings.Replace(plain, gs, "TA1*000000001*260821*0910*A*000~"+gs, 1), 1, 1, nil},
	{"TA1 only", isa("00401", "U", "000000007") + "TA1*000000001*260821*0910*A*000~IEA*0*000000007~", 1, 0, nil},
	{"terminator doubled", strings.Replace(plain, "20260822~SE", "20260822~~SE", 1), 1, 1,
		[]string{"warn BAK layout"}},
	{"empty elements at the end", strings.Replace(plain, "20260822~SE", "20260822***~SE", 1), 1, 1,
		[]string{"warn BAK layout"}},
	{"last terminator missing", strings.TrimSuffix(plain, "~"), 1, 1, []string{"warn IEA layout"}},
	{"bytes after the end", plain + "-- end of file --", 1, 1, []string{"warn  stray"}},

	{"SE01 wrong", strings.Replace(plain, "SE*3*", "SE*9*", 1), 1, 1, []string{"reject SE01 count-differs"}},
	{"SE02 compared as text", strings.Replace(plain, "SE*3*0001", "SE*3*1", 1), 1, 1,
		[]string{"reject SE02 control-differs"}},
	{"GE01 wrong", strings.Replace(plain, "GE*1*", "GE*2*", 1), 1, 1, []string{"note GE01 count-differs"}},
	{"GE02 wrong", strings.Replace(plain, "GE*1*7", "GE*1*8", 1), 1, 1, []string{"reject GE02 control-differs", "reject ST envelope-rejected"}},
	{"GE02 with zeros", strings.Replace(plain, "GE*1*7", "GE*1*0007", 1), 1, 1, []string{"warn GE02 control-differs"}},
	{"IEA01 wrong", strings.Replace(plain, "IEA*1*", "IEA*3*", 1), 1, 1, []string{"note IEA01 count-differs"}},
	{"IEA02 wrong", strings.Replace(plain, "IEA*1*000000007", "IEA*1*000000008", 1), 1, 1,
		[]string{"reject IEA02 control-differs", "reject ST envelope-rejected"}},
	{"ST02 twice", strings.Replace(strings.Replace(plain, good, good+good, 1), "GE*1", "GE*2", 1), 1, 2,
		[]string{"reject ST02 control-repeated"}},
	{"SE missing, the next message is whole",
		strings.Replace(strings.Replace(plain, good, "ST*855*0009~BAK*00~"+good, 1), "GE*1", "GE*2", 1), 1, 2,
		[]string{"reject SE trailer-missing"}},
	{"GE missing", strings.Replace(plain, "GE*1*7~", "", 1), 1, 1, []string{"reject GE trailer-missing", "reject ST envelope-rejected"}},
	{"IEA missing, another follows", strings.Replace(plain, "IEA*1*000000007~", "", 1) + plain, 2, 2,
		[]string{"reject IEA trailer-missing", "reject ST envelope-rejected", "warn ISA13 control-repeated"}},
	{"breaks off in a message", plain[:strings.Index(plain, "*20260822~SE")], 1, 1,
		[]string{"reject IEA trailer-missing", "reject GE trailer-missing", "reject SE trailer-missing"}},
	{"breaks off before another with other delimiters",
		plain[:strings.Index(plain, "*20260822~SE")] + strings.NewReplacer("*", "|", "~", "\n").Replace(plain), 2, 2,
		[]string{"reject IEA trailer-missing", "reject GE trailer-missing", "reject SE trailer-missing", "warn ISA13 control-repeated"}},
	{"data outside of messages", strings.Replace(plain, good, "BAK*00~DTM*002~"+good, 1), 1, 1,
		[]string{"note BAK stray"}},
	{"message outside of groups", isa("00401", "U", "000000007") + good + "IEA*0*000000007~", 1, 1,
		[]string{"reject ST groups-mixed"}},
	{"a name that is none", strings.Replace(plain, "BAK*", "ba k*", 1), 1, 1, []string{"note ba k segment-unknown"}},
	{"ISA that cannot be read after a whole one", plain + "ISA*00*broken~GS*PR~", 2, 1,
		[]string{"reject  header-invalid"}},
	{"a party called VISA", strings.Replace(plain, "BAK*00", "REF*ZZ*VISA*X~BAK*00", 1), 1, 1,
		[]string{"reject SE01 count-differs"}},
}

func wrap(s string, width int) string {
	var b strings.Builder
	for len(s) > width {
		b.WriteString(s[:width] + "\r\n")
		s = s[width:]
	}
	return b.String() + s
}

func TestRead(t *testing.T) {
	for _, c := range readCases {
		t.Run(c.name, func(t *testing.T) {
			all, err := x12.Read([]byte(c.in), nil)
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
		if i.Offset < last && len(i.Header.Raw) > 0 || i.End < i.Offset || i.End > int64(len(src)) {
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
	in := strings.NewReplacer("*0*P*", "*1*T*", "*004010~", "*004010VICS~").Replace(plain)
	all, err := x12.Read([]byte(in), nil)
	if err != nil {
		t.Fatal(err)
	}
	i, m := all[0], all[0].Messages[0]
	got := fmt.Sprintln(i.Sender, i.Receiver, i.Control, i.Version, i.Test, i.AckRequested, i.Prepared.Format("2006-01-02 15:04"))
	if want := "ZZ:SUPPLIER 01:123456789 000000007 00401 true true 2026-08-22 09:10\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	g := i.Groups[0]
	if got, want := fmt.Sprintln(g.Kind, g.Sender, g.Receiver, g.Control, g.Version, g.Declared), "PR SUPPLIER 123456789 7 004010VICS 1\n"; got != want {
		t.Errorf("group: got %q, want %q", got, want)
	}
	if got, want := fmt.Sprintln(m.Type, m.Version, m.Association, m.Control, m.Group), "855 004010 VICS 0001 0\n"; got != want {
		t.Errorf("message: got %q, want %q", got, want)
	}
	bak := m.Segments[1]
	if bak.Element(3) != "4500012345" || bak.At(3, 0).String() != "message 0001, segment 2, BAK03" {
		t.Errorf("BAK03: got %q at %s", bak.Element(3), bak.At(3, 0))
	}
}

// ISA11 separates repetitions from version 00402 on, and only if it can.
func TestReadRepetitions(t *testing.T) {
	for _, c := range []struct {
		version, eleven string
		want            int
	}{
		{"00401", "^", 1}, {"00402", "^", 2}, {"00501", "^", 2}, {"00501", "U", 1}, {"00501", "*", 1},
	} {
		in := isa(c.version, c.eleven, "000000007") + gs + "ST*855*0001~REF*A^B~SE*3*0001~GE*1*7~IEA*1*000000007~"
		all, err := x12.Read([]byte(in), nil)
		if c.eleven == "*" {
			if err == nil {
				t.Error("an ISA11 that is the element separator was read")
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := len(all[0].Messages[0].Segments[1].Elements[0]); got != c.want {
			t.Errorf("version %s, ISA11 %s: got %d repetitions, want %d", c.version, c.eleven, got, c.want)
		}
	}
}

// Binary data is taken by its length, whatever is in it.
func TestReadBinary(t *testing.T) {
	in := strings.Replace(plain, "BAK*00*AC*4500012345*20260822~", "BIN*7*a~b*c\n~~", 1)
	all, err := x12.Read([]byte(in), nil)
	if err != nil {
		t.Fatal(err)
	}
	m := all[0].Messages[0]
	if got := m.Segments[1].Element(2); len(m.Segments) != 3 || got != "a~b*c\n~" {
		t.Errorf("got %q in %d segments", got, len(m.Segments))
	}
}

// Text is UTF-8 whatever came, and no character is dropped.
func TestReadText(t *testing.T) {
	for in, want := range map[string]string{"M\xfcller": "Müller", "Müller": "Müller", "\x80 5": "€ 5", "\x81x": "\u0081x"} {
		all, err := x12.Read([]byte(strings.Replace(plain, "4500012345", in, 1)), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := all[0].Messages[0].Segments[1].Element(3); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestReadErrors(t *testing.T) {
	for _, c := range []struct {
		in   string
		opt  *x12.Options
		want error
		at   int64
	}{
		{"", nil, x12.ErrNoInterchange, 0},
		{"UNB+UNOC:3", nil, x12.ErrNoInterchange, 0},
		{"ST*850*0001~SE*2*0001~", nil, x12.ErrNoInterchange, 0},
		{"\n ISA*00*too short", nil, x12.ErrHeader, 2},
		{plain, &x12.Options{MaxBytes: 100}, x12.ErrTooLarge, 100},
	} {
		_, err := x12.Read([]byte(c.in), c.opt)
		e, ok := errors.AsType[*edi.SyntaxError](err)
		if !ok || !errors.Is(err, c.want) || e.Pos.Offset != c.at {
			t.Errorf("%.20q: got %v, want %v at byte %d", c.in, err, c.want, c.at)
		}
	}
}

// Bounds end in a defect, and what came before them is there.
func TestReadBounds(t *testing.T) {
	all, err := x12.Read([]byte(plain), &x12.Options{MaxSegments: 4})
	if err != nil || len(all) != 1 || len(all[0].Messages) != 1 || !all[0].Messages[0].Rejected() {
		t.Errorf("segments: got %v, %v", all, err)
	}
	all, err = x12.Read([]byte(plain), &x12.Options{MaxElements: 3})
	if err != nil || !all[0].Messages[0].Rejected() {
		t.Errorf("elements: got %v, %v", all, err)
	}
}

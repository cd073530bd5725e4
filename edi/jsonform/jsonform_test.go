package jsonform_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/edifact"
	"github.com/wharf-edi/wharf/edi/editest"
	"github.com/wharf-edi/wharf/edi/jsonform"
	"github.com/wharf-edi/wharf/edi/x12"
	"github.com/wharf-edi/wharf/internal/absent"
)

const (
	isa    = "ISA*00*          *00*          *ZZ*SUPPLIER       *01*123456789      *260822*0910*U*00401*000000007*0*P*>~"
	gs     = "GS*PR*SUPPLIER*123456789*20260822*0910*7*X*004010~"
	good   = "ST*855*0001~BAK*00*AC*4500012345*20260822~SE*3*0001~"
	x12Doc = isa + gs + good + "GE*1*7~IEA*1*000000007~"
	unb    = "UNB+UNOC:3+4012345000009:14+4098765000000:14+260822:0910+7'"
	orders = "UNH+1+ORDERS:D:96A:UN'BGM+220+45?+1?:2??'DTM+137:20260822:102'FTX+AAI++++:::a''UNT+5+1'"
	unDoc  = unb + orders + "UNZ+1+7'"
)

// open opens the reader for what src begins with.
func open(in []byte) func(io.Reader) jsonform.Segments {
	standard, _ := edi.Sniff(in)
	return func(src io.Reader) jsonform.Segments {
		if standard == edi.EDIFACT {
			return edifact.NewReader(src, nil)
		}
		return x12.NewReader(src, nil)
	}
}

// form is the JSON form of in, and false where the reader finds no interchange.
func form(t testing.TB, in []byte) ([]byte, bool) {
	t.Helper()
	var out bytes.Buffer
	err := jsonform.Write(&out, bytes.NewReader(in), open(in))
	if _, none := errors.AsType[*edi.SyntaxError](err); none {
		return nil, false
	}
	if err != nil {
		t.Fatalf("%.200q: %v", in, err)
	}
	return out.Bytes(), true
}

// back is the EDI of a JSON form.
func back(t testing.TB, form []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jsonform.Read(&out, bytes.NewReader(form)); err != nil {
		t.Fatalf("%.2000s: %v", form, err)
	}
	return out.Bytes()
}

// sorted is JSON with the fields of its objects sorted, as many programs write it.
func sorted(t testing.TB, form []byte) []byte {
	t.Helper()
	var v any
	if err := json.Unmarshal(form, &v); err != nil {
		t.Fatalf("%.2000s: %v", form, err)
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// roundTrip is what must hold of any input: its JSON form is JSON, becomes the input
// again, and does so when its fields are sorted.
func roundTrip(t testing.TB, in []byte) {
	t.Helper()
	f, ok := form(t, in)
	if !ok {
		return
	}
	for _, f := range [][]byte{f, sorted(t, f)} {
		if got := back(t, f); !bytes.Equal(got, in) {
			t.Errorf("got %q\nwant %q\nfrom %.4000s", got, in, f)
		}
	}
}

var quirks = []struct{ name, in string }{
	{"plain", x12Doc},
	{"byte order mark and blanks before", "\ufeff \r\n" + x12Doc},
	{"two with other delimiters", x12Doc + "\n" + strings.NewReplacer("*", "|", "~", "\n").Replace(x12Doc)},
	{"both standards' words between", x12Doc + "UNB+UNOC:3+x" + x12Doc},
	{"line end terminates", strings.ReplaceAll(x12Doc, "~", "\r\n")},
	{"line ends after the terminator", strings.ReplaceAll(x12Doc, "~", "~\r\n")},
	{"wrapped", wrap(x12Doc, 80)},
	{"wrapped with carriage returns", strings.ReplaceAll(wrap(x12Doc, 60), "\n", "\r\n")},
	{"ISA not padded", strings.NewReplacer("SUPPLIER       ", "SUPPLIER", "          ", "").Replace(x12Doc)},
	{"blank before the terminator", strings.Replace(x12Doc, ">~", "> ~", 1)},
	{"letter in ISA11", strings.Replace(x12Doc, "*00401*", "*00501*", 1)},
	{"repetitions", strings.NewReplacer("*U*00401*", "*^*00501*", "4500012345", "4500^12345>2^^").Replace(x12Doc)},
	{"ISA16 left out", strings.Replace(strings.ReplaceAll(x12Doc, "~", "~\n"), "*>~", "*~", 1)},
	{"terminator of several bytes", strings.ReplaceAll(x12Doc, "~", "…")},
	{"terminator of one high byte", strings.ReplaceAll(x12Doc, "~", "\xa7")},
	{"TA1", strings.Replace(x12Doc, gs, "TA1*000000001*260821*0910*A*000~"+gs, 1)},
	{"TA1 only", isa + "TA1*000000001*260821*0910*A*000~IEA*0*000000007~"},
	{"doubled", strings.Replace(x12Doc, "20260822~SE", "20260822~~SE", 1)},
	{"empty at the end", strings.Replace(x12Doc, "20260822~SE", "20260822***~SE", 1)},
	{"no terminator at the end", strings.TrimSuffix(x12Doc, "~")},
	{"bytes after the end", x12Doc + "-- end of file \xff--"},
	{"message without trailer", strings.Replace(x12Doc, good, "ST*855*0009~BAK*00~"+good, 1)},
	{"group without trailer", strings.Replace(x12Doc, "GE*1*7~", "", 1)},
	{"broken off", x12Doc[:len(x12Doc)/2]},
	{"broken off before another", x12Doc[:len(x12Doc)/2] + strings.NewReplacer("*", "|", "~", "\n").Replace(x12Doc)},
	{"stray segments everywhere", strings.NewReplacer("GS*", "REF*1~GS*", "ST*", "REF*2~ST*", "GE*", "REF*3~GE*", "IEA*", "REF*4~GE*9~IEA*").Replace(x12Doc) + "REF*5~"},
	{"message outside of groups", isa + good + "IEA*0*000000007~"},
	{"names that are none", strings.NewReplacer("BAK*", "ba k*").Replace(x12Doc) + strings.Replace(x12Doc, "BAK", "\xe9\x00", 1)},
	{"latin text", strings.Replace(x12Doc, "AC*", "M\xfcller*", 1)},
	{"unicode text", strings.Replace(x12Doc, "AC*", "Müller*", 1)},
	{"counted data", strings.Replace(x12Doc, "SE*3", "BIN*9*ab~*c~>\n\xff~SE*4", 1)},
	{"header alone", isa},
	{"header alone, twice", isa + isa},
	{"a header that cannot be read before a good one", "ISA*00*~GS*PO~ST*850*1~" + x12Doc},
	{"edifact", unDoc},
	{"UNA and lines", "UNA:+.? '\r\n" + strings.ReplaceAll(unDoc, "'", "'\r\n")},
	{"UNA one short", "UNA:+.?'" + unDoc},
	{"other characters in UNA", "UNA:+,# !" + strings.NewReplacer("'", "!", "?", "#").Replace(unDoc)},
	{"level B", strings.NewReplacer("+", "\x1d", ":", "\x1f", "'", "\x1c", "?", "").Replace(strings.Replace(unDoc, "UNOC:3", "UNOB:1", 1))},
	{"separators that UNA does not name", strings.NewReplacer("+", "*", ":", ">").Replace(unDoc)},
	{"released for nothing", strings.Replace(unDoc, "137", "1?37", 1)},
	{"released at a line end", strings.Replace(unDoc, "137", "1?\n:37", 1)},
	{"syntax 4", strings.Replace(strings.Replace(unDoc, "UNOC:3", "UNOW:4", 1), "220", "220*221*", 1)},
	{"groups", unb + "UNG+ORDERS+A+B+260822:0910+1+UN+D:96A'" + orders + "UNE+1+1'UNZ+1+7'"},
	{"declared latin", strings.Replace(unDoc, "a'", "M\xfcller \x80'", 1)},
	{"declared cyrillic", strings.Replace(strings.Replace(unDoc, "UNOC", "UNOE", 1), "a'", "\xb8\xd2\xe0'", 1)},
	{"object", unb + strings.Replace(orders, "UNT+5", "UNO+1+x+5'a'b+\xffUNP+5+1'UNT+7", 1) + "UNZ+1+7'"},
	{"packages", "UNB+UNOC:4+A+B+20260822:0910+7'UNO+P1+1:X+48:HEX+9'UNZ'+?UNBUNP+9+P1'" +
		"UNO+P2+1:X+48:HEX+4:1'USA+1''+?\xffUNP+4+P2'" + orders + "UNZ+3+7'"},
	{"many groups and interchanges", strings.Repeat(x12Doc+strings.Replace(x12Doc, "GE*1*7~", "GE*1*7~"+gs+good+"GE*1*7~", 1), 3)},
	{"blanks between segments", strings.ReplaceAll(x12Doc, "~", "~ \t\n ")},
}

func wrap(s string, width int) string {
	var b strings.Builder
	for len(s) > width {
		b.WriteString(s[:width] + "\n")
		s = s[width:]
	}
	return b.String() + s
}

func TestQuirks(t *testing.T) {
	for _, c := range quirks {
		t.Run(c.name, func(t *testing.T) { roundTrip(t, []byte(c.in)) })
	}
}

// What real senders send becomes JSON and the same bytes again.
func TestSamples(t *testing.T) {
	dir := os.Getenv("WHARF_SAMPLES")
	if dir == "" {
		absent.Skip(t, "samples", "WHARF_SAMPLES names no folder of real EDI files")
	}
	count := 0
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		in, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if _, ok := edi.Sniff(in); ok && err == nil {
			count++
			roundTrip(t, in)
		}
		return err
	})
	if err != nil || count == 0 {
		t.Errorf("%d samples, %v", count, err)
	}
}

// The form does not depend on how the input arrives, and large input streams.
func TestLarge(t *testing.T) {
	for _, write := range []func(io.Writer, int64, editest.Faults) (int, error){editest.WriteX12, editest.WriteEDIFACT} {
		var in bytes.Buffer
		if _, err := write(&in, 1<<20, 3); err != nil {
			t.Fatal(err)
		}
		roundTrip(t, in.Bytes())
		want, _ := form(t, in.Bytes())
		var got bytes.Buffer
		if err := jsonform.Write(&got, iotest.HalfReader(bytes.NewReader(in.Bytes())), open(in.Bytes())); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want) {
			t.Error("the form depends on how the input arrives")
		}
		if bytes.Contains(want, []byte(`"raw`)) {
			t.Error("segments without a quirk have raw bytes")
		}
	}
}

// What is longer than may be held is kept all the same: a segment, and bytes between
// interchanges.
func TestOverlong(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 200 MB")
	}
	long := strings.Repeat("x", 70<<20)
	in := []byte(long + strings.Replace(x12Doc, "4500012345", long, 1) + x12Doc)
	f, _ := form(t, in)
	if !bytes.Equal(back(t, f), in) {
		t.Error("bytes are lost")
	}
}

// The form is what the package says it is.
func TestForm(t *testing.T) {
	in := strings.ReplaceAll(strings.Replace(x12Doc, "GE*", "NTE**M\xfcller~GE*", 1), "~", "~\n") + "end"
	in = strings.Replace(in, "*AC*", "*A>C>*", 1)
	in = strings.Replace(in, "SE*3", "S\nE*3", 1)
	got, _ := form(t, []byte(in))
	want := `{"form": "wharf-edi-1",
 "interchanges": [
  {"about": {"standard":"x12","version":"00401","sender":"ZZ:SUPPLIER","receiver":"01:123456789","control":"000000007","prepared":"2026-08-22T09:10"},
   "envelope": {
    "charset": "utf-8",
    "delimiters": {"element": "*", "component": ">", "segment": "~"},
    "end": "~\n",
    "header": {"tag": "ISA", "elements": ["00", "          ", "00", "          ", "ZZ", "SUPPLIER       ", "01", "123456789      ", "260822", "0910", "U", "00401", "000000007", "0", "P", ">"]}},
   "groups": [
    {"about": {"type":"PR","version":"004010","control":"7"},
     "header": {"tag": "GS", "elements": ["PR", "SUPPLIER", "123456789", "20260822", "0910", "7", "X", "004010"]},
     "messages": [
      {"about": {"type":"855","version":"004010","control":"0001"},
       "header": {"tag": "ST", "elements": ["855", "0001"]},
       "segments": [
        {"tag": "BAK", "elements": ["00", ["A", "C", ""], "4500012345", "20260822"]}],
       "trailer": {"tag": "SE", "elements": ["3", "0001"], "raw": "S\nE*3*0001~\n"},
       "trailing": [
        {"tag": "NTE", "elements": ["", "Müller"], "charset": "windows-1252"}]}],
     "trailer": {"tag": "GE", "elements": ["1", "7"]}}],
   "trailer": {"tag": "IEA", "elements": ["1", "000000007"]},
   "trailing": [
    {"raw": "end"}]}]}
`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// An element that is changed in JSON is changed in EDI, whatever raw bytes stand
// beside it, and is released and encoded as the interchange needs it.
func TestChanged(t *testing.T) {
	for _, c := range []struct{ name, in, from, to, want string }{
		{"plain", x12Doc, `"4500012345"`, `"4500099999"`, "BAK*00*AC*4500099999*20260822~SE"},
		{"beside raw bytes", strings.Replace(x12Doc, "4500012345", "45000\n12345", 1), `"4500012345"`, `"4500099999"`, "BAK*00*AC*4500099999*20260822~SE"},
		{"composite", x12Doc, `"4500012345"`, `["1", "2"]`, "*AC*1>2*"},
		{"repetition", strings.Replace(unDoc, "UNOC:3", "UNOC:4", 1), `"220"`, `{"repeat": ["1", ["2", "3"]]}`, "BGM+1*2:3+"},
		{"released", unDoc, `"220"`, `"1+1:2?'"`, "BGM+1?+1?:2???'+"},
		{"encoded", unDoc, `"220"`, `"Müller"`, "BGM+M\xfcller+"},
		{"an element more", x12Doc, `"20260822"]}`, `"20260822", "", "x"]}`, "20260822**x~"},
	} {
		f, _ := form(t, []byte(c.in))
		if got := string(back(t, []byte(strings.Replace(string(f), c.from, c.to, 1)))); !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q in it", c.name, got, c.want)
		}
	}
}

// What is not the form, or could not be read back, is refused with its place.
func TestRefused(t *testing.T) {
	plain, _ := form(t, []byte(x12Doc))
	un, _ := form(t, []byte(unDoc))
	change := func(f []byte, from, to string) string {
		if !strings.Contains(string(f), from) {
			t.Fatalf("%s is not in %s", from, f)
		}
		return strings.Replace(string(f), from, to, 1)
	}
	for _, c := range []struct{ in, want string }{
		{"", "breaks off"},
		{"[]", "an object is expected"},
		{"{}", `no field "form"`},
		{`{"form": "other"}`, `form, byte 16: "other" is not known`},
		{x12Doc, "invalid character 'I'"},
		{string(plain[:len(plain)/2]), "breaks off"},
		{string(plain) + "{}", "more follows"},
		{change(plain, `"groups"`, `"group"`), "interchanges[0].group, byte"},
		{change(plain, `"elements": ["00", "AC"`, `"element": ["00", "AC"`), `interchanges[0].groups[0].messages[0].segments[0], byte 950: json: unknown field "element"`},
		{change(plain, `"AC"`, `12`), "element 2: not a string: 12"},
		{change(plain, `"AC"`, `[]`), "element 2: no components"},
		{change(plain, `"AC"`, `["a", null]`), "element 2: not a string: null]"},
		{change(plain, `"AC"`, `{"repeat": ["a", "b"]}`), "BAK02: the interchange has no delimiter for repetitions"},
		{change(plain, `"AC"`, `"A*C"`), `BAK02: "A*C" holds the element delimiter`},
		{change(plain, `"AC"`, `"A\nC"`), `BAK02: "A\nC" holds a line end`},
		{change(plain, `"element": "*"`, `"element": "**"`), `delimiters: element "**" is not one character`},
		{change(plain, `"component": ">"`, `"component": "*"`), `delimiters: '*' has two uses`},
		{change(plain, `"utf-8"`, `"ebcdic"`), `charset "ebcdic" is not known`},
		{change(plain, `"envelope"`, `"about"`), "a segment stands before the envelope"},
		{change(un, `"220"`, `"Жук"`), `BGM01: "Жук": 'Ж' is not in charset iso-8859-1`},
		{`{"form": "wharf-edi-1", "interchanges": [{"groups": [], "envelope": {}}]}`, `must stand before "groups"`},
		{`{"form": "wharf-edi-1", "interchanges": [{"groups": [{"loose": [{"tag": "A"}]}]}]}`, "a segment stands before the envelope"},
		{`{"form": "wharf-edi-1", "interchanges": [{"envelope": {"delimiters": {"element": "*", "segment": "~"}}}]}`, "there is no header"},
	} {
		err := jsonform.Read(io.Discard, strings.NewReader(c.in))
		if err == nil || !errors.Is(err, jsonform.ErrForm) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.60q: got %v, want %s", c.in, err, c.want)
		}
	}
}

// What the input and the output answer is passed through.
func TestPassedThrough(t *testing.T) {
	broken := errors.New("disk is broken")
	f, _ := form(t, []byte(x12Doc))
	if err := jsonform.Read(io.Discard, io.MultiReader(bytes.NewReader(f[:200]), iotest.ErrReader(broken))); !errors.Is(err, broken) || errors.Is(err, jsonform.ErrForm) {
		t.Errorf("got %v, want %v", err, broken)
	}
	if err := jsonform.Write(io.Discard, io.MultiReader(strings.NewReader(x12Doc[:200]), iotest.ErrReader(broken)), open([]byte(x12Doc))); !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
}

// Memory of reading does not depend on how long a JSON value goes on.
func TestBounded(t *testing.T) {
	endless := io.MultiReader(strings.NewReader(`{"form": "wharf-edi-1", "before": [{"raw": "`), forever{})
	if err := jsonform.Read(io.Discard, endless); err == nil || !strings.Contains(err.Error(), "more than 64 MiB") {
		t.Errorf("got %v, want a limit", err)
	}
}

type forever struct{}

func (forever) Read(p []byte) (int, error) {
	for n := range p {
		p[n] = 'x'
	}
	return len(p), nil
}

// Whatever comes in, its JSON form becomes it again.
func FuzzRoundTrip(f *testing.F) {
	for _, c := range quirks {
		f.Add([]byte(c.in))
	}
	f.Fuzz(func(t *testing.T, in []byte) { roundTrip(t, in) })
}

// What Read makes of any JSON is read without a panic, and where it is EDI becomes
// the form again.
func FuzzRead(f *testing.F) {
	for _, c := range quirks {
		j, ok := form(f, []byte(c.in))
		if ok {
			f.Add(j)
		}
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		var out bytes.Buffer
		if err := jsonform.Read(&out, bytes.NewReader(in)); err == nil {
			roundTrip(t, out.Bytes())
		}
	})
}

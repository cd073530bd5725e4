package partners_test

import (
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/transports/sftp"
)

var decimals = cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })

// examples are the profiles in doc/partners.md, by file name.
func examples(t testing.TB) map[string]string {
	t.Helper()
	doc, err := os.ReadFile("../doc/partners.md")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, m := range regexp.MustCompile("(?s)```yaml\n(# (\\S+)\n.*?)```").FindAllStringSubmatch(string(doc), -1) {
		out[m[2]] = m[1]
	}
	if len(out) != 3 {
		t.Fatalf("doc/partners.md has %d examples, want 3", len(out))
	}
	return out
}

func TestExamplesOfTheDocument(t *testing.T) {
	fsys := fstest.MapFS{"notes.txt": {Data: []byte("not a profile")}}
	for name, src := range examples(t) {
		fsys[name] = &fstest.MapFile{Data: []byte(src)}
	}
	all, err := partners.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		raw, ok := p.Channels["sftp"]
		if !ok {
			continue
		}
		if _, err := sftp.ParseSettings(raw); err != nil {
			t.Errorf("%s: %v", p.ID, err)
		}
	}
	d, err := partners.NewDirectory(all)
	if err != nil {
		t.Fatal(err)
	}
	p, err := d.BySender(partners.X12, "01", "123456789      ")
	if err != nil {
		t.Fatal(err)
	}
	terms := rules.DefaultTerms()
	terms.DaysLate = 3
	terms.PriceOver = rules.Tolerance{Percent: decimal.RequireFromString("1.5"), Amount: decimal.NewFromInt(40)}
	terms.QuantityOver = rules.Tolerance{Percent: decimal.NewFromInt(2), Either: true}
	message := partners.Message{Version: "004010"}
	p.Channels = nil // has been looked at
	want := &partners.Profile{
		ID: "northwind-us", Name: "Northwind Fasteners Inc.", Standard: partners.X12,
		ERP:      partners.ERPPartner{ExternalID: "purchase_edi.vendor_northwind"},
		Them:     []partners.Identity{{Qualifier: "01", ID: "123456789", Group: "NWFAST"}, {Qualifier: "12", ID: "5555550100"}},
		Us:       partners.Identity{Qualifier: "ZZ", ID: "ACMEMFG"},
		Envelope: partners.Envelope{Version: "00401", Element: "*", Component: ">", Repetition: "^", Terminator: "~", Lines: true},
		Messages: map[string]partners.Message{"order": message, "orderresponse": message, "shipnotice": message, "invoice": message},
		Ack:      partners.Ack{Functional: partners.AckAlways},
		Units:    map[string]string{"PK": "XPK"},
		Terms:    terms,
	}
	if diff := cmp.Diff(want, p, decimals); diff != "" {
		t.Error(diff)
	}
}

// Every key that is read stands in the document: the reader itself names them
// when it meets one that it does not know.
func TestEveryKeyIsDocumented(t *testing.T) {
	doc, err := os.ReadFile("../doc/partners.md")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for prefix, src := range map[string]string{
		"": "zz: 1", "erp.": "erp: {zz: 1}", "us.": "us: {zz: 1}", "envelope.": "envelope: {zz: 1}",
		"messages.order.": "messages: {order: {zz: 1}}", "acknowledge.": "acknowledge: {zz: 1}", "reading.": "reading: {zz: 1}", "terms.": "terms: {zz: 1}",
		"|": "terms: {price_over: {zz: 1}}",
	} {
		_, err := partners.Parse("x", []byte(src))
		m := regexp.MustCompile(`there is no such key; there are (.*)`).FindStringSubmatch(err.Error())
		if m == nil {
			t.Fatalf("%s: %v", src, err)
		}
		for key := range strings.SplitSeq(m[1], ", ") {
			n++
			want := "`" + prefix + key
			if prefix == "|" {
				want = "| `" + key
			}
			if !strings.Contains(string(doc), want) {
				t.Errorf("doc/partners.md does not have %s", want)
			}
		}
	}
	if n < 40 {
		t.Errorf("only %d keys were looked for", n)
	}
}

// Each case is what one line of the smallest good profile is replaced by, or what
// is added, and the mistakes that must be named.
func TestMistakes(t *testing.T) {
	const good = `id: acme
name: Acme
standard: x12
erp: {reference: V1}
them:
  - qualifier: 01
    id: 123
us: {qualifier: ZZ, id: WE}
channels: {sftp: {login: acme}}
`
	if _, err := partners.Parse("acme.yaml", []byte(good)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		old, new string
		want     []string
	}{
		{"id: acme\n", "id: Acme AG\n", []string{`acme.yaml:1: id: "Acme AG" is not 2 to 40`}},
		{"id: acme\n", "", []string{"acme.yaml:1: id: missing"}},
		{"name: Acme", "name:", []string{"acme.yaml:2: name: missing"}},
		{"name: Acme", "name: [a]", []string{"acme.yaml:2: name: want a text, got a list"}},
		{"standard: x12", "standard: as2", []string{`acme.yaml:3: standard: "as2" is not x12`}},
		{"standard: x12", "standard: none", []string{"acme.yaml:5: them: ", "acme.yaml:8: us: ", "acme.yaml:9: channels.portal: missing"}},
		{"{reference: V1}", "{reference: V1, vat: DE1}", []string{"acme.yaml:4: erp: want exactly one"}},
		{"{reference: V1}", "{external_id: V1}", []string{"acme.yaml:4: erp.external_id: "}},
		{"    id: 123\n", "", []string{"acme.yaml:6: them[0].id: missing"}},
		{"  - qualifier: 01\n    id", "  - id", []string{"acme.yaml:6: them[0].qualifier: missing"}},
		{"qualifier: 01", "qualifier: 001", []string{`acme.yaml:6: them[0].qualifier: "001"`}},
		{"id: 123", "id: 1234567890123456", []string{"acme.yaml:7: them[0].id: "}},
		{"id: 123", "id: grün", []string{"acme.yaml:7: them[0].id: "}},
		{"{qualifier: ZZ, id: WE}", `{qualifier: 01, id: "123  "}`, []string{"acme.yaml:6: them[0]: this is our own identity"}},
		{"us:", "  - {qualifier: 01, id: 123}\nus:", []string{"acme.yaml:8: them[1]: the same as them[0]"}},
		{"us:", "colour: red\nus:", []string{"acme.yaml:8: colour: there is no such key; there are acknowledge, channels"}},
		{"us:", "name: Again\nus:", []string{"acme.yaml:8: name: the key is there twice"}},
		{"us:", "test: yes\nus:", []string{`acme.yaml:8: test: want true or false, got "yes"`}},
		{"us:", "messages:\n  order: {version: D.96A}\n  invoices: {version: 004010}\nus:", []string{
			`acme.yaml:9: messages.order.version: "D.96A"`, "acme.yaml:10: messages.invoices: there is no such key"}},
		{"us:", "messages: {order: {}}\nus:", []string{"acme.yaml:8: messages.order.version: missing"}},
		{"us:", "acknowledge: {functional: sometimes}\nus:", []string{"acme.yaml:8: acknowledge.functional: "}},
		{"us:", "units: {ST: Stück}\nus:", []string{"acme.yaml:8: units.ST: "}},
		{"us:", "envelope: {element: \"*\", terminator: \"*\"}\nus:", []string{"acme.yaml:8: envelope.terminator: the same character as element"}},
		{"us:", "envelope: {element: ab, version: 4010, component: A}\nus:", []string{
			"acme.yaml:8: envelope.component: ", "acme.yaml:8: envelope.element: ", "acme.yaml:8: envelope.version: "}},
		{"us:", "terms:\n  days_late: soon\n  tax_least: 0,5\n  price_over: {percent: -1}\nus:", []string{
			"acme.yaml:9: terms.days_late: want a number of days", "acme.yaml:10: terms.tax_least: want a number such as", "acme.yaml:11: terms.price_over.percent: "}},
		{"us:", "terms: {quantity_over: {percent: 5}}\nus:", []string{"acme.yaml:8: terms.quantity_over: percent 5 and amount 0 must both hold"}},
		{"us:", "terms: {shipped_over: {percent: 101, amount: 1}}\nus:", []string{"acme.yaml:8: terms.shipped_over.percent: more than 100"}},
		{"sftp:", "sfpt:", []string{"acme.yaml:9: channels.sfpt: there is no such channel"}},
		{"channels: {sftp: {login: acme}}\n", "", []string{"acme.yaml:1: channels: missing"}},
		{"channels: {sftp: {login: acme}}", "channels: {sftp: acme}", []string{`acme.yaml:9: channels.sftp: want keys with values, got "acme"`}},
		{"us: {qualifier: ZZ, id: WE}", "us: &a {qualifier: ZZ, id: WE}\nenvelope: *a", []string{"acme.yaml:9: envelope: want keys with values, got an alias"}},
		{"us:", "us: [\nus:", []string{"acme.yaml: line "}},
		{"us:", "---\nus:", []string{"acme.yaml: the file must hold one profile"}},
		{good, "", []string{"acme.yaml: the file is empty"}},
		{good, "# nothing", []string{"acme.yaml: the file is empty"}},
		{good, "just words", []string{`acme.yaml:1: want keys with values, got "just words"`}},
		{good, strings.Repeat("#", 1<<20+1), []string{"acme.yaml: the file has more than"}},
	} {
		p, err := partners.Parse("acme.yaml", []byte(strings.Replace(good, c.old, c.new, 1)))
		if err == nil {
			t.Errorf("%q: no mistake in %+v", c.new, p)
			continue
		}
		got := strings.Split(err.Error(), "\n")
		same := len(got) == len(c.want)
		for i := range min(len(got), len(c.want)) {
			same = same && strings.HasPrefix(got[i], c.want[i])
		}
		if !same {
			t.Errorf("%.60q:\ngot  %q\nwant %q", c.new, got, c.want)
		}
		if _, ok := errors.AsType[partners.Errors](err); !ok {
			t.Errorf("%.60q: the error is a %T, want partners.Errors", c.new, err)
		}
	}
}

func TestUnsetTermsHaveTheirDefaults(t *testing.T) {
	p, err := partners.Parse("x", []byte("id: p1\nname: P\nstandard: none\nerp: {vat: X1}\nchannels: {portal: {}}\n"+
		"terms: {price_over: {amount: 7}, days_early: 0, price_under: {either: false, amount: 3}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	want := rules.DefaultTerms()
	want.PriceOver.Amount = decimal.NewFromInt(7)
	want.DaysEarly = 0
	want.PriceUnder.Either = false
	want.PriceUnder.Amount = decimal.NewFromInt(3)
	if diff := cmp.Diff(want, p.Terms, decimals); diff != "" {
		t.Error(diff)
	}
	if p.Ack.Functional != partners.AckAlways {
		t.Errorf("acknowledgments %q, want always", p.Ack.Functional)
	}
}

func TestChannelSettings(t *testing.T) {
	p, err := partners.Parse("x", []byte("id: p1\nname: P\nstandard: none\nerp: {vat: X1}\nchannels:\n  portal:\n"+
		"    {a: text, b: 12, c: 1.50, d: true, e: [1, x], f: {g: ~}, h: 007, i: \"5\", j: 2026-11-23}\n"))
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"a":"text","b":12,"c":1.50,"d":true,"e":[1,"x"],"f":{"g":null},"h":"007","i":"5","j":"2026-11-23"}`
	if got := string(p.Channels["portal"]); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	deep := strings.Repeat("{a: ", 12) + "1" + strings.Repeat("}", 12)
	_, err = partners.Parse("x", []byte("id: p1\nname: P\nstandard: none\nerp: {vat: X1}\nchannels: {portal: "+deep+"}\n"))
	if err == nil || !strings.Contains(err.Error(), "nested too deep") {
		t.Errorf("twelve levels: %v", err)
	}
}

func TestLoadFindsConflicts(t *testing.T) {
	const one = "id: ID\nname: P\nstandard: x12\nerp: {vat: X1}\nus: {qualifier: ZZ, id: WE}\nthem: [{qualifier: 01, id: THEM}]\nchannels: {sftp: {login: LOGIN}}\n"
	file := func(id, them, login string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte(strings.NewReplacer("ID\n", id+"\n", "THEM", them, "LOGIN", login).Replace(one))}
	}
	_, err := partners.Load(fstest.MapFS{
		"a.yaml": file("p1", "1", "one"), "b.yaml": file("p1", "2", "two"), "c.yml": file("p3", "1", "three"), "d.yaml": file("p4", "4", "one"),
		"e.yaml": {Data: []byte("id: 5")}, "sub/f.yaml": file("p1", "1", "one"),
	})
	if err == nil {
		t.Fatal("no conflict found")
	}
	for _, want := range []string{
		"b.yaml:1: id: the id p1, which a.yaml has already",
		"c.yml:6: them[0]: the x12 identity 01:1, which a.yaml has already",
		"d.yaml:7: channels.sftp.login: the sftp login one, which a.yaml has already",
		"e.yaml:1: name: missing",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "f.yaml") {
		t.Errorf("a folder in the folder was read: %v", err)
	}
}

// A profile that is written as JSON, as the store does, reads back equal.
func TestProfileSurvivesJSON(t *testing.T) {
	for name, src := range examples(t) {
		p, err := partners.Parse(name, []byte(src))
		if err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		var back partners.Profile
		if err := json.Unmarshal(raw, &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(p, &back, decimals); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if err := partners.Validate(&back); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever is read, a profile without mistakes is valid, and every mistake names
// the file.
func FuzzParse(f *testing.F) {
	for _, src := range examples(f) {
		f.Add([]byte(src))
	}
	f.Add([]byte("a: &x [*x]"))
	f.Fuzz(func(t *testing.T, src []byte) {
		p, err := partners.Parse("f.yaml", src)
		if err == nil {
			if err := partners.Validate(p); err != nil {
				t.Fatalf("%q is not valid: %v", src, err)
			}
			return
		}
		errs, ok := errors.AsType[partners.Errors](err)
		if !ok || len(errs) == 0 {
			t.Fatalf("%q: %T", src, err)
		}
		for _, e := range errs {
			if e.File != "f.yaml" || e.Line < 0 {
				t.Fatalf("%q: %#v", src, e)
			}
		}
	})
}

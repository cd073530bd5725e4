package edifact_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/edifact"
)

// order is an interchange to write, with one message whose free text is text.
func order(text string) *edi.Interchange {
	return &edi.Interchange{
		Standard: edi.EDIFACT, Sender: edi.Identity{Qualifier: "14", ID: "5412345000006"}, Receiver: edi.Identity{Qualifier: "14", ID: "4012345000009"},
		Control: "00042", Prepared: time.Date(2026, 8, 22, 9, 10, 0, 0, time.UTC), Test: true, AckRequested: true,
		Messages: []*edi.Message{{
			Standard: edi.EDIFACT, Type: "ORDERS", Version: "D.96A", Association: "EAN008", Control: "1", Group: -1,
			Segments: []edi.Segment{
				{Tag: "BGM", Elements: [][][]string{{{"220", "", ""}}, {{"4500012345"}}, {{"9"}}, {{""}}}},
				{Tag: "FTX", Elements: [][][]string{{{"AAI"}}, {{""}}, {{""}}, {{text}}}},
			},
		}},
	}
}

func TestWrite(t *testing.T) {
	got, err := edifact.Write(order("O'BRIEN + SONS? 1.5:2"), edifact.Delimiters{Lines: true})
	if err != nil {
		t.Fatal(err)
	}
	want := `UNA:+.? '
UNB+UNOC:3+5412345000006:14+4012345000009:14+260822:0910+00042++++1++1'
UNH+1+ORDERS:D:96A:UN:EAN008'
BGM+220+4500012345+9'
FTX+AAI+++O?'BRIEN ?+ SONS?? 1.5?:2'
UNT+4+1'
UNZ+1+00042'
`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Version 4 has eight digits for the year and releases the repetition separator.
func TestWriteVersion4(t *testing.T) {
	i := order("2*3")
	i.Version = "UNOW:4"
	got, err := edifact.Write(i, edifact.Delimiters{})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"UNA:+.?*'", "+20260822:0910+", "+2?*3'"} {
		if !strings.Contains(string(got), want) {
			t.Errorf("no %q in %q", want, got)
		}
	}
}

func TestWriteCharset(t *testing.T) {
	for _, c := range []struct {
		version, text, want string // want is empty where it is refused
	}{
		{"UNOC:3", "Müller", "M\xfcller"},
		{"UNOC:3", "łódź", ""},
		{"UNOD:3", "łódź", "\xb3\xf3d\xbc"},
		{"UNOW:4", "łódź", "łódź"},
		{"UNOA:3", "Müller", ""},
		{"UNOB:2", "Mueller", "Mueller"},
		{"UNOC:3", "a\nb", ""},
		{"UNOC:3", "Ã¼", ""}, // would be read as ü
	} {
		i := order(c.text)
		i.Version = c.version
		got, err := edifact.Write(i, edifact.Delimiters{})
		switch {
		case c.want == "" && err == nil:
			t.Errorf("%s %q: written as %q", c.version, c.text, got)
		case c.want != "" && !strings.Contains(string(got), "+"+c.want+"'"):
			t.Errorf("%s %q: got %q, %v", c.version, c.text, got, err)
		}
	}
	if _, err := edifact.Write(order("ł"), edifact.Delimiters{}); !errors.Is(err, edifact.ErrCharset) || !strings.Contains(fmt.Sprint(err), "FTX04") {
		t.Errorf("got %v, want the place FTX04", err)
	}
}

func TestWriteRefuses(t *testing.T) {
	for name, change := range map[string]func(*edi.Interchange){
		"no control number":     func(i *edi.Interchange) { i.Control = "" },
		"control number long":   func(i *edi.Interchange) { i.Control = "123456789012345" },
		"no such version":       func(i *edi.Interchange) { i.Version = "UNOC:9" },
		"no such group":         func(i *edi.Interchange) { i.Messages[0].Group = 1 },
		"message beside groups": func(i *edi.Interchange) { i.Groups = []edi.Group{{Kind: "ORDERS", Control: "1"}} },
		"envelope in a message": func(i *edi.Interchange) { i.Messages[0].Segments[0].Tag = "UNB" },
		"no segment name":       func(i *edi.Interchange) { i.Messages[0].Segments[0].Tag = "B'M" },
		"repetition in version 3": func(i *edi.Interchange) {
			i.Messages[0].Segments[0].Elements[1] = [][]string{{"A"}, {"B"}}
		},
		"two decimal marks": func(i *edi.Interchange) {
			i.Messages[0].Decimal = ','
			i.Messages = append(i.Messages, &edi.Message{Type: "ORDERS", Version: "D.96A", Control: "2", Group: -1, Decimal: '.'})
		},
	} {
		i := order("A")
		change(i)
		if got, err := edifact.Write(i, edifact.Delimiters{}); err == nil {
			t.Errorf("%s: written as %q", name, got)
		}
	}
	for _, d := range []edifact.Delimiters{{Element: 'A'}, {Element: ':'}, {Component: '.'}, {Segment: '\n'}} {
		if _, err := edifact.Write(order("A"), d); err == nil {
			t.Errorf("written with delimiters %+v", d)
		}
	}
}

// What is written is read back equal, with any delimiters.
func TestWriteRead(t *testing.T) {
	groups := order("A")
	groups.Groups = []edi.Group{{Kind: "ORDERS", Sender: "A", Receiver: "B", Control: "5", Version: "D.96A"}}
	groups.Messages[0].Group = 0
	four := order("A*B")
	four.Version = "UNOW:4"
	four.Messages[0].Segments[0].Elements[1] = [][]string{{"A", "", "B:"}, {"ü"}}
	comma := order("1,5")
	comma.Messages[0].Decimal = ','
	for _, i := range []*edi.Interchange{order("?'+:*ü"), groups, four, comma} {
		for _, d := range []edifact.Delimiters{{}, {Component: '^', Element: '<', Release: '!', Segment: '>', Lines: true}, {Component: 0x1f, Element: 0x1d, Segment: 0x1c}} {
			out, err := edifact.Write(i, d)
			if err != nil {
				t.Fatal(err)
			}
			back, err := edifact.Read(out, nil)
			if err != nil || len(back) != 1 {
				t.Fatalf("%q: %d interchanges, %v", out, len(back), err)
			}
			if diff := cmp.Diff(said(i), said(back[0])); diff != "" {
				t.Errorf("(-written +read):\n%s", diff)
			}
			if n := len(back[0].Defects) + len(back[0].Messages[0].Defects); n > 0 {
				t.Errorf("%d defects in what was written: %v", n, back[0].Defects)
			}
		}
	}
}

// said is what an interchange says, for comparison: neither places nor bytes nor
// defects, and without the message headers and trailers.
func said(i *edi.Interchange) string {
	var b strings.Builder
	fmt.Fprintln(&b, i.Sender, i.Receiver, i.Control, i.Test, i.AckRequested, i.Prepared.Format("060102 1504"))
	groups := i.Groups
	if len(groups) == 0 {
		groups = []edi.Group{{}}
	}
	for n, g := range groups {
		fmt.Fprintln(&b, g.Kind, g.Sender, g.Receiver, g.Control, g.Version)
		for _, m := range i.Messages {
			if m.Group != n && len(i.Groups) > 0 {
				continue
			}
			fmt.Fprintln(&b, m.Type, m.Version, m.Association, m.Control, m.Decimal == ',')
			for _, s := range m.Segments {
				if s.Tag != "UNH" && s.Tag != "UNT" {
					fmt.Fprintln(&b, s.Tag, cut(s.Elements))
				}
			}
		}
	}
	return b.String()
}

// cut is elements in words, without what is empty at an end.
func cut(elements [][][]string) string {
	var all []string
	for _, e := range elements {
		var repetitions []string
		for _, c := range e {
			repetitions = append(repetitions, strings.TrimRight(fmt.Sprintf("%q", c), `"] [`))
		}
		all = append(all, strings.Join(repetitions, " * "))
	}
	return strings.TrimRight(strings.Join(all, " + "), " +")
}

package x12_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/x12"
)

// order is an interchange to write, with one message whose REF02 is ref.
func order(ref string) *edi.Interchange {
	seg := func(tag string, elements ...string) edi.Segment {
		s := edi.Segment{Tag: tag}
		for _, e := range elements {
			s.Elements = append(s.Elements, [][]string{{e}})
		}
		return s
	}
	return &edi.Interchange{
		Standard: edi.X12, Sender: edi.Identity{Qualifier: "ZZ", ID: "BUYER"}, Receiver: edi.Identity{Qualifier: "01", ID: "123456789"},
		Control: "000000042", Prepared: time.Date(2026, 8, 22, 9, 10, 0, 0, time.UTC), Test: true,
		Groups: []edi.Group{{Kind: "PO", Control: "42", Version: "004010"}},
		Messages: []*edi.Message{{
			Standard: edi.X12, Type: "850", Version: "004010", Control: "0001",
			Segments: []edi.Segment{
				seg("BEG", "00", "NE", "4500012345", "", "20260822"),
				seg("REF", "ZZ", ref, "", ""),
			},
		}},
	}
}

func TestWrite(t *testing.T) {
	got, err := x12.Write(order("A"), x12.Delimiters{Lines: true})
	if err != nil {
		t.Fatal(err)
	}
	want := `ISA*00*          *00*          *ZZ*BUYER          *01*123456789      *260822*0910*U*00401*000000042*0*T*>~
GS*PO*BUYER*123456789*20260822*0910*42*X*004010~
ST*850*0001~
BEG*00*NE*4500012345**20260822~
REF*ZZ*A~
SE*4*0001~
GE*1*42~
IEA*1*000000042~
`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// X12 has no release character: what would be read as a delimiter is refused,
// and the error says where it stands. Other delimiters help.
func TestWriteDelimiterInData(t *testing.T) {
	for _, ref := range []string{"A*B", "A~B", "A>B", "A\nB"} {
		_, err := x12.Write(order(ref), x12.Delimiters{})
		if !errors.Is(err, x12.ErrDelimiter) || !strings.Contains(fmt.Sprint(err), "REF02") {
			t.Errorf("%q: got %v, want a delimiter at REF02", ref, err)
		}
	}
	if _, err := x12.Write(order("A*B"), x12.Delimiters{Element: '|'}); err != nil {
		t.Error(err)
	}
}

func TestWriteRefuses(t *testing.T) {
	for name, change := range map[string]func(*edi.Interchange){
		"control number too short": func(i *edi.Interchange) { i.Control = "42" },
		"sender too long":          func(i *edi.Interchange) { i.Sender.ID = "1234567890123456" },
		"sender with a delimiter":  func(i *edi.Interchange) { i.Sender.ID = "A*B" },
		"no such group":            func(i *edi.Interchange) { i.Messages[0].Group = 1 },
		"group without a number":   func(i *edi.Interchange) { i.Groups[0].Control = "" },
		"envelope in a message":    func(i *edi.Interchange) { i.Messages[0].Segments[0].Tag = "GS" },
		"no segment name":          func(i *edi.Interchange) { i.Messages[0].Segments[0].Tag = "beg" },
		"repetition in 00401": func(i *edi.Interchange) {
			i.Messages[0].Segments[1].Elements[1] = [][]string{{"A"}, {"B"}}
		},
	} {
		i := order("A")
		change(i)
		if got, err := x12.Write(i, x12.Delimiters{}); err == nil {
			t.Errorf("%s: written as %q", name, got)
		}
	}
	for _, d := range []x12.Delimiters{{Element: 'A'}, {Element: '~'}, {Component: ' '}, {Element: '\n'}} {
		if _, err := x12.Write(order("A"), d); err == nil {
			t.Errorf("written with delimiters %+v", d)
		}
	}
}

// What is written is read back equal, with any delimiters.
func TestWriteRead(t *testing.T) {
	i := order("A")
	i.Version = "00501"
	i.Messages[0].Segments[1].Elements[1] = [][]string{{"A", "", "B"}, {"ü"}}
	i.TA1 = []edi.Segment{{Tag: "TA1", Elements: [][][]string{{{"000000001"}}, {{"260821"}}, {{"0910"}}, {{"A"}}, {{"000"}}}}}
	for _, d := range []x12.Delimiters{{}, {Element: '|', Segment: '\n'}, {Element: 0x1d, Component: 0x1f, Repetition: '!', Segment: 0x1c, Lines: true}} {
		out, err := x12.Write(i, d)
		if err != nil {
			t.Fatal(err)
		}
		back, err := x12.Read(out, nil)
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

// said is what an interchange says, for comparison: neither places nor bytes nor
// defects, and without the message headers and trailers.
func said(i *edi.Interchange) string {
	var b strings.Builder
	fmt.Fprintln(&b, i.Sender, i.Receiver, i.Control, i.Test, i.AckRequested, i.Prepared.Format("060102 1504"))
	segment := func(s edi.Segment) {
		elements := s.Elements
		for n := len(elements); n > 0 && strings.Trim(fmt.Sprint(elements[n-1]), "[] ") == ""; n-- {
			elements = elements[:n-1]
		}
		fmt.Fprintf(&b, "%s %q\n", s.Tag, elements)
	}
	for _, s := range i.TA1 {
		segment(s)
	}
	for n, g := range i.Groups {
		fmt.Fprintln(&b, g.Kind, g.Control, g.Version)
		for _, m := range i.Messages {
			if m.Group != n {
				continue
			}
			fmt.Fprintln(&b, m.Type, m.Control)
			for _, s := range m.Segments {
				if s.Tag != "ST" && s.Tag != "SE" {
					segment(s)
				}
			}
		}
	}
	return b.String()
}

// A control number that is used twice could not be answered.
func TestWriteRefusesNumbersTwice(t *testing.T) {
	i := read(t, plain)
	m := *i.Messages[0]
	i.Messages = append(i.Messages, &m)
	if out, err := x12.Write(i, x12.Delimiters{}); err == nil {
		t.Errorf("two messages of one number: %s", out)
	}
	i = read(t, plain)
	i.Groups = append(i.Groups, i.Groups[0])
	if out, err := x12.Write(i, x12.Delimiters{}); err == nil {
		t.Errorf("two groups of one number: %s", out)
	}
}

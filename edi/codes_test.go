package edi_test

import (
	"testing"

	"github.com/wharf-edi/wharf/edi"
)

// Every code can be told to a partner of either standard, and in words.
func TestCodesHaveNames(t *testing.T) {
	seen := map[edi.Code]bool{}
	for _, c := range edi.Codes() {
		if seen[c] {
			t.Errorf("code %s has two rows", c)
		}
		seen[c] = true
		if _, ok := c.Error0085(); !ok {
			t.Errorf("code %s: no name in EDIFACT 0085", c)
		}
		if _, ok := c.TA105(); !ok {
			t.Errorf("code %s: no name in X12 I18", c)
		}
		_, group := c.AK905()
		_, message := c.AK502()
		if !group && !message && c != edi.CodeEnvelopeRejected { // which the level above says
			t.Errorf("code %s: no name for a group or a message in X12", c)
		}
		if _, element := c.AK403(); element {
			if s, _ := c.AK304(); s != "8" {
				t.Errorf("code %s is of an element, its segment is reported with %q, want 8", c, s)
			}
		}
		if text := c.Text(); text == "" || text == string(c) {
			t.Errorf("code %s: no words", c)
		}
	}
	if len(seen) < 30 {
		t.Errorf("got %d codes, want all", len(seen))
	}
}

func TestCodeNames(t *testing.T) {
	for _, c := range []struct {
		list edi.List
		code edi.Code
		want string
	}{
		{edi.X12Group, edi.CodeControlDiffers, "4"},
		{edi.X12Group, edi.CodeCountDiffers, "5"},
		{edi.X12Group, edi.CodeControlRepeated, "19"},
		{edi.X12Message, edi.CodeTrailerMissing, "2"},
		{edi.X12Message, edi.CodeControlRepeated, "23"},
		{edi.X12Segment, edi.CodeSegmentMissing, "3"},
		{edi.X12Segment, edi.CodeSegmentNotInMessage, "6"},
		{edi.X12Element, edi.CodeMandatoryMissing, "1"},
		{edi.X12Element, edi.CodeBadDate, "8"},
		{edi.X12Interchange, edi.CodeControlDiffers, "001"},
		{edi.X12Interchange, edi.CodeControlRepeated, "025"},
		{edi.EDIFACTError, edi.CodeControlDiffers, "28"},
		{edi.EDIFACTError, edi.CodeCountDiffers, "29"},
		{edi.EDIFACTError, edi.CodeTooLong, "39"},
	} {
		if got, _ := c.code.In(c.list); got != c.want {
			t.Errorf("%s in list %d: got %q, want %q", c.code, c.list, got, c.want)
		}
		if got, ok := c.list.Code(c.want); !ok || got != c.code {
			t.Errorf("code for %q of list %d: got %q, want %q", c.want, c.list, got, c.code)
		}
	}
	if got, ok := edi.X12Group.Code("99"); ok {
		t.Errorf("code for 99: got %q, want none", got)
	}
}

func TestSniff(t *testing.T) {
	for _, c := range []struct {
		in   string
		want edi.Standard
	}{
		{"ISA*00*", edi.X12},
		{"\xef\xbb\xbf \r\nISA*00*", edi.X12},
		{"UNA:+.? 'UNB+", edi.EDIFACT},
		{"\nUNB+UNOC:3", edi.EDIFACT},
		{"UNH+1+ORDERS", ""},
		{"VISA*", ""},
		{"<xml/>", ""},
		{"", ""},
	} {
		if got, ok := edi.Sniff([]byte(c.in)); got != c.want || ok != (c.want != "") {
			t.Errorf("Sniff(%q): got %q, %t, want %q", c.in, got, ok, c.want)
		}
	}
}

// The 99 characters that X12 data element 724 has room for are characters, not bytes.
func TestNewDefectCutsValue(t *testing.T) {
	long := ""
	for range 120 {
		long += "ü"
	}
	d := edi.NewDefect(edi.Pos{}, edi.CodeTooLong, edi.Note, long)
	if got := len([]rune(d.Value)); got != 99 {
		t.Errorf("value has %d characters, want 99", got)
	}
}

// What a message may be used for depends on what holds it, too.
func TestInterchangeRejected(t *testing.T) {
	reject := []edi.Defect{{Severity: edi.Reject}}
	for name, c := range map[string]struct {
		in   edi.Interchange
		want bool
	}{
		"clean":       {edi.Interchange{Groups: make([]edi.Group, 1)}, false},
		"interchange": {edi.Interchange{Groups: make([]edi.Group, 1), Defects: reject}, true},
		"group":       {edi.Interchange{Groups: []edi.Group{{Defects: reject}}}, true},
		"no groups":   {edi.Interchange{Defects: []edi.Defect{{Severity: edi.Note}}}, false},
	} {
		if got := c.in.Rejected(&edi.Message{}); got != c.want {
			t.Errorf("%s: got %t, want %t", name, got, c.want)
		}
	}
}

// A message that is whole goes down with what holds it, and says so once.
func TestInterchangeRejectHeld(t *testing.T) {
	i := edi.Interchange{
		Groups:   []edi.Group{{}, {Defects: []edi.Defect{{Severity: edi.Reject}}}},
		Messages: []*edi.Message{{Group: 0}, {Group: 1}},
	}
	i.RejectHeld()
	i.RejectHeld()
	if i.Messages[0].Rejected() || len(i.Messages[1].Defects) != 1 || i.Messages[1].Defects[0].Code != edi.CodeEnvelopeRejected {
		t.Errorf("got %v and %v", i.Messages[0].Defects, i.Messages[1].Defects)
	}
}

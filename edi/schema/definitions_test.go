package schema

import (
	"strings"
	"testing"

	"github.com/wharf-edi/wharf/edi"
)

// promised is what issue and README say that there are definitions of.
var promised = map[edi.Standard]map[string]string{
	edi.X12: {
		"004010": "850 855 856 810 860 865 820 824 830 846 861 862 214 997",
		"005010": "850 855 856 810 860 865 820 824 830 846 861 862 214 997 999",
	},
	edi.EDIFACT: {
		"D.96A": "ORDERS ORDRSP ORDCHG DESADV INVOIC RECADV REMADV DELFOR DELJIT APERAK INVRPT IFTSTA CONTRL",
		"D.01B": "ORDERS ORDRSP ORDCHG DESADV INVOIC RECADV REMADV DELFOR DELJIT APERAK INVRPT IFTSTA CONTRL",
		"D.01A": "INVOIC RECADV DELFOR DELJIT APERAK INVRPT",
		"D.3":   "CONTRL",
		"4.1":   "CONTRL",
	},
}

// Every message that we promise has a definition, every segment of it has elements,
// and every element that takes codes has a list.
func TestDefinitions(t *testing.T) {
	for standard, versions := range promised {
		for version, messages := range versions {
			if _, err := load(standard, version); err != nil {
				t.Fatal(err)
			}
			for message := range strings.FieldsSeq(messages) {
				d := Find(standard, version, message)
				if d == nil {
					t.Errorf("no %s in %s", message, version)
					continue
				}
				checkNodes(t, d, d.Nodes)
			}
		}
	}
	if Known(edi.X12, "004010", "837") || Known(edi.EDIFACT, "D.99B", "ORDERS") || Known(edi.EDIFACT, "D.01A", "ORDERS") {
		t.Error("a definition that is not there is known")
	}
}

func checkNodes(t *testing.T, d *Definition, nodes []*Node) {
	t.Helper()
	for _, n := range nodes {
		if len(n.Segment.Fields) == 0 || n.Segment.Name == "" || n.Max < 1 {
			t.Errorf("%s %s, %s: %+v", d.Version, d.Message, n.Segment.Tag, n)
		}
		checkFields(t, d.Version+" "+n.Segment.Tag, n.Segment.Fields)
		checkNodes(t, d, n.Nodes)
	}
}

func checkFields(t *testing.T, where string, fields []Field) {
	t.Helper()
	for n, f := range fields {
		switch {
		case f.Kind == Composite:
			checkFields(t, where+" "+f.ID, f.Parts)
		case f.Min < 1 || f.Max < f.Min || f.Name == "":
			t.Errorf("%s, element %d: %+v", where, n+1, f.Element)
		case f.Kind == Coded && (f.Codes == nil || len(f.Codes.All()) == 0 && f.Codes.Open == ""):
			t.Errorf("%s, element %d (%s): takes codes and has none", where, n+1, f.ID)
		}
	}
}

// Facts that are known from elsewhere: lengths that changed between versions, and
// how often the group of the lines may stand in a message.
func TestDefinitionFacts(t *testing.T) {
	for _, c := range []struct {
		version, message, tag string
		element, max          int
	}{
		{"004010", "850", "REF", 2, 30},
		{"005010", "850", "REF", 2, 50},
		{"004010", "810", "IT1", 2, 10},
		{"005010", "810", "IT1", 2, 15},
		{"004010", "850", "PO1", 7, 48},
		{"005010", "850", "PO1", 7, 48},
		{"004010", "997", "AK3", 2, 6},
		{"005010", "997", "AK3", 2, 10},
	} {
		if got := Find(edi.X12, c.version, c.message).Segment(c.tag).Fields[c.element-1].Max; got != c.max {
			t.Errorf("%s %s%02d: got at most %d characters, want %d", c.version, c.tag, c.element, got, c.max)
		}
	}
	for _, c := range []struct {
		version, message, tag string
		max                   int
	}{
		{"D.96A", "ORDERS", "LIN", 200000},
		{"D.01B", "ORDERS", "LIN", 200000},
		{"D.01B", "INVOIC", "LIN", 9999999},
		{"D.96A", "DESADV", "CPS", 9999},
	} {
		for _, n := range Find(edi.EDIFACT, c.version, c.message).Nodes {
			if n.Segment.Tag == c.tag && n.Max != c.max {
				t.Errorf("%s %s: got %d times %s, want %d", c.version, c.message, n.Max, c.tag, c.max)
			}
		}
	}
}

// The lists have the codes that their versions have.
func TestCodeVersions(t *testing.T) {
	for _, c := range []struct {
		standard              edi.Standard
		version, message, tag string
		element, part         int
		value                 string
		want                  bool
	}{
		{edi.X12, "004010", "850", "BEG", 2, 0, "NE", true},
		{edi.X12, "004010", "850", "BEG", 2, 0, "??", false},
		{edi.X12, "004010", "855", "ACK", 1, 0, "IA", true},
		{edi.X12, "005010", "997", "AK4", 3, 0, "13", true},
		{edi.X12, "004010", "997", "AK4", 3, 0, "13", false},
		{edi.EDIFACT, "D.96A", "ORDERS", "BGM", 1, 1, "220", true},
		{edi.EDIFACT, "D.01B", "INVOIC", "TAX", 6, 0, "AA", true},
		{edi.EDIFACT, "D.96A", "INVOIC", "TAX", 6, 0, "AA", false},
	} {
		f := Find(c.standard, c.version, c.message).Segment(c.tag).Fields[c.element-1]
		if c.part > 0 {
			f = f.Parts[c.part-1]
		}
		if _, got := f.Codes.Find(c.value); got != c.want {
			t.Errorf("%s %s %s%02d (%s): %q is in the list: got %t, want %t", c.version, c.message, c.tag, c.element, f.ID, c.value, got, c.want)
		}
		if got := f.Codes.set.has([]byte(c.value)); got != (c.want || f.Codes.Open != "") {
			t.Errorf("%s %s: set and list differ about %q", c.version, f.ID, c.value)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	const known = "element 1 AN 1..2 one\nelement 2 ID 2..2 two\n"
	for _, in := range []string{
		"element 3 XX 1..2 x", "element 3 AN 2 x", "element 3 AN 1..2", "nonsense",
		"segment BEG x\n  9", "segment BEG x\n  1 2*x", "segment BEG x\n  1 2\n  notes P0103", "segment BEG x\n  1 2\n  notes Q0102",
		"message 850 PO", "message 850 PO x\n  XYZ!", "segment BEG x\n  1\nmessage 850 PO x\n  BEG! x y", "segment BEG x\n  1\nmessage 850 PO x\n  BEG\n      BEG",
	} {
		d := &dictionary{standard: edi.X12, version: "004010", lists: &codeFiles{blocks: map[string]string{}}}
		if err := d.parse("version 1\n" + known + in); err == nil {
			t.Errorf("%q was read", in)
		}
	}
	lists := &codeFiles{order: orders[edi.X12], blocks: map[string]string{"1": "  A [004020-] x\n"}}
	if _, err := lists.list("1", "004010"); err == nil {
		t.Error("a mark of a version that there is not was read")
	}
}

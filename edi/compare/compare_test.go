package compare_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/compare"
	"github.com/wharf-edi/wharf/edi/edifact"
	"github.com/wharf-edi/wharf/edi/editest"
	"github.com/wharf-edi/wharf/edi/x12"
)

const (
	isa = "ISA*00*          *00*          *01*123456789      *ZZ*SUPPLIER       *260822*0910*U*00401*000000007*0*P*>~"
	gs  = "GS*PO*123456789*SUPPLIER*20260822*0910*7*X*004010~"
	one = "ST*850*0001~BEG*00*SA*4500012345**20260822~REF*DP*038~REF*IA*V9393~DTM*002*20260901~N1*ST*PLANT 2*92*1002~" +
		"PO1*1*24*EA*0.35*PE*BP*77~SCH*24*EA***002*20260901~PO1*2*10*EA*1.20*PE*BP*78~SCH*10*EA***002*20260902~" +
		"PO1*3*5*EA*7*PE*BP*79~MSG*GREEN~CTT*3~SE*14*0001~"
	doc = isa + gs + one + "GE*1*7~IEA*1*000000007~"
	uno = "UNB+UNOC:3+A:14+B:14+260822:0910+7'UNH+1+ORDERS:D:96A:UN'BGM+220+45+9'DTM+137:20260822:102'LIN+1++77:BP'QTY+21:24:PCE'UNT+6+1'UNZ+1+7'"
)

// names is a small dictionary.
type names struct{}

func (names) Segment(_ *edi.Message, tag string) string {
	return map[string]string{"MSG": "message text", "SCH": "schedule"}[tag]
}

func (names) Element(_ *edi.Message, tag string, e, c int) compare.Element {
	switch fmt.Sprint(tag, e) {
	case "PO12":
		return compare.Element{Name: "quantity", Number: true}
	case "PO13":
		return compare.Element{Name: "unit", Meaning: func(s string) string { return map[string]string{"EA": "each"}[s] }}
	case "REF1", "DTM1", "N11":
		return compare.Element{Name: "qualifier", Coded: true}
	case "MSG1", "PO11":
		return compare.Element{Name: "text"}
	}
	return compare.Element{}
}

func (names) Parents(m *edi.Message) []int {
	all, open := make([]int, len(m.Segments)), -1
	for n, s := range m.Segments {
		switch s.Tag {
		case "PO1", "CTT":
			open = -1
		}
		all[n] = open
		if s.Tag == "PO1" {
			open = n
		}
	}
	return all
}

func read(t testing.TB, in string) []*edi.Interchange {
	t.Helper()
	standard, _ := edi.Sniff([]byte(in))
	reader := func() ([]*edi.Interchange, error) { return x12.Read([]byte(in), nil) }
	if standard == edi.EDIFACT {
		reader = func() ([]*edi.Interchange, error) { return edifact.Read([]byte(in), nil) }
	}
	all, err := reader()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func lines(all []compare.Difference) []string {
	var s []string
	for _, d := range all {
		s = append(s, d.String())
	}
	return s
}

func TestInterchanges(t *testing.T) {
	change := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(doc) }
	two := strings.Replace(doc, "GE*1", strings.NewReplacer("0001~", "0002~", "4500012345", "4500099999").Replace(one)+"GE*2", 1)
	for _, c := range []struct {
		name, first, second string
		strict              bool
		want                []string
	}{
		{"the same", doc, doc, false, nil},
		{"written differently", doc, change("~", "!\r\n", "*", "|", "000000007", "000000008", "260822*0910", "260823|1000", "*SA*", "|SA  |", "GREEN", "GREEN|||"), false, nil},
		{"an element", doc, change("PO1*1*24", "PO1*1*20"), false, []string{"message 0001, PO1 line 1, PO102 quantity: 24 -> 20"}},
		{"a number written differently", doc, change("PO1*1*24", "PO1*1*024.00"), false, nil},
		{"the same, strictly", doc, change("PO1*1*24", "PO1*1*024.00"), true, []string{"message 0001, PO1 line 1, PO102 quantity: 24 -> 024.00"}},
		{"a code", doc, change("24*EA*0", "24*BX*0"), false, []string{"message 0001, PO1 line 1, PO103 unit: EA (each) -> BX"}},
		{"an element that is gone", doc, change("**20260822~REF", "~REF"), false, []string{"message 0001, BEG05: 20260822 -> nothing"}},
		{"one of several", doc, change("REF*DP*038", "REF*DP*039"), false, []string{"message 0001, REF DP, REF02: 038 -> 039"}},
		{"another reference", doc, change("REF*DP*038", "REF*ZZ*111"), false,
			[]string{"message 0001, REF: only in the first: DP | 038", "message 0001, REF: only in the second: ZZ | 111"}},
		{"in a group", doc, change("002*20260902", "002*20260903"), false, []string{"message 0001, PO1 line 2, SCH 10, SCH06: 20260902 -> 20260903"}},
		{"a line less", doc, change("PO1*2*10*EA*1.20*PE*BP*78~SCH*10*EA***002*20260902~", ""), false, []string{
			"message 0001, PO1: only in the first: 2 | 10 | EA | 1.20 | PE | BP | 78",
			"message 0001, PO1 line 2, SCH schedule: only in the first: 10 | EA |  |  | 002 | 20260902"}},
		{"a segment more", doc, change("MSG*GREEN", "MSG*GREEN~MSG*SOON"), false, []string{"message 0001, PO1 line 3, MSG message text: only in the second: SOON"}},
		{"text", doc, change("GREEN", "BLUE"), false, []string{"message 0001, PO1 line 3, MSG01 text: GREEN -> BLUE"}},
		{"sender and use", doc, change("01*123456789 ", "01*123456788 ", "*P*>", "*T*>"), false,
			[]string{"interchange 000000007, sender: 01:123456789 -> 01:123456788", "interchange 000000007, use: production -> test"}},
		{"version", doc, change("X*004010", "X*005010"), false, []string{"message 0001, version: 004010 -> 005010"}},
		{"a message more", doc, two, false, []string{"message 0002, 850: only in the second"}},
		{"messages in another order and numbered anew", two,
			isa + gs + strings.ReplaceAll(strings.ReplaceAll(one, "4500012345", "4500099999"), "0001~", "0007~") +
				strings.ReplaceAll(one, "0001~", "0008~") + "GE*2*7~IEA*1*000000007~", false, nil},
		{"one whose date has changed is known by its number", two, strings.Replace(two, "4500012345**20260822", "4500012345**20260823", 1), false,
			[]string{"message 0001, BEG05: 20260822 -> 20260823"}},
		{"strictly", doc, change("000000007", "000000008", "SE*14", "SE*15", "GREEN", "GREEN*"), true, []string{
			"interchange 000000007, ISA13: 000000007 -> 000000008", "message 0001, SE01: 14 -> 15",
			"message 0001, layout: nothing -> 1 segments are written in other characters"}},
		{"edifact", uno, strings.NewReplacer("21:24", "21:20", "'", "'\n").Replace(uno), false, []string{"message 1, QTY01-2: 24 -> 20"}},
		{"a component more", uno, strings.Replace(uno, "+77:BP", "+77:BP::9", 1), false, []string{"message 1, LIN03-4: nothing -> 9"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := compare.Interchanges(read(t, c.first), read(t, c.second), &compare.Options{Strict: c.strict, Dictionary: names{}})
			if diff := cmp.Diff(c.want, lines(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Positions point at what is told of.
func TestPositions(t *testing.T) {
	second := strings.Replace(strings.Replace(doc, "PO1*1*24", "PO1*1*20", 1), "REF*IA*V9393~", "", 1)
	for _, d := range compare.Interchanges(read(t, doc), read(t, second), nil) {
		for _, at := range []struct {
			in string
			p  edi.Pos
		}{{doc, d.First}, {second, d.Second}} {
			if at.p.End > 0 && !strings.HasPrefix(at.in[at.p.Offset:], at.p.Tag+"*") {
				t.Errorf("%s: %v is not at byte %d", d, at.p, at.p.Offset)
			}
		}
	}
}

// segments are those of a message that is made of few different ones, so that they
// repeat.
func segments(t *rapid.T, label string) []string {
	return rapid.SliceOfN(rapid.SampledFrom([]string{"REF*DP*1", "REF*DP*2", "REF*IA*1", "MSG*A", "MSG*B", "PO1*1*2", "PO1*2*2", "PO1*2*3", "N1*ST"}), 1, 30).Draw(t, label)
}

func message(segments []string) string {
	return isa + gs + "ST*850*0001~" + strings.Join(segments, "~") + fmt.Sprintf("~SE*%d*0001~", len(segments)+2) + "GE*1*7~IEA*1*000000007~"
}

// A message does not differ from itself; what is only in one side and what is paired
// is all there is; and there is a difference if and only if they say something else.
func TestComplete(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a, b := segments(rt, "a"), segments(rt, "b")
		if got := compare.Interchanges(read(t, message(a)), read(t, message(a)), nil); len(got) > 0 {
			rt.Fatalf("%v differs from itself: %v", a, lines(got))
		}
		got := compare.Interchanges(read(t, message(a)), read(t, message(b)), nil)
		removed, added := 0, 0
		for _, d := range got {
			switch d.Kind {
			case compare.Removed:
				removed++
			case compare.Added:
				added++
			}
		}
		if len(a)-removed != len(b)-added {
			rt.Fatalf("%v and %v: %d removed, %d added", a, b, removed, added)
		}
		if (len(got) == 0) != slices.Equal(a, b) {
			rt.Fatalf("%v and %v: %v", a, b, lines(got))
		}
	})
}

// Large messages with many changes are compared in time and memory that do not grow
// with their square.
func TestLarge(t *testing.T) {
	var in bytes.Buffer
	if _, err := editest.WriteX12(&in, 2<<20, 0); err != nil {
		t.Fatal(err)
	}
	joined := func(s string) string { // all segments in one message
		var all []string
		for _, seg := range strings.Split(s, "~") {
			if !strings.HasPrefix(seg, "ISA") && !strings.HasPrefix(seg, "GS") && !strings.HasPrefix(seg, "S") && !strings.HasPrefix(seg, "GE") && !strings.HasPrefix(seg, "IEA") && seg != "" {
				all = append(all, seg)
			}
		}
		return message(all)
	}
	a := joined(in.String())
	b := strings.ReplaceAll(strings.ReplaceAll(a, "*EA*", "*BX*"), "N1*", "N1*X")
	got := compare.Interchanges(read(t, a), read(t, b), nil)
	if len(got) < 10_000 {
		t.Errorf("%d differences", len(got))
	}
}

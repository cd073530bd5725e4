package x12_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/x12"
)

// read reads one interchange.
func read(t *testing.T, in string) *edi.Interchange {
	t.Helper()
	all, err := x12.Read([]byte(in), nil)
	if err != nil || len(all) != 1 {
		t.Fatalf("%d interchanges, %v", len(all), err)
	}
	return all[0]
}

// lines are the segments of a message, written by hand.
func lines(m *edi.Message) string {
	var b strings.Builder
	for _, s := range m.Segments {
		b.WriteString(s.Tag)
		for _, e := range s.Elements {
			b.WriteString("*" + strings.Join(e[0], ">"))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestAcknowledge(t *testing.T) {
	two := strings.Replace(strings.Replace(plain, good, good+strings.ReplaceAll(good, "0001", "0002"), 1), "GE*1", "GE*2", 1)
	at := func(segment int, tag string, element, component int) edi.Pos {
		return edi.Pos{Segment: segment, Tag: tag, Element: element, Component: component}
	}
	for _, c := range []struct {
		name    string
		in      string
		defects []edi.Defect // of the first message, besides those of reading
		want    string
	}{
		{"accepted", plain, nil, "AK1*PR*7\nAK2*855*0001\nAK5*A\nAK9*A*1*1*1\n"},
		{"tolerated", plain, []edi.Defect{edi.NewDefect(at(2, "BAK", 3, 0), edi.CodeTooLong, edi.Warn, "x")},
			"AK1*PR*7\nAK2*855*0001\nAK5*A\nAK9*A*1*1*1\n"},
		{"noted", plain, []edi.Defect{
			edi.NewDefect(at(3, "REF", 2, 0), edi.CodeTooLong, edi.Note, "A*B"),
			edi.NewDefect(at(2, "BAK", 3, 0), edi.CodeTooLong, edi.Note, "X1"),
			edi.NewDefect(at(2, "BAK", 4, 2), edi.CodeBadDate, edi.Note, "2026"),
		}, "AK1*PR*7\nAK2*855*0001\nAK3*BAK*2**8\nAK4*3**5*X1\nAK4*4>2**8*2026\nAK3*REF*3**8\nAK4*2**5\nAK5*E*5\nAK9*E*1*1*1\n"},
		{"rejected beside a good one", two, []edi.Defect{
			edi.NewDefect(at(2, "PO1", 0, 0), edi.CodeSegmentMissing, edi.Reject, ""),
		}, "AK1*PR*7\nAK2*855*0001\nAK3*PO1*3**3\nAK5*R*5\nAK2*855*0002\nAK5*A\nAK9*P*2*2*1\n"},
		{"later names are not used", plain, []edi.Defect{
			edi.NewDefect(at(2, "BAK", 3, 0), edi.CodeTooManyRepetitions, edi.Note, ""),
		}, "AK1*PR*7\nAK2*855*0001\nAK3*BAK*2**8\nAK4*3**7\nAK5*E*5\nAK9*E*1*1*1\n"},
		{"count of segments", strings.Replace(plain, "SE*3*", "SE*4*", 1), nil,
			"AK1*PR*7\nAK2*855*0001\nAK5*R*4\nAK9*R*1*1*0\n"},
		{"count of messages", strings.Replace(plain, "GE*1*", "GE*2*", 1), nil,
			"AK1*PR*7\nAK2*855*0001\nAK5*A\nAK9*P*2*1*1*5\n"},
		{"group control number", strings.Replace(plain, "GE*1*7", "GE*1*8", 1), nil,
			"AK1*PR*7\nAK2*855*0001\nAK5*R\nAK9*R*1*1*0*4\n"},
		{"broken off", plain[:strings.Index(plain, "GE*")], nil,
			"AK1*PR*7\nAK2*855*0001\nAK5*R\nAK9*R*1*1*0*3\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			i := read(t, c.in)
			i.Messages[0].Defects = append(i.Messages[0].Defects, c.defects...)
			all := x12.Acknowledge(i, nil)
			if len(all) != 1 || all[0].Type != "997" || all[0].Version != "004010" {
				t.Fatalf("got %v, want one 997 in 004010", all)
			}
			if diff := cmp.Diff(c.want, lines(all[0])); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// An acknowledgment is not acknowledged, or two gateways never stop.
func TestAcknowledgeNoAcknowledgment(t *testing.T) {
	i := read(t, strings.NewReplacer("GS*PR", "GS*FA", "ST*855", "ST*997").Replace(plain))
	if got := x12.Acknowledge(i, nil); len(got) != 0 {
		t.Errorf("got %d, want none", len(got))
	}
}

func TestTA1(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"accepted", plain, "TA1*000000007*260822*0910*A*000"},
		{"noted", strings.Replace(plain, "IEA*1", "IEA*2", 1), "TA1*000000007*260822*0910*E*021"},
		{"rejected", strings.Replace(plain, "IEA*1*000000007", "IEA*1*000000009", 1), "TA1*000000007*260822*0910*R*001"},
		{"broken off", strings.Replace(plain, "IEA*1*000000007~", "", 1), "TA1*000000007*260822*0910*R*023"},
		{"holds no groups", isa("00401", "U", "000000007") + "TA1*000000001*260821*0910*A*000~IEA*0*000000007~", ""},
	} {
		s, ok := x12.TA1(read(t, c.in))
		got := strings.TrimSpace(lines(&edi.Message{Segments: []edi.Segment{s}}))
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// A reply, numbered, is an interchange that its receiver understands: addresses
// swapped, in the version of what is answered.
func TestReply(t *testing.T) {
	i := read(t, strings.Replace(plain, "*0*P*", "*1*T*", 1))
	reply := x12.Reply(i, nil)
	reply.Control, reply.Prepared = "000000001", i.Prepared
	reply.Groups[0].Control = "1"
	out, err := x12.Write(reply, x12.Delimiters{Lines: true})
	if err != nil {
		t.Fatal(err)
	}
	want := `ISA*00*          *00*          *01*123456789      *ZZ*SUPPLIER       *260822*0910*U*00401*000000001*0*T*>~
TA1*000000007*260822*0910*A*000~
GS*FA*123456789*SUPPLIER*20260822*0910*1*X*004010~
ST*997*0001~
AK1*PR*7~
AK2*855*0001~
AK5*A~
AK9*A*1*1*1~
SE*6*0001~
GE*1*1~
IEA*1*000000001~
`
	if diff := cmp.Diff(want, string(out)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Whoever fills the envelope with what may not stand there is told so: a reply can
// be written to whatever could be read.
func TestReplyToWhatMayNotBeWritten(t *testing.T) {
	for name, change := range map[string][2]string{
		"GS without GS08":          {"*X*004010~", "*X~"},
		"GS08 of thirteen letters": {"*X*004010~", "*X*0040101234567~"},
		"ISA12 of four digits":     {"*00401*", "*4010 *"},
		"ISA06 beyond ASCII":       {"*ZZ*SUPPLIER       *", "*ZZ*SUPPLI\xcbR       *"},
		"GS02 beyond ASCII":        {"GS*PR*SUPPLIER", "GS*PR*SUPPLI\xcbR"},
	} {
		src := strings.Replace(plain, change[0], change[1], 1)
		if src == plain {
			t.Fatalf("%s: nothing to change", name)
		}
		i := read(t, src)
		reply := x12.Reply(i, &edi.AckOptions{Functional: edi.Always})
		reply.Control, reply.Prepared = "000000001", i.Prepared
		for n := range reply.Groups {
			reply.Groups[n].Control = "1"
		}
		out, err := x12.Write(reply, x12.Delimiters{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		again := read(t, string(out))
		if len(again.TA1) == 0 && len(again.Messages) == 0 || len(again.Defects) > 0 {
			t.Errorf("%s: says nothing, or with defects %v: %s", name, again.Defects, out)
		}
	}
}

// What Acknowledge says is understood by ReadAcknowledgment, and so is a 999.
func TestReadAcknowledgment(t *testing.T) {
	message := func(kind, segments string) *edi.Message {
		in := strings.Replace(plain, good, "ST*"+kind+"*0001~"+segments+"SE*9*0001~", 1)
		return read(t, in).Messages[0]
	}
	for _, c := range []struct {
		name string
		in   *edi.Message
		want *edi.Acknowledged
	}{
		{"accepted as a whole", message("997", "AK1*PO*42~AK9*A*2*2*2~"),
			&edi.Acknowledged{Group: true, Control: "42", Accepted: true, Code: "A"}},
		{"partly", message("997", "AK1*PO*42~AK2*850*0001~AK5*A~AK2*850*0002~AK3*BEG*2**8~AK4*5*373*8*2026~AK3*PO1*3**3~AK5*R*5~AK9*P*2*2*1~"),
			&edi.Acknowledged{Group: true, Control: "42", Code: "P", Messages: []edi.AcknowledgedMessage{
				{Type: "850", Control: "0001", Accepted: true, Code: "A"},
				{Type: "850", Control: "0002", Code: "R", Errors: []string{
					`segment 2, BEG05: date is invalid (8): "2026"`,
					"segment 3, PO1: mandatory segment is missing (3)",
					"segment has errors in its elements (5)",
				}},
			}}},
		{"group refused", message("997", "AK1*PO*42~AK9*R*1*1*0*4*99~"),
			&edi.Acknowledged{Group: true, Control: "42", Code: "R", Errors: []string{
				"control number of the trailer differs from the header (4)", "code 99",
			}}},
		{"999", message("999", "AK1*PO*42*004010~AK2*850*0001~IK3*BEG*2**8~IK4*3>1**1~IK5*E*5~AK9*E*1*1*1~"),
			&edi.Acknowledged{Group: true, Control: "42", Accepted: true, Code: "E", Messages: []edi.AcknowledgedMessage{
				{Type: "850", Control: "0001", Accepted: true, Code: "E", Errors: []string{
					"segment 2, BEG03-1: mandatory data is missing (1)",
					"segment has errors in its elements (5)",
				}},
			}}},
	} {
		got, err := x12.ReadAcknowledgment(c.in)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	for _, m := range []*edi.Message{message("855", "BAK*00~"), message("997", "AK1*PO*42~")} {
		if a, err := x12.ReadAcknowledgment(m); err == nil {
			t.Errorf("message %s: got %v, want an error", m.Type, a)
		}
	}
}

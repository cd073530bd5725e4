package edifact_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/edifact"
)

// read reads one interchange.
func read(t *testing.T, in string) *edi.Interchange {
	t.Helper()
	all, err := edifact.Read([]byte(in), nil)
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
			b.WriteString("+" + strings.Join(e[0], ":"))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestAcknowledge(t *testing.T) {
	const (
		parties = "UCI+0007+4012345000009:14+5412345000006:14+"
		message = "UCM+1+ORDRSP:D:96A:UN:EAN005+4"
	)
	two := unb + good + strings.ReplaceAll(strings.Replace(good, "UNH+1", "UNH+2", 1), "+3+1", "+3+2") + "UNZ+2+0007'"
	at := func(segment int, tag string, element, component int) edi.Pos {
		return edi.Pos{Segment: segment, Tag: tag, Element: element, Component: component}
	}
	for _, c := range []struct {
		name    string
		in      string
		defects []edi.Defect // of the first message, besides those of reading
		want    string
	}{
		{"accepted", plain, nil, parties + "7\n"},
		{"noted", plain, []edi.Defect{edi.NewDefect(at(2, "BGM", 2, 0), edi.CodeTooLong, edi.Note, "")}, parties + "7\n"},
		{"rejected beside a good one", two, []edi.Defect{
			edi.NewDefect(at(3, "DTM", 0, 0), edi.CodeSegmentMissing, edi.Reject, ""),
			edi.NewDefect(at(2, "BGM", 1, 1), edi.CodeTooLong, edi.Note, "x"),
			edi.NewDefect(at(2, "BGM", 2, 0), edi.CodeMandatoryMissing, edi.Reject, ""),
		}, parties + "7\n" + message + "\nUCS+2\nUCD+39+2:1\nUCD+13+3\nUCS+3+13\n"},
		{"count of segments", strings.Replace(plain, "UNT+3", "UNT+4", 1), nil, parties + "7\n" + message + "+29+UNT+2\n"},
		{"interchange control reference", strings.Replace(plain, "UNZ+1+0007", "UNZ+1+0008", 1), nil,
			parties + "4+28+UNZ+3\n"},
		{"broken off", unb + good, nil, parties + "4+13+UNZ\n"},
		{"group refused", unb + "UNG+ORDRSP+A+B+260822:0910+5'" + good + "UNE+1+6'UNZ+1+0007'", nil,
			parties + "7\nUCF+5+A+B+4+28+UNE+3\n"},
		{"message in a group refused", unb + "UNG+ORDRSP+A+B+260822:0910+5'" + strings.Replace(good, "UNT+3", "UNT+2", 1) + "UNE+1+5'UNZ+1+0007'", nil,
			parties + "7\nUCF+5+A+B+7\n" + message + "+29+UNT+2\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			i := read(t, c.in)
			i.Messages[0].Defects = append(i.Messages[0].Defects, c.defects...)
			all := edifact.Acknowledge(i, nil)
			if len(all) != 1 || all[0].Type != "CONTRL" || all[0].Version != "D.3" {
				t.Fatalf("got %v, want one CONTRL of version D.3", all)
			}
			if diff := cmp.Diff(c.want, lines(all[0])); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// An acknowledgment is not acknowledged, or two gateways never stop.
func TestAcknowledgeNoAcknowledgment(t *testing.T) {
	i := read(t, strings.NewReplacer("ORDRSP", "CONTRL").Replace(plain))
	if got := edifact.Acknowledge(i, nil); len(got) != 0 {
		t.Errorf("got %d, want none", len(got))
	}
}

// A reply, numbered, is an interchange that its receiver understands: addresses
// swapped in the envelope and as they came inside.
func TestReply(t *testing.T) {
	i := read(t, strings.Replace(plain, "UNOC:3", "UNOB:4", 1))
	reply := edifact.Reply(i, nil)
	reply.Control, reply.Prepared = "1", i.Prepared
	out, err := edifact.Write(reply, edifact.Delimiters{Lines: true})
	if err != nil {
		t.Fatal(err)
	}
	want := `UNA:+.?*'
UNB+UNOB:4+5412345000006:14+4012345000009:14+20260822:0910+1'
UNH+1+CONTRL:4:1:UN'
UCI+0007+4012345000009:14+5412345000006:14+7'
UNT+3+1'
UNZ+1+1'
`
	if diff := cmp.Diff(want, string(out)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestReadAcknowledgment(t *testing.T) {
	message := func(kind, segments string) *edi.Message {
		in := unb + "UNH+1+" + kind + ":D:3:UN'" + segments + "UNT+9+1'UNZ+1+0007'"
		return read(t, in).Messages[0]
	}
	for _, c := range []struct {
		name string
		in   *edi.Message
		want *edi.Acknowledged
	}{
		{"accepted", message("CONTRL", "UCI+00042+A:14+B:14+7'"),
			&edi.Acknowledged{Control: "00042", Accepted: true, Code: "7"}},
		{"received", message("CONTRL", "UCI+00042+A:14+B:14+8'"),
			&edi.Acknowledged{Control: "00042", Accepted: true, Code: "8"}},
		{"refused", message("CONTRL", "UCI+00042+A:14+B:14+4+28+UNZ+3'"),
			&edi.Acknowledged{Control: "00042", Code: "4", Errors: []string{"control number of the trailer differs from the header (28)"}}},
		{"a message refused", message("CONTRL", "UCI+00042+A:14+B:14+7'UCM+1+ORDERS:D:96A:UN+4+99'UCS+5+35'UCS+2'UCD+39+3:1'UCM+2+ORDERS:D:96A:UN+7'"),
			&edi.Acknowledged{Control: "00042", Accepted: true, Code: "7", Messages: []edi.AcknowledgedMessage{
				{Type: "ORDERS", Control: "1", Code: "4", Errors: []string{
					"code 99", "segment 5: segment occurs too often (35)", "segment 2, element 2-1: value is too long (39)",
				}},
				{Type: "ORDERS", Control: "2", Code: "7", Accepted: true},
			}}},
	} {
		got, err := edifact.ReadAcknowledgment(c.in)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	for _, m := range []*edi.Message{message("ORDRSP", "BGM+1'"), message("CONTRL", "UCM+1'")} {
		if a, err := edifact.ReadAcknowledgment(m); err == nil {
			t.Errorf("message %s: got %v, want an error", m.Type, a)
		}
	}
}

package edifact_test

import (
	"strings"
	"testing"
	"time"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/edifact"
)

// made is an interchange of whatever is handed in: segments are lines of body, their
// elements separated by tabs, repetitions by vertical tabs, components by form feeds.
func made(sender, control, syntax, version, kind, body string) *edi.Interchange {
	m := &edi.Message{Type: kind, Version: version, Group: -1}
	for line := range strings.SplitSeq(body, "\n") {
		parts := strings.Split(line, "\t")
		s := edi.Segment{Tag: parts[0]}
		for _, e := range parts[1:] {
			var element [][]string
			for r := range strings.SplitSeq(strings.TrimRight(e, "\v\f"), "\v") { // what is empty at an end is not there
				element = append(element, strings.Split(strings.TrimRight(r, "\f"), "\f"))
			}
			s.Elements = append(s.Elements, element)
		}
		m.Segments = append(m.Segments, s)
	}
	return &edi.Interchange{
		Sender: edi.Identity{Qualifier: "14", ID: sender}, Receiver: edi.Identity{ID: "4098765000000"},
		Version: syntax, Control: control, Prepared: time.Date(2026, 8, 22, 9, 10, 0, 0, time.UTC),
		Messages: []*edi.Message{m},
	}
}

// What is written has a whole envelope and says what was handed in, or it is not
// written.
func FuzzWrite(f *testing.F) {
	f.Add("4012345000009", "7", "UNOC:3", "D.96A", "ORDERS", "BGM\t220\t1\t9\nDTM\t137\f20260822\f102\nFTX\tAAI\t\t\tA?'+:B\fMÜLLER")
	f.Add("A", "000001", "UNOW:4", "D.01B", "ORDERS", "COM\ta@b\fEM\v1\fTE\nQTY\t21\f1,5")
	f.Add("", "", "", "", "", "UNB\nUNH\t1\nbgm\t\x00\t\xff")
	f.Fuzz(func(t *testing.T, sender, control, syntax, version, kind, body string) {
		i := made(sender, control, syntax, version, kind, body)
		for _, d := range []edifact.Delimiters{{}, {Element: '|', Component: '^', Segment: '~', Release: '\\'}, {Lines: true}} {
			out, err := edifact.Write(i, d)
			if err != nil {
				continue
			}
			back, err := edifact.Read(out, nil)
			if err != nil || len(back) != 1 || len(back[0].Messages) != 1 {
				t.Fatalf("wrote %q: read %d interchanges, %v", out, len(back), err)
			}
			for _, d := range allDefects(back[0]) {
				if d.Severity > edi.Warn && d.Code != edi.CodeEmpty && d.Code != edi.CodeTypeNotInGroup {
					t.Errorf("wrote %q: %s", out, d)
				}
			}
			if i.Messages[0].Control == "" {
				back[0].Messages[0].Control = ""
			}
			if want, got := said(i), said(back[0]); want != got {
				t.Errorf("handed in %s\nwrote %q\nread back %s", want, out, got)
			}
		}
	})
}

func allDefects(i *edi.Interchange) []edi.Defect {
	all := append([]edi.Defect{}, i.Defects...)
	for _, g := range i.Groups {
		all = append(all, g.Defects...)
	}
	for _, m := range i.Messages {
		all = append(all, m.Defects...)
	}
	return all
}

// Whatever an acknowledgment says, reading it answers what it is about or an error,
// and a message that it names is found again.
func FuzzReadAcknowledgment(f *testing.F) {
	f.Add("CONTRL", "UCI\t42\tA\tB\t4\nUCM\t1\tORDERS\fD\f96A\fUN\t4\t12\nUCS\t3\t13\nUCD\t39\t2\f1")
	f.Add("CONTRL", "UCI\t42\tA\tB\t7\nUCF\t5\tA\tB\t4\t29")
	f.Add("CONTRL", "UCM\nUCI\nUCS\nUCD")
	f.Fuzz(func(t *testing.T, kind, body string) {
		m := made("A", "1", "UNOC:3", "D.3", kind, body).Messages[0]
		a, err := edifact.ReadAcknowledgment(m)
		if (err == nil) == (a == nil) {
			t.Fatalf("got %v, %v", a, err)
		}
		if a == nil {
			return
		}
		seen := map[string]bool{}
		for _, one := range a.Messages {
			if accepted, code, _ := a.Of(one.Control); !seen[one.Control] && (accepted != one.Accepted || code != one.Code) && (accepted || code != a.Code) { // what is refused as a whole takes it with it
				t.Errorf("message %s: got %t %q, want %t %q", one.Control, accepted, code, one.Accepted, one.Code)
			}
			seen[one.Control] = true
		}
	})
}

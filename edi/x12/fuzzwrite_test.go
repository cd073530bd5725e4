package x12_test

import (
	"strings"
	"testing"
	"time"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/x12"
)

// made is an interchange of whatever is handed in: segments are lines of body, their
// elements separated by tabs, repetitions by vertical tabs, components by form feeds.
func made(sender, control, version, kind, body string) *edi.Interchange {
	m := &edi.Message{Type: kind, Version: version}
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
		Sender: edi.Identity{Qualifier: "ZZ", ID: sender}, Receiver: edi.Identity{Qualifier: "01", ID: "123456789"},
		Control: control, Prepared: time.Date(2026, 8, 22, 9, 10, 0, 0, time.UTC),
		Groups:   []edi.Group{{Kind: "PO", Control: "7", Version: version}},
		Messages: []*edi.Message{m},
	}
}

// What is written has a whole envelope and says what was handed in, or it is not
// written.
func FuzzWrite(f *testing.F) {
	f.Add("SUPPLIER", "000000007", "004010", "850", "BEG\t00\tNE\t1\t\t20260822\nREF\tZZ\tA\fB\nN1\tST\tMÜLLER")
	f.Add("S*", "7", "005010", "850", "BEG\t*~>^\nAK4\t1\f2\f3\t\t7\nBIN\t3\ta~b\nBDS\tA\t2\t**")
	f.Add("", "", "", "", "ISA\nST\t850\nSE\t\t\nbeg\t\x00\t\xff")
	f.Fuzz(func(t *testing.T, sender, control, version, kind, body string) {
		i := made(sender, control, version, kind, body)
		for _, d := range []x12.Delimiters{{}, {Element: '|', Component: ':', Segment: '\n'}, {Lines: true}} {
			out, err := x12.Write(i, d)
			if err != nil {
				continue
			}
			back, err := x12.Read(out, nil)
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
	f.Add("997", "AK1\tPO\t42\nAK2\t850\t0001\nAK3\tBEG\t2\t\t8\nAK4\t5\t373\t8\t2026\nAK5\tR\t5\nAK9\tR\t1\t1\t0")
	f.Add("999", "AK1\tPO\t42\t004010\nAK2\t850\t0001\nIK3\tBEG\t2\t\t8\nIK4\t3\f1\t\t1\nIK5\tE\t5\nAK9\tE\t1\t1\t1")
	f.Add("997", "AK9\nAK1\nAK4\nAK5")
	f.Fuzz(func(t *testing.T, kind, body string) {
		m := made("A", "1", "004010", kind, body).Messages[0]
		a, err := x12.ReadAcknowledgment(m)
		if (err == nil) == (a == nil) {
			t.Fatalf("got %v, %v", a, err)
		}
		for n := range m.Segments {
			if ta1, err := x12.ReadTA1(&m.Segments[n]); err == nil && ta1.Control == "" {
				t.Errorf("TA1 without a control number: %v", ta1)
			}
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

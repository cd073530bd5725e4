package x12_test

import (
	"bytes"
	"testing"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/x12"
)

// Whatever comes in, positions are inside of it and segments stand in order; all
// bytes between the first and the last interchange belong to one; and what can
// be written of it is read back equal. Acknowledgments of it can be written.
func FuzzRead(f *testing.F) {
	for _, c := range readCases {
		f.Add([]byte(c.in))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		all, err := x12.Read(in, nil)
		if (err == nil) != (len(all) > 0) {
			t.Fatalf("%d interchanges and error %v", len(all), err)
		}
		checkPlaces(t, in, all)
		for _, i := range all {
			if got, want := i.Bytes(), in[i.Offset:i.End]; i.Header.Tag != "" && !bytes.Equal(got, want) {
				t.Fatalf("read %q as %q", want, got)
			}
			checkReply(t, i)
			if hollow(i) {
				continue
			}
			out, err := x12.Write(i, x12.Delimiters{})
			if err != nil {
				continue // it cannot be said with these delimiters
			}
			back, err := x12.Read(out, nil)
			if err != nil || len(back) != 1 {
				t.Fatalf("%q: %d interchanges, error %v", out, len(back), err)
			}
			if want, got := said(i), said(back[0]); want != got {
				t.Errorf("read %s\nwrote %q\nread back %s", want, out, got)
			}
		}
	})
}

// hollow says that a message has no control number, for which Write makes one up.
func hollow(i *edi.Interchange) bool {
	for _, m := range i.Messages {
		if m.Control == "" {
			return true
		}
	}
	return false
}

// checkReply checks that the answer to i can be written and read.
func checkReply(t *testing.T, i *edi.Interchange) {
	t.Helper()
	for _, m := range x12.Acknowledge(i, nil) {
		if _, err := x12.ReadAcknowledgment(m); err != nil {
			t.Error(err)
		}
		reply := order("")
		reply.Groups[0].Kind, m.Group = "FA", 0
		reply.Messages = []*edi.Message{m}
		if _, err := x12.Write(reply, x12.Delimiters{}); err != nil {
			t.Errorf("acknowledgment: %v", err)
		}
	}
}

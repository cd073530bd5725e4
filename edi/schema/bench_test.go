package schema_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/edifact"
	"github.com/wharf-edi/wharf/edi/editest"
	"github.com/wharf-edi/wharf/edi/schema"
	"github.com/wharf-edi/wharf/edi/x12"
)

// kinds are the two files that figures of speed are about, and how they are read.
var kinds = map[string]struct {
	write func(io.Writer, int64, editest.Faults) (int, error)
	scan  func(io.Reader, edi.Handler) error
}{
	"X12":     {editest.WriteX12, func(r io.Reader, h edi.Handler) error { return x12.Scan(r, nil, h) }},
	"EDIFACT": {editest.WriteEDIFACT, func(r io.Reader, h edi.Handler) error { return edifact.Scan(r, nil, h) }},
}

// BenchmarkValidate checks 20 MB in full, 1 % of the messages having defects, and
// keeps what the acknowledgment needs.
func BenchmarkValidate(b *testing.B) {
	for name, k := range kinds {
		var src bytes.Buffer
		messages, err := k.write(&src, 20e6, 100)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(src.Len()))
			b.ReportAllocs()
			for b.Loop() {
				var c schema.Checker
				if err := k.scan(bytes.NewReader(src.Bytes()), &c); err != nil {
					b.Fatal(err)
				}
				if c.Messages != messages || c.EnvelopeOnly > 0 || len(c.Interchanges[0].Messages) != messages/100 {
					b.Fatalf("%d messages of %d, %d with defects", c.Messages, messages, len(c.Interchanges[0].Messages))
				}
				b.ReportMetric(float64(c.Segments), "segments/op")
			}
		})
	}
}

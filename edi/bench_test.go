package edi_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/editest"
)

// inputs are the two files that all figures of speed are about, 20 MB each.
func inputs(tb testing.TB, size int64, f editest.Faults) map[string][]byte {
	tb.Helper()
	all := map[string][]byte{}
	for name, write := range map[string]func(io.Writer, int64, editest.Faults) (int, error){
		"X12": editest.WriteX12, "EDIFACT": editest.WriteEDIFACT,
	} {
		var b bytes.Buffer
		if _, err := write(&b, size, f); err != nil {
			tb.Fatal(err)
		}
		all[name] = b.Bytes()
	}
	return all
}

var syntaxes = map[string]edi.Syntax{
	"X12":     {Segment: '~', Element: '*', Component: '>'},
	"EDIFACT": {Segment: '\'', Element: '+', Component: ':', Release: '?'},
}

// BenchmarkTokenize finds all segments and the place of each value, release
// characters resolved.
func BenchmarkTokenize(b *testing.B) {
	for name, src := range inputs(b, 20e6, 0) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				t := edi.NewTokenizer(bytes.NewReader(src), edi.Limits{})
				t.Use(syntaxes[name], nil)
				values := 0
				for {
					s, err := t.Next()
					if err != nil {
						break
					}
					values += len(s.Values)
				}
				if values == 0 {
					b.Fatal("nothing read")
				}
			}
		})
	}
}

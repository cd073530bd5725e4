package edi_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/edifact"
	"github.com/wharf-edi/wharf/edi/schema"
	"github.com/wharf-edi/wharf/edi/x12"
	"github.com/wharf-edi/wharf/internal/absent"
)

const (
	x12Head     = "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260822*0910*U*00401*000000007*0*P*>~GS*PO*A*B*20260822*0910*7*X*004010~ST*850*0001~BEG*00*NE*1**20260822~"
	edifactHead = "UNA:+.? 'UNB+UNOC:3+A+B+260822:0910+7'UNH+1+ORDERS:D:96A:UN'BGM+220+1+9'DTM+137:20260822:102'"
)

// repeat is text so many times over, without holding it.
type repeat struct {
	text string
	n    int64 // bytes left
	at   int
}

func (r *repeat) Read(p []byte) (n int, err error) {
	if r.n <= 0 {
		return 0, io.EOF
	}
	for n < len(p) && r.n > 0 {
		k := copy(p[n:min(len(p), n+int(min(r.n, 1<<30)))], r.text[r.at:])
		n, r.at, r.n = n+k, (r.at+k)%len(r.text), r.n-int64(k)
	}
	return n, nil
}

// hostile are inputs that nobody sends by mistake, and what has to be told of them.
var hostile = []struct {
	name string
	in   func() io.Reader
	want edi.Code
}{
	{"X12: a segment of 100 MB", func() io.Reader {
		return io.MultiReader(strings.NewReader(x12Head+"REF*ZZ*"), &repeat{text: "ABCDEFGH", n: 100e6}, strings.NewReader("~SE*4*0001~GE*1*7~IEA*1*000000007~"))
	}, edi.CodeTooLarge},
	{"EDIFACT: a segment of 100 MB with releases", func() io.Reader {
		return io.MultiReader(strings.NewReader(edifactHead+"FTX+AAI+++"), &repeat{text: "A?'?+?:B", n: 100e6}, strings.NewReader("'UNT+5+1'UNZ+1+7'"))
	}, edi.CodeTooLarge},
	{"X12: 10 million elements", func() io.Reader {
		return io.MultiReader(strings.NewReader(x12Head+"REF"), &repeat{text: "*1", n: 20e6}, strings.NewReader("~SE*4*0001~GE*1*7~IEA*1*000000007~"))
	}, edi.CodeTooLarge},
	{"EDIFACT: 10 million components", func() io.Reader {
		return io.MultiReader(strings.NewReader(edifactHead+"FTX+AAI+++"), &repeat{text: "1:", n: 20e6}, strings.NewReader("'UNT+5+1'UNZ+1+7'"))
	}, edi.CodeTooLarge},
	{"X12: a tree of 500,000 levels", func() io.Reader {
		in := strings.NewReplacer("850", "856", "*PO*", "*SH*").Replace(x12Head[:strings.Index(x12Head, "BEG")]) + "BSN*00*1*20260822*0910~"
		return io.MultiReader(strings.NewReader(in), &levels{n: 500_000}, strings.NewReader("SE*500003*0001~GE*1*7~IEA*1*000000007~"))
	}, edi.CodeLoopOverMax},
	{"X12: a million empty segments", func() io.Reader {
		return io.MultiReader(strings.NewReader(x12Head), &repeat{text: "~ ", n: 2e6})
	}, edi.CodeTrailerMissing},
	{"X12: a million groups", func() io.Reader {
		return io.MultiReader(strings.NewReader(x12Head[:strings.Index(x12Head, "GS*")]), &repeat{text: "GS*PO*A*B*20260822*0910*7*X*004010~GE*0*7~", n: 42e6})
	}, edi.CodeTooLarge},
	{"X12: blanks without end", func() io.Reader {
		return io.MultiReader(strings.NewReader(x12Head), &repeat{text: " \r\n\x00", n: 100e6})
	}, edi.CodeTrailerMissing},
	{"X12: ISA without end", func() io.Reader { return &repeat{text: "ISA*00*", n: 50e6} }, ""},
	{"EDIFACT: UNB without end", func() io.Reader { return &repeat{text: "UNB+UNOC", n: 50e6} }, edi.CodeTooLarge},
	{"X12: control characters", func() io.Reader {
		return strings.NewReader(x12Head + "REF*ZZ*A\x01\x02\x1f\x00B~SE*4*0001~GE*1*7~IEA*1*000000007~")
	}, edi.CodeBadCharacter},
	{"EDIFACT: NUL in a text", func() io.Reader { return strings.NewReader(edifactHead + "FTX+AAI+++A\x00B'UNS+S'UNT+6+1'UNZ+1+7'") }, edi.CodeBadCharacter},
}

// levels is a chain of n HL segments, each below the one before.
type levels struct {
	n, at int
	rest  []byte
}

func (l *levels) Read(p []byte) (int, error) {
	for len(l.rest) == 0 {
		if l.at == l.n {
			return 0, io.EOF
		}
		l.at++
		l.rest = fmt.Appendf(nil, "HL*%d*%d*I~", l.at, l.at-1)
		if l.at == 1 {
			l.rest = []byte("HL*1**S~")
		}
	}
	n := copy(p, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

// Nothing that comes in takes more than bounded memory, and what is wrong with it is
// told with its place.
func TestHostile(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 600 MB")
	}
	for _, c := range hostile {
		t.Run(c.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			check := schema.Checker{Keep: func(*edi.Message) bool { return true }}
			scan := func(r io.Reader) error { return x12.Scan(r, nil, &check) }
			if strings.HasPrefix(c.name, "EDIFACT") {
				scan = func(r io.Reader) error { return edifact.Scan(r, nil, &check) }
			}
			err := scan(c.in())
			runtime.ReadMemStats(&after)
			if took := after.TotalAlloc - before.TotalAlloc; took > 160<<20 {
				t.Errorf("allocated %d MiB", took>>20)
			}
			if c.want == "" {
				if e, ok := errors.AsType[*edi.SyntaxError](err); !ok || e.Pos.Tag == "" {
					t.Errorf("got %v, want a syntax error with a place", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range check.Interchanges {
				for _, d := range allDefects(i) {
					if d.Code == c.want && (d.Pos.End > 0 || d.Pos.Segment > 0) {
						return
					}
				}
			}
			t.Errorf("%s is not told", c.want)
		})
	}
}

// A sample that is cut off anywhere is read as far as it goes, and it is told that
// it breaks off.
func TestTruncated(t *testing.T) {
	dir := os.Getenv("WHARF_SAMPLES")
	if dir == "" {
		absent.Skip(t, "samples", "WHARF_SAMPLES names no folder of real EDI files")
	}
	for _, name := range []string{"x12/850/bots-850-004010-01.edi", "edifact/ORDERS/bots-edi-orders01.edi"} {
		src, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		whole := len(bytes.TrimRight(src, " \r\n\x1a"))
		for n := range whole - 1 {
			all, err := readSample(name, src[:n])
			if err != nil {
				if _, ok := errors.AsType[*edi.SyntaxError](err); !ok {
					t.Fatalf("%s, %d bytes: %v", name, n, err)
				}
				continue
			}
			for _, m := range all[0].Messages {
				schema.Validate(m, nil)
			}
			if all[0].Worst() != edi.Reject {
				t.Errorf("%s, %d bytes of %d: nothing is refused", name, n, len(src))
			}
		}
	}
}

package edi_test

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/edifact"
	"github.com/wharf-edi/wharf/edi/schema"
	"github.com/wharf-edi/wharf/edi/x12"
	"github.com/wharf-edi/wharf/internal/absent"
)

// samples calls do for each real file.
func samples(t *testing.T, do func(t *testing.T, name string, src []byte)) {
	dir := os.Getenv("WHARF_SAMPLES")
	if dir == "" {
		absent.Skip(t, "samples", "WHARF_SAMPLES names no folder of real EDI files")
	}
	count := 0
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(name, "/") {
			return err
		}
		src, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		count++
		do(t, name, src)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if count == 0 {
		t.Errorf("no samples in %s", dir)
	}
}

// readSample reads by what the input begins with.
func readSample(name string, src []byte) ([]*edi.Interchange, error) {
	standard, ok := edi.Sniff(src)
	if !ok { // bare messages: the folder says what they should have been
		standard = edi.Standard(name[:strings.Index(name, "/")])
	}
	if standard == edi.X12 {
		return x12.Read(src, nil)
	}
	return edifact.Read(src, nil)
}

// allDefects is the defects of the interchange, its groups and its messages, by
// where they stand.
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

// verdict is one row of testdata/verdicts.tsv: what is wrong with a file. The rows
// were found without this package, by a reader of their own and by eye.
type verdict struct {
	verdict string // error, refused, noted, clean
	defects string // "code place xN; ...", what an acknowledgment would tell
	reason  string
}

// judge is the verdict of the engine on a sample.
func judge(name string, src []byte) verdict {
	all, err := readSample(name, src)
	if err != nil {
		if _, ok := errors.AsType[*edi.SyntaxError](err); !ok {
			return verdict{verdict: "error without a place"}
		}
		return verdict{verdict: "error"}
	}
	worst := edi.Warn
	counts := map[string]int{}
	var order []string
	for _, i := range all {
		for _, m := range i.Messages {
			schema.Validate(m, nil)
		}
		schema.ValidateEnvelope(i)
		for _, d := range allDefects(i) {
			switch d.Code {
			case edi.CodeLayout, edi.CodeCharset, edi.CodeEnvelopeRejected:
				continue
			}
			worst = max(worst, d.Severity, edi.Note)
			key := string(d.Code) + " " + cmp.Or(d.Pos.Tag, "-")
			if d.Pos.Element > 0 {
				key += fmt.Sprintf("%02d", d.Pos.Element)
			}
			if d.Pos.Component > 0 {
				key += fmt.Sprintf("-%d", d.Pos.Component)
			}
			if counts[key]++; counts[key] == 1 {
				order = append(order, key)
			}
		}
	}
	v := verdict{verdict: map[edi.Severity]string{edi.Warn: "clean", edi.Note: "noted", edi.Reject: "refused"}[worst]}
	var told []string
	for _, key := range order {
		if counts[key] > 1 {
			key += fmt.Sprintf(" x%d", counts[key])
		}
		told = append(told, key)
	}
	v.defects = strings.Join(told, "; ")
	return v
}

// What is whole passes with the defects that it really has and no others; what is
// malformed is refused with the right code.
func TestSamples(t *testing.T) {
	want := readVerdicts(t, "testdata/verdicts.tsv")
	samples(t, func(t *testing.T, name string, src []byte) {
		w, known := want[name]
		if !known {
			t.Errorf("%s: the table has no verdict on it", name)
			return
		}
		delete(want, name)
		got := judge(name, src)
		if got.verdict != w.verdict {
			t.Errorf("%s: got %s, the table has %s", name, got.verdict, w.verdict)
		}
		if missing, more := differences(w.defects, got.defects); missing != "" || more != "" {
			t.Errorf("%s: only the table has %q, only the engine %q", name, missing, more)
		}
	})
	for name := range want {
		t.Errorf("%s: the table has a verdict, and there is no such sample", name)
	}
}

// differences is what is only in the one and only in the other list. In which order
// they stand depends on where a thing is noticed.
func differences(a, b string) (onlyA, onlyB string) {
	without := func(all, others string) string {
		theirs := strings.Split(others, "; ")
		return strings.Join(slices.DeleteFunc(strings.Split(all, "; "), func(s string) bool { return slices.Contains(theirs, s) }), "; ")
	}
	return without(a, b), without(b, a)
}

// Each sample is put together again from the bytes of its segments, and its
// acknowledgment can be written and read.
func TestSamplesReturn(t *testing.T) {
	samples(t, func(t *testing.T, name string, src []byte) {
		all, err := readSample(name, src)
		if err != nil {
			return
		}
		for _, i := range all {
			if got, want := i.Bytes(), src[i.Offset:i.End]; i.Header.Tag != "" && !bytes.Equal(got, want) {
				t.Errorf("%s: interchange %s is not what its segments are", name, i.Control)
			}
			for _, m := range i.Messages {
				acknowledgment(t, name, m)
			}
		}
	})
}

// acknowledgment reads m if it is one.
func acknowledgment(t *testing.T, name string, m *edi.Message) {
	t.Helper()
	// This one is ours to refuse: it holds nothing between ST and SE.
	if m.Type != "997" || len(m.Segments) == 2 {
		return
	}
	a, err := x12.ReadAcknowledgment(m)
	if err != nil || a.Control == "" || a.Code == "" {
		t.Errorf("%s: %+v, %v", name, a, err)
	}
}

func readVerdicts(t *testing.T, table string) map[string]verdict {
	t.Helper()
	b, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]verdict{}
	for n, line := range strings.Split(strings.TrimRight(string(b), "\n"), "\n") {
		f := strings.Split(line, "\t")
		if n == 0 {
			continue
		}
		if len(f) != 4 || all[f[0]] != (verdict{}) {
			t.Fatalf("%s, line %d: %d columns, want 4, and each file once", table, n+1, len(f))
		}
		all[f[0]] = verdict{verdict: strings.TrimSpace(f[1]), defects: strings.TrimSpace(f[2]), reason: f[3]}
	}
	return all
}

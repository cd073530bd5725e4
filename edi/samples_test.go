package edi_test

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/edifact"
	"github.com/wharf-edi/wharf/edi/schema"
	"github.com/wharf-edi/wharf/edi/x12"
	"github.com/wharf-edi/wharf/internal/absent"
)

var update = flag.Bool("update", false, "rewrite testdata/verdicts.tsv from the samples")

// supported are the folders of the samples whose messages have a definition.
var supported = regexp.MustCompile(`^(x12/(850|855|856|810|997)|edifact/(ORDERS|ORDRSP|DESADV|INVOIC))/`)

// samples calls do for each sample of a supported kind.
func samples(t *testing.T, do func(t *testing.T, name string, src []byte)) {
	dir := os.Getenv("WHARF_SAMPLES")
	if dir == "" {
		absent.Skip(t, "samples", "WHARF_SAMPLES names no folder of real EDI files")
	}
	count := 0
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !supported.MatchString(name) {
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

// envelope is the defects of the interchange, its groups and its messages, as
// Read finds them.
func envelope(i *edi.Interchange) []edi.Defect {
	all := append([]edi.Defect{}, i.Defects...)
	for _, g := range i.Groups {
		all = append(all, g.Defects...)
	}
	for _, m := range i.Messages {
		all = append(all, m.Defects...)
	}
	return all
}

// Real interchanges that are whole are read without a defect that refuses them,
// and their acknowledgments can be read.
func TestWholeSamples(t *testing.T) {
	samples(t, func(t *testing.T, name string, src []byte) {
		if strings.Contains(name, "/malformed/") {
			return
		}
		all, err := readSample(name, src)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, i := range all {
			for _, d := range envelope(i) {
				if d.Severity == edi.Reject {
					t.Errorf("%s: %s", name, d)
				}
			}
			if len(i.Messages) == 0 && len(i.TA1) == 0 {
				t.Errorf("%s: interchange %s holds nothing", name, i.Control)
			}
			for _, m := range i.Messages {
				if len(m.Segments) < 2 || m.Segments[0].Element(0) == "" {
					t.Errorf("%s: message %s has %d segments", name, m.Control, len(m.Segments))
				}
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

// verdict is one line of the table: what is the worst that is wrong with a file.
type verdict struct {
	file, worst, first string
	reason             string // written by hand: why nothing can be wrong with its syntax
}

// judge is the verdict on one malformed sample. Values stay out of the table.
func judge(name string, src []byte) verdict {
	v := verdict{file: name, worst: "clean"}
	all, err := readSample(name, src)
	if err != nil {
		e, ok := errors.AsType[*edi.SyntaxError](err)
		if !ok {
			return verdict{file: name, worst: "error", first: "without a place"}
		}
		return verdict{file: name, worst: "error", first: fmt.Sprintf("%s: %v", e.Pos, e.Err)}
	}
	worst := edi.Severity(-1)
	for _, i := range all {
		for _, m := range i.Messages {
			schema.Validate(m, nil)
		}
		for _, d := range envelope(i) {
			if d.Severity > worst {
				worst = d.Severity
				v.worst = []string{"warn", "note", "reject"}[worst]
				v.first = fmt.Sprintf("%s: %s", d.Pos, d.Text)
			}
		}
	}
	return v
}

// Every malformed sample is found out, but for those that are wrong in what they
// mean only; the table says of each what it is.
func TestMalformedSamples(t *testing.T) {
	const table = "testdata/verdicts.tsv"
	want := readVerdicts(t, table)
	got := map[string]verdict{}
	var lines strings.Builder
	lines.WriteString("file\tworst\tfirst of it\twhy syntax is content with it\n")
	samples(t, func(t *testing.T, name string, src []byte) {
		if !strings.Contains(name, "/malformed/") {
			return
		}
		v := judge(name, src)
		v.reason = want[name].reason
		got[name] = v
		fmt.Fprintf(&lines, "%s\t%s\t%q\t%s\n", v.file, v.worst, v.first, v.reason)
		if v.worst == "clean" && v.reason == "" {
			t.Errorf("%s: nothing is wrong with it, and the table does not say why", name)
		}
	})
	if *update && len(got) > 0 {
		if err := os.WriteFile(table, []byte(lines.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(verdict{})); diff != "" {
		t.Errorf("verdicts (-table +now); -update rewrites the table:\n%s", diff)
	}
}

func readVerdicts(t *testing.T, table string) map[string]verdict {
	t.Helper()
	b, err := os.ReadFile(table)
	if errors.Is(err, fs.ErrNotExist) && *update {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]verdict{}
	for n, line := range strings.Split(strings.TrimRight(string(b), "\n"), "\n") {
		f := strings.Split(line, "\t")
		if n == 0 {
			continue
		}
		if len(f) != 4 {
			t.Fatalf("%s, line %d: %d columns, want 4", table, n+1, len(f))
		}
		v := verdict{file: f[0], worst: f[1], reason: f[3]}
		if _, err := fmt.Sscanf(f[2], "%q", &v.first); err != nil {
			t.Fatalf("%s, line %d: %v", table, n+1, err)
		}
		all[v.file] = v
	}
	return all
}

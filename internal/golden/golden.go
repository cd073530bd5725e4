// Package golden keeps test cases as files: a txtar archive whose comment says
// why the case exists, with what comes in and what must come out.
//
// A test walks the cases of a folder, makes each output and calls Check. Run with
// -update, Check writes the output into the file instead of comparing it; the
// change is then reviewed like code.
package golden

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite the expected output in golden files")

// Case is one archive.
type Case struct {
	path    string
	archive *txtar.Archive
}

// Cases are the archives of a folder by their name without ".txtar". A folder
// without any fails the test.
func Cases(t *testing.T, dir string) map[string]*Case {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases in %s (%v)", dir, err)
	}
	cases := map[string]*Case{}
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if len(bytes.TrimSpace(archive.Comment)) == 0 {
			t.Errorf("%s does not say why it exists", path)
		}
		cases[strings.TrimSuffix(filepath.Base(path), ".txtar")] = &Case{path: path, archive: archive}
	}
	return cases
}

// Has says that the archive has a file.
func (c *Case) Has(name string) bool { return c.index(name) >= 0 }

// File is the content of a file in the archive, which must be there.
func (c *Case) File(t *testing.T, name string) []byte {
	t.Helper()
	i := c.index(name)
	if i < 0 {
		t.Fatalf("%s has no file %s", c.path, name)
	}
	return c.archive.Files[i].Data
}

func (c *Case) index(name string) int {
	for i, f := range c.archive.Files {
		if f.Name == name {
			return i
		}
	}
	return -1
}

// Check compares got with the file of that name in the archive.
func (c *Case) Check(t *testing.T, name string, got []byte) {
	t.Helper()
	if len(got) > 0 && !bytes.HasSuffix(got, []byte("\n")) {
		got = append(bytes.Clone(got), '\n')
	}
	i := c.index(name)
	if *update {
		if i < 0 {
			i = len(c.archive.Files)
			c.archive.Files = append(c.archive.Files, txtar.File{Name: name})
		}
		c.archive.Files[i].Data = got
		write(t, c.path, txtar.Format(c.archive))
		return
	}
	if i < 0 {
		t.Fatalf("%s has no file %s; -update makes it", c.path, name)
	}
	if diff := cmp.Diff(string(c.archive.Files[i].Data), string(got)); diff != "" {
		t.Errorf("%s, %s (-want +got):\n%s", c.path, name, diff)
	}
}

// File compares got with a whole file, or rewrites it.
func File(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		write(t, path, got)
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; -update makes it", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

package golden_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/wharf-edi/wharf/internal/golden"
)

// An archive is read by name, and output equal to what stands there passes, with
// or without the newline that an editor adds.
func TestCases(t *testing.T) {
	dir := t.TempDir()
	archive := "Why it exists.\n\n-- in --\nquestion\n-- want --\nanswer\n"
	if err := os.WriteFile(filepath.Join(dir, "one.txtar"), []byte(archive), 0o600); err != nil {
		t.Fatal(err)
	}
	cases := golden.Cases(t, dir)
	c, ok := cases["one"]
	if !ok || len(cases) != 1 {
		t.Fatalf("got cases %v, want one", cases)
	}
	if got := string(c.File(t, "in")); got != "question\n" {
		t.Errorf("got %q, want the question", got)
	}
	if c.Has("other") || !c.Has("want") {
		t.Error("the archive has want and nothing else")
	}
	c.Check(t, "want", []byte("answer"))
}

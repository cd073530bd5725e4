package absent_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/wharf-edi/wharf/internal/absent"
)

// watched is a test of which one sees how it ends.
type watched struct {
	testing.TB
	failed, skipped string
}

func (w *watched) Helper() {}

func (w *watched) Fatalf(format string, args ...any) {
	w.failed = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func (w *watched) Fatal(args ...any) { w.Fatalf("%s", fmt.Sprint(args...)) }

func (w *watched) Skip(args ...any) {
	w.skipped = fmt.Sprint(args...)
	runtime.Goexit()
}

func run(t *testing.T, need, why string) *watched {
	w := &watched{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		absent.Skip(w, need, why)
	}()
	<-done
	return w
}

// What is not there is told in the file, one line each, and skips the test.
func TestSkip(t *testing.T) {
	name := filepath.Join(t.TempDir(), "skips")
	t.Setenv("WHARF_TEST_REQUIRE", "postgres")
	t.Setenv("WHARF_TEST_SKIPS", name)
	for _, need := range []string{"openssh", "post"} {
		if w := run(t, need, "it is not installed"); w.skipped != "it is not installed" || w.failed != "" {
			t.Errorf("%s: got %+v, want it skipped with the reason", need, w)
		}
	}
	got, err := os.ReadFile(name)
	if want := "openssh: it is not installed\npost: it is not installed\n"; err != nil || string(got) != want {
		t.Errorf("told %q, %v, want %q", got, err, want)
	}
}

// What is required fails the test, and is not told as skipped.
func TestSkipRequired(t *testing.T) {
	name := filepath.Join(t.TempDir(), "skips")
	t.Setenv("WHARF_TEST_REQUIRE", "samples,postgres")
	t.Setenv("WHARF_TEST_SKIPS", name)
	want := "postgres is required (WHARF_TEST_REQUIRE): no server"
	if w := run(t, "postgres", "no server"); w.failed != want || w.skipped != "" {
		t.Errorf("got %+v, want it failed with %q", w, want)
	}
	if _, err := os.Stat(name); !os.IsNotExist(err) {
		t.Errorf("a file of skips was written: %v", err)
	}
}

// A file that cannot be written to is not passed over: what was not tested would
// go unsaid.
func TestSkipUntold(t *testing.T) {
	t.Setenv("WHARF_TEST_REQUIRE", "")
	t.Setenv("WHARF_TEST_SKIPS", filepath.Join(t.TempDir(), "no folder", "skips"))
	if w := run(t, "openssh", "it is not installed"); w.failed == "" {
		t.Error("the test is not failed")
	}
}

// Package absent is for tests that need what a machine may not have. Skip says so
// in the run's last lines, and makes it a failure where it is required.
package absent

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// What the environment may say.
const (
	envRequire = "WHARF_TEST_REQUIRE" // needs that must be met, with commas between them
	envSkips   = "WHARF_TEST_SKIPS"   // a file for what was not tested; make test prints it
)

// Skip ends the test, which needs something that is not there. need is one word
// ("postgres", "openssh", "samples"), why says what is missing and how to get it.
// It fails the test if WHARF_TEST_REQUIRE has the word.
func Skip(t testing.TB, need, why string) {
	t.Helper()
	if slices.Contains(strings.Split(os.Getenv(envRequire), ","), need) {
		t.Fatalf("%s is required (%s): %s", need, envRequire, why)
	}
	if name := os.Getenv(envSkips); name != "" {
		f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			t.Fatal(err)
		}
		_, err = fmt.Fprintf(f, "%s: %s\n", need, why)
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Skip(why)
}

package migrations_test

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wharf-edi/wharf/migrations"
)

func names(t *testing.T, dir fs.FS) []string {
	t.Helper()
	found, err := fs.Glob(dir, "*/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for i := range found {
		found[i] = path.Base(found[i])
	}
	return found
}

// Both engines have the same history.
func TestSameNames(t *testing.T) {
	if diff := cmp.Diff(names(t, migrations.SQLite), names(t, migrations.Postgres)); diff != "" {
		t.Errorf("sqlite (-) and postgres (+) differ:\n%s", diff)
	}
}

// Numbers run from 1 without a gap, so that two branches cannot both add one
// unnoticed.
func TestNumbers(t *testing.T) {
	for i, name := range names(t, migrations.SQLite) {
		if want := fmt.Sprintf("%04d_", i+1); !strings.HasPrefix(name, want) {
			t.Errorf("got file %s at place %d, want one beginning with %s", name, i+1, want)
		}
	}
}

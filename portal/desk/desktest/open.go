package desktest

import (
	"testing"

	"github.com/wharf-edi/wharf/store"
	"github.com/wharf-edi/wharf/store/sqlite"
)

// Open answers an empty SQLite store that ends with the test.
func Open(t testing.TB) store.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

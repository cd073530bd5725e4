package sqlite_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/wharf-edi/wharf/store/sqlite"
	"github.com/wharf-edi/wharf/store/storetest"
)

func open(t *testing.T, dir string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), dir, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStore(t *testing.T) {
	dirs := map[storetest.Store]string{}
	storetest.Run(t, storetest.Engine{
		Open: func(t *testing.T) storetest.Store {
			dir := t.TempDir()
			s := open(t, dir)
			dirs[s] = dir
			return s
		},
		Tamper: func(t *testing.T, s storetest.Store, statement string) {
			db, err := sql.Open("sqlite", "file:"+filepath.Join(dirs[s], sqlite.FileName))
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if _, err := db.ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		},
	})
}

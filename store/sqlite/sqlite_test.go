package sqlite_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wharf-edi/wharf/internal/jobs"
	"github.com/wharf-edi/wharf/store"
	"github.com/wharf-edi/wharf/store/sqlite"
	"github.com/wharf-edi/wharf/store/storetest"
)

func open(t testing.TB, dir string) *sqlite.Store {
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

// execute runs a statement on the database behind the store's back.
func execute(t *testing.T, dir, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, sqlite.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func TestStore(t *testing.T) {
	var dirs sync.Map // storetest.Store to its folder
	storetest.Run(t, storetest.Engine{
		Open: func(t *testing.T) storetest.Store {
			dir := t.TempDir()
			s := open(t, dir)
			dirs.Store(s, dir)
			return s
		},
		Tamper: func(t *testing.T, s storetest.Store, statement string) {
			dir, _ := dirs.Load(s)
			execute(t, dir.(string), statement)
		},
	})
}

// A folder has one process at a time; who comes second is told which.
func TestInUse(t *testing.T) {
	dir := t.TempDir()
	first := open(t, dir)
	second, err := sqlite.Open(t.Context(), dir, sqlite.Options{})
	if !errors.Is(err, store.ErrInUse) || !strings.Contains(err.Error(), dir) {
		t.Errorf("got %v, %v, want an error that wraps %q and names the folder", second, err, store.ErrInUse)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if err := open(t, dir).Close(); err != nil {
		t.Error(err)
	}
}

// A folder that cannot be made or written to is named, not guessed at.
func TestNoFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{file, filepath.Join(file, "data"), ""} {
		s, err := sqlite.Open(t.Context(), dir, sqlite.Options{})
		if err == nil || !strings.Contains(err.Error(), "data folder") || !strings.Contains(err.Error(), dir) {
			t.Errorf("%q: got %v, %v, want an error that names the folder", dir, s, err)
		}
	}
}

// The folder is made for us alone.
func TestFolderRights(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "data")
	if err := open(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]os.FileMode{dir: 0o700 | os.ModeDir, filepath.Join(dir, sqlite.FileName): 0o600} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode() != want {
			t.Errorf("%s has mode %v, want %v", name, info.Mode(), want)
		}
	}
}

// A store that was not migrated says so, and so does one that a later release was at.
func TestSchema(t *testing.T) {
	dir := t.TempDir()
	s, err := sqlite.Open(t.Context(), dir, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Ready(t.Context()); err == nil || !strings.Contains(err.Error(), "wharf migrate") {
		t.Errorf("got %v, want an error that says what to do", err)
	}
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Ready(t.Context()); err != nil {
		t.Error(err)
	}
	execute(t, dir, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`)
	for name, err := range map[string]error{"migrate": s.Migrate(t.Context()), "ready": s.Ready(t.Context())} {
		if !errors.Is(err, store.ErrNewer) {
			t.Errorf("%s: got %v, want an error that wraps %q", name, err, store.ErrNewer)
		}
	}
}

// A commit that was answered is there after the process is gone, and a job that it
// was working at is worked again.
func TestReopen(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	commits := 0
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := sqlite.Open(t.Context(), dir, sqlite.Options{AfterCommit: func() { commits++ }})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []error{nil, errors.New("undone")} {
		err := s.Update(t.Context(), store.Everything, func(tx store.Tx) error {
			return errors.Join(tx.Wake(t.Context(), "document", 7), want)
		})
		if !errors.Is(err, want) {
			t.Fatal(err)
		}
	}
	if commits != 1 {
		t.Errorf("AfterCommit was called %d times, want once for the one commit", commits)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	execute(t, dir, `UPDATE river_job SET state = 'running', attempt = 1, attempted_at = CURRENT_TIMESTAMP`)

	s = open(t, dir)
	defer s.Close()
	worked := make(chan int64, 1)
	r, err := s.Runner(jobs.Config{Handlers: map[string]jobs.Handler{"document": func(_ context.Context, id int64) error { worked <- id; return nil }}})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	select {
	case id := <-worked:
		if id != 7 {
			t.Errorf("got job %d, want 7", id)
		}
	case <-time.After(20 * time.Second):
		t.Error("the job of the process before was not worked")
	}
	if err := r.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}

func BenchmarkIntake(b *testing.B) {
	s := open(b, b.TempDir())
	defer s.Close()
	storetest.Bench(b, s)
}

package postgres_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/wharf-edi/wharf/internal/jobs"
	"github.com/wharf-edi/wharf/internal/pgtest"
	"github.com/wharf-edi/wharf/store"
	"github.com/wharf-edi/wharf/store/postgres"
)

// at is when everything happens here.
var at = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// patience is how long a test waits for what must come.
const patience = 30 * time.Second

// A lock that one node holds is waited for on another, and ends with the node.
func TestLockAcrossNodes(t *testing.T) {
	url := pgtest.Database(t)
	a, b := open(t, url), open(t, url)
	defer b.Close()
	if _, err := a.Lock(t.Context(), "order:P1", "order:P2"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := b.Lock(ctx, "order:P2"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want %v: another node holds it", err, context.DeadlineExceeded)
	}
	free, err := b.Lock(t.Context(), "order:P3")
	if err != nil {
		t.Fatal(err)
	}
	free()
	// The other node dies: its connections end.
	execute(t, connect(t, url), `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted`)
	ctx, cancel = context.WithTimeout(t.Context(), patience)
	defer cancel()
	unlock, err := b.Lock(ctx, "order:P2")
	if err != nil {
		t.Fatal(err)
	}
	unlock()
	if err := a.Close(); err != nil {
		t.Error(err)
	}
}

// Two transactions that wait for each other both end well: the server undoes one,
// and Update runs it again.
func TestDeadlock(t *testing.T) {
	url := pgtest.Database(t)
	var commits atomic.Int32
	s, err := postgres.Open(t.Context(), url, postgres.Options{AfterCommit: func() { commits.Add(1) }})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	var g errgroup.Group
	var both [2]chan bool
	for i := range both {
		both[i] = make(chan bool)
	}
	var runs atomic.Int32
	for i, keys := range [][2]string{{"a", "b"}, {"b", "a"}} {
		first := true
		g.Go(func() error {
			return s.Update(t.Context(), store.Everything, func(tx store.Tx) error {
				runs.Add(1)
				if err := tx.SetMark(t.Context(), keys[0], "x"); err != nil {
					return err
				}
				if first { // each waits until the other has its first row
					first = false
					close(both[i])
					<-both[1-i]
				}
				return tx.SetMark(t.Context(), keys[1], "x")
			})
		})
	}
	if err := g.Wait(); err != nil {
		t.Error(err)
	}
	if runs.Load() < 3 || commits.Load() != 2 {
		t.Errorf("got %d runs and %d commits, want at least 3 and 2", runs.Load(), commits.Load())
	}
}

// Nodes share the work: each job is worked by one of them, and a periodic by one at
// a time.
func TestRunnersOfTwoNodes(t *testing.T) {
	url := pgtest.Database(t)
	worked := make(chan int64, 100)
	var inside, most atomic.Int32
	turns := make(chan bool, 100)
	cfg := jobs.Config{
		Handlers: map[string]jobs.Handler{"document": func(_ context.Context, id int64) error { worked <- id; return nil }},
		Periodics: []jobs.Periodic{{Name: "sweep", Every: 50 * time.Millisecond, Run: func(ctx context.Context) error {
			if n := inside.Add(1); n > most.Load() {
				most.Store(n)
			}
			defer inside.Add(-1)
			turns <- true
			select { // longer than a turn
			case <-time.After(120 * time.Millisecond):
			case <-ctx.Done():
			}
			return nil
		}}},
	}
	var stores []*postgres.Store
	for range 2 {
		s := migrated(t, url)
		defer s.Close()
		r, err := s.Runner(cfg)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		defer func() {
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			if err := r.Stop(ctx); err != nil {
				t.Error(err)
			}
		}()
		stores = append(stores, s)
	}
	const n = 40
	for id := range int64(n) {
		err := stores[id%2].Update(t.Context(), store.Everything, func(tx store.Tx) error { return tx.Wake(t.Context(), "document", id) })
		if err != nil {
			t.Fatal(err)
		}
	}
	timeout := time.After(patience)
	seen := map[int64]int{}
	for taken := 0; len(seen) < n || taken < 4; {
		select {
		case id := <-worked:
			seen[id]++
		case <-turns:
			taken++
		case <-timeout:
			t.Fatalf("got %d of %d jobs and %d turns", len(seen), n, taken)
		}
	}
	for id, times := range seen {
		if times != 1 {
			t.Errorf("job %d was worked %d times", id, times)
		}
	}
	if most.Load() != 1 {
		t.Errorf("%d turns of one periodic ran at once", most.Load())
	}
}

// What is wrong with the URL or the server is said at once.
func TestOpenErrors(t *testing.T) {
	for _, url := range []string{"postgres://%zz", "postgres://wharf@/wharf?host=" + t.TempDir()} {
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		_, err := postgres.Open(ctx, url, postgres.Options{})
		cancel()
		if err == nil || !strings.HasPrefix(err.Error(), "database: ") {
			t.Errorf("%s: got %v, want an error about the database", url, err)
		}
	}
}

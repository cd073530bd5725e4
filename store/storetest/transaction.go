package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/wharf-edi/wharf/store"
)

var transactionTests = map[string]func(*testing.T, Store){
	"Ready":                     testReady,
	"Update/ErrorUndoes":        testUpdateUndoes,
	"Update/PanicUndoes":        testUpdatePanic,
	"Update/ConflictIsNotLost":  testConflictSwallowed,
	"Update/Cancelled":          testUpdateCancelled,
	"View/WritesNothing":        testViewWrites,
	"View/OneState":             testViewOneState,
	"Lock/Excludes":             testLockExcludes,
	"Lock/ManyKeys":             testLockManyKeys,
	"Lock/GivesUpWithContext":   testLockGivesUp,
	"Lock/EndsWithContext":      testLockEnds,
	"Lock/WithUpdate":           testLockWithUpdate,
	"Control/NeverTwice":        testControlNeverTwice,
	"Control/SeriesAreSeparate": testControlSeries,
	"Mark":                      testMark,
}

func testReady(t *testing.T, s Store) {
	if err := s.Ready(t.Context()); err != nil {
		t.Errorf("a migrated store is not ready: %v", err)
	}
	if err := s.Migrate(t.Context()); err != nil {
		t.Errorf("migrating twice: %v", err)
	}
}

func mark(t *testing.T, s store.Store, name string) string {
	t.Helper()
	return get(t, s, store.Everything, func(tx store.Tx) (string, error) { return tx.Mark(t.Context(), name) })
}

func testUpdateUndoes(t *testing.T, s Store) {
	cause := errors.New("changed my mind")
	refused(t, s, store.Everything, cause, func(tx store.Tx) error {
		return errors.Join(tx.SetMark(t.Context(), "a", "1"), cause)
	})
	if got := mark(t, s, "a"); got != "" {
		t.Errorf("got mark %q after an error, want none", got)
	}
}

func testUpdatePanic(t *testing.T, s Store) {
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic did not reach the caller")
			}
		}()
		err := s.Update(t.Context(), store.Everything, func(tx store.Tx) error {
			if err := tx.SetMark(t.Context(), "a", "1"); err != nil {
				return err
			}
			panic("lost")
		})
		t.Errorf("update returned %v", err)
	}()
	if got := mark(t, s, "a"); got != "" {
		t.Errorf("got mark %q after a panic, want none", got)
	}
	update(t, s, func(tx store.Tx) error { return tx.SetMark(t.Context(), "a", "2") })
}

// A transaction in which a key was taken can only be rolled back, on every engine.
func testConflictSwallowed(t *testing.T, s Store) {
	o := &store.SentOrder{Partner: "acme", Number: "P1", Told: store.JSON(`{}`), At: noon}
	update(t, s, func(tx store.Tx) error { return tx.AddSentOrder(t.Context(), o) })
	refused(t, s, store.Everything, store.ErrConflict, func(tx store.Tx) error {
		if err := tx.SetMark(t.Context(), "a", "1"); err != nil {
			return err
		}
		if err := tx.AddSentOrder(t.Context(), o); !errors.Is(err, store.ErrConflict) {
			t.Errorf("got error %v, want one that wraps %q", err, store.ErrConflict)
		}
		return nil
	})
	if got := mark(t, s, "a"); got != "" {
		t.Errorf("got mark %q out of a transaction with a conflict, want none", got)
	}
}

func testUpdateCancelled(t *testing.T, s Store) {
	ctx, cancel := context.WithCancel(t.Context())
	err := s.Update(ctx, store.Everything, func(tx store.Tx) error {
		defer cancel()
		return tx.SetMark(ctx, "a", "1")
	})
	if err == nil {
		t.Error("an update whose context has ended was committed")
	}
	if got := mark(t, s, "a"); got != "" {
		t.Errorf("got mark %q, want none", got)
	}
}

func testViewWrites(t *testing.T, s Store) {
	err := s.View(t.Context(), store.Everything, func(tx store.Tx) error { return tx.SetMark(t.Context(), "a", "1") })
	if err == nil {
		t.Error("a view wrote")
	}
	if got := mark(t, s, "a"); got != "" {
		t.Errorf("got mark %q, want none", got)
	}
}

func testViewOneState(t *testing.T, s Store) {
	update(t, s, func(tx store.Tx) error { return tx.SetMark(t.Context(), "a", "1") })
	view(t, s, store.Everything, func(tx store.Tx) error {
		before, err := tx.Mark(t.Context(), "a")
		if err != nil {
			return err
		}
		update(t, s, func(tx store.Tx) error { return tx.SetMark(t.Context(), "a", "2") })
		after, err := tx.Mark(t.Context(), "a")
		if before != "1" || after != "1" {
			t.Errorf("one view read %q and then %q, want 1 both times", before, after)
		}
		return err
	})
	if got := mark(t, s, "a"); got != "2" {
		t.Errorf("got mark %q, want 2", got)
	}
}

func testLockExcludes(t *testing.T, s Store) {
	var inside, most atomic.Int32
	g, ctx := errgroup.WithContext(t.Context())
	for range 20 {
		g.Go(func() error {
			unlock, err := s.Lock(ctx, "order:P1")
			if err != nil {
				return err
			}
			defer unlock()
			if n := inside.Add(1); n > most.Load() {
				most.Store(n)
			}
			_, err = readMark(ctx, s)
			inside.Add(-1)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	if most.Load() != 1 {
		t.Errorf("%d held the lock at once", most.Load())
	}
}

func readMark(ctx context.Context, s store.Store) (v string, err error) {
	err = s.View(ctx, store.Everything, func(tx store.Tx) error {
		v, err = tx.Mark(ctx, "a")
		return err
	})
	return v, err
}

// Callers that name the same keys in different orders do not wait for each other
// for ever; a key may be named twice.
func testLockManyKeys(t *testing.T, s Store) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	g, ctx := errgroup.WithContext(ctx)
	for i := range 12 {
		keys := []string{"a", "b", "c", "a"}
		if i%2 == 0 {
			slices.Reverse(keys)
		}
		g.Go(func() error {
			for range 5 {
				unlock, err := s.Lock(ctx, keys...)
				if err != nil {
					return err
				}
				unlock()
				unlock() // twice is once
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Error(err)
	}
}

// locked is the lock on "a", which the test gives back at its end.
func locked(t *testing.T, s store.Store) func() {
	t.Helper()
	unlock, err := s.Lock(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(unlock)
	return unlock
}

func testLockGivesUp(t *testing.T, s Store) {
	unlock := locked(t, s)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := s.Lock(ctx, "b", "a"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got error %v, want %v", err, context.DeadlineExceeded)
	}
	unlock()
	again, err := s.Lock(t.Context(), "a", "b") // who gave up holds nothing
	if err != nil {
		t.Fatal(err)
	}
	again()
}

func testLockEnds(t *testing.T, s Store) {
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := s.Lock(ctx, "a"); err != nil {
		t.Fatal(err)
	}
	cancel()
	waiting, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	unlock, err := s.Lock(waiting, "a")
	if err != nil {
		t.Fatalf("a lock outlived its context: %v", err)
	}
	unlock()
}

func testLockWithUpdate(t *testing.T, s Store) {
	var g errgroup.Group
	for i := range 30 { // more than any pool has connections
		g.Go(func() error {
			unlock, err := s.Lock(t.Context(), fmt.Sprintf("order:%d", i))
			if err != nil {
				return err
			}
			defer unlock()
			return s.Update(t.Context(), store.Everything, func(tx store.Tx) error {
				return tx.SetMark(t.Context(), fmt.Sprint(i), "done")
			})
		})
	}
	if err := g.Wait(); err != nil {
		t.Error(err)
	}
}

func testControlNeverTwice(t *testing.T, s Store) {
	const workers, each = 8, 10
	var mu sync.Mutex // guards seen
	seen := map[int64]int{}
	var g errgroup.Group
	for range workers {
		g.Go(func() error {
			for range each {
				var n int64
				err := s.Update(t.Context(), store.Everything, func(tx store.Tx) (err error) {
					n, err = tx.NextControl(t.Context(), "us:acme")
					return err
				})
				if err != nil {
					return err
				}
				mu.Lock()
				seen[n]++
				mu.Unlock()
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	if len(seen) != workers*each || seen[1] != 1 {
		t.Errorf("got %d different numbers of %d, the first %d times", len(seen), workers*each, seen[1])
	}
}

func testControlSeries(t *testing.T, s Store) {
	var got []int64
	update(t, s, func(tx store.Tx) error {
		for _, key := range []string{"a", "b", "a"} {
			n, err := tx.NextControl(t.Context(), key)
			if err != nil {
				return err
			}
			got = append(got, n)
		}
		return nil
	})
	same(t, got, []int64{1, 1, 2})
}

func testMark(t *testing.T, s Store) {
	if got := mark(t, s, "odoo-watermark"); got != "" {
		t.Errorf("got %q before it was set, want nothing", got)
	}
	for _, v := range []string{"2026-11-23 12:00:00", ""} {
		update(t, s, func(tx store.Tx) error { return tx.SetMark(t.Context(), "odoo-watermark", v) })
		if got := mark(t, s, "odoo-watermark"); got != v {
			t.Errorf("got %q, want %q", got, v)
		}
	}
}

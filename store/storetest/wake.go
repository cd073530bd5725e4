package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wharf-edi/wharf/internal/jobs"
	"github.com/wharf-edi/wharf/store"
)

var wakeTests = map[string]func(*testing.T, Store){
	"Wake/AfterCommit":  testWake,
	"Wake/Again":        testWakeAgain,
	"Wake/Periodic":     testPeriodic,
	"Wake/StopAndStart": testWakeStopAndStart,
}

// patience is how long a test waits for what must come.
const patience = 30 * time.Second

// started is a running runner, which is stopped before the store is closed.
func started(t *testing.T, s Store, cfg jobs.Config) jobs.Runner {
	t.Helper()
	r, err := s.Runner(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, r) })
	return r
}

func stop(t *testing.T, r jobs.Runner) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := r.Stop(ctx); err != nil {
		t.Errorf("stop: %v", err)
	}
}

func wake(t *testing.T, s store.Store, kind string, id int64) {
	t.Helper()
	update(t, s, func(tx store.Tx) error { return tx.Wake(t.Context(), kind, id) })
}

// next waits for a value.
func next[T any](t *testing.T, c <-chan T) (v T) {
	t.Helper()
	select {
	case v = <-c:
	case <-time.After(patience):
		t.Fatal("no job was worked")
	}
	return v
}

// A job is worked once its transaction is committed, and one whose transaction was
// rolled back never is.
func testWake(t *testing.T, s Store) {
	worked := make(chan int64, 10)
	started(t, s, jobs.Config{Handlers: map[string]jobs.Handler{
		"document": func(_ context.Context, id int64) error { worked <- id; return nil },
	}})
	cause := errors.New("rolled back")
	refused(t, s, store.Everything, cause, func(tx store.Tx) error {
		return errors.Join(tx.Wake(t.Context(), "document", 1), cause)
	})
	for id := range int64(5) {
		start := time.Now()
		wake(t, s, "document", 2+id)
		if got := next(t, worked); got != 2+id {
			t.Errorf("got job %d, want %d: the one with 1 was rolled back", got, 2+id)
		}
		t.Logf("picked up after %v", time.Since(start).Round(time.Millisecond))
	}
}

// advised is an error that knows when to try again.
type advised struct {
	after time.Duration
	again bool
}

func (advised) Error() string                       { return "not now" }
func (a advised) RetryAfter() (time.Duration, bool) { return a.after, a.again }

// What fails is tried again, when the error advises it; a panic is an error too.
func testWakeAgain(t *testing.T, s Store) {
	var calls atomic.Int32
	worked, hopeless := make(chan time.Time, 10), make(chan bool, 10)
	started(t, s, jobs.Config{Handlers: map[string]jobs.Handler{
		"document": func(context.Context, int64) error {
			worked <- time.Now()
			switch calls.Add(1) {
			case 1:
				return fmt.Errorf("odoo: %w", advised{50 * time.Millisecond, true})
			case 2:
				panic("lost")
			}
			return nil
		},
		"hopeless": func(context.Context, int64) error { hopeless <- true; return advised{} },
	}})
	wake(t, s, "hopeless", 1)
	wake(t, s, "document", 1)
	first, second := next(t, worked), next(t, worked)
	if rest := second.Sub(first); rest < 50*time.Millisecond {
		t.Errorf("tried again after %v, the advice was 50ms", rest)
	}
	next(t, worked)
	if len(hopeless) != 1 {
		t.Errorf("what no repeat can help was tried %d times", len(hopeless))
	}
}

func testPeriodic(t *testing.T, s Store) {
	turns := make(chan bool, 100)
	started(t, s, jobs.Config{Periodics: []jobs.Periodic{{Name: "sweep", Every: 100 * time.Millisecond, Run: func(context.Context) error {
		turns <- true
		return errors.New("this turn failed") // the next one comes all the same
	}}}})
	for range 3 {
		next(t, turns)
	}
}

// A job that was added while nobody worked waits; a runner stops twice without
// harm, and one that was never started too.
func testWakeStopAndStart(t *testing.T, s Store) {
	worked := make(chan int64, 10)
	cfg := jobs.Config{Handlers: map[string]jobs.Handler{"document": func(_ context.Context, id int64) error { worked <- id; return nil }}}
	idle, err := s.Runner(cfg)
	if err != nil {
		t.Fatal(err)
	}
	stop(t, idle)
	r := started(t, s, cfg)
	stop(t, r)
	wake(t, s, "document", 7)
	started(t, s, cfg)
	if id := next(t, worked); id != 7 {
		t.Errorf("got job %d, want 7", id)
	}
}

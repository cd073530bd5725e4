// Package jobs runs what is to be done after a transaction: the thin face of River,
// whose types are not seen outside of the stores.
//
// A job is a kind and the number of a row. It is added in the transaction that
// makes it necessary (Inserter.Insert) and worked soon after the commit, by any node,
// at least once. A handler that fails is called again: when its error advises
// (RetryAfter), else after 1 s, 2 s, 4 s ... one minute, at most 25 times. Who must
// not lose work keeps what is pending in rows of his own and looks for it with a
// Periodic: a job only wakes.
//
// The stores build an Inserter and a Runner around their engine's driver.
package jobs

import (
	"context"
	"log/slog"
	"time"
)

// Handler carries the row id on. It may be called twice for the same row, also at
// the same time. ctx ends with the timeout or a hard stop. An error whose
// RetryAfter() (time.Duration, bool) answers false is not tried again; a panic is
// an error.
type Handler func(ctx context.Context, id int64) error

// Periodic is work that is done again and again, on one node at a time. It is done
// for the first time at once. An error is logged, and the next turn is the repeat.
type Periodic struct {
	Name  string
	Every time.Duration
	Run   func(ctx context.Context) error
}

// Config says what a Runner works. Zero values are the defaults.
type Config struct {
	Handlers  map[string]Handler // by kind; a job of another kind stays for another release
	Periodics []Periodic
	Workers   int           // how many handlers at once. Defaults to 8.
	Timeout   time.Duration // of one call. Defaults to 60 s.
	Log       *slog.Logger  // Defaults to one that discards.

	// TryLock keeps a Periodic to one node; the store sets it. Nil says that no other
	// node shares the store: jobs and a leader that are marked as running at the start
	// belonged to a process that is gone.
	TryLock TryLock
}

// Runner works jobs from Start until Stop.
type Runner interface {
	// Start returns once jobs are being fetched. When ctx ends, the Runner stops by
	// itself as if by Stop.
	Start(ctx context.Context) error
	// Stop lets handlers that run finish. After ten seconds, or when ctx ends, their
	// contexts end. It returns when all have returned, and may be called twice.
	Stop(ctx context.Context) error
}

const (
	workersDefault = 8
	timeoutDefault = time.Minute
	maxAttempts    = 25
	softStop       = 10 * time.Second
	rescueMargin   = 30 * time.Second // after the timeout, until a job of a killed node is given to another
	keepCompleted  = time.Hour
)

// A job is picked up within fetchPoll, and mostly at once: the one who adds it
// notifies the others, though not more often than every notifyCooldown.
const (
	notifyCooldown = 10 * time.Millisecond
	fetchCooldown  = 20 * time.Millisecond
	fetchPoll      = 100 * time.Millisecond
)

func (c Config) withDefaults() Config {
	if c.Workers <= 0 {
		c.Workers = workersDefault
	}
	if c.Timeout <= 0 {
		c.Timeout = timeoutDefault
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

// ladder is the rest after the given number of failures.
func ladder(failures int) time.Duration {
	return min(time.Second<<min(max(failures-1, 0), 6), time.Minute)
}

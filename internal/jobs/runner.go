package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
)

// NewRunner builds a Runner; nothing runs before Start.
func NewRunner[Tx any](driver riverdriver.Driver[Tx], c Config) (Runner, error) {
	c = c.withDefaults()
	r := &runner[Tx]{driver: driver, alone: c.TryLock == nil}
	periodics := map[string]Periodic{}
	for _, p := range c.Periodics {
		if p.Every <= 0 || p.Run == nil || p.Name == "" {
			return nil, fmt.Errorf("periodic %q: needs a name, a positive interval and something to do", p.Name)
		}
		periodics[p.Name] = p
	}
	if r.alone {
		c.TryLock = localTryLock()
	}
	workers := river.NewWorkers()
	err := errors.Join(
		river.AddWorkerSafely(workers, &wakeWorker{handlers: c.Handlers, log: c.Log}),
		river.AddWorkerSafely(workers, &periodicWorker{periodics: periodics, tryLock: c.TryLock, log: c.Log}))
	if err != nil {
		return nil, err
	}
	r.client, err = river.NewClient(driver, &river.Config{
		Queues: map[string]river.QueueConfig{
			queueWake:     {MaxWorkers: c.Workers},
			queuePeriodic: {MaxWorkers: len(c.Periodics) + 1},
		},
		Workers: workers, PeriodicJobs: turns(c.Periodics),
		FetchCooldown: fetchCooldown, FetchPollInterval: fetchPoll,
		JobTimeout: c.Timeout, RescueStuckJobsAfter: c.Timeout + rescueMargin,
		CompletedJobRetentionPeriod: keepCompleted, SoftStopTimeout: softStop,
		Logger: slog.New(errorsOnly{c.Log.Handler()}),
	})
	return r, err
}

type runner[Tx any] struct {
	driver  riverdriver.Driver[Tx]
	alone   bool // no other node shares the store
	client  *river.Client[Tx]
	started atomic.Bool
}

// Statements of a node that is alone, before it starts.
const (
	rescueRunning = `UPDATE river_job SET state = 'available' WHERE state = 'running'`
	forgetLeader  = `DELETE FROM river_leader`
)

func (r *runner[Tx]) Start(ctx context.Context) error {
	if r.alone {
		exec := r.driver.GetExecutor()
		if err := errors.Join(exec.Exec(ctx, rescueRunning), exec.Exec(ctx, forgetLeader)); err != nil {
			return fmt.Errorf("take over jobs: %w", err)
		}
	}
	if err := r.client.Start(ctx); err != nil {
		return err
	}
	r.started.Store(true)
	return nil
}

// hardStop is how long handlers have to return once their contexts have ended.
const hardStop = 5 * time.Second

func (r *runner[Tx]) Stop(ctx context.Context) error {
	if !r.started.Load() {
		return nil
	}
	err := r.client.Stop(ctx)
	if err == nil || ctx.Err() == nil {
		return err
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), hardStop)
	defer cancel()
	return r.client.StopAndCancel(last)
}

// localTryLock is a TryLock for a store that one process has for itself.
func localTryLock() TryLock {
	var held sync.Map
	return func(_ context.Context, key string) (func(), bool, error) {
		if _, taken := held.LoadOrStore(key, true); taken {
			return nil, false, nil
		}
		return func() { held.Delete(key) }, true, nil
	}
}

// errorsOnly passes on what River calls an error. What happens to single jobs is
// told by the workers here, once.
type errorsOnly struct{ slog.Handler }

func (h errorsOnly) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelError && h.Handler.Enabled(ctx, l)
}

func (h errorsOnly) WithAttrs(attrs []slog.Attr) slog.Handler {
	return errorsOnly{h.Handler.WithAttrs(attrs)}
}

func (h errorsOnly) WithGroup(name string) slog.Handler { return errorsOnly{h.Handler.WithGroup(name)} }

package jobs

import (
	"context"
	"log/slog"

	"github.com/riverqueue/river"
)

// periodicArgs is one turn of a Periodic as it is stored.
type periodicArgs struct {
	Name string `json:"name"`
}

func (periodicArgs) Kind() string { return "periodic" }

// TryLock takes a lock that is held on one node at a time; ok is false when it is
// taken.
type TryLock func(ctx context.Context, key string) (unlock func(), ok bool, err error)

// periodicWorker takes turns. A turn that comes while the one before it still runs,
// here or on another node, is left out.
type periodicWorker struct {
	river.WorkerDefaults[periodicArgs]
	periodics map[string]Periodic
	tryLock   TryLock
	log       *slog.Logger
}

func (w *periodicWorker) Work(ctx context.Context, job *river.Job[periodicArgs]) error {
	p, ok := w.periodics[job.Args.Name]
	if !ok {
		return nil // of another release; its next turn may fall to a node that knows it
	}
	unlock, ok, err := w.tryLock(ctx, "periodic:"+p.Name)
	if err == nil && ok {
		err = guard(func() error {
			defer unlock()
			return p.Run(ctx)
		})
	}
	if err != nil && ctx.Err() == nil {
		w.log.LogAttrs(ctx, slog.LevelWarn, "periodic", slog.String("periodic", p.Name), slog.Any("err", err))
	}
	return nil
}

// turns are River's schedules; the elected leader adds one job for each turn.
func turns(ps []Periodic) []*river.PeriodicJob {
	var out []*river.PeriodicJob
	for _, p := range ps {
		args := func() (river.JobArgs, *river.InsertOpts) {
			return periodicArgs{p.Name}, &river.InsertOpts{Queue: queuePeriodic, MaxAttempts: 1}
		}
		out = append(out, river.NewPeriodicJob(river.PeriodicInterval(p.Every), args, &river.PeriodicJobOpts{RunOnStart: true}))
	}
	return out
}

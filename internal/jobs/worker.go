package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/riverqueue/river"
)

// wakeWorker calls handlers.
type wakeWorker struct {
	river.WorkerDefaults[wakeArgs]
	handlers map[string]Handler
	log      *slog.Logger
	advice   sync.Map // job's number to time.Duration, from the error until NextRetry asks
}

// unhandledRest is how long a job rests whose kind this release does not know.
const unhandledRest = time.Minute

func (w *wakeWorker) Work(ctx context.Context, job *river.Job[wakeArgs]) error {
	handle, ok := w.handlers[job.Args.Handler]
	if !ok {
		return river.JobSnooze(unhandledRest)
	}
	err := guard(func() error { return handle(ctx, job.Args.ID) })
	if err == nil {
		return nil
	}
	if ctx.Err() == nil || !errors.Is(context.Cause(ctx), context.Canceled) { // a stop is not worth a line
		w.log.LogAttrs(ctx, slog.LevelWarn, "job", slog.String("job", job.Args.Handler), slog.Int64("id", job.Args.ID),
			slog.Int("attempt", job.Attempt), slog.Any("err", err))
	}
	after, again, advised := retryAfter(err)
	switch {
	case advised && !again:
		return river.JobCancel(err)
	case advised:
		w.advice.Store(job.ID, after)
	}
	return err
}

// NextRetry is asked by River right after Work has failed, and by its rescuer.
func (w *wakeWorker) NextRetry(job *river.Job[wakeArgs]) time.Time {
	after := ladder(job.Attempt)
	if v, ok := w.advice.LoadAndDelete(job.ID); ok {
		after = v.(time.Duration)
	}
	return time.Now().Add(after)
}

// retryAfter is the advice that an error has, if it has one. An advice of no rest
// at all is left to the ladder.
func retryAfter(err error) (after time.Duration, again, advised bool) {
	var a interface{ RetryAfter() (time.Duration, bool) }
	if !errors.As(err, &a) {
		return 0, false, false
	}
	after, again = a.RetryAfter()
	return after, again, !again || after > 0
}

// guard turns a panic into an error that says where it was.
func guard(do func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
	}()
	return do()
}

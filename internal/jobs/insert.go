package jobs

import (
	"context"
	"log/slog"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
)

// queueWake is where handlers' jobs lie. Periodic work has a queue of its own, so
// that it does not wait behind them.
const (
	queueWake     = river.QueueDefault
	queuePeriodic = "periodic"
)

// wakeArgs is a job as it is stored. Its names do not change.
type wakeArgs struct {
	Handler string `json:"kind"`
	ID      int64  `json:"id"`
}

func (wakeArgs) Kind() string { return "wake" }

// Inserter adds jobs.
type Inserter[Tx any] struct {
	client *river.Client[Tx]
}

// NewInserter answers the one of an engine.
func NewInserter[Tx any](driver riverdriver.Driver[Tx]) (*Inserter[Tx], error) {
	client, err := river.NewClient(driver, &river.Config{FetchCooldown: notifyCooldown, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	return &Inserter[Tx]{client}, nil
}

// Insert adds a job within tx. It is worked once tx is committed.
func (i *Inserter[Tx]) Insert(ctx context.Context, tx Tx, kind string, id int64) error {
	_, err := i.client.InsertTx(ctx, tx, wakeArgs{Handler: kind, ID: id}, &river.InsertOpts{Queue: queueWake, MaxAttempts: maxAttempts})
	return err
}

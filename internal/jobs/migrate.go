package jobs

import (
	"context"
	"errors"
	"log/slog"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivermigrate"
)

// Migrate brings River's tables up to this release's. The caller keeps others out.
func Migrate[Tx any](ctx context.Context, driver riverdriver.Driver[Tx]) error {
	m, err := migrator(driver)
	if err != nil {
		return err
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

// ErrNotMigrated says that River's tables are older than this release's.
var ErrNotMigrated = errors.New("the job queue's tables are not migrated")

// Migrated says nil when River's tables are at least this release's.
func Migrated[Tx any](ctx context.Context, driver riverdriver.Driver[Tx]) error {
	m, err := migrator(driver)
	if err != nil {
		return err
	}
	v, err := m.Validate(ctx, nil)
	if err == nil && !v.OK {
		err = ErrNotMigrated
	}
	return err
}

func migrator[Tx any](driver riverdriver.Driver[Tx]) (*rivermigrate.Migrator[Tx], error) {
	return rivermigrate.New(driver, &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
}

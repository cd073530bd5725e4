package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"github.com/wharf-edi/wharf/store"
)

// Dialect is an engine's name for the library that runs migrations.
type Dialect = goose.Dialect

// The engines.
const (
	SQLite   = goose.DialectSQLite3
	Postgres = goose.DialectPostgres
)

// folders are where the engines' files lie.
var folders = map[Dialect]string{SQLite: "sqlite", Postgres: "postgres"}

func provider(db *sql.DB, d Dialect, files fs.FS) (*goose.Provider, error) {
	dir, err := fs.Sub(files, folders[d])
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(d, db, dir, goose.WithDisableGlobalRegistry(true))
}

// Migrate runs the migrations that have not been run. The caller holds the lock
// under which the schema changes. The error wraps store.ErrNewer if a later
// release was here.
func Migrate(ctx context.Context, db *sql.DB, d Dialect, files fs.FS) error {
	p, err := provider(db, d, files)
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	if err := newer(ctx, p); err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	return nil
}

// newer says an error when the database knows a migration that this release does
// not.
func newer(ctx context.Context, p *goose.Provider) error {
	have, want, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	if have > want {
		return fmt.Errorf("the store's schema has version %d, this wharf knows %d: %w", have, want, store.ErrNewer)
	}
	return nil
}

// Ready says nil when the schema is this release's. It changes nothing.
func Ready(ctx context.Context, db *sql.DB, d Dialect, files fs.FS) error {
	p, err := provider(db, d, files)
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	var have int64
	err = db.QueryRowContext(ctx, `SELECT MAX(version_id) FROM goose_db_version`).Scan(&have)
	if err != nil {
		return fmt.Errorf("the store has no schema of wharf yet: run wharf migrate: %w", err)
	}
	sources := p.ListSources()
	want := sources[len(sources)-1].Version
	switch {
	case have > want:
		return fmt.Errorf("the store's schema has version %d, this wharf knows %d: %w", have, want, store.ErrNewer)
	case have < want:
		return fmt.Errorf("the store's schema has version %d, this wharf needs %d: run wharf migrate", have, want)
	}
	return nil
}

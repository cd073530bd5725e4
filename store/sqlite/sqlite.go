// Package sqlite is the embedded store: one SQLite file in a folder that one
// process holds. It serves the demo, tests, a plant's edge node, and a small
// company for good.
//
// It opens the database, begins transactions and keeps locks; the statements are
// in sqlstore. There is one writer at a time, and readers beside it, each on one
// consistent state. A commit is on the disk when it returns (WAL,
// synchronous=FULL).
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/riverqueue/river/riverdriver/riversqlite"

	"github.com/wharf-edi/wharf/internal/jobs"
	"github.com/wharf-edi/wharf/migrations"
	"github.com/wharf-edi/wharf/store"
	"github.com/wharf-edi/wharf/store/sqlstore"
)

// Names of the files in the folder.
const (
	FileName = "wharf.db"
	lockName = "wharf.lock"
)

// Options are what a store is handed in.
type Options struct {
	Log *slog.Logger // defaults to one that discards

	// AfterCommit is called after each committed Update, if it is set. Fault tests
	// end the process there.
	AfterCommit func()
}

// Store is a store.Store in a folder. It is made by Open.
type Store struct {
	write, read *sql.DB
	lock        *os.File
	jobs        *jobs.Inserter[*sql.Tx]
	log         *slog.Logger
	afterCommit func()
	keys        sqlstore.Keys
	closing     sync.Once
}

var _ store.Store = (*Store)(nil)

// Open takes the folder for this process, makes it if it is not there, and opens
// its database. The error wraps store.ErrInUse if another process has the folder.
// The schema is left as it is: Migrate brings it up to date.
func Open(ctx context.Context, dir string, opt Options) (*Store, error) {
	s := &Store{log: opt.Log, afterCommit: opt.AfterCommit}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("data folder %s: %w", dir, err)
	}
	var err error
	if s.lock, err = take(dir); err != nil {
		return nil, err
	}
	if err := s.open(ctx, filepath.Join(dir, FileName)); err != nil {
		return nil, errors.Join(fmt.Errorf("store in %s: %w", dir, err), s.Close())
	}
	return s, nil
}

// take locks the folder until the file is closed or the process ends.
func take(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_CREATE|os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrPermission) {
		return nil, fmt.Errorf("data folder %s cannot be written to: %w", dir, fs.ErrPermission)
	}
	if err != nil {
		return nil, fmt.Errorf("data folder %s: %w", dir, err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, errors.Join(fmt.Errorf("data folder %s is %w: stop it, or name another folder", dir, store.ErrInUse), f.Close())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("data folder %s: lock: %w", dir, err), f.Close())
	}
	return f, nil
}

func (s *Store) open(ctx context.Context, file string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_RDWR, 0o600) // SQLite would make it readable by others
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		return err
	}
	source := func(more string) string {
		return "file:" + (&url.URL{Path: file}).EscapedPath() + "?_pragma=busy_timeout(10000)&_pragma=foreign_keys(1)&" + more
	}
	if s.write, err = sql.Open("sqlite", source("_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")); err != nil {
		return err
	}
	s.write.SetMaxOpenConns(1)
	if err := s.write.PingContext(ctx); err != nil {
		return err
	}
	if s.read, err = sql.Open("sqlite", source("_pragma=query_only(1)")); err != nil {
		return err
	}
	s.read.SetMaxOpenConns(4)
	s.jobs, err = jobs.NewInserter(riversqlite.New(s.write))
	return err
}

// Close gives the folder back. It may be called twice.
func (s *Store) Close() (err error) {
	s.closing.Do(func() {
		var errs []error
		if s.read != nil {
			errs = append(errs, s.read.Close())
		}
		if s.write != nil {
			errs = append(errs, s.write.Close())
		}
		err = errors.Join(append(errs, s.lock.Close())...)
	})
	return err
}

// Update runs do in a transaction.
func (s *Store) Update(ctx context.Context, sc store.Scope, do func(store.Tx) error) error {
	err := within(ctx, s.write, nil, sc, s.jobs, do)
	if err == nil && s.afterCommit != nil {
		s.afterCommit()
	}
	return err
}

// View runs do on one consistent state.
func (s *Store) View(ctx context.Context, sc store.Scope, do func(store.Tx) error) error {
	return within(ctx, s.read, &sql.TxOptions{ReadOnly: true}, sc, nil, do)
}

func within(ctx context.Context, db *sql.DB, opt *sql.TxOptions, sc store.Scope, ins *jobs.Inserter[*sql.Tx], do func(store.Tx) error) error {
	tx, err := db.BeginTx(ctx, opt)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	return sqlstore.Run(ctx, &conn{tx, ins}, sc, do)
}

// Lock waits for the keys. One process has the folder, so they are kept in memory.
func (s *Store) Lock(ctx context.Context, keys ...string) (func(), error) {
	return s.keys.Lock(ctx, keys...)
}

// Migrate brings the schema up to date.
func (s *Store) Migrate(ctx context.Context) error {
	if err := sqlstore.Migrate(ctx, s.write, sqlstore.SQLite, migrations.SQLite); err != nil {
		return err
	}
	return jobs.Migrate(ctx, riversqlite.New(s.write))
}

// Ready says whether the schema is this release's.
func (s *Store) Ready(ctx context.Context) error {
	if err := sqlstore.Ready(ctx, s.read, sqlstore.SQLite, migrations.SQLite); err != nil {
		return err
	}
	return jobs.Migrated(ctx, riversqlite.New(s.read))
}

// Runner answers a runner of jobs.
func (s *Store) Runner(cfg jobs.Config) (jobs.Runner, error) {
	return jobs.NewRunner(riversqlite.New(s.write), cfg)
}

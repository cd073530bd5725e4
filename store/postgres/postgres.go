// Package postgres is the store for production and for more than one node: any
// number of processes share one PostgreSQL database, and nothing on a node's disk
// matters.
//
// It opens the database, begins transactions and keeps locks; the statements are
// in sqlstore. Each transaction tells the server its scope, and row-level security
// holds it to that, whatever the statements say. That needs a role that is no
// superuser; Open says in the log when it has another.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/wharf-edi/wharf/internal/jobs"
	"github.com/wharf-edi/wharf/migrations"
	"github.com/wharf-edi/wharf/store"
	"github.com/wharf-edi/wharf/store/sqlstore"
)

// Options are what a store is handed in.
type Options struct {
	Log *slog.Logger // defaults to one that discards

	// AfterCommit is called after each committed Update, if it is set. Fault tests
	// end the process there.
	AfterCommit func()
}

// Store is a store.Store in a PostgreSQL database. It is made by Open.
type Store struct {
	pool        *pgxpool.Pool
	locks       *pgxpool.Pool // its own, so that who holds a lock never waits for those who wait for it
	held        sync.Map      // *pgxpool.Conn of locks that are held, to what gives them back
	jobs        *jobs.Inserter[pgx.Tx]
	log         *slog.Logger
	afterCommit func()
	closing     sync.Once
}

var _ store.Store = (*Store)(nil)

// How many connections a node has at most, where the URL's pool_max_conns says
// nothing. Each lock that is held takes one of the second kind.
const (
	poolMost  = 10
	locksMost = 20
)

// Open connects to the database that url names. The schema is left as it is:
// Migrate brings it up to date.
func Open(ctx context.Context, url string, opt Options) (*Store, error) {
	s := &Store{log: opt.Log, afterCommit: opt.AfterCommit}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if err := s.open(ctx, url); err != nil {
		return nil, errors.Join(fmt.Errorf("database: %w", err), s.Close())
	}
	return s, nil
}

const roleAboveScope = `SELECT current_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user`

func (s *Store) open(ctx context.Context, url string) error {
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		return err
	}
	if _, named := cfg.ConnConfig.RuntimeParams["application_name"]; !named {
		cfg.ConnConfig.RuntimeParams["application_name"] = "wharf"
	}
	locks := cfg.Copy()
	locks.MaxConns, locks.MinConns = locksMost, 0
	cfg.MaxConns = max(cfg.MaxConns, poolMost)
	if s.pool, err = pgxpool.NewWithConfig(ctx, cfg); err != nil {
		return err
	}
	if s.locks, err = pgxpool.NewWithConfig(ctx, locks); err != nil {
		return err
	}
	if s.jobs, err = jobs.NewInserter(riverpgxv5.New(s.pool)); err != nil {
		return err
	}
	var role string
	var above bool
	if err := s.pool.QueryRow(ctx, roleAboveScope).Scan(&role, &above); err != nil {
		return err
	}
	if above {
		s.log.LogAttrs(ctx, slog.LevelWarn, "the database role is above row-level security: give wharf a role of its own", slog.String("role", role))
	}
	return nil
}

// Close gives back the locks that are held and ends all connections, once the
// transactions on them have ended. It may be called twice.
func (s *Store) Close() error {
	s.closing.Do(func() {
		s.held.Range(func(_, release any) bool {
			release.(func())()
			return true
		})
		for _, p := range []*pgxpool.Pool{s.locks, s.pool} {
			if p != nil {
				p.Close()
			}
		}
	})
	return nil
}

// retries is how often an Update is begun anew when the server says that it got in
// another's way.
const retries = 5

// Update runs do in a transaction, again when the server asks for it.
func (s *Store) Update(ctx context.Context, sc store.Scope, do func(store.Tx) error) error {
	for try := 1; ; try++ {
		err := s.within(ctx, pgx.ReadCommitted, pgx.ReadWrite, sc, do)
		if err == nil {
			if s.afterCommit != nil {
				s.afterCommit()
			}
			return nil
		}
		if try > retries || !again(err) {
			return err
		}
		select {
		case <-time.After(time.Duration(try) * 10 * time.Millisecond):
		case <-ctx.Done():
			return errors.Join(err, context.Cause(ctx))
		}
	}
}

// again says that the server undid the transaction only for the sake of another.
func again(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01") // serialization_failure, deadlock_detected
}

// View runs do on one consistent state.
func (s *Store) View(ctx context.Context, sc store.Scope, do func(store.Tx) error) error {
	return s.within(ctx, pgx.RepeatableRead, pgx.ReadOnly, sc, do)
}

const (
	setEverything = `SELECT set_config('wharf.all', 'on', true)`
	setPartner    = `SELECT set_config('wharf.partner', $1, true)`
)

func (s *Store) within(ctx context.Context, level pgx.TxIsoLevel, mode pgx.TxAccessMode, sc store.Scope, do func(store.Tx) error) error {
	begin := fmt.Sprintf("BEGIN ISOLATION LEVEL %s %s", level, mode)
	if sc.All {
		begin += "; " + setEverything // in one round trip
	}
	tx, err := s.pool.BeginTx(ctx, pgx.TxOptions{BeginQuery: begin})
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	c := &conn{tx, s.jobs}
	if !sc.All {
		if _, err := tx.Exec(ctx, setPartner, string(sc.Partner)); err != nil {
			return errors.Join(fmt.Errorf("begin: %w", err), c.Rollback(context.WithoutCancel(ctx)))
		}
	}
	return sqlstore.Run(ctx, c, sc, do)
}

// migrationLock keeps nodes that start at the same time from migrating at once.
const migrationLock = "migrate"

// Migrate brings the schema up to date. Nodes that start together do it one after
// the other.
func (s *Store) Migrate(ctx context.Context) error {
	unlock, err := s.Lock(ctx, migrationLock)
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	defer unlock()
	db := stdlib.OpenDBFromPool(s.pool)
	if err := errors.Join(sqlstore.Migrate(ctx, db, sqlstore.Postgres, migrations.Postgres), db.Close()); err != nil {
		return err
	}
	return jobs.Migrate(ctx, riverpgxv5.New(s.pool))
}

// Ready says whether the server answers and the schema is this release's.
func (s *Store) Ready(ctx context.Context) error {
	db := stdlib.OpenDBFromPool(s.pool)
	if err := errors.Join(sqlstore.Ready(ctx, db, sqlstore.Postgres, migrations.Postgres), db.Close()); err != nil {
		return err
	}
	return jobs.Migrated(ctx, riverpgxv5.New(s.pool))
}

// Runner answers a runner of jobs, which it shares with the runners of other nodes.
func (s *Store) Runner(cfg jobs.Config) (jobs.Runner, error) {
	cfg.TryLock = s.tryLock
	return jobs.NewRunner(riverpgxv5.New(s.pool), cfg)
}

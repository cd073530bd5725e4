package postgres_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/internal/pgtest"
	"github.com/wharf-edi/wharf/store"
	"github.com/wharf-edi/wharf/store/postgres"
	"github.com/wharf-edi/wharf/store/storetest"
)

func open(t testing.TB, url string) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), url, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func migrated(t testing.TB, url string) *postgres.Store {
	t.Helper()
	s := open(t, url)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// connect is a connection behind the store's back.
func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close(t.Context()) }) // its database is dropped anyway
	return c
}

func execute(t *testing.T, c *pgx.Conn, statement string) {
	t.Helper()
	if _, err := c.Exec(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

func TestStore(t *testing.T) {
	var urls sync.Map // storetest.Store to its URL
	storetest.Run(t, storetest.Engine{
		Open: func(t *testing.T) storetest.Store {
			url := pgtest.Database(t)
			s := migrated(t, url)
			urls.Store(s, url)
			return s
		},
		Tamper: func(t *testing.T, s storetest.Store, statement string) {
			url, _ := urls.Load(s)
			c := connect(t, url.(string))
			execute(t, c, `SELECT set_config('wharf.all', 'on', false)`)
			execute(t, c, statement)
		},
	})
}

// Every table with rows of partners is guarded by the server itself.
func TestRowSecurity(t *testing.T) {
	url := pgtest.Database(t)
	s := migrated(t, url)
	defer s.Close()
	c := connect(t, url)
	rows, err := c.Query(t.Context(), `SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE a.attname = 'partner' AND c.relkind = 'r'`)
	if err != nil {
		t.Fatal(err)
	}
	type table struct {
		Name    string
		Guarded bool
	}
	tables, err := pgx.CollectRows(rows, pgx.RowToStructByPos[table])
	if err != nil {
		t.Fatal(err)
	}
	if len(tables) < 10 {
		t.Fatalf("got %d tables with a partner, want all of them", len(tables))
	}
	for _, table := range tables {
		if !table.Guarded {
			t.Errorf("table %s has rows of partners and is not guarded", table.Name)
		}
	}
}

// A statement that forgets the scope sees and writes nothing of others.
func TestServerHoldsScope(t *testing.T) {
	url := pgtest.Database(t)
	s := migrated(t, url)
	defer s.Close()
	err := s.Update(t.Context(), store.Everything, func(tx store.Tx) error {
		for _, p := range []store.Document{{Partner: "acme"}, {Partner: "bolt"}, {}} {
			p.Kind, p.Body, p.At = documents.KindInvoice, store.JSON(`{}`), at
			if _, err := tx.AddDocument(t.Context(), &p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	c := connect(t, url)
	for _, test := range []struct {
		setting string
		want    int
	}{
		{`SELECT 1`, 0},
		{`SELECT set_config('wharf.partner', 'acme', true)`, 1},
		{`SELECT set_config('wharf.partner', '', true)`, 0}, // as it is after a transaction that set it
		{`SELECT set_config('wharf.all', 'on', true)`, 3},
	} {
		execute(t, c, `BEGIN`)
		execute(t, c, test.setting)
		var n int
		if err := c.QueryRow(t.Context(), `SELECT COUNT(*) FROM documents`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n != test.want {
			t.Errorf("%s: got %d documents, want %d", test.setting, n, test.want)
		}
		tag, err := c.Exec(t.Context(), `UPDATE documents SET partner = 'acme'`)
		if err != nil || tag.RowsAffected() != int64(test.want) {
			t.Errorf("%s: changed %d documents, %v, want %d", test.setting, tag.RowsAffected(), err, test.want)
		}
		execute(t, c, `ROLLBACK`)
	}
	execute(t, c, `BEGIN`)
	execute(t, c, `SELECT set_config('wharf.partner', 'acme', true)`)
	if _, err := c.Exec(t.Context(), `UPDATE documents SET partner = 'bolt'`); err == nil || !strings.Contains(err.Error(), "row-level security") {
		t.Errorf("got %v, want the server to refuse a row for another partner", err)
	}
}

// Nodes that start together migrate once and all succeed.
func TestMigrateTogether(t *testing.T) {
	url := pgtest.Database(t)
	var g errgroup.Group
	for range 6 {
		s := open(t, url)
		defer s.Close()
		g.Go(func() error { return errors.Join(s.Migrate(t.Context()), s.Ready(t.Context())) })
	}
	if err := g.Wait(); err != nil {
		t.Error(err)
	}
}

// A store that was not migrated says so, and so does one that a later release was at.
func TestSchema(t *testing.T) {
	url := pgtest.Database(t)
	s := open(t, url)
	defer s.Close()
	if err := s.Ready(t.Context()); err == nil || !strings.Contains(err.Error(), "wharf migrate") {
		t.Errorf("got %v, want an error that says what to do", err)
	}
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	execute(t, connect(t, url), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, true)`)
	for name, err := range map[string]error{"migrate": s.Migrate(t.Context()), "ready": s.Ready(t.Context())} {
		if !errors.Is(err, store.ErrNewer) {
			t.Errorf("%s: got %v, want an error that wraps %q", name, err, store.ErrNewer)
		}
	}
}

func BenchmarkIntake(b *testing.B) {
	s := migrated(b, pgtest.Database(b))
	defer s.Close()
	b.SetParallelism(8)
	storetest.Bench(b, s)
}

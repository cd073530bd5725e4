// Package pgtest gives tests a PostgreSQL database of their own.
//
// It starts one throw-away server for the test process, from the binaries that are
// installed, or uses the one that WHARF_TEST_DATABASE names. Each test gets a
// database of its own, owned by a role that is no superuser, so that row-level
// security holds for it. Everything is gone when the process has ended, however it
// ended.
//
// Where there is neither a server nor binaries the test is skipped, or fails with
// WHARF_TEST_REQUIRE=postgres (package absent).
package pgtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wharf-edi/wharf/internal/absent"
)

const envDatabase = "WHARF_TEST_DATABASE"

// patience bounds each thing that is asked of the server.
const patience = time.Minute

// Database makes an empty database and answers its URL. It is dropped when the
// test ends.
func Database(t testing.TB) string {
	t.Helper()
	admin, err := server()
	if errors.Is(err, errNone) {
		absent.Skip(t, "postgres", fmt.Sprintf("%v; install PostgreSQL or set %s", err, envDatabase))
	}
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	u, drop, err := create(admin)
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Errorf("pgtest: %v", err)
		}
	})
	return u
}

// server is the URL of the superuser, or of who else may create databases. The
// server is started once for each process and ends with it.
var server = sync.OnceValues(func() (string, error) {
	if u := os.Getenv(envDatabase); u != "" {
		return u, nil
	}
	return start()
})

// create makes a role and a database of one new name. drop removes both, even
// while connections are open.
func create(admin string) (u string, drop func() error, err error) {
	name := "wharf_test_" + strings.ToLower(rand.Text()[:16])
	password := rand.Text()
	err = run(admin,
		fmt.Sprintf("CREATE ROLE %s LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD '%s'", name, password),
		fmt.Sprintf("GRANT %s TO CURRENT_USER", name), // so that who is no superuser may give the database away
		fmt.Sprintf("CREATE DATABASE %s OWNER %s TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'", name, name))
	if err != nil {
		return "", nil, err
	}
	drop = func() error {
		return run(admin, fmt.Sprintf("DROP DATABASE %s WITH (FORCE)", name), fmt.Sprintf("DROP ROLE %s", name))
	}
	u, err = replace(admin, name, password)
	if err != nil {
		return "", nil, errors.Join(err, drop())
	}
	return u, drop, nil
}

// replace is the URL admin for another role and database.
func replace(admin, name, password string) (string, error) {
	u, err := url.Parse(admin)
	if err != nil || u.Scheme == "" {
		return "", fmt.Errorf("%s: must be a URL, postgres://user@host/database", envDatabase)
	}
	u.User, u.Path = url.UserPassword(name, password), "/"+name
	return u.String(), nil
}

// run runs statements one by one, each by itself.
func run(admin string, statements ...string) (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, admin)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	for _, s := range statements {
		if _, err := conn.Exec(ctx, s); err != nil {
			verb, _, _ := strings.Cut(s, " PASSWORD")
			return fmt.Errorf("%s: %w", verb, err)
		}
	}
	return nil
}

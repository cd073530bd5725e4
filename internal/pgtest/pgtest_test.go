package pgtest_test

import (
	"bufio"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/wharf-edi/wharf/internal/pgtest"
)

// Two tests never share a database, and the role is bound by row-level security.
func TestDatabase(t *testing.T) {
	a, b := pgtest.Database(t), pgtest.Database(t)
	if a == b {
		t.Fatalf("got the database %s twice", a)
	}
	conn, err := pgx.Connect(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	var super, bypass bool
	err = conn.QueryRow(t.Context(), `SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user`).Scan(&super, &bypass)
	if err != nil {
		t.Fatal(err)
	}
	if super || bypass {
		t.Errorf("got a role with superuser %v, bypassrls %v, want neither", super, bypass)
	}
	if _, err := conn.Exec(t.Context(), `CREATE TABLE things (id BIGINT PRIMARY KEY)`); err != nil {
		t.Errorf("the role does not own its database: %v", err)
	}
}

const envChild = "PGTEST_CHILD"

// TestChild is the process that TestKilled kills.
func TestChild(t *testing.T) {
	if os.Getenv(envChild) == "" {
		return // only TestKilled asks for it
	}
	u := pgtest.Database(t)
	if _, err := io.WriteString(os.Stdout, "database "+u+"\n"); err != nil {
		t.Fatal(err)
	}
	<-t.Context().Done()
}

// A server does not outlive its test process, even if that is killed.
func TestKilled(t *testing.T) {
	if os.Getenv("WHARF_TEST_DATABASE") != "" {
		return // no server is started then
	}
	pgtest.Database(t) // skips where there is none
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestChild$", "-test.v")
	child.Env = append(os.Environ(), envChild+"=1")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	dir := ""
	for s := bufio.NewScanner(out); dir == "" && s.Scan(); {
		if text, ok := strings.CutPrefix(s.Text(), "database "); ok {
			u, err := url.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			dir = u.Query().Get("host")
		}
	}
	if dir == "" {
		t.Fatal("the child has no database")
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // says that it was killed
	gone := func() bool {
		_, err := os.Stat(filepath.Clean(dir))
		return os.IsNotExist(err)
	}
	deadline := time.NewTimer(20 * time.Second)
	defer deadline.Stop()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !gone() {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("%s is still there 20 s after the process was killed", dir)
		}
	}
}

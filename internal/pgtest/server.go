package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// errNone says that PostgreSQL is not installed.
var errNone = errors.New("no PostgreSQL server: neither installed binaries nor a running one")

// superuser is the role that initdb makes.
const superuser = "wharf"

// watchdog runs the server for as long as the test process holds the other end of
// its standard input, which the kernel closes for it at the latest. Then the
// server is stopped at once and its folder removed. Arguments: the postgres binary
// and the folder.
const watchdog = `
"$1" -D "$2/data" -k "$2" >"$2/log" 2>&1 </dev/null &
cat >/dev/null
kill -QUIT $!
wait $!
cd / && rm -rf "$2"
`

// settings are those of a server that nobody will miss.
const settings = `
listen_addresses = ''
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
max_connections = 200
shared_buffers = 64MB
`

// start starts the server and answers the URL of its superuser. It listens on a
// socket in its own folder and on no port.
func start() (string, error) {
	bin, err := binaries()
	if err != nil {
		return "", err
	}
	attr, err := attributes()
	if err != nil {
		return "", err
	}
	dir, err := folder(attr.Credential)
	if err != nil {
		return "", err
	}
	data := filepath.Join(dir, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", superuser, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	initdb.SysProcAttr, initdb.Dir, initdb.Env = attr, dir, environment()
	if out, err := initdb.CombinedOutput(); err != nil {
		return "", errors.Join(fmt.Errorf("initdb: %w: %s", err, bytes.TrimSpace(out)), os.RemoveAll(dir))
	}
	if err := appendTo(filepath.Join(data, "postgresql.conf"), settings); err != nil {
		return "", errors.Join(err, os.RemoveAll(dir))
	}
	if err := watch(bin, dir, attr); err != nil {
		return "", errors.Join(err, os.RemoveAll(dir))
	}
	u := url.URL{Scheme: "postgres", User: url.User(superuser), Path: "/postgres", RawQuery: url.Values{"host": {dir}}.Encode()}
	return u.String(), wait(u.String(), dir)
}

// appendTo adds text to a file that is there.
func appendTo(name, text string) error {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// watch starts the watchdog. The pipe is left open on purpose: it ends with the
// process.
func watch(bin, dir string, attr *syscall.SysProcAttr) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	dog := exec.Command("/bin/sh", "-c", watchdog, "wharf-pgtest", filepath.Join(bin, "postgres"), dir)
	dog.SysProcAttr, dog.Dir, dog.Env, dog.Stdin = attr, dir, environment(), r
	if err := dog.Start(); err != nil {
		return errors.Join(err, r.Close(), w.Close())
	}
	held = append(held, w)
	return r.Close()
}

// held keeps the pipe from being closed by the garbage collector.
var held []*os.File

// environment is what the server gets of ours: no PG variable, no secret.
func environment() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
}

// attributes are those of the server's processes: out of reach of the terminal's
// interrupt, which must reach the test alone, and never root, whom initdb refuses.
func attributes() (*syscall.SysProcAttr, error) {
	attr := &syscall.SysProcAttr{Setsid: true}
	if os.Geteuid() != 0 {
		return attr, nil
	}
	var errs []error
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		uid, uerr := strconv.ParseUint(u.Uid, 10, 32)
		gid, gerr := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(uerr, gerr); err != nil {
			return nil, err
		}
		attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		return attr, nil
	}
	return nil, fmt.Errorf("no user to run PostgreSQL as: %w", errors.Join(errs...))
}

// socketMost is how long a folder's name may be for its socket's to fit in
// sockaddr_un, which has 104 bytes on some systems.
const socketMost = 80

// folder makes the server's folder and gives it to who runs it.
func folder(c *syscall.Credential) (string, error) {
	parent := os.TempDir()
	if len(parent) > socketMost || c != nil { // TMPDIR may be root's alone
		parent = "/tmp"
	}
	dir, err := os.MkdirTemp(parent, "wharf-pgtest-")
	if err != nil {
		return "", err
	}
	if c != nil {
		if err := os.Chown(dir, int(c.Uid), int(c.Gid)); err != nil {
			return "", errors.Join(err, os.RemoveAll(dir))
		}
	}
	return dir, nil
}

// binaries is the folder of the newest PostgreSQL there is.
func binaries() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	slices.SortFunc(found, func(a, b string) int { return major(a) - major(b) })
	if p, err := exec.LookPath("initdb"); err == nil {
		if p, err = filepath.EvalSymlinks(p); err == nil {
			found = slices.Insert(found, 0, p)
		}
	}
	for _, initdb := range slices.Backward(found) {
		bin := filepath.Dir(initdb)
		if _, err := os.Stat(filepath.Join(bin, "postgres")); err == nil {
			return bin, nil
		}
	}
	return "", errNone
}

// major is the number in /usr/lib/postgresql/17/bin/initdb.
func major(initdb string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	if err != nil {
		return 0
	}
	return n
}

// wait waits until the server answers.
func wait(u, dir string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		conn, err := pgx.Connect(ctx, u)
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-ctx.Done():
			log, _ := os.ReadFile(filepath.Join(dir, "log")) // best effort: it explains err
			return fmt.Errorf("server does not answer: %w: %s", err, strings.TrimSpace(string(log)))
		case <-tick.C:
		}
	}
}

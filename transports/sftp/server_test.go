package sftp_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/wharf-edi/wharf/transports"
	"github.com/wharf-edi/wharf/transports/sftp"
	"github.com/wharf-edi/wharf/transports/sftp/sftptest"
	"github.com/wharf-edi/wharf/transports/transporttest"
)

// bench is a running server with one account, "acme".
type bench struct {
	t        *testing.T
	server   *sftp.Server
	addr     string
	hostKey  ssh.PublicKey
	key      ssh.Signer
	account  transports.Account
	accounts *transporttest.Accounts
	inbox    *transporttest.Inbox
	mailbox  *transporttest.Mailbox
	spool    string
	clock    *clock
	log      *logged
	err      chan error // what Serve answered
}

// start runs a server; change may set what a test is about.
func start(t *testing.T, change func(*sftp.Config)) *bench {
	t.Helper()
	pem, err := sftp.GenerateHostKey()
	if err != nil {
		t.Fatal(err)
	}
	host, err := sftp.ParseHostKey(pem)
	if err != nil {
		t.Fatal(err)
	}
	key, line, err := sftptest.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{
		t: t, hostKey: host.PublicKey(), key: key,
		account:  transports.Account{Name: "acme", Keys: []string{line}},
		accounts: &transporttest.Accounts{}, inbox: &transporttest.Inbox{}, mailbox: &transporttest.Mailbox{},
		spool: t.TempDir(), clock: &clock{now: time.Unix(1_800_000_000, 0)}, log: newLogged(), err: make(chan error, 1),
	}
	b.accounts.Set(b.account)
	cfg := sftp.Config{
		HostKeys: []ssh.Signer{host}, Accounts: b.accounts, Inbox: b.inbox, Mailbox: b.mailbox, Spool: b.spool,
		Log: slog.New(b.log), Now: b.clock.Now, ShutdownTimeout: 50 * time.Millisecond,
	}
	if change != nil {
		change(&cfg)
	}
	if b.server, err = sftp.New(cfg); err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b.addr = ln.Addr().String()
	go func() { b.err <- b.server.Serve(context.WithoutCancel(t.Context()), ln) }()
	t.Cleanup(b.stop)
	return b
}

// stop ends the server and waits for it; it may be called twice.
func (b *bench) stop() {
	if err := b.server.Close(); err != nil {
		b.t.Error(err)
	}
	left, err := os.ReadDir(b.spool)
	if err != nil {
		b.t.Error(err)
	}
	for _, f := range left {
		b.t.Errorf("%s is left in the spool", f.Name())
	}
}

func (b *bench) dial() *sftptest.Client {
	b.t.Helper()
	c, err := sftptest.Dial(b.addr, "acme", b.key, b.hostKey)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { c.Close() })
	return c
}

// wantKept checks names of what the inbox has.
func (b *bench) wantKept(names ...string) {
	b.t.Helper()
	var got []string
	for _, k := range b.inbox.Parcels() {
		got = append(got, k.Name)
	}
	if strings.Join(got, " ") != strings.Join(names, " ") {
		b.t.Errorf("kept %q, want %q", got, names)
	}
}

// clock stands still unless it is moved.
type clock struct {
	mu  sync.Mutex // guards what follows
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// logged lets a test wait for a line of the server's log.
type logged struct {
	slog.Handler

	mu    sync.Mutex // guards what follows
	lines []string
	more  chan struct{} // closed and replaced at each line
}

func newLogged() *logged { return &logged{more: make(chan struct{})} }

func (l *logged) Enabled(context.Context, slog.Level) bool { return true }
func (l *logged) WithAttrs([]slog.Attr) slog.Handler       { return l }
func (l *logged) WithGroup(string) slog.Handler            { return l }

func (l *logged) Handle(_ context.Context, r slog.Record) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, r.Message)
	close(l.more)
	l.more = make(chan struct{})
	return nil
}

// wait returns when text has been written so many times.
func (l *logged) wait(t *testing.T, text string, times int) {
	t.Helper()
	timeout := time.After(20 * time.Second)
	for {
		l.mu.Lock()
		all, more := strings.Join(l.lines, "\n"), l.more
		l.mu.Unlock()
		if strings.Count(all, text) >= times {
			return
		}
		select {
		case <-more:
		case <-timeout:
			t.Fatalf("the log does not say %q often enough; it says\n%s", text, all)
		}
	}
}

// counterpart is a supplier for the suite.
type counterpart struct{ *bench }

func (c counterpart) Account() string { return "acme" }

func (c counterpart) Put(name string, body []byte) error {
	client, err := sftptest.Dial(c.addr, "acme", c.key, c.hostKey)
	if err != nil {
		return err
	}
	defer client.Close()
	return client.Put(name, body)
}

func (c counterpart) Drop(name string, body []byte) error {
	client, err := sftptest.Dial(c.addr, "acme", c.key, c.hostKey)
	if err != nil {
		return err
	}
	f, err := client.Raw.Create(path.Join("in", name))
	if err != nil {
		return err
	}
	if _, err := f.Write(body); err != nil {
		return err
	}
	err = client.HangUp()
	c.log.wait(c.t, "upload broke off; discarded", 1)
	return err
}

func TestTransport(t *testing.T) {
	transporttest.Run(t, func(t *testing.T, in transports.Inbox) transporttest.Counterpart {
		return counterpart{start(t, func(c *sftp.Config) { c.Inbox = in })}
	})
}

func TestConfigSaysEverythingWrong(t *testing.T) {
	_, err := sftp.New(sftp.Config{Spool: "/does/not/exist", MaxFileBytes: -1, IdleTimeout: -1})
	if err == nil {
		t.Fatal("a configuration without anything is good")
	}
	for _, want := range []string{"host key", "accounts", "inbox", "mailbox", "/does/not/exist", "MaxFileBytes", "IdleTimeout"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in\n%v", want, err)
		}
	}
}

// A killed run leaves files; another run may be writing some beside us.
func TestSpoolIsSwept(t *testing.T) {
	b := start(t, nil)
	var left []string
	for name, age := range map[string]time.Duration{"upload-A-7.spool": 26 * time.Hour, "upload-B-1.spool": time.Minute, "other": 26 * time.Hour} {
		path := filepath.Join(b.spool, name)
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, time.Time{}, b.clock.Now().Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	b.clock.add(2 * time.Hour)
	if err := b.dial().Put("po.edi", []byte("ISA")); err != nil {
		t.Fatal(err)
	}
	files, err := os.ReadDir(b.spool)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		left = append(left, f.Name())
		os.Remove(filepath.Join(b.spool, f.Name()))
	}
	if got, want := strings.Join(left, " "), "other upload-B-1.spool"; got != want {
		t.Errorf("left %q, want %q", got, want)
	}
}

// Both ends of a server end all that it began.
func TestServeEnds(t *testing.T) {
	b := start(t, nil)
	c := b.dial()
	if _, err := c.Raw.Create("in/open.edi"); err != nil {
		t.Fatal(err)
	}
	b.stop()
	if err := <-b.err; err != nil {
		t.Errorf("Serve answered %v, want nil", err)
	}
	if err := c.Raw.Wait(); err == nil {
		t.Error("the connection ended as if by the client")
	}
	b.wantKept()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := b.server.Serve(t.Context(), ln); err == nil {
		t.Error("a closed server serves")
	}
}

func TestServeEndsWithItsContext(t *testing.T) {
	b := start(t, nil)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error)
	go func() { served <- b.server.Serve(ctx, ln) }()
	c, err := sftptest.Dial(ln.Addr().String(), "acme", b.key, b.hostKey)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	cancel()
	if err := <-served; err != nil {
		t.Errorf("Serve answered %v, want nil", err)
	}
}

// A client that says nothing is not waited for.
func TestHandshakeTimeout(t *testing.T) {
	b := start(t, func(c *sftp.Config) { c.HandshakeTimeout = 20 * time.Millisecond })
	c, err := net.Dial("tcp", b.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := io.Copy(io.Discard, c); err != nil && !errors.Is(err, net.ErrClosed) && !strings.Contains(err.Error(), "reset") {
		t.Fatal(err)
	}
}

func TestIdleTimeout(t *testing.T) {
	b := start(t, func(c *sftp.Config) { c.IdleTimeout = 500 * time.Millisecond })
	c := b.dial()
	if err := c.Raw.Wait(); err == nil {
		t.Error("the connection ended as if by the client")
	}
}

func TestConnectionLimits(t *testing.T) {
	for name, change := range map[string]func(*sftp.Config){
		"of all":        func(c *sftp.Config) { c.MaxConnections = 1 },
		"of an address": func(c *sftp.Config) { c.MaxPerAddress = 1 },
		"of an account": func(c *sftp.Config) { c.MaxPerAccount = 1 },
	} {
		t.Run(name, func(t *testing.T) {
			b := start(t, change)
			b.dial()
			if _, err := sftptest.Dial(b.addr, "acme", b.key, b.hostKey); err == nil {
				t.Error("a second connection is served")
			}
		})
	}
}

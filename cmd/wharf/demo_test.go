package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/ssh"

	"github.com/wharf-edi/wharf/transports/sftp/sftptest"
)

// screen is what a command has printed so far.
type screen struct {
	mu sync.Mutex // guards what follows
	b  bytes.Buffer
}

func (s *screen) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(b)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// shows waits until the pattern is there, and answers its groups.
func (s *screen) shows(t *testing.T, pattern string) []string {
	t.Helper()
	re := regexp.MustCompile(pattern)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		if m := re.FindStringSubmatch(s.String()); m != nil {
			return m
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("got\n%s\nwant in it: %s", s, pattern)
		}
	}
}

// What somebody does by hand after the story is told at once, by what the farewell
// says; an interrupt ends the demo in order and takes its folder away.
func TestDemoGoesOnTelling(t *testing.T) {
	t.Parallel()
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	out, ended := &screen{}, make(chan int, 1)
	go func() {
		ended <- run(ctx, world{args: []string{"demo", "--odoo", "127.0.0.1:0", "--sftp", "127.0.0.1:0", "--portal", "127.0.0.1:0"}, out: out, err: out, now: time.Now})
	}()
	out.shows(t, `Ctrl-C ends it`)
	held := out.shows(t, `Held for the planner: .*\n +http://127\.0\.0\.1:\d+/exceptions/\d+\n`)
	if strings.Contains(held[0], ":0/") {
		t.Errorf("got the address %s, want the port that was taken", held[0])
	}
	as := out.shows(t, `sftp -P (\d+) -i (\S+) .* acme@127\.0\.0\.1`)
	pem, err := os.ReadFile(as[2])
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.ParsePrivateKey(pem)
	if err != nil {
		t.Fatal(err)
	}
	known, err := os.ReadFile(filepath.Join(filepath.Dir(as[2]), "known_hosts"))
	if err != nil {
		t.Fatal(err)
	}
	_, _, host, _, _, err := ssh.ParseKnownHosts(known)
	if err != nil {
		t.Fatal(err)
	}
	file := out.shows(t, `put (\S+) in/`)[1]
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c, err := sftptest.Dial("127.0.0.1:"+as[1], "acme", key, host)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(c.Put(filepath.Base(file), body), c.Close()); err != nil {
		t.Fatal(err)
	}
	out.shows(t, `Acme Metals   This came before`)
	interrupt()
	if code := <-ended; code != 0 {
		t.Errorf("the demo ended with code %d:\n%s", code, out)
	}
	if _, err := os.Stat(filepath.Dir(as[2])); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder is there still: %v", err)
	}
}

func TestCut(t *testing.T) {
	for in, want := range map[string]string{
		"short": "short",
		"the first clause is long enough; the second": "the first clause is long enough; …",
		"a sentence; and then many words without end": "a sentence; and then many words …",
		"größer größer größer größer größer größer":   "größer größer größer größer …",
		strings.Repeat("x", 60):                       strings.Repeat("x", 33) + " …",
	} {
		got := cut(in, 35)
		if utf8.RuneCountInString(got) > 35 || in != strings.Repeat("x", 60) && got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

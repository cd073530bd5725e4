package main

import (
	"context"
	"net"
	"os"
	"os/signal"
	"regexp"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// crashVariable says where a child process of the crash test kills itself.
const crashVariable = "WHARF_TEST_CRASH"

// TestMain lets the test program be wharf itself: for scripts, and as the process
// that the crash test kills.
func TestMain(m *testing.M) {
	if at := os.Getenv(crashVariable); at != "" {
		os.Exit(crashing(at))
	}
	testscript.Main(m, map[string]func(){"wharf": main})
}

// crashing runs wharf with faults handed in.
func crashing(at string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return run(ctx, world{args: os.Args[1:], env: os.Environ(), in: os.Stdin, out: os.Stdout, err: os.Stderr, now: time.Now, hooks: crashHooks(at)})
}

// Scripts run the program as an operator does.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"taken": takePort, "told": keepStory},
	})
}

// takePort listens on a port until the script ends and sets a variable to its
// address: taken NAME.
func takePort(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: taken NAME")
	}
	ln, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = ln.Close() })
	ts.Setenv(args[0], ln.Addr().String())
}

// changing is what differs between two runs of the demo: the time, ports, sizes of
// files and the folder.
var changing = regexp.MustCompile(`(?m)^\d\d:\d\d:\d\d|127\.0\.0\.1:\d+|\(\d+ bytes\)| in \S+\.$`)

// keepStory writes what the demo told to a file, without what changes: told FROM TO.
func keepStory(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: told FROM TO")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), changing.ReplaceAll([]byte(ts.ReadFile(args[0])), []byte("*")), 0o600))
}

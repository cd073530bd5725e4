package main

import (
	"context"
	"os"
	"os/signal"
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
	testscript.Run(t, testscript.Params{Dir: "testdata/script", RequireExplicitExec: true})
}

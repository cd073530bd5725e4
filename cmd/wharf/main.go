// Command wharf is the supplier gateway: `wharf serve` runs it, `wharf demo` shows
// it with a simulated Odoo and pretend suppliers, and the other commands set it up
// and look after it.
//
// This package is the wiring and the operator's language. It alone reads flags,
// the environment and the clock, and builds things; what happens is in package
// gateway.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // time zones on machines that have none

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, world{args: os.Args[1:], env: os.Environ(), in: os.Stdin, out: os.Stdout, err: os.Stderr, now: time.Now}))
}

// world is what a command has from outside.
type world struct {
	args     []string
	env      []string
	in       io.Reader
	out, err io.Writer
	now      func() time.Time
	hooks    hooks // tests hand in faults
}

// run runs one command and answers the exit code: 0, or 1 with what was wrong on
// err.
func run(ctx context.Context, w world) int {
	root := rootCommand(&w)
	root.SetArgs(w.args)
	root.SetIn(w.in)
	root.SetOut(w.out)
	root.SetErr(w.err)
	if err := root.ExecuteContext(ctx); err != nil {
		if !errors.Is(err, errSaid) {
			fmt.Fprintf(w.err, "wharf: %v\n", err)
		}
		return 1
	}
	return 0
}

// errSaid ends a command that has already told what is wrong.
var errSaid = errors.New("said")

func rootCommand(w *world) *cobra.Command {
	root := &cobra.Command{
		Use:           "wharf",
		Short:         "the supplier gateway for Odoo: EDI in, purchase orders out, bills exactly once",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.AddCommand(serveCommand(w), demoCommand(w), migrateCommand(w), doctorCommand(w), partnerCommand(w), userCommand(w), ediCommand(w), versionCommand(w))
	return root
}

// configFlag adds --config to a command and answers what loads it.
func configFlag(w *world, c *cobra.Command) func() (Config, error) {
	file := c.Flags().StringP("config", "c", "", "configuration file (doc/configuration.md); also WHARF_CONFIG")
	return func() (Config, error) {
		name := *file
		if name == "" {
			name = variable(w.env, "WHARF_CONFIG")
		}
		return loadConfig(name, w.env)
	}
}

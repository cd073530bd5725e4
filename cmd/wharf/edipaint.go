package main

import (
	"fmt"
	"io"
	"os"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"github.com/wharf-edi/wharf/edi"
)

// terminal says that people look at what is written to w.
func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && isatty.IsTerminal(f.Fd())
}

// paint colours text, if it is on.
type paint bool

func (p paint) with(code, s string) string {
	if !p || s == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (p paint) bold(s string) string   { return p.with("1", s) }
func (p paint) dim(s string) string    { return p.with("2", s) }
func (p paint) red(s string) string    { return p.with("31", s) }
func (p paint) green(s string) string  { return p.with("32", s) }
func (p paint) yellow(s string) string { return p.with("33", s) }
func (p paint) cyan(s string) string   { return p.with("36", s) }

// severity is s in the colour of how bad it is.
func (p paint) severity(v edi.Severity, s string) string {
	switch v {
	case edi.Reject:
		return p.with("1;31", s)
	case edi.Note:
		return p.yellow(s)
	}
	return p.dim(s)
}

// colorFlag adds --color to a command and answers what it says.
func colorFlag(w *world, c *cobra.Command) func() (paint, error) {
	when := c.Flags().String("color", "auto", "when to use colours: auto, always or never; NO_COLOR in the environment is never")
	return func() (paint, error) {
		switch *when {
		case "always":
			return true, nil
		case "never":
			return false, nil
		case "auto":
			return paint(terminal(w.out) && variable(w.env, "NO_COLOR") == "" && variable(w.env, "TERM") != "dumb"), nil
		}
		return false, fmt.Errorf("--color %s: it is auto, always or never", *when)
	}
}

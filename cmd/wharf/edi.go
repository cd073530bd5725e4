package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/edifact"
	"github.com/wharf-edi/wharf/edi/jsonform"
	"github.com/wharf-edi/wharf/edi/x12"
)

// ediCommand is the tools for EDI. They need neither configuration nor store.
func ediCommand(w *world) *cobra.Command {
	c := &cobra.Command{
		Use:   "edi",
		Short: "look at, check, answer, convert, compare, make and split EDI (doc/edi.md)",
		Long: `The edi commands work on X12 and EDIFACT, from a file or from standard input, and find
out by themselves which it is. They need no configuration. They end with code 0 if
all is well, and with 1 if something is rejected, different or not readable.`,
		PersistentPreRun: func(*cobra.Command, []string) {
			// Nothing is left half done, so an interrupt ends them at once, also while they
			// wait for standard input.
			signal.Reset(os.Interrupt, syscall.SIGTERM)
		},
	}
	c.AddCommand(ediInspectCommand(w), ediValidateCommand(w), ediAckCommand(w), ediConvertCommand(w), ediDiffCommand(w), ediSampleCommand(w), ediSplitCommand(w), ediRulesCommand(w))
	return c
}

// dialect is what the commands need of one standard.
type dialect struct {
	scan   func(io.Reader, edi.Handler) error
	reader func(io.Reader) jsonform.Segments
	read   func([]byte) ([]*edi.Interchange, error)
	reply  func(*edi.Interchange, *edi.AckOptions) *edi.Interchange
	write  func(*edi.Interchange, bool) ([]byte, error)
	suffix string
}

// dialects are the standards.
var dialects = map[edi.Standard]dialect{
	edi.X12: {
		scan:   func(r io.Reader, on edi.Handler) error { return x12.Scan(r, nil, on) },
		reader: func(r io.Reader) jsonform.Segments { return x12.NewReader(r, nil) },
		read:   func(b []byte) ([]*edi.Interchange, error) { return x12.Read(b, nil) },
		reply:  x12.Reply,
		write: func(i *edi.Interchange, lines bool) ([]byte, error) {
			return x12.Write(i, x12.Delimiters{Lines: lines})
		},
		suffix: ".x12",
	},
	edi.EDIFACT: {
		scan:   func(r io.Reader, on edi.Handler) error { return edifact.Scan(r, nil, on) },
		reader: func(r io.Reader) jsonform.Segments { return edifact.NewReader(r, nil) },
		read:   func(b []byte) ([]*edi.Interchange, error) { return edifact.Read(b, nil) },
		reply:  edifact.Reply,
		write: func(i *edi.Interchange, lines bool) ([]byte, error) {
			return edifact.Write(i, edifact.Delimiters{Lines: lines})
		},
		suffix: ".edi",
	},
}

// title is a standard as people write it.
func title(s edi.Standard) string { return strings.ToUpper(string(s)) }

// severities are the names of edi's severities.
var severities = map[edi.Severity]string{edi.Warn: "warn", edi.Note: "note", edi.Reject: "reject"}

// parties says who an interchange is from and to.
func parties(i *edi.Interchange) string {
	s := fmt.Sprintf("from %s to %s", i.Sender, i.Receiver)
	if !i.Prepared.IsZero() {
		s += i.Prepared.Format(", 2006-01-02 15:04")
	}
	if i.Test {
		s += ", test"
	}
	return s
}

// printable is s without what a terminal would obey.
func printable(s string) string {
	clean := func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 || r == 0xfffd }
	if !strings.ContainsFunc(s, clean) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if clean(r) && r != 0xfffd {
			fmt.Fprintf(&b, `\x%02x`, r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// sortedKeys are the keys of a map in order.
func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	var all []K
	for k := range m {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

// count is "1 message", "2 messages".
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

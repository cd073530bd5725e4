package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/wharf-edi/wharf/edi/schema"
)

func ediRulesCommand(w *world) *cobra.Command {
	return &cobra.Command{
		Use:   "rules",
		Short: "list the rules that can be relaxed for a partner, and what each costs",
		Long: `Rules lists what reading.relax in a partner's profile and --relax of validate can name:
a rule by the code of its defects, and what is lost where it does not hold.`,
		Example: "  wharf edi rules | grep count",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintln(w.out, "messages")
			for _, r := range schema.Rules {
				fmt.Fprintf(w.out, "  %-24s %s\n", r.Code, r.Cost)
			}
			fmt.Fprintln(w.out, "envelopes")
			for _, r := range schema.EnvelopeRules {
				fmt.Fprintf(w.out, "  %-24s %s\n", r.Code, r.Cost)
			}
			return nil
		},
	}
}

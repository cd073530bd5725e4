package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func migrateCommand(w *world) *cobra.Command {
	c := &cobra.Command{
		Use:   "migrate",
		Short: "bring the store's schema up to date",
		Long: `Migrate makes the store that the configuration names, or brings it up to date. It
may run twice, and on several nodes at once. Serve does the same when it starts.`,
		Args: cobra.NoArgs,
	}
	load := configFlag(w, c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		cfg, err := load()
		if err != nil {
			return err
		}
		s, err := openStore(c.Context(), cfg, newLog(w.err, "warn"), w.hooks)
		if err != nil {
			return err
		}
		defer s.Close() // nothing is written after Migrate
		if err := s.Migrate(c.Context()); err != nil {
			return err
		}
		_, err = fmt.Fprintln(w.out, "the store is up to date")
		return err
	}
	return c
}

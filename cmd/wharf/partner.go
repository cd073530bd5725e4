package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/wharf-edi/wharf/gateway"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/store"
)

func partnerCommand(w *world) *cobra.Command {
	c := &cobra.Command{Use: "partner", Short: "check, apply and list the partners' profiles"}
	c.AddCommand(partnerImportCommand(w), partnerCheckCommand(w), partnerListCommand(w))
	return c
}

func partnerImportCommand(w *world) *cobra.Command {
	c := &cobra.Command{
		Use:   "import FOLDER",
		Short: "apply the profiles in a folder of YAML files (doc/partners.md)",
		Long: `Import reads every *.yaml file in FOLDER, checks them all, and makes a new version of
each profile that differs from the live one. If one file is wrong, nothing is
applied.`,
		Args: cobra.ExactArgs(1),
	}
	load := configFlag(w, c)
	c.RunE = func(c *cobra.Command, args []string) error {
		cfg, err := load()
		if err != nil {
			return err
		}
		return withStore(c.Context(), w, cfg, func(s store.Store) error {
			lines, err := importPartners(c.Context(), s, args[0], w.now())
			for _, l := range lines {
				fmt.Fprintln(w.out, l)
			}
			return err
		})
	}
	return c
}

func partnerCheckCommand(w *world) *cobra.Command {
	return &cobra.Command{
		Use:   "check FOLDER",
		Short: "say what is wrong with the profiles in a folder, without applying them",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			ps, err := loadPartners(args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(w.out, "%d profiles, all in order\n", len(ps))
			return err
		},
	}
}

func partnerListCommand(w *world) *cobra.Command {
	c := &cobra.Command{Use: "list", Short: "list the live profiles", Args: cobra.NoArgs}
	load := configFlag(w, c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		cfg, err := load()
		if err != nil {
			return err
		}
		return withStore(c.Context(), w, cfg, func(s store.Store) error {
			return s.View(c.Context(), store.Everything, func(tx store.Tx) error {
				ps, err := tx.Profiles(c.Context())
				for _, p := range ps {
					fmt.Fprintf(w.out, "%-20s version %d  %-8s %s\n", p.ID, p.Version, p.Standard, p.Name)
				}
				return err
			})
		})
	}
	return c
}

// withStore opens the store, brings it up to date and closes it after do.
func withStore(ctx context.Context, w *world, cfg Config, do func(store.Store) error) error {
	s, err := openStore(ctx, cfg, newLog(w.err, "warn"), w.hooks)
	if err != nil {
		return err
	}
	defer s.Close() // do has committed what it wrote
	if err := s.Migrate(ctx); err != nil {
		return err
	}
	return do(s)
}

// loadPartners reads the profiles in a folder, with everything that can be said of
// them without a store.
func loadPartners(folder string) ([]*partners.Profile, error) {
	info, err := os.Stat(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("partners: there is no folder %s", folder)
	case err != nil:
		return nil, fmt.Errorf("partners: %w", err)
	case !info.IsDir():
		return nil, fmt.Errorf("partners: %s is not a folder", folder)
	}
	ps, err := partners.Load(os.DirFS(folder), gateway.CheckProfile)
	if err != nil {
		return nil, fmt.Errorf("partners in %s:\n%w", folder, err)
	}
	var errs []error
	for _, p := range ps {
		if raw, ok := p.Channels["sftp"]; ok {
			if _, err := sftpAccount(raw); err != nil {
				errs = append(errs, fmt.Errorf("partner %s: channels.sftp: %w", p.ID, err))
			}
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("partners in %s:\n%w", folder, err)
	}
	return ps, nil
}

// importPartners applies the profiles in a folder, all or none, and says what has
// changed, a line each.
func importPartners(ctx context.Context, s store.Store, folder string, now time.Time) (lines []string, err error) {
	ps, err := loadPartners(folder)
	if err != nil {
		return nil, err
	}
	err = s.Update(ctx, store.Everything, func(tx store.Tx) error {
		lines = nil
		for _, p := range ps {
			before := 0
			if old, err := tx.Profile(ctx, p.ID); err == nil {
				before = old.Version
			}
			v, err := tx.PutProfile(ctx, p, now)
			if err != nil {
				return err
			}
			if v == before {
				lines = append(lines, fmt.Sprintf("%s: unchanged, version %d", p.ID, v))
				continue
			}
			lines = append(lines, fmt.Sprintf("%s: version %d is live", p.ID, v))
		}
		live, err := tx.Profiles(ctx)
		if err != nil {
			return err
		}
		return distinct(folder, live)
	})
	if err != nil {
		return nil, err
	}
	return lines, nil
}

// distinct says which of the live profiles claim what only one may have: those in
// the folder are checked against each other when they are read, these also against
// what was live before.
func distinct(folder string, live []*partners.Profile) error {
	if _, err := partners.NewDirectory(live); err != nil {
		return fmt.Errorf("partners in %s: nothing is applied, since two live profiles would claim the same:\n%w", folder, err)
	}
	return nil
}

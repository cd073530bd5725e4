package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/crypto/ssh"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/odoo"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/store"
)

func doctorCommand(w *world) *cobra.Command {
	c := &cobra.Command{
		Use:   "doctor",
		Short: "check configuration, store, Odoo, ports and folders, and say what is wrong",
		Long: `Doctor checks everything that serve needs and changes nothing. Each line begins with
"ok", "note" or "WRONG". It ends with code 1 if anything is wrong.`,
		Args: cobra.NoArgs,
	}
	load := configFlag(w, c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		d := &doctor{w: w}
		cfg, err := load()
		if err != nil {
			d.wrong("configuration", "%v", err)
			return errSaid
		}
		d.ok("configuration", "complete")
		d.folders(cfg)
		serving := d.store(c.Context(), cfg)
		d.ports(c.Context(), cfg, serving)
		d.odoo(c.Context(), cfg)
		if d.bad > 0 {
			fmt.Fprintf(w.out, "\n%d wrong\n", d.bad)
			return errSaid
		}
		_, err = fmt.Fprintln(w.out, "\nall is well")
		return err
	}
	return c
}

// doctor is one examination.
type doctor struct {
	w        *world
	bad      int
	profiles []*partners.Profile
}

func (d *doctor) say(word, what, format string, args ...any) {
	fmt.Fprintf(d.w.out, "%-5s  %-14s %s\n", word, what, fmt.Sprintf(format, args...))
}

func (d *doctor) ok(what, format string, args ...any)   { d.say("ok", what, format, args...) }
func (d *doctor) note(what, format string, args ...any) { d.say("note", what, format, args...) }
func (d *doctor) wrong(what, format string, args ...any) {
	d.bad++
	d.say("WRONG", what, format, args...)
}

// folders tries whether the data folder can be written to, if it is there.
func (d *doctor) folders(cfg Config) {
	if cfg.Data == "" {
		return
	}
	info, err := os.Stat(cfg.Data)
	switch {
	case errors.Is(err, os.ErrNotExist):
		d.note("data folder", "%s is not there yet; serve makes it", cfg.Data)
		return
	case err != nil:
		d.wrong("data folder", "%v", err)
		return
	case !info.IsDir():
		d.wrong("data folder", "%s is not a folder", cfg.Data)
		return
	}
	f, err := os.CreateTemp(cfg.Data, ".doctor-*")
	if err != nil {
		d.wrong("data folder", "%s cannot be written to: %v", cfg.Data, err)
		return
	}
	err = errors.Join(f.Close(), os.Remove(f.Name()))
	if err != nil {
		d.wrong("data folder", "%v", err)
		return
	}
	if info.Mode().Perm()&0o077 != 0 {
		d.note("data folder", "others on this machine can read %s (mode %04o); chmod 700 it", cfg.Data, info.Mode().Perm())
		return
	}
	d.ok("data folder", "%s can be written to", cfg.Data)
}

// store looks at the store; serving says that a running wharf holds it.
func (d *doctor) store(ctx context.Context, cfg Config) (serving bool) {
	if cfg.Database == "" {
		if _, err := os.Stat(filepath.Join(cfg.Data, "wharf.db")); errors.Is(err, os.ErrNotExist) {
			d.note("store", "the embedded store is not there yet; serve makes it")
			return false
		}
	}
	s, err := openStore(ctx, cfg, newLog(d.w.err, "error"), hooks{})
	if errors.Is(err, store.ErrInUse) {
		d.note("store", "a running wharf holds %s; partners and keys are not looked at", cfg.Data)
		return true
	}
	if err != nil {
		d.wrong("store", "%v", err)
		return false
	}
	defer s.Close() // only read from
	if err := s.Ready(ctx); err != nil {
		d.wrong("store", "%v", err)
		return false
	}
	d.ok("store", "answers, and its schema is this release's")
	d.kept(ctx, cfg, s)
	return false
}

// kept looks at what the store holds: the chain of events, the host key, partners.
func (d *doctor) kept(ctx context.Context, cfg Config, s store.Store) {
	err := s.View(ctx, store.Everything, func(tx store.Tx) error {
		n, err := tx.VerifyEvents(ctx)
		if err != nil {
			d.wrong("audit", "%v", err)
		} else {
			d.ok("audit", "%d events, none changed or missing", n)
		}
		d.profiles, err = tx.Profiles(ctx)
		return err
	})
	if err != nil {
		d.wrong("store", "%v", err)
		return
	}
	if len(d.profiles) == 0 {
		d.note("partners", "none yet; wharf partner import applies a folder of profiles")
	} else {
		d.ok("partners", "%d live profiles", len(d.profiles))
	}
	key, err := secretKey(cfg)
	if err != nil {
		d.wrong("secret key", "%v", err)
		return
	}
	signer, err := hostKey(ctx, s, key)
	if err != nil {
		d.wrong("host key", "%v", err)
		return
	}
	d.ok("host key", "ssh-ed25519 %s", ssh.FingerprintSHA256(signer.PublicKey()))
}

func (d *doctor) ports(ctx context.Context, cfg Config, serving bool) {
	for _, p := range []struct{ key, addr string }{{"sftp.listen", cfg.SFTP.Listen}, {"portal.listen", cfg.Portal.Listen}} {
		ln, err := listen(ctx, p.key, p.addr)
		switch {
		case err == nil:
			d.ok("port", "%s %s is free", p.key, p.addr)
			if err := ln.Close(); err != nil {
				d.wrong("port", "%v", err)
			}
		case serving:
			d.ok("port", "%s %s is in use, as it should be while wharf serves", p.key, p.addr)
		default:
			d.wrong("port", "%v", err)
		}
	}
}

func (d *doctor) odoo(ctx context.Context, cfg Config) {
	zone, err := time.LoadLocation(cfg.Odoo.Timezone)
	if err != nil {
		d.wrong("odoo", "%v", err)
		return
	}
	client, err := newOdoo(cfg.Odoo, zone, d.w.now, hooks{})
	if err != nil {
		d.wrong("odoo", "%v", err)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	up, err := client.Check(ctx)
	if err != nil {
		d.wrong("odoo", "%s: %v", cfg.Odoo.URL, err)
		return
	}
	d.ok("odoo", "version %s, database %s, user %s", up.Version, up.Database, up.User)
	for _, n := range up.Notes {
		d.note("odoo", "%s", n)
	}
	for _, p := range up.Problems {
		d.wrong("odoo", "%s", p)
	}
	d.vendors(ctx, client)
}

func (d *doctor) vendors(ctx context.Context, client *odoo.Client) {
	for _, p := range d.profiles {
		_, err := client.Vendor(ctx, p.ERP.Vendor())
		switch {
		case errors.Is(err, documents.ErrNoVendor):
			d.wrong("partner", "%s: %v", p.ID, err)
		case err != nil:
			d.wrong("partner", "%s: %v", p.ID, err)
			return
		default:
			d.ok("partner", "%s is a vendor in Odoo", p.ID)
		}
	}
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
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
			d.wrongs("configuration", err)
			return errSaid
		}
		d.ok("configuration", "complete")
		d.folders(cfg)
		d.partners(cfg)
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
	profiles []*partners.Profile // those of the files, and those that are live besides
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

// wrongs tells an error of several lines, each by itself.
func (d *doctor) wrongs(what string, err error) {
	for line := range strings.Lines(err.Error()) {
		d.wrong(what, "%s", strings.TrimRight(line, "\n"))
	}
}

// folders asks whether the data folder can be written to, or made where it is not
// there yet.
func (d *doctor) folders(cfg Config) {
	if cfg.Data == "" {
		return
	}
	there, info, err := nearest(cfg.Data)
	switch {
	case err != nil:
		d.wrong("data folder", "%v", err)
	case !info.IsDir() && there == cfg.Data:
		d.wrong("data folder", "%s is not a folder", cfg.Data)
	case !info.IsDir():
		d.wrong("data folder", "%s cannot be made: %s is not a folder", cfg.Data, there)
	case syscall.Access(there, writable) != nil && there == cfg.Data:
		d.wrong("data folder", "%s cannot be written to by this user", cfg.Data)
	case syscall.Access(there, writable) != nil:
		d.wrong("data folder", "%s cannot be made: %s cannot be written to by this user", cfg.Data, there)
	case there != cfg.Data:
		d.note("data folder", "%s is not there yet; serve makes it", cfg.Data)
	case info.Mode().Perm()&0o077 != 0:
		d.note("data folder", "others on this machine can read %s (mode %04o); chmod 700 it", cfg.Data, info.Mode().Perm())
	default:
		d.ok("data folder", "%s can be written to", cfg.Data)
	}
}

// writable asks whether this user may make files in a folder (access(2): W_OK and
// X_OK), without making one.
const writable = 2 | 1

// nearest answers name, or what is there of the folders that it would lie in.
func nearest(name string) (string, fs.FileInfo, error) {
	for {
		info, err := os.Stat(name)
		if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR) {
			return name, info, err
		}
		parent := filepath.Dir(name)
		if parent == name {
			return name, info, err
		}
		name = parent
	}
}

// partners reads the folder of profiles as serve would.
func (d *doctor) partners(cfg Config) {
	if cfg.Partners == "" {
		return
	}
	ps, err := loadPartners(cfg.Partners)
	switch {
	case err != nil:
		d.wrongs("partners", err)
	case len(ps) == 0:
		d.note("partners", "there is no profile (*.yaml) in %s", cfg.Partners)
	default:
		d.ok("partners", "%d profiles in %s, all in order", len(ps), cfg.Partners)
	}
	d.profiles = ps
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
	var live []*partners.Profile
	err := s.View(ctx, store.Everything, func(tx store.Tx) error {
		n, err := tx.VerifyEvents(ctx)
		if err != nil {
			d.wrong("audit", "%v", err)
		} else {
			d.ok("audit", "%d events, none changed or missing", n)
		}
		live, err = tx.Profiles(ctx)
		return err
	})
	if err != nil {
		d.wrong("store", "%v", err)
		return
	}
	if len(live) == 0 {
		d.note("partners", "none is live yet; wharf partner import applies a folder of profiles")
	} else {
		d.ok("partners", "%d live profiles", len(live))
	}
	for _, p := range live {
		if !slices.ContainsFunc(d.profiles, func(q *partners.Profile) bool { return q.ID == p.ID }) {
			d.profiles = append(d.profiles, p)
		}
	}
	if err := distinct(cfg.Partners, d.profiles); err != nil {
		d.wrongs("partners", err)
	}
	d.hostKey(ctx, cfg, s)
}

// hostKey tells the fingerprint that suppliers see, if there is a key already.
func (d *doctor) hostKey(ctx context.Context, cfg Config, s store.Store) {
	key, err := readSecretKey(cfg)
	if errors.Is(err, fs.ErrNotExist) && cfg.KeyFile == "" {
		d.note("secret key", "%s is not there yet; serve makes it", keyFile(cfg))
		return
	}
	if err != nil {
		d.wrong("secret key", "%v", err)
		return
	}
	signer, err := keptHostKey(ctx, s, key)
	switch {
	case errors.Is(err, store.ErrNotFound):
		d.note("host key", "there is none yet; serve makes it")
	case err != nil:
		d.wrong("host key", "%v", err)
	default:
		d.ok("host key", "ssh-ed25519 %s", ssh.FingerprintSHA256(signer.PublicKey()))
	}
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
		d.wrong("odoo", "%v", odooWords(err))
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

// odooWords is what is wrong, without the call that found it.
func odooWords(err error) error {
	if e, ok := errors.AsType[*odoo.Error](err); ok && e.Err != nil {
		return e.Err
	}
	return err
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

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/crypto/ssh"

	"github.com/wharf-edi/wharf/internal/password"
	"github.com/wharf-edi/wharf/odoo"
	"github.com/wharf-edi/wharf/odoo/odootest"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/store"
)

// demoPassword opens the demo's portal, and nothing else.
const demoPassword = "show me around"

func demoCommand(w *world) *cobra.Command {
	c := &cobra.Command{
		Use:   "demo",
		Short: "show it: a simulated Odoo, three pretend suppliers, one story",
		Long: `Demo starts the gateway with an embedded store, a simulated Odoo that speaks the real
wire format, and three pretend suppliers: one speaks X12, one EDIFACT, one has only
the portal. Orders go out, answers, shipping notices and invoices come in, and what
becomes of them is told line by line. Then it goes on running, to be looked at and
tried by hand, until it is interrupted.`,
		Args: cobra.NoArgs,
	}
	d := demo{w: w}
	c.Flags().StringVar(&d.data, "data", "", "folder for the store; it must not hold one yet (default: a temporary folder, removed at the end)")
	c.Flags().StringVar(&d.sftp, "sftp", "127.0.0.1:2022", "address of the SFTP server")
	c.Flags().StringVar(&d.portal, "portal", "127.0.0.1:8080", "address of the portal")
	c.Flags().StringVar(&d.odoo, "odoo", "127.0.0.1:8169", "address of the simulated Odoo")
	c.Flags().BoolVar(&d.once, "once", false, "end after the story")
	c.Flags().BoolVar(&d.verbose, "verbose", false, "show the log too")
	c.RunE = func(c *cobra.Command, _ []string) error { return d.run(c.Context()) }
	return c
}

// demo is one run of the demonstration.
type demo struct {
	w                        *world
	data, sftp, portal, odoo string
	once, verbose            bool

	buyer *odootest.Buyer
	cast  *cast
	app   *app
	told  *teller
}

func (d *demo) run(ctx context.Context) error {
	cleanUp, err := d.folder()
	if err != nil {
		return err
	}
	defer cleanUp()
	ln, err := listen(ctx, "--odoo", d.odoo)
	if err != nil {
		return err
	}
	server, err := odootest.New(odootest.Options{Version: 17, Now: d.w.now, Delivery: true})
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	server.Serve(ln)
	defer server.Close() // what it holds is gone with it
	cfg := d.config(server)
	if d.buyer, err = odootest.NewBuyer(odoo.Config{URL: cfg.Odoo.URL, Database: cfg.Odoo.Database, User: "admin", Password: "admin", Now: d.w.now}); err != nil {
		return err
	}
	if d.cast, err = newCast(ctx, d.buyer, d.data, d.w.now, ""); err != nil {
		return err
	}
	log := slog.New(slog.DiscardHandler)
	if d.verbose {
		log = newLog(d.w.err, "info")
	}
	if d.app, err = newApp(ctx, cfg, log, d.w.now, d.w.hooks); err != nil {
		return byFlag(err)
	}
	defer d.app.Close() // the demo's folder is of no further use
	if err := d.addUser(ctx); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	served := make(chan error, 1)
	go func() {
		err := d.app.Run(ctx)
		stop() // if it ended by itself, so does the story
		served <- err
	}()
	d.told = &teller{store: d.app.store, out: d.w.out, names: d.cast.names(), now: d.w.now, brief: !d.verbose}
	err = d.play(ctx)
	if err == nil && !d.once {
		err = d.told.follow(ctx)
	}
	if ctx.Err() != nil {
		err = nil // interrupted
	}
	stop()
	return errors.Join(err, <-served)
}

// byFlag names a port by the demo's flag, since there is no configuration.
func byFlag(err error) error {
	flags := map[string]string{"sftp.listen": "--sftp", "portal.listen": "--portal"}
	if e, ok := errors.AsType[*portError](err); ok {
		return &portError{flags[e.key], e.err}
	}
	return err
}

// folder makes the store's folder; a temporary one is removed at the end.
func (d *demo) folder() (cleanUp func(), err error) {
	if d.data == "" {
		if d.data, err = os.MkdirTemp("", "wharf-demo-"); err != nil {
			return nil, fmt.Errorf("a temporary folder cannot be made (--data names another): %w", err)
		}
		return func() { _ = os.RemoveAll(d.data) }, nil // what stays is in the folder for temporary files
	}
	if _, err := os.Stat(filepath.Join(d.data, "wharf.db")); err == nil {
		return nil, fmt.Errorf("--data: %s holds a store already; the demo begins anew: name another folder", d.data)
	}
	if err := os.MkdirAll(filepath.Join(d.data, "partners"), 0o700); err != nil {
		return nil, fmt.Errorf("--data: data folder %s cannot be written to: %w", d.data, err)
	}
	return func() {}, nil
}

func (d *demo) config(s *odootest.Server) Config {
	cfg := defaultConfig()
	cfg.Data = d.data
	cfg.Partners = filepath.Join(d.data, "partners")
	cfg.Odoo = OdooConfig{URL: s.URL(), Database: "edi", User: "admin", Password: "admin",
		Timezone: "UTC", Poll: 500 * time.Millisecond, Timeout: 10 * time.Second}
	cfg.SFTP.Listen, cfg.Portal.Listen = d.sftp, d.portal
	cfg.Work.Sweep, cfg.Work.Recheck = 500*time.Millisecond, time.Second
	return cfg
}

func (d *demo) addUser(ctx context.Context) error {
	phc, err := password.NewHasher(0).Hash(ctx, demoPassword)
	if err != nil {
		return err
	}
	return d.app.store.Update(ctx, store.Everything, func(tx store.Tx) error {
		_, err := tx.PutUser(ctx, &store.User{Login: "demo", Name: "Dana Demo", Password: phc,
			Roles: []rules.Role{rules.RoleBuyer, rules.RolePlanner, rules.RoleReceiver, rules.RoleAP, rules.RoleEDIAdmin}})
		return err
	})
}

// play tells the story and ends with how to look further.
func (d *demo) play(ctx context.Context) error {
	out := d.w.out
	say := func(format string, args ...any) { fmt.Fprintf(out, format+"\n", args...) }
	say("Wharf %s. A simulated Odoo runs at %s, an embedded store in %s.", release, d.app.cfg.Odoo.URL, d.data)
	say("Three pretend suppliers: %s (X12 over SFTP), %s (EDIFACT over SFTP), %s (portal).\n", d.cast.acme.name(), d.cast.bolt.name(), "Cask & Stave")
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	s := &story{cast: d.cast, told: d.told}
	if err := s.play(ctx, d.app); err != nil {
		return err
	}
	if err := d.stands(ctx, s.moved); err != nil {
		return err
	}
	if err := d.held(ctx); err != nil || d.once {
		return err
	}
	return d.farewell(out)
}

// stands says what is in Odoo now, as read over its wire.
func (d *demo) stands(ctx context.Context, moved []string) error {
	fmt.Fprintf(d.w.out, "\nIn Odoo now:\n")
	for _, s := range []*actor{d.cast.acme, d.cast.bolt} {
		bills, err := d.buyer.Bills(ctx, s.vendor)
		if err != nil {
			return err
		}
		for _, b := range bills {
			fmt.Fprintf(d.w.out, "  draft vendor bill of %s, %s: %d lines, %s\n", s.name(), b.Reference, len(b.Lines), b.Total.StringFixed(2))
		}
	}
	for _, m := range moved {
		fmt.Fprintf(d.w.out, "  %s\n", m)
	}
	return nil
}

// people are the owners of exceptions as one speaks of them.
var people = map[rules.Role]string{
	rules.RoleBuyer: "the buyer", rules.RolePlanner: "the planner", rules.RoleReceiver: "the warehouse", rules.RoleAP: "the AP clerk",
	rules.RoleSteward: "the data steward", rules.RoleEDIAdmin: "the EDI administrator",
}

// held says what waits for a person, with its page on the portal while that runs.
func (d *demo) held(ctx context.Context) error {
	var open []*store.Exception
	err := d.app.store.View(ctx, store.Everything, func(tx store.Tx) (err error) {
		open, err = tx.Exceptions(ctx, store.ExceptionFilter{Open: true})
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(d.w.out)
	slices.Reverse(open) // oldest first
	for _, e := range open {
		fmt.Fprintf(d.w.out, "Held for %s: %s\n", orString(people[e.Owner], string(e.Owner)), heldWords(e))
		if !d.once {
			fmt.Fprintf(d.w.out, "  http://%s/exceptions/%d\n", d.app.portalListener.Addr(), e.ID)
		}
	}
	return nil
}

// heldWords is an exception in one sentence.
func heldWords(e *store.Exception) string {
	var b strings.Builder
	b.WriteString(strings.TrimSpace(e.Order + " " + strings.ToLower(e.Code.Describe().Title)))
	if e.Line != "" {
		b.WriteString(", line " + e.Line)
	}
	if e.Expected != "" || e.Actual != "" {
		fmt.Fprintf(&b, ": expected %s, got %s", orString(e.Expected, "nothing"), orString(e.Actual, "nothing"))
	}
	if e.Delta != "" {
		b.WriteString(" (" + e.Delta + ")")
	}
	return b.String()
}

func (d *demo) farewell(out io.Writer) error {
	key, err := d.cast.acme.writeKey(d.data)
	if err != nil {
		return err
	}
	host, port, err := net.SplitHostPort(d.app.sftpListener.Addr().String())
	if err != nil {
		return err
	}
	known := filepath.Join(d.data, "known_hosts")
	line := fmt.Sprintf("[%s]:%s %s", host, port, ssh.MarshalAuthorizedKey(d.app.hostKey.PublicKey()))
	if err := os.WriteFile(known, []byte(line), 0o600); err != nil {
		return err
	}
	sample, err := d.cast.writeSample(d.data)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, `
Look at it:   http://%s/   login demo, password %q
Be Acme:      sftp -P %s -i %s -o UserKnownHostsFile=%s acme@%s
              sftp> ls out
              sftp> put %s in/
              The same invoice again: it is acknowledged, and there is still one bill.
`, d.app.portalListener.Addr(), demoPassword, port, key, known, host, sample)
	_, err = fmt.Fprintln(out, "\nWhat you do is told here. Ctrl-C ends it.")
	return err
}

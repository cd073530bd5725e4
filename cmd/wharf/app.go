package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/sync/errgroup"

	"github.com/wharf-edi/wharf/gateway"
	"github.com/wharf-edi/wharf/internal/jobs"
	"github.com/wharf-edi/wharf/internal/password"
	"github.com/wharf-edi/wharf/odoo"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/portal"
	"github.com/wharf-edi/wharf/store"
	"github.com/wharf-edi/wharf/store/postgres"
	"github.com/wharf-edi/wharf/store/sqlite"
	"github.com/wharf-edi/wharf/translate"
	"github.com/wharf-edi/wharf/translate/edifactmap"
	"github.com/wharf-edi/wharf/translate/x12map"
	"github.com/wharf-edi/wharf/transports"
	"github.com/wharf-edi/wharf/transports/sftp"
)

// hooks are what tests hand in to make things fail where they choose.
type hooks struct {
	afterCommit func()                              // after each committed transaction of the store
	odoo        func(odoo.Transport) odoo.Transport // around each call to Odoo
	ready       func(*app)                          // once everything listens
}

// engine is a store with what only the wiring needs of it.
type engine interface {
	store.Store
	Migrate(ctx context.Context) error
	Runner(cfg jobs.Config) (jobs.Runner, error)
}

// app is everything that `wharf serve` runs.
type app struct {
	cfg      Config
	log      *slog.Logger
	now      func() time.Time
	store    engine
	base     *gateway.Base
	worker   *gateway.Worker
	releaser *gateway.Releaser
	hostKey  ssh.Signer
	sftp     *sftp.Server
	portal   http.Handler
	runner   jobs.Runner

	sftpListener, portalListener net.Listener
	close                        []func() error
}

// openStore opens the store that cfg names, without migrating it.
func openStore(ctx context.Context, cfg Config, log *slog.Logger, h hooks) (engine, error) {
	if cfg.Database != "" {
		return postgres.Open(ctx, cfg.Database, postgres.Options{Log: log, AfterCommit: h.afterCommit})
	}
	s, err := sqlite.Open(ctx, cfg.Data, sqlite.Options{Log: log, AfterCommit: h.afterCommit})
	if errors.Is(err, store.ErrInUse) {
		return nil, fmt.Errorf("data folder %s: a running wharf holds it; stop that one first, or name another folder (%w)", cfg.Data, store.ErrInUse)
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// newApp puts everything together: store, Odoo, steps, servers, and takes the
// ports. What was opened before an error is closed again.
func newApp(ctx context.Context, cfg Config, log *slog.Logger, now func() time.Time, h hooks) (_ *app, err error) {
	a := &app{cfg: cfg, log: log, now: now}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
		}
	}()
	if a.sftpListener, err = listen(ctx, "sftp.listen", cfg.SFTP.Listen); err != nil {
		return nil, err
	}
	a.close = append(a.close, ignoreClosed(a.sftpListener.Close))
	if a.portalListener, err = listen(ctx, "portal.listen", cfg.Portal.Listen); err != nil {
		return nil, err
	}
	a.close = append(a.close, ignoreClosed(a.portalListener.Close))
	if a.store, err = openStore(ctx, cfg, log, h); err != nil {
		return nil, err
	}
	a.close = append(a.close, a.store.Close)
	if err := a.store.Migrate(ctx); err != nil {
		return nil, err
	}
	if cfg.Partners != "" {
		if _, err := importPartners(ctx, a.store, cfg.Partners, now()); err != nil {
			return nil, err
		}
	}
	if err := a.buildGateway(h); err != nil {
		return nil, err
	}
	if err := a.releaser.Begin(ctx); err != nil {
		return nil, err
	}
	return a, a.buildServers(ctx)
}

func ignoreClosed(f func() error) func() error {
	return func() error {
		if err := f(); !errors.Is(err, net.ErrClosed) {
			return err
		}
		return nil
	}
}

// portError is a port that could not be taken. The key is what names it: a
// configuration key or a flag.
type portError struct {
	key string
	err error
}

func (e *portError) Error() string { return e.key + ": " + e.err.Error() }

func (e *portError) Unwrap() error { return e.err }

// listen takes a port, or says in one line what is wrong with it.
func listen(ctx context.Context, key, addr string) (net.Listener, error) {
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		err = fmt.Errorf("%s is in use by another program; stop it, or choose another port", addr)
	case errors.Is(err, fs.ErrPermission):
		err = fmt.Errorf("%s: no right to use this port (those below 1024 need it)", addr)
	case err == nil:
		return ln, nil
	}
	return nil, &portError{key, err}
}

func (a *app) buildGateway(h hooks) error {
	zone, err := time.LoadLocation(a.cfg.Odoo.Timezone)
	if err != nil {
		return err
	}
	since, err := a.cfg.Odoo.since()
	if err != nil {
		return err
	}
	erp, err := newOdoo(a.cfg.Odoo, zone, a.now, h)
	if err != nil {
		return err
	}
	profiles := &gateway.Profiles{Store: a.store, Now: a.now, Channel: "sftp", Account: sftpAccount}
	a.base = &gateway.Base{
		Store: a.store, ERP: erp, Maps: maps(), Profiles: profiles, Now: a.now, Log: a.log, Zone: zone,
		Lease: a.cfg.Work.Lease, Recheck: a.cfg.Work.Recheck, TestERP: a.cfg.Odoo.Test,
	}
	a.worker = gateway.NewWorker(a.base)
	a.releaser = &gateway.Releaser{Base: a.base, Vendors: a.worker.Judge.Vendors, Since: since}
	a.runner, err = a.store.Runner(jobs.Config{
		Handlers: map[string]jobs.Handler{
			gateway.JobTransmission: a.worker.Transmission,
			gateway.JobDocument:     a.worker.Document,
		},
		Periodics: []jobs.Periodic{
			{Name: "sweep", Every: a.cfg.Work.Sweep, Run: a.worker.Sweep},
			{Name: "orders", Every: a.cfg.Odoo.Poll, Run: a.releaser.Poll},
		},
		Workers: a.cfg.Work.Workers, Timeout: time.Minute, Log: a.log,
	})
	return err
}

func newOdoo(c OdooConfig, zone *time.Location, now func() time.Time, h hooks) (*odoo.Client, error) {
	return odoo.New(odoo.Config{URL: c.URL, Database: c.Database, User: c.User, Password: c.Password, Timeout: c.Timeout, Zone: zone, Now: now, Wrap: h.odoo})
}

// maps are the translations of both standards.
func maps() translate.Translator {
	return translate.Translator{X12: x12map.Map{}, EDIFACT: edifactmap.Map{}}
}

// sftpAccount reads a channel's settings as the SFTP server's account.
func sftpAccount(raw partners.Settings) (*transports.Account, error) {
	s, err := sftp.ParseSettings(raw)
	if err != nil {
		return nil, err
	}
	return s.Account(), nil
}

func (a *app) buildServers(ctx context.Context) error {
	key, err := secretKey(a.cfg)
	if err != nil {
		return err
	}
	if a.hostKey, err = hostKey(ctx, a.store, key); err != nil {
		return err
	}
	spool, err := spoolFolder(a.cfg)
	if err != nil {
		return err
	}
	passwords := password.NewHasher(0)
	a.sftp, err = sftp.New(sftp.Config{
		HostKeys: []ssh.Signer{a.hostKey}, Accounts: a.base.Profiles.Accounts(),
		Inbox: &gateway.Intake{Base: a.base, Channel: "sftp"}, Mailbox: &gateway.Mailbox{Base: a.base},
		Spool: spool, Log: a.log, Now: a.now, Passwords: passwords, MaxFileBytes: a.cfg.SFTP.MaxFileSize,
	})
	if err != nil {
		return err
	}
	a.close = append(a.close, a.sftp.Close)
	a.portal, err = portal.New(portal.Config{Store: a.store, Now: a.now, Log: a.log, Secure: a.cfg.Portal.HTTPS, Zone: a.base.Zone, Version: release, ERPName: "Odoo", Passwords: passwords})
	return err
}

// spoolFolder answers the folder for uploads in flight. What lies there is never
// needed after a crash.
func spoolFolder(cfg Config) (string, error) {
	dir := filepath.Join(orString(cfg.Data, os.TempDir()), "spool")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("spool: %w", err)
	}
	return dir, nil
}

// Run serves until ctx ends; what is under way is finished first.
func (a *app) Run(ctx context.Context) error {
	web := &http.Server{
		Handler: a.portal, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 60 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(a.log.Handler(), slog.LevelDebug),
	}
	if err := a.runner.Start(ctx); err != nil {
		if ctx.Err() != nil {
			return nil //nolint:nilerr // told to end before it had begun
		}
		return fmt.Errorf("jobs: %w", err)
	}
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { a.begin(gctx); return nil })
	g.Go(func() error { return a.sftp.Serve(gctx, a.sftpListener) })
	g.Go(func() error {
		if err := web.Serve(a.portalListener); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	g.Go(func() error {
		<-gctx.Done()
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
		defer cancel()
		return errors.Join(web.Shutdown(last), a.runner.Stop(last))
	})
	return g.Wait()
}

// beginFor is how long a node does the periodic work by itself after its start. A
// leader that was killed is missed only after a while, and a start is when the most
// may be pending. It does no harm if another node does the same.
const beginFor = 30 * time.Second

func (a *app) begin(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, beginFor)
	defer cancel()
	sweep, orders := time.NewTicker(a.cfg.Work.Sweep), time.NewTicker(a.cfg.Odoo.Poll)
	defer sweep.Stop()
	defer orders.Stop()
	a.atStart(ctx, "sweep", a.worker.Sweep)
	a.atStart(ctx, "orders", a.releaser.Poll)
	for {
		select {
		case <-sweep.C:
			a.atStart(ctx, "sweep", a.worker.Sweep)
		case <-orders.C:
			a.atStart(ctx, "orders", a.releaser.Poll)
		case <-ctx.Done():
			return
		}
	}
}

func (a *app) atStart(ctx context.Context, name string, do func(context.Context) error) {
	if err := do(ctx); err != nil && ctx.Err() == nil {
		a.log.LogAttrs(ctx, slog.LevelWarn, "at the start", slog.String("periodic", name), slog.Any("err", err))
	}
}

// Close gives everything back that newApp took, last first.
func (a *app) Close() error {
	var errs []error
	for i := len(a.close) - 1; i >= 0; i-- {
		errs = append(errs, a.close[i]())
	}
	a.close = nil
	return errors.Join(errs...)
}

func logLevel(s string) (l slog.Level, err error) {
	switch strings.ToLower(s) {
	case "debug", "info", "warn", "error":
		err = l.UnmarshalText([]byte(s))
		return l, err
	}
	return l, fmt.Errorf("log level %q", s)
}

func newLog(w io.Writer, level string) *slog.Logger {
	l, err := logLevel(level)
	if err != nil {
		l = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: l}))
}

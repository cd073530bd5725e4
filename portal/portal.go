// Package portal is the pages: one handler for http.Server, made by New. Every
// route stands in one table below, with who may use it.
//
// Everything is rendered here on the server and works without JavaScript. A GET
// changes nothing; a POST that another site made a browser send is refused. The
// portal has no business rule of its own and never parses EDI.
//
// What is not here: listening, TLS and the server's timeouts, which are the
// caller's; the frame of a page (package web) and what is on it (package desk).
package portal

import (
	"cmp"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/wharf-edi/wharf/internal/password"
	"github.com/wharf-edi/wharf/portal/desk"
	"github.com/wharf-edi/wharf/portal/web"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/store"
)

// Config is what the portal is made from.
type Config struct {
	Store store.Store      // must be set
	Now   func() time.Time // must be set

	Log       *slog.Logger     // defaults to one that discards
	Zone      *time.Location   // in which times are shown; defaults to UTC
	Version   string           // of the program, shown on each page
	ERPName   string           // what people call the ERP; defaults to "Odoo"
	Passwords *password.Hasher // defaults to one with the usual bound

	// Secure sends cookies over TLS only. Without it whoever is on the line can take
	// over a session: for loopback and demonstrations.
	Secure bool
}

// Portal is the handler. It trusts no proxy: the address of the connection is the
// address of the client.
type Portal struct {
	echo  *echo.Echo
	web   *web.Web
	desk  *desk.Desk
	store store.Store
}

// New builds the portal.
func New(c Config) (*Portal, error) {
	if c.Store == nil || c.Now == nil {
		return nil, errors.New("portal: Store and Now must be set")
	}
	if c.Passwords == nil {
		c.Passwords = password.NewHasher(0)
	}
	w, err := web.New(web.Config{
		Store: c.Store, Now: c.Now, Log: cmp.Or(c.Log, slog.New(slog.DiscardHandler)), Zone: cmp.Or(c.Zone, time.UTC),
		Version: c.Version, ERPName: cmp.Or(c.ERPName, "Odoo"), Secure: c.Secure, Passwords: c.Passwords,
	})
	if err != nil {
		return nil, err
	}
	p := &Portal{echo: echo.New(), web: w, desk: &desk.Desk{Web: w}, store: c.Store}
	p.wire()
	return p, nil
}

// ServeHTTP answers one request.
func (p *Portal) ServeHTTP(w http.ResponseWriter, r *http.Request) { p.echo.ServeHTTP(w, r) }

// Route is one row of the table. Exactly one of Public and Roles is set.
type Route struct {
	Method string
	Path   string
	Public bool         // anyone, logged in or not
	Roles  []rules.Role // one of them is needed

	handle echo.HandlerFunc
}

// Who may do what. Suppliers have no page here.
var (
	staff = []rules.Role{rules.RoleBuyer, rules.RolePlanner, rules.RoleReceiver, rules.RoleAP, rules.RoleSteward,
		rules.RoleEDIAdmin, rules.RoleAuditor}
	// deciders are staff but the auditor, who only reads. Whose exception it is, the
	// page asks besides.
	deciders = []rules.Role{rules.RoleBuyer, rules.RolePlanner, rules.RoleReceiver, rules.RoleAP, rules.RoleSteward,
		rules.RoleEDIAdmin}
)

// Routes is the table of all addresses.
func (p *Portal) Routes() []Route {
	const get, post = http.MethodGet, http.MethodPost
	w, d := p.web, p.desk
	return []Route{
		{get, "/healthz", true, nil, p.health},
		{get, "/static/:file", true, nil, w.Static},
		{get, "/login", true, nil, w.LoginForm},
		{post, "/login", true, nil, w.Login},
		{post, "/logout", true, nil, w.Logout},

		{get, "/", false, staff, d.Overview},
		{get, "/exceptions", false, staff, d.Exceptions},
		{get, "/exceptions/:id", false, staff, d.Exception},
		{post, "/exceptions/:id/close", false, deciders, d.CloseException},
		{get, "/documents", false, staff, d.Documents},
		{get, "/documents/:id", false, staff, d.Document},
		{get, "/transmissions", false, staff, d.Transmissions},
		{get, "/transmissions/:id", false, staff, d.Transmission},
		{get, "/transmissions/:id/raw", false, staff, d.Raw},
		{get, "/orders/:partner/*", false, staff, d.Order},
		{get, "/partners", false, staff, d.Partners},
		{get, "/partners/:id", false, staff, d.Partner},
	}
}

// health says whether the store answers, for a load balancer.
func (p *Portal) health(c echo.Context) error {
	if err := p.store.Ready(c.Request().Context()); err != nil {
		return c.String(http.StatusServiceUnavailable, "the store does not answer\n")
	}
	return c.String(http.StatusOK, "ok\n")
}

package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/store"
)

// ErrForbidden is wrapped when somebody is known and may not do what was asked.
var ErrForbidden = errors.New("forbidden")

const (
	userKey  = "wharf.user" // in echo's context
	loginKey = "login"      // in the session
	sealKey  = "seal"       // in the session: changes with the password
)

// Sessions loads the session and the user it belongs to, for the handlers after
// it. A user who was disabled, or whose password has changed, has no session.
func (w *Web) Sessions(next echo.HandlerFunc) echo.HandlerFunc {
	return echo.WrapMiddleware(w.sessions.LoadAndSave)(func(c echo.Context) error {
		switch u, err := w.load(c.Request().Context()); {
		case err == nil:
			c.Set(userKey, u)
		case !errors.Is(err, store.ErrNotFound):
			return err
		}
		return next(c)
	})
}

// load answers whose session it is; the error wraps store.ErrNotFound if it is
// nobody's any more.
func (w *Web) load(ctx context.Context) (*store.User, error) {
	login := w.sessions.GetString(ctx, loginKey)
	if login == "" {
		return nil, fmt.Errorf("session: %w", store.ErrNotFound)
	}
	u, err := w.user(ctx, login)
	if err == nil && (u.Disabled || seal(u) != w.sessions.GetString(ctx, sealKey)) {
		return nil, fmt.Errorf("session of %q: %w", login, store.ErrNotFound)
	}
	return u, err
}

func (w *Web) user(ctx context.Context, login string) (u *store.User, err error) {
	err = w.Store.View(ctx, store.Everything, func(tx store.Tx) error {
		u, err = tx.User(ctx, login)
		return err
	})
	return u, err
}

// seal ties a session to the password it was opened with.
func seal(u *store.User) string {
	sum := sha256.Sum256([]byte(u.Password))
	return hex.EncodeToString(sum[:8])
}

// User is who is logged in; nil for nobody.
func User(c echo.Context) *store.User {
	u, _ := c.Get(userKey).(*store.User)
	return u
}

// Has says whether u has one of roles.
func Has(u *store.User, roles ...rules.Role) bool {
	return u != nil && slices.ContainsFunc(u.Roles, func(r rules.Role) bool { return slices.Contains(roles, r) })
}

// Require lets only users with one of roles through. Nobody is sent to the login
// page, and comes back from there to the page that was asked for.
func (w *Web) Require(roles []rules.Role, next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		switch u := User(c); {
		case u == nil && c.Request().Method == http.MethodGet:
			return c.Redirect(http.StatusSeeOther, loginAddress(c.Request().URL))
		case u == nil:
			return c.Redirect(http.StatusSeeOther, "/login")
		case !Has(u, roles...):
			return ErrForbidden
		}
		return next(c)
	}
}

func loginAddress(u *url.URL) string {
	if u.RequestURI() == "/" {
		return "/login"
	}
	return "/login?next=" + url.QueryEscape(u.RequestURI())
}

// local answers next if it is a path on this host, and "/" otherwise: a login
// must not end on somebody else's page.
func local(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || len(next) > 2000 || len(next) == 0 || next[0] != '/' {
		return "/"
	}
	if len(next) > 1 && (next[1] == '/' || next[1] == '\\') {
		return "/"
	}
	return next
}

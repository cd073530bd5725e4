package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/wharf-edi/wharf/internal/password"
	"github.com/wharf-edi/wharf/store"
)

type loginPage struct {
	Login   string
	Next    string
	Problem string
}

// LoginForm shows the form; who is logged in goes on.
func (w *Web) LoginForm(c echo.Context) error {
	next := local(c.QueryParam("next"))
	if User(c) != nil {
		return c.Redirect(http.StatusSeeOther, next)
	}
	return w.bare(c, http.StatusOK, "Log in", loginView(loginPage{Next: next}))
}

// Login opens a session. What was wrong is not said: an answer that told names
// from passwords would tell who works here.
func (w *Web) Login(c echo.Context) error {
	ctx := c.Request().Context()
	p := loginPage{Login: c.FormValue("login"), Next: local(c.FormValue("next"))}
	if len(p.Login) > 200 {
		p.Login = p.Login[:200]
	}
	if !w.byAddr.allow(c.RealIP()) || !w.byLogin.allow(p.Login) {
		p.Problem = "Too many attempts. Wait a minute, then try again."
		c.Response().Header().Set("Retry-After", "60")
		return w.bare(c, http.StatusTooManyRequests, "Log in", loginView(p))
	}
	u, err := w.check(ctx, p.Login, c.FormValue("password"))
	if errors.Is(err, password.ErrMismatch) {
		w.Log.LogAttrs(ctx, slog.LevelWarn, "login refused", slog.String("login", p.Login), slog.String("remote", c.RealIP()))
		p.Problem = "Login or password is wrong."
		return w.bare(c, http.StatusUnauthorized, "Log in", loginView(p))
	}
	if err != nil {
		return err
	}
	if err := w.sessions.RenewToken(ctx); err != nil {
		return err
	}
	w.sessions.Put(ctx, loginKey, u.Login)
	w.sessions.Put(ctx, sealKey, seal(u))
	w.Log.LogAttrs(ctx, slog.LevelInfo, "login", slog.String("login", u.Login), slog.String("remote", c.RealIP()))
	return c.Redirect(http.StatusSeeOther, p.Next)
}

// check answers the user; the error is password.ErrMismatch if name and password
// are not those of one who may log in. It takes as long for a name that nobody has.
func (w *Web) check(ctx context.Context, login, pw string) (*store.User, error) {
	u, err := w.user(ctx, login)
	if errors.Is(err, store.ErrNotFound) {
		u, err = &store.User{Disabled: true}, nil
	}
	if err != nil {
		return nil, err
	}
	if err := w.Passwords.Verify(ctx, u.Password, pw); err != nil {
		return nil, fmt.Errorf("user %d: %w", u.ID, err)
	}
	if u.Disabled {
		return nil, password.ErrMismatch
	}
	return u, nil
}

// Logout ends the session.
func (w *Web) Logout(c echo.Context) error {
	if err := w.sessions.Destroy(c.Request().Context()); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/login")
}

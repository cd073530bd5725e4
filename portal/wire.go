package portal

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"

	"github.com/wharf-edi/wharf/portal/web"
)

// mostForm is how large a form may be.
const mostForm = "64K"

// policy lets a page load our style sheet and icon and post to us, and nothing
// else: no script runs, whatever a document has in it.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// wire puts the table and what stands before each handler into echo.
func (p *Portal) wire() {
	e := p.echo
	e.IPExtractor = echo.ExtractIPDirect() // GHSA-246p-cpwv-v3jq: otherwise a header says who the client is
	e.HTTPErrorHandler = p.web.Fail
	e.HideBanner, e.HidePort = true, true
	e.Use(
		requestID,
		middleware.RecoverWithConfig(middleware.RecoverConfig{LogErrorFunc: p.logPanic, DisableErrorHandler: true}),
		middleware.SecureWithConfig(middleware.SecureConfig{
			ContentTypeNosniff: "nosniff", XFrameOptions: "DENY", ContentSecurityPolicy: policy,
			ReferrerPolicy: "same-origin", HSTSMaxAge: 31_536_000, HSTSExcludeSubdomains: true,
		}),
		middleware.BodyLimit(mostForm),
		sameSite(),
	)
	for _, r := range p.Routes() {
		h := r.handle
		if !r.Public {
			h = p.web.Require(r.Roles, h)
		}
		if r.Path != "/healthz" && r.Path != "/static/:file" {
			h = p.web.Sessions(h)
		}
		e.Add(r.Method, r.Path, h)
	}
	// What has no route is "not found" in the frame of who asks.
	e.RouteNotFound("/*", p.web.Sessions(func(echo.Context) error { return echo.ErrNotFound }))
}

// requestID gives each request a number, which an error page shows and the log
// has. What a client sends as one is not taken.
func requestID(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		c.Response().Header().Set(echo.HeaderXRequestID, rand.Text()[:12])
		return next(c)
	}
}

// sameSite refuses what another site made a browser send, by Sec-Fetch-Site, and
// by Origin for browsers that are too old for it.
func sameSite() echo.MiddlewareFunc {
	guard := http.NewCrossOriginProtection()
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := guard.Check(c.Request()); err != nil {
				return fmt.Errorf("%w: %w", web.ErrForbidden, err)
			}
			return next(c)
		}
	}
}

func (p *Portal) logPanic(c echo.Context, err error, stack []byte) error {
	p.web.Log.LogAttrs(c.Request().Context(), slog.LevelError, "panic", slog.String("path", c.Path()), slog.Any("err", err), slog.String("stack", string(stack)))
	return err
}

package web

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"github.com/wharf-edi/wharf/store"
)

// Section is an entry of the navigation.
type Section string

// The sections.
const (
	Overview      Section = "overview"
	Exceptions    Section = "exceptions"
	Documents     Section = "documents"
	Transmissions Section = "transmissions"
	Partners      Section = "partners"
)

// frame is what stands around a page.
type frame struct {
	Title   string
	Section Section
	User    *store.User
	Open    int // exceptions
	Query   string
	Style   string
	Icon    string
	Version string
	Zone    string
}

// setting is what every component may use of its surroundings: numbers and times
// look the same on all pages.
type setting struct {
	now  time.Time
	zone *time.Location
	erp  string
}

type settingKey struct{}

func settingOf(ctx context.Context) setting {
	s, ok := ctx.Value(settingKey{}).(setting)
	if !ok {
		return setting{zone: time.UTC, erp: "the ERP"}
	}
	return s
}

// ERP is what people call the ERP.
func ERP(ctx context.Context) string { return settingOf(ctx).erp }

// Context gives components the clock, zone and names that they show with.
func (w *Web) Context(ctx context.Context) context.Context {
	return context.WithValue(ctx, settingKey{}, setting{now: w.Now().In(w.Zone), zone: w.Zone, erp: w.ERPName})
}

// Page renders body in the frame for who is logged in.
func (w *Web) Page(c echo.Context, status int, s Section, title string, body templ.Component) error {
	ctx := c.Request().Context()
	f := w.frame(title)
	f.Section, f.User, f.Query = s, User(c), c.QueryParam("q")
	if f.User != nil {
		err := w.Store.View(ctx, store.Everything, func(tx store.Tx) (err error) {
			f.Open, err = tx.CountExceptions(ctx, store.ExceptionFilter{Open: true})
			return err
		})
		if err != nil {
			return err
		}
	}
	return w.write(c, status, layout(f, body))
}

// bare renders body in a frame without navigation, and without asking the store.
func (w *Web) bare(c echo.Context, status int, title string, body templ.Component) error {
	return w.write(c, status, bareLayout(w.frame(title), body))
}

func (w *Web) frame(title string) frame {
	return frame{Title: title, Style: w.style, Icon: w.icon, Version: w.Version, Zone: w.Now().In(w.Zone).Format("MST")}
}

func (w *Web) write(c echo.Context, status int, page templ.Component) error {
	var b bytes.Buffer
	if err := page.Render(w.Context(c.Request().Context()), &b); err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.HTMLBlob(status, b.Bytes())
}

// OK renders a page that was found.
func (w *Web) OK(c echo.Context, s Section, title string, body templ.Component) error {
	return w.Page(c, http.StatusOK, s, title, body)
}

package desk

import (
	"fmt"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"github.com/wharf-edi/wharf/portal/web"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/store"
)

// exceptionPage is all that the page of one exception may use.
type exceptionPage struct {
	exceptionRow
	Advice   string
	Facts    facts
	Story    []moment
	CanClose bool
}

// mostNote is how long a note may be, in characters.
const mostNote = 2_000

// Exception shows what is wrong, and a form for who may decide it.
func (d *Desk) Exception(c echo.Context) error {
	n, err := id(c)
	if err != nil {
		return err
	}
	var p exceptionPage
	err = d.view(c, func(tx store.Tx) error {
		p, err = readException(c, tx, n)
		return err
	})
	if err != nil {
		return err
	}
	return d.Web.OK(c, web.Exceptions, p.Title, exceptionView(p))
}

func readException(c echo.Context, tx store.Tx, n int64) (p exceptionPage, err error) {
	ctx := c.Request().Context()
	e, err := tx.Exception(ctx, n)
	if err != nil {
		return p, err
	}
	known, err := readNames(c, tx)
	if err != nil {
		return p, err
	}
	rows, err := exceptionRows(c, tx, known, []*store.Exception{e})
	if err != nil {
		return p, err
	}
	p.exceptionRow = rows[0]
	p.Advice = web.About(e.Code).Advice
	p.CanClose = e.Closed.IsZero() && mayClose(web.User(c), e)
	p.Facts.label("State", p.Label)
	p.Facts.text("Owner", web.Role(e.Owner))
	p.Facts.time("Open since", e.Opened)
	p.Facts.link("Partner", p.Name, partnerHref(e.Partner))
	p.Facts.link("Order", e.Order, orderHref(e.Partner, e.Order))
	if numbered(e.Line) {
		p.Facts.text("Line", e.Line)
	} else {
		p.Facts.text("Where", e.Line)
	}
	p.Facts.links("Concerns", []link{p.About})
	if e.Document != 0 && e.Transmission != 0 {
		p.Facts.link("File", fmt.Sprintf("Transmission %d", e.Transmission), transmissionHref(e.Transmission))
	}
	p.Facts.time("Closed", e.Closed)
	p.Facts.text("By", e.ClosedBy)
	f := store.EventFilter{Document: e.Document, Limit: 100}
	if e.Document == 0 {
		f.Transmission = e.Transmission
	}
	if f.Document == 0 && f.Transmission == 0 {
		return p, nil
	}
	events, err := tx.Events(ctx, f)
	p.Story = moments(c, known, events, nil)
	return p, err
}

// mayClose says that u owns e, or looks after all of EDI.
func mayClose(u *store.User, e *store.Exception) bool { return web.Has(u, e.Owner, rules.RoleEDIAdmin) }

// CloseException closes an exception with the reason that its owner gives, and
// writes that to the timeline.
func (d *Desk) CloseException(c echo.Context) error {
	n, err := id(c)
	if err != nil {
		return err
	}
	note := strings.TrimSpace(c.FormValue("note"))
	if note == "" || utf8.RuneCountInString(note) > mostNote || !utf8.ValidString(note) {
		return &web.Told{Status: http.StatusUnprocessableEntity,
			Text: fmt.Sprintf("Write a note of 1 to %d characters, so that the next person knows why. Nothing was changed.", mostNote)}
	}
	ctx, u := c.Request().Context(), web.User(c)
	err = d.Web.Store.Update(ctx, store.Everything, func(tx store.Tx) error {
		e, err := tx.Exception(ctx, n)
		switch {
		case err != nil:
			return err
		case !mayClose(u, e):
			return web.ErrForbidden
		case !e.Closed.IsZero():
			return fmt.Errorf("exception %d is closed: %w", n, store.ErrConflict)
		}
		at := d.Web.Now().UTC()
		if err := tx.CloseException(ctx, n, u.Login, note, at); err != nil {
			return err
		}
		return tx.AddEvent(ctx, &store.Event{Partner: e.Partner, Transmission: e.Transmission, Document: e.Document, Order: e.Order,
			At: at, Actor: u.Login, Step: "decide", Text: fmt.Sprintf("Closed \"%s\": %s", web.About(e.Code).Title, note)})
	})
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, exceptionHref(n))
}

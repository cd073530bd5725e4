package web

import (
	"errors"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/wharf-edi/wharf/store"
)

type errorPage struct {
	Status  int
	Title   string
	Text    string
	Request string // the request's ID
}

// A Told error has words that the person in front of the page may read.
type Told struct {
	Status int
	Text   string
}

func (e *Told) Error() string { return e.Text }

// Fail answers an error that a handler returned. It is the one place where errors
// become pages; nothing of their text is shown but a Told error's.
func (w *Web) Fail(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	p := describe(err)
	p.Request = c.Response().Header().Get(echo.HeaderXRequestID)
	ctx := c.Request().Context()
	if p.Status >= http.StatusInternalServerError {
		w.Log.LogAttrs(ctx, slog.LevelError, "page", slog.String("path", c.Path()), slog.String("request", p.Request), slog.Any("err", err))
	}
	if User(c) != nil {
		if w.Page(c, p.Status, "", p.Title, errorView(p)) == nil {
			return
		}
	}
	if err := w.bare(c, p.Status, p.Title, errorView(p)); err != nil {
		w.Log.LogAttrs(ctx, slog.LevelError, "error page", slog.Any("err", err))
	}
}

func describe(err error) errorPage {
	if t, ok := errors.AsType[*Told](err); ok {
		return errorPage{Status: t.Status, Title: http.StatusText(t.Status), Text: t.Text}
	}
	status := http.StatusInternalServerError
	if h, ok := errors.AsType[*echo.HTTPError](err); ok {
		status = h.Code
	}
	switch {
	case errors.Is(err, store.ErrNotFound), status == http.StatusNotFound:
		return errorPage{Status: http.StatusNotFound, Title: "Not found",
			Text: "There is nothing under this address. It may have been mistyped, or it concerns something you may not see."}
	case errors.Is(err, ErrForbidden), status == http.StatusForbidden:
		return errorPage{Status: http.StatusForbidden, Title: "Not allowed",
			Text: "Your roles do not allow this. Ask the person who administers EDI at your company."}
	case errors.Is(err, store.ErrConflict):
		return errorPage{Status: http.StatusConflict, Title: "Somebody was faster",
			Text: "This was changed by someone else in the meantime. Go back, look at it again, then decide."}
	case status < http.StatusInternalServerError:
		return errorPage{Status: status, Title: http.StatusText(status), Text: "This request cannot be answered as it was made. Nothing was changed."}
	}
	return errorPage{Status: status, Title: "Something went wrong",
		Text: "The page cannot be shown, and nothing was changed. Try again in a moment. If it stays, give the number below to the operator."}
}

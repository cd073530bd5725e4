package web

import (
	"cmp"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/wharf-edi/wharf/store"
)

// PageSize is how many rows a page of a list has.
const PageSize = 50

// Pages are the addresses of the neighbours of one page of a list; empty where
// there is none.
type Pages struct {
	Newest string
	Older  string
}

// PageOf reads which page of a list was asked for. It asks for one row more than
// is shown, so that Next knows whether there is more.
func PageOf(c echo.Context) store.Page {
	before, err := strconv.ParseInt(c.QueryParam("before"), 10, 64)
	if err != nil || before < 0 {
		before = 0
	}
	return store.Page{Before: before, Limit: PageSize + 1}
}

// Next cuts rows to one page and answers the addresses of its neighbours.
func Next[T any](c echo.Context, rows []T, id func(T) int64) ([]T, Pages) {
	var p Pages
	q := c.Request().URL.Query()
	if q.Has("before") {
		q.Del("before")
		p.Newest = address(c, q)
	}
	if len(rows) > PageSize {
		rows = rows[:PageSize]
		q.Set("before", strconv.FormatInt(id(rows[PageSize-1]), 10))
		p.Older = address(c, q)
	}
	return rows, p
}

func address(c echo.Context, q url.Values) string {
	path := c.Request().URL.Path
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// who names the user in the frame.
func who(f frame) string { return cmp.Or(f.User.Name, f.User.Login) }

package desk

import (
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/portal/web"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/store"
)

// exceptionsPage is all that the list of exceptions may use.
type exceptionsPage struct {
	Rows     []exceptionRow
	Pages    web.Pages
	Owner    rules.Role
	Partner  partners.ID
	Closed   bool
	Owners   []choice
	Partners []choice
}

// choice is an option of a list to pick from.
type choice struct {
	Value  string
	Text   string
	Chosen bool
}

// exceptionRow is one exception in words.
type exceptionRow struct {
	*store.Exception
	Title string
	Text  string
	Where string // "Line 2 of order P00012"
	Name  string // of the partner
	Label web.Label
	About link // the document or the transmission
	Mine  bool // the reader owns it
	Since time.Time
}

// Exceptions lists what people have to decide, the open ones unless closed ones
// are asked for too.
func (d *Desk) Exceptions(c echo.Context) error {
	ctx := c.Request().Context()
	var p exceptionsPage
	err := d.view(c, func(tx store.Tx) error {
		p = exceptionsPage{Owner: rules.Role(c.QueryParam("owner")), Partner: partners.ID(c.QueryParam("partner")), Closed: c.QueryParam("closed") != ""}
		n, err := readNames(c, tx)
		if err != nil {
			return err
		}
		list, err := tx.Exceptions(ctx, store.ExceptionFilter{Open: !p.Closed, Owner: p.Owner, Partner: p.Partner, Page: web.PageOf(c)})
		if err != nil {
			return err
		}
		list, p.Pages = web.Next(c, list, func(e *store.Exception) int64 { return e.ID })
		p.Rows, err = exceptionRows(c, tx, n, list)
		p.Owners, p.Partners = ownerChoices(p.Owner), n.choices(p.Partner)
		return err
	})
	if err != nil {
		return err
	}
	return d.Web.OK(c, web.Exceptions, "Exceptions", exceptionsView(p))
}

func ownerChoices(chosen rules.Role) []choice {
	var out []choice
	for _, r := range web.Owners {
		out = append(out, choice{string(r), web.Role(r), r == chosen})
	}
	return out
}

func (n names) choices(chosen partners.ID) []choice {
	var out []choice
	for _, p := range n.list {
		out = append(out, choice{string(p.ID), p.Name, p.ID == chosen})
	}
	return out
}

// exceptionRows says exceptions in words, with the names of what they are about.
func exceptionRows(c echo.Context, tx store.Tx, n names, list []*store.Exception) ([]exceptionRow, error) {
	var out []exceptionRow
	for _, kept := range list {
		e := said(kept)
		r := exceptionRow{Exception: e, Name: n.of(e.Partner), Where: where(e), Since: e.Opened, Label: web.Label{Tone: web.Warn, Text: "Open"}}
		r.Mine = web.Has(web.User(c), e.Owner)
		about := web.About(e.Code)
		r.Title, r.Text = about.Title, about.Text
		if about.Verdict == rules.Refuse {
			r.Label.Tone = web.Bad
		}
		if !e.Closed.IsZero() {
			r.Label = web.Label{Tone: web.Good, Text: "Closed"}
		}
		switch {
		case e.Document != 0:
			d, err := tx.Document(c.Request().Context(), e.Document)
			if err != nil {
				return nil, err
			}
			r.About = link{documentName(d), documentHref(d.ID)}
		case e.Transmission != 0:
			t, err := tx.Transmission(c.Request().Context(), e.Transmission)
			if err != nil {
				return nil, err
			}
			r.About = link{transmissionName(t), transmissionHref(t.ID)}
		}
		out = append(out, r)
	}
	return out, nil
}

// said is e with its days as pages write days.
func said(e *store.Exception) *store.Exception {
	s := *e
	s.Expected, s.Actual, s.Delta, s.Effect = web.Said(e.Expected), web.Said(e.Actual), web.Said(e.Delta), web.Said(e.Effect)
	return &s
}

// where says which part of which order an exception is about.
func where(e *store.Exception) string {
	switch {
	case e.Line != "" && e.Order != "":
		return part(e.Line) + " of order " + e.Order
	case e.Order != "":
		return "Order " + e.Order
	case e.Line != "":
		return part(e.Line)
	}
	return ""
}

// numbered says that an exception's line is a line's number, and not a part of the
// file that is called otherwise ("message 0001").
func numbered(line string) bool { return line != "" && line[0] >= '0' && line[0] <= '9' }

func part(line string) string {
	if numbered(line) {
		return "Line " + line
	}
	first, size := utf8.DecodeRuneInString(line)
	return string(unicode.ToUpper(first)) + line[size:]
}

// tally is how many exceptions one owner has open.
type tally struct {
	Owner rules.Role
	Open  int
	Mine  bool
}

func (t tally) href() string { return "/exceptions?owner=" + string(t.Owner) }

func (t tally) count() string { return strconv.Itoa(t.Open) }

// Package desk is the pages for staff: what needs a decision, what came and went,
// and the road of each document from its bytes to the ERP. One file for each page,
// with its template beside it.
//
// Pages only read; what a person decides goes through one Update that also writes
// the timeline's event. Nothing here parses EDI or judges: a page shows what the
// store keeps.
package desk

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/portal/web"
	"github.com/wharf-edi/wharf/store"
)

// Desk serves the pages. Web must be set.
type Desk struct {
	Web *web.Web
}

// view reads one consistent state of everything: staff sees all partners.
func (d *Desk) view(c echo.Context, do func(tx store.Tx) error) error {
	return d.Web.Store.View(c.Request().Context(), store.Everything, do)
}

// id reads the row's number in the address; what is no number does not exist.
func id(c echo.Context) (int64, error) {
	n, err := strconv.ParseInt(c.Param("id"), 10, 64)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("id %q: %w", c.Param("id"), store.ErrNotFound)
	}
	return n, nil
}

// names are the partners by ID, as people call them.
type names struct {
	list []*partners.Profile
}

func readNames(c echo.Context, tx store.Tx) (names, error) {
	list, err := tx.Profiles(c.Request().Context())
	return names{list}, err
}

func (n names) of(id partners.ID) string {
	i := slices.IndexFunc(n.list, func(p *partners.Profile) bool { return p.ID == id })
	switch {
	case i >= 0:
		return n.list[i].Name
	case id == "":
		return "Unknown sender"
	}
	return string(id)
}

// portal says that a partner has no wire: what is for it is kept for the portal.
func (n names) portal(id partners.ID) bool {
	return slices.ContainsFunc(n.list, func(p *partners.Profile) bool { return p.ID == id && p.Standard == partners.StandardNone })
}

// actor names who did something, for a timeline.
func (n names) actor(who string) string {
	switch {
	case who == "gateway" || who == "":
		return "Wharf"
	case slices.ContainsFunc(n.list, func(p *partners.Profile) bool { return string(p.ID) == who }):
		return n.of(partners.ID(who))
	}
	return who
}

// link is a text that may lead somewhere.
type link struct {
	Text string
	Href string // empty: nowhere
}

// list is l, if it has a text.
func (l link) list() []link {
	if l.Text == "" {
		return nil
	}
	return []link{l}
}

func documentHref(id int64) string     { return "/documents/" + strconv.FormatInt(id, 10) }
func transmissionHref(id int64) string { return "/transmissions/" + strconv.FormatInt(id, 10) }
func exceptionHref(id int64) string    { return "/exceptions/" + strconv.FormatInt(id, 10) }

func partnerHref(id partners.ID) string {
	if id == "" {
		return ""
	}
	return "/partners/" + url.PathEscape(string(id))
}

func orderHref(id partners.ID, number string) string {
	if id == "" || number == "" {
		return ""
	}
	return "/orders/" + url.PathEscape(string(id)) + "/" + url.PathEscape(number)
}

func orderLinks(id partners.ID, numbers []string) []link {
	var out []link
	for _, n := range numbers {
		out = append(out, link{n, orderHref(id, n)})
	}
	return out
}

// documentName is what a person calls a document.
func documentName(d *store.Document) string {
	name := web.Kind(d.Kind)
	switch {
	case d.Number != "":
		return name + " " + d.Number
	case len(d.Orders) > 0:
		return name + " to " + strings.Join(d.Orders, ", ")
	}
	return name + " #" + strconv.FormatInt(d.ID, 10)
}

func transmissionName(t *store.Transmission) string {
	if t.Name != "" {
		return t.Name
	}
	return "Transmission " + strconv.FormatInt(t.ID, 10)
}

func direction(d store.Direction) string {
	if d == store.Outbound {
		return "Went out"
	}
	return "Came in"
}

func fromOrTo(d store.Direction) string {
	if d == store.Outbound {
		return "to"
	}
	return "from"
}

// href is an address on this host, or one of a page in the ERP; templ drops
// those that are neither http nor https.
func href(s string) templ.SafeURL { return templ.URL(s) }

package desk

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/wharf-edi/wharf/portal/web"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/store"
)

// fact is one name with its values, of which one kind is set.
type fact struct {
	Name   string
	Values []link
	At     time.Time
	Label  web.Label
}

// facts collects those that have a value.
type facts []fact

func (f *facts) text(name, value string) { f.link(name, value, "") }

func (f *facts) link(name, value, href string) {
	if value != "" {
		*f = append(*f, fact{Name: name, Values: []link{{value, href}}})
	}
}

func (f *facts) links(name string, values []link) {
	if len(values) > 0 {
		*f = append(*f, fact{Name: name, Values: values})
	}
}

func (f *facts) time(name string, at time.Time) {
	if !at.IsZero() {
		*f = append(*f, fact{Name: name, At: at})
	}
}

func (f *facts) label(name string, l web.Label) { *f = append(*f, fact{Name: name, Label: l}) }

// moment is one line of a timeline.
type moment struct {
	Step  string
	Text  string
	Who   string
	At    time.Time
	About link // the document, where the page is not that document's
	Data  string
}

// steps are the steps of events in words that fit after "what happened".
var steps = map[string]string{
	"keep": "Kept", "read": "Read", "acknowledge": "Acknowledged", "translate": "Understood", "judge": "Judged",
	"post": "Written", "tell": "Told", "send": "Sent", "fetch": "Picked up", "decide": "Decided",
}

// explainers are who is shown the data behind a timeline's words. To the others it
// says nothing.
var explainers = []rules.Role{rules.RoleEDIAdmin, rules.RoleSteward, rules.RoleAuditor}

// moments puts events into words; docs are the documents that they may be about,
// where the page is not one document's own.
func moments(c echo.Context, n names, events []*store.Event, docs []*store.Document) []moment {
	explain := web.Has(web.User(c), explainers...)
	var out []moment
	for _, e := range events {
		m := moment{Step: steps[e.Step], Text: e.Text, Who: n.actor(e.Actor), At: e.At}
		if e.Step == "judge" || e.Step == "post" {
			m.Text = web.Said(e.Text)
		}
		if explain {
			m.Data = pretty(e.Data)
		}
		if m.Step == "" {
			m.Step = e.Step
		}
		if i := slices.IndexFunc(docs, func(d *store.Document) bool { return d.ID == e.Document }); i >= 0 {
			m.About = link{documentName(docs[i]), documentHref(e.Document)}
		}
		out = append(out, m)
	}
	return out
}

// mostData is how much of an event's data a page shows.
const mostData = 20_000

func pretty(j store.JSON) string {
	if len(j) == 0 || string(j) == "null" || string(j) == "{}" {
		return ""
	}
	if len(j) > mostData {
		return string(j[:mostData]) + " …"
	}
	var b bytes.Buffer
	if err := json.Indent(&b, j, "", "  "); err != nil {
		return string(j)
	}
	return b.String()
}

// grid is a table of a document's content. Each row has as many cells as Head.
type grid struct {
	Title   string
	Caption string
	Head    []column
	Rows    [][]cell
	Foot    []foot // sums, under the column Sum
	Sum     int    // index of the column
}

type column struct {
	Name   string
	Number bool
	Day    bool // not to be broken
}

type cell struct {
	Text   string
	Href   string
	Strong bool
	Mono   bool
	Class  string
	Title  string // codes behind the words
	Subs   []string
	Labels []web.Label
}

type foot struct{ Text, Sub string }

// empty says that there is nothing to show.
func (c cell) empty() bool { return c.Text == "" && len(c.Subs) == 0 && len(c.Labels) == 0 }

// before is how many columns stand before the sums.
func (g grid) before() string { return strconv.Itoa(max(g.Sum, 1)) }

// after is how many columns stand behind the sums; empty for none.
func (g grid) after() string {
	if n := len(g.Head) - g.Sum - 1; n > 0 {
		return strconv.Itoa(n)
	}
	return ""
}

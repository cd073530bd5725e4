package desk

import (
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/portal/web"
	"github.com/wharf-edi/wharf/store"
)

// documentsPage is all that the list of documents may use.
type documentsPage struct {
	Rows     []documentRow
	Pages    web.Pages
	Query    string
	Filtered bool
	Kinds    []choice
	Partners []choice
	States   []choice
}

// documentRow is one document in a list.
type documentRow struct {
	*store.Document
	Name      string // of the document
	Partner   string
	OrderList []link
}

var documentStates = [...]store.DocumentState{
	store.DocumentHeld, store.DocumentWaiting, store.DocumentPosted, store.DocumentAccepted, store.DocumentReceived,
	store.DocumentRefused, store.DocumentDuplicate, store.DocumentSent, store.DocumentAnswered,
}

// Documents lists documents of both directions, newest first.
func (d *Desk) Documents(c echo.Context) error {
	ctx := d.Web.Context(c.Request().Context())
	f := documentFilter(c)
	var p documentsPage
	err := d.view(c, func(tx store.Tx) error {
		n, err := readNames(c, tx)
		if err != nil {
			return err
		}
		list, err := tx.Documents(ctx, f)
		if err != nil {
			return err
		}
		p = documentsPage{Query: f.Text, Filtered: f.Kind != "" || f.Partner != "" || f.Text != "" || len(f.States) > 0}
		list, p.Pages = web.Next(c, list, func(d *store.Document) int64 { return d.ID })
		p.Rows = documentRows(n, list)
		p.Partners = n.choices(f.Partner)
		return nil
	})
	if err != nil {
		return err
	}
	for _, k := range web.Kinds {
		p.Kinds = append(p.Kinds, choice{string(k), web.Kind(k), k == f.Kind})
	}
	for _, s := range documentStates {
		p.States = append(p.States, choice{string(s), web.DocumentState(ctx, s).Text, len(f.States) > 0 && f.States[0] == s})
	}
	return d.Web.OK(c, web.Documents, "Documents", documentsView(p))
}

// mostQuery is how much of a search text counts.
const mostQuery = 80

func documentFilter(c echo.Context) store.DocumentFilter {
	f := store.DocumentFilter{
		Kind: documents.Kind(c.QueryParam("kind")), Partner: partners.ID(c.QueryParam("partner")),
		Text: strings.TrimSpace(c.QueryParam("q")), Page: web.PageOf(c),
	}
	if len(f.Text) > mostQuery {
		f.Text = strings.ToValidUTF8(f.Text[:mostQuery], "")
	}
	if s := c.QueryParam("state"); s != "" {
		f.States = []store.DocumentState{store.DocumentState(s)}
	}
	return f
}

func documentRows(n names, list []*store.Document) []documentRow {
	var out []documentRow
	for _, d := range list {
		out = append(out, documentRow{Document: d, Name: documentName(d), Partner: n.of(d.Partner), OrderList: orderLinks(d.Partner, d.Orders)})
	}
	return out
}

package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/shopspring/decimal"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/portal/web"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/store"
)

// documentPage is all that the page of one document may use.
type documentPage struct {
	*store.Document
	Name       string
	Partner    string
	Road       []station
	Facts      facts
	Grids      []grid
	Judged     time.Time
	Verdict    web.Label
	Version    int
	Findings   []findingRow // but those that Open has
	Found      int          // findings, with those
	Open       []exceptionRow
	Postings   []postingRow
	Story      []moment
	Defects    []store.Defect
	Unread     []store.Unread
	Unreadable bool // the body is there and this release cannot show it
}

// findingRow is one finding in words.
type findingRow struct {
	rules.Finding
	Title string
	Text  string
	Owner string
	Label web.Label
}

// postingRow is one write to the ERP.
type postingRow struct {
	*store.Posting
	documents.Written
}

// stands says that the ERP took it.
func (r postingRow) stands() bool { return !r.Finished.IsZero() && r.Err == "" }

// kept is what the store has about one document.
type kept struct {
	doc          *store.Document
	transmission *store.Transmission // nil if no wire carried it
	message      *store.Message      // nil likewise
	portal       bool                // the partner has no wire at all
	inERP        link                // the order's page in the ERP; empty if it is not known
	results      []*store.Result
	postings     []*store.Posting
	exceptions   []*store.Exception
	events       []*store.Event
}

// Document shows one document on its road from the bytes to the ERP.
func (d *Desk) Document(c echo.Context) error {
	n, err := id(c)
	if err != nil {
		return err
	}
	var p documentPage
	err = d.view(c, func(tx store.Tx) error {
		k, err := readDocument(c, tx, n)
		if err != nil {
			return err
		}
		known, err := readNames(c, tx)
		if err != nil {
			return err
		}
		k.portal = known.portal(k.doc.Partner)
		if k.doc.Kind == documents.KindOrder {
			if k.inERP, err = orderInERP(c.Request().Context(), tx, k.doc.Partner, k.doc.Number); err != nil {
				return err
			}
		}
		p, err = d.documentPage(c, k, known)
		if err != nil {
			return err
		}
		p.Open, err = exceptionRows(c, tx, known, k.exceptions)
		return err
	})
	if err != nil {
		return err
	}
	return d.Web.OK(c, web.Documents, p.Name, documentView(p))
}

func readDocument(c echo.Context, tx store.Tx, id int64) (k *kept, err error) {
	ctx := c.Request().Context()
	k = &kept{}
	if k.doc, err = tx.Document(ctx, id); err != nil {
		return nil, err
	}
	if k.doc.Transmission != 0 {
		if k.transmission, err = tx.Transmission(ctx, k.doc.Transmission); err != nil {
			return nil, err
		}
	}
	if k.doc.Message != 0 {
		if k.message, err = tx.Message(ctx, k.doc.Message); err != nil {
			return nil, err
		}
	}
	if k.results, err = tx.Results(ctx, id); err != nil {
		return nil, err
	}
	if k.postings, err = tx.Postings(ctx, id); err != nil {
		return nil, err
	}
	if k.exceptions, err = tx.Exceptions(ctx, store.ExceptionFilter{Open: true, Document: id}); err != nil {
		return nil, err
	}
	k.events, err = documentEvents(ctx, tx, k.doc)
	return k, err
}

// documentEvents is the document's timeline, with what happened to the transmission
// that it came in before it was a document.
func documentEvents(ctx context.Context, tx store.Tx, d *store.Document) ([]*store.Event, error) {
	es, err := tx.Events(ctx, store.EventFilter{Document: d.ID})
	if err != nil || d.Transmission == 0 {
		return es, err
	}
	carried, err := tx.Events(ctx, store.EventFilter{Transmission: d.Transmission})
	if err != nil {
		return nil, err
	}
	for _, e := range carried {
		if e.Document == 0 {
			es = append(es, e)
		}
	}
	slices.SortFunc(es, func(a, b *store.Event) int { return cmp.Compare(a.ID, b.ID) })
	return es, nil
}

func (d *Desk) documentPage(c echo.Context, k *kept, n names) (documentPage, error) {
	ctx := d.Web.Context(c.Request().Context())
	p := documentPage{Document: k.doc, Name: documentName(k.doc), Partner: n.of(k.doc.Partner)}
	p.Story = moments(c, n, k.events, nil)
	if k.message != nil {
		p.Defects, p.Unread = k.message.Defects, k.message.Unread
	}
	var result store.JSON
	if i := len(k.results) - 1; i >= 0 {
		r := k.results[i]
		result, p.Judged, p.Verdict, p.Version = r.Body, r.At, web.Verdict(r.Verdict), r.Version
	}
	var err error
	if p.Postings, err = postingRows(k.postings); err != nil {
		return p, err
	}
	content, err := contentOf(k.doc, result)
	if err != nil {
		p.Unreadable = true
	}
	p.Grids = content.grids
	p.Found = len(content.findings)
	for _, f := range content.findings {
		if !toDecide(k.exceptions, f) {
			p.Findings = append(p.Findings, finding(f))
		}
	}
	p.Facts = documentFacts(k, p.Partner, d.Web.ERPName)
	p.Facts = append(p.Facts, content.facts...)
	p.Road = road(ctx, k, p.Postings)
	return p, nil
}

// toDecide says that a finding is an open exception, and stands among those.
func toDecide(open []*store.Exception, f rules.Finding) bool {
	return slices.ContainsFunc(open, func(e *store.Exception) bool { return e.Code == f.Code && e.Line == f.Line })
}

func finding(f rules.Finding) findingRow {
	a := web.About(f.Code)
	f.Expected, f.Actual, f.Delta, f.Effect = web.Said(f.Expected), web.Said(f.Actual), web.Said(f.Delta), web.Said(f.Effect)
	return findingRow{Finding: f, Title: a.Title, Text: a.Text, Owner: web.Role(a.Owner), Label: verdictLabel(a)}
}

// verdictLabel is a finding's title in the tone of its weight.
func verdictLabel(a rules.About) web.Label {
	return web.Label{Tone: web.Verdict(a.Verdict.String()).Tone, Text: a.Title}
}

func postingRows(list []*store.Posting) (rows []postingRow, err error) {
	for _, post := range list {
		row := postingRow{Posting: post}
		if len(post.Written) > 0 {
			if err := json.Unmarshal(post.Written, &row.Written); err != nil {
				return nil, fmt.Errorf("posting %d: %w", post.ID, err)
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func documentFacts(k *kept, partner, erp string) facts {
	var f facts
	d := k.doc
	f.link("Partner", partner, partnerHref(d.Partner))
	f.text("Number", d.Number)
	f.links(web.Plural(len(d.Orders), "Order"), orderLinks(d.Partner, d.Orders))
	f.time("When", d.At)
	if d.Original != 0 {
		f.link("Came first as", "Document "+strconv.FormatInt(d.Original, 10), documentHref(d.Original))
	}
	f.links("In "+erp, k.inERP.list())
	if d.Test {
		f.text("Traffic", "Test")
	}
	return f
}

// written is a value of the ERP as a page shows it.
func written(c documents.Change, value string) string {
	quantity, price, ok := strings.Cut(value, " x ")
	q, err := decimal.NewFromString(quantity)
	p, err2 := decimal.NewFromString(price)
	if c.Field == "invoice_line_ids" && ok && err == nil && err2 == nil {
		return web.Quantity(q) + " at " + web.Money(p)
	}
	return web.Said(value)
}

package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

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
	Findings   []findingRow
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

// kept is what the store has about one document.
type kept struct {
	doc          *store.Document
	transmission *store.Transmission // nil if no wire carried it
	message      *store.Message      // nil likewise
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
	p.Story = moments(n, k.events, nil)
	if k.message != nil {
		p.Defects, p.Unread = k.message.Defects, k.message.Unread
	}
	var result store.JSON
	if i := len(k.results) - 1; i >= 0 {
		r := k.results[i]
		result, p.Judged, p.Verdict, p.Version = r.Body, r.At, web.Verdict(r.Verdict), r.Version
	}
	for _, post := range k.postings {
		row := postingRow{Posting: post}
		if len(post.Written) > 0 {
			if err := json.Unmarshal(post.Written, &row.Written); err != nil {
				return p, fmt.Errorf("posting %d: %w", post.ID, err)
			}
		}
		p.Postings = append(p.Postings, row)
	}
	content, err := contentOf(k.doc, result)
	if err != nil {
		p.Unreadable = true
	}
	p.Grids = content.grids
	for _, f := range content.findings {
		p.Findings = append(p.Findings, finding(f))
	}
	p.Facts = documentFacts(k, p.Partner, d.Web.ERPName)
	p.Facts = append(p.Facts, content.facts...)
	p.Road = road(ctx, k, p.Postings)
	return p, nil
}

func finding(f rules.Finding) findingRow {
	a := web.About(f.Code)
	return findingRow{Finding: f, Title: a.Title, Text: a.Text, Owner: web.Role(a.Owner), Label: verdictLabel(a)}
}

// verdictLabel is a finding's title in the tone of its weight.
func verdictLabel(a rules.About) web.Label {
	return web.Label{Tone: web.Verdict(a.Verdict.String()).Tone, Text: a.Title}
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
	f.text("Known in "+erp+" as", d.Reference)
	if d.Test {
		f.text("Traffic", "Test")
	}
	return f
}

package desk

import (
	"fmt"
	"mime"
	"net/http"
	"regexp"
	"strconv"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"github.com/wharf-edi/wharf/portal/web"
	"github.com/wharf-edi/wharf/store"
)

// transmissionPage is all that the page of one transmission may use.
type transmissionPage struct {
	*store.Transmission
	Title        string
	Partner      string
	Facts        facts
	Interchanges []interchangeRow
	Documents    []documentRow
	Open         []exceptionRow
	Story        []moment
	Preview      []segment
	Cut          bool // the preview is not all of it
}

// interchangeRow is one interchange with its messages.
type interchangeRow struct {
	*store.Interchange
	Messages []messageRow
}

// messageRow is one message with the document it became.
type messageRow struct {
	*store.Message
	About link
}

// Transmission shows what one wire carried, and what became of it.
func (d *Desk) Transmission(c echo.Context) error {
	n, err := id(c)
	if err != nil {
		return err
	}
	var p transmissionPage
	err = d.view(c, func(tx store.Tx) error {
		p, err = readTransmission(c, tx, n)
		return err
	})
	if err != nil {
		return err
	}
	return d.Web.OK(c, web.Transmissions, p.Title, transmissionView(p))
}

func readTransmission(c echo.Context, tx store.Tx, id int64) (p transmissionPage, err error) {
	ctx := c.Request().Context()
	if p.Transmission, err = tx.Transmission(ctx, id); err != nil {
		return p, err
	}
	n, err := readNames(c, tx)
	if err != nil {
		return p, err
	}
	docs, err := tx.DocumentsOf(ctx, id)
	if err != nil {
		return p, err
	}
	p.Documents = documentRows(n, docs)
	if p.Interchanges, err = readInterchanges(c, tx, id, docs); err != nil {
		return p, err
	}
	open, err := tx.Exceptions(ctx, store.ExceptionFilter{Open: true, Transmission: id})
	if err != nil {
		return p, err
	}
	if p.Open, err = exceptionRows(c, tx, n, open); err != nil {
		return p, err
	}
	body, err := tx.Body(ctx, id)
	if err != nil {
		return p, err
	}
	p.Preview, p.Cut = segments(body, p.marks())
	events, err := tx.Events(ctx, store.EventFilter{Transmission: id})
	p.Title, p.Partner = transmissionName(p.Transmission), n.of(p.Transmission.Partner)
	p.Story = moments(c, n, events, docs)
	p.Facts = transmissionFacts(p.Transmission, p.Partner)
	if err != nil {
		return p, err
	}
	return p, p.linkAcknowledgment(ctx, tx, events)
}

func readInterchanges(c echo.Context, tx store.Tx, id int64, docs []*store.Document) (rows []interchangeRow, err error) {
	ctx := c.Request().Context()
	list, err := tx.InterchangesOf(ctx, id)
	if err != nil {
		return nil, err
	}
	messages, err := tx.MessagesOf(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, i := range list {
		row := interchangeRow{Interchange: i}
		for _, m := range messages {
			if m.Interchange != i.ID {
				continue
			}
			r := messageRow{Message: m}
			for _, d := range docs {
				if d.Message == m.ID {
					r.About = link{documentName(d), documentHref(d.ID)}
				}
			}
			row.Messages = append(row.Messages, r)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// marks are the defects of the whole transmission, to be shown in its bytes.
func (p *transmissionPage) marks() []store.Defect {
	var out []store.Defect
	for _, i := range p.Interchanges {
		out = append(out, i.Defects...)
		for _, m := range i.Messages {
			out = append(out, m.Defects...)
		}
	}
	return out
}

func transmissionFacts(t *store.Transmission, partner string) facts {
	var f facts
	f.label("State", web.TransmissionState(t.State))
	f.text("Direction", direction(t.Direction))
	f.link("Partner", partner, partnerHref(t.Partner))
	f.time("When", t.At)
	f.text("Channel", t.Channel)
	f.text("Key", t.Login)
	f.text("From", t.Remote)
	f.text("Size", web.Size(t.Size))
	f.text("SHA-256", t.SHA256)
	if t.RepeatOf != 0 {
		f.link("Came first as", "Transmission "+strconv.FormatInt(t.RepeatOf, 10), transmissionHref(t.RepeatOf))
	}
	return f
}

// unsafe is what a downloaded file's name does not have.
var unsafe = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// Raw answers the bytes as they came, to be saved and never to be shown as a page.
func (d *Desk) Raw(c echo.Context) error {
	n, err := id(c)
	if err != nil {
		return err
	}
	var t *store.Transmission
	var body []byte
	err = d.view(c, func(tx store.Tx) error {
		if t, err = tx.Transmission(c.Request().Context(), n); err != nil {
			return err
		}
		body, err = tx.Body(c.Request().Context(), n)
		return err
	})
	if err != nil {
		return err
	}
	name := unsafe.ReplaceAllString(t.Name, "_")
	if len(name) > 100 {
		name = name[len(name)-100:]
	}
	h := c.Response().Header()
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": fmt.Sprintf("%d-%s.txt", n, name)}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "no-store")
	kind := "text/plain; charset=iso-8859-1"
	if utf8.Valid(body) {
		kind = "text/plain; charset=utf-8"
	}
	return c.Blob(http.StatusOK, kind, body)
}

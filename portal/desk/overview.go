package desk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/portal/web"
	"github.com/wharf-edi/wharf/store"
)

// overviewPage is all that the first page may use.
type overviewPage struct {
	Tallies  []tally
	Decide   []exceptionRow // the user's own first
	More     int            // open exceptions that are not in Decide
	Today    []arrival
	Waiting  []documentRow
	Newest   []documentRow
	Partners []partnerRow
}

// arrival is how many documents of one kind came or went today.
type arrival struct {
	Name string
	Kind documents.Kind
	In   int
	Out  int
}

// How much of each list the first page shows.
const (
	fewDecisions = 8
	fewDocuments = 6
	mostToday    = 1_000 // documents that are counted for today
)

// Overview shows what needs a decision, what came today, what waits, and when
// each partner was last heard of.
func (d *Desk) Overview(c echo.Context) error {
	var p overviewPage
	err := d.view(c, func(tx store.Tx) error {
		p = overviewPage{}
		n, err := readNames(c, tx)
		if err != nil {
			return err
		}
		if err := p.readDecisions(c, tx, n); err != nil {
			return err
		}
		if err := p.readDocuments(c, tx, n, d.midnight()); err != nil {
			return err
		}
		p.Partners, err = partnerRows(c, tx, n.list[:min(50, len(n.list))])
		return err
	})
	if err != nil {
		return err
	}
	return d.Web.OK(c, web.Overview, "Overview", overviewView(p))
}

// midnight is when today began where the pages are read.
func (d *Desk) midnight() time.Time {
	return documents.DateOf(d.Web.Now().In(d.Web.Zone)).At(0, d.Web.Zone)
}

func (p *overviewPage) readDecisions(c echo.Context, tx store.Tx, n names) error {
	ctx, u := c.Request().Context(), web.User(c)
	total := 0
	for _, r := range web.Owners {
		open, err := tx.CountExceptions(ctx, store.ExceptionFilter{Open: true, Owner: r})
		if err != nil {
			return err
		}
		total += open
		p.Tallies = append(p.Tallies, tally{Owner: r, Open: open, Mine: web.Has(u, r)})
	}
	list, err := decisions(ctx, tx, u)
	if err != nil {
		return err
	}
	p.More = total - len(list)
	p.Decide, err = exceptionRows(c, tx, n, list)
	return err
}

// decisions are the newest open exceptions: those of the reader's roles first,
// however many are newer, and then the others.
func decisions(ctx context.Context, tx store.Tx, u *store.User) ([]*store.Exception, error) {
	var mine, others []*store.Exception
	for _, r := range web.Owners {
		list, err := tx.Exceptions(ctx, store.ExceptionFilter{Open: true, Owner: r, Page: store.Page{Limit: fewDecisions}})
		if err != nil {
			return nil, err
		}
		if web.Has(u, r) {
			mine = append(mine, list...)
		} else {
			others = append(others, list...)
		}
	}
	newest := func(a, b *store.Exception) int { return cmp.Compare(b.ID, a.ID) }
	slices.SortFunc(mine, newest)
	slices.SortFunc(others, newest)
	list := append(mine, others...)
	return list[:min(fewDecisions, len(list))], nil
}

func (p *overviewPage) readDocuments(c echo.Context, tx store.Tx, n names, since time.Time) error {
	ctx := c.Request().Context()
	list, err := tx.Documents(ctx, store.DocumentFilter{Page: store.Page{Limit: mostToday}})
	if err != nil {
		return err
	}
	p.Newest = documentRows(n, list[:min(fewDocuments, len(list))])
	p.Today = today(list, since)
	waiting, err := tx.Documents(ctx, store.DocumentFilter{States: []store.DocumentState{store.DocumentWaiting}, Page: store.Page{Limit: fewDocuments}})
	p.Waiting = documentRows(n, waiting)
	return err
}

func today(list []*store.Document, since time.Time) []arrival {
	out := make([]arrival, len(web.Kinds))
	for i, k := range web.Kinds {
		out[i] = arrival{Name: web.Kind(k) + "s", Kind: k}
	}
	for _, d := range list {
		i := slices.Index(web.Kinds[:], d.Kind)
		if d.At.Before(since) || i < 0 {
			continue
		}
		if d.Direction == store.Outbound {
			out[i].Out++
		} else {
			out[i].In++
		}
	}
	return out
}

func (a arrival) href() string { return "/documents?kind=" + string(a.Kind) }

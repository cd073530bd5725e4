package desk

import (
	"cmp"

	"github.com/labstack/echo/v4"

	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/portal/web"
	"github.com/wharf-edi/wharf/store"
)

// partnersPage is all that the list of partners may use.
type partnersPage struct {
	Rows []partnerRow
}

// partnerRow is one partner with its last traffic.
type partnerRow struct {
	*partners.Profile
	Open    int
	LastIn  []*store.Transmission // one, or none yet
	LastOut []*store.Transmission
}

// Partners lists who we trade with, and when they were last heard of.
func (d *Desk) Partners(c echo.Context) error {
	var p partnersPage
	err := d.view(c, func(tx store.Tx) (err error) {
		n, err := readNames(c, tx)
		if err != nil {
			return err
		}
		p.Rows, err = partnerRows(c, tx, n.list)
		return err
	})
	if err != nil {
		return err
	}
	return d.Web.OK(c, web.Partners, "Partners", partnersView(p))
}

func partnerRows(c echo.Context, tx store.Tx, list []*partners.Profile) (out []partnerRow, err error) {
	ctx := c.Request().Context()
	for _, p := range list {
		r := partnerRow{Profile: p}
		if r.Open, err = tx.CountExceptions(ctx, store.ExceptionFilter{Open: true, Partner: p.ID}); err != nil {
			return nil, err
		}
		one := store.TransmissionFilter{Partner: p.ID, Direction: store.Inbound, Page: store.Page{Limit: 1}}
		if r.LastIn, err = tx.Transmissions(ctx, one); err != nil {
			return nil, err
		}
		one.Direction = store.Outbound
		if r.LastOut, err = tx.Transmissions(ctx, one); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// standard is what a partner speaks, as people call it.
func standard(s partners.Standard) string {
	return cmp.Or(map[partners.Standard]string{partners.X12: "X12", partners.EDIFACT: "EDIFACT", partners.StandardNone: "Portal only"}[s], string(s))
}

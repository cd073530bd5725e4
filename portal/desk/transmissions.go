package desk

import (
	"github.com/labstack/echo/v4"

	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/portal/web"
	"github.com/wharf-edi/wharf/store"
)

// transmissionsPage is all that the list of transmissions may use.
type transmissionsPage struct {
	Rows       []transmissionRow
	Pages      web.Pages
	Filtered   bool
	Partners   []choice
	Directions []choice
	States     []choice
}

// transmissionRow is one transmission in a list.
type transmissionRow struct {
	*store.Transmission
	Title   string
	Partner string
}

var transmissionStates = [...]store.TransmissionState{
	store.TransmissionReceived, store.TransmissionRead, store.TransmissionRejected, store.TransmissionRepeat,
	store.TransmissionReady, store.TransmissionFetched,
}

// Transmissions lists what the wires carried, newest first.
func (d *Desk) Transmissions(c echo.Context) error {
	f := store.TransmissionFilter{
		Direction: store.Direction(c.QueryParam("direction")), Partner: partners.ID(c.QueryParam("partner")), Page: web.PageOf(c),
	}
	state := store.TransmissionState(c.QueryParam("state"))
	switch state {
	case "":
	case store.TransmissionFetched:
		f.States = []store.TransmissionState{store.TransmissionFetched, store.TransmissionRemoved}
	default:
		f.States = []store.TransmissionState{state}
	}
	p := transmissionsPage{Filtered: f.Direction != "" || f.Partner != "" || state != ""}
	err := d.view(c, func(tx store.Tx) error {
		n, err := readNames(c, tx)
		if err != nil {
			return err
		}
		list, err := tx.Transmissions(c.Request().Context(), f)
		if err != nil {
			return err
		}
		list, p.Pages = web.Next(c, list, func(t *store.Transmission) int64 { return t.ID })
		p.Rows = nil
		for _, t := range list {
			p.Rows = append(p.Rows, transmissionRow{t, transmissionName(t), n.of(t.Partner)})
		}
		p.Partners = n.choices(f.Partner)
		return nil
	})
	if err != nil {
		return err
	}
	for _, dir := range [...]store.Direction{store.Inbound, store.Outbound} {
		p.Directions = append(p.Directions, choice{string(dir), direction(dir), dir == f.Direction})
	}
	for _, s := range transmissionStates {
		p.States = append(p.States, choice{string(s), web.TransmissionState(s).Text, s == state})
	}
	return d.Web.OK(c, web.Transmissions, "Transmissions", transmissionsView(p))
}

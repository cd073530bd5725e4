package gateway

import (
	"context"
	"errors"
	"fmt"

	"github.com/wharf-edi/wharf/store"
	"github.com/wharf-edi/wharf/transports"
)

// Intake takes parcels from transports and keeps them. It decides nothing: a file
// that nobody can read is kept like every other.
type Intake struct {
	*Base
	Channel string // "sftp"
}

var _ transports.Inbox = (*Intake)(nil)

// Keep stores the parcel with the job that will read it, in one transaction.
func (i *Intake) Keep(ctx context.Context, account string, p *transports.Parcel) error {
	prof, _, err := i.Profiles.ByLogin(ctx, account)
	if errors.Is(err, transports.ErrNotFound) {
		return &transports.Refused{Text: "this account is closed", Err: err}
	}
	if err != nil {
		return err
	}
	if len(p.Body) == 0 {
		return &transports.Refused{Text: "the file is empty"}
	}
	now := i.Now()
	return i.update(ctx, func(tx store.Tx) error {
		id, err := tx.AddTransmission(ctx, &store.Transmission{
			Direction: store.Inbound, Partner: prof.ID, Channel: i.Channel, Name: p.Name, Remote: p.Remote, Login: p.Login,
			At: now, State: store.TransmissionReceived, Due: now.Add(i.lease()),
		}, p.Body)
		if err != nil {
			return err
		}
		if err := tx.AddEvent(ctx, &store.Event{
			Partner: prof.ID, Transmission: id, At: now, Actor: string(prof.ID), Step: "keep",
			Text: fmt.Sprintf("%s sent the file %s (%s) by %s; it is kept as it came.", prof.Name, p.Name, sizeWords(len(p.Body)), i.Channel),
		}); err != nil {
			return err
		}
		return tx.Wake(ctx, JobTransmission, id)
	})
}

func sizeWords(n int) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d bytes", n)
	case n < 1000*1000:
		return fmt.Sprintf("%.1f kB", float64(n)/1000)
	default:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
}

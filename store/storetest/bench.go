package storetest

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/store"
)

// Bench measures what the store adds to the intake of one document: kept, read and
// judged in a transaction each, by many at once, for twenty partners.
func Bench(b *testing.B, s store.Store) {
	var n atomic.Int64
	body := make([]byte, 2<<10)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if err := intake(b.Context(), s, n.Add(1), body); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "documents/s")
}

func intake(ctx context.Context, s store.Store, n int64, body []byte) error {
	partner := partners.ID(fmt.Sprintf("partner-%d", n%20))
	event := func(tx store.Tx, m, d int64, step string) error {
		return tx.AddEvent(ctx, &store.Event{Partner: partner, Transmission: m, Document: d, At: noon, Actor: "gateway", Step: step, Text: "Done."})
	}
	m := &store.Transmission{Direction: store.Inbound, Partner: partner, Name: "a.edi", At: noon, State: store.TransmissionReceived, Due: noon}
	err := s.Update(ctx, store.Everything, func(tx store.Tx) error {
		if _, err := tx.AddTransmission(ctx, m, body); err != nil {
			return err
		}
		if err := event(tx, m.ID, 0, "keep"); err != nil {
			return err
		}
		return tx.Wake(ctx, "transmission", m.ID)
	})
	if err != nil {
		return err
	}
	d := &store.Document{Kind: documents.KindInvoice, Direction: store.Inbound, Partner: partner, Number: fmt.Sprint(n), Key: fmt.Sprint(n),
		Orders: []string{fmt.Sprintf("P%05d", n)}, Body: store.JSON(`{}`), State: store.DocumentReceived, At: noon, Due: noon}
	err = s.Update(ctx, store.Everything, func(tx store.Tx) error {
		i := &store.Interchange{Transmission: m.ID, Direction: store.Inbound, Partner: partner, Control: fmt.Sprint(n), At: noon}
		if _, err := tx.AddInterchange(ctx, i); err != nil {
			return err
		}
		g := &store.Message{Interchange: i.ID, Transmission: m.ID, Partner: partner, Direction: store.Inbound, State: store.MessageAccepted, At: noon}
		if _, err := tx.AddMessage(ctx, g); err != nil {
			return err
		}
		d.Transmission, d.Message = m.ID, g.ID
		if _, err := tx.AddDocument(ctx, d); err != nil {
			return err
		}
		m.State = store.TransmissionRead
		if err := tx.SetTransmission(ctx, m); err != nil {
			return err
		}
		return event(tx, m.ID, d.ID, "read")
	})
	if err != nil {
		return err
	}
	return s.Update(ctx, store.Everything, func(tx store.Tx) error {
		if _, err := tx.AddResult(ctx, &store.Result{Document: d.ID, Verdict: "accept", Body: store.JSON(`{}`), At: noon}); err != nil {
			return err
		}
		d.State = store.DocumentAccepted
		if err := tx.SetDocument(ctx, d); err != nil {
			return err
		}
		return event(tx, m.ID, d.ID, "judge")
	})
}

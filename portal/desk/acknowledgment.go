package desk

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/wharf-edi/wharf/store"
)

// mostBefore is how many transmissions that came before an acknowledgment are
// asked whether it is theirs.
const mostBefore = 20

// linkAcknowledgment leads from what came in to the acknowledgment that went out
// for it, and back. The timeline of what came in names it; where it does not, no
// link is shown.
func (p *transmissionPage) linkAcknowledgment(ctx context.Context, tx store.Tx, events []*store.Event) error {
	if p.Direction == store.Inbound {
		t, err := acknowledgmentOf(ctx, tx, p.Transmission, events)
		if t != nil {
			p.Facts.link("Acknowledged by", transmissionName(t), transmissionHref(t.ID))
		}
		return err
	}
	if !p.acknowledges() {
		return nil
	}
	before, err := tx.Transmissions(ctx, store.TransmissionFilter{Direction: store.Inbound, Partner: p.Transmission.Partner,
		Page: store.Page{Before: p.ID, Limit: mostBefore}})
	if err != nil {
		return err
	}
	for _, t := range before {
		events, err := tx.Events(ctx, store.EventFilter{Transmission: t.ID})
		if err != nil {
			return err
		}
		if slices.Contains(acknowledgmentNames(events), p.Name) {
			p.Facts.link("Acknowledges", transmissionName(t), transmissionHref(t.ID))
			return nil
		}
	}
	return nil
}

// acknowledges says that a message of it is an acknowledgment, which nobody
// acknowledges.
func (p *transmissionPage) acknowledges() bool {
	return slices.ContainsFunc(p.Interchanges, func(i interchangeRow) bool {
		return slices.ContainsFunc(i.Messages, func(m messageRow) bool { return slices.Contains([]string{"997", "999", "CONTRL"}, m.Type) })
	})
}

func acknowledgmentOf(ctx context.Context, tx store.Tx, in *store.Transmission, events []*store.Event) (*store.Transmission, error) {
	for _, name := range acknowledgmentNames(events) {
		list, err := tx.Transmissions(ctx, store.TransmissionFilter{Direction: store.Outbound, Partner: in.Partner, Name: name, Page: store.Page{Limit: 1}})
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
		if len(list) > 0 {
			return list[0], nil
		}
	}
	return nil, nil
}

// acknowledgmentNames are the words of a timeline that may be the names of the
// files with which it was acknowledged ("Acknowledged with 997 NAME: accepted.").
func acknowledgmentNames(events []*store.Event) []string {
	var out []string
	for _, e := range events {
		rest, ok := strings.CutPrefix(e.Text, "Acknowledged with ")
		if e.Step != "acknowledge" || !ok {
			continue
		}
		if _, name, ok := strings.Cut(rest, " "); ok {
			name, _, _ = strings.Cut(name, ":")
			out = append(out, name)
		}
	}
	return out
}

package gateway

import (
	"context"
	"fmt"
	"slices"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/store"
)

// acknowledge lays the technical acknowledgment of an interchange (997, CONTRL)
// into the partner's folder, as the partner's profile wants it.
func (k *keeper) acknowledge(ctx context.Context, ri *readInterchange) error {
	switch ri.profile.Ack.Functional {
	case "never":
		return nil
	case "on-error":
		if !rejects(ri.Interchange) {
			return nil
		}
	}
	msgs := syntaxes[ri.Standard].acknowledge(ri.Interchange)
	if len(msgs) == 0 {
		return nil
	}
	s, err := send(ctx, k.tx, outgoing{profile: ri.profile, messages: msgs, test: ri.Test, at: k.now})
	if err != nil {
		return err
	}
	text := fmt.Sprintf("Acknowledged with %s %s: %s.", msgs[0].Type, s.name, verdictWords(ri))
	return k.event(ctx, "acknowledge", text)
}

func rejects(i *edi.Interchange) bool {
	reject := func(d edi.Defect) bool { return d.Severity == edi.Reject }
	if slices.ContainsFunc(envelopeDefects(i), reject) {
		return true
	}
	return slices.ContainsFunc(i.Messages, (*edi.Message).Rejected)
}

func verdictWords(ri *readInterchange) string {
	bad := 0
	for _, m := range ri.Messages {
		if m.Rejected() {
			bad++
		}
	}
	switch {
	case bad == 0 && !rejects(ri.Interchange):
		return "accepted"
	case bad == 0:
		return "the envelope has errors"
	default:
		return fmt.Sprintf("%d of %d messages rejected", bad, len(ri.Messages))
	}
}

// acknowledged notes what a partner's acknowledgment says of what we sent.
func (k *keeper) acknowledged(ctx context.Context, ri *readInterchange, ack *edi.Acknowledged) error {
	ms, err := k.tx.SentMessages(ctx, ri.profile.ID, ack.Control, ri.Test)
	if err != nil {
		return err
	}
	if len(ms) == 0 {
		return k.event(ctx, "acknowledge", fmt.Sprintf("It acknowledges %s, which was not sent from here.", ack.Control))
	}
	for _, m := range ms {
		if err := k.acknowledgedOne(ctx, ri.profile, ack, m); err != nil {
			return err
		}
	}
	return nil
}

func (k *keeper) acknowledgedOne(ctx context.Context, p *partners.Profile, ack *edi.Acknowledged, m *store.Message) error {
	ok, errs := verdictOn(ack, m)
	state, words := store.MessageAcknowledged, "accepted"
	if !ok {
		state, words = store.MessageRefused, "rejected"
	}
	if err := k.tx.SetMessageState(ctx, m.ID, state); err != nil {
		return err
	}
	e := store.Event{Partner: p.ID, Transmission: m.Transmission, At: k.now, Actor: string(p.ID), Step: "acknowledge",
		Text: fmt.Sprintf("The system of %s has %s our %s.", p.Name, words, m.Type)}
	ds, err := k.tx.DocumentsOf(ctx, m.Transmission)
	if err != nil {
		return err
	}
	for _, d := range ds {
		if d.Message == m.ID {
			e.Document, e.Order = d.ID, firstOf(d.Orders)
		}
	}
	if err := k.tx.AddEvent(ctx, &e); err != nil || ok {
		return err
	}
	_, err = k.tx.OpenException(ctx, &store.Exception{Partner: p.ID, Transmission: m.Transmission, Document: e.Document, Code: rules.FormDefect,
		Owner: rules.RoleEDIAdmin, Order: e.Order, Line: "message " + m.Control, Detail: "Our message was rejected by the supplier's system. " + errs, Opened: k.now})
	return err
}

// verdictOn is what ack says of one message: its own row in it, else the verdict
// on the whole.
func verdictOn(ack *edi.Acknowledged, m *store.Message) (ok bool, errs string) {
	for _, a := range ack.Messages {
		if a.Control == m.Control {
			return a.Accepted, fmt.Sprint(a.Errors)
		}
	}
	return ack.Accepted, ack.Code
}

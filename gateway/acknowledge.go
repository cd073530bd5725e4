package gateway

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/x12"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/store"
)

// acknowledge lays the technical acknowledgment of an interchange (997, CONTRL)
// into the partner's folder, as the partner's profile wants it.
func (k *keeper) acknowledge(ctx context.Context, ri *readInterchange) error {
	reply := syntaxes[ri.Standard].acknowledge(ri.Interchange, ackOptions(ri.profile))
	if len(reply.Messages) == 0 && len(reply.TA1) == 0 {
		return nil
	}
	s, err := send(ctx, k.tx, outgoing{profile: ri.profile, messages: reply.Messages, ta1: reply.TA1, test: ri.Test, at: k.now})
	if err != nil {
		return err
	}
	kind := "TA1"
	if len(reply.Messages) > 0 {
		kind = reply.Messages[0].Type
	}
	text := fmt.Sprintf("Acknowledged with %s %s: %s.", kind, s.name, verdictWords(ri))
	return k.event(ctx, "acknowledge", text)
}

// ackOptions is how the profile wants what the partner sends acknowledged.
func ackOptions(p *partners.Profile) *edi.AckOptions {
	when := map[string]edi.When{
		partners.AckAlways: edi.Always, partners.AckOnError: edi.OnError, partners.AckNever: edi.Never, partners.AckAsked: edi.Asked,
	}
	return &edi.AckOptions{
		Functional: when[p.Ack.Functional], Envelope: when[p.Ack.Envelope], Implementation: p.Ack.Message == "999", Brief: p.Ack.Brief,
	}
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

// enveloped notes what TA1 segments say of interchanges that we sent. One that
// refuses takes all messages of its interchange with it; one that accepts says
// nothing of them.
func (k *keeper) enveloped(ctx context.Context, ri *readInterchange) error {
	for n := range ri.TA1 {
		ack, err := x12.ReadTA1(&ri.TA1[n])
		if err != nil {
			if err := k.open(ctx, trouble{code: rules.FormDefect, line: "interchange " + ri.Control, detail: err.Error()}, 0); err != nil {
				return err
			}
			continue
		}
		sent, err := k.tx.Controlled(ctx, store.Outbound, ri.profile.ID, ack.Control)
		if err != nil {
			return err
		}
		sent = slices.DeleteFunc(sent, func(i *store.Interchange) bool { return i.Test != ri.Test })
		if len(sent) == 0 {
			if err := k.event(ctx, "acknowledge", fmt.Sprintf("TA1 names interchange %s, which was not sent from here.", ack.Control)); err != nil {
				return err
			}
			continue
		}
		if err := k.envelopedOne(ctx, ri.profile, ack, sent[len(sent)-1]); err != nil {
			return err
		}
	}
	return nil
}

func (k *keeper) envelopedOne(ctx context.Context, p *partners.Profile, ack *edi.Acknowledged, i *store.Interchange) error {
	if ack.Accepted {
		return k.tx.AddEvent(ctx, &store.Event{Partner: p.ID, Transmission: i.Transmission, At: k.now, Actor: string(p.ID), Step: "acknowledge",
			Text: fmt.Sprintf("The system of %s has taken the envelope of interchange %s.", p.Name, i.Control)})
	}
	ms, err := k.tx.MessagesOf(ctx, i.Transmission)
	if err != nil {
		return err
	}
	for _, m := range ms {
		if m.Interchange != i.ID || m.State == store.MessageAccepted { // an acknowledgment of ours
			continue
		}
		if err := k.acknowledgedOne(ctx, p, ack, m); err != nil {
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

// verdictOn is what ack says of one message.
func verdictOn(ack *edi.Acknowledged, m *store.Message) (ok bool, errs string) {
	ok, code, reasons := ack.Of(m.Control)
	if len(reasons) == 0 {
		return ok, code
	}
	return ok, strings.Join(reasons, "; ")
}

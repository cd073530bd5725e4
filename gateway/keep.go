package gateway

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/rules/match"
	"github.com/wharf-edi/wharf/store"
)

// keep writes what a transmission was read as: interchanges, messages, documents,
// acknowledgments, exceptions and the timeline, all or nothing.
func (r *Reader) keep(ctx context.Context, tx store.Tx, in *reading) error {
	k := &keeper{Reader: r, tx: tx, t: in.t, now: r.Now()}
	good, repeats := 0, 0
	for _, ri := range in.interchanges {
		fate, err := k.interchange(ctx, ri)
		if err != nil {
			return err
		}
		switch fate {
		case taken:
			good++
		case repeated:
			repeats++
		}
	}
	for _, x := range in.troubles {
		if err := k.open(ctx, x, 0); err != nil {
			return err
		}
	}
	t := *in.t
	t.Due = time.Time{}
	switch {
	case good > 0:
		t.State = store.TransmissionRead
	case repeats > 0:
		t.State, t.RepeatOf = store.TransmissionRepeat, k.repeatOf
		if err := k.event(ctx, "read", fmt.Sprintf("This came before (transmission %d). It was acknowledged again; nothing else was done.", k.repeatOf)); err != nil {
			return err
		}
	default:
		t.State = store.TransmissionRejected
		if err := k.event(ctx, "read", "Nothing in this file could be used. "+whyNot(in)); err != nil {
			return err
		}
	}
	return tx.SetTransmission(ctx, &t)
}

// fate is what became of an interchange.
type fate int

const (
	unusable fate = iota // nothing of it was processed
	repeated             // all of it was processed before
	taken
)

func whyNot(in *reading) string {
	for _, x := range in.troubles {
		return x.code.Describe().Title + ". " + x.detail
	}
	for _, i := range in.interchanges {
		if i.trouble != nil {
			return i.trouble.code.Describe().Title + "."
		}
	}
	return "It holds no message."
}

// keeper is one run of keep.
type keeper struct {
	*Reader
	tx       store.Tx
	t        *store.Transmission
	now      time.Time
	repeatOf int64 // the first transmission in which a repeated interchange came
}

// interchange keeps one interchange.
func (k *keeper) interchange(ctx context.Context, ri *readInterchange) (fate, error) {
	partner := k.t.Partner
	if ri.profile != nil {
		partner = ri.profile.ID
	}
	before, err := k.before(ctx, ri, partner)
	if err != nil {
		return unusable, err
	}
	id, err := k.tx.AddInterchange(ctx, &store.Interchange{
		Transmission: k.t.ID, Direction: store.Inbound, Partner: partner, Standard: string(ri.Standard),
		Sender: ri.Sender.String(), Receiver: ri.Receiver.String(), Control: ri.Control, Version: ri.Version, Test: ri.Test,
		Digest: ri.digest, Offset: ri.Offset, End: ri.End, Defects: defectRows(envelopeDefects(ri.Interchange)), At: k.now,
	})
	if err != nil {
		return unusable, err
	}
	if ri.trouble != nil {
		if err := k.open(ctx, *ri.trouble, 0); err != nil {
			return unusable, err
		}
		switch ri.trouble.code {
		case rules.TestInProduction: // read and acknowledged like any other; its documents are held
		case rules.ReceiverUnknown:
			return unusable, k.acknowledge(ctx, ri)
		default:
			return unusable, nil
		}
	}
	if err := k.event(ctx, "read", readWords(ri)); err != nil {
		return unusable, err
	}
	news := false
	for _, m := range ri.messages {
		repeat := before[m.Control]
		news = news || !repeat
		if err := k.message(ctx, ri, id, m, repeat); err != nil {
			return unusable, err
		}
	}
	if err := k.enveloped(ctx, ri); err != nil {
		return unusable, err
	}
	if err := k.acknowledge(ctx, ri); err != nil {
		return unusable, err
	}
	if !news && len(ri.messages) > 0 {
		return repeated, nil
	}
	return taken, nil
}

// before answers which messages of the interchange were processed already, by
// their control numbers: an interchange with the same number and content came
// before (level D0 of doc/matching.md). What was rejected then is looked at anew,
// since the cause may have been ours. The same number with other content is told
// and processed.
func (k *keeper) before(ctx context.Context, ri *readInterchange, partner partners.ID) (map[string]bool, error) {
	if ri.profile == nil || ri.Control == "" {
		return nil, nil //nolint:nilnil // nothing came before
	}
	same, err := k.tx.Controlled(ctx, store.Inbound, partner, ri.Control)
	if err != nil {
		return nil, err
	}
	processed, other := map[string]bool{}, int64(0)
	for _, b := range same {
		if b.Digest != ri.digest || b.Receiver != ri.Receiver.String() {
			other = b.Transmission
			continue
		}
		ms, err := k.tx.MessagesOf(ctx, b.Transmission)
		if err != nil {
			return nil, err
		}
		for _, m := range ms {
			if m.Interchange == b.ID && m.State == store.MessageAccepted {
				processed[m.Control] = true
				k.repeatOf = b.Transmission // the oldest in the end
			}
		}
	}
	if other != 0 && len(processed) == 0 {
		return nil, k.open(ctx, trouble{code: rules.ControlReused, line: "interchange " + ri.Control, actual: ri.Control,
			detail: fmt.Sprintf("The number was used in transmission %d for something else.", other)}, 0)
	}
	return processed, nil
}

func readWords(ri *readInterchange) string {
	name := map[edi.Standard]string{edi.X12: "X12", edi.EDIFACT: "EDIFACT"}[ri.Standard]
	kinds := map[string]int{}
	var order []string
	for _, m := range ri.Messages {
		if kinds[m.Type]++; kinds[m.Type] == 1 {
			order = append(order, m.Type)
		}
	}
	what := ""
	for n, t := range order {
		if n > 0 {
			what += ", "
		}
		what += fmt.Sprintf("%d × %s", kinds[t], t)
	}
	if what == "" {
		what = "no message"
	}
	return fmt.Sprintf("Read as %s interchange %s from %s: %s.", name, ri.Control, ri.Sender, what)
}

func (k *keeper) message(ctx context.Context, ri *readInterchange, interchange int64, m *readMessage, repeat bool) error {
	row := &store.Message{
		Interchange: interchange, Transmission: k.t.ID, Partner: ri.profile.ID, Direction: store.Inbound,
		Type: m.Type, Version: m.Version, GroupControl: groupControl(ri.Interchange, m.Message), Control: m.Control,
		State: store.MessageAccepted, Segments: len(m.Segments), Defects: defectRows(m.Defects), At: k.now,
	}
	if n := len(m.Segments); n > 0 {
		row.Offset, row.End = m.Segments[0].Pos.Offset, m.Segments[n-1].Pos.End
	}
	if m.trouble != nil {
		row.State = store.MessageRejected
	}
	if m.result != nil {
		for _, s := range m.result.Unread {
			row.Unread = append(row.Unread, store.Unread{Pos: s.Pos.String(), Raw: cut(string(s.Raw))})
		}
	}
	id, err := k.tx.AddMessage(ctx, row)
	if err != nil || repeat {
		return err
	}
	if m.trouble != nil {
		if err := k.event(ctx, "read", fmt.Sprintf("Message %s (%s) was rejected: %s", m.Control, m.Type, m.trouble.detail)); err != nil {
			return err
		}
		return k.open(ctx, *m.trouble, 0)
	}
	if m.ack != nil {
		return k.acknowledged(ctx, ri, m.ack)
	}
	return k.document(ctx, ri, id, m)
}

func groupControl(i *edi.Interchange, m *edi.Message) string {
	if m.Group >= 0 && m.Group < len(i.Groups) {
		return i.Groups[m.Group].Control
	}
	return i.Control
}

func (k *keeper) document(ctx context.Context, ri *readInterchange, message int64, m *readMessage) error {
	d, body := documentOf(m.result)
	var err error
	if d.Body, err = encode(body); err != nil {
		return err
	}
	d.Direction, d.Partner, d.Transmission, d.Message = store.Inbound, ri.profile.ID, k.t.ID, message
	d.ProfileVersion, d.Test, d.At = ri.profile.Version, ri.Test || ri.profile.Test, k.now
	d.Key = key(d.Kind, body)
	d.Reference = reference(d, fmt.Sprintf("%s/%d", k.t.SHA256, m.Segments[0].Pos.Offset))
	d.State, d.Due = store.DocumentReceived, k.now.Add(k.lease())
	hold := ri.trouble
	if hold == nil && d.Kind == documents.KindOrder {
		hold = &trouble{code: rules.TypeUnknown, actual: m.Type, detail: "We are the buyer: an order from a supplier has no place here."}
	}
	if hold != nil {
		d.State, d.Due = store.DocumentHeld, time.Time{}
	}
	id, err := k.tx.AddDocument(ctx, d)
	if err != nil {
		return err
	}
	text := fmt.Sprintf("Understood as %s by the partner's profile, version %d.", strings.TrimSpace(kindWords[d.Kind]+" "+d.Number), d.ProfileVersion)
	if n := len(m.result.Unread); n > 0 {
		text += fmt.Sprintf(" %d of its segments were not looked at.", n)
	}
	if err := k.tx.AddEvent(ctx, &store.Event{Partner: d.Partner, Transmission: k.t.ID, Document: id, Order: firstOf(d.Orders),
		At: k.now, Actor: Actor, Step: "translate", Text: text}); err != nil {
		return err
	}
	if hold != nil && hold != ri.trouble {
		return k.open(ctx, *hold, id)
	}
	if d.Kind == documents.KindOrderResponse {
		return k.answered(ctx, d)
	}
	return nil
}

// answered notes on the order that was sent that its supplier has answered.
func (k *keeper) answered(ctx context.Context, d *store.Document) error {
	for _, number := range d.Orders {
		sent, err := k.tx.SentOrder(ctx, d.Partner, number)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		order, err := k.tx.Document(ctx, sent.Document)
		if err != nil {
			return err
		}
		order.State = store.DocumentAnswered
		if err := k.tx.SetDocument(ctx, order); err != nil {
			return err
		}
	}
	return nil
}

// kindWords are what a person calls a kind of document.
var kindWords = map[documents.Kind]string{
	documents.KindOrder: "order", documents.KindOrderResponse: "order response",
	documents.KindShipNotice: "shipping notice", documents.KindInvoice: "invoice",
}

// key is what a repeated document is found by: its kind, and its number without
// what people add to numbers (level D1 of doc/matching.md). Responses have none:
// each takes the place of the one before.
func key(kind documents.Kind, body any) string {
	switch v := body.(type) {
	case *documents.Invoice:
		if v.Credit {
			return "credit|" + match.NormalNumber(v.Number)
		}
		return "invoice|" + match.NormalNumber(v.Number)
	case *documents.ShipNotice:
		return string(kind) + "|" + match.NormalNumber(v.Number)
	}
	return ""
}

func (k *keeper) event(ctx context.Context, step, text string) error {
	return k.tx.AddEvent(ctx, &store.Event{Partner: k.t.Partner, Transmission: k.t.ID, At: k.now, Actor: Actor, Step: step, Text: text})
}

func (k *keeper) open(ctx context.Context, x trouble, document int64) error {
	about := x.code.Describe()
	if about.Verdict < rules.Hold { // good to know, and nobody has to decide
		return k.event(ctx, "read", strings.TrimSpace(about.Title+". "+x.detail))
	}
	_, err := k.tx.OpenException(ctx, &store.Exception{
		Partner: k.t.Partner, Transmission: k.t.ID, Document: document, Code: x.code, Owner: about.Owner, Line: x.line,
		Expected: x.expected, Actual: x.actual, Detail: x.detail, Opened: k.now,
	})
	return err
}

func defectRows(ds []edi.Defect) []store.Defect {
	var out []store.Defect
	for n, d := range ds {
		if n == 1000 {
			break
		}
		out = append(out, store.Defect{Pos: d.Pos.String(), Offset: d.Pos.Offset, End: d.Pos.End, Code: string(d.Code),
			Severity: [...]string{"warn", "note", "reject"}[d.Severity], Value: d.Value, Text: d.Text})
	}
	return out
}

package gateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/schema"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/store"
	"github.com/wharf-edi/wharf/translate"
)

// Reader reads what was kept: recognises, validates, translates, acknowledges.
type Reader struct{ *Base }

// reading is what a transmission was read as, before anything of it is kept.
type reading struct {
	t            *store.Transmission
	interchanges []*readInterchange
	troubles     []trouble
}

type readInterchange struct {
	*edi.Interchange
	profile  *partners.Profile
	digest   string
	checks   *checks
	messages []*readMessage
	trouble  *trouble // nothing of it is processed
}

type readMessage struct {
	*edi.Message
	result  *translate.Result // nil if it is no document or cannot be used
	ack     *edi.Acknowledged // for an acknowledgment
	trouble *trouble          // why it is not processed
}

// Read reads the transmission, if that has not been done, and answers the
// documents that came out of it. It may run twice. A partner's transmissions are
// read in the order in which they came, so that documents are numbered in it: what
// came before and is not read yet is read first.
func (r *Reader) Read(ctx context.Context, id int64) ([]int64, error) {
	t, err := r.load(ctx, id)
	if err != nil {
		return nil, err
	}
	if t.State != store.TransmissionReceived {
		return r.documents(ctx, id)
	}
	unlock, err := r.Store.Lock(ctx, "read:"+string(t.Partner))
	if err != nil {
		return nil, err
	}
	defer unlock()
	before, err := r.before(ctx, t)
	if err != nil {
		return nil, err
	}
	for _, b := range before {
		if err := r.one(ctx, b); err != nil {
			r.Log.LogAttrs(ctx, slog.LevelWarn, "an earlier transmission is left for later", slog.Int64("transmission", b), slog.Any("err", err))
		}
	}
	if err := r.one(ctx, id); err != nil {
		return nil, err
	}
	return r.documents(ctx, id)
}

func (r *Reader) load(ctx context.Context, id int64) (t *store.Transmission, err error) {
	err = r.view(ctx, func(tx store.Tx) (err error) {
		t, err = tx.Transmission(ctx, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("transmission %d: %w", id, err)
	}
	return t, nil
}

// readAhead is how many earlier transmissions are read before the one that was
// asked for.
const readAhead = 100

// before answers the partner's transmissions that came before t and are not read.
func (r *Reader) before(ctx context.Context, t *store.Transmission) (ids []int64, err error) {
	err = r.view(ctx, func(tx store.Tx) error {
		ids = nil
		ts, err := tx.Transmissions(ctx, store.TransmissionFilter{Direction: store.Inbound, Partner: t.Partner,
			States: []store.TransmissionState{store.TransmissionReceived}, OldFirst: true, Page: store.Page{Before: t.ID, Limit: readAhead}})
		for _, b := range ts {
			ids = append(ids, b.ID)
		}
		return err
	})
	return ids, err
}

// one reads one transmission. The caller holds the lock of the partner's reading.
func (r *Reader) one(ctx context.Context, id int64) (err error) {
	defer recovered(&err)
	t, err := r.load(ctx, id)
	if err != nil || t.State != store.TransmissionReceived {
		return err
	}
	var body []byte
	err = r.view(ctx, func(tx store.Tx) (err error) {
		body, err = tx.Body(ctx, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("transmission %d: %w", id, err)
	}
	dir, err := r.Profiles.Directory(ctx)
	if err != nil {
		return err
	}
	in := r.read(dir, t, body)
	if err := r.update(ctx, func(tx store.Tx) error { return r.keep(ctx, tx, in) }); err != nil {
		return fmt.Errorf("transmission %d: %w", id, err)
	}
	return nil
}

// documents answers the documents of a transmission that are pending.
func (r *Reader) documents(ctx context.Context, transmission int64) (ids []int64, err error) {
	err = r.view(ctx, func(tx store.Tx) error {
		ids = nil
		ds, err := tx.DocumentsOf(ctx, transmission)
		for _, d := range ds {
			if !d.Due.IsZero() {
				ids = append(ids, d.ID)
			}
		}
		return err
	})
	return ids, err
}

// read is pure: the same bytes and profiles give the same reading.
func (r *Reader) read(dir *partners.Directory, t *store.Transmission, body []byte) *reading {
	in, agreed := &reading{t: t}, &checks{}
	std, ok := edi.Sniff(body)
	if !ok {
		in.troubles = append(in.troubles, trouble{code: rules.EnvelopeDefect, actual: cut(string(body[:min(len(body), 40)])),
			detail: "The file begins neither with ISA (X12) nor with UNA or UNB (EDIFACT)."})
		return in
	}
	is, err := syntaxes[std].read(body, "")
	if err != nil {
		in.troubles = append(in.troubles, trouble{code: rules.EnvelopeDefect, detail: err.Error()})
		return in
	}
	for n, i := range is {
		ri := &readInterchange{Interchange: i, digest: digest(i), checks: agreed}
		in.interchanges = append(in.interchanges, ri)
		ri.profile, ri.trouble = recognise(dir, i, t.Partner)
		if ri.profile != nil {
			ri.agree(n, std, body)
			i = ri.Interchange
		}
		if ri.trouble != nil {
			if ri.trouble.code == rules.ReceiverUnknown { // we know the sender: it is told
				i.Defects = append(i.Defects, edi.NewDefect(edi.Pos{Offset: i.Offset, End: i.End}, edi.CodeReceiverUnknown, edi.Reject, i.Receiver.String()))
				i.RejectHeld()
			}
			continue
		}
		if i.Test && !r.TestERP || ri.profile.Test && !r.TestERP {
			ri.trouble = &trouble{code: rules.TestInProduction, line: "interchange " + i.Control}
		}
		for _, m := range i.Messages {
			ri.messages = append(ri.messages, r.message(ri, m))
		}
		for _, d := range envelopeDefects(i) {
			if d.Severity == edi.Reject {
				in.troubles = append(in.troubles, trouble{code: rules.EnvelopeDefect, line: "interchange " + i.Control, detail: d.String()})
			}
		}
	}
	return in
}

// agree reads the n-th interchange of a file as has been agreed with its sender:
// in its character set, and without the rules that do not hold for it.
func (ri *readInterchange) agree(n int, std edi.Standard, body []byte) {
	if ri.profile.Reading.Charset != "" {
		again := ri.checks.again(std, body, ri.profile.Reading.Charset)
		if n < len(again) && again[n].Offset == ri.Offset {
			ri.Interchange = again[n]
		}
	}
	ri.Relax(relaxed(ri.profile)...)
	schema.ValidateEnvelope(ri.Interchange)
}

// envelopeDefects are those of an interchange and its groups.
func envelopeDefects(i *edi.Interchange) []edi.Defect {
	ds := slices.Clone(i.Defects)
	for _, g := range i.Groups {
		ds = append(ds, g.Defects...)
	}
	return ds
}

func (r *Reader) message(ri *readInterchange, m *edi.Message) *readMessage {
	rm := &readMessage{Message: m}
	syn := syntaxes[m.Standard]
	if syn.acknowledgments[m.Type] {
		ack, err := syn.readAck(m)
		if err != nil {
			rm.trouble = &trouble{code: rules.FormDefect, line: "message " + m.Control, detail: err.Error()}
		}
		if m.Rejected() && rm.trouble == nil {
			rm.trouble = &trouble{code: rules.FormDefect, line: "message " + m.Control, actual: m.Type, detail: firstReject(m)}
			return rm
		}
		rm.ack = ack
		return rm
	}
	ri.checks.validate(m, ri.profile)
	res, err := r.Maps.Read(m, ri.profile)
	switch {
	case errors.Is(err, translate.ErrNoMap):
		rm.trouble = &trouble{code: rules.TypeUnknown, line: "message " + m.Control, actual: m.Type + " " + m.Version}
		m.Report(edi.Defect{Pos: headPos(m), Code: edi.CodeTypeUnknown, Severity: edi.Reject,
			Value: m.Type, Text: "this kind of message is not exchanged with this partner"})
		return rm
	case err != nil:
		rm.trouble = &trouble{code: rules.FormDefect, line: "message " + m.Control, detail: err.Error()}
		m.Report(edi.Defect{Pos: headPos(m), Code: edi.CodeSegmentErrors, Severity: edi.Reject, Text: err.Error()})
		return rm
	}
	for _, d := range res.Defects {
		m.Report(d)
	}
	if m.Rejected() {
		rm.trouble = &trouble{code: rules.FormDefect, line: "message " + m.Control, actual: m.Type, detail: firstReject(m)}
	}
	rm.result = res
	return rm
}

func headPos(m *edi.Message) edi.Pos {
	if len(m.Segments) > 0 {
		return m.Segments[0].Pos
	}
	return edi.Pos{Message: m.Control}
}

// firstReject are the defects for which a message was rejected, three at most.
func firstReject(m *edi.Message) string {
	var out []string
	n := 0
	for _, d := range m.Defects {
		if d.Severity != edi.Reject {
			continue
		}
		if n++; n <= 3 {
			out = append(out, d.String())
		}
	}
	if n > 3 {
		out = append(out, fmt.Sprintf("and %d more", n-3))
	}
	return strings.Join(out, "\n")
}

func cut(s string) string {
	if len(s) > 99 {
		return s[:99]
	}
	return s
}

// documentOf is the part of a document's row that its content gives.
func documentOf(res *translate.Result) (d *store.Document, body any) {
	switch res.Kind {
	case documents.KindOrderResponse:
		v := res.Response
		return &store.Document{Kind: res.Kind, Number: v.Number, Orders: unique(v.OrderNumber)}, v
	case documents.KindShipNotice:
		v := res.ShipNotice
		nums := slices.Clone(v.OrderRefs)
		for _, l := range v.Lines {
			nums = append(nums, l.OrderNumber)
		}
		return &store.Document{Kind: res.Kind, Number: v.Number, Orders: unique(nums...)}, v
	case documents.KindInvoice:
		v := res.Invoice
		nums := []string{v.OrderNumber}
		for _, l := range v.Lines {
			nums = append(nums, l.OrderNumber)
		}
		return &store.Document{Kind: res.Kind, Number: v.Number, Orders: unique(nums...)}, v
	default:
		v := res.Order
		return &store.Document{Kind: documents.KindOrder, Number: v.Number, Orders: unique(v.Number)}, v
	}
}

// unique are the non-empty strings, trimmed, in their order.
func unique(in ...string) []string {
	var out []string
	for _, s := range in {
		if s = strings.TrimSpace(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// attemptsMost is how often what fails for a reason that a repeat does not mend is
// tried, before a person is asked.
const attemptsMost = 5

// retryTransmission notes that reading failed, and when it is tried again. After
// many failures it is left to a person: the file cannot be read by this release.
func (r *Reader) retryTransmission(ctx context.Context, id int64, cause error) error {
	return r.update(ctx, func(tx store.Tx) error {
		now := r.Now()
		t, err := tx.Transmission(ctx, id)
		if err != nil || t.State != store.TransmissionReceived {
			return err
		}
		t.Attempts++
		t.Due = now.Add(advised(cause, t.Attempts))
		if t.Attempts >= attemptsMost && !passing(cause) {
			t.State, t.Due = store.TransmissionRejected, time.Time{}
			about := rules.EnvelopeDefect.Describe()
			_, err := tx.OpenException(ctx, &store.Exception{Partner: t.Partner, Transmission: t.ID, Code: rules.EnvelopeDefect, Owner: about.Owner,
				Detail: "Wharf itself fails on this file: " + cut(cause.Error()), Opened: now})
			if err != nil {
				return err
			}
		}
		return tx.SetTransmission(ctx, t)
	})
}

package storetest

import (
	"fmt"
	"testing"

	"github.com/wharf-edi/wharf/store"
)

var messageTests = map[string]func(*testing.T, Store){
	"Message/RoundTrip":    testMessageRoundTrip,
	"Message/Controlled":   testControlled,
	"Message/SentMessages": testSentMessages,
	"Message/SetState":     testMessageState,
}

// addInterchange keeps an interchange of the partner's in a transmission of its own.
func addInterchange(t *testing.T, s store.Store, i store.Interchange) *store.Interchange {
	t.Helper()
	if i.Direction == "" {
		i.Direction = store.Inbound
	}
	i.Transmission = addTransmission(t, s, store.Transmission{Partner: i.Partner, Direction: i.Direction, Name: fmt.Sprintf("%s%s%t", i.Standard, i.Control, i.Test)}, "ISA").ID
	i.At = noon
	update(t, s, func(tx store.Tx) (err error) {
		i.ID, err = tx.AddInterchange(t.Context(), &i)
		return err
	})
	return &i
}

func addMessage(t *testing.T, s store.Store, i *store.Interchange, m store.Message) *store.Message {
	t.Helper()
	m.Interchange, m.Transmission, m.Partner, m.Direction, m.At = i.ID, i.Transmission, i.Partner, i.Direction, noon
	if m.State == "" {
		m.State = store.MessageAccepted
	}
	update(t, s, func(tx store.Tx) (err error) {
		m.ID, err = tx.AddMessage(t.Context(), &m)
		return err
	})
	return &m
}

var defects = []store.Defect{{Pos: "segment 2, BEG05", Offset: 210, End: 218, Code: "date", Severity: "note", Value: "2026082", Text: "no such day"}}

func testMessageRoundTrip(t *testing.T, s Store) {
	i := addInterchange(t, s, store.Interchange{Partner: "acme", Standard: "x12", Sender: "01:123456789", Receiver: "ZZ:BUYER", Control: "000000042",
		Version: "00401", Test: true, Digest: "ab", Offset: 3, End: 900, Defects: defects})
	m := addMessage(t, s, i, store.Message{Type: "855", Version: "004010", GroupControl: "42", Control: "0001", Segments: 12, Offset: 200, End: 700,
		Defects: defects, Unread: []store.Unread{{Pos: "segment 4", Raw: "ZZZ*1~"}}})
	n := addMessage(t, s, i, store.Message{Type: "855", Control: "0002", State: store.MessageRejected})

	same(t, get(t, s, acme, func(tx store.Tx) (*store.Interchange, error) { return tx.Interchange(t.Context(), i.ID) }), i)
	same(t, get(t, s, acme, func(tx store.Tx) (*store.Message, error) { return tx.Message(t.Context(), m.ID) }), m)
	same(t, get(t, s, acme, func(tx store.Tx) ([]*store.Message, error) { return tx.MessagesOf(t.Context(), i.Transmission) }), []*store.Message{m, n})
	same(t, get(t, s, acme, func(tx store.Tx) ([]*store.Interchange, error) { return tx.InterchangesOf(t.Context(), i.Transmission) }),
		[]*store.Interchange{i})

	missing(t, s, bolt, "message", func(tx store.Tx) (*store.Message, error) { return tx.Message(t.Context(), m.ID) })
	missing(t, s, bolt, "interchange", func(tx store.Tx) (*store.Interchange, error) { return tx.Interchange(t.Context(), i.ID) })
	if got := get(t, s, bolt, func(tx store.Tx) ([]*store.Message, error) { return tx.MessagesOf(t.Context(), i.Transmission) }); len(got) != 0 {
		t.Errorf("bolt sees %d messages of acme", len(got))
	}
}

func testControlled(t *testing.T, s Store) {
	older := addInterchange(t, s, store.Interchange{Partner: "acme", Control: "000000042"})
	newer := addInterchange(t, s, store.Interchange{Partner: "acme", Control: "000000042", Digest: "newer"})
	addInterchange(t, s, store.Interchange{Partner: "bolt", Control: "000000042"})
	addInterchange(t, s, store.Interchange{Partner: "acme", Control: "000000042", Direction: store.Outbound})
	find := func(control string) func(tx store.Tx) ([]*store.Interchange, error) {
		return func(tx store.Tx) ([]*store.Interchange, error) {
			return tx.Controlled(t.Context(), store.Inbound, "acme", control)
		}
	}
	same(t, get(t, s, store.Everything, find("000000042")), []*store.Interchange{newer, older})
	same(t, get(t, s, store.Everything, find("42")), nil) // leading zeros are part of it
	same(t, get(t, s, bolt, find("000000042")), nil)
}

// An acknowledgment names a group in X12 and an interchange in EDIFACT.
func testSentMessages(t *testing.T, s Store) {
	x := addInterchange(t, s, store.Interchange{Partner: "acme", Standard: "x12", Control: "000000007", Direction: store.Outbound})
	m := addMessage(t, s, x, store.Message{GroupControl: "9", Control: "0001", State: store.MessageSent})
	n := addMessage(t, s, x, store.Message{GroupControl: "9", Control: "0002", State: store.MessageSent})
	addMessage(t, s, x, store.Message{GroupControl: "10", Control: "0001", State: store.MessageSent})
	e := addInterchange(t, s, store.Interchange{Partner: "bolt", Standard: "edifact", Control: "7", Direction: store.Outbound})
	o := addMessage(t, s, e, store.Message{Control: "1", State: store.MessageSent})
	trial := addInterchange(t, s, store.Interchange{Partner: "acme", Standard: "x12", Control: "000000007", Direction: store.Outbound, Test: true})
	tried := addMessage(t, s, trial, store.Message{GroupControl: "9", Control: "0001", State: store.MessageSent})
	in := addInterchange(t, s, store.Interchange{Partner: "acme", Standard: "x12", Control: "9"})
	addMessage(t, s, in, store.Message{GroupControl: "9", Control: "0001"})

	for _, test := range []struct {
		partner store.Scope
		control string
		test    bool
		want    []*store.Message
	}{
		{acme, "9", false, []*store.Message{m, n}},
		{acme, "9", true, []*store.Message{tried}}, // test traffic has a series of its own
		{acme, "000000007", false, nil},            // an interchange of X12 is acknowledged by its groups
		{bolt, "7", false, []*store.Message{o}},
		{bolt, "9", false, nil},
	} {
		same(t, get(t, s, store.Everything, func(tx store.Tx) ([]*store.Message, error) {
			return tx.SentMessages(t.Context(), test.partner.Partner, test.control, test.test)
		}), test.want)
	}
}

func testMessageState(t *testing.T, s Store) {
	m := addMessage(t, s, addInterchange(t, s, store.Interchange{Partner: "acme", Direction: store.Outbound}), store.Message{State: store.MessageSent})
	set := func(tx store.Tx) error { return tx.SetMessageState(t.Context(), m.ID, store.MessageAcknowledged) }
	refused(t, s, bolt, store.ErrNotFound, set)
	update(t, s, set)
	if got := get(t, s, acme, func(tx store.Tx) (*store.Message, error) { return tx.Message(t.Context(), m.ID) }); got.State != store.MessageAcknowledged {
		t.Errorf("got state %q, want %q", got.State, store.MessageAcknowledged)
	}
	refused(t, s, store.Everything, store.ErrNotFound, func(tx store.Tx) error {
		return tx.SetMessageState(t.Context(), m.ID+1, store.MessageRefused)
	})
}

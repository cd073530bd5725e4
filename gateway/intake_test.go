package gateway_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/gateway"
	"github.com/wharf-edi/wharf/store"
	"github.com/wharf-edi/wharf/transports"
)

// What a supplier sends is kept to the last byte before it is told so, whatever it
// is, and the job that reads it is in the same transaction.
func TestKeepBytes(t *testing.T) {
	p := newPlant(t)
	for _, body := range []string{
		p.acme.file(p.acme.respond(p.acme.order("5"), 0)),
		"ISA*00*\r\n\x1a", "\xff\xd8\xff\x00 a picture", " ",
	} {
		id := p.acme.put(body)
		var got []byte
		p.view(func(tx store.Tx) (err error) {
			got, err = tx.Body(t.Context(), id)
			return err
		})
		if !bytes.Equal(got, []byte(body)) {
			t.Errorf("kept %q, want %q", got, body)
		}
		if tr := p.transmission(id); tr.State != store.TransmissionReceived || tr.Due.IsZero() {
			t.Errorf("the transmission is %+v, want received and due", tr)
		}
		if jobs := p.store.take(); len(jobs) != 1 || jobs[0] != (woken{gateway.JobTransmission, id}) {
			t.Errorf("woken %v, want the job of transmission %d", jobs, id)
		}
	}
}

func TestKeepRefuses(t *testing.T) {
	p := newPlant(t)
	closed := *p.bolt.Profile
	closed.Channels = nil
	p.profile(&closed)
	for _, c := range []struct{ name, account, body, want string }{
		{"an empty file", "acme", "", "the file is empty"},
		{"an account that never was", "nobody", "ISA", "this account is closed"},
		{"an account that was closed", "bolt", "UNB", "this account is closed"},
	} {
		err := p.intake.Keep(t.Context(), c.account, &transports.Parcel{Name: "f", Body: []byte(c.body)})
		var refused *transports.Refused
		if !errors.As(err, &refused) || refused.Text != c.want {
			t.Errorf("%s: got %v, want it refused: %s", c.name, err, c.want)
		}
	}
	p.view(func(tx store.Tx) error {
		ts, err := tx.Transmissions(t.Context(), store.TransmissionFilter{Direction: store.Inbound})
		if len(ts) != 0 {
			t.Errorf("%d refused files were kept", len(ts))
		}
		return err
	})
}

// A file whose job is lost is found by its due time.
func TestSweepFindsTransmission(t *testing.T) {
	p := newPlant(t)
	o := p.acme.order("5")
	id := p.acme.put(p.acme.file(p.acme.respond(o, 1)))
	p.store.take() // lost
	p.must(p.worker.Sweep(t.Context()))
	if jobs := p.store.take(); len(jobs) != 0 {
		t.Fatalf("woken %v while its first job may be at work", jobs)
	}
	p.later(p.lease())
	p.expectTransmission(id, store.TransmissionRead)
	p.states(documents.KindOrderResponse, store.DocumentPosted)
	p.acme.expectMoves(o, o.Lines[0].Due.Add(1))
}

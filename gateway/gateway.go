// Package gateway is what happens between a supplier's wire and the ERP: intake,
// recognising the sender, reading, acknowledging, judging, posting, releasing
// orders, and who must be asked.
//
// The life of a transmission, coming in:
//
//	Intake.Keep      the bytes are stored; only then the transport answers
//	   │
//	Reader.Read      envelope, sender, messages, defects, documents and the
//	   │             technical acknowledgment: one transaction
//	   │
//	Judge.Judge      a document against the ERP's order, by package rules: one
//	   │             transaction, under the order's lock
//	   │
//	Poster.Post      the ERP is written to, read back, and what it said is kept
//
// Worker carries a document through the last two and Sweep finds what nobody
// carries. Going out, Releaser turns the ERP's confirmed orders into messages in
// the supplier's mailbox.
//
// Each step commits by itself, may run twice, and has no effect the second time.
// What is pending stands in the rows' Due, a job only wakes it. An order's
// documents are worked one at a time, under a lock per order.
//
// Steps are small types with their dependencies as fields. This package holds
// their order and the transactions, and no format and no rule: those are in edi,
// translate and rules. It touches the outside only through the contracts in
// store, transports and ERP.
package gateway

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"github.com/wharf-edi/wharf/store"
	"github.com/wharf-edi/wharf/translate"
)

// Kinds of jobs. They are stored; they do not change.
const (
	JobTransmission = "transmission" // carry a transmission on
	JobDocument     = "document"     // carry a document on
)

// Actor is who the timeline names for what happens without a person.
const Actor = "Wharf"

// Base is what every step needs.
type Base struct {
	Store    store.Store
	ERP      ERP
	Maps     translate.Translator
	Profiles *Profiles
	Now      func() time.Time
	Log      *slog.Logger
	Zone     *time.Location // the warehouse's: which day it is

	// Lease is how long work on a row may take before another worker looks at it.
	// Defaults to 90 s.
	Lease time.Duration

	// Recheck is how long a document that waits for a receipt rests before it is
	// judged again unasked. Defaults to 20 s.
	Recheck time.Duration

	// TestERP says that the ERP is not the one the company runs on: documents
	// marked test may reach it.
	TestERP bool
}

func (b *Base) lease() time.Duration   { return or(b.Lease, 90*time.Second) }
func (b *Base) recheck() time.Duration { return or(b.Recheck, 20*time.Second) }

func or(d, def time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return def
}

// update and view are the store's, in the scope of the gateway itself.
func (b *Base) update(ctx context.Context, do func(tx store.Tx) error) error {
	return b.Store.Update(ctx, store.Everything, do)
}

func (b *Base) view(ctx context.Context, do func(tx store.Tx) error) error {
	return b.Store.View(ctx, store.Everything, do)
}

// backoff is the rest before attempt n+1: 1 s, 2 s, 4 s ... one minute at most, so
// that what an outage held up goes on within a minute of its end.
func backoff(attempts int) time.Duration {
	if attempts > 6 {
		return time.Minute
	}
	return min(time.Second<<max(attempts-1, 0), time.Minute)
}

// advised is how long to wait after err at the given attempt: what the error
// itself advises if that is longer, and one minute at most.
func advised(err error, attempts int) time.Duration {
	rest := backoff(attempts)
	var a interface{ RetryAfter() (time.Duration, bool) }
	if asError(err, &a) {
		if d, ok := a.RetryAfter(); ok {
			rest = max(rest, d)
		}
	}
	return min(rest, time.Minute)
}

func encode(v any) (store.JSON, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode %T: %w", v, err)
	}
	return b, nil
}

func decode[T any](b store.JSON) (*T, error) {
	v := new(T)
	if err := json.Unmarshal(b, v); err != nil {
		return nil, fmt.Errorf("decode %T: %w", v, err)
	}
	return v, nil
}

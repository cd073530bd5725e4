// Package storetest says as tests what every store promises. It runs in full on
// each engine, in every run of the tests.
package storetest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/internal/jobs"
	"github.com/wharf-edi/wharf/store"
)

// Store is what an engine opens: a store with what its users need of it beyond the
// contract.
type Store interface {
	store.Store
	Migrate(ctx context.Context) error
	Runner(cfg jobs.Config) (jobs.Runner, error)
}

// Engine is one engine under test.
type Engine struct {
	// Open answers a new, empty and migrated store. The test that opens it closes it.
	Open func(t *testing.T) Store

	// Tamper runs a statement on the database behind the store's back, as somebody
	// with its password could.
	Tamper func(t *testing.T, s Store, sql string)
}

// Run checks the promises of package store. Each test gets its own, empty store.
func Run(t *testing.T, e Engine) {
	for _, group := range []map[string]func(*testing.T, Store){
		transactionTests, transmissionTests, messageTests, documentTests, exceptionTests, eventTests, orderTests, profileTests, userTests, wakeTests,
	} {
		for name, test := range group {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(t, open(t, e))
			})
		}
	}
	t.Run("Events/Tampered", func(t *testing.T) { testEventsTampered(t, e) })
}

func open(t *testing.T, e Engine) Store {
	t.Helper()
	s := e.Open(t)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

// acme and bolt are the scopes of two partners.
var (
	acme = store.Scope{Partner: "acme"}
	bolt = store.Scope{Partner: "bolt"}
)

// noon is when everything happens here; it has microseconds.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 123_456_000, time.UTC)

// update and view run do for the gateway itself and fail the test if it fails.
func update(t *testing.T, s store.Store, do func(tx store.Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), store.Everything, do); err != nil {
		t.Fatalf("update: %v", err)
	}
}

func view(t *testing.T, s store.Store, sc store.Scope, do func(tx store.Tx) error) {
	t.Helper()
	if err := s.View(t.Context(), sc, do); err != nil {
		t.Fatalf("view: %v", err)
	}
}

// get reads one thing in a View of that scope.
func get[T any](t *testing.T, s store.Store, sc store.Scope, read func(tx store.Tx) (T, error)) (v T) {
	t.Helper()
	view(t, s, sc, func(tx store.Tx) (err error) {
		v, err = read(tx)
		return err
	})
	return v
}

// refused runs do in an Update and wants its error.
func refused(t *testing.T, s store.Store, sc store.Scope, want error, do func(tx store.Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), sc, do); !errors.Is(err, want) {
		t.Errorf("got error %v, want one that wraps %q", err, want)
	}
}

// missing wants ErrNotFound, with what was asked for in its text.
func missing[T any](t *testing.T, s store.Store, sc store.Scope, what string, read func(tx store.Tx) (T, error)) {
	t.Helper()
	err := s.View(t.Context(), sc, func(tx store.Tx) error {
		v, err := read(tx)
		if err == nil {
			t.Errorf("%s: got %+v, want it not to be found", what, v)
		}
		return err
	})
	if !errors.Is(err, store.ErrNotFound) || !strings.Contains(err.Error(), what) {
		t.Errorf("got error %v, want one that wraps %q and names %q", err, store.ErrNotFound, what)
	}
}

// same compares what was read with what was written; decimals by value.
func same[T any](t *testing.T, got, want T) {
	t.Helper()
	decimals := cmp.Comparer(func(a, b documents.Decimal) bool { return a.Equal(b) })
	if diff := cmp.Diff(want, got, decimals); diff != "" {
		t.Errorf("wanted (-) and got (+) differ:\n%s", diff)
	}
}

// addTransmission keeps a transmission of the partner with a row's usual values.
func addTransmission(t *testing.T, s store.Store, m store.Transmission, body string) *store.Transmission {
	t.Helper()
	if m.Direction == "" {
		m.Direction = store.Inbound
	}
	if m.State == "" {
		m.State = store.TransmissionReceived
	}
	m.At = noon
	update(t, s, func(tx store.Tx) (err error) {
		m.ID, err = tx.AddTransmission(t.Context(), &m, []byte(body))
		return err
	})
	return &m
}

// addDocument keeps a document with a row's usual values.
func addDocument(t *testing.T, s store.Store, d store.Document) *store.Document {
	t.Helper()
	if d.Kind == "" {
		d.Kind = documents.KindInvoice
	}
	if d.Direction == "" {
		d.Direction = store.Inbound
	}
	if d.State == "" {
		d.State = store.DocumentReceived
	}
	if d.Body == nil {
		d.Body = store.JSON(`{}`)
	}
	d.At = noon
	update(t, s, func(tx store.Tx) (err error) {
		d.ID, err = tx.AddDocument(t.Context(), &d)
		return err
	})
	return &d
}

func ids[T any](vs []*T, id func(*T) int64) []int64 {
	out := []int64{}
	for _, v := range vs {
		out = append(out, id(v))
	}
	return out
}

func documentID(d *store.Document) int64         { return d.ID }
func transmissionID(m *store.Transmission) int64 { return m.ID }
func exceptionID(e *store.Exception) int64       { return e.ID }

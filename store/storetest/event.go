package storetest

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/store"
)

var eventTests = map[string]func(*testing.T, Store){
	"Events/RoundTrip":  testEvents,
	"Events/Concurrent": testEventsConcurrent,
}

func addEvents(t *testing.T, s store.Store, es ...*store.Event) {
	t.Helper()
	update(t, s, func(tx store.Tx) error {
		for _, e := range es {
			e.At = noon
			if err := tx.AddEvent(t.Context(), e); err != nil {
				return err
			}
		}
		return nil
	})
}

func verify(tx store.Tx, t *testing.T) (int, error) { return tx.VerifyEvents(t.Context()) }

func testEvents(t *testing.T, s Store) {
	a := &store.Event{Partner: "acme", Transmission: 1, Document: 2, Order: "P1", Actor: "gateway", Step: "judge", Text: "As ordered.", Data: store.JSON(`{"a": 1}`)}
	b := &store.Event{Partner: "acme", Document: 2, Order: "P2", Actor: "paul", Step: "decide", Text: "Größer."}
	c := &store.Event{Partner: "bolt", Transmission: 9, Actor: "bolt", Step: "fetch"}
	d := &store.Event{Actor: "gateway", Step: "keep", Text: "of nobody"}
	addEvents(t, s, a, b, c, d)
	for name, test := range map[string]struct {
		sc   store.Scope
		f    store.EventFilter
		want []*store.Event
	}{
		"all":          {store.Everything, store.EventFilter{}, []*store.Event{a, b, c, d}},
		"transmission": {store.Everything, store.EventFilter{Transmission: 9}, []*store.Event{c}},
		"document":     {store.Everything, store.EventFilter{Document: 2}, []*store.Event{a, b}},
		"order":        {store.Everything, store.EventFilter{Order: "P2"}, []*store.Event{b}},
		"limit":        {store.Everything, store.EventFilter{Limit: 2}, []*store.Event{a, b}},
		"after":        {store.Everything, store.EventFilter{After: b.ID}, []*store.Event{c, d}},
		"scope":        {acme, store.EventFilter{}, []*store.Event{a, b}},
		"zero scope":   {store.Scope{}, store.EventFilter{}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := get(t, s, test.sc, func(tx store.Tx) ([]*store.Event, error) { return tx.Events(t.Context(), test.f) })
			if len(got) == 0 && len(test.want) == 0 {
				return
			}
			same(t, got, test.want)
		})
	}
	if n := get(t, s, store.Everything, func(tx store.Tx) (int, error) { return verify(tx, t) }); n != 4 {
		t.Errorf("the chain holds %d events, want 4", n)
	}
	if n := get(t, s, acme, func(tx store.Tx) (int, error) { return verify(tx, t) }); n != 2 {
		t.Errorf("acme's chain holds %d events, want 2", n)
	}
	if err := s.Update(t.Context(), acme, func(tx store.Tx) error {
		return tx.AddEvent(t.Context(), &store.Event{Partner: "bolt", At: noon})
	}); err == nil {
		t.Error("acme added an event of bolt")
	}
}

// The chain does not fork, however many write at once.
func testEventsConcurrent(t *testing.T, s Store) {
	const workers, each = 8, 6
	var g errgroup.Group
	for w := range workers {
		g.Go(func() error {
			for i := range each {
				err := s.Update(t.Context(), store.Everything, func(tx store.Tx) error {
					for _, p := range []partners.ID{"acme", "bolt"} {
						if err := tx.AddEvent(t.Context(), &store.Event{Partner: p, At: noon, Text: fmt.Sprint(w, i)}); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	if n := get(t, s, store.Everything, func(tx store.Tx) (int, error) { return verify(tx, t) }); n != 2*workers*each {
		t.Errorf("the chains hold %d events, want %d", n, 2*workers*each)
	}
}

// Whoever changes the database behind the store's back is found out.
func testEventsTampered(t *testing.T, e Engine) {
	for name, sql := range map[string]string{
		"text":        `UPDATE events SET text = 'As agreed.' WHERE text = 'second'`,
		"actor":       `UPDATE events SET actor = 'paul' WHERE text = 'second'`,
		"time":        `UPDATE events SET at = at + 1 WHERE text = 'second'`,
		"data":        `UPDATE events SET data = '{"price": "2"}' WHERE text = 'second'`,
		"first gone":  `DELETE FROM events WHERE text = 'first'`,
		"second gone": `DELETE FROM events WHERE text = 'second'`,
		"last gone":   `DELETE FROM events WHERE text = 'third'`,
		"all gone":    `DELETE FROM events WHERE partner = 'acme'`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t, e)
			addEvents(t, s,
				&store.Event{Partner: "acme", Text: "first"},
				&store.Event{Partner: "acme", Text: "second", Actor: "gateway", Data: store.JSON(`{"price": "1"}`)},
				&store.Event{Partner: "acme", Text: "third"},
				&store.Event{Partner: "bolt", Text: "untouched"})
			e.Tamper(t, s, sql)
			err := s.View(t.Context(), store.Everything, func(tx store.Tx) error {
				_, err := tx.VerifyEvents(t.Context())
				return err
			})
			if err == nil || !strings.Contains(err.Error(), "acme") {
				t.Errorf("got error %v, want one that names the chain of acme", err)
			}
		})
	}
}

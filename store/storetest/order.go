package storetest

import (
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/store"
)

var orderTests = map[string]func(*testing.T, Store){
	"Order/Sent":     testSentOrder,
	"Order/Promises": testPromises,
}

func testSentOrder(t *testing.T, s Store) {
	o := &store.SentOrder{Partner: "acme", Number: "P00001", OrderKey: "17", Document: 4, Lines: []store.LineNumber{{Number: 1, LineKey: "101"}, {Number: 2, LineKey: "102"}, {Number: 2, LineKey: "103"}},
		Told: store.JSON(`{"Number": "P00001"}`), At: noon}
	add := func(tx store.Tx) error { return tx.AddSentOrder(t.Context(), o) }
	find := func(tx store.Tx) (*store.SentOrder, error) { return tx.SentOrder(t.Context(), "acme", "P00001") }
	missing(t, s, store.Everything, "P00001", find)
	update(t, s, add)
	same(t, get(t, s, acme, find), o)
	missing(t, s, bolt, "P00001", find)
	refused(t, s, store.Everything, store.ErrConflict, add)
	o.Partner = "bolt" // the same number at another partner is another order
	update(t, s, add)
}

func testPromises(t *testing.T, s Store) {
	day := documents.Date{Year: 2026, Month: time.December, Day: 3}
	first := &store.Promise{Partner: "acme", Order: "P1", LineKey: "101", Number: 1, Document: 3, Asked: day, Due: day.Add(2),
		Quantity: decimal.RequireFromString("12.500"), First: true, At: noon}
	second := &store.Promise{Partner: "acme", Order: "P1", LineKey: "101", Number: 1, Document: 4, Quantity: decimal.RequireFromString("0.00000000000000000001"), At: noon}
	other := &store.Promise{Partner: "acme", Order: "P2", LineKey: "201", Number: 1, Document: 4, At: noon}
	for _, p := range []*store.Promise{first, second, other} {
		update(t, s, func(tx store.Tx) (err error) {
			p.ID, err = tx.AddPromise(t.Context(), p)
			return err
		})
	}
	of := func(tx store.Tx) ([]*store.Promise, error) { return tx.Promises(t.Context(), "acme", "P1") }
	got := get(t, s, acme, of)
	same(t, got, []*store.Promise{first, second})
	if exp := got[0].Quantity.Exponent(); exp != -3 {
		t.Errorf("12.500 came back with exponent %d, want its scale of 3 kept", exp)
	}
	if hidden := get(t, s, bolt, of); len(hidden) != 0 {
		t.Errorf("bolt sees %d promises of acme", len(hidden))
	}
}

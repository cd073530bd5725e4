package storetest

import (
	"context"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/store"
)

var exceptionTests = map[string]func(*testing.T, Store){
	"Exception/OpenedOnce":    testOpenedOnce,
	"Exception/OpenedAtOnce":  testOpenedAtOnce,
	"Exception/ClosedReopens": testClosedReopens,
	"Exception/Filter":        testExceptionFilter,
	"Exception/Scope":         testExceptionScope,
}

func openException(t *testing.T, s store.Store, e store.Exception) int64 {
	t.Helper()
	var id int64
	e.Opened = noon
	update(t, s, func(tx store.Tx) (err error) {
		id, err = tx.OpenException(t.Context(), &e)
		return err
	})
	return id
}

func exception(ctx context.Context, id int64) func(tx store.Tx) (*store.Exception, error) {
	return func(tx store.Tx) (*store.Exception, error) { return tx.Exception(ctx, id) }
}

func testOpenedOnce(t *testing.T, s Store) {
	e := store.Exception{Partner: "acme", Transmission: 2, Document: 3, Code: rules.PriceOver, Owner: rules.RoleBuyer, Order: "P1", Line: "10",
		Expected: "9.50", Actual: "9.80", Delta: "+3.2 %", Effect: "12.00 EUR", Detail: "segment 7"}
	e.ID = openException(t, s, e)
	e.Opened = noon
	same(t, get(t, s, acme, exception(t.Context(), e.ID)), &e)

	again := e
	again.ID, again.Expected, again.Actual, again.Delta, again.Effect, again.Detail = 0, "9.60", "9.90", "+3.1 %", "11.00 EUR", "segment 8"
	if id := openException(t, s, again); id != e.ID {
		t.Errorf("the same finding got exception %d and then %d", e.ID, id)
	}
	again.ID = e.ID
	same(t, get(t, s, acme, exception(t.Context(), e.ID)), &again)

	for name, other := range map[string]func(*store.Exception){
		"line":         func(e *store.Exception) { e.Line = "20" },
		"code":         func(e *store.Exception) { e.Code = rules.QuantityOver },
		"document":     func(e *store.Exception) { e.Document = 4 },
		"transmission": func(e *store.Exception) { e.Transmission = 5 },
	} {
		o := e
		other(&o)
		if id := openException(t, s, o); id == e.ID {
			t.Errorf("another %s got the same exception", name)
		}
	}
}

func testOpenedAtOnce(t *testing.T, s Store) {
	e := store.Exception{Partner: "acme", Document: 3, Code: rules.PriceOver, Owner: rules.RoleBuyer, Opened: noon}
	var g errgroup.Group
	for range 8 {
		g.Go(func() error {
			return s.Update(t.Context(), store.Everything, func(tx store.Tx) error {
				mine := e
				_, err := tx.OpenException(t.Context(), &mine)
				return err
			})
		})
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	n := get(t, s, store.Everything, func(tx store.Tx) (int, error) { return tx.CountExceptions(t.Context(), store.ExceptionFilter{}) })
	if n != 1 {
		t.Errorf("got %d exceptions of one finding", n)
	}
}

func testClosedReopens(t *testing.T, s Store) {
	e := store.Exception{Partner: "acme", Document: 3, Code: rules.PriceOver, Owner: rules.RoleBuyer}
	id := openException(t, s, e)
	closing := func(tx store.Tx) error {
		return tx.CloseException(t.Context(), id, "paul", "agreed by phone", noon.Add(1000))
	}
	refused(t, s, bolt, store.ErrNotFound, closing)
	update(t, s, closing)
	got := get(t, s, acme, exception(t.Context(), id))
	if !got.Closed.Equal(noon.Add(1000)) || got.ClosedBy != "paul" || got.ClosedWhy != "agreed by phone" {
		t.Errorf("got %+v, want it closed by paul", got)
	}
	refused(t, s, store.Everything, store.ErrNotFound, closing) // it is not open any more
	next := openException(t, s, e)
	if next == id {
		t.Error("a closed exception was opened again instead of a new one")
	}
	refused(t, s, store.Everything, store.ErrNotFound, func(tx store.Tx) error {
		return tx.CloseException(t.Context(), 4242, "paul", "", noon)
	})
}

func testExceptionFilter(t *testing.T, s Store) {
	a := openException(t, s, store.Exception{Partner: "acme", Document: 1, Transmission: 7, Code: rules.PriceOver, Owner: rules.RoleBuyer})
	b := openException(t, s, store.Exception{Partner: "bolt", Document: 2, Code: rules.DateLate, Owner: rules.RolePlanner})
	c := openException(t, s, store.Exception{Partner: "acme", Document: 1, Code: rules.DateLate, Owner: rules.RolePlanner})
	update(t, s, func(tx store.Tx) error { return tx.CloseException(t.Context(), c, "pia", "fine", noon) })
	for name, test := range map[string]struct {
		f    store.ExceptionFilter
		want []int64
	}{
		"all":          {store.ExceptionFilter{}, []int64{c, b, a}},
		"open":         {store.ExceptionFilter{Open: true}, []int64{b, a}},
		"owner":        {store.ExceptionFilter{Owner: rules.RolePlanner}, []int64{c, b}},
		"partner":      {store.ExceptionFilter{Partner: "acme"}, []int64{c, a}},
		"document":     {store.ExceptionFilter{Document: 1, Open: true}, []int64{a}},
		"transmission": {store.ExceptionFilter{Transmission: 7}, []int64{a}},
	} {
		got := get(t, s, store.Everything, func(tx store.Tx) ([]*store.Exception, error) { return tx.Exceptions(t.Context(), test.f) })
		if !equal(ids(got, exceptionID), test.want) {
			t.Errorf("%s: got %v, want %v", name, ids(got, exceptionID), test.want)
		}
		test.f.Limit = 1
		if n := get(t, s, store.Everything, func(tx store.Tx) (int, error) { return tx.CountExceptions(t.Context(), test.f) }); n != len(test.want) {
			t.Errorf("%s: got a count of %d, want %d whatever the page", name, n, len(test.want))
		}
	}
}

func testExceptionScope(t *testing.T, s Store) {
	id := openException(t, s, store.Exception{Partner: "acme", Code: rules.PriceOver})
	missing(t, s, bolt, "exception", exception(t.Context(), id))
	if n := get(t, s, bolt, func(tx store.Tx) (int, error) { return tx.CountExceptions(t.Context(), store.ExceptionFilter{}) }); n != 0 {
		t.Errorf("bolt counts %d exceptions of acme", n)
	}
}

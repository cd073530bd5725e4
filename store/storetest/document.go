package storetest

import (
	"context"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/store"
)

var documentTests = map[string]func(*testing.T, Store){
	"Document/RoundTrip":          testDocumentRoundTrip,
	"Document/Set":                testSetDocument,
	"Document/Due":                testSetDocumentDue,
	"Document/Filter":             testDocumentFilter,
	"Document/Of":                 testDocumentsOf,
	"Document/Scope":              testDocumentScope,
	"Document/Results":            testResults,
	"Document/ResultsConcurrent":  testResultsConcurrent,
	"Document/Postings":           testPostings,
	"Document/LargeBodyWithMarks": testDocumentLarge,
}

func document(ctx context.Context, id int64) func(tx store.Tx) (*store.Document, error) {
	return func(tx store.Tx) (*store.Document, error) { return tx.Document(ctx, id) }
}

func testDocumentRoundTrip(t *testing.T, s Store) {
	want := addDocument(t, s, store.Document{Partner: "acme", Kind: documents.KindInvoice, Transmission: 3, Message: 4, Number: "INV-0042", Key: "42",
		Orders: []string{"P2", "P1"}, Body: store.JSON(`{"Number": "INV-0042",  "Total":"12.340"}`), ProfileVersion: 2, Test: true,
		State: store.DocumentAccepted, Then: store.DocumentHeld, Original: 1, Reference: "BILL/1", Plan: store.JSON(`{"a": 1}`), Due: noon, Attempts: 3})
	same(t, get(t, s, acme, document(t.Context(), want.ID)), want)
	bare := addDocument(t, s, store.Document{Partner: "acme"})
	same(t, get(t, s, acme, document(t.Context(), bare.ID)), bare)
	missing(t, s, store.Everything, "document 4242", document(t.Context(), 4242))
}

// Who wakes a document without its locks does not overwrite what a worker wrote
// meanwhile.
func testSetDocumentDue(t *testing.T, s Store) {
	d := addDocument(t, s, store.Document{Partner: "acme", State: store.DocumentWaiting, Due: noon})
	stale := *d
	d.State, d.Due = store.DocumentPosted, time.Time{}
	update(t, s, func(tx store.Tx) error { return tx.SetDocument(t.Context(), d) })
	set := func(sc store.Scope, d *store.Document, due time.Time, want bool) {
		t.Helper()
		err := s.Update(t.Context(), sc, func(tx store.Tx) error {
			ok, err := tx.SetDocumentDue(t.Context(), d, due)
			if ok != want {
				t.Errorf("got %v, want %v", ok, want)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	set(store.Everything, &stale, noon.Add(time.Minute), false)
	set(bolt, d, noon.Add(time.Minute), false)
	same(t, get(t, s, store.Everything, func(tx store.Tx) (*store.Document, error) { return tx.Document(t.Context(), d.ID) }), d)
	set(store.Everything, d, noon.Add(time.Minute), true)
	d.Due = noon.Add(time.Minute)
	same(t, get(t, s, store.Everything, func(tx store.Tx) (*store.Document, error) { return tx.Document(t.Context(), d.ID) }), d)
}

func testSetDocument(t *testing.T, s Store) {
	d := addDocument(t, s, store.Document{Partner: "acme", Number: "1", Orders: []string{"P1"}, Due: noon})
	d.State, d.Then, d.Original, d.Reference = store.DocumentAccepted, store.DocumentPosted, 9, "BILL/2"
	d.Plan, d.Due, d.Attempts = store.JSON(`[]`), noon.Add(1000), 2
	set := func(tx store.Tx) error { return tx.SetDocument(t.Context(), d) }
	refused(t, s, bolt, store.ErrNotFound, set)
	update(t, s, set)
	same(t, get(t, s, acme, document(t.Context(), d.ID)), d)
	d.Plan, d.Due = nil, d.Due.Add(-d.Due.Sub(noon))
	update(t, s, set)
	same(t, get(t, s, acme, document(t.Context(), d.ID)), d)
	d.ID++
	refused(t, s, store.Everything, store.ErrNotFound, set)
}

func testDocumentFilter(t *testing.T, s Store) {
	a := addDocument(t, s, store.Document{Partner: "acme", Number: "INV-100%", Key: "100", Orders: []string{"P00001", "P00002"}, Due: noon})
	b := addDocument(t, s, store.Document{Partner: "acme", Number: "LS_7", Kind: documents.KindShipNotice, Orders: []string{"P00002"}, State: store.DocumentHeld})
	c := addDocument(t, s, store.Document{Partner: "bolt", Number: "Grün", Direction: store.Outbound, Kind: documents.KindOrder, State: store.DocumentSent,
		Orders: []string{"P00003"}, Due: noon.Add(1000)})
	for name, test := range map[string]struct {
		f    store.DocumentFilter
		want []int64
	}{
		"all":           {store.DocumentFilter{}, []int64{c.ID, b.ID, a.ID}},
		"old first":     {store.DocumentFilter{OldFirst: true}, []int64{a.ID, b.ID, c.ID}},
		"kind":          {store.DocumentFilter{Kind: documents.KindShipNotice}, []int64{b.ID}},
		"direction":     {store.DocumentFilter{Direction: store.Inbound}, []int64{b.ID, a.ID}},
		"partner":       {store.DocumentFilter{Partner: "bolt"}, []int64{c.ID}},
		"states":        {store.DocumentFilter{States: []store.DocumentState{store.DocumentHeld, store.DocumentSent}}, []int64{c.ID, b.ID}},
		"order":         {store.DocumentFilter{Order: "P00002"}, []int64{b.ID, a.ID}},
		"part of order": {store.DocumentFilter{Order: "P0000"}, []int64{}},
		"key":           {store.DocumentFilter{Key: "100"}, []int64{a.ID}},
		"due":           {store.DocumentFilter{DueBy: noon}, []int64{a.ID}},
		"text":          {store.DocumentFilter{Text: "inv"}, []int64{a.ID}},
		"text of order": {store.DocumentFilter{Text: "p00003"}, []int64{c.ID}},
		"text, umlaut":  {store.DocumentFilter{Text: "GRÜN"}, []int64{c.ID}},
		"percent":       {store.DocumentFilter{Text: "100%"}, []int64{a.ID}},
		"percent alone": {store.DocumentFilter{Text: "%"}, []int64{a.ID}},
		"underscore":    {store.DocumentFilter{Text: "_"}, []int64{b.ID}},
		"backslash":     {store.DocumentFilter{Text: `\`}, []int64{}},
		"before":        {store.DocumentFilter{Page: store.Page{Before: c.ID}}, []int64{b.ID, a.ID}},
		"limit":         {store.DocumentFilter{Page: store.Page{Limit: 1}}, []int64{c.ID}},
	} {
		got := get(t, s, store.Everything, func(tx store.Tx) ([]*store.Document, error) { return tx.Documents(t.Context(), test.f) })
		if !equal(ids(got, documentID), test.want) {
			t.Errorf("%s: got %v, want %v", name, ids(got, documentID), test.want)
		}
	}
	got := get(t, s, store.Everything, func(tx store.Tx) ([]*store.Document, error) {
		return tx.Documents(t.Context(), store.DocumentFilter{Kind: documents.KindInvoice})
	})
	same(t, got, []*store.Document{a})
}

func testDocumentsOf(t *testing.T, s Store) {
	a := addDocument(t, s, store.Document{Partner: "acme", Transmission: 5, Orders: []string{"P1"}})
	addDocument(t, s, store.Document{Partner: "acme", Transmission: 6})
	b := addDocument(t, s, store.Document{Partner: "acme", Transmission: 5})
	of := func(tx store.Tx) ([]*store.Document, error) { return tx.DocumentsOf(t.Context(), 5) }
	same(t, get(t, s, acme, of), []*store.Document{a, b})
	if got := get(t, s, bolt, of); len(got) != 0 {
		t.Errorf("bolt sees %d documents of acme", len(got))
	}
}

func testDocumentScope(t *testing.T, s Store) {
	a := addDocument(t, s, store.Document{Partner: "acme", Orders: []string{"P1"}})
	b := addDocument(t, s, store.Document{Partner: "bolt", Orders: []string{"P1"}})
	missing(t, s, acme, "document", document(t.Context(), b.ID))
	missing(t, s, store.Scope{}, "document", document(t.Context(), b.ID))
	for _, f := range []store.DocumentFilter{{}, {Order: "P1"}, {Text: "p1"}} {
		got := get(t, s, acme, func(tx store.Tx) ([]*store.Document, error) { return tx.Documents(t.Context(), f) })
		if !equal(ids(got, documentID), []int64{a.ID}) {
			t.Errorf("%+v: acme sees %v, want only %d", f, ids(got, documentID), a.ID)
		}
	}
	refused(t, s, acme, store.ErrNotFound, func(tx store.Tx) error {
		_, err := tx.AddResult(t.Context(), &store.Result{Document: b.ID, Body: store.JSON(`{}`), At: noon})
		return err
	})
	refused(t, s, acme, store.ErrNotFound, func(tx store.Tx) error {
		_, err := tx.AddPosting(t.Context(), &store.Posting{Document: b.ID, Begun: noon})
		return err
	})
	if err := s.Update(t.Context(), acme, func(tx store.Tx) error {
		_, err := tx.AddDocument(t.Context(), &store.Document{Partner: "bolt", Body: store.JSON(`{}`), At: noon})
		return err
	}); err == nil {
		t.Error("acme added a document of bolt")
	}
}

func addResult(ctx context.Context, s store.Store, document int64, verdict string) error {
	return s.Update(ctx, store.Everything, func(tx store.Tx) error {
		_, err := tx.AddResult(ctx, &store.Result{Document: document, Verdict: verdict, Body: store.JSON(`{"v":"` + verdict + `"}`), At: noon})
		return err
	})
}

func results(ctx context.Context, document int64) func(tx store.Tx) ([]*store.Result, error) {
	return func(tx store.Tx) ([]*store.Result, error) { return tx.Results(ctx, document) }
}

func testResults(t *testing.T, s Store) {
	d, other := addDocument(t, s, store.Document{Partner: "acme"}), addDocument(t, s, store.Document{Partner: "acme"})
	for _, v := range []string{"wait", "accept"} {
		if err := addResult(t.Context(), s, d.ID, v); err != nil {
			t.Fatal(err)
		}
	}
	if err := addResult(t.Context(), s, other.ID, "hold"); err != nil {
		t.Fatal(err)
	}
	got := get(t, s, acme, results(t.Context(), d.ID))
	if len(got) != 2 {
		t.Fatalf("got %d results, want 2", len(got))
	}
	same(t, got[1], &store.Result{ID: got[1].ID, Document: d.ID, Version: 2, Verdict: "accept", Body: store.JSON(`{"v":"accept"}`), At: noon})
	if got[0].Version != 1 || got[0].Verdict != "wait" {
		t.Errorf("got version %d, verdict %s first, want 1, wait", got[0].Version, got[0].Verdict)
	}
	if hidden := get(t, s, bolt, results(t.Context(), d.ID)); len(hidden) != 0 {
		t.Errorf("bolt sees %d results of acme", len(hidden))
	}
}

func testResultsConcurrent(t *testing.T, s Store) {
	d := addDocument(t, s, store.Document{Partner: "acme"})
	var g errgroup.Group
	for range 12 {
		g.Go(func() error { return addResult(t.Context(), s, d.ID, "wait") })
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	for i, r := range get(t, s, acme, results(t.Context(), d.ID)) {
		if r.Version != i+1 {
			t.Errorf("result %d has version %d", i+1, r.Version)
		}
	}
}

func testPostings(t *testing.T, s Store) {
	d := addDocument(t, s, store.Document{Partner: "acme"})
	p := &store.Posting{Document: d.ID, Reference: "wharf-1", Begun: noon}
	update(t, s, func(tx store.Tx) (err error) {
		p.ID, err = tx.AddPosting(t.Context(), p)
		return err
	})
	of := func(tx store.Tx) ([]*store.Posting, error) { return tx.Postings(t.Context(), d.ID) }
	same(t, get(t, s, acme, of), []*store.Posting{p})
	p.Finished, p.Written, p.Err = noon.Add(1000), store.JSON(`{"Records":null}`), "no such tax"
	finish := func(tx store.Tx) error { return tx.FinishPosting(t.Context(), p) }
	refused(t, s, bolt, store.ErrNotFound, finish)
	update(t, s, finish)
	same(t, get(t, s, acme, of), []*store.Posting{p})
	if hidden := get(t, s, bolt, of); len(hidden) != 0 {
		t.Errorf("bolt sees %d postings of acme", len(hidden))
	}
	p.ID++
	refused(t, s, store.Everything, store.ErrNotFound, finish)
}

func testDocumentLarge(t *testing.T, s Store) {
	large := make([]byte, 1<<20)
	for i := range large {
		large[i] = "0123456789 $1?'\\%äö"[i%18]
	}
	d := addDocument(t, s, store.Document{Partner: "acme", Number: "a'b\"c$1?", Body: store.JSON(`"` + string(large[:1<<19]) + `"`)})
	got := get(t, s, acme, document(t.Context(), d.ID))
	if len(got.Body) < 1<<19 || got.Number != d.Number {
		t.Errorf("got %d bytes and number %q, want more than %d and %q", len(got.Body), got.Number, 1<<19, d.Number)
	}
}

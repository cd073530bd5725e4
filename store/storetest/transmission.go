package storetest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"testing"

	"github.com/wharf-edi/wharf/store"
)

var transmissionTests = map[string]func(*testing.T, Store){
	"Transmission/RoundTrip":    testTransmissionRoundTrip,
	"Transmission/NotFound":     testTransmissionNotFound,
	"Transmission/Body":         testBody,
	"Transmission/OddName":      testOddName,
	"Transmission/OutName":      testOutName,
	"Transmission/FirstWith":    testFirstWith,
	"Transmission/Set":          testSetTransmission,
	"Transmission/Filter":       testTransmissionFilter,
	"Transmission/Pages":        testTransmissionPages,
	"Transmission/Scope":        testTransmissionScope,
	"Transmission/NobodysScope": testNobodysScope,
}

func transmission(ctx context.Context, id int64) func(tx store.Tx) (*store.Transmission, error) {
	return func(tx store.Tx) (*store.Transmission, error) { return tx.Transmission(ctx, id) }
}

func body(ctx context.Context, id int64) func(tx store.Tx) ([]byte, error) {
	return func(tx store.Tx) ([]byte, error) { return tx.Body(ctx, id) }
}

func testTransmissionRoundTrip(t *testing.T, s Store) {
	want := addTransmission(t, s, store.Transmission{Partner: "acme", Channel: "sftp", Name: "855-0001.edi", Remote: "192.0.2.7:4022", Login: "acme",
		RepeatOf: 7, Due: noon, Attempts: 2}, "ISA*00*")
	sum := sha256.Sum256([]byte("ISA*00*"))
	if want.SHA256 != hex.EncodeToString(sum[:]) || want.Size != 7 {
		t.Errorf("got SHA256 %s and size %d filled in", want.SHA256, want.Size)
	}
	same(t, get(t, s, store.Everything, transmission(t.Context(), want.ID)), want)
}

func testTransmissionNotFound(t *testing.T, s Store) {
	missing(t, s, store.Everything, "transmission 42", transmission(t.Context(), 42))
	missing(t, s, store.Everything, "transmission 42", body(t.Context(), 42))
	refused(t, s, store.Everything, store.ErrNotFound, func(tx store.Tx) error {
		return tx.SetTransmission(t.Context(), &store.Transmission{ID: 42, State: store.TransmissionRead})
	})
}

// Bytes come back as they came, whatever they are and however many.
func testBody(t *testing.T, s Store) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, size := range []int{0, 1, 256 << 10, 256<<10 + 1, 1 << 20, 1<<20 + 17} {
		want := make([]byte, size)
		for i := range want {
			want[i] = byte(r.Uint32())
		}
		m := addTransmission(t, s, store.Transmission{Partner: "acme"}, string(want))
		if got := get(t, s, acme, body(t.Context(), m.ID)); !bytes.Equal(got, want) {
			t.Errorf("%d bytes went in, %d came out or others", len(want), len(got))
		}
		missing(t, s, bolt, "transmission", body(t.Context(), m.ID))
	}
}

// A name that is no text is kept as near as text comes to it, and loses no file.
func testOddName(t *testing.T, s Store) {
	m := addTransmission(t, s, store.Transmission{Partner: "acme", Name: "Gr\xf6\xdfe\x00.edi"}, "x")
	got := get(t, s, acme, transmission(t.Context(), m.ID))
	if want := "Gr\uFFFDe\uFFFD.edi"; got.Name != want && got.Name != "Gr\uFFFD\uFFFDe\uFFFD.edi" {
		t.Errorf("got name %q, want %q", got.Name, want)
	}
}

func testOutName(t *testing.T, s Store) {
	out := store.Transmission{Partner: "acme", Direction: store.Outbound, Name: "850-1.edi", State: store.TransmissionReady, At: noon}
	first := addTransmission(t, s, out, "x")
	refused(t, s, store.Everything, store.ErrConflict, func(tx store.Tx) error {
		again := out
		_, err := tx.AddTransmission(t.Context(), &again, []byte("y"))
		return err
	})
	other := out
	other.Partner = "bolt"
	addTransmission(t, s, other, "x")
	in := out
	in.Direction, in.State = store.Inbound, store.TransmissionReceived
	addTransmission(t, s, in, "x")
	addTransmission(t, s, in, "x")

	first.State = store.TransmissionRemoved
	update(t, s, func(tx store.Tx) error { return tx.SetTransmission(t.Context(), first) })
	addTransmission(t, s, out, "y")
}

func testFirstWith(t *testing.T, s Store) {
	addTransmission(t, s, store.Transmission{Partner: "bolt"}, "same")
	addTransmission(t, s, store.Transmission{Partner: "acme", Direction: store.Outbound, Name: "1"}, "same")
	first := addTransmission(t, s, store.Transmission{Partner: "acme"}, "same")
	addTransmission(t, s, store.Transmission{Partner: "acme"}, "same")
	find := func(sum string) func(tx store.Tx) (*store.Transmission, error) {
		return func(tx store.Tx) (*store.Transmission, error) { return tx.FirstWith(t.Context(), "acme", sum) }
	}
	same(t, get(t, s, store.Everything, find(first.SHA256)), first)
	missing(t, s, store.Everything, "transmission", find("00"))
	missing(t, s, bolt, "transmission", find(first.SHA256))
}

func testSetTransmission(t *testing.T, s Store) {
	m := addTransmission(t, s, store.Transmission{Channel: "sftp", Name: "a"}, string(make([]byte, 300<<10)))
	m.State, m.RepeatOf, m.Partner, m.Due, m.Attempts = store.TransmissionRepeat, 3, "acme", noon, 5
	update(t, s, func(tx store.Tx) error { return tx.SetTransmission(t.Context(), m) })
	same(t, get(t, s, acme, transmission(t.Context(), m.ID)), m)
	if got := get(t, s, acme, body(t.Context(), m.ID)); len(got) != 300<<10 {
		t.Errorf("its new partner sees %d bytes of %d", len(got), 300<<10)
	}
}

func listed(ctx context.Context, f store.TransmissionFilter) func(tx store.Tx) ([]*store.Transmission, error) {
	return func(tx store.Tx) ([]*store.Transmission, error) { return tx.Transmissions(ctx, f) }
}

func testTransmissionFilter(t *testing.T, s Store) {
	a := addTransmission(t, s, store.Transmission{Partner: "acme", Name: "a", Due: noon}, "a")
	b := addTransmission(t, s, store.Transmission{Partner: "bolt", Name: "b", State: store.TransmissionRead}, "b")
	c := addTransmission(t, s, store.Transmission{Partner: "acme", Name: "c", Direction: store.Outbound, State: store.TransmissionReady, Due: noon.Add(1000)}, "c")
	for name, test := range map[string]struct {
		f    store.TransmissionFilter
		want []int64
	}{
		"all":       {store.TransmissionFilter{}, []int64{c.ID, b.ID, a.ID}},
		"old first": {store.TransmissionFilter{OldFirst: true}, []int64{a.ID, b.ID, c.ID}},
		"partner":   {store.TransmissionFilter{Partner: "acme"}, []int64{c.ID, a.ID}},
		"direction": {store.TransmissionFilter{Direction: store.Inbound}, []int64{b.ID, a.ID}},
		"states":    {store.TransmissionFilter{States: []store.TransmissionState{store.TransmissionRead, store.TransmissionReady}}, []int64{c.ID, b.ID}},
		"name":      {store.TransmissionFilter{Name: "b"}, []int64{b.ID}},
		"due":       {store.TransmissionFilter{DueBy: noon}, []int64{a.ID}},
		"due later": {store.TransmissionFilter{DueBy: noon.Add(1000), OldFirst: true}, []int64{a.ID, c.ID}},
		"none":      {store.TransmissionFilter{Name: "b", Partner: "acme"}, []int64{}},
	} {
		if got := ids(get(t, s, store.Everything, listed(t.Context(), test.f)), transmissionID); !equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", name, got, test.want)
		}
	}
}

func testTransmissionPages(t *testing.T, s Store) {
	var all []int64
	for range 7 {
		all = append(all, addTransmission(t, s, store.Transmission{Partner: "acme"}, "x").ID)
	}
	var got []int64
	page := store.Page{Limit: 3}
	for range 4 {
		p := get(t, s, store.Everything, listed(t.Context(), store.TransmissionFilter{Page: page}))
		if len(p) > 3 {
			t.Fatalf("got a page of %d", len(p))
		}
		if len(p) > 0 {
			page.Before = p[len(p)-1].ID
		}
		got = append(got, ids(p, transmissionID)...)
	}
	want := []int64{all[6], all[5], all[4], all[3], all[2], all[1], all[0]}
	if !equal(got, want) {
		t.Errorf("the pages hold %v, want %v", got, want)
	}
}

func testTransmissionScope(t *testing.T, s Store) {
	a := addTransmission(t, s, store.Transmission{Partner: "acme"}, "a")
	b := addTransmission(t, s, store.Transmission{Partner: "bolt"}, "b")
	addTransmission(t, s, store.Transmission{}, "of nobody")
	same(t, get(t, s, acme, transmission(t.Context(), a.ID)), a)
	missing(t, s, acme, "transmission", transmission(t.Context(), b.ID))
	if got := get(t, s, acme, listed(t.Context(), store.TransmissionFilter{})); len(got) != 1 {
		t.Errorf("acme sees %d transmissions, want its 1", len(got))
	}
	if got := get(t, s, acme, listed(t.Context(), store.TransmissionFilter{Partner: "bolt"})); len(got) != 0 {
		t.Errorf("acme sees %d transmissions of bolt", len(got))
	}
	b.State = store.TransmissionRejected
	refused(t, s, acme, store.ErrNotFound, func(tx store.Tx) error { return tx.SetTransmission(t.Context(), b) })
	err := s.Update(t.Context(), acme, func(tx store.Tx) error {
		_, err := tx.AddTransmission(t.Context(), &store.Transmission{Partner: "bolt", Direction: store.Inbound, At: noon}, nil)
		return err
	})
	if err == nil {
		t.Error("acme added a transmission of bolt")
	}
	a.Partner = "bolt"
	if err := s.Update(t.Context(), acme, func(tx store.Tx) error { return tx.SetTransmission(t.Context(), a) }); err == nil {
		t.Error("acme gave a transmission to bolt")
	}
}

func testNobodysScope(t *testing.T, s Store) {
	a := addTransmission(t, s, store.Transmission{Partner: "acme"}, "a")
	b := addTransmission(t, s, store.Transmission{}, "of nobody")
	for _, m := range []*store.Transmission{a, b} {
		missing(t, s, store.Scope{}, "transmission", transmission(t.Context(), m.ID))
	}
	if got := get(t, s, store.Scope{}, listed(t.Context(), store.TransmissionFilter{})); len(got) != 0 {
		t.Errorf("the zero scope sees %d transmissions", len(got))
	}
}

func equal(a, b []int64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

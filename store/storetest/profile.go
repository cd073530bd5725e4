package storetest

import (
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/store"
)

var profileTests = map[string]func(*testing.T, Store){
	"Profile/Versions":   testProfileVersions,
	"Profile/Concurrent": testProfileConcurrent,
	"Profile/Scope":      testProfileScope,
}

func profile(id partners.ID) *partners.Profile {
	return &partners.Profile{
		ID: id, Name: "Acme Größen GmbH", Standard: partners.X12,
		ERP:      partners.ERPPartner{VAT: "DE123456789"},
		Them:     []partners.Identity{{Qualifier: "01", ID: "123456789"}},
		Us:       partners.Identity{Qualifier: "ZZ", ID: "BUYER", Group: "BUYERGS"},
		Messages: map[string]partners.Message{"order": {Version: "004010"}, "invoice": {Version: "005010"}},
		Units:    map[string]string{"CT": "XCT"},
		Terms:    rules.DefaultTerms(),
		Channels: map[string]partners.Settings{"sftp": partners.Settings(`{"user":"acme"}`)},
	}
}

func putProfile(t *testing.T, s store.Store, p *partners.Profile) (version int) {
	t.Helper()
	update(t, s, func(tx store.Tx) (err error) {
		version, err = tx.PutProfile(t.Context(), p, noon)
		return err
	})
	return version
}

func testProfileVersions(t *testing.T, s Store) {
	live := func(tx store.Tx) (*partners.Profile, error) { return tx.Profile(t.Context(), "acme") }
	missing(t, s, store.Everything, "acme", live)
	first, second := profile("acme"), profile("acme")
	second.Units["CT"] = "XBX"
	for _, step := range []struct {
		p    *partners.Profile
		want int
	}{{first, 1}, {profile("acme"), 1}, {second, 2}, {second, 2}, {first, 3}} {
		if got := putProfile(t, s, step.p); got != step.want {
			t.Errorf("got version %d, want %d", got, step.want)
		}
	}
	for version, want := range map[int]*partners.Profile{1: first, 2: second, 3: first} {
		w := *want
		w.Version = version
		same(t, get(t, s, acme, func(tx store.Tx) (*partners.Profile, error) { return tx.ProfileVersion(t.Context(), "acme", version) }), &w)
	}
	if got := get(t, s, store.Everything, live); got.Version != 3 {
		t.Errorf("got version %d as the live one, want 3", got.Version)
	}
	missing(t, s, store.Everything, "acme", func(tx store.Tx) (*partners.Profile, error) { return tx.ProfileVersion(t.Context(), "acme", 4) })

	putProfile(t, s, profile("aaa"))
	got := get(t, s, store.Everything, func(tx store.Tx) ([]*partners.Profile, error) { return tx.Profiles(t.Context()) })
	if len(got) != 2 || got[0].ID != "aaa" || got[1].ID != "acme" || got[1].Version != 3 {
		t.Errorf("got %d live profiles, want aaa and version 3 of acme", len(got))
	}
}

func testProfileConcurrent(t *testing.T, s Store) {
	var g errgroup.Group
	for range 6 {
		g.Go(func() error {
			return s.Update(t.Context(), store.Everything, func(tx store.Tx) error {
				v, err := tx.PutProfile(t.Context(), profile("acme"), noon)
				if err == nil && v != 1 {
					t.Errorf("the same profile at once got version %d", v)
				}
				return err
			})
		})
	}
	if err := g.Wait(); err != nil {
		t.Error(err)
	}
}

func testProfileScope(t *testing.T, s Store) {
	putProfile(t, s, profile("acme"))
	putProfile(t, s, profile("bolt"))
	missing(t, s, bolt, "acme", func(tx store.Tx) (*partners.Profile, error) { return tx.Profile(t.Context(), "acme") })
	if got := get(t, s, bolt, func(tx store.Tx) ([]*partners.Profile, error) { return tx.Profiles(t.Context()) }); len(got) != 1 {
		t.Errorf("bolt sees %d profiles, want its own", len(got))
	}
}

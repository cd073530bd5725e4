package storetest

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/store"
)

var userTests = map[string]func(*testing.T, Store){
	"User":    testUser,
	"Session": testSession,
	"Secret":  testSecret,
}

func testUser(t *testing.T, s Store) {
	find := func(tx store.Tx) (*store.User, error) { return tx.User(t.Context(), "pia") }
	missing(t, s, store.Everything, "pia", find)
	u := &store.User{Login: "pia", Name: "Pia Planner", Password: "$argon2id$v=19$x", Roles: []rules.Role{rules.RolePlanner, rules.RoleBuyer}}
	put := func(tx store.Tx) (err error) {
		u.ID, err = tx.PutUser(t.Context(), u)
		return err
	}
	update(t, s, put)
	same(t, get(t, s, store.Everything, find), u)
	id := u.ID
	u.Name, u.Roles, u.Disabled = "Pia P.", nil, true
	update(t, s, put)
	if u.ID != id {
		t.Errorf("the same login got ID %d and then %d", id, u.ID)
	}
	same(t, get(t, s, store.Everything, find), u)
	update(t, s, func(tx store.Tx) error {
		_, err := tx.PutUser(t.Context(), &store.User{Login: "anna"})
		return err
	})
	got := get(t, s, store.Everything, func(tx store.Tx) ([]*store.User, error) { return tx.Users(t.Context()) })
	if len(got) != 2 || got[0].Login != "anna" || got[1].Login != "pia" {
		t.Errorf("got %d users, want anna and pia", len(got))
	}
}

func testSession(t *testing.T, s Store) {
	read := func(token string) (data []byte, expires time.Time, err error) {
		err = s.View(t.Context(), store.Everything, func(tx store.Tx) error {
			data, expires, err = tx.Session(t.Context(), token)
			return err
		})
		return data, expires, err
	}
	put := func(token string, data []byte, expires time.Time) {
		update(t, s, func(tx store.Tx) error { return tx.PutSession(t.Context(), token, data, expires) })
	}
	gone := func(token string) {
		t.Helper()
		if _, _, err := read(token); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("session %s: got error %v, want one that wraps %q", token, err, store.ErrNotFound)
		}
	}
	gone("a")
	put("a", []byte{1}, noon)
	put("a", []byte{0, 255, 2}, noon.Add(time.Hour))
	put("b", []byte{}, noon)
	data, expires, err := read("a")
	if err != nil || !bytes.Equal(data, []byte{0, 255, 2}) || !expires.Equal(noon.Add(time.Hour)) {
		t.Errorf("got %v until %v, %v", data, expires, err)
	}
	update(t, s, func(tx store.Tx) error { return tx.DeleteSessionsBefore(t.Context(), noon.Add(time.Minute)) })
	gone("b")
	for range 2 { // ending what has ended is no error
		update(t, s, func(tx store.Tx) error { return tx.DeleteSession(t.Context(), "a") })
	}
	gone("a")
}

func testSecret(t *testing.T, s Store) {
	for _, data := range []string{"first", "second"} {
		var kept store.Secret
		update(t, s, func(tx store.Tx) (err error) {
			kept, err = tx.AddSecret(t.Context(), store.Secret{Name: "host-key", Data: []byte(data)})
			return err
		})
		if kept.Name != "host-key" || string(kept.Data) != "first" {
			t.Errorf("got %s %q after adding %q, want the first one", kept.Name, kept.Data, data)
		}
	}
}

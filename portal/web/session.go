package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/wharf-edi/wharf/store"
)

// sessionLife is how long a login lasts, used or not: a working day. There is no
// limit by idleness, because keeping one would make each GET a write.
const sessionLife = 12 * time.Hour

// sessionStore keeps sessions in the store's table of them. Tokens arrive here
// hashed, so that who reads the table cannot log in with it.
type sessionStore struct {
	store store.Store
	now   func() time.Time
}

var _ scs.CtxStore = (*sessionStore)(nil)

// newSessions builds the manager by its fields: scs.New would begin a store in
// memory of its own, with a goroutine that nobody ends.
func newSessions(s store.Store, now func() time.Time, secure bool) *scs.SessionManager {
	name := "wharf"
	if secure {
		name = "__Host-wharf" // bound to this host by the browser: RFC 6265bis, section 4.1.3.2
	}
	return &scs.SessionManager{
		Store:            &sessionStore{store: s, now: now},
		Lifetime:         sessionLife,
		HashTokenInStore: true,
		Codec:            scs.GobCodec{},
		Cookie:           scs.SessionCookie{Name: name, Path: "/", Secure: secure, HttpOnly: true, SameSite: http.SameSiteLaxMode},
	}
}

// FindCtx answers the data of a session that has not expired.
func (s *sessionStore) FindCtx(ctx context.Context, token string) (data []byte, found bool, err error) {
	var expires time.Time
	err = s.store.View(ctx, store.Everything, func(tx store.Tx) error {
		var err error
		data, expires, err = tx.Session(ctx, token)
		return err
	})
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil, false, nil
	case err != nil:
		return nil, false, err
	}
	return data, s.now().Before(expires), nil
}

// CommitCtx keeps a session and clears away those that have expired.
func (s *sessionStore) CommitCtx(ctx context.Context, token string, data []byte, expires time.Time) error {
	return s.store.Update(ctx, store.Everything, func(tx store.Tx) error {
		if err := tx.DeleteSessionsBefore(ctx, s.now()); err != nil {
			return err
		}
		return tx.PutSession(ctx, token, data, expires)
	})
}

// DeleteCtx ends a session; one that is not there is as good as ended.
func (s *sessionStore) DeleteCtx(ctx context.Context, token string) error {
	err := s.store.Update(ctx, store.Everything, func(tx store.Tx) error {
		return tx.DeleteSession(ctx, token)
	})
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// Find, Commit and Delete are there for scs, which calls the forms with a
// context where there are any.

func (s *sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

func (s *sessionStore) Commit(token string, data []byte, expires time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expires)
}

func (s *sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// Package web is what all pages of the portal share: who is logged in, the frame
// around a page, the words and numbers in it, and what an error looks like.
//
// A page is a handler that returns an error, a struct, and a templ component
// that takes the struct. Web renders it into a buffer first, so that a failure
// is an error page and not half a page. Sessions live in the store and can be
// taken back there; the cookie holds nothing but a random token.
//
// What is not here: which pages there are and who may see them (package
// portal), and what is on them (package desk).
package web

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/wharf-edi/wharf/internal/password"
	"github.com/wharf-edi/wharf/store"
)

// Config is what the frame needs to know.
type Config struct {
	Store   store.Store
	Now     func() time.Time
	Log     *slog.Logger
	Zone    *time.Location // in which times are shown
	Version string         // of the program, for the foot of the page
	ERPName string         // what people call the ERP
	Secure  bool           // cookies only over TLS

	Passwords *password.Hasher
}

// Web serves the shared parts. It is made by New.
type Web struct {
	Config

	sessions *scs.SessionManager
	files    map[string]file // by name with hash
	style    string          // address of the style sheet
	icon     string
	byAddr   *limiter
	byLogin  *limiter
}

// New builds the shared parts; the fields of c must all be set.
func New(c Config) (*Web, error) {
	w := &Web{Config: c, byAddr: newLimiter(c.Now, 10, 6*time.Second), byLogin: newLimiter(c.Now, 10, 6*time.Second)}
	w.sessions = newSessions(c.Store, c.Now, c.Secure)
	w.sessions.ErrorFunc = func(rw http.ResponseWriter, r *http.Request, err error) {
		w.Log.LogAttrs(r.Context(), slog.LevelError, "session", slog.Any("err", err))
		http.Error(rw, "The store does not answer. Try again in a moment.", http.StatusServiceUnavailable)
	}
	return w, w.loadStatic()
}

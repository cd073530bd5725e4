package portal_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wharf-edi/wharf/portal"
	"github.com/wharf-edi/wharf/portal/desk/desktest"
	"github.com/wharf-edi/wharf/store"
)

// watched counts how often a store is written to.
type watched struct {
	store.Store
	updates atomic.Int32
}

func (w *watched) Update(ctx context.Context, s store.Scope, do func(store.Tx) error) error {
	w.updates.Add(1)
	return w.Store.Update(ctx, s, do)
}

// site is a portal over a seeded store.
type site struct {
	t      *testing.T
	store  *watched
	portal *portal.Portal
	ids    desktest.IDs
	now    time.Time
}

func newSite(t *testing.T) *site {
	s := newEmptySite(t)
	var err error
	if s.ids, err = desktest.Seed(t.Context(), s.store); err != nil {
		t.Fatal(err)
	}
	return s
}

func newEmptySite(t *testing.T) *site {
	s := &site{t: t, store: &watched{Store: desktest.Open(t)}, now: desktest.Now()}
	var err error
	s.portal, err = portal.New(portal.Config{Store: s.store, Now: func() time.Time { return s.now }, Version: "1.2.3"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// visitor is a browser with its cookies.
type visitor struct {
	site    *site
	cookies map[string]string
}

func (s *site) anonymous() *visitor { return &visitor{site: s, cookies: map[string]string{}} }

func (s *site) as(login string) *visitor {
	s.t.Helper()
	v := s.anonymous()
	if got := v.post("/login", "login", login, "password", desktest.Password); got.StatusCode != http.StatusSeeOther {
		s.t.Fatalf("login of %s: got status %d, want 303", login, got.StatusCode)
	}
	return v
}

type answer struct {
	*http.Response
	body string
}

func (v *visitor) get(path string) answer { return v.do(http.MethodGet, path, nil, nil) }

func (v *visitor) post(path string, form ...string) answer {
	values := url.Values{}
	for i := 0; i < len(form); i += 2 {
		values.Set(form[i], form[i+1])
	}
	return v.do(http.MethodPost, path, strings.NewReader(values.Encode()), map[string]string{"Sec-Fetch-Site": "same-origin"})
}

func (v *visitor) do(method, path string, body io.Reader, header map[string]string) answer {
	r := httptest.NewRequestWithContext(v.site.t.Context(), method, path, body)
	if body != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for k, h := range header {
		r.Header.Set(k, h)
	}
	for name, value := range v.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	v.site.portal.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		v.cookies[c.Name] = c.Value
		if c.MaxAge < 0 {
			delete(v.cookies, c.Name)
		}
	}
	return answer{w.Result(), w.Body.String()}
}

// want checks an answer's status and that texts are in it.
func (a answer) want(t *testing.T, status int, texts ...string) {
	t.Helper()
	if a.StatusCode != status {
		t.Errorf("%s: got status %d, want %d", a.name(), a.StatusCode, status)
	}
	for _, s := range texts {
		if !strings.Contains(a.body, s) {
			t.Errorf("%s: got a page without %q, want it", a.name(), s)
		}
	}
}

func (a answer) name() string {
	_, rest, _ := strings.Cut(a.body, "<title>")
	title, _, _ := strings.Cut(rest, "</title>")
	return "page " + title
}

// broken is a store that fails for all but what a session needs.
type broken struct{ store.Store }

func (b broken) View(ctx context.Context, s store.Scope, do func(store.Tx) error) error {
	return b.Store.View(ctx, s, func(tx store.Tx) error { return do(brokenTx{tx}) })
}

type brokenTx struct{ store.Tx }

func (brokenTx) Documents(context.Context, store.DocumentFilter) ([]*store.Document, error) {
	return nil, errBroken
}

// secure makes the site one that is served over TLS.
func (s *site) secure() {
	var err error
	s.portal, err = portal.New(portal.Config{Store: s.store, Now: func() time.Time { return s.now }, Secure: true})
	if err != nil {
		s.t.Fatal(err)
	}
}

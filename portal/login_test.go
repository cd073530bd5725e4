package portal_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/wharf-edi/wharf/portal/desk/desktest"
	"github.com/wharf-edi/wharf/store"
)

func TestLogin(t *testing.T) {
	s := newSite(t)
	v := s.anonymous()
	v.get("/documents?kind=invoice").want(t, http.StatusSeeOther)
	v.get("/login?next=/documents").want(t, http.StatusOK, `name="next" value="/documents"`, `type="password"`)
	v.cookies["wharf"] = "chosen-by-somebody-else"
	got := v.post("/login", "login", "anna", "password", desktest.Password, "next", "/documents?kind=invoice")
	if to := got.Header.Get("Location"); got.StatusCode != http.StatusSeeOther || to != "/documents?kind=invoice" {
		t.Errorf("got %d to %q, want 303 to the page asked for", got.StatusCode, to)
	}
	if v.cookies["wharf"] == "chosen-by-somebody-else" {
		t.Error("got the token from before the login, want a new one")
	}
	cookie := got.Header.Get("Set-Cookie")
	for _, want := range []string{"HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(cookie, want) {
			t.Errorf("got cookie %q, want %s", cookie, want)
		}
	}
	v.get("/").want(t, http.StatusOK, "Anna Petersen", "Log out")
	old := v.cookies["wharf"]
	v.post("/logout").want(t, http.StatusSeeOther)
	v.cookies["wharf"] = old
	v.get("/").want(t, http.StatusSeeOther)
}

// A name nobody has, a wrong password and a user who left get one answer.
func TestLoginRefused(t *testing.T) {
	s := newSite(t)
	var first string
	for _, c := range [][2]string{{"nobody", desktest.Password}, {"anna", "wrong"}, {"anna", ""}, {"gone", desktest.Password}} {
		got := s.anonymous().post("/login", "login", c[0], "password", c[1])
		got.want(t, http.StatusUnauthorized, "Login or password is wrong.")
		page := strings.ReplaceAll(got.body, `value="`+c[0]+`"`, "")
		if first == "" {
			first = page
		}
		if page != first {
			t.Errorf("login as %q: got another page than for a name nobody has", c[0])
		}
	}
}

// A login ends on this site, whatever the form says.
func TestLoginStaysHere(t *testing.T) {
	s := newSite(t)
	for _, next := range []string{"https://evil.example/", "//evil.example/", `/\evil.example`, "javascript:alert(1)", "evil", "/\t/evil.example", ""} {
		s.now = s.now.Add(time.Hour)
		got := s.anonymous().post("/login", "login", "anna", "password", desktest.Password, "next", next)
		if to := got.Header.Get("Location"); to != "/" {
			t.Errorf("next %q: got %q, want /", next, to)
		}
	}
}

// Guessing is slowed down, whatever address the headers claim; waiting helps.
func TestLoginLimit(t *testing.T) {
	s := newSite(t)
	v := s.anonymous()
	last := 0
	for i := range 12 {
		got := v.do(http.MethodPost, "/login", strings.NewReader("login=anna&password=wrong"), map[string]string{"X-Forwarded-For": "192.0.2." + string(rune('1'+i%9))})
		last = got.StatusCode
	}
	if last != http.StatusTooManyRequests {
		t.Fatalf("twelfth attempt: got status %d, want 429", last)
	}
	v.post("/login", "login", "anna", "password", desktest.Password).want(t, http.StatusTooManyRequests, "Too many attempts")
	s.now = s.now.Add(2 * time.Minute)
	v.post("/login", "login", "anna", "password", desktest.Password).want(t, http.StatusSeeOther)
}

// A session ends by itself, with the user's leave, and with a new password.
func TestSessionEnds(t *testing.T) {
	for name, end := range map[string]func(s *site, u *store.User){
		"time":     func(s *site, _ *store.User) { s.now = s.now.Add(365 * 24 * time.Hour) },
		"disabled": func(_ *site, u *store.User) { u.Disabled = true },
		"password": func(_ *site, u *store.User) { u.Password = "$argon2id$v=19$m=19456,t=2,p=1$AAAA$AAAA" },
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			v := s.as("anna")
			v.get("/").want(t, http.StatusOK)
			err := s.store.Update(t.Context(), store.Everything, func(tx store.Tx) error {
				u, err := tx.User(t.Context(), "anna")
				if err != nil {
					return err
				}
				changed := *u
				end(s, &changed)
				_, err = tx.PutUser(t.Context(), &changed)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			v.get("/").want(t, http.StatusSeeOther)
		})
	}
}

// What another site makes a browser send is refused and has no effect.
func TestCrossSite(t *testing.T) {
	s := newSite(t)
	v := s.as("edi")
	before := s.store.updates.Load()
	for name, h := range map[string]map[string]string{
		"fetch site": {"Sec-Fetch-Site": "cross-site"},
		"same-site":  {"Sec-Fetch-Site": "same-site"},
		"origin":     {"Origin": "https://evil.example"},
		"null":       {"Origin": "null"},
	} {
		for _, path := range []string{"/exceptions/1/close", "/logout", "/login"} {
			got := v.do(http.MethodPost, path, strings.NewReader("note=x&login=anna&password="+desktest.Password), h)
			if got.StatusCode != http.StatusForbidden {
				t.Errorf("%s %s: got status %d, want 403", name, path, got.StatusCode)
			}
		}
	}
	if after := s.store.updates.Load(); after != before {
		t.Errorf("got %d writes, want none", after-before)
	}
}

func TestSecureCookie(t *testing.T) {
	s := newSite(t)
	s.secure()
	got := s.anonymous().post("/login", "login", "anna", "password", desktest.Password)
	if c := got.Header.Get("Set-Cookie"); !strings.HasPrefix(c, "__Host-wharf=") || !strings.Contains(c, "Secure") {
		t.Errorf("got cookie %q, want a secure one for this host alone", c)
	}
}

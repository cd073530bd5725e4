package portal_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/wharf-edi/wharf/portal"
	"github.com/wharf-edi/wharf/portal/desk/desktest"
	"github.com/wharf-edi/wharf/rules"
)

// address fills a route's parameters with rows of the seed.
func (s *site) address(r portal.Route) string {
	id := map[string]int64{"/exceptions": s.ids.PriceException, "/documents": s.ids.Response, "/transmissions": s.ids.InvoiceFile}
	path := r.Path
	for prefix, n := range id {
		if strings.HasPrefix(path, prefix) {
			path = strings.Replace(path, ":id", fmt.Sprint(n), 1)
		}
	}
	return strings.NewReplacer(":id", "acme-us", ":partner", "acme-us", "*", "P00012", ":file", "none.css").Replace(path)
}

// Every route has either roles or the word that it is public, and what changes
// something is public only where nobody can be logged in yet, or any more.
func TestRoutesHavePermission(t *testing.T) {
	for _, r := range newEmptySite(t).portal.Routes() {
		name := r.Method + " " + r.Path
		if r.Public == (len(r.Roles) > 0) {
			t.Errorf("%s: public %v with roles %v, want exactly one of the two", name, r.Public, r.Roles)
		}
		if slices.Contains(r.Roles, rules.RoleSupplier) {
			t.Errorf("%s: suppliers may use it, want staff only", name)
		}
		if r.Method != http.MethodGet && slices.Contains(r.Roles, rules.RoleAuditor) {
			t.Errorf("%s: auditors may use it, want them only to read", name)
		}
		if r.Public && r.Method != http.MethodGet && r.Path != "/login" && r.Path != "/logout" {
			t.Errorf("%s: public and not a GET", name)
		}
	}
}

// Each route that is not public answers everybody as the table says.
func TestRoutesByRole(t *testing.T) {
	s := newSite(t)
	for login, roles := range desktest.Users {
		v := s.as(login)
		for _, r := range s.portal.Routes() {
			if r.Public || r.Method != http.MethodGet {
				continue
			}
			want := http.StatusForbidden
			if slices.ContainsFunc(roles, func(o rules.Role) bool { return slices.Contains(r.Roles, o) }) {
				want = http.StatusOK
			}
			if got := v.get(s.address(r)); got.StatusCode != want {
				t.Errorf("%s as %s: got status %d, want %d", s.address(r), login, got.StatusCode, want)
			}
		}
	}
	anyone := s.anonymous()
	for _, r := range s.portal.Routes() {
		if r.Public {
			continue
		}
		got := anyone.do(r.Method, s.address(r), nil, nil)
		if to := got.Header.Get("Location"); got.StatusCode != http.StatusSeeOther || !strings.HasPrefix(to, "/login") {
			t.Errorf("%s %s by nobody: got %d to %q, want 303 to the login page", r.Method, s.address(r), got.StatusCode, to)
		}
		if len(got.body) > 0 {
			t.Errorf("%s %s by nobody: got %d bytes, want none", r.Method, s.address(r), len(got.body))
		}
	}
}

// inline is what a page must not have, because the policy would stop it, or must.
var inline = regexp.MustCompile(`(?i)<script|<style|\sstyle=|\son[a-z]+="|javascript:|<no value>`)

// Every page has its headers and nothing inline, and a GET writes nothing.
func TestGetChangesNothing(t *testing.T) {
	s := newSite(t)
	v := s.as("edi")
	before := s.store.updates.Load()
	for _, r := range s.portal.Routes() {
		if r.Method != http.MethodGet || r.Path == "/login" {
			continue
		}
		for _, query := range []string{"", "?owner=ap&partner=acme-us&closed=1&q=p000&kind=invoice&state=held&direction=in&before=5"} {
			got := v.get(s.address(r) + query)
			if got.StatusCode >= http.StatusInternalServerError {
				t.Errorf("%s: got status %d", s.address(r)+query, got.StatusCode)
			}
			if at := inline.FindString(got.body); at != "" {
				t.Errorf("%s: got %q in the page, want nothing inline", s.address(r), at)
			}
			csp := got.Header.Get("Content-Security-Policy")
			if !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") || got.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%s: got policy %q", s.address(r), csp)
			}
		}
	}
	if after := s.store.updates.Load(); after != before {
		t.Errorf("got %d writes while walking all pages, want none", after-before)
	}
}

func TestNotFound(t *testing.T) {
	v := newSite(t).as("anna")
	for _, path := range []string{
		"/documents/999999", "/documents/x", "/documents/-1", "/documents/99999999999999999999", "/exceptions/999999", "/transmissions/999999",
		"/transmissions/999999/raw", "/orders/acme-us/NONE", "/orders/bolt-de/P00012", "/orders/nobody/P00012", "/partners/nobody", "/nothing",
	} {
		got := v.get(path)
		got.want(t, http.StatusNotFound, "Not found", "Request <code>", "Anna Petersen")
		if strings.Contains(got.body, "store:") || strings.Contains(got.body, "sql") {
			t.Errorf("%s: got the inside of an error on the page", path)
		}
	}
	newSite(t).anonymous().get("/nothing").want(t, http.StatusNotFound, "Not found")
}

// A name is text on every page that has it.
func TestNamesAreText(t *testing.T) {
	s := newSite(t)
	document, exception, transmission, err := desktest.SeedEvil(t.Context(), s.store)
	if err != nil {
		t.Fatal(err)
	}
	v := s.as("edi")
	for _, path := range []string{
		"/", "/exceptions", fmt.Sprint("/exceptions/", exception), "/documents", fmt.Sprint("/documents/", document), "/documents?q=%3Cscript%3Ealert",
		"/transmissions", fmt.Sprint("/transmissions/", transmission), "/partners", "/partners/evil",
		"/orders/evil/PO%2F%3Cscript%3Ealert%28%22x%22%29%3C%2Fscript%3E%27%22%3E%3Cimg%20src=x%20onerror=alert%281%29%3E", "/exceptions?owner=%22%3E%3Cscript%3E",
	} {
		got := v.get(path)
		got.want(t, http.StatusOK)
		for _, bad := range []string{"<script", "<img src=x", `href="javascript:`} {
			if strings.Contains(got.body, bad) {
				t.Errorf("%s: got %q in the page, want it escaped", path, bad)
			}
		}
		if path != "/exceptions?owner=%22%3E%3Cscript%3E" && !strings.Contains(got.body, "&lt;script&gt;") {
			t.Errorf("%s: got a page without the name, want it as text", path)
		}
	}
	raw := v.get(fmt.Sprint("/transmissions/", transmission, "/raw"))
	if got := raw.Header.Get("Content-Disposition"); strings.ContainsAny(got, "<>\r\n") || !strings.HasPrefix(got, "attachment") {
		t.Errorf("got disposition %q, want an attachment with a plain name", got)
	}
}

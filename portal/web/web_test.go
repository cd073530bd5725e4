package web

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
)

func TestNumbers(t *testing.T) {
	d := decimal.RequireFromString
	for _, c := range []struct{ got, want string }{
		{Money(d("1234567.5")), "1,234,567.50"},
		{Money(d("-1000")), "−1,000.00"},
		{Money(d("0.0955")), "0.0955"},
		{Money(d("1e3")), "1,000.00"},
		{Money(d("12.5000")), "12.50"},
		{Quantity(d("12000")), "12,000"},
		{Quantity(d("0.500")), "0.5"},
		{Quantity(d("999")), "999"},
		{Price(documents.Optional{}), "–"},
		{Size(999), "999 B"},
		{Size(12_345), "12.3 kB"},
		{Size(2_000_000), "2.0 MB"},
		{Day(documents.Date{Year: 2026, Month: 12, Day: 4}), "4 Dec 2026"},
		{Day(documents.Date{}), "–"},
		{Count(1, "line"), "1 line"},
		{Count(2, "line"), "2 lines"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

// Days are told one way on all pages; what only looks like one stays.
func TestSaid(t *testing.T) {
	for s, want := range map[string]string{
		"": "", "2026-12-07": "7 Dec 2026", "from 2026-12-07.": "from 7 Dec 2026.", "(expected 2026-12-07, got 2026-12-17)": "(expected 7 Dec 2026, got 17 Dec 2026)",
		"855_2026-12-07.x12": "855_2026-12-07.x12", "list 2026-12-07.csv": "list 2026-12-07.csv", "2026-13-07": "2026-13-07", "12026-12-07": "12026-12-07",
	} {
		if got := Said(s); got != want {
			t.Errorf("Said(%q) = %q, want %q", s, got, want)
		}
	}
}

// Times are told in the zone of the reader: what is today there is "today".
func TestClock(t *testing.T) {
	zone := time.FixedZone("NZDT", 13*3600)
	now := time.Date(2026, 11, 23, 23, 30, 0, 0, time.UTC) // the 24th in zone
	ctx := context.WithValue(t.Context(), settingKey{}, setting{now: now.In(zone), zone: zone})
	for at, want := range map[time.Time]string{
		now.Add(-10 * time.Hour):  "Today 02:30",
		now.Add(-13 * time.Hour):  "Yesterday 23:30",
		now.AddDate(0, -1, 0):     "24 Oct 12:30",
		now.AddDate(-1, 0, 0):     "24 Nov 2025 12:30",
		now.Add(20 * time.Minute): "Today 12:50",
	} {
		if got := clock(ctx, at); got != want {
			t.Errorf("clock(%s) = %q, want %q", at, got, want)
		}
	}
	for ago, want := range map[time.Duration]string{0: "just now", 59 * time.Minute: "59 min", 47 * time.Hour: "47 h", 72 * time.Hour: "3 days"} {
		if got := age(ctx, now.Add(-ago)); got != want {
			t.Errorf("age of %s = %q, want %q", ago, got, want)
		}
	}
}

// Every code that a finding can have has words and an owner whose role has a name.
func TestWordsComplete(t *testing.T) {
	for _, c := range rules.Codes() {
		a := About(c)
		if a.Title == "" || a.Text == "" || Role(a.Owner) == string(a.Owner) {
			t.Errorf("code %s: got title %q, text %q, owner %q", c, a.Title, a.Text, a.Owner)
		}
	}
	if a := About("of-a-later-release"); a.Title != "of-a-later-release" || a.Owner != rules.RoleEDIAdmin {
		t.Errorf("unknown code: got %+v, want it as it is, for the EDI admin", a)
	}
}

// The limiter holds a bounded number of keys, and forgets the quiet ones first.
func TestLimiterBounded(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	l := newLimiter(func() time.Time { return now }, 2, time.Second)
	for i := range limiterKeys {
		if !l.allow(fmt.Sprint(i)) {
			t.Fatalf("key %d: got refused, want its first attempt allowed", i)
		}
	}
	if l.allow("one more") {
		t.Error("got a key allowed while all are busy, want it refused")
	}
	now = now.Add(time.Minute)
	if !l.allow("one more") || len(l.seen) > 1 {
		t.Errorf("got %d keys after a quiet minute, want only the new one", len(l.seen))
	}
}

func TestLocal(t *testing.T) {
	for next, want := range map[string]string{
		"/documents?q=a%2Fb": "/documents?q=a%2Fb", "": "/", "/": "/", "//host": "/", `/\host`: "/", "https://host/": "/", "/\x00": "/", "/" + strings.Repeat("a", 3_000): "/",
	} {
		if got := local(next); got != want {
			t.Errorf("local(%q) = %q, want %q", next, got, want)
		}
	}
}

// Each pair of text and ground in the style sheet can be read: WCAG 2.2, 1.4.3.
func TestContrast(t *testing.T) {
	css, err := static.ReadFile("static/wharf.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, _ := strings.Cut(string(css), "@media (prefers-color-scheme: dark)")
	for name, sheet := range map[string]string{"light": light, "dark": dark} {
		colors := colorsOf(sheet)
		pairs := [][2]string{{"text", "ground"}, {"text", "surface"}, {"text", "raised"}, {"muted", "ground"}, {"muted", "surface"}, {"muted", "raised"},
			{"link", "surface"}, {"link", "ground"}, {"link", "raised"}, {"band-text", "band"}, {"band-muted", "band"}, {"text", "mark"}}
		for _, tone := range []Tone{Good, Going, Wait, Warn, Bad, Plain} {
			pairs = append(pairs, [2]string{string(tone), string(tone) + "-bg"})
		}
		for _, p := range pairs {
			if got := contrast(colors[p[0]], colors[p[1]]); got < 4.5 {
				t.Errorf("%s: contrast of %s on %s is %.2f, want 4.5 or more", name, p[0], p[1], got)
			}
		}
	}
}

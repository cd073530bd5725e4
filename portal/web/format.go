package web

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/wharf-edi/wharf/documents"
)

// Money is an amount with the digits that say something, at least two.
func Money(d documents.Decimal) string {
	_, rest, _ := strings.Cut(d.String(), ".")
	return group(d.StringFixed(int32(max(2, min(len(rest), 10)))))
}

// Price is an optional amount; absent ones are a dash.
func Price(d documents.Optional) string {
	if !d.Valid {
		return "–"
	}
	return Money(d.Decimal)
}

// Quantity is a number of things, without zeros that say nothing.
func Quantity(q documents.Quantity) string { return group(q.String()) }

// group puts commas between thousands of a plain decimal number.
func group(s string) string {
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "−", s[1:]
	}
	whole, rest, _ := strings.Cut(s, ".")
	var b strings.Builder
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(r)
	}
	if rest != "" {
		b.WriteString("." + rest)
	}
	return sign + b.String()
}

// Day is a civil day as people write it; absent ones are a dash.
func Day(d documents.Date) string {
	if d.IsZero() {
		return "–"
	}
	return fmt.Sprintf("%d %s %d", d.Day, d.Month.String()[:3], d.Year)
}

// Size is a number of bytes.
func Size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	default:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
}

// Count is "1 line", "2 lines".
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// clock is a moment in the zone of the pages: today's by the hour, others by the day.
func clock(ctx context.Context, t time.Time) string {
	s := settingOf(ctx)
	t, now := t.In(s.zone), s.now
	switch days := documents.DateOf(now).Sub(documents.DateOf(t)); {
	case days == 0:
		return "Today " + t.Format("15:04")
	case days == 1:
		return "Yesterday " + t.Format("15:04")
	case t.Year() == now.Year():
		return t.Format("2 Jan 15:04")
	default:
		return t.Format("2 Jan 2006 15:04")
	}
}

func full(ctx context.Context, t time.Time) string {
	return t.In(settingOf(ctx).zone).Format("Monday 2 January 2006 15:04:05 MST")
}

// age is how long ago t was, in one unit.
func age(ctx context.Context, t time.Time) string {
	switch d := settingOf(ctx).now.Sub(t); {
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	default:
		return fmt.Sprintf("%d days", int(d.Hours()/24))
	}
}

// Plural is noun for one thing, and its plural for another number of them.
func Plural(n int, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}

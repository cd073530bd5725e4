package documents

import (
	"fmt"
	"time"
)

// Date is a civil day, without a clock and without a zone: what EDI calls a
// date and what a dock worker means by one. The zero Date is "not given".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf is the day that t falls on in t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads 2006-01-02 and refuses days that no calendar has.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("date %q: want YYYY-MM-DD", s)
	}
	return DateOf(t), nil
}

// IsZero says that no date was given.
func (d Date) IsZero() bool { return d == Date{} }

// String is 2006-01-02, and empty for the zero Date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// At is the given hour of the day in loc.
func (d Date) At(hour int, loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, hour, 0, 0, 0, loc)
}

// Add moves by days; negative days move back.
func (d Date) Add(days int) Date { return DateOf(d.At(12, time.UTC).AddDate(0, 0, days)) }

// Sub is the number of days from e to d, positive when d is later.
func (d Date) Sub(e Date) int {
	return int(d.At(12, time.UTC).Sub(e.At(12, time.UTC)).Hours() / 24)
}

// Compare is -1, 0 or +1 as d is before, on or after e.
func (d Date) Compare(e Date) int { return d.At(0, time.UTC).Compare(e.At(0, time.UTC)) }

// MarshalText writes String, so that JSON has "2026-11-23" or "".
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Date{}
		return nil
	}
	v, err := ParseDate(string(b))
	if err == nil {
		*d = v
	}
	return err
}

package edifactmap

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/translate"
)

// layouts is data element 2379: how the point in time is written that starts the
// text of 2380. A zone behind it, as 303 and 304 have, is not read.
var layouts = map[string]string{
	"2": "020106", "3": "010206",
	"101": "060102", "102": "20060102",
	"201": "0601021504", "202": "060102150405", "203": "200601021504", "204": "20060102150405",
	"303": "200601021504", "304": "20060102150405",
}

// guessed are the layouts of texts whose format is missing or does not fit, by
// their length.
var guessed = map[int]string{6: "060102", 8: "20060102", 10: "0601021504", 12: "200601021504", 14: "20060102150405"}

// moment reads a DTM. It is zero where there is no text; a text that cannot be
// read is a defect. Of a month, a week or a range the last day is read, since by
// then what was promised is promised.
func moment(in *translate.Reading, s *edi.Segment) time.Time {
	text, format := s.Component(1, 2), s.Component(1, 3)
	if text == "" {
		return time.Time{}
	}
	if t, ok := period(text, format); ok {
		in.Defect(s, 1, 2, edi.CodeBadDate, edi.Warn, "a period is given; its last day is read")
		return t
	}
	digits, _, _ := strings.Cut(text, "+")
	if layout, ok := layouts[format]; ok && len(digits) >= len(layout) {
		zone := strings.HasPrefix(format, "30")
		if t, err := time.Parse(layout, digits[:len(layout)]); err == nil && (zone || len(digits) == len(layout)) {
			return t
		}
	}
	if t, err := time.Parse(guessed[len(digits)], digits); err == nil && guessed[len(digits)] != "" {
		in.Defect(s, 1, 3, edi.CodeBadValue, edi.Warn, "the format is missing or does not fit; it was guessed by the length")
		return t
	}
	in.Defect(s, 1, 2, edi.CodeBadDate, edi.Note, "this is not a date")
	return time.Time{}
}

// period reads formats 610 CCYYMM, 616 CCYYWW and 718, a range of two CCYYMMDD
// with or without a hyphen, as the last day.
func period(text, format string) (time.Time, bool) {
	switch format {
	case "610":
		t, err := time.Parse("200601", text)
		return t.AddDate(0, 1, -1), err == nil
	case "616":
		if len(text) != 6 {
			return time.Time{}, false
		}
		year, err1 := strconv.Atoi(text[:4])
		week, err2 := strconv.Atoi(text[4:])
		if err1 != nil || err2 != nil || week < 1 || week > 53 {
			return time.Time{}, false
		}
		fourth := time.Date(year, 1, 4, 0, 0, 0, 0, time.UTC) // is in week 1 (ISO 8601)
		monday := fourth.AddDate(0, 0, -(int(fourth.Weekday())+6)%7)
		return monday.AddDate(0, 0, 7*week-1), true
	case "718":
		text = strings.Replace(text, "-", "", 1)
		if len(text) != 16 {
			return time.Time{}, false
		}
		_, err1 := time.Parse("20060102", text[:8])
		t, err2 := time.Parse("20060102", text[8:])
		return t, err1 == nil && err2 == nil
	}
	return time.Time{}, false
}

// day is the day of a DTM.
func day(in *translate.Reading, s *edi.Segment) documents.Date {
	t := moment(in, s)
	if t.IsZero() {
		return documents.Date{}
	}
	return documents.DateOf(t)
}

// date writes a DTM with a day, and nothing for the zero Date.
func (w *writing) date(qualifier string, d documents.Date) {
	if !d.IsZero() {
		w.Add("DTM", of(qualifier, fmt.Sprintf("%04d%02d%02d", d.Year, d.Month, d.Day), "102"))
	}
}

package edifactmap

import (
	"testing"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/translate"
)

// A DTM is read by its format; one without is guessed by its length, and told.
func TestMoment(t *testing.T) {
	for _, c := range []struct {
		text, format, want string
		defect             edi.Severity // of the one defect, or -1 for none
	}{
		{"261120", "101", "2026-11-20T00:00", -1},
		{"20261120", "102", "2026-11-20T00:00", -1},
		{"2611200915", "201", "2026-11-20T09:15", -1},
		{"202611200915", "203", "2026-11-20T09:15", -1},
		{"20261120091533", "204", "2026-11-20T09:15", -1},
		{"20250401120000+00", "303", "2025-04-01T12:00", -1},
		{"202502", "610", "2025-02-28T00:00", edi.Warn},
		{"202653", "616", "2027-01-03T00:00", edi.Warn}, // 2026 has 53 weeks
		{"202601", "616", "2026-01-04T00:00", edi.Warn},
		{"2026120120261215", "718", "2026-12-15T00:00", edi.Warn},
		{"20261201-20261215", "718", "2026-12-15T00:00", edi.Warn},
		{"20261120", "", "2026-11-20T00:00", edi.Warn},
		{"20140403", "203", "2014-04-03T00:00", edi.Warn},
		{"261120", "", "2026-11-20T00:00", edi.Warn},
		{"20260230", "102", "", edi.Note},
		{"202661", "616", "", edi.Note},
		{"tomorrow", "102", "", edi.Note},
		{"2026112", "", "", edi.Note},
	} {
		in := translate.NewReading(&edi.Message{}, documents.KindOrder, translate.Units{Profile: &partners.Profile{}})
		got := moment(in, &edi.Segment{Tag: "DTM", Elements: [][][]string{{{"137", c.text, c.format}}}})
		text := ""
		if !got.IsZero() {
			text = got.Format("2006-01-02T15:04")
		}
		defect := edi.Severity(-1)
		if n := len(in.Result.Defects); n > 1 {
			t.Errorf("%s:%s: %d defects", c.text, c.format, n)
		} else if n == 1 {
			defect = in.Result.Defects[0].Severity
		}
		if text != c.want || defect != c.defect {
			t.Errorf("%s:%s: got %q and defect %d, want %q and %d", c.text, c.format, text, defect, c.want, c.defect)
		}
	}
}

package translate_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/internal/absent"
	"github.com/wharf-edi/wharf/internal/golden"
	"github.com/wharf-edi/wharf/partners"
)

// sampleVersions are those in which every whole sample must be translated without
// a defect that makes its document unusable. Others are read and reported.
var sampleVersions = []string{"004010", "005010", "D.96A", "D.01B"}

// unusable are whole samples in these versions that make no document, and why.
var unusable = map[string]string{
	"x12/850/mapcheck-850-03-semantic-errors.edi":      "made to be wrong: no order number, no quantity",
	"edifact/ORDERS/edifactconverter-orders-d01b.edi":  "its second line orders nothing: it says only how much is in a pack",
	"edifact/ORDRSP/edireader-orders-d01b-unoc.edi":    "filler text in every element",
	"edifact/INVOIC/edifabric-mixedtransactions-2.edi": "its amounts are left out",
}

// Real messages, in the folder that WHARF_SAMPLES names: each whole one becomes a
// document. What of it was not understood, and what was wrong, is listed in
// testdata/unread.tsv; a change of the maps changes the list, and that is
// reviewed.
func TestSamples(t *testing.T) {
	root := os.Getenv("WHARF_SAMPLES")
	if root == "" {
		absent.Skip(t, "samples", "WHARF_SAMPLES names no folder of real EDI files")
	}
	report := &sampleReport{t: t}
	for _, folder := range []string{"x12/850", "x12/855", "x12/856", "x12/810", "edifact/ORDERS", "edifact/ORDRSP", "edifact/DESADV", "edifact/INVOIC"} {
		paths, err := filepath.Glob(filepath.Join(root, folder, "*.*"))
		if err != nil || len(paths) == 0 {
			t.Fatalf("no samples in %s (%v)", folder, err)
		}
		for _, path := range paths {
			report.file(folder, path)
		}
	}
	t.Logf("%d files, %d messages, %d segments, %d of them not understood, %d defects",
		report.files, report.messages, report.segments, report.unread, report.defects)
	golden.File(t, "testdata/unread.tsv", report.out.Bytes())
}

type sampleReport struct {
	t                                          *testing.T
	out                                        bytes.Buffer
	files, messages, segments, unread, defects int
}

func (r *sampleReport) file(folder, path string) {
	src, err := os.ReadFile(path)
	if err != nil {
		r.t.Fatal(err)
	}
	name := filepath.Base(path)
	read := x12Read
	if strings.HasPrefix(folder, "edifact") {
		read = edifactRead
	}
	interchanges, err := read(src)
	if err != nil {
		r.t.Errorf("%s/%s: %v", folder, name, err)
		return
	}
	r.files++
	unread, defects := map[string]int{}, map[string]int{}
	for _, i := range interchanges {
		for _, m := range i.Messages {
			if strings.HasSuffix(folder, m.Type) {
				r.message(folder+"/"+name, m, unread, defects)
			}
		}
	}
	for _, what := range slices.Sorted(maps.Keys(unread)) {
		fmt.Fprintf(&r.out, "%s/%s\tunread\t%d\t%s\n", folder, name, unread[what], what)
	}
	for _, what := range slices.Sorted(maps.Keys(defects)) {
		fmt.Fprintf(&r.out, "%s/%s\tdefect\t%d\t%s\n", folder, name, defects[what], what)
	}
}

func (r *sampleReport) message(file string, m *edi.Message, unread, defects map[string]int) {
	got, err := translator.Read(m, &partners.Profile{})
	if err != nil {
		r.t.Errorf("%s: %v", file, err)
		return
	}
	r.messages++
	if reason := unusable[file]; reason != "" && !got.Rejected() && m.Type == filepath.Base(filepath.Dir(file)) {
		r.t.Errorf("%s: makes a document, although: %s", file, reason)
	}
	r.segments += len(m.Segments)
	r.unread += len(got.Unread)
	r.defects += len(got.Defects)
	for _, s := range got.Unread {
		unread[strings.TrimSpace(s.Tag+" "+qualifier(s))]++
	}
	for _, d := range got.Defects {
		at := d.Pos.Tag
		if d.Pos.Element > 0 {
			at = fmt.Sprintf("%s%02d", at, d.Pos.Element)
		}
		defects[strings.TrimSpace(fmt.Sprintf("%s %s %s", severity(d.Severity), at, d.Text))]++
		if d.Severity == edi.Reject && unusable[file] == "" && slices.Contains(sampleVersions, m.Version) {
			r.t.Errorf("%s: %s: %v", file, m.Version, d)
		}
	}
}

// qualifier is the first element of a segment if it is one: the report holds
// codes, and no text of the samples.
func qualifier(s edi.Segment) string {
	q := s.Element(1)
	switch s.Tag {
	case "N2", "N3", "N4", "MSG", "CTA", "COM", "NTE", "PO4", "PKG", "MAN", "LIN", "IT3", "PIA", "SLN", "PAC", "LOC":
		return ""
	}
	if len(q) > 3 || strings.ToUpper(q) != q {
		return ""
	}
	return q
}

func severity(s edi.Severity) string { return [...]string{"warn", "note", "reject"}[s] }

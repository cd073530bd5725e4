package partners_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/wharf-edi/wharf/partners"
)

func directory(t *testing.T) *partners.Directory {
	t.Helper()
	d, err := partners.NewDirectory([]*partners.Profile{
		{ID: "acme", Standard: partners.X12, Them: []partners.Identity{{Qualifier: "01", ID: "123"}, {Qualifier: "ZZ", ID: "ACME"}}},
		{ID: "blech", Standard: partners.EDIFACT, Them: []partners.Identity{{ID: "123"}, {Qualifier: "14", ID: "4012345000009"}}},
		{ID: "joiner", Standard: partners.StandardNone},
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestBySender(t *testing.T) {
	d := directory(t)
	for _, c := range []struct {
		standard      partners.Standard
		qualifier, id string
		want          partners.ID // empty: unknown
	}{
		{partners.X12, "01", "123", "acme"},
		{partners.X12, "01", "123            ", "acme"},
		{partners.X12, "ZZ", "ACME", "acme"},
		{partners.X12, "ZZ", "123", ""},
		{partners.X12, "", "123", ""},
		{partners.X12, "01", " 123", ""},
		{partners.X12, "ZZ", "acme", ""},
		{partners.EDIFACT, "", "123", "blech"},
		{partners.EDIFACT, "14", "123", ""},
		{partners.EDIFACT, "", "4012345000009", ""},
		{partners.EDIFACT, "14", "4012345000009", "blech"},
		{partners.EDIFACT, "01", "123", ""},
		{partners.StandardNone, "", "", ""},
	} {
		p, err := d.BySender(c.standard, c.qualifier, c.id)
		switch {
		case c.want == "" && !errors.Is(err, partners.ErrUnknown):
			t.Errorf("%s %q %q: %v, %v; want unknown", c.standard, c.qualifier, c.id, p, err)
		case c.want == "" && !strings.Contains(err.Error(), strings.TrimSpace(c.id)):
			t.Errorf("%v does not say what was asked", err)
		case c.want != "" && (err != nil || p.ID != c.want):
			t.Errorf("%s %q %q: %v, %v; want %s", c.standard, c.qualifier, c.id, p, err, c.want)
		}
	}
}

func TestByID(t *testing.T) {
	d := directory(t)
	if p, err := d.ByID("joiner"); err != nil || p.ID != "joiner" {
		t.Errorf("%v, %v", p, err)
	}
	if _, err := d.ByID("nobody"); !errors.Is(err, partners.ErrUnknown) || !strings.Contains(err.Error(), "nobody") {
		t.Errorf("%v, want unknown and who was asked for", err)
	}
}

func TestDirectoryRefusesConflicts(t *testing.T) {
	them := []partners.Identity{{Qualifier: "01", ID: "123"}}
	_, err := partners.NewDirectory([]*partners.Profile{
		{ID: "a1", Standard: partners.X12, Them: them, Channels: map[string]partners.Settings{"sftp": partners.Settings(`{"login":"x"}`)}},
		{ID: "b1", Standard: partners.X12, Them: []partners.Identity{{Qualifier: "01", ID: "123 "}}, Channels: map[string]partners.Settings{"sftp": partners.Settings(`{"login":"x"}`)}},
		{ID: "a1", Standard: partners.EDIFACT, Them: them},
	})
	if err == nil {
		t.Fatal("no conflict found")
	}
	for _, want := range []string{"partner b1: the x12 identity 01:123, which a1 has", "partner b1: the sftp login x", "the id a1"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in\n%v", want, err)
		}
	}
}

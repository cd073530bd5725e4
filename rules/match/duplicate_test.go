package match_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/rules/match"
)

func TestNormalNumber(t *testing.T) {
	for in, want := range map[string]string{
		"4711": "4711", "inv-4711": "4711", "INV 004711": "4711", "00INV4711": "4711", "47/11": "4711", "47.11 ": "4711",
		"A-0012": "A0012", "RE INV 3": "REINV3", "INV": "INV", "000": "000", "": "", " - ": "", "4711-1": "47111", "inv\u00a07": "7",
	} {
		if got := match.NormalNumber(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// A normal number is one already: however often a number is copied from one system
// to the next, it stays the same invoice.
func FuzzNormalNumber(f *testing.F) {
	for _, s := range []string{"INV-0012", "INVINV1", "INV0INV0", "0", "ß", "\xff-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n := match.NormalNumber(s)
		if again := match.NormalNumber(n); again != n {
			t.Errorf("%q became %q, and then %q", s, n, again)
		}
	})
}

// The specification's levels D1 to D3; D0 is a matter of bytes and not judged here.
func TestDuplicate(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(now, earlier *documents.Invoice)
		want rules.Code
	}{
		{"D1 the same again", func(_, _ *documents.Invoice) {}, rules.Duplicate},
		{"D1 number written differently", func(n, _ *documents.Invoice) { n.Number = "1" }, rules.Duplicate},
		{"D1 decimals written differently", func(n, _ *documents.Invoice) { n.Total, n.Lines[0].Price = some("1100.00"), some("10.0") }, rules.Duplicate},
		{"D2 another total", func(n, _ *documents.Invoice) { n.Total = some("1099") }, rules.DuplicateDiffer},
		{"D2 another quantity", func(n, _ *documents.Invoice) { n.Lines[1].Quantity = d("49") }, rules.DuplicateDiffer},
		{"D2 another day", func(n, _ *documents.Invoice) { n.Date = day(21) }, rules.DuplicateDiffer},
		{"D3 another number", func(n, _ *documents.Invoice) { n.Number = "INV-2" }, rules.DuplicateSimile},
		{"D3 three days apart", func(n, _ *documents.Invoice) { n.Number, n.Date = "INV-2", day(19) }, rules.DuplicateSimile},
		{"four days apart", func(n, _ *documents.Invoice) { n.Number, n.Date = "INV-2", day(18) }, ""},
		{"another total", func(n, _ *documents.Invoice) { n.Number, n.Total = "INV-2", some("1100.01") }, ""},
		{"another currency", func(n, _ *documents.Invoice) { n.Number, n.Currency = "INV-2", "USD" }, ""},
		{"another order", func(n, _ *documents.Invoice) { n.Number, n.OrderNumber = "INV-2", "P00009" }, ""},
		{"D3 an order among several", func(n, _ *documents.Invoice) {
			n.Number, n.OrderNumber, n.Lines[0].OrderNumber = "INV-2", "P00009", "P-00007"
		}, rules.DuplicateSimile},
		{"D3 no order named", func(n, _ *documents.Invoice) { n.Number, n.OrderNumber = "INV-2", "" }, rules.DuplicateSimile},
		{"another delivery", func(n, e *documents.Invoice) { n.Number, n.NoticeNumber, e.NoticeNumber = "INV-2", "ASN-2", "ASN-1" }, ""},
		{"a credit note of the same number", func(n, _ *documents.Invoice) { n.Credit = true }, ""},
		{"two credit notes", func(n, e *documents.Invoice) { n.Credit, e.Credit = true, true }, rules.Duplicate},
		{"two without a number", func(n, e *documents.Invoice) { n.Number, e.Number, n.Total = "", "", some("1") }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			now, earlier := scene().Invoice, scene().Invoice
			c.do(now, earlier)
			var want []rules.Finding
			if c.want != "" {
				want = []rules.Finding{{Code: c.want, Expected: "document 3", Actual: now.Number}}
			}
			got := match.Duplicate(now, []match.Earlier{{Invoice: earlier, Reference: "document 3"}}, rules.DefaultTerms())
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The worst level answers, whichever invoice came first.
func TestDuplicateFirstLevelWins(t *testing.T) {
	similar, differs := scene().Invoice, scene().Invoice
	similar.Number, differs.Total = "INV-9", some("1")
	got := match.Duplicate(scene().Invoice, []match.Earlier{{similar, "a"}, {differs, "b"}, {scene().Invoice, "c"}}, rules.DefaultTerms())
	if len(got) != 1 || got[0].Code != rules.Duplicate || got[0].Expected != "c" {
		t.Errorf("got %v", got)
	}
}

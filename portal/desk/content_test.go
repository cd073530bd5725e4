package desk

import (
	"testing"

	"github.com/shopspring/decimal"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/portal/web"
	"github.com/wharf-edi/wharf/store"
)

// A document with nothing in it, or that was not judged, has a page all the same;
// each row of a grid has a cell for each column.
func TestContentComplete(t *testing.T) {
	for _, k := range web.Kinds {
		for _, body := range []string{``, `{}`, `{"Lines":[{}]}`, `{"Lines":[{"Schedules":[{},{}],"Lots":[{}]}],"Packages":[{}],"Charges":[{}],"Taxes":[{}]}`} {
			c, err := contentOf(&store.Document{Kind: k, Body: store.JSON(body)}, nil)
			if err != nil {
				t.Errorf("%s %s: %v", k, body, err)
			}
			for _, g := range c.grids {
				for _, r := range g.Rows {
					if len(r) != len(g.Head) {
						t.Errorf("%s %s: got %d cells under %d columns of %q", k, body, len(r), len(g.Head), g.Title)
					}
				}
			}
		}
		if _, err := contentOf(&store.Document{Kind: k, Body: store.JSON(`{"Lines":7}`)}, nil); err == nil {
			t.Errorf("%s: got no error for a body that is none", k)
		}
	}
}

// Packages that stand in each other in a ring are shown like others.
func TestDepthOfRing(t *testing.T) {
	n := &documents.ShipNotice{Packages: []documents.Package{{ID: "a", Parent: "b"}, {ID: "b", Parent: "a"}, {ID: "c"}, {ID: "d", Parent: "c"}, {ID: "e", Parent: "missing"}}}
	for i, want := range []string{"deep3", "deep3", "", "deep1", ""} {
		if got := depthClass(n, n.Packages[i]); got != want {
			t.Errorf("package %s: got %q, want %q", n.Packages[i].ID, got, want)
		}
	}
}

// The first promise stays the first, and the last is the one that counts.
func TestPromiseRows(t *testing.T) {
	day := func(d int) documents.Date { return documents.Date{Year: 2026, Month: 12, Day: d} }
	order := &documents.Order{Lines: []documents.OrderLine{{Number: 1, Due: day(1), Quantity: decimal.NewFromInt(5)}, {Number: 2, Due: day(1)}}}
	rows := promiseRows(order, []*store.Promise{{Number: 1, Due: day(1)}, {Number: 1, Due: day(4)}, {Number: 9, Asked: day(2), Due: day(1)}})
	if len(rows) != 3 {
		t.Fatalf("got %d rows, want two lines and one that only the ledger knows", len(rows))
	}
	for i, want := range []string{"3 days late", "", "1 day early"} {
		if got := rows[i].days(); got != want {
			t.Errorf("line %d: got %q, want %q", rows[i].Number, got, want)
		}
	}
	if rows[0].First != day(1) || rows[0].Last != day(4) || !rows[1].First.IsZero() {
		t.Errorf("got %+v", rows)
	}
}

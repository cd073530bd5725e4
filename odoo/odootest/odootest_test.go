package odootest

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

func fresh(t *testing.T, version int) (*Server, *session) {
	t.Helper()
	s, err := New(Options{Version: version, Now: func() time.Time { return time.Date(2031, 3, 1, 8, 0, 0, 0, time.UTC) }})
	if err != nil {
		t.Fatal(err)
	}
	s.db.begin(1)
	return s, &session{db: s.db, user: "admin", ctx: map[string]any{}}
}

// A call that fails leaves the database as it was, however far it got.
func TestRollback(t *testing.T) {
	s, one := fresh(t, 17)
	before := dump(s.db)
	order, err := one.create("purchase.order", map[string]any{"partner_id": int64(1), "order_line": []any{
		[]any{int64(0), int64(0), map[string]any{"name": "x", "product_qty": 2.0, "price_unit": 1.0}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := one.confirmOrders(&call{args: []any{[]any{order.id()}}}); err != nil {
		t.Fatal(err)
	}
	if err := one.unlink("purchase.order.line", []int64{1}); err != nil {
		t.Fatal(err)
	}
	if dump(s.db) == before {
		t.Fatal("nothing was done")
	}
	s.db.rollback()
	if after := dump(s.db); after != before {
		t.Errorf("after rolling back:\n%s\nwant\n%s", after, before)
	}
}

func dump(d *db) string {
	var b strings.Builder
	for _, model := range sortedKeys(d.tables) {
		t := d.tables[model]
		fmt.Fprintln(&b, model, t.order)
		for _, id := range t.order {
			for _, name := range sortedKeys(t.rows[id]) {
				if v := t.rows[id][name]; v != nil {
					fmt.Fprintln(&b, " ", id, name, v)
				}
			}
		}
		for _, name := range sortedKeys(t.children) {
			for id, children := range t.children[name] {
				if len(children) > 0 && id < 5 {
					fmt.Fprintln(&b, "  index", name, len(children))
				}
			}
		}
	}
	return b.String()
}

func TestVersions(t *testing.T) {
	if _, err := New(Options{Version: 13, Now: time.Now}); err == nil {
		t.Error("13 is not simulated, yet there is no error")
	}
	for version, want := range map[int]struct{ has, hasNot string }{
		14: {"product_uom", "product_uom_id"}, 18: {"taxes_id", "tax_ids"}, 19: {"tax_ids", "taxes_id"},
	} {
		_, one := fresh(t, version)
		fields := one.tables["purchase.order.line"].fields
		if fields[want.has] == nil || fields[want.hasNot] != nil {
			t.Errorf("%d: want %s and not %s", version, want.has, want.hasNot)
		}
	}
}

// What one side writes, the other reads: in texts, up to what XML can hold.
func FuzzWire(f *testing.F) {
	f.Add("a<b>&]]>\n\r é", int64(-7), 0.1)
	f.Add("", int64(1)<<40, 1e21)
	f.Fuzz(func(t *testing.T, text string, n int64, x float64) {
		if x != x {
			return
		}
		var escaped bytes.Buffer
		_ = xml.EscapeText(&escaped, []byte(text)) // a buffer takes all
		var plain string
		if err := xml.Unmarshal([]byte("<x>"+escaped.String()+"</x>"), &plain); err != nil {
			return // XML has no form for it
		}
		want := []any{plain, n, x, true, map[string]any{"k": []any{}}}
		body, err := writeResponse(want)
		if err != nil {
			t.Fatal(err)
		}
		_, got, err := readCall(bytes.NewReader(body))
		if err != nil || len(got) != 1 || !reflect.DeepEqual(got[0], any(want)) {
			t.Fatalf("wrote %#v, read %#v, %v", want, got, err)
		}
	})
}

func TestLike(t *testing.T) {
	for _, c := range []struct {
		text, pattern string
		fold, want    bool
	}{
		{"INV-1", "inv-1", true, true}, {"INV-1", "inv-1", false, false}, {"INV_1", `INV\_1`, false, true}, {"INV-1", `INV\_1`, false, false},
		{"INV-1", "INV_1", false, true}, {"abc", "%b%", false, true}, {"abc", "b", false, false}, {"a%c", `a\%c`, false, true}, {"", "%", false, true},
	} {
		if got := like(c.text, c.pattern, c.fold); got != c.want {
			t.Errorf("%q like %q: got %t, want %t", c.text, c.pattern, got, c.want)
		}
	}
}

//go:build odoo

package odoo_test

import (
	"crypto/rand"
	"os"
	"strings"
	"testing"

	"github.com/wharf-edi/wharf/gateway/erptest"
	"github.com/wharf-edi/wharf/odoo"
)

// groups are those that doc/odoo.md asks for.
var groups = []string{"base.group_user", "purchase.group_purchase_user", "stock.group_stock_user", "account.group_account_invoice"}

// TestRealOdoo runs the contract suite against the server that ODOO_URL names. The
// gateway logs in there as a user of its own with no more rights than the manual
// asks for. Orders and bills are left behind.
func TestRealOdoo(t *testing.T) {
	url := os.Getenv("ODOO_URL")
	if url == "" {
		t.Fatal("ODOO_URL is not set: this test is for a real Odoo")
	}
	admin := config(url)
	admin.Database, admin.User, admin.Password = os.Getenv("ODOO_DB"), os.Getenv("ODOO_USER"), os.Getenv("ODOO_PASSWORD")
	wharf := admin
	wharf.User, wharf.Password = newUser(t, client(t, admin))
	erptest.Run(t, func(t *testing.T) *erptest.Harness {
		h := harness(t, wharf)
		h.Buyer = buyer(t, admin)
		return h
	})
}

func newUser(t *testing.T, c *odoo.Client) (login, password string) {
	t.Helper()
	var ids []any
	for _, external := range groups {
		module, name, _ := strings.Cut(external, ".")
		found, err := c.Execute(t.Context(), "ir.model.data", "search_read",
			[]any{[]any{[]any{"module", "=", module}, []any{"name", "=", name}}}, map[string]any{"fields": []string{"res_id"}})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range found.([]any) {
			ids = append(ids, r.(map[string]any)["res_id"])
		}
	}
	field := "groups_id"
	if has, err := c.HasField(t.Context(), "res.users", field); err != nil {
		t.Fatal(err)
	} else if !has {
		field = "group_ids" // 19
	}
	login, password = "wharf-"+strings.ToLower(rand.Text()[:8]), rand.Text()
	_, err := c.Execute(t.Context(), "res.users", "create", []any{[]any{map[string]any{
		"name": "Wharf", "login": login, "email": login + "@example.com", "password": password, field: []any{[]any{6, 0, ids}},
	}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return login, password
}

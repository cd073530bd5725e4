//go:build odoo

package main

import (
	"os"
	"testing"
	"time"

	"github.com/wharf-edi/wharf/internal/pgtest"
)

// The whole way on the real Odoo that ODOO_URL, ODOO_DB, ODOO_USER and
// ODOO_PASSWORD name. It makes vendors, items, orders, receipts and bills there.
func TestRealOdoo(t *testing.T) {
	at := odooAt{cfg: OdooConfig{URL: os.Getenv("ODOO_URL"), Database: os.Getenv("ODOO_DB"), User: os.Getenv("ODOO_USER"), Password: os.Getenv("ODOO_PASSWORD"),
		Timezone: "UTC", Timeout: 30 * time.Second}}
	if at.cfg.URL == "" {
		t.Fatal("ODOO_URL is not set")
	}
	t.Run("sqlite", func(t *testing.T) { endToEnd(t, at, "") })
	t.Run("postgres", func(t *testing.T) { endToEnd(t, at, pgtest.Database(t)) })
}

//go:build odoo

package odootest_test

import (
	"os"
	"testing"
	"time"

	"github.com/wharf-edi/wharf/odoo"
)

// TestRealOdoo shows that the facts the simulation is built on hold on the server
// that ODOO_URL names.
func TestRealOdoo(t *testing.T) {
	url := os.Getenv("ODOO_URL")
	if url == "" {
		t.Fatal("ODOO_URL is not set: this test is for a real Odoo")
	}
	runFacts(t, odoo.Config{
		URL: url, Database: os.Getenv("ODOO_DB"), User: os.Getenv("ODOO_USER"), Password: os.Getenv("ODOO_PASSWORD"), Now: time.Now,
	})
}

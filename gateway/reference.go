package gateway

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/store"
)

// reference is what the ERP knows a document by. It depends on what the document
// says it is, not on a row's number, so that the same invoice has the same
// reference over every channel and also for a store that was set up anew.
func reference(d *store.Document, origin string) string {
	what := d.Key
	if what == "" {
		what = origin
	}
	sum := sha256.Sum256([]byte(what))
	kind := map[documents.Kind]string{
		documents.KindInvoice: "bill", documents.KindShipNotice: "shipnotice", documents.KindOrderResponse: "response",
	}[d.Kind]
	if kind == "" {
		kind = string(d.Kind)
	}
	return kind + "_" + strings.ReplaceAll(string(d.Partner), "-", "_") + "_" + hex.EncodeToString(sum[:10])
}

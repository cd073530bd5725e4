package rules

import (
	"cmp"

	"github.com/wharf-edi/wharf/documents"
)

// ItemWord is an item in a finding: the number that says most, else the name.
func ItemWord(i documents.Item) string {
	return cmp.Or(i.Buyer, i.Supplier, i.GTIN, i.Manufacturer, i.Name)
}

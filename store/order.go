package store

import (
	"context"
	"time"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/partners"
)

// SentOrder is what a supplier was last told of an order, with the running
// numbers that its lines have towards the supplier.
type SentOrder struct {
	Partner  partners.ID
	Number   string // the buyer's
	OrderKey string // the ERP's
	Document int64  // the outbound document
	Lines    []LineNumber
	Told     JSON // documents.Order as it was sent
	At       time.Time
}

// LineNumber maps a running number to a line of the ERP; 1:n after a split.
type LineNumber struct {
	Number  int
	LineKey string
}

// Promise is one entry of the ledger of promises. Entries are only ever added.
type Promise struct {
	ID       int64
	Partner  partners.ID
	Order    string
	LineKey  string
	Number   int // the line's running number
	Document int64
	Asked    documents.Date
	Due      documents.Date
	Quantity documents.Quantity
	First    bool
	At       time.Time
}

// OrderTx keeps what suppliers were told and what they promised.
type OrderTx interface {
	// AddSentOrder keeps what was sent; ErrConflict if the partner was told of that
	// order before.
	AddSentOrder(ctx context.Context, o *SentOrder) error
	SentOrder(ctx context.Context, partner partners.ID, number string) (*SentOrder, error)
	AddPromise(ctx context.Context, p *Promise) (int64, error)
	Promises(ctx context.Context, partner partners.ID, order string) ([]*Promise, error) // oldest first
}

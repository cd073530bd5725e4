package gateway

import (
	"context"
	"time"

	"github.com/wharf-edi/wharf/documents"
)

// ERP is the buyer's system of record. Package odoo satisfies it; the suite in
// erptest says each promise below as a test.
//
// Every write may be asked for twice with the same Reference and has its effect
// once: what stands there already is found and answered. An error of a write
// that has a method MaybeDone() bool answering true may have been carried out:
// the same write, asked for again, reads the state back before it does anything.
// An error with RetryAfter() (time.Duration, bool) says whether a repeat can
// help. An error with Refusal() string is the ERP's own "no", in words for a
// person; repeating it does not help.
type ERP interface {
	// Vendor finds the key of a supplier. Exactly one field of the argument is set.
	// The error wraps documents.ErrNoVendor if there is none or more than one.
	Vendor(ctx context.Context, v documents.VendorRef) (key string, err error)

	// Order answers the order of that number and supplier as it is now; the error
	// wraps documents.ErrNoOrder if there is none. OrderLine.Number is 0.
	Order(ctx context.Context, supplierKey, number string) (*documents.Order, error)

	// Changed answers the orders of these suppliers that were confirmed, closed or
	// cancelled and changed at or after since, oldest change first, each as it is
	// now. It may answer orders that have not changed; it leaves none out that has.
	// at is the ERP's own time at the start of the call.
	Changed(ctx context.Context, supplierKeys []string, since time.Time) (orders []*documents.Order, at time.Time, err error)

	// Confirm writes promises, the supplier's order number and a note.
	Confirm(ctx context.Context, c *documents.Confirmation) (*documents.Written, error)

	// Announce writes what a shipping notice says to the open receipt: nothing of it
	// counts as received.
	Announce(ctx context.Context, a *documents.Arrival) (*documents.Written, error)

	// Bill makes one draft vendor bill and reads it back. Bills of the supplier under
	// the same number that are not ours are an error with a Refusal.
	Bill(ctx context.Context, b *documents.Bill) (*documents.Written, error)

	// Check says what a person must know before trusting this ERP: version, rights,
	// missing modules, precision.
	Check(ctx context.Context) (*documents.Checkup, error)
}

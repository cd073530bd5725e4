package gateway

import (
	"context"
	"sync"
	"time"

	"github.com/wharf-edi/wharf/partners"
)

// vendorsFor is how long the ERP's key of a supplier is answered from memory.
const vendorsFor = 10 * time.Minute

// Vendors remembers which vendor of the ERP a partner is.
type Vendors struct {
	ERP ERP
	Now func() time.Time

	mu   sync.Mutex // guards what follows
	keys map[partners.ERPPartner]vendorKey
}

type vendorKey struct {
	key string
	at  time.Time
}

// Key answers the ERP's key of the partner; the error wraps documents.ErrNoVendor.
func (v *Vendors) Key(ctx context.Context, p *partners.Profile) (string, error) {
	v.mu.Lock()
	k, ok := v.keys[p.ERP]
	v.mu.Unlock()
	if ok && v.Now().Sub(k.at) < vendorsFor {
		return k.key, nil
	}
	key, err := v.ERP.Vendor(ctx, p.ERP.Vendor())
	if err != nil {
		return "", err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.keys == nil {
		v.keys = map[partners.ERPPartner]vendorKey{}
	}
	v.keys[p.ERP] = vendorKey{key, v.Now()}
	return key, nil
}

// Package postgres is being written.
package postgres

import (
	"context"
	"errors"

	"github.com/wharf-edi/wharf/store/sqlite"
)

type Options = sqlite.Options

func Open(ctx context.Context, url string, opt Options) (*sqlite.Store, error) {
	return nil, errors.New("not yet")
}

// Package store is memory: what came and went as bytes, what it was read as,
// what was decided about it, what the ERP said, who must still decide, and who
// we trade with. The root says what a store promises; storetest says it as
// tests; sqlite and postgres keep it, from the one portable SQL text in
// sqlstore.
//
// Everything happens in a transaction: Update for writing, View for reading.
// Both take a Scope, and a transaction sees and touches only the rows of its
// scope. What a step decides, the timeline's event about it and the job that
// goes on with it are written in one Update: after a crash either all of it is
// there or none.
//
// Bytes are kept as they came and are never changed or deleted here. Times are
// kept to the microsecond in UTC, decimals as text.
//
// What is not here: what the rows mean and which step follows which (package
// gateway), and any parsing.
package store

import (
	"context"
	"errors"

	"github.com/wharf-edi/wharf/partners"
)

// Sentinel errors; methods wrap them with what was asked for.
var (
	ErrNotFound = errors.New("not found")
	ErrConflict = errors.New("exists already")             // a unique key is taken; the transaction goes on being usable only to be rolled back
	ErrNewer    = errors.New("schema is newer than wharf") // the store was migrated by a later release
	ErrInUse    = errors.New("in use by another process")
)

// Scope says whose rows a transaction may see. The zero Scope sees no rows of any
// partner.
type Scope struct {
	All     bool        // everything: the gateway itself and staff
	Partner partners.ID // this partner's rows only
}

// Everything is the scope of the gateway itself.
var Everything = Scope{All: true}

// A Store keeps rows. Its methods may be called from many goroutines.
type Store interface {
	// Update runs do in one transaction that is committed when do returns nil, and
	// rolled back otherwise. When it has returned nil, what was written survives
	// the loss of the process and of power. do may be run again when the database
	// asks for it (serialization), so it must have no effect outside of tx.
	Update(ctx context.Context, s Scope, do func(tx Tx) error) error

	// View runs do in a transaction that reads one consistent state. Writing in it
	// is an error.
	View(ctx context.Context, s Scope, do func(tx Tx) error) error

	// Lock waits until the caller alone holds every one of keys, across all nodes
	// that share the store. The lock ends with unlock, or with the process, or with
	// ctx. Keys are taken in sorted order, so that two callers cannot wait for each
	// other. Holding a lock is compatible with Update and View.
	Lock(ctx context.Context, keys ...string) (unlock func(), err error)

	// Ready says nil when the store answers and its schema is this release's.
	Ready(ctx context.Context) error

	Close() error
}

// Tx is one transaction. It must not be kept after do has returned, nor be used
// by two goroutines at once.
type Tx interface {
	TransmissionTx
	MessageTx
	DocumentTx
	ExceptionTx
	EventTx
	OrderTx
	ProfileTx
	UserTx

	// NextControl reserves the next control number of the series key, from 1. A
	// number may be lost, it is never given twice.
	NextControl(ctx context.Context, key string) (int64, error)

	// Mark is a named value that is kept ("odoo-watermark"); empty if never set.
	Mark(ctx context.Context, name string) (string, error)
	SetMark(ctx context.Context, name, value string) error

	// Wake adds a job of the given kind for a row, to be worked once this
	// transaction is committed. Internal/jobs runs it.
	Wake(ctx context.Context, kind string, id int64) error
}

// Page limits a list: at most Limit rows (0: 50; at most 1,000) with an ID below
// Before (0: from the newest). Lists are newest first unless they say otherwise.
type Page struct {
	Before int64
	Limit  int
}

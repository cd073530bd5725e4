package store

import (
	"context"
	"time"

	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/rules"
)

// Exception is a work item that a person owns until it is decided.
type Exception struct {
	ID           int64
	Partner      partners.ID
	Transmission int64 // 0 if it concerns none
	Document     int64 // 0 likewise
	Code         rules.Code
	Owner        rules.Role
	Order        string // number of the order; may be empty
	Line         string
	Expected     string
	Actual       string
	Delta        string
	Effect       string
	Detail       string // where it stands in the file, or what the ERP said
	Opened       time.Time
	Closed       time.Time // zero: open
	ClosedBy     string
	ClosedWhy    string
}

// ExceptionFilter selects exceptions; zero fields select all.
type ExceptionFilter struct {
	Open         bool // only those that are open
	Owner        rules.Role
	Partner      partners.ID
	Document     int64
	Transmission int64
	Page
}

// ExceptionTx keeps exceptions.
type ExceptionTx interface {
	// OpenException keeps e and answers its ID. While one with the same document,
	// transmission, code and line is open, that one's ID is answered and its
	// Expected, Actual, Delta, Effect and Detail are brought up to date.
	OpenException(ctx context.Context, e *Exception) (int64, error)
	Exception(ctx context.Context, id int64) (*Exception, error)
	Exceptions(ctx context.Context, f ExceptionFilter) ([]*Exception, error)
	CountExceptions(ctx context.Context, f ExceptionFilter) (int, error)
	CloseException(ctx context.Context, id int64, by, why string, at time.Time) error
}

// Event is one line of a timeline: what happened, when, by whom, in words that a
// buyer reads.
type Event struct {
	ID           int64
	Partner      partners.ID
	Transmission int64
	Document     int64
	Order        string
	At           time.Time
	Actor        string // "Wharf", a user's name, a partner's ID
	Step         string // keep, read, acknowledge, translate, judge, post, tell, send, fetch, decide
	Text         string
	Data         JSON // what stands behind the text, for the one who explains; may be nil
}

// EventFilter selects events; a zero field selects all. Oldest first.
type EventFilter struct {
	Transmission int64
	Document     int64
	Order        string
	After        int64 // ID
	Limit        int   // 0: 500
}

// EventTx keeps timelines. Events are only ever added, and each carries the hash
// of the one before it.
type EventTx interface {
	AddEvent(ctx context.Context, e *Event) error
	Events(ctx context.Context, f EventFilter) ([]*Event, error)
	// VerifyEvents follows the chain of hashes and answers how many events it holds;
	// the error names the first that was changed or taken away.
	VerifyEvents(ctx context.Context) (int, error)
}

package store

import (
	"context"
	"time"

	"github.com/wharf-edi/wharf/partners"
)

// Direction says which way a transmission went.
type Direction string

// The directions.
const (
	Inbound  Direction = "in"
	Outbound Direction = "out"
)

// TransmissionState is how far a transmission has come.
type TransmissionState string

// The states.
const (
	TransmissionReceived TransmissionState = "received" // in: kept, not read yet
	TransmissionRead     TransmissionState = "read"     // in: read, every message has its own fate
	TransmissionRejected TransmissionState = "rejected" // in: nothing of it can be processed; there is an exception
	TransmissionRepeat   TransmissionState = "repeat"   // in: the bytes came before; see RepeatOf
	TransmissionReady    TransmissionState = "ready"    // out: lies ready for the partner
	TransmissionFetched  TransmissionState = "fetched"  // out: the partner has read it to its end
	TransmissionRemoved  TransmissionState = "removed"  // out: the partner has deleted it after reading
)

// Transmission is what one wire carried at one time. Its bytes are asked for by
// Body, because lists need none.
type Transmission struct {
	ID        int64
	Direction Direction
	Partner   partners.ID // whose channel it is; empty when not even that is known
	Channel   string      // "sftp", "portal"
	Name      string      // as the counterpart called it, or as we did
	Remote    string
	Login     string
	At        time.Time
	SHA256    string // hex
	Size      int64
	State     TransmissionState
	RepeatOf  int64     // the first transmission with these bytes from this partner; 0 if none
	Due       time.Time // when the gateway has to look at it next; zero: it does not
	Attempts  int       // how often work on it has failed
}

// TransmissionFilter selects transmissions; zero fields select all.
type TransmissionFilter struct {
	Direction Direction
	Partner   partners.ID
	States    []TransmissionState
	Name      string // exactly
	DueBy     time.Time
	OldFirst  bool
	Page
}

// TransmissionTx keeps transmissions.
type TransmissionTx interface {
	// AddTransmission keeps t with its bytes and answers its ID. It fills in SHA256
	// and Size. Outbound names are unique per partner among those that are not
	// removed: ErrConflict.
	AddTransmission(ctx context.Context, t *Transmission, body []byte) (int64, error)
	Transmission(ctx context.Context, id int64) (*Transmission, error)
	Body(ctx context.Context, id int64) ([]byte, error)
	Transmissions(ctx context.Context, f TransmissionFilter) ([]*Transmission, error)
	// FirstWith answers the oldest inbound transmission of the partner with these
	// bytes; ErrNotFound if there is none.
	FirstWith(ctx context.Context, partner partners.ID, sha256 string) (*Transmission, error)
	// SetTransmission writes State, RepeatOf, Partner, Due and Attempts of the row.
	SetTransmission(ctx context.Context, t *Transmission) error
	// SetTransmissionDue is to transmissions what SetDocumentDue is to documents.
	SetTransmissionDue(ctx context.Context, t *Transmission, due time.Time) (ok bool, err error)
}

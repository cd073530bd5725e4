// Package transports is carrying: bytes with an outside, to and from one
// counterpart. The root is the contract; a subpackage is one protocol from its
// own Config.
//
// A transport knows the names and bytes of parcels and which account or address
// they came over. It does not know what the bytes mean, nor who the counterpart
// is to us: a file that was closed cleanly is handed over, whether its envelope
// is complete is found by package gateway.
package transports

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Parcel is what one wire carried at one time: a file, an AS2 message, a form post.
type Parcel struct {
	Name   string // as the counterpart called it; never used as a path
	Body   []byte // as it came, to the last byte
	Remote string // host and port, or what else tells the operator where it came from
	Login  string // the identity that was proven to the transport: a key's fingerprint, a certificate's, a user
	At     time.Time
}

// An Inbox takes parcels from a transport. Implemented by package gateway.
type Inbox interface {
	// Keep stores the parcel that came over account for good. Only when it has
	// returned nil may the transport tell the counterpart that the parcel has
	// arrived. The error may be a *Refused, whose Text the counterpart may read.
	Keep(ctx context.Context, account string, p *Parcel) error
}

// A Refused error says no to a counterpart, in words it may read.
type Refused struct {
	Text string // for the counterpart: no inside of ours in it
	Err  error  // for our log; may be nil
}

func (r *Refused) Error() string {
	if r.Err == nil {
		return "refused: " + r.Text
	}
	return fmt.Sprintf("refused: %s: %v", r.Text, r.Err)
}

// Unwrap is the cause for our log.
func (r *Refused) Unwrap() error { return r.Err }

// Folder is a directory of a counterpart's mailbox.
type Folder string

// The folders that a counterpart sees.
const (
	In      Folder = "in"      // it puts files here; what was taken over disappears
	Out     Folder = "out"     // what we have for it
	Archive Folder = "archive" // what it sent and we took, for a while
	Error   Folder = "error"   // what it sent and we could not read, with the reason beside it
)

// Entry is one file in a folder.
type Entry struct {
	ID   int64 // the mailbox's own
	Name string
	Size int64
	At   time.Time
}

// ErrNotFound is wrapped when a mailbox has no such account, folder or file.
var ErrNotFound = errors.New("not found")

// A Mailbox is what a file server shows of the store to one account. Implemented
// by package gateway; every node shows the same.
type Mailbox interface {
	// List answers the files in folder, oldest first, at most 10,000.
	List(ctx context.Context, account string, folder Folder) ([]Entry, error)
	// Open answers the bytes of a file.
	Open(ctx context.Context, account string, folder Folder, name string) ([]byte, error)
	// Fetched notes that the counterpart has read the file in Out to its end.
	Fetched(ctx context.Context, account string, name, remote string) error
	// Remove takes a file out of Out: the counterpart has deleted it and so
	// acknowledged it. Its bytes are kept. In other folders it is refused.
	Remove(ctx context.Context, account string, folder Folder, name string) error
}

// Account is one counterpart's access to a server.
type Account struct {
	Name         string   // the login; also the account that Inbox and Mailbox are asked with
	Keys         []string // public keys, one authorized_keys line each
	PasswordHash string   // PHC string (argon2id); empty: no password login
	MaxFileBytes int64    // 0: the server's own limit
}

// Accounts finds accounts as they are now: a revoked key is gone at once.
type Accounts interface {
	// Account answers the account of that login; the error wraps ErrNotFound.
	Account(ctx context.Context, login string) (*Account, error)
}

// A Sender delivers parcels to one counterpart.
type Sender interface {
	Send(ctx context.Context, p *Parcel) (*Proof, error)
}

// Proof is what shows that a parcel arrived.
type Proof struct {
	At   time.Time
	Text string // what the other side said
}

// An Undelivered error reports a parcel that did not arrive, as far as we know.
type Undelivered struct {
	Account string
	Sent    bool          // bytes may have reached the counterpart: repeat only under the same Name
	After   time.Duration // earliest repeat; negative if no repeat can help
	Err     error
}

func (e *Undelivered) Error() string { return "undelivered to " + e.Account + ": " + e.Err.Error() }

// Unwrap is the cause.
func (e *Undelivered) Unwrap() error { return e.Err }

// RetryAfter is the advice package jobs looks for in an error.
func (e *Undelivered) RetryAfter() (time.Duration, bool) { return e.After, e.After >= 0 }

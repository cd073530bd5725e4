package store

import (
	"context"
	"time"

	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/rules"
)

// ProfileTx keeps the versions of profiles.
type ProfileTx interface {
	// PutProfile keeps p as the partner's live profile and answers its version. When
	// it is equal to the live one, nothing is written and that version is answered.
	PutProfile(ctx context.Context, p *partners.Profile, at time.Time) (int, error)
	Profile(ctx context.Context, id partners.ID) (*partners.Profile, error)                     // the live one
	ProfileVersion(ctx context.Context, id partners.ID, version int) (*partners.Profile, error) // any
	Profiles(ctx context.Context) ([]*partners.Profile, error)                                  // the live ones, by ID
}

// User is a person of the buyer's who may log in.
type User struct {
	ID       int64
	Login    string
	Name     string
	Password string // PHC string
	Roles    []rules.Role
	Disabled bool
}

// Secret is something the gateway made once and must keep: a host key. Data is
// what the caller gave; encrypting it is the caller's work.
type Secret struct {
	Name string
	Data []byte
}

// UserTx keeps people, their sessions and the gateway's own secrets.
type UserTx interface {
	PutUser(ctx context.Context, u *User) (int64, error) // by Login
	User(ctx context.Context, login string) (*User, error)
	Users(ctx context.Context) ([]*User, error)

	Session(ctx context.Context, token string) (data []byte, expires time.Time, err error) // ErrNotFound
	PutSession(ctx context.Context, token string, data []byte, expires time.Time) error
	DeleteSession(ctx context.Context, token string) error
	DeleteSessionsBefore(ctx context.Context, at time.Time) error

	// AddSecret keeps s unless there is one of that name, and answers the one kept.
	AddSecret(ctx context.Context, s Secret) (Secret, error)
}

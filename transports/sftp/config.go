package sftp

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/wharf-edi/wharf/internal/password"
	"github.com/wharf-edi/wharf/transports"
)

// Config is what a Server needs. Zero limits take their defaults.
type Config struct {
	HostKeys []ssh.Signer // at least one; one of each type is used
	Accounts transports.Accounts
	Inbox    transports.Inbox
	Mailbox  transports.Mailbox

	// Spool is an existing folder for uploads in flight. Servers may share it. Its
	// content is never needed after a crash; what killed runs have left there is
	// removed after PendingFor and an hour.
	Spool string

	Log       *slog.Logger     // defaults to one that discards
	Now       func() time.Time // defaults to time.Now
	Passwords *password.Hasher // defaults to one of its own; share one to bound memory over the whole program

	MaxFileBytes  int64 // of one upload, where the account has no limit of its own; defaults to 64 MiB
	MaxSpoolBytes int64 // of all uploads in flight and pending; defaults to 1 GiB
	MaxOpenBytes  int64 // of all files held in memory; defaults to 256 MiB, and is at least the largest file

	MaxConnections           int // at once; defaults to 200
	MaxPerAddress            int // connections from one address; defaults to 50
	MaxPerAccount            int // connections of one account; defaults to 20
	MaxSessionsPerConnection int // defaults to 4
	MaxFilesPerSession       int // open files and folders; defaults to 16
	MaxPending               int // uploads of an account under temporary names; defaults to 100
	MaxAuthTries             int // failed attempts in one connection; defaults to 6
	MaxFailures              int // failed logins from an address, or of a password, before they are turned away; defaults to 15

	HandshakeTimeout time.Duration // from accept to login; defaults to 1 minute
	IdleTimeout      time.Duration // without a byte from the client; defaults to 15 minutes
	KeepTimeout      time.Duration // for one call to Inbox or Mailbox; defaults to 1 minute
	PendingFor       time.Duration // how long an upload under a temporary name waits for its rename; defaults to 24 hours
	FailureWindow    time.Duration // how long a failed login counts; defaults to 30 minutes
	ShutdownTimeout  time.Duration // how long sessions may go on after the end of the context; defaults to 5 seconds
}

// Validate reports everything that is wrong with the configuration.
func (c *Config) Validate() error {
	var errs []error
	need := func(ok bool, format string, a ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf("sftp: "+format, a...))
		}
	}
	need(len(c.HostKeys) > 0, "no host key")
	for _, k := range c.HostKeys {
		if k != nil {
			need(strongKey(k.PublicKey()) == nil, "host key: %v", strongKey(k.PublicKey()))
		}
		need(k != nil, "a host key is nil")
	}
	need(c.Accounts != nil, "no accounts")
	need(c.Inbox != nil, "no inbox")
	need(c.Mailbox != nil, "no mailbox")
	switch info, err := os.Stat(c.Spool); {
	case c.Spool == "":
		need(false, "no spool folder")
	case errors.Is(err, fs.ErrNotExist):
		need(false, "the spool folder %s does not exist", c.Spool)
	case err != nil:
		need(false, "spool folder: %v", err)
	default:
		need(info.IsDir(), "the spool %s is not a folder", c.Spool)
	}
	for _, n := range []struct {
		name  string
		value int64
	}{
		{"MaxFileBytes", c.MaxFileBytes}, {"MaxSpoolBytes", c.MaxSpoolBytes}, {"MaxOpenBytes", c.MaxOpenBytes},
		{"MaxConnections", int64(c.MaxConnections)}, {"MaxPerAddress", int64(c.MaxPerAddress)},
		{"MaxPerAccount", int64(c.MaxPerAccount)}, {"MaxSessionsPerConnection", int64(c.MaxSessionsPerConnection)},
		{"MaxFilesPerSession", int64(c.MaxFilesPerSession)}, {"MaxPending", int64(c.MaxPending)},
		{"MaxAuthTries", int64(c.MaxAuthTries)}, {"MaxFailures", int64(c.MaxFailures)},
		{"HandshakeTimeout", int64(c.HandshakeTimeout)}, {"IdleTimeout", int64(c.IdleTimeout)},
		{"KeepTimeout", int64(c.KeepTimeout)}, {"PendingFor", int64(c.PendingFor)},
		{"FailureWindow", int64(c.FailureWindow)}, {"ShutdownTimeout", int64(c.ShutdownTimeout)},
	} {
		need(n.value >= 0, "%s is negative", n.name)
	}
	return errors.Join(errs...)
}

func (c *Config) setDefaults() {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Passwords == nil {
		c.Passwords = password.NewHasher(0)
	}
	orElse(&c.MaxFileBytes, 64<<20)
	orElse(&c.MaxSpoolBytes, 1<<30)
	orElse(&c.MaxOpenBytes, 256<<20)
	c.MaxOpenBytes = max(c.MaxOpenBytes, c.MaxFileBytes)
	orElse(&c.MaxConnections, 200)
	orElse(&c.MaxPerAddress, 50)
	orElse(&c.MaxPerAccount, 20)
	orElse(&c.MaxSessionsPerConnection, 4)
	orElse(&c.MaxFilesPerSession, 16)
	orElse(&c.MaxPending, 100)
	orElse(&c.MaxAuthTries, 6)
	orElse(&c.MaxFailures, 15)
	orElse(&c.HandshakeTimeout, time.Minute)
	orElse(&c.IdleTimeout, 15*time.Minute)
	orElse(&c.KeepTimeout, time.Minute)
	orElse(&c.PendingFor, 24*time.Hour)
	orElse(&c.FailureWindow, 30*time.Minute)
	orElse(&c.ShutdownTimeout, 5*time.Second)
}

func orElse[T int | int64 | time.Duration](v *T, value T) {
	if *v == 0 {
		*v = value
	}
}

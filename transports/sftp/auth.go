package sftp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"golang.org/x/crypto/ssh"

	"github.com/wharf-edi/wharf/transports"
)

// identity is what a login has proven.
type identity struct {
	login string
	proof string // for people: "SHA256:..." or "password"
	key   string // the public key on the wire; empty after a password
	hash  string // the hash that the password matched
}

// Why a login fails; for our log only, the client learns no reason.
var (
	errUnknownLogin = errors.New("no such account")
	errUnknownKey   = errors.New("not a key of the account")
	errPassword     = errors.New("wrong password")
	errTooMany      = errors.New("too many wrong passwords for this account")
)

// mostLogin bounds what is looked up and remembered of a stranger's words.
const mostLogin = 64

const textNotValid = "this login is not valid any more"

// sshConfig is made for each connection, because its functions need the connection.
func (c *connection) sshConfig() *ssh.ServerConfig {
	cfg := &ssh.ServerConfig{
		Config: ssh.Config{
			KeyExchanges: []string{
				ssh.KeyExchangeMLKEM768X25519, ssh.KeyExchangeCurve25519, "curve25519-sha256@libssh.org",
				ssh.KeyExchangeECDHP256, ssh.KeyExchangeECDHP384, ssh.KeyExchangeECDHP521,
			},
			Ciphers: []string{
				ssh.CipherAES128GCM, ssh.CipherAES256GCM, ssh.CipherChaCha20Poly1305,
				ssh.CipherAES128CTR, ssh.CipherAES192CTR, ssh.CipherAES256CTR,
			},
			MACs: []string{ssh.HMACSHA256ETM, ssh.HMACSHA512ETM, ssh.HMACSHA256, ssh.HMACSHA512},
		},
		PublicKeyAuthAlgorithms: []string{
			ssh.KeyAlgoED25519, ssh.KeyAlgoSKED25519, ssh.KeyAlgoSKECDSA256,
			ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521,
			ssh.KeyAlgoRSASHA256, ssh.KeyAlgoRSASHA512,
		},
		MaxAuthTries:              c.server.cfg.MaxAuthTries,
		PublicKeyCallback:         c.offered,
		VerifiedPublicKeyCallback: c.verified,
		PasswordCallback:          c.password,
		ServerVersion:             "SSH-2.0-Wharf",
	}
	for _, k := range c.server.cfg.HostKeys {
		cfg.AddHostKey(k)
	}
	return cfg
}

// offered says whether it is worth the client's while to sign with key. It
// decides nothing: a client may offer a key that it does not have.
func (c *connection) offered(meta ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
	c.tried = clip(meta.User())
	_, err := c.server.lookup(c.ctx, identity{login: meta.User(), key: string(key.Marshal())})
	return nil, err
}

// verified decides: the client has shown that it has the key.
func (c *connection) verified(meta ssh.ConnMetadata, key ssh.PublicKey, _ *ssh.Permissions, _ string) (*ssh.Permissions, error) {
	who := identity{login: meta.User(), key: string(key.Marshal()), proof: ssh.FingerprintSHA256(key)}
	if _, err := c.server.lookup(c.ctx, who); err != nil {
		return nil, err
	}
	return who.permissions(), nil
}

func (c *connection) password(meta ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
	s := c.server
	c.tried = clip(meta.User())
	if len(meta.User()) > mostLogin {
		return nil, errUnknownLogin
	}
	perLogin := "login " + meta.User()
	if s.guard.blocked(perLogin) || s.guard.blocked(c.addr) {
		return nil, errTooMany
	}
	ctx, cancel := context.WithTimeout(c.ctx, s.cfg.KeepTimeout)
	defer cancel()
	var hash string
	account, err := s.cfg.Accounts.Account(ctx, meta.User())
	switch {
	case err == nil:
		hash = account.PasswordHash
	case !errors.Is(err, transports.ErrNotFound):
		return nil, err
	}
	if err := s.cfg.Passwords.Verify(ctx, hash, string(password)); err != nil {
		s.guard.fail(perLogin, 1)
		s.guard.fail(c.addr, 1)
		return nil, fmt.Errorf("%w: %w", errPassword, err)
	}
	return identity{login: meta.User(), proof: "password", hash: hash}.permissions(), nil
}

// lookup answers the account of who, as it is now. It is an error if the key or
// the password that was good at login is so no more.
func (s *Server) lookup(ctx context.Context, who identity) (*transports.Account, error) {
	if len(who.login) > mostLogin {
		return nil, errUnknownLogin
	}
	ctx, cancel := context.WithTimeout(ctx, s.cfg.KeepTimeout)
	defer cancel()
	a, err := s.cfg.Accounts.Account(ctx, who.login)
	if errors.Is(err, transports.ErrNotFound) {
		return nil, errUnknownLogin
	}
	if err != nil {
		return nil, err
	}
	if who.key == "" {
		if a.PasswordHash == "" || a.PasswordHash != who.hash {
			return nil, errPassword
		}
		return a, nil
	}
	known := func(line string) bool {
		k, err := parseKey(line)
		return err == nil && bytes.Equal(k.Marshal(), []byte(who.key))
	}
	if !slices.ContainsFunc(a.Keys, known) {
		return nil, errUnknownKey
	}
	return a, nil
}

// The identity travels in the permissions of the login, because only those are
// certain to belong to the key that was verified.
func (w identity) permissions() *ssh.Permissions {
	return &ssh.Permissions{Extensions: map[string]string{"login": w.login, "proof": w.proof, "key": w.key, "hash": w.hash}}
}

func identityOf(p *ssh.Permissions) (identity, bool) {
	if p == nil || p.Extensions["login"] == "" {
		return identity{}, false
	}
	e := p.Extensions
	return identity{login: e["login"], proof: e["proof"], key: e["key"], hash: e["hash"]}, true
}

// failed notes a connection that did not come to a login. Whoever tried counts
// once, and twice for a login that does not exist; wrong passwords have counted
// already. Who only looked at the door (a monitor) does not count.
func (c *connection) failed(err error) {
	score := 0
	if tried, ok := errors.AsType[*ssh.ServerAuthError](err); ok {
		for _, e := range tried.Errors {
			switch {
			case errors.Is(e, errUnknownLogin):
				score = 2
			case !errors.Is(e, ssh.ErrNoAuth) && !errors.Is(e, errPassword):
				score = max(score, 1)
			}
		}
	}
	c.server.guard.fail(c.addr, score)
	c.log.LogAttrs(c.ctx, slog.LevelInfo, "no login", slog.String("login", c.tried), slog.Any("err", err))
}

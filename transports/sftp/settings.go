package sftp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"

	"golang.org/x/crypto/ssh"

	"github.com/wharf-edi/wharf/internal/password"
	"github.com/wharf-edi/wharf/transports"
)

// Settings are what a partner's profile says under channels, sftp.
type Settings struct {
	Login        string   `json:"login"`
	Keys         []string `json:"keys"`           // authorized_keys lines without options
	PasswordHash string   `json:"password_hash"`  // argon2id, as a PHC string; empty: keys only
	MaxFileBytes int64    `json:"max_file_bytes"` // 0: the server's limit
}

var validLogin = regexp.MustCompile(`^[a-z][a-z0-9._-]{1,39}$`)

// ParseSettings reads the settings and reports everything wrong with them.
func ParseSettings(raw json.RawMessage) (Settings, error) {
	var s Settings
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return Settings{}, err
	}
	if d.More() {
		return Settings{}, errors.New("more than one value")
	}
	var errs []error
	if !validLogin.MatchString(s.Login) {
		errs = append(errs, fmt.Errorf("login: %q is not 2 to 40 of a-z, 0-9, \".\", \"_\" and \"-\", beginning with a letter", s.Login))
	}
	for i, line := range s.Keys {
		if _, err := parseKey(line); err != nil {
			errs = append(errs, fmt.Errorf("keys[%d]: %w", i, err))
		}
	}
	if s.PasswordHash != "" {
		if err := password.Check(s.PasswordHash); err != nil {
			errs = append(errs, fmt.Errorf("password_hash: %w", err))
		}
	}
	if len(s.Keys) == 0 && s.PasswordHash == "" {
		errs = append(errs, errors.New("keys: missing; without a key or a password_hash nobody can log in"))
	}
	if s.MaxFileBytes < 0 {
		errs = append(errs, errors.New("max_file_bytes: negative"))
	}
	if err := errors.Join(errs...); err != nil {
		return Settings{}, err
	}
	return s, nil
}

// Account is the settings as a server wants them.
func (s Settings) Account() *transports.Account {
	return &transports.Account{Name: s.Login, Keys: s.Keys, PasswordHash: s.PasswordHash, MaxFileBytes: s.MaxFileBytes}
}

// parseKey reads one authorized_keys line. Options are refused rather than
// ignored: who writes from="10.0.0.0/8" counts on it.
func parseKey(line string) (ssh.PublicKey, error) {
	k, _, options, rest, err := ssh.ParseAuthorizedKey([]byte(line))
	switch {
	case err != nil:
		return nil, errors.New("not a public key; it should read like \"ssh-ed25519 AAAA... name\"")
	case len(options) > 0:
		return nil, errors.New("options before a key are not supported")
	case len(bytes.TrimSpace(rest)) > 0:
		return nil, errors.New("one key a line")
	}
	return k, strongKey(k)
}

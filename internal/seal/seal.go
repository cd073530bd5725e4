// Package seal encrypts small secrets at rest: host keys, tokens. A Key comes
// from the environment or a file; what it seals is bound to a name, so that one
// secret cannot be put in the place of another.
//
// AES-256-GCM with a random nonce; the AES key is derived from the Key by HKDF
// (RFC 5869) with SHA-256.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// Key seals and opens.
type Key struct{ aead cipher.AEAD }

// ErrOpen says that data was not sealed with this key under this name.
var ErrOpen = errors.New("cannot be opened with this key")

// NewSecret makes the text of a new key: 32 random bytes in base64.
func NewSecret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: it ends the program instead
	return base64.StdEncoding.EncodeToString(b)
}

// ParseKey reads a key's text: base64 of 32 bytes or more. White space around it
// does not count.
func ParseKey(text string) (*Key, error) {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(raw) < 32 {
		return nil, errors.New("secret key: want base64 of at least 32 bytes")
	}
	derived, err := hkdf.Key(sha256.New, raw, nil, "wharf seal v1", 32)
	if err != nil {
		return nil, fmt.Errorf("secret key: %w", err)
	}
	block, err := aes.NewCipher(derived)
	if err != nil {
		return nil, fmt.Errorf("secret key: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("secret key: %w", err)
	}
	return &Key{aead}, nil
}

// Seal encrypts plain under name.
func (k *Key) Seal(name string, plain []byte) []byte {
	nonce := make([]byte, k.aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails: it ends the program instead
	return k.aead.Seal(nonce, nonce, plain, []byte(name))
}

// Open answers what was sealed under name; the error is ErrOpen.
func (k *Key) Open(name string, sealed []byte) ([]byte, error) {
	n := k.aead.NonceSize()
	if len(sealed) < n {
		return nil, ErrOpen
	}
	plain, err := k.aead.Open(nil, sealed[:n], sealed[n:], []byte(name))
	if err != nil {
		return nil, ErrOpen
	}
	return plain, nil
}

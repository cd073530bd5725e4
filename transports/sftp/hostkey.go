package sftp

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"encoding/pem"
	"errors"
	"fmt"

	"golang.org/x/crypto/ssh"
)

// GenerateHostKey answers a new ed25519 key as PEM, in OpenSSH's format and
// without a passphrase. Whoever keeps it encrypts it.
func GenerateHostKey() ([]byte, error) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	block, err := ssh.MarshalPrivateKey(crypto.PrivateKey(key), "wharf host key")
	if err != nil {
		return nil, fmt.Errorf("host key: %w", err)
	}
	return pem.EncodeToMemory(block), nil
}

// ParseHostKey reads what GenerateHostKey made, or another private key in PEM
// without a passphrase.
func ParseHostKey(pemBytes []byte) (ssh.Signer, error) {
	s, err := ssh.ParsePrivateKey(pemBytes)
	if err != nil {
		return nil, fmt.Errorf("host key: %w", err)
	}
	if err := strongKey(s.PublicKey()); err != nil {
		return nil, fmt.Errorf("host key: %w", err)
	}
	return s, nil
}

// strongKey says no to keys that prove nothing today.
func strongKey(k ssh.PublicKey) error {
	switch k.Type() {
	case ssh.KeyAlgoED25519, ssh.KeyAlgoSKED25519, ssh.KeyAlgoSKECDSA256,
		ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521:
		return nil
	case ssh.KeyAlgoRSA:
		c, ok := k.(ssh.CryptoPublicKey)
		if !ok {
			return errors.New("an RSA key that cannot be looked into")
		}
		r, ok := c.CryptoPublicKey().(*rsa.PublicKey)
		if !ok || r.N.BitLen() < 2048 {
			return errors.New("an RSA key needs at least 2048 bits")
		}
		return nil
	}
	return fmt.Errorf("keys of type %s are not accepted; use ssh-ed25519, ecdsa-sha2-nistp256 or ssh-rsa", k.Type())
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/crypto/ssh"

	"github.com/wharf-edi/wharf/internal/seal"
	"github.com/wharf-edi/wharf/store"
	"github.com/wharf-edi/wharf/transports/sftp"
)

// secretKey answers the key that secrets are sealed with. With the embedded store
// and none named, one is made beside it.
func secretKey(cfg Config) (*seal.Key, error) {
	if cfg.Key == "" && cfg.KeyFile == "" {
		if err := makeKeyFile(keyFile(cfg)); err != nil {
			return nil, fmt.Errorf("secret key: %w", err)
		}
	}
	return readSecretKey(cfg)
}

// keyFile is the name of the key's file.
func keyFile(cfg Config) string {
	return orString(cfg.KeyFile, filepath.Join(cfg.Data, "wharf.key"))
}

// readSecretKey is secretKey without making one; the error wraps fs.ErrNotExist
// where there is none.
func readSecretKey(cfg Config) (*seal.Key, error) {
	if cfg.Key != "" {
		return seal.ParseKey(cfg.Key)
	}
	text, err := os.ReadFile(keyFile(cfg))
	if err != nil {
		return nil, fmt.Errorf("secret key: %w", err)
	}
	k, err := seal.ParseKey(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", keyFile(cfg), err)
	}
	return k, nil
}

// makeKeyFile makes a key under that name unless one is there. The name appears
// with the whole key in it or not at all, so that a kill in between leaves nothing
// that could not be started with.
func makeKeyFile(name string) error {
	if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".wharf.key-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, seal.NewSecret()+"\n")
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Link(f.Name(), name)
	}
	if errors.Is(err, fs.ErrExist) {
		err = nil // another process was first, and its key counts
	}
	if err = errors.Join(err, os.Remove(f.Name())); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(name))
}

// syncFolder makes the names in a folder survive the loss of power.
func syncFolder(name string) error {
	d, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

const hostKeyName = "sftp-host-key-ed25519"

// hostKey answers the SFTP server's host key, which is made once and then the same
// on every node.
func hostKey(ctx context.Context, s store.Store, key *seal.Key) (ssh.Signer, error) {
	pem, err := sftp.GenerateHostKey()
	if err != nil {
		return nil, err
	}
	var kept store.Secret
	err = s.Update(ctx, store.Everything, func(tx store.Tx) (err error) {
		kept, err = tx.AddSecret(ctx, store.Secret{Name: hostKeyName, Data: key.Seal(hostKeyName, pem)})
		return err
	})
	if err != nil {
		return nil, err
	}
	return openHostKey(key, kept.Data)
}

// keptHostKey is hostKey without making one: store.ErrNotFound where there is none.
func keptHostKey(ctx context.Context, s store.Store, key *seal.Key) (ssh.Signer, error) {
	var kept store.Secret
	var rollBack = errors.New("only looked at")
	err := s.Update(ctx, store.Everything, func(tx store.Tx) (err error) {
		// The store answers the kept secret only to who offers one.
		if kept, err = tx.AddSecret(ctx, store.Secret{Name: hostKeyName, Data: []byte{0}}); err != nil {
			return err
		}
		return rollBack
	})
	if !errors.Is(err, rollBack) {
		return nil, err
	}
	if len(kept.Data) <= 1 {
		return nil, fmt.Errorf("secret %s: %w", hostKeyName, store.ErrNotFound)
	}
	return openHostKey(key, kept.Data)
}

func openHostKey(key *seal.Key, sealed []byte) (ssh.Signer, error) {
	pem, err := key.Open(hostKeyName, sealed)
	if err != nil {
		return nil, fmt.Errorf("the SFTP host key in the store %w: is it the key that this store was set up with?", err)
	}
	return sftp.ParseHostKey(pem)
}

package main

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// However many make the key at once, there is one, and nothing else is left.
func TestSecretKeyIsMadeOnce(t *testing.T) {
	cfg := Config{Data: t.TempDir()}
	var wg sync.WaitGroup
	sealed := make([][]byte, 8)
	for i := range sealed {
		wg.Go(func() {
			k, err := secretKey(cfg)
			if err != nil {
				t.Error(err)
				return
			}
			sealed[i] = k.Seal("test", []byte("plain"))
		})
	}
	wg.Wait()
	k, err := readSecretKey(cfg)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range sealed {
		if _, err := k.Open("test", s); err != nil {
			t.Errorf("key %d is not the one that was kept: %v", i, err)
		}
	}
	left, err := os.ReadDir(cfg.Data)
	if err != nil || len(left) != 1 {
		t.Errorf("got %v, %v in the folder, want the key alone", left, err)
	}
	if info, err := os.Stat(filepath.Join(cfg.Data, "wharf.key")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v, want a file that only its owner reads", info, err)
	}
}

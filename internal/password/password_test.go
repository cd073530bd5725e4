package password_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/wharf-edi/wharf/internal/password"
)

func TestVerify(t *testing.T) {
	h := password.NewHasher(2)
	phc, err := h.Hash(t.Context(), "grün, 緑")
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Verify(t.Context(), phc, "grün, 緑"); err != nil {
		t.Errorf("the right password: %v", err)
	}
	for _, wrong := range []string{"", "grün", "grün, 緑 "} {
		if err := h.Verify(t.Context(), phc, wrong); !errors.Is(err, password.ErrMismatch) {
			t.Errorf("%q: %v, want a mismatch", wrong, err)
		}
	}
	if err := h.Verify(t.Context(), "", ""); !errors.Is(err, password.ErrMismatch) {
		t.Errorf("no hash: %v, want a mismatch", err)
	}
	again, err := h.Hash(t.Context(), "grün, 緑")
	if err != nil {
		t.Fatal(err)
	}
	if again == phc {
		t.Error("the salt is always the same")
	}
}

// A hash of other costs, made by the reference program of argon2, verifies.
func TestVerifyForeignHash(t *testing.T) {
	const phc = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if err := password.NewHasher(1).Verify(t.Context(), phc, "password"); err != nil {
		t.Error(err)
	}
}

func TestCheck(t *testing.T) {
	const good = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	if err := password.Check(good); err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{
		{good, ""}, {good, "secret"}, {"argon2id", "argon2i"}, {"v=19", "v=16"}, {"m=19456", "m=4294967295"}, {"m=19456", "m=1"},
		{"t=2", "t=0"}, {"t=2", "t=1000"}, {"p=1", "p=0"}, {"p=1", "p=300"}, {"p=1", "p=1,x=2"}, {"m=19456,t=2", "t=2,m=19456"},
		{"c29tZXNhbHQ", "c2"}, {"c29tZXNhbHQ", "*"}, {"$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", "$CTFh"}, {"$c29", "$$c29"},
	} {
		bad := strings.Replace(good, change[0], change[1], 1)
		if err := password.Check(bad); !errors.Is(err, password.ErrHash) {
			t.Errorf("%s: %v, want no hash", bad, err)
		}
	}
}

// Who is not waited for any more costs no hash.
func TestContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := password.NewHasher(1).Verify(ctx, "", "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want that it was cancelled", err)
	}
}

package seal_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/wharf-edi/wharf/internal/seal"
)

func TestSeal(t *testing.T) {
	k, err := seal.ParseKey(seal.NewSecret() + "\n")
	if err != nil {
		t.Fatal(err)
	}
	other, err := seal.ParseKey(seal.NewSecret())
	if err != nil {
		t.Fatal(err)
	}
	sealed := k.Seal("host-key", []byte("secret"))
	if bytes.Contains(sealed, []byte("secret")) {
		t.Error("the sealed form shows the secret")
	}
	if got, err := k.Open("host-key", sealed); err != nil || string(got) != "secret" {
		t.Errorf("got %q, %v, want the secret", got, err)
	}
	for what, open := range map[string]func() ([]byte, error){
		"another name": func() ([]byte, error) { return k.Open("other", sealed) },
		"another key":  func() ([]byte, error) { return other.Open("host-key", sealed) },
		"a changed byte": func() ([]byte, error) {
			b := bytes.Clone(sealed)
			b[len(b)-1] ^= 1
			return k.Open("host-key", b)
		},
		"nothing": func() ([]byte, error) { return k.Open("host-key", nil) },
	} {
		if _, err := open(); !errors.Is(err, seal.ErrOpen) {
			t.Errorf("%s: got %v, want ErrOpen", what, err)
		}
	}
}

func TestParseKeyRefuses(t *testing.T) {
	for _, text := range []string{"", "short", "AAAA", "not base64 at all, but long enough to be a key of some kind"} {
		if _, err := seal.ParseKey(text); err == nil {
			t.Errorf("%q: got a key, want an error", text)
		}
	}
}

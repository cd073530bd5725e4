package sftp_test

import (
	"strings"
	"testing"

	"github.com/wharf-edi/wharf/internal/password"
	"github.com/wharf-edi/wharf/transports/sftp"
	"github.com/wharf-edi/wharf/transports/sftp/sftptest"
)

func TestParseSettings(t *testing.T) {
	_, line, err := sftptest.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	hash, err := password.NewHasher(1).Hash(t.Context(), "word")
	if err != nil {
		t.Fatal(err)
	}
	s, err := sftp.ParseSettings([]byte(`{"login":"acme","keys":["` + line + ` edi@acme"],"password_hash":"` + hash + `","max_file_bytes":10}`))
	if err != nil {
		t.Fatal(err)
	}
	if a := s.Account(); a.Name != "acme" || len(a.Keys) != 1 || a.PasswordHash != hash || a.MaxFileBytes != 10 {
		t.Errorf("account %+v", a)
	}
	for raw, want := range map[string][]string{
		`{}`:                           {"login: ", "keys: missing"},
		`{"login":"A b","keys":["x"]}`: {"login: ", "keys[0]: not a public key"},
		`{"login":"acme","key":"x"}`:   {"key"},
		`{"login":"acme","keys":"x"}`:  {"keys"},
		`[]`:                           {"array"},
		`{"login":"acme"} {}`:          {"more than one"},
		`{"login":"acme","max_file_bytes":-1,"password_hash":"secret"}`:            {"max_file_bytes", "password_hash: not an argon2id hash"},
		`{"login":"acme","keys":["` + line + `\n` + line + `"]}`:                   {"one key a line"},
		`{"login":"acme","keys":["from=\"10.0.0.1\" ` + line + `"]}`:               {"options"},
		`{"login":"acme","keys":["ssh-dss AAAAB3NzaC1kc3MAAAABAAAAAQAAAAEAAAAB"]}`: {"keys[0]: "},
	} {
		_, err := sftp.ParseSettings([]byte(raw))
		if err == nil {
			t.Errorf("%s: no mistake", raw)
			continue
		}
		for _, w := range want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %q is not in %v", raw, w, err)
			}
		}
	}
}

func TestHostKey(t *testing.T) {
	first, err := sftp.GenerateHostKey()
	if err != nil {
		t.Fatal(err)
	}
	second, err := sftp.GenerateHostKey()
	if err != nil {
		t.Fatal(err)
	}
	if string(first) == string(second) {
		t.Error("two host keys are the same")
	}
	a, err := sftp.ParseHostKey(first)
	if err != nil {
		t.Fatal(err)
	}
	b, err := sftp.ParseHostKey(first)
	if err != nil {
		t.Fatal(err)
	}
	if string(a.PublicKey().Marshal()) != string(b.PublicKey().Marshal()) {
		t.Error("a kept host key reads back as another")
	}
	if _, err := sftp.ParseHostKey([]byte("not a key")); err == nil {
		t.Error("no key is a host key")
	}
}

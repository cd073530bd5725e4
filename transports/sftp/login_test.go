package sftp_test

import (
	"crypto/rand"
	"crypto/rsa"
	"net"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/wharf-edi/wharf/internal/password"
	"github.com/wharf-edi/wharf/transports"
	wharfsftp "github.com/wharf-edi/wharf/transports/sftp"
	"github.com/wharf-edi/wharf/transports/sftp/sftptest"
)

func TestLogin(t *testing.T) {
	b := start(t, nil)
	second, lines := other(t)
	b.accounts.Set(transports.Account{Name: "other", Keys: lines})
	for _, c := range []struct {
		user string
		key  ssh.Signer
		good bool
	}{
		{"acme", b.key, true}, {"other", second, true},
		{"acme", second, false}, {"other", b.key, false}, {"nobody", b.key, false}, {"", b.key, false},
	} {
		client, err := sftptest.Dial(b.addr, c.user, c.key, b.hostKey)
		if (err == nil) != c.good {
			t.Errorf("%s: %v, want good %v", c.user, err, c.good)
		}
		if err == nil {
			client.Close()
		}
	}
}

// A client may offer keys that it does not have. The one that it signs with
// decides (CVE-2024-45337).
func TestOfferedKeyDecidesNothing(t *testing.T) {
	b := start(t, nil)
	mine, _ := other(t)
	stolen := publicOnly{b.key.PublicKey(), mine}
	conn, err := ssh.Dial("tcp", b.addr, &ssh.ClientConfig{
		User: "acme", Auth: []ssh.AuthMethod{ssh.PublicKeys(stolen, mine)}, HostKeyCallback: ssh.FixedHostKey(b.hostKey),
	})
	if err == nil {
		conn.Close()
		t.Error("logged in with a public key alone")
	}
}

// publicOnly signs with another key than the one it shows.
type publicOnly struct {
	shown ssh.PublicKey
	ssh.Signer
}

func (p publicOnly) PublicKey() ssh.PublicKey { return p.shown }

// A key that is revoked is gone at once, also for who is logged in.
func TestRevokedKey(t *testing.T) {
	b := start(t, nil)
	c := b.dial()
	f, err := c.Raw.Create("in/open.edi")
	if err != nil {
		t.Fatal(err)
	}
	gone := b.account
	_, gone.Keys = other(t)
	b.accounts.Set(gone)
	wantRefused(t, "closing an upload", f.Close(), "not valid any more")
	wantRefused(t, "an upload", c.Put("po.edi", []byte("ISA")), "not valid any more")
	_, err = c.List()
	wantRefused(t, "a listing", err, "")
	if _, err := sftptest.Dial(b.addr, "acme", b.key, b.hostKey); err == nil {
		t.Error("the revoked key logs in")
	}
	b.wantKept()
}

func other(t *testing.T) (ssh.Signer, []string) {
	t.Helper()
	key, line, err := sftptest.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return key, []string{line}
}

func TestPassword(t *testing.T) {
	hash, err := password.NewHasher(1).Hash(t.Context(), "open sesame")
	if err != nil {
		t.Fatal(err)
	}
	b := start(t, func(c *wharfsftp.Config) { c.MaxFailures = 4 })
	b.accounts.Set(transports.Account{Name: "word", PasswordHash: hash})
	login := func(user, word string) error {
		c, err := sftptest.DialPassword(b.addr, user, word, b.hostKey)
		if err == nil {
			err = c.Put("po.edi", []byte("ISA"))
			c.Close()
		}
		return err
	}
	if err := login("word", "open sesame"); err != nil {
		t.Error(err)
	}
	for _, c := range [][2]string{{"word", "open"}, {"acme", "open sesame"}, {"acme", ""}, {"nobody", "open sesame"}} {
		if err := login(c[0], c[1]); err == nil {
			t.Errorf("%q logs in with %q", c[0], c[1])
		}
	}
	b.log.wait(t, "no login", 4)
	if err := login("word", "open sesame"); err == nil {
		t.Error("after four wrong passwords the address is not turned away")
	}
	b.clock.add(31 * time.Minute)
	if err := login("word", "open sesame"); err != nil {
		t.Errorf("half an hour later: %v", err)
	}
	b.wantKept("po.edi", "po.edi")
}

func TestManyFailedKeysAreTurnedAway(t *testing.T) {
	b := start(t, func(c *wharfsftp.Config) { c.MaxFailures = 3 })
	wrong, _ := other(t)
	for range 2 { // an unknown login counts twice
		if _, err := sftptest.Dial(b.addr, "nobody", wrong, b.hostKey); err == nil {
			t.Fatal("logged in")
		}
	}
	b.log.wait(t, "no login", 2)
	if _, err := sftptest.Dial(b.addr, "acme", b.key, b.hostKey); err == nil {
		t.Error("the address is not turned away")
	}
	b.log.wait(t, "turned away", 1)
}

func TestWeakKeysAndAlgorithms(t *testing.T) {
	b := start(t, nil)
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewSignerFromKey(weak)
	if err != nil {
		t.Fatal(err)
	}
	b.accounts.Set(transports.Account{Name: "weak", Keys: []string{string(ssh.MarshalAuthorizedKey(key.PublicKey()))}})
	if _, err := sftptest.Dial(b.addr, "weak", key, b.hostKey); err == nil {
		t.Error("an RSA key of 1024 bits logs in")
	}
	for name, old := range map[string]ssh.Config{
		"kex":    {KeyExchanges: []string{ssh.InsecureKeyExchangeDH14SHA1}},
		"cipher": {Ciphers: []string{ssh.InsecureCipherAES128CBC}},
		"mac":    {MACs: []string{ssh.HMACSHA1}, Ciphers: []string{ssh.CipherAES128CTR}},
	} {
		c, err := ssh.Dial("tcp", b.addr, &ssh.ClientConfig{
			Config: old, User: "acme", Auth: []ssh.AuthMethod{ssh.PublicKeys(b.key)}, HostKeyCallback: ssh.FixedHostKey(b.hostKey),
		})
		if err == nil {
			c.Close()
			t.Errorf("%s: an old algorithm is accepted", name)
		} else if !strings.Contains(err.Error(), "no common algorithm") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// There is a file transfer and nothing else behind the login.
func TestNothingButSFTP(t *testing.T) {
	b := start(t, func(c *wharfsftp.Config) { c.MaxSessionsPerConnection = 2 })
	conn, err := ssh.Dial("tcp", b.addr, &ssh.ClientConfig{
		User: "acme", Auth: []ssh.AuthMethod{ssh.PublicKeys(b.key)}, HostKeyCallback: ssh.FixedHostKey(b.hostKey),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	s, err := conn.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Run("id"); err == nil {
		t.Error("a command runs")
	}
	if err := s.RequestSubsystem("shell"); err == nil {
		t.Error("another subsystem runs")
	}
	if c, err := conn.Dial("tcp", b.addr); err == nil {
		c.Close()
		t.Error("a port is forwarded")
	}
	if ln, err := conn.Listen("tcp", "127.0.0.1:0"); err == nil {
		ln.Close()
		t.Error("a port is listened on")
	}
	if _, err := conn.NewSession(); err != nil {
		t.Errorf("a second session: %v", err)
	}
	if _, err := conn.NewSession(); err == nil {
		t.Error("a third session is opened")
	}
}

// Who only looks whether the port is open is not taken for an attacker.
func TestProbesDoNotCount(t *testing.T) {
	b := start(t, func(c *wharfsftp.Config) { c.MaxFailures = 1 })
	for range 3 {
		c, err := net.Dial("tcp", b.addr)
		if err != nil {
			t.Fatal(err)
		}
		c.Close()
	}
	b.dial()
}

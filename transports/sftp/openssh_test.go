//go:build unix

package sftp_test

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/wharf-edi/wharf/transports"
	"github.com/wharf-edi/wharf/transports/sftp"
)

// openSSH is OpenSSH's own client, as suppliers have it.
type openSSH struct {
	*bench

	dir string   // where its files are
	arg []string // all but the batch
}

// startOpenSSH answers false where there is no OpenSSH, which is a failure if
// WHARF_TEST_REQUIRE names it.
func startOpenSSH(t *testing.T, change func(*sftp.Config)) (*openSSH, bool) {
	t.Helper()
	path, err := exec.LookPath("sftp")
	if err != nil {
		if strings.Contains(os.Getenv("WHARF_TEST_REQUIRE"), "openssh") {
			t.Fatalf("WHARF_TEST_REQUIRE names openssh: %v", err)
		}
		t.Logf("no sftp in PATH: only the client in Go was tried (%v)", err)
		return nil, false
	}
	pem, err := sftp.GenerateHostKey() // a user's key has the same form
	if err != nil {
		t.Fatal(err)
	}
	key, err := sftp.ParseHostKey(pem)
	if err != nil {
		t.Fatal(err)
	}
	c := &openSSH{bench: start(t, change), dir: t.TempDir()}
	c.account.Keys = []string{string(ssh.MarshalAuthorizedKey(key.PublicKey()))}
	c.accounts.Set(c.account)
	host, port, err := net.SplitHostPort(c.addr)
	if err != nil {
		t.Fatal(err)
	}
	c.file("id", pem)
	c.file("known_hosts", fmt.Appendf(nil, "[%s]:%s %s", host, port, ssh.MarshalAuthorizedKey(c.hostKey)))
	c.arg = []string{path, "-F", "none", "-P", port, "-i", c.file("id", pem), "-b", "-"}
	for _, o := range []string{
		"UserKnownHostsFile=" + filepath.Join(c.dir, "known_hosts"), "GlobalKnownHostsFile=none", "StrictHostKeyChecking=yes",
		"IdentitiesOnly=yes", "IdentityAgent=none", "PasswordAuthentication=no", "LogLevel=ERROR",
	} {
		c.arg = append(c.arg, "-o", o)
	}
	c.arg = append(c.arg, "acme@"+host)
	return c, true
}

// file writes a file of the supplier and answers its path.
func (c *openSSH) file(name string, body []byte) string {
	c.t.Helper()
	path := filepath.Join(c.dir, name)
	if err := os.WriteFile(path, body, 0o600); err != nil {
		c.t.Fatal(err)
	}
	return path
}

func (c *openSSH) command(batch string, more ...string) *exec.Cmd {
	cmd := exec.CommandContext(c.t.Context(), c.arg[0], append(more, c.arg[1:]...)...)
	cmd.Dir = c.dir
	cmd.Stdin = strings.NewReader(batch + "\n")
	return cmd
}

// run gives sftp commands and answers what the supplier sees.
func (c *openSSH) run(batch string) (string, error) {
	out, err := c.command(batch).CombinedOutput()
	return string(out), err
}

func TestOpenSSH(t *testing.T) {
	c, ok := startOpenSSH(t, nil)
	if !ok {
		return
	}
	body := bytes.Repeat([]byte("ISA*00*          *00*\r\n"), 20_000)
	c.file("po.edi", body)
	c.mailbox.Add("acme", transports.Out, "850-1.x12", body)
	for _, batch := range []string{
		"put po.edi in/", "put -p po.edi in/times.edi", "cd in\nput po.edi",
		"put po.edi in/x.tmp\nrename in/x.tmp in/x.edi", "ls -l\nls -l out", "get out/850-1.x12", "rm out/850-1.x12",
	} {
		out, err := c.run(batch)
		if err != nil {
			t.Errorf("%s: %v\n%s", batch, err, out)
		}
		if strings.HasPrefix(batch, "ls") && (!strings.Contains(out, "archive") || !strings.Contains(out, "850-1.x12")) {
			t.Errorf("%s shows\n%s", batch, out)
		}
	}
	c.wantKept("po.edi", "times.edi", "po.edi", "x.edi")
	for _, k := range c.inbox.Parcels() {
		if !bytes.Equal(k.Body, body) {
			t.Errorf("%s has other bytes", k.Name)
		}
	}
	if got, err := os.ReadFile(filepath.Join(c.dir, "850-1.x12")); err != nil || !bytes.Equal(got, body) {
		t.Errorf("fetched %d bytes, %v", len(got), err)
	}
	if got := c.mailbox.FetchedNames(); len(got) != 1 {
		t.Errorf("fetched %q, want one", got)
	}
	if left, err := c.mailbox.List(t.Context(), "acme", transports.Out); err != nil || len(left) != 0 {
		t.Errorf("out has %v, %v", left, err)
	}
}

// The supplier sees why, and sftp ends with an error.
func TestOpenSSHShowsRefusals(t *testing.T) {
	c, ok := startOpenSSH(t, func(c *sftp.Config) { c.MaxFileBytes = 50_000 })
	if !ok {
		return
	}
	c.inbox.Before = func(p *transports.Parcel) error {
		return &transports.Refused{Text: "we have closed for today"}
	}
	c.file("po.edi", []byte("ISA"))
	c.file("big.edi", bytes.Repeat([]byte("x"), 500_000))
	for batch, want := range map[string]string{
		"put po.edi in/":                 "we have closed for today",
		"put po.edi":                     "put the file to in/",
		"put po.edi out/":                "put the file to in/",
		"put po.edi ../../etc/cron.d/po": "put the file to in/",
		"put big.edi in/":                "at most 50000 bytes",
		"mkdir in/new":                   "folders here are fixed",
		"put po.edi in/a.tmp\nrename in/a.tmp in/a": "we have closed for today",
		"symlink in/a in/b":                         "no links",
	} {
		out, err := c.run(batch)
		if err == nil {
			t.Errorf("%s: sftp ends well\n%s", batch, out)
		}
		if !strings.Contains(out, want) {
			t.Errorf("%s: the supplier does not see %q in\n%s", batch, want, out)
		}
	}
	c.wantKept()
}

func TestOpenSSHWrongKey(t *testing.T) {
	c, ok := startOpenSSH(t, nil)
	if !ok {
		return
	}
	_, c.account.Keys = other(t)
	c.accounts.Set(c.account)
	c.file("po.edi", []byte("ISA"))
	if out, err := c.run("put po.edi in/"); err == nil || !strings.Contains(out, "Permission denied") {
		t.Errorf("%v\n%s", err, out)
	}
	c.wantKept()
}

// The client is killed in the middle of an upload.
func TestOpenSSHKilled(t *testing.T) {
	c, ok := startOpenSSH(t, nil)
	if !ok {
		return
	}
	c.file("po.edi", bytes.Repeat([]byte("x"), 10_000_000))
	cmd := c.command("put po.edi in/", "-l", "800") // kbit/s
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c.log.wait(t, "upload begun", 1)
	if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if _, ok := errors.AsType[*exec.ExitError](cmd.Wait()); !ok {
		t.Error("sftp was not killed")
	}
	c.log.wait(t, "upload broke off; discarded", 1)
	c.wantKept()
}

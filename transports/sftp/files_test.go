package sftp_test

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/pkg/sftp"

	"github.com/wharf-edi/wharf/transports"
	wharfsftp "github.com/wharf-edi/wharf/transports/sftp"
	"github.com/wharf-edi/wharf/transports/sftp/sftptest"
)

// wantRefused checks that the client was told no, in words with text.
func wantRefused(t *testing.T, what string, err error, text string) {
	t.Helper()
	if err == nil {
		t.Errorf("%s is allowed", what)
	} else if !strings.Contains(err.Error(), text) {
		t.Errorf("%s: told %q, want it to say %q", what, err, text)
	}
}

// put uploads to any path, as Client.Put does to in.
func put(c *sftptest.Client, path, body string) error {
	f, err := c.Raw.Create(path)
	if err != nil {
		return err
	}
	if _, err := f.Write([]byte(body)); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

func TestTree(t *testing.T) {
	b := start(t, nil)
	b.mailbox.Add("acme", transports.Out, "850-1.x12", []byte("ISA*00"))
	b.mailbox.Add("other", transports.Out, "850-2.x12", []byte("not yours"))
	b.mailbox.Add("acme", transports.Archive, "1-855.x12", []byte("ISA"))
	c := b.dial()
	for dir, want := range map[string]string{
		"/": "archive error in out", "out": "850-1.x12", "/archive/": "1-855.x12", "error": "", "in": "", "/out/../in/./": "",
	} {
		infos, err := c.Raw.ReadDir(dir)
		if err != nil {
			t.Fatalf("%s: %v", dir, err)
		}
		var got []string
		for _, i := range infos {
			got = append(got, i.Name())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s has %q, want %q", dir, got, want)
		}
	}
	for _, dir := range []string{"/", "in", "/out", "archive", "error/"} {
		if i, err := c.Raw.Stat(dir); err != nil || !i.IsDir() {
			t.Errorf("stat %s: %v, %v", dir, i, err)
		}
	}
	for _, path := range []string{"nothing", "/etc/passwd", "../../etc/passwd", "in/../../etc/passwd", "out/850-2.x12", "out/a/b", "in/\x00", "/proc/self/environ"} {
		if _, err := c.Raw.Stat(path); !os.IsNotExist(err) {
			t.Errorf("stat %q: %v, want not found", path, err)
		}
		if _, err := c.Raw.Open(path); !os.IsNotExist(err) {
			t.Errorf("open %q: %v, want not found", path, err)
		}
	}
}

func TestUploadElsewhereIsRefused(t *testing.T) {
	b := start(t, nil)
	c := b.dial()
	for _, path := range []string{"po.edi", "/po.edi", "./po.edi", "out/po.edi", "archive/po.edi", "in/sub/po.edi", "/in/../po.edi", "../../tmp/po.edi", "in"} {
		wantRefused(t, path, put(c, path, "ISA"), "in/")
	}
	for _, name := range []string{`a\b`, "a\nb", "a\x00b", "\xff", strings.Repeat("n", 201)} {
		wantRefused(t, name, put(c, "in/"+name, "ISA"), "file name")
	}
	b.wantKept()
}

// What was taken over is gone from the folder, and still there for the questions
// that clients ask after an upload.
func TestAfterAnUpload(t *testing.T) {
	b := start(t, nil)
	c := b.dial()
	if err := c.Put("po.edi", []byte("ISA*00")); err != nil {
		t.Fatal(err)
	}
	b.wantKept("po.edi")
	if infos, err := c.Raw.ReadDir("in"); err != nil || len(infos) != 0 {
		t.Errorf("in has %v, %v; want nothing", infos, err)
	}
	if i, err := c.Raw.Stat("in/po.edi"); err != nil || i.Size() != 6 {
		t.Errorf("stat: %v, %v; want 6 bytes", i, err)
	}
	if err := c.Raw.Chtimes("in/po.edi", time.Now(), time.Now()); err != nil {
		t.Errorf("setting times: %v", err)
	}
	if err := c.Raw.Chmod("in/po.edi", 0o600); err != nil {
		t.Errorf("setting rights: %v", err)
	}
	wantRefused(t, "taking it back", c.Raw.Remove("in/po.edi"), "taken over")
	wantRefused(t, "renaming it", c.Raw.Rename("in/po.edi", "in/po2.edi"), "taken over")
	if _, err := b.dial().Raw.Stat("in/po.edi"); !os.IsNotExist(err) {
		t.Errorf("another session sees it: %v", err)
	}
	b.clock.add(11 * time.Minute)
	if _, err := c.Raw.Stat("in/po.edi"); !os.IsNotExist(err) {
		t.Errorf("it is still there after eleven minutes: %v", err)
	}
}

// Only the rename hands a file over that was uploaded under a temporary name.
func TestTemporaryNames(t *testing.T) {
	for _, temp := range []string{"po.edi.tmp", "po.edi.part", "po.edi.filepart", "po.edi.FilePart", ".po.edi", ".x"} {
		t.Run(temp, func(t *testing.T) {
			b := start(t, nil)
			c := b.dial()
			if err := c.Put(temp, []byte("ISA*00")); err != nil {
				t.Fatal(err)
			}
			b.wantKept()
			if i, err := c.Raw.Stat("in/" + temp); err != nil || i.Size() != 6 {
				t.Errorf("stat: %v, %v; want 6 bytes", i, err)
			}
			if infos, err := c.Raw.ReadDir("in"); err != nil || len(infos) != 1 {
				t.Errorf("in has %v, %v; want the one", infos, err)
			}
			if err := c.Raw.Rename("in/"+temp, "in/po.edi"); err != nil {
				t.Fatal(err)
			}
			b.wantKept("po.edi")
			if _, err := c.Raw.Stat("in/" + temp); !os.IsNotExist(err) {
				t.Errorf("the temporary name is still there: %v", err)
			}
		})
	}
}

func TestRename(t *testing.T) {
	b := start(t, nil)
	c := b.dial()
	b.mailbox.Add("acme", transports.Out, "850.x12", []byte("ISA"))
	wantRefused(t, "moving out of out", c.Raw.Rename("out/850.x12", "archive/850.x12"), "inside in/")
	if err := c.Put("a.tmp", []byte("first")); err != nil {
		t.Fatal(err)
	}
	wantRefused(t, "renaming to another folder", c.Raw.Rename("in/a.tmp", "archive/a.edi"), "inside in/")
	wantRefused(t, "renaming to a bad name", c.Raw.Rename("in/a.tmp", `in/a\b`), "file name")
	wantRefused(t, "renaming nothing", c.Raw.Rename("in/b.tmp", "in/b.edi"), "")
	if err := c.Raw.PosixRename("in/a.tmp", "in/a.part"); err != nil {
		t.Errorf("another temporary name: %v", err)
	}
	// WinSCP removes what it believes to be in the way.
	if err := c.Raw.Rename("in/a.part", "in/a.edi"); err != nil {
		t.Fatal(err)
	}
	if err := c.Put("a.edi.filepart", []byte("second")); err != nil {
		t.Fatal(err)
	}
	if err := c.Raw.Remove("in/a.edi"); err != nil {
		t.Errorf("clearing the way: %v", err)
	}
	if err := c.Raw.Rename("in/a.edi.filepart", "in/a.edi"); err != nil {
		t.Fatal(err)
	}
	b.wantKept("a.edi", "a.edi")
	// A second connection may rename what the first has brought, and not others'.
	if err := c.Put("late.tmp", []byte("third")); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if err := b.dial().Raw.Rename("in/late.tmp", "in/late.edi"); err != nil {
		t.Error(err)
	}
	b.wantKept("a.edi", "a.edi", "late.edi")
}

func TestRefusedRenameCanBeRepeated(t *testing.T) {
	b := start(t, nil)
	refuse := true
	b.inbox.Before = func(*transports.Parcel) error {
		if refuse {
			return &transports.Refused{Text: "not now"}
		}
		return nil
	}
	c := b.dial()
	if err := c.Put("a.tmp", []byte("ISA")); err != nil {
		t.Fatal(err)
	}
	wantRefused(t, "the rename", c.Raw.Rename("in/a.tmp", "in/a.edi"), "not now")
	refuse = false
	if err := c.Raw.Rename("in/a.tmp", "in/a.edi"); err != nil {
		t.Error(err)
	}
	b.wantKept("a.edi")
}

func TestNeverRenamed(t *testing.T) {
	b := start(t, func(c *wharfsftp.Config) { c.MaxPending = 2 })
	c := b.dial()
	for _, n := range []string{"a.tmp", "b.tmp", "a.tmp"} {
		if err := c.Put(n, []byte("ISA")); err != nil {
			t.Fatal(n, err)
		}
	}
	wantRefused(t, "a third", c.Put("c.tmp", []byte("ISA")), "too many")
	if err := c.Raw.Remove("in/b.tmp"); err != nil {
		t.Errorf("removing one: %v", err)
	}
	b.clock.add(25 * time.Hour)
	if _, err := b.dial().Raw.Stat("in/a.tmp"); !os.IsNotExist(err) {
		t.Errorf("it is still there after a day: %v", err)
	}
	b.log.wait(t, "never renamed", 1)
	b.wantKept()
}

func TestSizeLimits(t *testing.T) {
	big := bytes.Repeat([]byte("x"), 100_001)
	b := start(t, func(c *wharfsftp.Config) { c.MaxFileBytes, c.MaxSpoolBytes = 100_000, 150_000 })
	c := b.dial()
	wantRefused(t, "a large file", c.Put("big.edi", big), "too large")
	if err := c.Put("fits.edi", big[:100_000]); err != nil {
		t.Error(err)
	}
	if err := c.Put("wait.tmp", big[:100_000]); err != nil {
		t.Error(err)
	}
	wantRefused(t, "a full spool", c.Put("next.edi", big[:60_000]), "no room")
	if err := c.Raw.Remove("in/wait.tmp"); err != nil {
		t.Error(err)
	}
	if err := c.Put("next.edi", big[:60_000]); err != nil {
		t.Error(err)
	}
	own := b.account
	own.MaxFileBytes = 10
	b.accounts.Set(own)
	wantRefused(t, "a file above the account's limit", c.Put("small.edi", big[:11]), "at most 10")
	b.wantKept("fits.edi", "next.edi")
}

// A client may write a file in any order, but all of it.
func TestWriteOrder(t *testing.T) {
	b := start(t, nil)
	c := b.dial()
	write := func(name string, pieces ...string) error {
		f, err := c.Raw.OpenFile("in/"+name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC)
		if err != nil {
			return err
		}
		for _, p := range pieces {
			if _, err := f.WriteAt([]byte(p), int64(p[0]-'a')); err != nil {
				return err
			}
		}
		return f.Close()
	}
	if err := write("mixed.edi", "def", "abc", "g"); err != nil {
		t.Error(err)
	}
	wantRefused(t, "a gap", write("gap.edi", "abc", "g"), "missing")
	wantRefused(t, "no beginning", write("tail.edi", "def"), "missing")
	if got := b.inbox.Parcels(); len(got) != 1 || string(got[0].Body) != "abcdefg" {
		t.Errorf("kept %v", got)
	}
	_, err := c.Raw.OpenFile("in/log.edi", os.O_WRONLY|os.O_CREATE|os.O_APPEND)
	wantRefused(t, "appending", err, "appended")
	if err := c.Put("half.part", []byte("ISA")); err != nil {
		t.Fatal(err)
	}
	_, err = c.Raw.OpenFile("in/half.part", os.O_WRONLY)
	wantRefused(t, "resuming", err, "resumed")
}

func TestOut(t *testing.T) {
	b := start(t, nil)
	body := bytes.Repeat([]byte("0123456789"), 20_000)
	b.mailbox.Add("acme", transports.Out, "a.x12", body)
	b.mailbox.Add("acme", transports.Out, "b.x12", body)
	b.mailbox.Add("acme", transports.Error, "c.x12", body)
	c := b.dial()
	f, err := c.Raw.Open("out/b.x12")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(f, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	if got, err := c.Get("a.x12"); err != nil || !bytes.Equal(got, body) {
		t.Errorf("got %d bytes, %v; want %d", len(got), err, len(body))
	}
	if f, err = c.Raw.Open("error/c.x12"); err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, f); err != nil {
		t.Fatal(err)
	}
	f.Close()
	if got := b.mailbox.FetchedNames(); len(got) != 1 || got[0] != "a.x12" {
		t.Errorf("fetched %q, want a.x12 alone", got)
	}
	if err := c.Remove("a.x12"); err != nil {
		t.Error(err)
	}
	if err := c.Remove("a.x12"); !os.IsNotExist(err) {
		t.Errorf("removing it again: %v, want not found", err)
	}
	wantRefused(t, "removing from error", c.Raw.Remove("error/c.x12"), "out only")
	if got, err := c.List(); err != nil || len(got) != 1 || got[0] != "b.x12" {
		t.Errorf("out has %q, %v; want b.x12", got, err)
	}
}

func TestWhatIsNotPossible(t *testing.T) {
	b := start(t, nil)
	c := b.dial()
	wantRefused(t, "mkdir", c.Raw.Mkdir("in/sub"), "fixed")
	wantRefused(t, "rmdir", c.Raw.RemoveDirectory("in/sub"), "fixed")
	wantRefused(t, "removing a folder", c.Raw.Remove("in"), "fixed")
	wantRefused(t, "symlink", c.Raw.Symlink("/etc/passwd", "in/x"), "no links")
	wantRefused(t, "link", c.Raw.Link("in/y", "in/x"), "no links")
	wantRefused(t, "reading a folder as a file", readFile(c.Raw, "out"), "")
	for range 16 {
		if _, err := c.Raw.Create("in/x.edi"); err != nil {
			t.Fatal(err)
		}
	}
	_, err := c.Raw.Create("in/x.edi")
	wantRefused(t, "a seventeenth open file", err, "too many")
}

func readFile(c *sftp.Client, path string) error {
	f, err := c.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(io.Discard, f)
	return err
}

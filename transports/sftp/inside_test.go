package sftp

import (
	"strings"
	"testing"
	"time"

	"github.com/wharf-edi/wharf/transports"
)

// extents know of each byte whether it was added, as a set of bytes would.
func FuzzExtents(f *testing.F) {
	f.Add([]byte{0, 3, 3, 2, 10, 5, 2, 9})
	f.Add([]byte{9, 1, 7, 1, 5, 1, 0, 20})
	f.Fuzz(func(t *testing.T, in []byte) {
		var e extents
		var set [512]bool
		for ; len(in) >= 2; in = in[2:] {
			from, to := int64(in[0]), int64(in[0])+int64(in[1])
			if err := e.add(from, to); err != nil {
				t.Fatal(err)
			}
			for i := from; i < to; i++ {
				set[i] = true
			}
		}
		var got [512]bool
		for i, x := range e {
			if x.from >= x.to || i > 0 && x.from <= e[i-1].to {
				t.Fatalf("%v is not in order", e)
			}
			for b := x.from; b < x.to; b++ {
				got[b] = true
			}
		}
		if got != set {
			t.Fatalf("%v is not what was added", e)
		}
		n := 0
		for set[n] {
			n++
		}
		if !e.cover(int64(n)) || e.cover(int64(n)+1) {
			t.Fatalf("%v: the first %d bytes and no more are there", e, n)
		}
	})
}

func TestExtentsAreBounded(t *testing.T) {
	var e extents
	for i := range int64(mostExtents) {
		if err := e.add(2*i, 2*i+1); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.add(1_000_000, 1_000_001); err == nil {
		t.Error("there is no bound")
	}
	if err := e.add(0, 1_000_000); err != nil || len(e) != 1 {
		t.Errorf("filling the gaps: %v, %d pieces", err, len(e))
	}
}

// A path leads to the root, into one of the four folders, or nowhere.
func FuzzFind(f *testing.F) {
	for _, p := range []string{"/", "/in", "/in/po.edi", "/in/a/b", "/../etc/passwd", "po.edi", "/IN/x", "//in//x", "/in/../out"} {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, path string) {
		p, err := find(path)
		if err != nil {
			return
		}
		if strings.Contains(p.name, "/") {
			t.Fatalf("%q leads to the name %q", path, p.name)
		}
		switch p.folder {
		case "", transports.In, transports.Out, transports.Archive, transports.Error:
		default:
			t.Fatalf("%q leads to the folder %q", path, p.folder)
		}
	})
}

func TestGuard(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	g := newGuard(3, time.Minute, func() time.Time { return now })
	g.fail("a", 2)
	if g.blocked("a") {
		t.Error("blocked too early")
	}
	g.fail("a", 1)
	if !g.blocked("a") || g.blocked("b") {
		t.Error("not blocked, or the wrong one is")
	}
	now = now.Add(time.Minute)
	if g.blocked("a") {
		t.Error("blocked for ever")
	}
	g.fail("a", 1)
	if g.blocked("a") {
		t.Error("old failures still count")
	}
	for i := range mostRemembered + 100 {
		g.fail(strings.Repeat("x", i%100)+string(rune(i)), 1)
	}
	if len(g.seen) > mostRemembered {
		t.Errorf("%d addresses are remembered", len(g.seen))
	}
}

func TestAddressKey(t *testing.T) {
	for remote, want := range map[string]string{
		"192.0.2.7:5555": "192.0.2.7", "[::ffff:192.0.2.7]:22": "192.0.2.7", "[2001:db8:1:2:3:4:5:6]:22": "2001:db8:1:2::/64",
		"[fe80::1%eth0]:22": "fe80::/64", "pipe": "pipe",
	} {
		if got := addressKey(remote); got != want {
			t.Errorf("%s counts as %s, want %s", remote, got, want)
		}
	}
}

func TestTemporary(t *testing.T) {
	for name, want := range map[string]bool{
		"po.edi": false, "po.tmp": true, "po.edi.TMP": true, "po.filepart": true, "po.part": true, ".po": true,
		"tmp": false, "part.edi": false, "po.tmp.edi": false, "department": false,
	} {
		if temporary(name) != want {
			t.Errorf("%s: temporary is %v, want %v", name, !want, want)
		}
	}
}

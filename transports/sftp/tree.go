package sftp

import (
	"io"
	"io/fs"
	"os"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/pkg/sftp"

	"github.com/wharf-edi/wharf/transports"
)

// folders are what a client finds at the root, in the order of ls, with what it
// may do there by the look of it.
var folders = []struct {
	folder transports.Folder
	mode   fs.FileMode
}{
	{transports.Archive, 0o555}, {transports.Error, 0o555}, {transports.In, 0o755}, {transports.Out, 0o755},
}

// place is where a path leads: the root, a folder, or a name in a folder. A name
// at the root has no folder.
type place struct {
	folder transports.Folder
	name   string
}

func (p place) root() bool { return p == place{} }

// find reads a path as the SFTP library hands it over: absolute and clean. There
// is nothing below the four folders.
func find(path string) (place, error) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) == 1 && parts[0] == "" {
		return place{}, nil
	}
	var p place
	for _, f := range folders {
		if string(f.folder) == parts[0] {
			p.folder = f.folder
			parts = parts[1:]
			break
		}
	}
	switch {
	case len(parts) == 0:
		return p, nil
	case len(parts) > 1:
		return place{}, errNotFound
	}
	p.name = parts[0]
	return p, nil
}

// goodName says whether a file may have that name: one that can be shown, stored
// and written on a disk of any kind.
func goodName(name string) bool {
	bad := func(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError || strings.ContainsRune(`/\`, r) }
	return name != "" && name != "." && name != ".." && len(name) <= 200 && !strings.ContainsFunc(name, bad)
}

// info describes a file or a folder to the SFTP library.
type info struct {
	name string
	size int64
	mode fs.FileMode
	at   time.Time
}

var _ os.FileInfo = info{}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return i.mode }
func (i info) ModTime() time.Time { return i.at }
func (i info) IsDir() bool        { return i.mode.IsDir() }
func (i info) Sys() any           { return nil }

// listing answers a client that reads a folder, or asks about one file.
type listing struct {
	infos []os.FileInfo
	done  func() // nil if nothing is to be given back
}

var _ sftp.ListerAt = (*listing)(nil)

func (l *listing) ListAt(to []os.FileInfo, off int64) (int, error) {
	if off < 0 || off >= int64(len(l.infos)) {
		return 0, io.EOF
	}
	n := copy(to, l.infos[off:])
	if n < len(to) {
		return n, io.EOF
	}
	return n, nil
}

// Close is called by the library when the client closes the folder.
func (l *listing) Close() error {
	if l.done != nil {
		l.done()
	}
	return nil
}

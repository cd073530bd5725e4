package sftp

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"
)

// spool keeps the bytes of uploads until they are whole. Its files have names of
// its own and lie under an os.Root; what a client calls a file is nowhere used
// as a path.
type spool struct {
	root  *os.Root
	log   *slog.Logger
	limit int64
	old   time.Duration // a file that nobody has written to for so long belongs to no run any more
	run   string        // tells the files of this run from those of others

	mu     sync.Mutex // guards what follows
	used   int64
	serial int64
	swept  time.Time
}

const (
	spoolPrefix = "upload-"
	spoolSuffix = ".spool"
)

var errSpoolFull = errors.New("the spool is full")

func openSpool(dir string, limit int64, old time.Duration, log *slog.Logger) (*spool, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("sftp: spool: %w", err)
	}
	return &spool{root: root, log: log, limit: limit, old: old, run: rand.Text()}, nil
}

// sweep removes, once an hour, what runs that were killed have left. None of it
// was taken over.
func (s *spool) sweep(now time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if since := now.Sub(s.swept); since >= 0 && since < time.Hour {
		return nil
	}
	s.swept = now
	d, err := s.root.Open(".")
	if err != nil {
		return fmt.Errorf("sftp: spool: %w", err)
	}
	defer d.Close()
	names, err := d.Readdirnames(-1)
	if err != nil {
		return fmt.Errorf("sftp: spool: %w", err)
	}
	for _, n := range names {
		if !strings.HasPrefix(n, spoolPrefix) || !strings.HasSuffix(n, spoolSuffix) || strings.Contains(n, s.run) {
			continue
		}
		info, err := s.root.Lstat(n)
		if err == nil && now.Sub(info.ModTime()) > s.old {
			err = s.root.Remove(n)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // another process may have been faster
			return fmt.Errorf("sftp: spool: %w", err)
		}
	}
	return nil
}

func (s *spool) close() error { return s.root.Close() }

// reserve takes n bytes of the spool, or gives them back if n is negative.
func (s *spool) reserve(n int64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n > 0 && s.used+n > s.limit {
		return errSpoolFull
	}
	s.used += n
	return nil
}

// create answers a new, empty file.
func (s *spool) create() (*spooled, error) {
	s.mu.Lock()
	s.serial++
	name := fmt.Sprintf("%s%s-%d%s", spoolPrefix, s.run, s.serial, spoolSuffix)
	s.mu.Unlock()
	f, err := s.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	return &spooled{spool: s, name: name, file: f}, nil
}

// spooled is one file of the spool. It ends with discard.
type spooled struct {
	spool *spool
	name  string

	mu   sync.Mutex // guards what follows
	file *os.File   // nil once rested
	have extents
	size int64 // 0 ≤ size; so much of the spool is reserved
}

// errResting is what a write gets after the file was closed.
var errResting = errors.New("the file is closed")

func (f *spooled) WriteAt(p []byte, off int64) (int, error) {
	end := off + int64(len(p))
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.file == nil {
		return 0, errResting
	}
	if end > f.size {
		if err := f.spool.reserve(end - f.size); err != nil {
			return 0, err
		}
		f.size = end
	}
	if err := f.have.add(off, end); err != nil {
		return 0, err
	}
	return f.file.WriteAt(p, off)
}

// length answers the size so far and whether all bytes up to it have come.
func (f *spooled) length() (size int64, whole bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.size, f.have.cover(f.size)
}

// rest closes the file but keeps it, so that waiting takes no descriptor.
func (f *spooled) rest() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.file == nil {
		return nil
	}
	err := f.file.Close()
	f.file = nil
	return err
}

// bytes answers what was written; the caller has made room for it in memory.
func (f *spooled) bytes() ([]byte, error) {
	if err := f.rest(); err != nil {
		return nil, err
	}
	r, err := f.spool.root.Open(f.name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b := make([]byte, f.size)
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, err
	}
	return b, nil
}

// discard removes the file. It may be called twice. What cannot be removed is in
// nobody's way but the disk's, so it is logged and another run will sweep it.
func (f *spooled) discard() {
	err := f.rest()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.name == "" {
		return
	}
	if err = errors.Join(err, f.spool.root.Remove(f.name), f.spool.reserve(-f.size)); err != nil {
		f.spool.log.Warn("cannot empty the spool", slog.Any("err", err))
	}
	f.name, f.size = "", 0
}

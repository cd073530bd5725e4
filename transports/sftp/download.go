package sftp

import (
	"bytes"
	"log/slog"
	"sync"

	"github.com/pkg/sftp"

	"github.com/wharf-edi/wharf/transports"
)

// download is a file that a client reads.
type download struct {
	session *session
	account string
	at      place
	body    *bytes.Reader

	mu     sync.Mutex // guards what follows
	have   extents
	broken bool
}

var _ sftp.TransferError = (*download)(nil)

func (s *session) download(r *sftp.Request) (*download, error) {
	ctx, cancel := s.detached()
	defer cancel()
	at, err := find(r.Filepath)
	if err != nil {
		return nil, err
	}
	switch {
	case at.name == "":
		return nil, refuse("this is a folder")
	case at.folder == "":
		return nil, errNotFound
	}
	account, err := s.account(ctx)
	if err != nil {
		return nil, err
	}
	if _, ok := s.arrived(account.Name, at.name); ok && at.folder == transports.In {
		return nil, refuse("files in in/ cannot be read; what was taken over is in archive")
	}
	if err := s.begin(); err != nil {
		return nil, err
	}
	body, err := s.conn.server.cfg.Mailbox.Open(ctx, account.Name, at.folder, at.name)
	if err == nil && !s.conn.server.memory.TryAcquire(int64(len(body))) {
		err = refuse("the server is busy; please try again in a minute")
	}
	if err != nil {
		s.end()
		return nil, err
	}
	return &download{session: s, account: account.Name, at: at, body: bytes.NewReader(body)}, nil
}

// ReadAt is called concurrently and in any order.
func (d *download) ReadAt(p []byte, off int64) (int, error) {
	n, err := d.body.ReadAt(p, off)
	d.mu.Lock()
	defer d.mu.Unlock()
	if scattered := d.have.add(off, off+int64(n)); scattered != nil {
		return 0, refuse("the file is read in too many separate pieces")
	}
	return n, err
}

// TransferError is called by the library, before Close, if the connection ended
// and the client had not closed the file.
func (d *download) TransferError(error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.broken = true
}

// Close notes whether the client has read a file from out to its end. That it
// could not be noted is no reason to tell the client that it has no file: the
// file stays in out and can be fetched again.
func (d *download) Close() error {
	s := d.session
	defer s.end()
	size := d.body.Size()
	defer s.conn.server.memory.Release(size)
	d.mu.Lock()
	fetched := d.at.folder == transports.Out && !d.broken && d.have.cover(size)
	d.mu.Unlock()
	if !fetched {
		return nil
	}
	ctx, cancel := s.detached()
	defer cancel()
	if err := s.conn.server.cfg.Mailbox.Fetched(ctx, d.account, d.at.name, s.conn.remote); err != nil {
		s.conn.log.LogAttrs(ctx, slog.LevelError, "fetched, but not noted", slog.String("name", d.at.name), slog.Any("err", err))
		return nil
	}
	s.conn.log.LogAttrs(ctx, slog.LevelInfo, "fetched", slog.String("name", d.at.name), slog.Int64("bytes", size))
	return nil
}

package sftp

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"

	"github.com/pkg/sftp"

	"github.com/wharf-edi/wharf/transports"
)

// upload is a file that is coming in.
type upload struct {
	session *session
	name    string
	limit   int64
	file    *spooled

	mu     sync.Mutex // guards what follows
	failed error      // the first that went wrong: the file will not be taken over
	broken error      // the connection ended before the client closed the file
}

var _ sftp.TransferError = (*upload)(nil)

func (s *session) upload(r *sftp.Request) (*upload, error) {
	ctx, cancel := s.detached()
	defer cancel()
	at, err := find(r.Filepath)
	if err != nil || at.folder != transports.In || at.name == "" {
		return nil, refuse("files are taken in the folder in/ only: put the file to in/")
	}
	if !goodName(at.name) {
		return nil, refuse("a file name has at most 200 bytes, is UTF-8, and has no control characters and no backslash")
	}
	account, err := s.account(ctx)
	if err != nil {
		return nil, err
	}
	flags := r.Pflags()
	begun := s.conn.server.pending.find(account.Name, s, at.name) != nil
	if flags.Append || begun && !flags.Trunc {
		return nil, refuse("an upload cannot be resumed or appended to; upload the whole file again")
	}
	limit := s.conn.server.cfg.MaxFileBytes
	if account.MaxFileBytes > 0 {
		limit = min(account.MaxFileBytes, s.conn.server.cfg.MaxOpenBytes)
	}
	if err := s.begin(); err != nil {
		return nil, err
	}
	f, err := s.conn.server.spool.create()
	if err != nil {
		s.end()
		return nil, err
	}
	u := &upload{session: s, name: at.name, limit: limit, file: f}
	s.uploads = append(s.uploads, u)
	s.conn.log.LogAttrs(ctx, slog.LevelDebug, "upload begun", slog.String("name", at.name))
	return u, nil
}

// WriteAt is called concurrently and in any order.
func (u *upload) WriteAt(p []byte, off int64) (int, error) {
	if off < 0 || off > u.limit || int64(len(p)) > u.limit-off {
		return 0, u.fail(refuse("the file is too large; at most %d bytes are taken", u.limit))
	}
	n, err := u.file.WriteAt(p, off)
	switch {
	case errors.Is(err, errSpoolFull):
		err = refuse("the server has no room for uploads at the moment; please try again later")
	case errors.Is(err, errScattered):
		err = refuse("the file is sent in too many separate pieces")
	}
	return n, u.fail(err)
}

// fail remembers the first error and answers what the client is told about it.
func (u *upload) fail(err error) error {
	if err == nil {
		return nil
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.failed == nil {
		u.failed = err
	}
	if told, ok := errors.AsType[reply](u.failed); ok {
		return told
	}
	return refuse("the server could not store the file")
}

// TransferError is called by the library, before Close, if the connection ended
// and the client had not closed the file.
func (u *upload) TransferError(err error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.broken = err
}

// Close hands the file over. Its error is what the client learns about the whole
// upload.
func (u *upload) Close() error {
	s := u.session
	defer s.end()
	s.uploads = slices.DeleteFunc(s.uploads, func(o *upload) bool { return o == u })
	u.mu.Lock()
	failed, broken := u.failed, u.broken
	u.mu.Unlock()
	size, whole := u.file.length()
	if broken != nil {
		u.file.discard()
		s.conn.log.LogAttrs(s.conn.ctx, slog.LevelWarn, "upload broke off; discarded",
			slog.String("name", u.name), slog.Int64("bytes", size), slog.Any("err", broken))
		return broken
	}
	if failed == nil && !whole {
		failed = refuse("parts of the file are missing; upload the whole file again")
	}
	if failed == nil {
		failed = s.arrive(u.file, u.name, size)
	}
	if failed != nil {
		u.file.discard()
	}
	return s.answer(u.name, failed)
}

// arrive parks a whole file that has a temporary name and hands over any other.
func (s *session) arrive(f *spooled, name string, size int64) error {
	ctx, cancel := s.detached()
	defer cancel()
	if !temporary(name) {
		return s.keep(ctx, f, name, size)
	}
	account, err := s.account(ctx)
	if err != nil {
		return err
	}
	if err := f.rest(); err != nil {
		return err
	}
	if !s.conn.server.pending.add(&parked{account: account.Name, session: s, name: name, size: size, at: s.now(), file: f}) {
		return refuse("too many files under temporary names; rename or remove some first")
	}
	return nil
}

// keep hands a file over. When it answers nil, the file is ours.
func (s *session) keep(ctx context.Context, f *spooled, name string, size int64) error {
	account, err := s.account(ctx)
	if err != nil {
		return err
	}
	server := s.conn.server
	if err := server.memory.Acquire(ctx, size); err != nil {
		return err
	}
	defer server.memory.Release(size)
	body, err := f.bytes()
	if err != nil {
		return err
	}
	parcel := &transports.Parcel{Name: name, Body: body, Remote: s.conn.remote, Login: s.conn.who.proof, At: s.now()}
	if err := server.cfg.Inbox.Keep(ctx, account.Name, parcel); err != nil {
		return err
	}
	s.remember(name, size)
	s.conn.log.LogAttrs(ctx, slog.LevelInfo, "taken over", slog.String("name", name), slog.Int64("bytes", size))
	f.discard()
	return nil
}

// rename gives an upload under a temporary name its final one, and so hands it
// over.
func (s *session) rename(ctx context.Context, from, to place) error {
	if from.folder != transports.In || from.name == "" || to.folder != transports.In || to.name == "" {
		return refuse("a file can be renamed inside in/ only")
	}
	if !goodName(to.name) {
		return refuse("a file name has at most 200 bytes, is UTF-8, and has no control characters and no backslash")
	}
	account, err := s.account(ctx)
	if err != nil {
		return err
	}
	waiting := s.conn.server.pending
	p := waiting.find(account.Name, s, from.name)
	if p == nil {
		if s.takenOver(from.name) != nil {
			return refuse("the file has been taken over and cannot be renamed any more")
		}
		return errNotFound
	}
	if !waiting.remove(p) { // from here on nobody else has it
		return errNotFound
	}
	if temporary(to.name) {
		p.name, p.session = to.name, s
	} else if err = s.keep(ctx, p.file, to.name, p.size); err == nil {
		return nil
	}
	if !waiting.add(p) {
		p.file.discard()
	}
	return err
}

package sftp

import (
	"context"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"github.com/wharf-edi/wharf/transports"
)

// session is one use of the SFTP subsystem. The library calls its methods, and
// closes its files, one after another; only ReadAt and WriteAt of files come
// concurrently.
type session struct {
	conn    *connection
	channel ssh.Channel

	open    int // files and folders
	said    int // bytes on the error stream
	uploads []*upload
	taken   []taken
}

// taken is a file that was taken over. It is gone from the folder, but clients
// ask for it once more: put -p sets its times, others compare its size.
type taken struct {
	name string
	size int64
	at   time.Time
}

const (
	takenFor  = 10 * time.Minute
	mostTaken = 256
)

var (
	_ sftp.FileReader = (*session)(nil)
	_ sftp.FileWriter = (*session)(nil)
	_ sftp.FileCmder  = (*session)(nil)
	_ sftp.FileLister = (*session)(nil)
)

func newSession(c *connection, channel ssh.Channel) *session {
	return &session{conn: c, channel: channel}
}

// serve returns when the client has ended the session or its connection. Uploads
// that were open are discarded by then.
func (s *session) serve() {
	server := sftp.NewRequestServer(s.channel, sftp.Handlers{FileGet: s, FilePut: s, FileCmd: s, FileList: s})
	err := server.Serve()
	server.Close()
	s.conn.log.LogAttrs(s.conn.ctx, slog.LevelDebug, "session ended", slog.Any("err", err))
}

// account answers the account of the session, as it is now.
func (s *session) account(ctx context.Context) (*transports.Account, error) {
	return s.conn.server.lookup(ctx, s.conn.who)
}

// begin counts one more open file or folder; end gives it back.
func (s *session) begin() error {
	if s.open >= s.conn.server.cfg.MaxFilesPerSession {
		return refuse("too many files are open in this session")
	}
	s.open++
	s.conn.busy.Add(1)
	return nil
}

func (s *session) end() {
	s.open--
	s.conn.busy.Add(-1)
}

// Filelist answers what is in a folder, or about one file or folder.
func (s *session) Filelist(r *sftp.Request) (sftp.ListerAt, error) {
	l, err := s.list(r)
	if err != nil {
		return nil, s.answer(r.Filepath, err)
	}
	return l, nil
}

func (s *session) list(r *sftp.Request) (*listing, error) {
	ctx, cancel := s.detached()
	defer cancel()
	at, err := find(r.Filepath)
	if err != nil {
		return nil, err
	}
	switch r.Method {
	case "Stat":
		i, err := s.stat(ctx, at)
		if err != nil {
			return nil, err
		}
		return &listing{infos: []os.FileInfo{i}}, nil
	case "List":
	default:
		return nil, refuse("there are no links here")
	}
	if at.name != "" {
		return nil, errNotFound
	}
	infos, err := s.entries(ctx, at)
	if err != nil {
		return nil, err
	}
	if err := s.begin(); err != nil {
		return nil, err
	}
	return &listing{infos: infos, done: s.end}, nil
}

// entries answers what is in a folder.
func (s *session) entries(ctx context.Context, at place) ([]os.FileInfo, error) {
	var out []os.FileInfo
	if at.root() {
		for _, f := range folders {
			out = append(out, s.folderInfo(f.folder))
		}
		return out, nil
	}
	account, err := s.account(ctx)
	if err != nil {
		return nil, err
	}
	if at.folder == transports.In {
		for _, p := range s.conn.server.pending.of(account.Name) {
			out = append(out, info{p.name, p.size, 0o644, p.at})
		}
	}
	list, err := s.conn.server.cfg.Mailbox.List(ctx, account.Name, at.folder)
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		if goodName(e.Name) { // another cannot be asked for either
			out = append(out, entryInfo(at.folder, e))
		}
	}
	return out, nil
}

func (s *session) stat(ctx context.Context, at place) (os.FileInfo, error) {
	switch {
	case at.root():
		return info{"/", 0, fs.ModeDir | 0o555, s.now()}, nil
	case at.folder == "":
		return nil, errNotFound
	case at.name == "":
		return s.folderInfo(at.folder), nil
	}
	account, err := s.account(ctx)
	if err != nil {
		return nil, err
	}
	if at.folder == transports.In {
		if i, ok := s.arrived(account.Name, at.name); ok {
			return i, nil
		}
	}
	list, err := s.conn.server.cfg.Mailbox.List(ctx, account.Name, at.folder)
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		if e.Name == at.name {
			return entryInfo(at.folder, e), nil
		}
	}
	return nil, errNotFound
}

// arrived looks for what this session has brought, or is bringing, under name.
func (s *session) arrived(account, name string) (os.FileInfo, bool) {
	for _, u := range slices.Backward(s.uploads) {
		if u.name == name {
			size, _ := u.file.length()
			return info{name, size, 0o644, s.now()}, true
		}
	}
	if p := s.conn.server.pending.find(account, s, name); p != nil {
		return info{name, p.size, 0o644, p.at}, true
	}
	if t := s.takenOver(name); t != nil {
		return info{name, t.size, 0o644, t.at}, true
	}
	return nil, false
}

// takenOver answers what was taken over under name in this session not long ago.
func (s *session) takenOver(name string) *taken {
	now := s.now()
	s.taken = slices.DeleteFunc(s.taken, func(t taken) bool { return now.Sub(t.at) > takenFor })
	for i := range s.taken {
		if s.taken[i].name == name {
			return &s.taken[i]
		}
	}
	return nil
}

func (s *session) forget(name string) {
	s.taken = slices.DeleteFunc(s.taken, func(t taken) bool { return t.name == name })
}

func (s *session) remember(name string, size int64) {
	s.forget(name)
	if len(s.taken) >= mostTaken {
		s.taken = s.taken[1:]
	}
	s.taken = append(s.taken, taken{name, size, s.now()})
}

func (s *session) now() time.Time { return s.conn.server.cfg.Now() }

func (s *session) folderInfo(f transports.Folder) os.FileInfo {
	mode := fs.FileMode(0o555)
	for _, x := range folders {
		if x.folder == f {
			mode = x.mode
		}
	}
	return info{string(f), 0, fs.ModeDir | mode, s.now()}
}

func entryInfo(f transports.Folder, e transports.Entry) os.FileInfo {
	mode := fs.FileMode(0o444)
	if f == transports.Out {
		mode = 0o644
	}
	return info{e.Name, e.Size, mode, e.At}
}

// Fileread opens a file for reading.
func (s *session) Fileread(r *sftp.Request) (io.ReaderAt, error) {
	d, err := s.download(r)
	if err != nil {
		return nil, s.answer(r.Filepath, err)
	}
	return d, nil
}

// Filewrite opens a file for writing.
func (s *session) Filewrite(r *sftp.Request) (io.WriterAt, error) {
	u, err := s.upload(r)
	if err != nil {
		return nil, s.answer(r.Filepath, err)
	}
	return u, nil
}

// Filecmd does what has no file open.
func (s *session) Filecmd(r *sftp.Request) error {
	return s.answer(r.Filepath, s.command(r))
}

func (s *session) command(r *sftp.Request) error {
	ctx, cancel := s.detached()
	defer cancel()
	at, err := find(r.Filepath)
	if err != nil && r.Method != "Symlink" {
		return err
	}
	switch r.Method {
	case "Setstat":
		return s.setstat(r, at)
	case "Rename":
		to, err := find(r.Target)
		if err != nil {
			return refuse("a file can be renamed inside in/ only")
		}
		return s.rename(ctx, at, to)
	case "Remove":
		return s.remove(ctx, at)
	case "Mkdir", "Rmdir":
		return refuse("the folders here are fixed: in, out, archive and error")
	}
	return refuse("there are no links here")
}

// setstat does nothing: times and rights of a file mean nothing here. Only a
// client that wants to cut a file must know that it was not cut.
func (s *session) setstat(r *sftp.Request, at place) error {
	if !r.AttrFlags().Size || at.folder != transports.In {
		return nil
	}
	for _, u := range s.uploads {
		if u.name != at.name {
			continue
		}
		if size, _ := u.file.length(); size != int64(r.Attributes().Size) {
			return refuse("the size of a file cannot be set")
		}
	}
	return nil
}

// remove takes a file out of a folder.
func (s *session) remove(ctx context.Context, at place) error {
	if at.name == "" || at.folder == "" {
		return refuse("the folders here are fixed: in, out, archive and error")
	}
	account, err := s.account(ctx)
	if err != nil {
		return err
	}
	if at.folder != transports.In {
		return s.conn.server.cfg.Mailbox.Remove(ctx, account.Name, at.folder, at.name)
	}
	waiting := s.conn.server.pending
	if p := waiting.find(account.Name, s, at.name); p != nil {
		if waiting.remove(p) {
			p.file.discard()
			return nil
		}
		return errNotFound
	}
	if s.takenOver(at.name) == nil {
		return errNotFound
	}
	for _, p := range waiting.of(account.Name) {
		if p.session == s && (finalName(p.name) == at.name || p.name == "."+at.name) {
			s.forget(at.name) // it clears the way for a rename
			return nil
		}
	}
	return refuse("the file has been taken over and cannot be taken back; send a correction instead")
}

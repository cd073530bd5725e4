package sftp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"unicode"

	"github.com/pkg/sftp"

	"github.com/wharf-edi/wharf/transports"
)

// reply is an error that the client is told, in these words and with this status.
type reply struct {
	text   string
	status error // one of the library's
}

func (r *reply) Error() string { return r.text }

// Unwrap lets the library find the status.
func (r *reply) Unwrap() error { return r.status }

func denied(format string, a ...any) error {
	return &reply{fmt.Sprintf(format, a...), sftp.ErrSSHFxPermissionDenied}
}

func failure(format string, a ...any) error {
	return &reply{fmt.Sprintf(format, a...), sftp.ErrSSHFxFailure}
}

var errNotFound error = &reply{"no such file or folder", sftp.ErrSSHFxNoSuchFile}

// answer turns what went wrong with name into what the client is told. Causes of
// ours are logged and not told.
func (s *session) answer(name string, err error) error {
	if err == nil {
		return nil
	}
	told, ok := errors.AsType[*reply](err)
	switch refused, isRefused := errors.AsType[*transports.Refused](err); {
	case ok:
	case isRefused:
		told = &reply{refused.Text, sftp.ErrSSHFxFailure}
	case errors.Is(err, transports.ErrNotFound):
		return errNotFound
	case errors.Is(err, errUnknownLogin), errors.Is(err, errUnknownKey), errors.Is(err, errPassword):
		told = &reply{textNotValid, sftp.ErrSSHFxPermissionDenied}
	default:
		s.conn.log.LogAttrs(s.conn.ctx, slog.LevelError, "request failed", slog.String("name", name), slog.Any("err", err))
		told = &reply{"the server cannot do this at the moment; nothing was taken over, please try again later", sftp.ErrSSHFxFailure}
	}
	if errors.Is(told, sftp.ErrSSHFxNoSuchFile) {
		return told
	}
	s.conn.log.LogAttrs(s.conn.ctx, slog.LevelInfo, "refused", slog.String("name", name), slog.Any("err", err))
	s.say(name, told.text)
	return told
}

// mostSaid bounds what a session writes to its error stream: its bytes count
// against the same window as the files, and a client need not read them.
const mostSaid = 8 << 10

// say writes to the error stream of the session. OpenSSH's sftp shows only the
// status of an answer ("Failure") and not its text, but what comes over the
// error stream it passes on to the terminal.
func (s *session) say(name, text string) {
	line := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, name+": "+text) + "\r\n"
	if s.said += len(line); s.said > mostSaid {
		return
	}
	s.channel.Stderr().Write([]byte(line)) // a client that is gone learns it otherwise
}

// detached answers a context for what must not end with the connection: once a
// client has closed its file, it is kept even if the answer finds nobody.
func (s *session) detached() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(s.conn.ctx), s.conn.server.cfg.KeepTimeout)
}

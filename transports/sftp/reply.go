package sftp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"unicode"

	"github.com/pkg/sftp"

	"github.com/wharf-edi/wharf/transports"
)

// reply is an error that the client is told in these words. Its status is the
// general one: for a more special one many clients put words of their own.
type reply string

func (r reply) Error() string { return string(r) }

func refuse(format string, a ...any) error { return reply(fmt.Sprintf(format, a...)) }

// errNotFound has a status of its own, because clients act on it.
var errNotFound = fmt.Errorf("no such file or folder: %w", sftp.ErrSSHFxNoSuchFile)

// answer turns what went wrong with name into what the client is told. Causes of
// ours are logged and not told.
func (s *session) answer(name string, err error) error {
	if err == nil {
		return nil
	}
	name = clip(name)
	told, ok := errors.AsType[reply](err)
	refused, isRefused := errors.AsType[*transports.Refused](err)
	level := slog.LevelInfo
	switch {
	case ok:
	case isRefused:
		told = reply(refused.Text)
	case errors.Is(err, errNotFound), errors.Is(err, transports.ErrNotFound):
		return errNotFound
	case errors.Is(err, errUnknownLogin), errors.Is(err, errUnknownKey), errors.Is(err, errPassword):
		told = textNotValid
	default:
		level = slog.LevelError
		told = "the server cannot do this at the moment; nothing was taken over, please try again later"
	}
	s.conn.log.LogAttrs(s.conn.ctx, level, "refused", slog.String("name", name), slog.Any("err", err))
	s.say(name, string(told))
	return told
}

// clip cuts what a stranger wrote to a length fit for a log.
func clip(s string) string {
	if len(s) > 300 {
		return s[:300] + "..."
	}
	return s
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
	if _, err := io.WriteString(s.channel.Stderr(), line); err != nil {
		s.conn.log.LogAttrs(s.conn.ctx, slog.LevelDebug, "client is gone", slog.Any("err", err))
	}
}

// detached answers a context for what must not end with the connection: once a
// client has closed its file, it is kept even if the answer finds nobody.
func (s *session) detached() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(s.conn.ctx), s.conn.server.cfg.KeepTimeout)
}

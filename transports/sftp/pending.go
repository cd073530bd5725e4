package sftp

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"
)

// pending keeps uploads that came whole but under a temporary name, until their
// client gives them the final one. They are in the spool of this process and
// belong to the account, so that the rename may come over another connection.
type pending struct {
	most int
	keep time.Duration
	log  *slog.Logger

	mu    sync.Mutex // guards what follows
	files []*parked  // oldest first
}

// parked is one such upload.
type parked struct {
	account string
	session *session // that it came over; two sessions may use the same temporary name
	name    string
	size    int64
	at      time.Time
	file    *spooled
}

// temporary says whether clients use such a name while they upload.
func temporary(name string) bool {
	return strings.HasPrefix(name, ".") || finalName(name) != name
}

// finalName is name without the suffix that marks it as temporary.
func finalName(name string) string {
	lower := strings.ToLower(name)
	for _, s := range []string{".tmp", ".part", ".filepart"} {
		if strings.HasSuffix(lower, s) {
			return name[:len(name)-len(s)]
		}
	}
	return name
}

// add parks p. It takes the place of what the same session has parked under the
// name. It answers false if the account has enough of them.
func (w *pending) add(p *parked) bool {
	old := w.take(func(q *parked) bool { return q.account == p.account && q.session == p.session && q.name == p.name })
	discard(old)
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for _, q := range w.files {
		if q.account == p.account {
			n++
		}
	}
	if n >= w.most {
		return false
	}
	w.files = append(w.files, p)
	return true
}

// find answers what account has under name: that of the session first, else the
// newest; nil if there is none.
func (w *pending) find(account string, s *session, name string) *parked {
	w.mu.Lock()
	defer w.mu.Unlock()
	var found *parked
	for _, p := range w.files {
		if p.account == account && p.name == name && (found == nil || found.session != s || p.session == s) {
			found = p
		}
	}
	return found
}

// of answers all that the account has.
func (w *pending) of(account string) []*parked {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []*parked
	for _, p := range w.files {
		if p.account == account {
			out = append(out, p)
		}
	}
	return out
}

// remove takes p out; it answers false if another has done so before. The caller
// then owns p.
func (w *pending) remove(p *parked) bool {
	return len(w.take(func(q *parked) bool { return q == p })) > 0
}

// expire gives up what nobody has renamed.
func (w *pending) expire(ctx context.Context, now time.Time) {
	old := w.take(func(p *parked) bool { return now.Sub(p.at) > w.keep })
	for _, p := range old {
		w.log.LogAttrs(ctx, slog.LevelWarn, "upload under a temporary name was never renamed; discarded",
			slog.String("account", p.account), slog.String("name", p.name), slog.Int64("bytes", p.size))
	}
	discard(old)
}

func (w *pending) clear() { discard(w.take(func(*parked) bool { return true })) }

func (w *pending) take(which func(*parked) bool) []*parked {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []*parked
	w.files = slices.DeleteFunc(w.files, func(p *parked) bool {
		if which(p) {
			out = append(out, p)
			return true
		}
		return false
	})
	return out
}

func discard(files []*parked) {
	for _, p := range files {
		p.file.discard()
	}
}

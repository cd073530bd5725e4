package sftp

import (
	"sync"
	"time"
)

// guard remembers failed logins and says who has had enough of them. It is in
// memory, of this process: it slows guessing down, the keys are what keeps
// people out.
type guard struct {
	most   int
	window time.Duration
	now    func() time.Time

	mu   sync.Mutex // guards what follows
	seen map[string]failures
}

type failures struct {
	score int
	last  time.Time
}

// mostRemembered bounds the memory that guessing from many addresses takes.
const mostRemembered = 10_000

func newGuard(most int, window time.Duration, now func() time.Time) *guard {
	return &guard{most: most, window: window, now: now, seen: map[string]failures{}}
}

// fail adds score to key. Failures count until there was none for the window.
func (g *guard) fail(key string, score int) {
	if score == 0 {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	f, ok := g.seen[key]
	if !ok {
		g.makeRoom(now)
	} else if now.Sub(f.last) >= g.window {
		f.score = 0
	}
	g.seen[key] = failures{score: f.score + score, last: now}
}

func (g *guard) blocked(key string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	f, ok := g.seen[key]
	return ok && f.score >= g.most && g.now().Sub(f.last) < g.window
}

func (g *guard) makeRoom(now time.Time) {
	if len(g.seen) < mostRemembered {
		return
	}
	for k, f := range g.seen {
		if now.Sub(f.last) >= g.window {
			delete(g.seen, k)
		}
	}
	for k := range g.seen { // any will do if all are fresh
		if len(g.seen) < mostRemembered {
			return
		}
		delete(g.seen, k)
	}
}

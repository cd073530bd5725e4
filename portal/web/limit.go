package web

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// limiterKeys is how many addresses or names a limiter remembers. When more
// appear at once than it can hold, it forgets those that have been quiet; if
// none has, it refuses.
const limiterKeys = 10_000

// limiter counts attempts per key: burst at once, then one per interval.
type limiter struct {
	now      func() time.Time
	burst    int
	interval time.Duration

	mu   sync.Mutex // guards what follows
	seen map[string]*rate.Limiter
}

func newLimiter(now func() time.Time, burst int, interval time.Duration) *limiter {
	return &limiter{now: now, burst: burst, interval: interval, seen: map[string]*rate.Limiter{}}
}

// allow counts an attempt of key and says whether it may go on.
func (l *limiter) allow(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	r, ok := l.seen[key]
	if !ok {
		if len(l.seen) >= limiterKeys && !l.forget(now) {
			return false
		}
		r = rate.NewLimiter(rate.Every(l.interval), l.burst)
		l.seen[key] = r
	}
	return r.AllowN(now, 1)
}

// forget drops the keys that have their full allowance again.
func (l *limiter) forget(now time.Time) bool {
	before := len(l.seen)
	for k, r := range l.seen {
		if r.TokensAt(now) >= float64(l.burst) {
			delete(l.seen, k)
		}
	}
	return len(l.seen) < before
}

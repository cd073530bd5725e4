package sftp

import (
	"net"
	"net/netip"
	"sync"
	"time"
)

// watched is a connection that is closed when its time is over: at first within
// a fixed time, later when nothing was heard for a while. Closing it wakes reads
// and writes that wait, also those of a client that does not read our answers.
type watched struct {
	net.Conn

	mu    sync.Mutex // guards what follows
	timer *time.Timer
	quiet time.Duration // 0: the timer runs whatever comes
}

func watch(c net.Conn, within time.Duration) *watched {
	w := &watched{Conn: c}
	w.timer = time.AfterFunc(within, func() { c.Close() })
	return w
}

// idle lets the connection go on while there is something to read at least every
// quiet.
func (w *watched) idle(quiet time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.timer.Stop() { // not if the time was over already
		w.quiet = quiet
		w.timer.Reset(quiet)
	}
}

// limit ends the connection after within, whatever comes.
func (w *watched) limit(within time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.quiet = 0
	if w.timer.Stop() {
		w.timer.Reset(within)
	}
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	if n > 0 {
		w.mu.Lock()
		if w.quiet > 0 && w.timer.Stop() {
			w.timer.Reset(w.quiet)
		}
		w.mu.Unlock()
	}
	return n, err
}

func (w *watched) Close() error {
	w.mu.Lock()
	w.timer.Stop()
	w.mu.Unlock()
	return w.Conn.Close()
}

// addressKey is by what a remote address is counted: an IPv4 address, or the /64
// that one customer of an IPv6 network has.
func addressKey(remote string) string {
	ap, err := netip.ParseAddrPort(remote)
	if err != nil {
		return remote
	}
	a := ap.Addr().Unmap().WithZone("")
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}

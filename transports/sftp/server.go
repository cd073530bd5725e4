package sftp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"
)

// Server is an SFTP server. It is made by New.
type Server struct {
	cfg     Config
	spool   *spool
	pending *pending
	guard   *guard
	memory  *semaphore.Weighted // bytes of files held in memory
	all     counter             // connections: of everybody, of an address, of an account
	address counter
	account counter

	mu      sync.Mutex // guards what follows
	closed  bool
	cancels map[int]context.CancelFunc // of the calls of Serve that go on
	serial  int
	serving sync.WaitGroup
}

// errClosed is what Serve answers after Close.
var errClosed = errors.New("sftp: server closed")

// New answers a server, or everything that is wrong with cfg. Close releases it.
func New(cfg Config) (*Server, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	cfg.setDefaults()
	sp, err := openSpool(cfg.Spool, cfg.MaxSpoolBytes, cfg.PendingFor+time.Hour, cfg.Log)
	if err != nil {
		return nil, err
	}
	if err := sp.sweep(cfg.Now()); err != nil {
		return nil, errors.Join(err, sp.close())
	}
	return &Server{
		cfg: cfg, spool: sp,
		pending: &pending{most: cfg.MaxPending, keep: cfg.PendingFor, log: cfg.Log},
		guard:   newGuard(cfg.MaxFailures, cfg.FailureWindow, cfg.Now),
		memory:  semaphore.NewWeighted(cfg.MaxOpenBytes),
		all:     counter{most: cfg.MaxConnections},
		address: counter{most: cfg.MaxPerAddress},
		account: counter{most: cfg.MaxPerAccount},
		cancels: map[int]context.CancelFunc{},
	}, nil
}

// Serve accepts connections on ln, which it closes, until ctx ends or Close is
// called; then it answers nil. It returns when the last connection has ended:
// idle ones end at once, transfers within Config.ShutdownTimeout.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	defer ln.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	end, err := s.begin(cancel)
	if err != nil {
		return err
	}
	defer end()
	defer context.AfterFunc(ctx, func() { ln.Close() })()

	var connections sync.WaitGroup
	defer connections.Wait()
	for delay := time.Duration(0); ; {
		c, err := ln.Accept()
		switch {
		case err == nil:
			delay = 0
			connections.Go(func() { s.serve(ctx, c) })
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, net.ErrClosed):
			cancel() // nobody can connect any more: the connections that are there end too
			return fmt.Errorf("sftp: %w", err)
		default: // out of file descriptors, most often
			delay = min(max(2*delay, 5*time.Millisecond), time.Second)
			s.cfg.Log.LogAttrs(ctx, slog.LevelError, "cannot accept", slog.Any("err", err))
			select {
			case <-time.After(delay):
			case <-ctx.Done():
			}
		}
	}
}

// begin notes a call of Serve, so that Close can end it and wait for its end.
func (s *Server) begin(cancel context.CancelFunc) (end func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, errClosed
	}
	s.serial++
	n := s.serial
	s.cancels[n] = cancel
	s.serving.Add(1)
	return func() {
		s.mu.Lock()
		delete(s.cancels, n)
		s.mu.Unlock()
		s.serving.Done()
	}, nil
}

// Close ends all calls of Serve, waits for them and gives the spool free. It may
// be called twice.
func (s *Server) Close() error {
	s.mu.Lock()
	first := !s.closed
	s.closed = true
	for _, cancel := range s.cancels {
		cancel()
	}
	s.mu.Unlock()
	s.serving.Wait()
	if !first {
		return nil
	}
	s.pending.clear()
	return s.spool.close()
}

// counter bounds how many of something there are at once for each key.
type counter struct {
	most int

	mu sync.Mutex // guards what follows
	n  map[string]int
}

// enter counts one more for key, or answers false if there are enough. leave must
// be called once if it answered true.
func (c *counter) enter(key string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n[key] >= c.most {
		return false
	}
	if c.n == nil {
		c.n = map[string]int{}
	}
	c.n[key]++
	return true
}

func (c *counter) leave(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n[key]--; c.n[key] <= 0 {
		delete(c.n, key)
	}
}

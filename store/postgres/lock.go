package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Statements about locks. A lock belongs to the session, so it ends with the
// connection at the latest.
const (
	takeLock    = `SELECT pg_advisory_lock($1)`
	tryTakeLock = `SELECT pg_try_advisory_lock($1)`
	giveLocks   = `SELECT pg_advisory_unlock_all()`
)

// number is a key as the server knows locks: 64 bits. Two keys with the same number
// wait for each other without need, and never more than that.
func number(key string) int64 {
	sum := sha256.Sum256([]byte("wharf:" + key))
	return int64(binary.BigEndian.Uint64(sum[:8])) // every bit pattern is a number
}

// Lock waits for the keys, by advisory locks of one connection that is held as
// long as they are. Numbers are taken in order, which is the same order on every
// node.
func (s *Store) Lock(ctx context.Context, keys ...string) (func(), error) {
	c, err := s.locks.Acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	numbers := make([]int64, len(keys))
	for i, key := range keys {
		numbers[i] = number("lock:" + key)
	}
	slices.Sort(numbers)
	for _, n := range slices.Compact(numbers) {
		if _, err := c.Exec(ctx, takeLock, n); err != nil {
			s.give(c)
			return nil, fmt.Errorf("lock: %w", err)
		}
	}
	return s.unlocker(ctx, c), nil
}

// tryLock is for periodic work: who does not get the lock does not wait.
func (s *Store) tryLock(ctx context.Context, key string) (func(), bool, error) {
	c, err := s.locks.Acquire(ctx)
	if err != nil {
		return nil, false, fmt.Errorf("lock: %w", err)
	}
	var ok bool
	if err := c.QueryRow(ctx, tryTakeLock, number("try:"+key)).Scan(&ok); err != nil || !ok {
		s.give(c)
		return nil, false, err
	}
	return s.unlocker(ctx, c), true, nil
}

// unlocker gives the locks back once: when it is called, when ctx ends, or when the
// store is closed.
func (s *Store) unlocker(ctx context.Context, c *pgxpool.Conn) func() {
	release := sync.OnceFunc(func() {
		s.held.Delete(c)
		s.give(c)
	})
	s.held.Store(c, release)
	stop := context.AfterFunc(ctx, release)
	return func() {
		stop()
		release()
	}
}

// giveTime is how long giving locks back may take before the connection is closed,
// which gives them back too.
const giveTime = 5 * time.Second

func (s *Store) give(c *pgxpool.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), giveTime)
	defer cancel()
	if _, err := c.Exec(ctx, giveLocks); err != nil {
		_ = c.Conn().Close(ctx) // the pool drops a closed connection
	}
	c.Release()
}

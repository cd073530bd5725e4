package sqlstore

import (
	"context"
	"slices"
	"sync"
)

// Keys are locks by name within one process. The zero value is ready.
type Keys struct {
	mu   sync.Mutex // guards what follows
	held map[string]chan struct{}
}

// Lock waits until the caller alone holds all keys, which it takes in sorted
// order. They are given back by unlock or when ctx ends.
func (k *Keys) Lock(ctx context.Context, keys ...string) (unlock func(), err error) {
	keys = Sorted(keys)
	for i, key := range keys {
		if err := k.one(ctx, key); err != nil {
			k.release(keys[:i])
			return nil, err
		}
	}
	release := sync.OnceFunc(func() { k.release(keys) })
	stop := context.AfterFunc(ctx, release)
	return func() {
		stop()
		release()
	}, nil
}

// Sorted are the keys in the order in which every caller takes them, each once.
func Sorted(keys []string) []string {
	keys = slices.Clone(keys)
	slices.Sort(keys)
	return slices.Compact(keys)
}

func (k *Keys) one(ctx context.Context, key string) error {
	for {
		k.mu.Lock()
		if k.held == nil {
			k.held = map[string]chan struct{}{}
		}
		free, taken := k.held[key]
		if !taken {
			k.held[key] = make(chan struct{})
			k.mu.Unlock()
			return nil
		}
		k.mu.Unlock()
		select {
		case <-free:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func (k *Keys) release(keys []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, key := range keys {
		close(k.held[key])
		delete(k.held, key)
	}
}

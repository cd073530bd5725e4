package main

import (
	"context"
	"strconv"
	"sync/atomic"
	"syscall"

	"github.com/wharf-edi/wharf/odoo"
)

// crashHooks kill this process at the nth fault point: after each commit, before
// each call to Odoo, and after each call before its answer is seen. 0 never does.
func crashHooks(at string) hooks {
	n, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		n = 0
	}
	var count atomic.Int64
	point := func() {
		if count.Add(1) == n {
			_ = syscall.Kill(syscall.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	return hooks{afterCommit: point, odoo: func(t odoo.Transport) odoo.Transport { return &crashTransport{t, point} }}
}

type crashTransport struct {
	odoo.Transport
	point func()
}

func (c *crashTransport) Do(ctx context.Context, call *odoo.Call) (*odoo.Reply, error) {
	c.point()
	r, err := c.Transport.Do(ctx, call)
	c.point()
	return r, err
}

package sftp

import (
	"context"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"

	"golang.org/x/crypto/ssh"
)

// connection is one TCP connection. All its sessions belong to one login.
type connection struct {
	server *Server
	ctx    context.Context // of Serve
	wire   *watched
	addr   string // what failures and connections are counted by
	remote string
	log    *slog.Logger
	busy   atomic.Int32 // open files and folders; a connection without may be ended at any time

	tried string   // the login that was tried last, for the log
	who   identity // set before the first session
}

// serve does all that happens on one connection and returns when it has ended.
func (s *Server) serve(ctx context.Context, raw net.Conn) {
	defer raw.Close()
	remote := raw.RemoteAddr().String()
	c := &connection{
		server: s, ctx: ctx, remote: remote, addr: addressKey(remote),
		log: s.cfg.Log.With(slog.String("remote", remote)),
	}
	if s.guard.blocked(c.addr) {
		c.log.LogAttrs(ctx, slog.LevelInfo, "turned away after failed logins")
		return
	}
	for _, limit := range []struct {
		*counter
		key string
	}{{&s.all, ""}, {&s.address, c.addr}} {
		if !limit.enter(limit.key) {
			c.log.LogAttrs(ctx, slog.LevelWarn, "too many connections", slog.String("address", limit.key))
			return
		}
		defer limit.leave(limit.key)
	}
	s.pending.expire(ctx, s.cfg.Now())
	if err := s.spool.sweep(s.cfg.Now()); err != nil {
		c.log.LogAttrs(ctx, slog.LevelWarn, "cannot empty the spool", slog.Any("err", err))
	}

	c.wire = watch(raw, s.cfg.HandshakeTimeout)
	defer c.wire.Close()
	defer context.AfterFunc(ctx, func() {
		if c.busy.Load() == 0 {
			c.wire.Close()
			return
		}
		c.wire.limit(s.cfg.ShutdownTimeout)
	})()
	c.run()
}

// run logs in and serves channels until the connection ends.
func (c *connection) run() {
	conn, channels, requests, err := ssh.NewServerConn(c.wire, c.sshConfig())
	if err != nil {
		c.failed(err)
		return
	}
	defer conn.Close()
	who, ok := identityOf(conn.Permissions)
	if !ok {
		c.log.LogAttrs(c.ctx, slog.LevelError, "login without an identity")
		return
	}
	if !c.server.account.enter(who.login) {
		c.log.LogAttrs(c.ctx, slog.LevelWarn, "too many connections of one account", slog.String("account", who.login))
		return
	}
	defer c.server.account.leave(who.login)
	c.who = who
	c.log = c.log.With(slog.String("account", who.login))
	c.log.LogAttrs(c.ctx, slog.LevelInfo, "logged in", slog.String("by", who.proof))
	c.wire.idle(c.server.cfg.IdleTimeout)

	var workers sync.WaitGroup
	defer workers.Wait()
	workers.Go(func() { ssh.DiscardRequests(requests) })
	sessions := counter{most: c.server.cfg.MaxSessionsPerConnection}
	for offered := range channels {
		switch {
		case offered.ChannelType() != "session":
			c.reject(offered, ssh.UnknownChannelType, "this server speaks SFTP only")
		case !sessions.enter(""):
			c.reject(offered, ssh.ResourceShortage, "too many sessions in one connection")
		default:
			workers.Go(func() {
				defer sessions.leave("")
				c.session(offered)
			})
		}
	}
}

func (c *connection) reject(offered ssh.NewChannel, reason ssh.RejectionReason, text string) {
	if err := offered.Reject(reason, text); err != nil {
		c.log.LogAttrs(c.ctx, slog.LevelDebug, "client is gone", slog.Any("err", err))
	}
}

// session serves one channel: the SFTP subsystem and nothing else.
func (c *connection) session(offered ssh.NewChannel) {
	if _, err := c.server.lookup(c.ctx, c.who); err != nil {
		c.log.LogAttrs(c.ctx, slog.LevelWarn, "session refused", slog.Any("err", err))
		c.reject(offered, ssh.Prohibited, textNotValid)
		return
	}
	channel, requests, err := offered.Accept()
	if err != nil {
		return
	}
	defer channel.Close()
	for r := range requests {
		var subsystem struct{ Name string }
		ok := r.Type == "subsystem" && ssh.Unmarshal(r.Payload, &subsystem) == nil && subsystem.Name == "sftp"
		if r.WantReply {
			if err := r.Reply(ok, nil); err != nil {
				return
			}
		}
		if !ok {
			continue // no shell, no commands, no terminal; "env" is harmless
		}
		var rest sync.WaitGroup
		rest.Go(func() { ssh.DiscardRequests(requests) })
		newSession(c, channel).serve()
		if _, err := channel.SendRequest("exit-status", false, ssh.Marshal(struct{ Status uint32 }{0})); err != nil {
			c.log.LogAttrs(c.ctx, slog.LevelDebug, "client is gone", slog.Any("err", err))
		}
		channel.Close()
		rest.Wait()
		return
	}
}

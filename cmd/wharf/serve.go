package main

import (
	"fmt"
	"log/slog"

	"github.com/spf13/cobra"
	"golang.org/x/crypto/ssh"
)

func serveCommand(w *world) *cobra.Command {
	c := &cobra.Command{
		Use:   "serve",
		Short: "run the gateway until it is told to stop",
		Long: `Serve runs the gateway: the SFTP server, the portal, and the work on what comes
in and goes out. It brings the store up to date first, and applies the partners'
files where the configuration names their folder. It stops on SIGINT and SIGTERM,
after what is under way; a kill loses nothing either.`,
		Args: cobra.NoArgs,
	}
	load := configFlag(w, c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		cfg, err := load()
		if err != nil {
			return err
		}
		log := newLog(w.err, cfg.Log)
		a, err := newApp(c.Context(), cfg, log, w.now, w.hooks)
		if err != nil {
			return err
		}
		defer a.Close() // everything is committed where it matters
		log.LogAttrs(c.Context(), slog.LevelInfo, "wharf serves", slog.String("version", release),
			slog.String("sftp", a.sftpListener.Addr().String()), slog.String("host_key", ssh.FingerprintSHA256(a.hostKey.PublicKey())),
			slog.String("portal", fmt.Sprintf("http://%s/", a.portalListener.Addr())))
		if w.hooks.ready != nil {
			w.hooks.ready(a)
		}
		return a.Run(c.Context())
	}
	return c
}

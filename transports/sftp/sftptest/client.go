// Package sftptest has a supplier that speaks SFTP, for tests and for wharf demo.
package sftptest

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"path"
	"strings"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"github.com/wharf-edi/wharf/transports"
)

// Client is a supplier that is logged in.
type Client struct {
	Raw *sftp.Client // for what a supplier does not usually do

	conn *ssh.Client
}

// most bounds what Get reads.
const most = 64 << 20

// NewKey answers a key to log in with, and its line for a partner's profile.
func NewKey() (key ssh.Signer, line string, err error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, "", err
	}
	if key, err = ssh.NewSignerFromKey(private); err != nil {
		return nil, "", err
	}
	return key, strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key.PublicKey()))), nil
}

// Dial logs in at addr. The server must have hostKey.
func Dial(addr, user string, key ssh.Signer, hostKey ssh.PublicKey) (*Client, error) {
	return dial(addr, user, ssh.PublicKeys(key), hostKey)
}

// DialPassword is Dial with a password.
func DialPassword(addr, user, password string, hostKey ssh.PublicKey) (*Client, error) {
	return dial(addr, user, ssh.Password(password), hostKey)
}

func dial(addr, user string, auth ssh.AuthMethod, hostKey ssh.PublicKey) (*Client, error) {
	tcp, err := net.DialTimeout("tcp", addr, 10*time.Second)
	if err != nil {
		return nil, err
	}
	c, channels, requests, err := ssh.NewClientConn(tcp, addr, &ssh.ClientConfig{
		User: user, Auth: []ssh.AuthMethod{auth}, HostKeyCallback: ssh.FixedHostKey(hostKey), Timeout: 10 * time.Second,
	})
	if err != nil {
		tcp.Close()
		return nil, fmt.Errorf("log in as %s: %w", user, err)
	}
	conn := ssh.NewClient(c, channels, requests)
	client, err := sftp.NewClient(conn)
	if err != nil {
		conn.Close()
		return nil, err
	}
	return &Client{Raw: client, conn: conn}, nil
}

// Close logs out.
func (c *Client) Close() error {
	return errors.Join(c.Raw.Close(), ignoreClosed(c.conn.Close()))
}

// HangUp ends the connection without a word, as a broken line does.
func (c *Client) HangUp() error { return ignoreClosed(c.conn.Close()) }

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) || errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// Put uploads a file into in. When it answers nil, the file has been taken over.
func (c *Client) Put(name string, body []byte) error {
	f, err := c.Raw.Create(path.Join(string(transports.In), name))
	if err != nil {
		return err
	}
	_, err = f.Write(body)
	return errors.Join(err, f.Close())
}

// List answers the names of the files in out, oldest first.
func (c *Client) List() ([]string, error) {
	infos, err := c.Raw.ReadDir(string(transports.Out))
	if err != nil {
		return nil, err
	}
	names := make([]string, len(infos))
	for i, info := range infos {
		names[i] = info.Name()
	}
	return names, nil
}

// Get fetches a file from out.
func (c *Client) Get(name string) ([]byte, error) {
	f, err := c.Raw.Open(path.Join(string(transports.Out), name))
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(f, most))
	return body, errors.Join(err, f.Close())
}

// Remove takes a file out of out, which acknowledges it.
func (c *Client) Remove(name string) error {
	return c.Raw.Remove(path.Join(string(transports.Out), name))
}

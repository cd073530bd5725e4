package odoo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	codec "github.com/kolo/xmlrpc"
)

// maxDepth is how deeply an answer may nest. Odoo's own nest eight levels or so.
const maxDepth = 64

// xmlRPC carries calls over /xmlrpc/2, which Odoo 14 to 21 serve. Of the library
// it uses the codec alone: its client sends one call at a time, has no timeout
// and does not survive an answer that it cannot decode.
type xmlRPC struct {
	url, database, user, password string
	http                          *http.Client
	timeout                       time.Duration
	max                           int64

	mu  sync.Mutex // guards uid; held while logging in, so that it happens once
	uid int64
}

func newXMLRPC(cfg Config) *xmlRPC {
	x := &xmlRPC{
		url: cfg.URL, database: cfg.Database, user: cfg.User, password: cfg.Password,
		http: cfg.HTTP, timeout: cfg.Timeout, max: cfg.MaxResponse,
	}
	if x.timeout <= 0 {
		x.timeout = time.Minute
	}
	if x.max <= 0 {
		x.max = 32 << 20
	}
	if x.http == nil {
		x.http = &http.Client{
			Transport: &http.Transport{
				Proxy:               http.ProxyFromEnvironment,
				DialContext:         (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
				TLSHandshakeTimeout: 10 * time.Second,
				MaxConnsPerHost:     32,
				MaxIdleConnsPerHost: 8,
				IdleConnTimeout:     time.Minute,
			},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	return x
}

var _ Transport = (*xmlRPC)(nil)

// Do carries one call, after a login if there was none yet.
func (x *xmlRPC) Do(ctx context.Context, c *Call) (*Reply, error) {
	if c.Model == "" {
		if c.Method == "login" {
			uid, err := x.login(ctx)
			return &Reply{Value: uid}, err
		}
		return x.post(ctx, c, "/xmlrpc/2/common", c.Method)
	}
	uid, err := x.login(ctx)
	if err != nil {
		return nil, err
	}
	args, kwargs := c.Args, c.Kwargs
	if args == nil {
		args = []any{}
	}
	if kwargs == nil {
		kwargs = map[string]any{}
	}
	return x.post(ctx, c, "/xmlrpc/2/object", "execute_kw", x.database, uid, x.password, c.Model, c.Method, args, kwargs)
}

func (x *xmlRPC) login(ctx context.Context) (int64, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.uid != 0 {
		return x.uid, nil
	}
	c := &Call{Method: "login"}
	reply, err := x.post(ctx, c, "/xmlrpc/2/common", "authenticate", x.database, x.user, x.password, map[string]any{})
	if err != nil {
		return 0, err
	}
	uid, _ := reply.Value.(int64)
	if uid <= 0 {
		return 0, &Error{Call: c.String(), Code: faultLogin, Text: "the login was refused: check database, user and password", After: -1}
	}
	x.uid = uid
	return uid, nil
}

// post makes the HTTP exchange. Its error says whether the request had left.
func (x *xmlRPC) post(ctx context.Context, c *Call, path, method string, args ...any) (*Reply, error) {
	body, err := codec.EncodeMethodCall(method, args...)
	if err != nil {
		return nil, &Error{Call: c.String(), Err: err, After: -1}
	}
	ctx, cancel := context.WithTimeout(ctx, x.timeout)
	defer cancel()
	var left atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { left.Store(true) }})
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, x.url+path, bytes.NewReader(body))
	if err != nil {
		return nil, &Error{Call: c.String(), Err: err, After: -1}
	}
	req.Header.Set("Content-Type", "text/xml; charset=utf-8")
	resp, err := x.http.Do(req)
	if err != nil {
		return nil, x.broken(c, left.Load(), err)
	}
	defer resp.Body.Close()
	if err := usable(resp); err != nil {
		e := x.broken(c, true, err)
		if resp.StatusCode < 500 && resp.StatusCode != http.StatusTooManyRequests {
			e.Maybe, e.After = false, -1
		}
		return nil, e
	}
	answer, err := io.ReadAll(io.LimitReader(resp.Body, x.max+1))
	if err != nil {
		return nil, x.broken(c, true, err)
	}
	if int64(len(answer)) > x.max {
		return nil, &Error{Call: c.String(), Err: fmt.Errorf("%w (%d bytes)", errTooLarge, x.max), Maybe: c.Writes(), After: -1}
	}
	at, _ := http.ParseTime(resp.Header.Get("Date"))
	return x.decode(c, answer, at)
}

// broken is an exchange that brought no answer.
func (x *xmlRPC) broken(c *Call, left bool, err error) *Error {
	op, dialing := errors.AsType[*net.OpError](err)
	switch {
	case dialing && op.Op == "dial":
		err = fmt.Errorf("nobody answers at %s (%w)", x.url, op)
	case errors.Is(err, context.DeadlineExceeded):
		err = fmt.Errorf("no answer within %s: %w", x.timeout, err)
	}
	return &Error{Call: c.String(), Err: err, Maybe: left && c.Writes(), After: shortPause}
}

// usable says what is wrong with an answer that is not XML-RPC.
func usable(resp *http.Response) error {
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("HTTP status %s", resp.Status)
	}
	if kind, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type")); kind != "text/xml" && kind != "application/xml" {
		return fmt.Errorf("the answer is %q and not XML: is this the address of an Odoo?", kind)
	}
	return nil
}

func (x *xmlRPC) decode(c *Call, answer []byte, at time.Time) (*Reply, error) {
	bad := func(err error) error {
		return &Error{Call: c.String(), Err: fmt.Errorf("the answer cannot be read: %w", err), Maybe: c.Writes(), After: -1}
	}
	if err := shallow(answer); err != nil {
		return nil, bad(err)
	}
	var value any
	if err := codec.Response(answer).Unmarshal(&value); err != nil {
		return nil, bad(err)
	}
	if !faulty(answer) {
		return &Reply{Value: value, At: at}, nil
	}
	told := row{}
	if m, ok := value.(map[string]any); ok {
		told = m
	}
	code, text := told.num("faultCode"), told.str("faultString")
	if s, ok := told["faultCode"].(string); ok {
		code, text = faultServer, s+"\n"+text
	}
	return nil, fault(c, int(code), strings.ReplaceAll(text, x.password, "***"))
}

// faulty looks for the element that stands where params would: a text cannot
// hold it, its "<" would be escaped.
func faulty(answer []byte) bool {
	return bytes.Contains(answer[:min(len(answer), 300)], []byte("<fault>"))
}

// shallow refuses an answer that nests deeper than any of Odoo's: the codec
// calls itself once a level.
func shallow(answer []byte) error {
	depth := 0
	for rest := answer; ; {
		i := bytes.IndexByte(rest, '<')
		if i < 0 || i+1 >= len(rest) {
			return nil
		}
		rest = rest[i+1:]
		switch {
		case bytes.HasPrefix(rest, []byte("value>")):
			depth++
		case bytes.HasPrefix(rest, []byte("/value>")):
			depth--
		}
		if depth > maxDepth {
			return errors.New("it nests too deeply")
		}
	}
}

// Package odoo is the ERP behind gateway.ERP: Odoo 14 to 19 over its external
// API.
//
// A Client turns what was accepted of a supplier's documents into writes on
// Odoo's models, and Odoo's purchase orders into documents.Order. It speaks
// through a Transport; XML-RPC is the one there is. What differs between
// versions is probed by fields_get and stands in version.go.
//
//	order.go         purchase.order, its lines, moves, items, taxes, parties
//	confirmation.go  promises: stock.move.date, date_planned, partner_ref, a note
//	shipnotice.go    an arrival: stock.move.date, tracking reference, a note
//	invoice.go       one draft account.move under an external id of ours
//	vendor.go        which res.partner a supplier is
//	check.go         what a person must know before trusting this Odoo
//
// Every write reads first, writes only what differs, and finds what an earlier
// try left behind, so asking again is always safe. Nothing here validates a
// receipt or posts a bill: that is the warehouse's and the accountants' work.
// What may be written at all is decided elsewhere, in package rules.
package odoo

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// Config says which Odoo to use and how. URL, Database, User and Password are
// required.
type Config struct {
	URL      string // "https://erp.example.com"; a path is kept
	Database string
	User     string
	Password string // or an API key of the user

	// Zone is the warehouse's: it says which day an instant belongs to. Defaults to UTC.
	Zone *time.Location

	// Timeout is for one call. Defaults to one minute.
	Timeout time.Duration

	// MaxResponse limits one answer in bytes. Defaults to 32 MiB.
	MaxResponse int64

	// HTTP is used if it is set; its redirects must be off, since a redirected
	// call would lose its body. Defaults to a client of our own.
	HTTP *http.Client

	// Wrap stands between the Client and its wire, if it is set.
	Wrap func(Transport) Transport

	// Now is used where Odoo does not say what time it is. Required.
	Now func() time.Time
}

// Validate reports everything that is wrong at once.
func (c *Config) Validate() error {
	var errs []error
	u, err := url.Parse(c.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		errs = append(errs, errors.New("odoo: url: want http or https and a host"))
	case u.User != nil:
		errs = append(errs, errors.New("odoo: url: user and password have settings of their own"))
	}
	for _, f := range [][2]string{{"database", c.Database}, {"user", c.User}, {"password", c.Password}} {
		if f[1] == "" {
			errs = append(errs, fmt.Errorf("odoo: %s is missing", f[0]))
		}
	}
	if c.Now == nil {
		errs = append(errs, errors.New("odoo: no clock"))
	}
	return errors.Join(errs...)
}

// Client is one Odoo database as one user sees it. It may be used by several
// goroutines at once.
type Client struct {
	wire     Transport
	base     string // URL without a slash at its end
	database string
	user     string
	zone     *time.Location
	now      func() time.Time
	billing  chan struct{} // holds one token: see billJob.alone

	mu       sync.Mutex // guards what follows
	fields   map[string]map[string]bool
	major    int
	constant map[string]map[int64]row // rows of models that hardly ever change
}

// New opens no connection: the first call does.
func New(cfg Config) (*Client, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	cfg.URL = strings.TrimRight(cfg.URL, "/")
	var wire Transport = newXMLRPC(cfg)
	if cfg.Wrap != nil {
		wire = cfg.Wrap(wire)
	}
	if cfg.Zone == nil {
		cfg.Zone = time.UTC
	}
	return &Client{
		wire: wire, base: cfg.URL, database: cfg.Database, user: cfg.User, zone: cfg.Zone, now: cfg.Now,
		billing: make(chan struct{}, 1),
		fields:  map[string]map[string]bool{}, constant: map[string]map[int64]row{},
	}, nil
}

// Execute calls any method of any model. Documents have methods of their own;
// this one is for tools and tests.
func (c *Client) Execute(ctx context.Context, model, method string, args []any, kwargs map[string]any) (any, error) {
	reply, err := c.wire.Do(ctx, &Call{Model: model, Method: method, Args: args, Kwargs: c.inContext(kwargs)})
	if err != nil {
		return nil, err
	}
	return reply.Value, nil
}

// inContext fixes language and time zone, so that an answer does not depend on
// what the user has chosen for the screen.
func (c *Client) inContext(kwargs map[string]any) map[string]any {
	out := map[string]any{}
	for name, value := range kwargs {
		out[name] = value
	}
	settings := map[string]any{"lang": "en_US", "tz": "UTC"}
	if own, ok := kwargs["context"].(map[string]any); ok {
		for name, value := range own {
			settings[name] = value
		}
	}
	out["context"] = settings
	return out
}

// search reads the fields of all records that the domain selects.
func (c *Client) search(ctx context.Context, model string, domain []any, fields []string, order string) ([]row, error) {
	kwargs := map[string]any{"fields": fields}
	if order != "" {
		kwargs["order"] = order
	}
	v, err := c.Execute(ctx, model, "search_read", []any{domain}, kwargs)
	if err != nil {
		return nil, err
	}
	return rows(model, v)
}

// read reads the fields of records that are known to exist, in the order of ids.
func (c *Client) read(ctx context.Context, model string, ids []int64, fields []string) ([]row, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	v, err := c.Execute(ctx, model, "read", []any{ids}, map[string]any{"fields": fields})
	if err != nil {
		return nil, err
	}
	return rows(model, v)
}

// byID reads records and answers them by their id.
func (c *Client) byID(ctx context.Context, model string, ids []int64, fields []string) (map[int64]row, error) {
	found, err := c.read(ctx, model, unique(ids), fields)
	if err != nil {
		return nil, err
	}
	out := make(map[int64]row, len(found))
	for _, r := range found {
		out[r.key()] = r
	}
	return out, nil
}

// steady is byID for models whose records hardly ever change: units, countries,
// incoterms. What was read once is not read again.
func (c *Client) steady(ctx context.Context, model string, ids []int64, fields []string) (map[int64]row, error) {
	c.mu.Lock()
	known := c.constant[model]
	var missing []int64
	for _, id := range ids {
		if _, ok := known[id]; !ok {
			missing = append(missing, id)
		}
	}
	c.mu.Unlock()
	read, err := c.byID(ctx, model, missing, fields)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.constant[model] == nil {
		c.constant[model] = map[int64]row{}
	}
	for id, r := range read {
		c.constant[model][id] = r
	}
	out := make(map[int64]row, len(ids))
	for _, id := range ids {
		if r, ok := c.constant[model][id]; ok {
			out[id] = r
		}
	}
	return out, nil
}

// write sets the same values on all records.
func (c *Client) write(ctx context.Context, model string, ids []int64, values map[string]any) error {
	_, err := c.Execute(ctx, model, "write", []any{ids, values}, nil)
	return err
}

// where is one term of a domain.
func where(field, operator string, value any) []any { return []any{field, operator, value} }

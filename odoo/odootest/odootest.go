// Package odootest is a simulated Odoo: the part of versions 14, 17, 18 and 19
// that a supplier gateway touches, behind Odoo's own wire format (XML-RPC at
// /xmlrpc/2/common and /xmlrpc/2/object), and a Buyer who drives it or a real
// Odoo over that wire.
//
// It keeps its records in memory. Fields that a version does not have are
// refused as Odoo refuses them; what the versions have was recorded on running
// servers (fields.txt). Where Odoo behaves in a way that one would not expect,
// the code says so at the place.
//
//	serve.go    HTTP, logins, the methods that all models have
//	db.go       records and transactions; a call that fails leaves nothing
//	orm.go      create, read, write, unlink, load; domain.go selects
//	purchase.go stock.go account.go mail.go   what the models do by themselves
//	faults.go   what tests let go wrong, and the log of calls
//	seed.go     what a fresh database has
//	buyer.go    who orders and who receives
//
// It is for tests and for the demo. It has no rights beyond Options.Deny, one
// company, and no accounting behind a bill's total.
package odootest

import (
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Options say which Odoo is simulated. Zero values are the usual ones.
type Options struct {
	Version int              // 14, 17, 18 or 19. Defaults to 17
	Now     func() time.Time // its clock. Required

	// Users are logins with passwords. Defaults to admin with the password admin.
	Users map[string]string

	// Database is its only one. Defaults to "edi".
	Database string

	// Delivery has the module delivery installed, which brings carrier_tracking_ref.
	Delivery bool

	// Deny takes rights from all users but admin: "account.move/create".
	Deny []string
}

// Server is a simulated Odoo.
type Server struct {
	options Options
	http    *http.Server
	url     string

	mu   sync.Mutex // guards what follows: one transaction at a time
	db   *db
	uids map[string]int64

	faults faults
}

// New makes a fresh database.
func New(o Options) (*Server, error) {
	if o.Version == 0 {
		o.Version = 17
	}
	if o.Now == nil {
		return nil, fmt.Errorf("odootest: no clock")
	}
	if o.Users == nil {
		o.Users = map[string]string{"admin": "admin"}
	}
	if o.Database == "" {
		o.Database = "edi"
	}
	d := &db{version: o.Version, now: o.Now, tables: map[string]*table{}, seq: map[string]int{}}
	d.computed, d.ways = computed(o.Version), allWays()
	for model, fields := range schema(strconv.Itoa(o.Version), o.Delivery) {
		d.tables[model] = &table{name: model, fields: fields, rows: map[int64]rec{}, children: map[string]map[int64][]int64{}}
	}
	if len(d.tables) == 0 {
		return nil, fmt.Errorf("odootest: version %d is not simulated", o.Version)
	}
	s := &Server{options: o, db: d, uids: map[string]int64{}}
	s.seed()
	return s, nil
}

// Start serves on a free port of loopback. Close ends it.
func (s *Server) Start() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.Serve(l)
	return nil
}

// Serve serves on l until Close.
func (s *Server) Serve(l net.Listener) {
	s.url = "http://" + l.Addr().String()
	s.http = &http.Server{Handler: s.Handler(), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = s.http.Serve(l) }() // ends with Close
}

// URL is empty before Start or Serve.
func (s *Server) URL() string { return s.url }

// Close drops what is under way. It may be called twice.
func (s *Server) Close() error {
	if s.http == nil {
		return nil
	}
	return s.http.Close()
}

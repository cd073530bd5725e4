package odootest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// faultError is what XML-RPC tells as a fault.
type faultError struct {
	code       int
	text       string
	validation bool
	keep       bool // the transaction is committed all the same
}

func (e *faultError) Error() string { return e.text }

// userError is code 2: the text is for a person.
func userError(format string, args ...any) error {
	return &faultError{code: 2, text: fmt.Sprintf(format, args...)}
}

func validationError(format string, args ...any) error {
	return &faultError{code: 2, text: fmt.Sprintf(format, args...), validation: true}
}

// serverError is code 1: a traceback, the exception in its last line.
func serverError(format string, args ...any) *faultError {
	return &faultError{code: 1, text: "Traceback (most recent call last):\n  File \"odoo/http.py\", line 1, in dispatch\n" + fmt.Sprintf(format, args...) + "\n"}
}

// unspeakable is what comes of a method whose result has no XML-RPC form: what it
// did is committed, and then the answer fails.
func unspeakable(kind string) error {
	e := serverError("TypeError: cannot marshal <class '%s'> objects", kind)
	e.keep = true
	return e
}

const maxRequest = 32 << 20

// Handler serves the two addresses of XML-RPC and a page that says what this is.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /xmlrpc/2/common", s.serve(s.common))
	mux.HandleFunc("POST /xmlrpc/2/object", s.serve(s.object))
	mux.HandleFunc("GET /", s.page)
	return mux
}

type endpoint func(method string, params []any) (Called, func() (any, error), error)

// serve reads a call, lets go wrong what a test wants to, and answers.
func (s *Server) serve(find endpoint) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		method, params, err := readCall(http.MaxBytesReader(w, r.Body, maxRequest))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		called, run, err := find(method, params)
		fault, hit := s.faults.note(called)
		if hit {
			if !pause(r.Context(), fault.Delay) {
				return
			}
			switch fault.Effect {
			case Down:
				http.Error(w, "Service Unavailable", http.StatusServiceUnavailable)
				return
			case DropBefore:
				drop(w)
				return
			}
		}
		var value any
		if err == nil {
			value, err = run()
		}
		if hit && fault.Effect == DropAfter {
			drop(w)
			return
		}
		s.answer(w, value, err)
	}
}

func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// drop closes the connection without an answer.
func drop(w http.ResponseWriter) {
	c, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	_ = c.Close()
}

func (s *Server) answer(w http.ResponseWriter, value any, err error) {
	var body []byte
	if err == nil {
		body, err = writeResponse(value)
	}
	if err != nil {
		f, ok := errors.AsType[*faultError](err)
		if !ok {
			f = serverError("%v", err)
		}
		body = writeFault(f.code, f.text)
	}
	w.Header().Set("Content-Type", "text/xml")
	w.Header().Set("Date", s.options.Now().UTC().Format(http.TimeFormat))
	_, _ = w.Write(body)
}

// common needs no login.
func (s *Server) common(method string, params []any) (Called, func() (any, error), error) {
	called := Called{Method: method, Args: params}
	switch method {
	case "version":
		return called, func() (any, error) {
			v := int64(s.options.Version)
			return map[string]any{
				"server_version": fmt.Sprintf("%d.0", v), "server_serie": fmt.Sprintf("%d.0", v), "protocol_version": int64(1),
				"server_version_info": []any{v, int64(0), int64(0), "final", int64(0), ""},
			}, nil
		}, nil
	case "authenticate":
		called.Args = nil
		return called, func() (any, error) {
			if len(params) < 3 {
				return nil, serverError("TypeError: authenticate() lacks arguments")
			}
			uid, err := s.login(params[0], params[1], params[2])
			if f, ok := errors.AsType[*faultError](err); ok && f.code == 3 {
				return false, nil
			}
			return uid, err
		}, nil
	}
	return called, nil, serverError("AttributeError: common has no method %s", method)
}

func (s *Server) login(database, user, password any) (int64, error) {
	if database != s.options.Database {
		return 0, serverError("psycopg2.OperationalError: FATAL:  database \"%v\" does not exist", database)
	}
	name, _ := user.(string)
	if want, ok := s.options.Users[name]; !ok || want != password {
		return 0, &faultError{code: 3, text: "Access Denied"}
	}
	return s.uids[name], nil
}

// call is the arguments of one method of a model.
type call struct {
	model  string
	method string
	args   []any
	kwargs map[string]any
}

// object is execute_kw: database, user id, password, model, method, arguments,
// named arguments.
func (s *Server) object(method string, params []any) (Called, func() (any, error), error) {
	if method != "execute_kw" || len(params) < 6 {
		return Called{Method: method}, nil, serverError("AttributeError: object has no method %s with %d arguments", method, len(params))
	}
	c := &call{kwargs: map[string]any{}}
	c.model, _ = params[3].(string)
	c.method, _ = params[4].(string)
	c.args, _ = params[5].([]any)
	if len(params) > 6 {
		if kwargs, ok := params[6].(map[string]any); ok {
			c.kwargs = kwargs
		}
	}
	called := Called{Model: c.model, Method: c.method, Args: c.args, Kwargs: c.kwargs}
	return called, func() (any, error) { return s.execute(params[0], params[1], params[2], c) }, nil
}

// execute is one transaction.
func (s *Server) execute(database, uid, password any, c *call) (any, error) {
	user := ""
	for name, id := range s.uids {
		if id == uid {
			user = name
		}
	}
	if _, err := s.login(database, user, password); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.db.begin(s.uids[user])
	one := &session{db: s.db, user: user, ctx: map[string]any{}}
	if own, ok := c.kwargs["context"].(map[string]any); ok {
		one.ctx = own
	}
	value, err := s.dispatch(one, c)
	if f, ok := errors.AsType[*faultError](err); err != nil && (!ok || !f.keep) {
		s.db.rollback()
	}
	return value, err
}

// needs is the right behind each method; any other needs to write.
var needs = map[string]string{
	"search": "read", "search_read": "read", "search_count": "read", "read": "read", "fields_get": "", "check_access_rights": "",
	"has_access": "", "create": "create", "load": "create", "unlink": "unlink",
}

func (s *Server) may(one *session, model, operation string) bool {
	return one.user == "admin" || !slices.Contains(s.options.Deny, model+"/"+operation)
}

func (s *Server) dispatch(one *session, c *call) (any, error) {
	t, err := s.db.table(c.model)
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(c.method, "_") {
		return nil, &faultError{code: 4, text: "Private methods (such as " + c.method + ") cannot be called remotely."}
	}
	operation, known := needs[c.method]
	if !known {
		operation = "write"
	}
	if operation != "" && !s.may(one, c.model, operation) {
		return nil, &faultError{code: 4, text: "You are not allowed to " + operation + " '" + c.model + "' records."}
	}
	switch c.method {
	case "fields_get":
		return one.fieldsGet(t, c), nil
	case "check_access_rights":
		return s.may(one, c.model, c.text(0, "operation")), nil
	case "search_read":
		return one.searchRead(t, c)
	case "search", "search_count":
		ids, err := one.find(t, c)
		if err == nil && c.method == "search_count" {
			return len(ids), nil
		}
		return ids, err
	case "read":
		return one.read(t.name, c.ids(), texts(c.arg(1, "fields")))
	case "create":
		return one.createAll(t, c)
	case "write":
		values, _ := c.arg(1, "vals").(map[string]any)
		return true, one.write(t.name, c.ids(), values)
	case "unlink":
		return true, one.unlink(t.name, c.ids())
	case "load":
		return one.loadCall(t, c)
	}
	if method, ok := s.db.ways[c.model].methods[c.method]; ok {
		return method(one, c)
	}
	return nil, serverError("AttributeError: type object '%s' has no attribute '%s'", c.model, c.method)
}

// arg is an argument by its place or its name.
func (c *call) arg(n int, name string) any {
	if n < len(c.args) {
		return c.args[n]
	}
	return c.kwargs[name]
}

func (c *call) text(n int, name string) string {
	v, _ := c.arg(n, name).(string)
	return v
}

func (c *call) ids() []int64 { return references(c.arg(0, "ids")) }

func texts(v any) []string {
	var out []string
	for _, x := range listOf(v) {
		if t, ok := x.(string); ok {
			out = append(out, t)
		}
	}
	return out
}

func (s *session) fieldsGet(t *table, c *call) any {
	only := texts(c.arg(0, "allfields"))
	out := map[string]any{}
	for name, f := range t.fields {
		if len(only) == 0 || slices.Contains(only, name) {
			told := map[string]any{"type": f.kind}
			if digits, ok := s.digits(f.name); ok && f.kind == "float" {
				told["digits"] = []int64{16, digits}
			}
			out[name] = told
		}
	}
	return out
}

func (s *session) find(t *table, c *call) ([]int64, error) {
	domain, _ := c.arg(0, "domain").([]any)
	ids, err := s.search(t.name, domain)
	if err != nil {
		return nil, err
	}
	by, _ := c.kwargs["order"].(string)
	if ids, err = s.sorted(t, ids, by); err != nil {
		return nil, err
	}
	if n, ok := c.kwargs["offset"].(int64); ok && n > 0 {
		ids = ids[min(int(n), len(ids)):]
	}
	if n, ok := c.kwargs["limit"].(int64); ok && n > 0 {
		ids = ids[:min(int(n), len(ids))]
	}
	return append([]int64{}, ids...), nil
}

func (s *session) searchRead(t *table, c *call) (any, error) {
	ids, err := s.find(t, c)
	if err != nil {
		return nil, err
	}
	return s.read(t.name, ids, texts(c.arg(1, "fields")))
}

// createAll takes a list of values and answers a list of ids. One bare set of
// values, which some models of 18 refuse, is refused always.
func (s *session) createAll(t *table, c *call) (any, error) {
	list, ok := c.arg(0, "vals_list").([]any)
	if !ok {
		return nil, serverError("TypeError: create() wants a list of values")
	}
	ids := []int64{}
	for _, v := range list {
		values, ok := v.(map[string]any)
		if !ok {
			return nil, serverError("TypeError: create() wants a list of values")
		}
		r, err := s.create(t.name, values)
		if err != nil {
			return nil, err
		}
		ids = append(ids, r.id())
	}
	return ids, nil
}

func (s *session) loadCall(t *table, c *call) (any, error) {
	var lines [][]any
	for _, line := range listOf(c.arg(1, "data")) {
		cells, ok := line.([]any)
		if !ok {
			return nil, serverError("TypeError: load() wants rows")
		}
		lines = append(lines, cells)
	}
	return s.load(t.name, texts(c.arg(0, "fields")), lines)
}

package odoo

import (
	"context"
	"time"
)

// Call is one call of Odoo's external API. Without a Model it is for the server
// itself: "version", which needs no login, or "login".
type Call struct {
	Model  string
	Method string
	Args   []any
	Kwargs map[string]any
}

// String is what errors and logs name the call.
func (c *Call) String() string {
	if c.Model == "" {
		return c.Method
	}
	return c.Model + "." + c.Method
}

// reading are the methods that change nothing. All others might.
var reading = map[string]bool{
	"version": true, "login": true, "search": true, "search_read": true, "search_count": true, "read": true,
	"fields_get": true, "check_access_rights": true, "has_access": true, "default_get": true, "name_search": true,
}

// Writes says that the call may change something in Odoo.
func (c *Call) Writes() bool { return !reading[c.Method] }

// Reply is Odoo's answer. Value holds nil, bool, int64, float64, string, []any
// and map[string]any only; an empty string may come as nil.
type Reply struct {
	Value any
	At    time.Time // the server's clock when it answered; zero if it does not tell
}

// Transport carries calls. Its errors are *Error. It may be used by several
// goroutines at once.
type Transport interface {
	Do(ctx context.Context, c *Call) (*Reply, error)
}

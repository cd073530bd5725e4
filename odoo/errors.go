package odoo

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Error is a call that brought no result.
type Error struct {
	Call  string        // "account.move.load"
	Code  int           // Odoo's faultCode; 0 when Odoo did not answer
	Text  string        // what Odoo said, in one line
	No    bool          // Text is for a person, who can do something about it
	Maybe bool          // the call may have been carried out all the same
	After time.Duration // earliest repeat; negative if no repeat can help
	Err   error         // the cause in our words, when Odoo did not answer or answered in words that help nobody
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("odoo %s: %v", e.Call, e.Err)
	}
	return fmt.Sprintf("odoo %s: %s", e.Call, e.Text)
}

func (e *Error) Unwrap() error { return e.Err }

// Refusal is Odoo's own no, in words for a person; empty if this is none.
func (e *Error) Refusal() string {
	if e.No {
		return e.Text
	}
	return ""
}

// MaybeDone says that the write may stand in Odoo although it brought an error.
func (e *Error) MaybeDone() bool { return e.Maybe }

// RetryAfter says when a repeat can help, if it can.
func (e *Error) RetryAfter() (time.Duration, bool) { return e.After, e.After >= 0 }

// refuse is a no of our own: the state of Odoo does not allow the write.
func refuse(call, format string, args ...any) *Error {
	return &Error{Call: call, Text: fmt.Sprintf(format, args...), No: true, After: -1}
}

// What a fault's code means.
const (
	faultServer  = 1 // anything unforeseen: the last line names the exception
	faultUser    = 2 // a message for a person
	faultLogin   = 3 // the login was refused
	faultAccess  = 4 // the user lacks a right
	shortPause   = 5 * time.Second
	longPause    = time.Minute
	maxFaultText = 600
)

// fault is what Odoo's answer with a fault becomes. A fault of the server's on a
// write is no proof that nothing was written: some methods commit and then fail
// to put their result into words.
func fault(c *Call, code int, text string) *Error {
	e := &Error{Call: c.String(), Code: code, After: -1}
	switch code {
	case faultUser, faultAccess:
		e.Text, e.No = squeeze(text), true
	case faultLogin:
		e.Text = "the login was refused"
	default:
		e.Text, e.Maybe = squeeze(lastLine(text)), c.Writes()
		e.After = passing(c, e.Text)
		if m := noDatabase.FindStringSubmatch(e.Text); m != nil {
			e.Err = fmt.Errorf("there is no database %s in this Odoo (%w)", m[1], errors.New(e.Text))
		}
	}
	return e
}

// noDatabase is PostgreSQL's word for it, which Odoo hands through at the login.
var noDatabase = regexp.MustCompile(`FATAL: +database "([^"]*)" does not exist`)

// passing says after which time a call that ended in an exception may be repeated;
// negative if the exception is about the call and not about the moment.
//
// QUIRK: when Odoo 14 repeats a write that lost against another transaction, it
// gives the method the values that the first try has already changed, which then
// fails with an AttributeError in place of the conflict.
func passing(c *Call, exception string) time.Duration {
	if strings.Contains(exception, "serialize") {
		return shortPause
	}
	for _, sign := range []string{"psycopg2", "lock", "OperationalError", "InterfaceError", "PoolError", "MemoryError"} {
		if strings.Contains(exception, sign) {
			return longPause
		}
	}
	if c.Writes() && strings.HasPrefix(exception, "AttributeError: '") {
		return shortPause
	}
	return -1
}

func lastLine(s string) string {
	s = strings.TrimSpace(s)
	// psycopg2 and the template engine put their details below the exception.
	for _, line := range strings.Split(s, "\n") {
		if name, _, ok := strings.Cut(line, ":"); ok && exceptionName(name) {
			s = line
		}
	}
	return s[strings.LastIndexByte(s, '\n')+1:]
}

func exceptionName(s string) bool {
	return s != "" && !strings.ContainsAny(s, " \t\"'(") && (strings.HasSuffix(s, "Error") || strings.HasSuffix(s, "Exception"))
}

// squeeze makes one line of a message and cuts it to what a page can show.
func squeeze(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > maxFaultText {
		s = string(r[:maxFaultText]) + " ..."
	}
	return s
}

var errTooLarge = errors.New("the answer is larger than allowed")

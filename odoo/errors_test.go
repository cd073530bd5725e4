package odoo

import (
	"errors"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestFault(t *testing.T) {
	write, read := &Call{Model: "account.move", Method: "write"}, &Call{Model: "account.move", Method: "read"}
	trace := "Traceback (most recent call last):\n  File \"odoo/http.py\", line 1, in f\n"
	for name, c := range map[string]struct {
		call    *Call
		code    int
		text    string
		refusal string
		says    string
		maybe   bool
		retry   bool
	}{
		"for a person":          {write, 2, "The date is\nmissing.", "The date is missing.", "The date is missing.", false, false},
		"no right":              {write, 4, "You may not.", "You may not.", "You may not.", false, false},
		"login":                 {write, 3, "Access Denied", "", "the login was refused", false, false},
		"bad field":             {read, 1, trace + "ValueError: Invalid field 'x'\n", "", "ValueError: Invalid field 'x'", false, false},
		"no words for a result": {write, 1, trace + "TypeError: cannot marshal <class 'NoneType'> objects", "", "TypeError: cannot marshal", true, false},
		"details below":         {write, 1, trace + "psycopg2.OperationalError: FATAL:  no\nDETAIL: x\n", "", "psycopg2.OperationalError: FATAL: no", true, true},
		"serialisation":         {read, 1, trace + "psycopg2.errors.SerializationFailure: could not serialize access\n", "", "could not serialize", false, true},
		"conflict in disguise":  {write, 1, trace + "AttributeError: 'int' object has no attribute 'origin'\n", "", "AttributeError", true, true},
		"no such method":        {write, 1, trace + "AttributeError: type object 'x' has no attribute 'y'\n", "", "AttributeError", true, false},
		"no such database":      {&Call{Method: "login"}, 1, trace + "psycopg2.OperationalError: FATAL:  database \"x\" does not exist\n", "", "there is no database x in this Odoo", false, true},
		"no text":               {write, 1, "", "", "", true, false},
	} {
		e := fault(c.call, c.code, c.text)
		after, retry := e.RetryAfter()
		if e.Refusal() != c.refusal || e.MaybeDone() != c.maybe || retry != c.retry || retry && after < time.Second {
			t.Errorf("%s: refusal %q, maybe %t, retry %t after %s", name, e.Refusal(), e.MaybeDone(), retry, after)
		}
		if !strings.Contains(e.Error(), c.says) || strings.Contains(e.Error(), "Traceback") {
			t.Errorf("%s: says %q, want %q in it", name, e.Error(), c.says)
		}
	}
}

// Where nobody listens the address is named, and the cause is kept.
func TestNobodyAnswers(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + ln.Addr().String()
	if err := ln.Close(); err != nil {
		t.Fatal(err)
	}
	c, err := New(Config{URL: address, Database: "d", User: "u", Password: "p", Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Check(t.Context())
	if err == nil || !strings.Contains(err.Error(), "nobody answers at "+address) || !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("got %v, want that nobody answers at %s, with its cause", err, address)
	}
}

func TestSqueezeCuts(t *testing.T) {
	if got := squeeze(strings.Repeat("ä ", 4000)); len([]rune(got)) > maxFaultText+4 {
		t.Errorf("got %d characters", len([]rune(got)))
	}
}

// Whatever a server answers, reading it ends with a value or with an *Error that
// does not hold the password.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		"<methodResponse><params><param><value><int>1</int></value></param></params></methodResponse>",
		"<methodResponse><params><param><value><array><data><value>x</value></data></array></value></param></params></methodResponse>",
		"<methodResponse><fault><value><struct><member><name>faultCode</name><value><int>2</int></value></member>" +
			"<member><name>faultString</name><value><string>hush</string></value></member></struct></value></fault></methodResponse>",
		"<methodResponse><fault><value><struct><member><name>faultCode</name><value><string>warning -- hush</string></value></member></struct></value></fault></methodResponse>",
		"", "<value>", "<a/>", "<value><struct><member><value/></member></struct></value>", strings.Repeat("<value><array><data>", 1000),
	} {
		f.Add([]byte(seed))
	}
	x := &xmlRPC{password: "hush"}
	f.Fuzz(func(t *testing.T, in []byte) {
		reply, err := x.decode(&Call{Model: "m", Method: "write"}, in, time.Time{})
		if err == nil {
			if reply == nil {
				t.Fatal("neither value nor error")
			}
			return
		}
		e, ok := errors.AsType[*Error](err)
		if !ok {
			t.Fatalf("got %T", err)
		}
		if e.Code != 0 && strings.Contains(e.Error(), "hush") {
			t.Fatalf("the password is told: %s", e)
		}
	})
}

func TestPlainText(t *testing.T) {
	for in, want := range map[string]string{
		"":                                "",
		"<p>Deliver to <b>gate 3</b></p>": "Deliver to gate 3",
		"<p>a</p><p>b<br>c &lt;d&gt;</p>": "a\nb\nc <d>",
		"plain":                           "plain",
	} {
		if got := plainText(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestGTIN(t *testing.T) {
	for in, want := range map[string]string{"04012345678901": "04012345678901", "12345678": "12345678", "A-1": "", "1234567": "", "123456789012345": ""} {
		if got := gtin(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestServerVersion(t *testing.T) {
	for _, c := range []struct {
		info  []any
		major int
	}{{[]any{int64(17), int64(0)}, 17}, {[]any{"saas~18", int64(2)}, 18}, {nil, 0}} {
		if _, major := serverVersion(map[string]any{"server_version_info": c.info}); major != c.major {
			t.Errorf("%v: got %d, want %d", c.info, major, c.major)
		}
	}
}

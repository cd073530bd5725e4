// Package transporttest says as tests what every transport promises that brings
// parcels to an Inbox, and has an Inbox and a Mailbox in memory to do so.
package transporttest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/wharf-edi/wharf/transports"
)

// A Counterpart uses a transport from the other side.
type Counterpart interface {
	// Account is the account that the transport must name.
	Account() string
	// Put brings a parcel and answers what the counterpart was told: nil if it may
	// count on its having arrived. It may be called concurrently.
	Put(name string, body []byte) error
	// Drop begins to bring a parcel and breaks off before its end. It returns
	// after the transport has noticed.
	Drop(name string, body []byte) error
}

// Run checks a transport. open starts one that hands its parcels to in, and
// answers a counterpart for it; it stops both with t.Cleanup.
func Run(t *testing.T, open func(t *testing.T, in transports.Inbox) Counterpart) {
	for _, c := range []struct {
		name string
		test func(*testing.T, *Inbox, Counterpart)
	}{
		{"KeptBeforeAnswered", testKeptBeforeAnswered},
		{"SameBytes", testSameBytes},
		{"SaysWhereFrom", testSaysWhereFrom},
		{"RefusedIsTold", testRefusedIsTold},
		{"FailureIsToldWithoutInside", testFailureIsTold},
		{"RefusedThenTaken", testRefusedThenTaken},
		{"DroppedIsNotKept", testDroppedIsNotKept},
		{"ManyAtOnce", testManyAtOnce},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := &Inbox{}
			c.test(t, in, open(t, in))
		})
	}
}

func testKeptBeforeAnswered(t *testing.T, in *Inbox, c Counterpart) {
	entered, release := make(chan struct{}), make(chan struct{})
	in.Before = func(*transports.Parcel) error {
		close(entered)
		<-release
		return nil
	}
	told := make(chan error, 1)
	go func() { told <- c.Put("slow.edi", []byte("ISA")) }()
	<-entered
	select {
	case err := <-told:
		t.Errorf("told %v while the parcel was not kept yet", err)
	default:
	}
	close(release)
	if err := <-told; err != nil {
		t.Errorf("told %v, want nil", err)
	}
	if n := len(in.Parcels()); n != 1 {
		t.Errorf("%d parcels kept, want 1", n)
	}
}

func testSameBytes(t *testing.T, in *Inbox, c Counterpart) {
	var all []byte
	for i := range 256 {
		all = append(all, byte(i))
	}
	bodies := map[string][]byte{
		"one.edi":      []byte("x"),
		"all.edi":      all,
		"lines.edi":    []byte("a\r\nb\nc\r\n\r\n"),
		"noend.edi":    []byte("UNB+UNOC:3"),
		"spaces.edi":   []byte("  \x00\x1a  \n"),
		"big.edi":      bytes.Repeat(all, 5000),
		"a name.edi":   []byte("with a blank"),
		"umläut-ü.edi": []byte("Größe"),
	}
	for name, body := range bodies {
		if err := c.Put(name, body); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	got := map[string][]byte{}
	for _, k := range in.Parcels() {
		got[k.Name] = k.Body
	}
	for name, body := range bodies {
		if !bytes.Equal(got[name], body) {
			t.Errorf("%s: %d bytes arrived that are not the %d sent", name, len(got[name]), len(body))
		}
	}
	if len(got) != len(bodies) {
		t.Errorf("%d parcels arrived, want %d", len(got), len(bodies))
	}
}

func testSaysWhereFrom(t *testing.T, in *Inbox, c Counterpart) {
	if err := c.Put("po.edi", []byte("ISA")); err != nil {
		t.Fatal(err)
	}
	k := in.Parcels()[0]
	if k.Account != c.Account() {
		t.Errorf("account %q, want %q", k.Account, c.Account())
	}
	if k.Remote == "" || k.Login == "" || k.At.IsZero() {
		t.Errorf("parcel without remote %q, login %q or time %v", k.Remote, k.Login, k.At)
	}
}

func testRefusedIsTold(t *testing.T, in *Inbox, c Counterpart) {
	const text = "the file is not what we agreed on"
	in.Before = func(*transports.Parcel) error {
		return &transports.Refused{Text: text, Err: errors.New("secret inside")}
	}
	err := c.Put("bad.edi", []byte("ISA"))
	if err == nil {
		t.Fatal("a refused parcel counts as arrived")
	}
	if !strings.Contains(err.Error(), text) {
		t.Errorf("told %q, want it to say %q", err, text)
	}
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("told %q, which has our inside in it", err)
	}
}

func testFailureIsTold(t *testing.T, in *Inbox, c Counterpart) {
	in.Before = func(*transports.Parcel) error { return errors.New("secret inside") }
	err := c.Put("po.edi", []byte("ISA"))
	if err == nil {
		t.Fatal("a parcel that was not kept counts as arrived")
	}
	if strings.Contains(err.Error(), "secret") {
		t.Errorf("told %q, which has our inside in it", err)
	}
}

func testRefusedThenTaken(t *testing.T, in *Inbox, c Counterpart) {
	first := true
	in.Before = func(*transports.Parcel) error {
		if first {
			first = false
			return &transports.Refused{Text: "not now"}
		}
		return nil
	}
	if err := c.Put("po.edi", []byte("ISA")); err == nil {
		t.Error("a refused parcel counts as arrived")
	}
	if err := c.Put("po.edi", []byte("ISA")); err != nil {
		t.Errorf("the repeat was not taken: %v", err)
	}
	if n := len(in.Parcels()); n != 1 {
		t.Errorf("%d parcels kept, want 1", n)
	}
}

func testDroppedIsNotKept(t *testing.T, in *Inbox, c Counterpart) {
	if err := c.Drop("half.edi", bytes.Repeat([]byte("half "), 50_000)); err != nil {
		t.Fatal(err)
	}
	if n := len(in.Parcels()); n != 0 {
		t.Errorf("%d parcels kept of an upload that broke off", n)
	}
	if err := c.Put("half.edi", []byte("whole")); err != nil {
		t.Errorf("the repeat was not taken: %v", err)
	}
	if got := in.Parcels(); len(got) != 1 || string(got[0].Body) != "whole" {
		t.Errorf("kept %d parcels, want the whole one alone", len(got))
	}
}

func testManyAtOnce(t *testing.T, in *Inbox, c Counterpart) {
	const many = 8
	told := make(chan error, many)
	for i := range many {
		go func() {
			name := fmt.Sprintf("%d.edi", i)
			told <- c.Put(name, bytes.Repeat([]byte(name), 10_000))
		}()
	}
	for range many {
		if err := <-told; err != nil {
			t.Error(err)
		}
	}
	for _, k := range in.Parcels() {
		if !bytes.Equal(k.Body, bytes.Repeat([]byte(k.Name), 10_000)) {
			t.Errorf("%s has other bytes", k.Name)
		}
	}
	if n := len(in.Parcels()); n != many {
		t.Errorf("%d parcels kept, want %d", n, many)
	}
}

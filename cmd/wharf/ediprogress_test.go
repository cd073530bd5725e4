package main

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"
)

// The bar comes after a while, moves with what is read and not too often, and goes
// away.
func TestEDIProgress(t *testing.T) {
	var out bytes.Buffer
	now := time.Date(2026, 8, 22, 9, 10, 0, 0, time.UTC)
	p := &progress{w: &out, now: func() time.Time { return now }, name: "day.x12", size: 100e6, start: now}
	src := p.of(strings.NewReader(strings.Repeat("x", 100)))
	read := func(after time.Duration, size int64) string {
		t.Helper()
		out.Reset()
		now = now.Add(after)
		p.read += size
		if _, err := io.CopyN(io.Discard, src, 1); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	if got := read(100*time.Millisecond, 5e6); got != "" {
		t.Errorf("after a tenth of a second: %q", got)
	}
	if got, want := read(900*time.Millisecond, 20e6), "\r\x1b[Kday.x12 [======                  ]  25 %  25 of 100 MB  25 MB/s  3s left"; got != want {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if got := read(10*time.Millisecond, 1e6); got != "" {
		t.Errorf("a moment later: %q", got)
	}
	if got := read(time.Second, 80e6); !strings.Contains(got, "100 %") || !strings.Contains(got, "0s left") {
		t.Errorf("more than there was: %q", got)
	}
	out.Reset()
	if p.clear(); out.String() != "\r\x1b[K" {
		t.Errorf("cleared with %q", out.String())
	}
	if p.clear(); out.String() != "\r\x1b[K" {
		t.Errorf("cleared twice: %q", out.String())
	}
}

// Without a terminal nothing is shown.
func TestEDIProgressOff(t *testing.T) {
	p := &progress{}
	src := strings.NewReader("x")
	if p.of(src) != io.Reader(src) {
		t.Error("what is read is counted")
	}
	p.clear()
}

package jobs

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestLadder(t *testing.T) {
	for failures, want := range map[int]time.Duration{
		0: time.Second, 1: time.Second, 2: 2 * time.Second, 3: 4 * time.Second, 6: 32 * time.Second, 7: time.Minute, 8: time.Minute, 1000: time.Minute,
	} {
		if got := ladder(failures); got != want {
			t.Errorf("after %d failures: got %v, want %v", failures, got, want)
		}
	}
}

// advice is an error that knows when to try again.
type advice struct {
	after time.Duration
	again bool
}

func (advice) Error() string                       { return "not now" }
func (a advice) RetryAfter() (time.Duration, bool) { return a.after, a.again }

func TestRetryAfter(t *testing.T) {
	for name, test := range map[string]struct {
		err            error
		after          time.Duration
		again, advised bool
	}{
		"none":        {errors.New("no"), 0, false, false},
		"a minute":    {fmt.Errorf("odoo: %w", advice{time.Minute, true}), time.Minute, true, true},
		"no rest":     {advice{0, true}, 0, true, false},
		"hopeless":    {errors.Join(errors.New("also"), advice{0, false}), 0, false, true},
		"in a bundle": {errors.Join(errors.New("also"), advice{time.Second, true}), time.Second, true, true},
	} {
		after, again, advised := retryAfter(test.err)
		if after != test.after || again != test.again || advised != test.advised {
			t.Errorf("%s: got %v, %v, %v, want %v, %v, %v", name, after, again, advised, test.after, test.again, test.advised)
		}
	}
}

// A panic becomes an error that says what and where.
func TestGuard(t *testing.T) {
	err := guard(func() error { panic("lost") })
	if err == nil || !strings.Contains(err.Error(), "lost") || !strings.Contains(err.Error(), "TestGuard") {
		t.Errorf("got %v, want an error with the panic and its place", err)
	}
}

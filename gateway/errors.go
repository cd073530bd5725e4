package gateway

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime/debug"
	"time"

	"github.com/wharf-edi/wharf/documents"
)

// asError is errors.As for the small interfaces that errors of the ERP and of
// transports offer.
func asError[T any](err error, target *T) bool { return errors.As(err, target) }

// refusal is the ERP's own "no", in words for a person; ok is false when err is
// something else, which a repeat may mend.
func refusal(err error) (text string, ok bool) {
	var r interface{ Refusal() string }
	if asError(err, &r) && r.Refusal() != "" {
		return r.Refusal(), true
	}
	return "", false
}

// passing says that a repeat of what failed may help: something does not answer.
// What is neither advised to be repeated nor known as an outage is not.
func passing(err error) bool {
	var advice interface {
		RetryAfter() (rest time.Duration, again bool)
	}
	if asError(err, &advice) {
		_, again := advice.RetryAfter()
		return again
	}
	if errors.Is(err, documents.ErrNoVendor) || errors.Is(err, errPanic) {
		return false
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
}

// errPanic is wrapped by what recovered makes of a panic.
var errPanic = errors.New("panic")

// recovered makes an error of a panic, so that one document that a fault of ours
// fails on does not take others with it.
func recovered(err *error) {
	if v := recover(); v != nil {
		*err = fmt.Errorf("%w: %v\n%s", errPanic, v, debug.Stack())
	}
}

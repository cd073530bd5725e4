package gateway

import "errors"

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

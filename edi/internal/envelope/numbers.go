package envelope

import (
	"hash/maphash"
	"strconv"
)

const (
	// maxNumbers is how many control numbers are remembered one by one. Of more than
	// that a repetition may go unseen; runs of ascending numbers do not count.
	maxNumbers = 1 << 20
	maxWidth   = 18
)

// numbers remembers control numbers. Senders count, so nearly all of them are in
// one run for each width of the text.
type numbers struct {
	runs [maxWidth + 1]struct{ from, to uint64 } // to is the number after the last; 0 for no run
	seed maphash.Seed
	rest map[uint64]struct{}
}

func (n *numbers) reset() { *n = numbers{} }

// met remembers s, and says that it was met before.
func (n *numbers) met(s string) bool {
	v, err := strconv.ParseUint(s, 10, 63)
	if err != nil || len(s) > maxWidth {
		return n.other(s)
	}
	switch run := &n.runs[len(s)]; {
	case run.to == 0:
		run.from, run.to = v, v+1
		return false
	case v >= run.from && v < run.to:
		return true
	case v == run.to && !n.known(s):
		run.to++
		return false
	}
	return n.other(s)
}

func (n *numbers) known(s string) bool {
	if n.rest == nil {
		return false
	}
	_, known := n.rest[maphash.String(n.seed, s)]
	return known
}

// other is met for a number that is in no run.
func (n *numbers) other(s string) bool {
	if n.known(s) {
		return true
	}
	if n.rest == nil {
		n.rest, n.seed = map[uint64]struct{}{}, maphash.MakeSeed()
	}
	if len(n.rest) < maxNumbers {
		n.rest[maphash.String(n.seed, s)] = struct{}{}
	}
	return false
}

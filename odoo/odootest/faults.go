package odootest

import (
	"slices"
	"sync"
	"time"
)

// Called is one call as it came in.
type Called struct {
	Model  string // empty for "version" and "authenticate"
	Method string
	Args   []any
	Kwargs map[string]any
}

// Effect is what goes wrong with a call.
type Effect int

// The effects. A connection that is dropped after the commit looks to the caller
// just like one that was dropped before.
const (
	Slow       Effect = iota // only Fault.Delay
	DropBefore               // the connection breaks, and nothing was done
	DropAfter                // the connection breaks after all was done
	Down                     // HTTP status 503, and nothing was done
)

// Fault lets calls go wrong.
type Fault struct {
	Match  func(Called) bool // nil: every call
	Times  int               // after so many calls it is over; 0: never
	Effect Effect
	Delay  time.Duration // before the call is carried out
}

// Method matches a model's method.
func Method(model, method string) func(Called) bool {
	return func(c Called) bool { return c.Model == model && c.Method == method }
}

// keptCalls is how far back the log of calls reaches.
const keptCalls = 20_000

type faults struct {
	mu     sync.Mutex // guards what follows
	active []*Fault
	log    []Called
}

// Fail lets calls go wrong from now on, until the fault is over or the answered
// function is called.
func (s *Server) Fail(f Fault) (stop func()) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	own := &f
	if own.Times == 0 {
		own.Times = -1
	}
	s.faults.active = append(s.faults.active, own)
	return func() {
		s.faults.mu.Lock()
		defer s.faults.mu.Unlock()
		s.faults.active = slices.DeleteFunc(s.faults.active, func(x *Fault) bool { return x == own })
	}
}

// Calls are the calls so far, oldest first.
func (s *Server) Calls() []Called {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	return slices.Clone(s.faults.log)
}

// note logs a call and answers the fault that it meets.
func (f *faults) note(c Called) (Fault, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.log) >= keptCalls {
		f.log = slices.Delete(f.log, 0, keptCalls/2)
	}
	f.log = append(f.log, c)
	for i, own := range f.active {
		if own.Match != nil && !own.Match(c) {
			continue
		}
		if own.Times > 0 {
			own.Times--
		}
		if own.Times == 0 {
			f.active = slices.Delete(f.active, i, i+1)
		}
		return *own, true
	}
	return Fault{}, false
}

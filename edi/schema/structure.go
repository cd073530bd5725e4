package schema

import (
	"slices"

	"github.com/wharf-edi/wharf/edi"
)

func (v *Validator) push(l *level) {
	at := len(v.counts)
	v.counts = slices.Grow(v.counts, len(l.spots))[:at+len(l.spots)]
	clear(v.counts[at:])
	v.stack = append(v.stack, frame{level: l, counts: at})
}

// structure finds the place of segment n of the program. Groups are positional: a
// segment belongs to the first place at or after the last one's that can take it.
func (v *Validator) structure(n int) {
	if depth, at, full, found := v.place(n); found && !v.lost(depth, at) {
		v.take(depth, at, full)
		v.last = mark{v.s.Offset, v.s.End, v.number}
		return
	}
	if v.seg.used {
		v.whole(edi.CodeSegmentOutOfOrder, edi.Note)
		return
	}
	v.whole(edi.CodeSegmentNotInMessage, edi.Note)
}

// place finds a place for segment n, and where none is left one that is full.
func (v *Validator) place(n int) (depth, at int, full, found bool) {
	for d := len(v.stack) - 1; d >= 0; d-- {
		f := &v.stack[d]
		l := f.level
		for _, spot := range l.order[l.from[n]:l.from[n+1]] {
			if int(spot) < f.at {
				continue
			}
			if v.counts[f.counts+int(spot)] < l.spots[spot].max {
				return d, int(spot), false, true
			}
			if !found {
				depth, at, full, found = d, int(spot), true, true
			}
		}
	}
	return depth, at, full, found
}

// lost says that going on to a spot would leave the next segment without a place
// that it has now: the one at hand is then the one out of order.
func (v *Validator) lost(depth, at int) bool {
	if depth == len(v.stack)-1 && at == v.stack[depth].at {
		return false
	}
	v.upcoming = v.s.Next
	v.next, v.known = v.p.find(v.s.Next)
	if !v.known || v.p.segments[v.next].service {
		return false
	}
	next := v.next
	spot := &v.stack[depth].level.spots[at]
	if spot.group && has(&v.p.levels[spot.inside], next, 0) {
		return false
	}
	for d := depth; d >= 0; d-- {
		from := v.stack[d].at
		if d == depth {
			from = at
		}
		if has(v.stack[d].level, next, from) {
			return false
		}
	}
	// Only what must be there, or opens a group, is worth more than the segment at hand;
	// and one that opens a group itself gives way to what must be there only.
	d, now, _, found := v.place(next)
	if !found {
		return false
	}
	s := &v.stack[d].level.spots[now]
	return s.mandatory || s.group && !spot.group
}

// has says that segment n has a spot in l at or after from.
func has(l *level, n, from int) bool {
	all := l.order[l.from[n]:l.from[n+1]]
	return len(all) > 0 && int(all[len(all)-1]) >= from
}

// take puts the segment at hand into a spot: what is passed on the way is checked,
// and a group is opened.
func (v *Validator) take(depth, at int, full bool) {
	for d := len(v.stack) - 1; d > depth; d-- {
		v.missing(d, len(v.stack[d].level.spots))
	}
	v.missing(depth, at)
	f := &v.stack[depth]
	if depth < len(v.stack)-1 {
		v.counts = v.counts[:v.stack[depth+1].counts]
		v.stack = v.stack[:depth+1]
	}
	spot := &f.level.spots[at]
	f.at = at
	v.counts[f.counts+at]++
	if full {
		code := edi.CodeSegmentOverMax
		if spot.group {
			code = edi.CodeLoopOverMax
		}
		v.whole(code, edi.Note)
	}
	v.own = spot.mandatory || spot.group
	v.rules, v.placed = spot.rules, depth
	if spot.group {
		v.push(&v.p.levels[spot.inside])
		if v.p.guideline != nil {
			v.stack[depth+1].filters = v.filtered(spot.path)
		}
	}
}

// missing reports mandatory spots of a level, before the spot end, that are not
// taken. The place is that of the segment placed last.
func (v *Validator) missing(depth, end int) {
	f := &v.stack[depth]
	for _, needed := range f.level.needed {
		n := int(needed)
		if n < f.at {
			continue
		}
		if n >= end {
			break
		}
		spot := &f.level.spots[n]
		if spot.mandatory && v.counts[f.counts+n] == 0 {
			v.absent(spot, edi.Reject)
			continue
		}
		for _, r := range spot.rules {
			if r.required && !spot.again && f.seen&r.seen == 0 && v.around(depth)&r.above == r.above {
				v.absent(spot, r.severity)
			}
		}
	}
}

func (v *Validator) absent(s *spot, severity edi.Severity) {
	tag := v.p.segments[s.segment].definition.Tag
	v.report(edi.Pos{Offset: v.last.from, End: v.last.to, Segment: v.last.number, Tag: tag}, edi.CodeSegmentMissing, severity, "")
}

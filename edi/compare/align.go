package compare

import (
	"slices"
	"strings"

	"github.com/wharf-edi/wharf/edi"
)

// tableCells bounds the table that aligns segments by how alike they are. A larger
// block that has no segment in common is aligned in order.
const tableCells = 1 << 22

// window is how far ahead a partner is looked for where segments are aligned in order.
const window = 256

// aligner finds which segments of a and b belong together.
type aligner struct {
	a, b   []*edi.Segment
	ia, ib []int // numbers of their contents: equal ones are equal
	to     []int // for each of a the one of b; -1
	coded  func(tag string) bool
}

// align answers for each segment of a the one of b that it is to be compared with,
// and -1 where there is none. Their order is kept.
func align(a, b []*edi.Segment, coded func(tag string) bool) []int {
	al := &aligner{a: a, b: b, to: make([]int, len(a)), coded: coded}
	known := map[string]int{}
	number := func(s *edi.Segment) int {
		c := content(s)
		n, found := known[c]
		if !found {
			n = len(known)
			known[c] = n
		}
		return n
	}
	for n, s := range a {
		al.ia = append(al.ia, number(s))
		al.to[n] = -1
	}
	for _, s := range b {
		al.ib = append(al.ib, number(s))
	}
	al.block(0, len(a), 0, len(b))
	return al.to
}

// block aligns a[from:end] with b[start:stop]: what is equal at both ends, then
// around the segments that each side has once, and what is left by likeness.
func (al *aligner) block(from, end, start, stop int) {
	for from < end && start < stop && al.ia[from] == al.ib[start] {
		al.to[from] = start
		from, start = from+1, start+1
	}
	for from < end && start < stop && al.ia[end-1] == al.ib[stop-1] {
		end, stop = end-1, stop-1
		al.to[end] = stop
	}
	if from == end || start == stop {
		return
	}
	anchors := al.anchors(from, end, start, stop)
	if len(anchors) == 0 {
		if (end-from+1)*(stop-start+1) <= tableCells {
			al.alike(from, end, start, stop)
		} else {
			al.inOrder(from, end, start, stop)
		}
		return
	}
	for _, k := range anchors {
		al.block(from, k.first, start, k.second)
		al.to[k.first] = k.second
		from, start = k.first+1, k.second+1
	}
	al.block(from, end, start, stop)
}

// anchors are pairs of equal segments that each side has once, as many as stand in
// the same order on both.
func (al *aligner) anchors(from, end, start, stop int) []pair {
	count, place := map[int]int{}, map[int]int{}
	for n := start; n < stop; n++ {
		count[al.ib[n]]++
		place[al.ib[n]] = n
	}
	own := map[int]int{}
	for n := from; n < end; n++ {
		own[al.ia[n]]++
	}
	var all []pair
	for n := from; n < end; n++ {
		if k := al.ia[n]; own[k] == 1 && count[k] == 1 {
			all = append(all, pair{n, place[k]})
		}
	}
	return ascending(all)
}

// ascending is the longest part of all, which ascends in first, that ascends in
// second, too.
func ascending(all []pair) []pair {
	var ends []int // by length: the pair that the best run of that length ends with
	before := make([]int, len(all))
	for n, p := range all {
		at, _ := slices.BinarySearchFunc(ends, p.second, func(k, second int) int { return all[k].second - second })
		before[n] = -1
		if at > 0 {
			before[n] = ends[at-1]
		}
		if at == len(ends) {
			ends = append(ends, n)
		} else {
			ends[at] = n
		}
	}
	if len(ends) == 0 {
		return nil
	}
	run := make([]pair, len(ends))
	for n, k := len(run)-1, ends[len(ends)-1]; n >= 0; n, k = n-1, before[k] {
		run[n] = all[k]
	}
	return run
}

// alike aligns a block so that the likeness of all pairs is greatest.
func (al *aligner) alike(from, end, start, stop int) {
	rows, columns := end-from, stop-start
	best := make([]int32, (rows+1)*(columns+1)) // from row and column on
	at := func(r, c int) *int32 { return &best[r*(columns+1)+c] }
	for r := rows - 1; r >= 0; r-- {
		for c := columns - 1; c >= 0; c-- {
			v := max(*at(r+1, c), *at(r, c+1))
			if l := al.likeness(from+r, start+c); l > 0 {
				v = max(v, *at(r+1, c+1)+l)
			}
			*at(r, c) = v
		}
	}
	for r, c := 0, 0; r < rows && c < columns; {
		l := al.likeness(from+r, start+c)
		switch {
		case l > 0 && *at(r, c) == *at(r+1, c+1)+l:
			al.to[from+r] = start + c
			r, c = r+1, c+1
		case *at(r, c) == *at(r+1, c):
			r++
		default:
			c++
		}
	}
}

// inOrder aligns a block segment by segment, each with the next that is like it.
func (al *aligner) inOrder(from, end, start, stop int) {
	for n := from; n < end; n++ {
		for k := start; k < min(stop, start+window); k++ {
			if al.likeness(n, k) > likeOther {
				al.to[n] = k
				start = k + 1
				break
			}
		}
	}
}

// How alike segments are that are of one name.
const (
	likeEqual = 100
	likeFirst = 40 // the first element is the same
	likeOther = 10 // it is not
	likeRest  = 20 // for the share of other elements that are the same
)

// likeness is how alike two segments are; 0 if one cannot have become the other.
func (al *aligner) likeness(n, k int) int32 {
	if al.ia[n] == al.ib[k] {
		return likeEqual
	}
	a, b := al.a[n], al.b[k]
	if a.Tag != b.Tag {
		return 0
	}
	size, same := max(len(a.Elements), len(b.Elements)), 0
	for e := 2; e <= size; e++ {
		if v := a.Element(e); v == b.Element(e) && v != "" {
			same++
		}
	}
	rest := int32(0)
	if size > 1 {
		rest = int32(likeRest * same / (size - 1))
	}
	if strings.TrimRight(a.Element(1), " ") == strings.TrimRight(b.Element(1), " ") {
		return likeFirst + rest
	}
	if same == 0 && size > 1 && al.coded(a.Tag) {
		return 0 // another reference, date or party, and not the same one changed
	}
	return likeOther + rest
}

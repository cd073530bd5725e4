package sftp

import (
	"errors"
	"slices"
)

// extents is which bytes of a file have come, as ranges that are sorted and do
// not touch: clients write and read in any order.
type extents []extent

type extent struct{ from, to int64 } // 0 ≤ from < to

// mostExtents bounds how scattered a transfer may be. Clients keep some dozens of
// packets in flight.
const mostExtents = 4096

var errScattered = errors.New("the file is written in too many separate pieces")

// add notes the bytes from up to, and not including, to.
func (e *extents) add(from, to int64) error {
	if from >= to {
		return nil
	}
	// Those before i end before from; those from j on begin after to.
	i, _ := slices.BinarySearchFunc(*e, from, func(x extent, v int64) int { return int(min(max(x.to-v, -1), 1)) })
	j := i
	for j < len(*e) && (*e)[j].from <= to {
		from, to = min(from, (*e)[j].from), max(to, (*e)[j].to)
		j++
	}
	if i == j && len(*e) >= mostExtents {
		return errScattered
	}
	*e = slices.Replace(*e, i, j, extent{from, to})
	return nil
}

// cover says whether the first size bytes are all there.
func (e extents) cover(size int64) bool {
	return size == 0 || len(e) > 0 && e[0].from == 0 && e[0].to >= size
}

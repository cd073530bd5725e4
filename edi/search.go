package edi

import (
	"encoding/binary"
	"math/bits"
)

// searchPortable is search for machines without an assembly one: eight bytes at a
// time, in a register. A byte of x^pattern is zero where the byte was the special.
func searchPortable(found []uint64, src []byte, wide *[16 * specials]byte) {
	const low, high = 0x7f7f7f7f7f7f7f7f, 0x8080808080808080
	var pattern [specials]uint64
	for n := range pattern {
		pattern[n] = binary.LittleEndian.Uint64(wide[16*n:])
	}
	for w := range found {
		var word uint64
		block := src[64*w : 64*w+64]
		for n := 0; n < 64; n += 8 {
			x := binary.LittleEndian.Uint64(block[n:])
			hit := uint64(0)
			for _, p := range pattern {
				y := x ^ p
				hit |= ^((y&low + low) | y | low) // exact: a carry never leaves its byte
			}
			// The high bit of each byte, gathered into eight bits.
			word |= (hit & high >> 7 * 0x0102040810204080 >> 56) << n
		}
		found[w] = word
	}
}

// firstBit is the place of the lowest bit that is set.
func firstBit(word uint64) int { return bits.TrailingZeros64(word) }

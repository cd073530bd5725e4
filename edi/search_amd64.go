package edi

// search sets bit b of found[w] where src[64*w+b] is one of the specials in wide,
// for words words. It reads 64 bytes for each.
//
//go:noescape
func search(found *uint64, src *byte, words int, wide *byte)

// searchWords is search with slices: src holds 64 bytes for each word of found.
func searchWords(found []uint64, src []byte, wide *[16 * specials]byte) {
	if len(found) > 0 {
		_ = src[64*len(found)-1]
		search(&found[0], &src[0], len(found), &wide[0])
	}
}

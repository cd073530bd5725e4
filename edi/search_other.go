//go:build !amd64

package edi

func searchWords(found []uint64, src []byte, wide *[16 * specials]byte) {
	searchPortable(found, src, wide)
}

package edi

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// The search finds each special and nothing else, in assembly and without.
func TestSearch(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	syntaxes := []Syntax{
		{'~', '*', '>', '^', 0}, {'\'', '+', ':', '*', '?'}, {0x1c, 0x1d, 0x1f, 0, 0}, {'\n', '|', 0xe9, 0, 0}, {0xff, 0x80, 0x7f, 1, 2},
	}
	for _, s := range syntaxes {
		of, wide := s.classes()
		for range 200 {
			src := make([]byte, 64*(1+rnd.IntN(5)))
			for n := range src {
				if src[n] = byte(rnd.Uint32()); rnd.IntN(3) == 0 {
					src[n] = []byte{s.Segment, s.Element, s.Component, s.Repetition, s.Release, '\r', '\n'}[rnd.IntN(7)]
				}
			}
			for name, search := range map[string]func([]uint64, []byte, *[16 * specials]byte){
				"machine": searchWords, "portable": searchPortable,
			} {
				found := make([]uint64, len(src)/64)
				search(found, src, &wide)
				for n, c := range src {
					got := found[n/64]>>(n%64)&1 == 1
					if want := of[c] != classData; got != want {
						t.Fatalf("%s, %+v: byte %#x at %d: found %t, want %t", name, s, c, n, got, want)
					}
				}
			}
		}
	}
}

func BenchmarkSearch(b *testing.B) {
	_, wide := (&Syntax{'~', '*', '>', '^', 0}).classes()
	src := bytes.Repeat([]byte("PO1*1*24*EA*12.50**BP*1234567~"), 140)[:4096]
	found := make([]uint64, 64)
	for name, search := range map[string]func([]uint64, []byte, *[16 * specials]byte){
		"machine": searchWords, "portable": searchPortable,
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			for b.Loop() {
				search(found, src, &wide)
			}
		})
	}
}

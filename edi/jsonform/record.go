package jsonform

import "io"

// Of what a reader has taken and not yet told of, held bytes are kept. A reader
// looks ahead by less than half of it; what is older is passed over by the reader,
// in a segment or between interchanges, and is spilled.
const (
	held  = 32 << 20
	kept  = held / 2
	piece = 1 << 20 // bytes that are spilled at once
)

// record keeps what is read from src until it is taken.
type record struct {
	src   io.Reader
	buf   []byte
	from  int   // of buf, what is not yet taken
	base  int64 // where buf[from] stands in the input
	spill func([]byte) error
}

// Read is io.Reader.
func (r *record) Read(p []byte) (int, error) {
	n, err := r.src.Read(p)
	if n <= 0 {
		return n, err
	}
	if r.from > 0 && len(r.buf)+n > cap(r.buf) {
		r.buf = r.buf[:copy(r.buf, r.buf[r.from:])]
		r.from = 0
	}
	r.buf = append(r.buf, p[:n]...)
	for len(r.buf)-r.from > held {
		for len(r.buf)-r.from > kept {
			if err := r.spill(r.take(r.base + piece)); err != nil {
				return n, err
			}
		}
	}
	return n, err
}

// take is what is held up to offset end of the input. It is valid until the next
// Read.
func (r *record) take(end int64) []byte {
	n := max(0, min(int(end-r.base), len(r.buf)-r.from))
	b := r.buf[r.from : r.from+n : r.from+n]
	r.from += n
	r.base += int64(n)
	return b
}

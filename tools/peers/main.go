// Peers measures our EDI engine beside others, in one run on one machine:
//
//	go run . [-n runs] [-size megabytes] [-peers=false]
//
// A contender is a row of the table: what reads, and what it reads. contenders.go
// lists them, and what is promised of them. In each round every contender reads its
// input once, so that what else the machine does hits all alike.
//
// This is a module of its own, so that what the peers need is not needed by the
// program. Those from npm are installed into a temporary folder. Benchmarks of our
// parts alone are beside the parts.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"time"
)

func main() {
	n := flag.Int("n", 7, "runs of each contender")
	size := flag.Int64("size", 20, "size of each input in MB")
	peers := flag.Bool("peers", true, "measure what others wrote too")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var out bytes.Buffer
	err := run(ctx, &out, *n, *size*1e6, *peers)
	if _, failed := out.WriteTo(os.Stdout); failed != nil || err != nil {
		fmt.Fprintln(os.Stderr, "peers:", errors.Join(err, failed))
		os.Exit(1)
	}
}

func run(ctx context.Context, w io.Writer, n int, size int64, peers bool) (err error) {
	if n < 1 || size < 1 {
		return errors.New("-n and -size have to be at least 1")
	}
	runtime.GOMAXPROCS(1)
	dir, err := os.MkdirTemp("", "peers")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	sources, err := makeSources(dir, size)
	if err != nil {
		return err
	}
	var rows []*row
	for _, c := range contenders {
		if c.peer && !peers {
			continue
		}
		r := &row{contender: c, source: sources[c.input]}
		if r.read, r.err = c.start(ctx, dir, r.source); r.err == nil {
			_, r.err = r.read() // warms up
		}
		rows = append(rows, r)
	}
	for range n {
		for _, r := range rows {
			if r.err == nil {
				r.err = r.measure()
			}
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	report(w, rows, n)
	return nil
}

// row is a contender, and what came out.
type row struct {
	contender
	source *source
	read   reader
	err    error // why it is not measured
	last   outcome
	rates  []float64 // MB/s of each run, MB = 10^6 bytes
}

func (r *row) measure() error {
	var before, after runtime.MemStats
	runtime.GC() // what the others left is not this one's
	runtime.ReadMemStats(&before)
	start := time.Now()
	o, err := r.read()
	took := time.Since(start)
	if err != nil {
		return err
	}
	runtime.ReadMemStats(&after)
	o.allocated = after.TotalAlloc - before.TotalAlloc
	r.last = o
	r.rates = append(r.rates, float64(len(r.source.bytes))/1e6/took.Seconds())
	return nil
}

// median is 0 where nothing was measured.
func (r *row) median() float64 {
	if r == nil || r.err != nil {
		return 0
	}
	s := slices.Sorted(slices.Values(r.rates))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

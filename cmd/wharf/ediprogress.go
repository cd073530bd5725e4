package main

import (
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"time"
)

const (
	longWork   = 8 << 20                // bytes from which on reading a file is long work
	barAfter   = 300 * time.Millisecond // before this nothing is shown
	barRefresh = 200 * time.Millisecond
	barWidth   = 24
)

// progress is a bar that shows how far a large file is read. It moves when the file
// is read, and does so on a terminal only.
type progress struct {
	w     io.Writer // nil shows nothing
	now   func() time.Time
	name  string
	size  int64
	read  int64
	start time.Time
	last  time.Time // when it was drawn
	drawn bool
}

// newProgress is a bar for a file, if one makes sense.
func newProgress(w *world, name string, info fs.FileInfo) *progress {
	if !info.Mode().IsRegular() || info.Size() < longWork || !terminal(w.err) {
		return &progress{}
	}
	return &progress{w: w.err, now: w.now, name: printable(filepath.Base(name)), size: info.Size(), start: w.now()}
}

// of is src, counted.
func (p *progress) of(src io.Reader) io.Reader {
	if p.w == nil {
		return src
	}
	return &counted{src, p}
}

type counted struct {
	src io.Reader
	p   *progress
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.src.Read(b)
	c.p.add(int64(n))
	return n, err
}

func (p *progress) add(n int64) {
	p.read += n
	now := p.now()
	if now.Sub(p.start) < barAfter || now.Sub(p.last) < barRefresh {
		return
	}
	p.last, p.drawn = now, true
	fmt.Fprint(p.w, "\r\x1b[K"+p.line(now.Sub(p.start)))
}

// line is the bar as it stands after some time.
func (p *progress) line(d time.Duration) string {
	part := min(1, float64(p.read)/float64(p.size))
	speed := float64(p.read) / d.Seconds()
	left := time.Duration(float64(p.size-p.read) / speed * float64(time.Second)).Round(time.Second)
	done := int(part * barWidth)
	bar := strings.Repeat("=", done) + strings.Repeat(" ", barWidth-done)
	return fmt.Sprintf("%s [%s] %3.0f %%  %.0f of %.0f MB  %.0f MB/s  %s left",
		p.name, bar, 100*part, float64(p.read)/1e6, float64(p.size)/1e6, speed/1e6, max(0, left))
}

// clear takes the bar away.
func (p *progress) clear() {
	if p.drawn {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.drawn = false
	}
}

// under is out while the bar is shown: on the same terminal the bar gives way to it.
func (p *progress) under(out io.Writer) io.Writer {
	if p.w == nil || !terminal(out) {
		return out
	}
	return &beneath{out, p}
}

type beneath struct {
	w io.Writer
	p *progress
}

func (b *beneath) Write(s []byte) (int, error) {
	b.p.clear()
	return b.w.Write(s)
}

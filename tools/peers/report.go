package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// report writes the table, the promises, who saw other segments, and the machine.
func report(w io.Writer, rows []*row, n int) {
	fmt.Fprintln(w, "| what | format | MB/s median (min-max) | allocated per run | ratio to ours |\n|---|---|---|---|---|")
	for _, r := range rows {
		fmt.Fprintf(w, "| %s | %s | %s |\n", r.name, r.format.name, r.cells(find(rows, ours, r.format)))
	}
	fmt.Fprintln(w)
	for _, p := range promises {
		fmt.Fprintf(w, "- %s\n", p.verdict(rows))
	}
	fmt.Fprintln(w)
	node := "not used"
	for _, r := range rows {
		if r.err == nil && r.last.Node != "" {
			node = r.last.Node
		}
		if d := r.differs(); d != "" {
			fmt.Fprintf(w, "- %s, %s saw %s\n", r.format.name, short(r.name), d)
		}
	}
	fmt.Fprintf(w, "- all others saw the segments, and values if they tell them, that our tokenizer saw\n\n"+
		"Median of %d runs over the same bytes in memory, MB = 10^6 bytes. Go has one core (GOMAXPROCS=1), which collects garbage\n"+
		"too; Node has as many as it likes. %s, %d cores, %s, Node %s, %s.\n",
		n, processor(), runtime.NumCPU(), runtime.Version(), node, time.Now().Format(time.DateOnly))
}

// find is the row of that name, or nil where it is not measured.
func find(rows []*row, name string, f *format) *row {
	for _, r := range rows {
		if r.name == name && r.format == f && r.err == nil {
			return r
		}
	}
	return nil
}

// cells are the last three columns.
func (r *row) cells(base *row) string {
	if r.err != nil {
		return fmt.Sprintf("not measured: %v | |", r.err)
	}
	memory := fmt.Sprintf("%.1f MB", float64(r.last.allocated)/1e6)
	if r.last.Resident > 0 {
		memory = fmt.Sprintf("%.0f MB resident", float64(r.last.Resident)/1e6)
	}
	ratio := "1"
	if r != base {
		ratio = fmt.Sprintf("1 / %.1f", base.median()/r.median())
	}
	return fmt.Sprintf("%.0f (%.0f-%.0f) | %s | %s", r.median(), slices.Min(r.rates), slices.Max(r.rates), memory, ratio)
}

// differs says how much more than our tokenizer it saw, and why.
func (r *row) differs() string {
	segments, values := r.last.Segments-r.source.holds.Segments, r.last.Values-r.source.holds.Values
	if r.last.Values == 0 {
		values = 0
	}
	if r.err != nil || segments == 0 && values == 0 {
		return ""
	}
	why := "not explained"
	if r.lacks > 0 && segments == -r.lacks {
		why = r.why
	}
	return fmt.Sprintf("%+d segments and %+d values: %s", segments, values, why)
}

func (p promise) verdict(rows []*row) string {
	goal, got, unit := fmt.Sprintf("%.0f MB/s", p.least), find(rows, p.name, p.format).median(), 1.0
	if p.over != "" {
		goal, unit = fmt.Sprintf("%.0f times %s", p.least, short(p.over)), find(rows, p.over, p.format).median()
	}
	verdict := "not measured"
	switch {
	case got == 0 || unit == 0:
	case got/unit >= p.least:
		verdict = fmt.Sprintf("%.1f, held", got/unit)
	default:
		verdict = fmt.Sprintf("%.1f, MISSED", got/unit)
	}
	return fmt.Sprintf("%s, %s at least %s: %s", p.format.name, short(p.name), goal, verdict)
}

// short is the name of a row without what it does.
func short(name string) string {
	before, _, _ := strings.Cut(name, ",")
	return before
}

func processor() string {
	info, _ := os.ReadFile("/proc/cpuinfo") // Linux only
	if _, model, found := bytes.Cut(info, []byte("model name\t: ")); found {
		return firstLine(model)
	}
	return runtime.GOARCH
}

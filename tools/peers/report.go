package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"time"
)

// report writes the table, the promises, who saw other segments, and the machine.
func report(ctx context.Context, w io.Writer, rows []*row, n int) {
	fmt.Fprintln(w, "| what | format | MB/s median (min-max) | allocated per run | ratio to ours |\n|---|---|---|---|---|")
	for _, r := range rows {
		fmt.Fprintf(w, "| %s | %s | %s |\n", r.name, r.format.name, r.cells(find(rows, tokenising, r.format)))
	}
	fmt.Fprintln(w)
	for _, p := range promises {
		fmt.Fprintf(w, "- %s: %s\n", p, p.verdict(rows))
	}
	fmt.Fprintln(w)
	for _, r := range rows {
		if d := r.last.Segments - r.source.segments; r.err == nil && d != 0 {
			fmt.Fprintf(w, "- %s, %s: %+d segments of %d (%s)\n", r.name, r.format.name, d, r.source.segments, r.why(d))
		}
	}
	fmt.Fprintf(w, "- all others see as many segments as our tokenizer\n\n"+
		"Median of %d runs over the same bytes in memory, MB = 10^6 bytes. Go has one core (GOMAXPROCS=1) that also collects\n"+
		"garbage; Node has as many as it likes.\n", n)
	fmt.Fprintf(w, "%s, %d cores, %s, Node %s, %s.\n", processor(), runtime.NumCPU(), runtime.Version(), node(ctx), time.Now().Format(time.DateOnly))
}

// find is the row of that name that was measured, or nil.
func find(rows []*row, name string, f *format) *row {
	i := slices.IndexFunc(rows, func(r *row) bool { return r.name == name && r.format == f && r.err == nil })
	if i < 0 {
		return nil
	}
	return rows[i]
}

// cells are the last three columns.
func (r *row) cells(ours *row) string {
	if r.err != nil {
		return fmt.Sprintf("not measured: %v | |", r.err)
	}
	memory := fmt.Sprintf("%.1f MB", float64(r.last.allocated)/1e6)
	if r.last.Resident > 0 {
		memory = fmt.Sprintf("%.0f MB resident", float64(r.last.Resident)/1e6)
	}
	ratio := "?"
	if ours != nil {
		ratio = fmt.Sprintf("1 / %.1f", ours.median()/r.median())
	}
	return fmt.Sprintf("%.0f (%.0f-%.0f) | %s | %s", r.median(), slices.Min(r.rates), slices.Max(r.rates), memory, ratio)
}

// why says why there are d more segments than our tokenizer sees.
func (r *row) why(d int) string {
	if r.apart == "" || d > 0 {
		return "not explained"
	}
	return r.apart
}

func (p promise) String() string {
	if p.over == "" {
		return fmt.Sprintf("%s: %s >= %.0f MB/s", p.format.name, p.name, p.least)
	}
	return fmt.Sprintf("%s: %s >= %.0f times %s", p.format.name, p.name, p.least, p.over)
}

func (p promise) verdict(rows []*row) string {
	got, unit := find(rows, p.name, p.format).median(), 1.0
	if p.over != "" {
		unit = find(rows, p.over, p.format).median()
	}
	switch {
	case got == 0 || unit == 0:
		return "not measured"
	case got/unit < p.least:
		return fmt.Sprintf("%.1f, MISSED", got/unit)
	}
	return fmt.Sprintf("%.1f, held", got/unit)
}

func processor() string {
	info, _ := os.ReadFile("/proc/cpuinfo") // Linux only
	if _, model, found := bytes.Cut(info, []byte("model name\t: ")); found {
		return firstLine(model)
	}
	return runtime.GOARCH
}

func node(ctx context.Context) string {
	out, err := exec.CommandContext(ctx, "node", "--version").Output()
	if err != nil {
		return "absent"
	}
	return firstLine(out)
}

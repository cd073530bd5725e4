package main

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/internal/absent"
)

// ediRun runs a command with standard input, and answers the code and what it wrote.
func ediRun(t *testing.T, in string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	w := world{args: append([]string{"edi"}, args...), in: strings.NewReader(in), out: &o, err: &e, now: func() time.Time {
		return time.Date(2026, 8, 22, 9, 10, 0, 0, time.UTC)
	}}
	code = run(context.Background(), w)
	return code, o.String(), e.String()
}

// ediSamples calls do for each real file.
func ediSamples(t *testing.T, do func(t *testing.T, file string, src []byte, standard edi.Standard)) {
	dir := os.Getenv("WHARF_SAMPLES")
	if dir == "" {
		absent.Skip(t, "samples", "WHARF_SAMPLES names no folder of real EDI files")
	}
	count := 0
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		src, err := os.ReadFile(name)
		if s, ok := edi.Sniff(src); ok && err == nil {
			count++
			do(t, name, src, s)
		}
		return err
	})
	if err != nil || count == 0 {
		t.Errorf("%d samples, %v", count, err)
	}
}

// messagesOf are the bytes of the messages of a file, trailers of the envelope apart.
func messagesOf(t *testing.T, src []byte, s edi.Standard) (messages []string, all []*edi.Interchange) {
	t.Helper()
	all, err := dialects[s].read(src)
	if err != nil {
		return nil, nil
	}
	for _, i := range all {
		for _, m := range i.Messages {
			var b bytes.Buffer
			for n := range m.Segments {
				b.Write(m.Segments[n].Raw)
			}
			messages = append(messages, b.String())
		}
	}
	return messages, all
}

// What is split is whole interchanges with the same messages, byte for byte, and
// trailers that count right.
func TestEDISplitSamples(t *testing.T) {
	ediSamples(t, func(t *testing.T, file string, src []byte, s edi.Standard) {
		want, _ := messagesOf(t, src, s)
		for _, how := range [][]string{{"--messages", "1"}, {"--messages", "3"}, {"--interchanges"}} {
			folder := filepath.Join(t.TempDir(), "out")
			_, names, errs := ediRun(t, "", append([]string{"split", "--out", folder, file}, how...)...)
			var got []string
			for _, name := range strings.Fields(names) {
				part, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				messages, all := messagesOf(t, part, s)
				got = append(got, messages...)
				if len(all) != 1 || len(messages) == 0 && how[0] != "--interchanges" {
					t.Errorf("%s: %s has %d interchanges with %d messages", file, name, len(all), len(messages))
					continue
				}
				if how[0] != "--interchanges" && !strings.Contains(errs, "without a trailer") {
					trailersCount(t, name, all[0])
				}
			}
			if strings.Join(got, "|") != strings.Join(want, "|") {
				t.Errorf("%s, %v: got %d messages, want %d, or they are not the same", file, how, len(got), len(want))
			}
		}
	})
}

// trailersCount checks that the trailers of a part agree with what is in it.
func trailersCount(t *testing.T, name string, i *edi.Interchange) {
	t.Helper()
	defects := i.Defects
	for _, g := range i.Groups {
		defects = append(defects, g.Defects...)
	}
	for _, d := range defects {
		switch d.Code {
		case edi.CodeCountDiffers, edi.CodeControlDiffers, edi.CodeTrailerMissing:
			t.Errorf("%s: %s", name, d)
		}
	}
}

// Whatever is in a real file, it is shown, and answered with something that can be
// read.
func TestEDISamples(t *testing.T) {
	ediSamples(t, func(t *testing.T, file string, src []byte, s edi.Standard) {
		code, out, errs := ediRun(t, "", "inspect", "--values", "--check", file)
		if code > 1 || code == 1 && errs != "" && out != "" || !strings.Contains(out, "interchange") && errs == "" {
			t.Errorf("%s: code %d: %s", file, code, errs)
		}
		if strings.ContainsFunc(out, func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f }) {
			t.Errorf("%s: control characters are shown", file)
		}
		_, piped, _ := ediRun(t, string(src), "inspect", "--values", "--check")
		if piped != out {
			t.Errorf("%s: a pipe is shown differently", file)
		}
		code, out, errs = ediRun(t, "", "ack", file)
		_, unread := dialects[s].read(src)
		if code != 0 && unread == nil && !strings.Contains(errs, "does not fit") { // what names its sender so cannot be answered
			t.Errorf("%s: ack: code %d: %s", file, code, errs)
		}
		if out != "" {
			if all, err := dialects[s].read([]byte(out)); err != nil || len(all) == 0 {
				t.Errorf("%s: %q cannot be read: %v", file, out, err)
			}
		}
	})
}

// A real file does not differ from itself, nor from what our writer makes of it.
func TestEDIDiffSamples(t *testing.T) {
	written := 0
	ediSamples(t, func(t *testing.T, file string, src []byte, s edi.Standard) {
		_, all := messagesOf(t, src, s)
		if len(all) == 0 {
			return
		}
		if code, out, errs := ediRun(t, "", "diff", "--strict", file, file); code != 0 {
			t.Errorf("%s differs from itself: %s%s", file, out, errs)
		}
		out, err := dialects[s].write(all[0], true)
		if err != nil || len(all) > 1 {
			return // it cannot be said in this way
		}
		written++
		name := filepath.Join(t.TempDir(), "written")
		if err := os.WriteFile(name, out, 0o600); err != nil {
			t.Fatal(err)
		}
		if code, out, errs := ediRun(t, "", "diff", file, name); code != 0 {
			t.Errorf("%s differs from what is written of it: %s%s", file, out, errs)
		}
	})
	if written < 100 {
		t.Errorf("only %d were written", written)
	}
}

// The example of every message there is is accepted, and nothing is said against it.
func TestEDISampleAll(t *testing.T) {
	_, list, _ := ediRun(t, "", "sample")
	lines := strings.Split(strings.TrimSpace(list), "\n")
	if len(lines) < 28 {
		t.Errorf("%d messages", len(lines))
	}
	for _, line := range lines {
		f := strings.Fields(line)
		code, out, errs := ediRun(t, "", "sample", f[0], "--version", f[1])
		if code != 0 {
			t.Errorf("%s %s: %s", f[0], f[1], errs)
			continue
		}
		code, verdict, errs := ediRun(t, out, "validate")
		if code != 0 || !strings.HasPrefix(verdict, "stdin: accepted\n") || strings.Contains(verdict, "only the envelope") {
			t.Errorf("%s %s: %s%s", f[0], f[1], verdict, errs)
		}
	}
}

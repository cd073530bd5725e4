package schema_test

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/editest"
	"github.com/wharf-edi/wharf/edi/schema"
	"github.com/wharf-edi/wharf/edi/x12"
	"github.com/wharf-edi/wharf/internal/absent"
)

// large are inputs that no memory should hold.
var large = map[string]func(w io.Writer) error{
	"1 GB of messages": func(w io.Writer) error {
		_, err := editest.WriteX12(w, 1e9, 100)
		return err
	},
	"one message of 200 MB": func(w io.Writer) error {
		_, err := editest.WriteX12Message(w, 200e6)
		return err
	},
}

// Input of any size is checked within 64 MiB: of the whole process, as the system
// counts it, while another part of it makes the input.
func TestMemory(t *testing.T) {
	if name := os.Getenv("WHARF_TEST_LARGE"); name != "" {
		checkLarge(t, large[name])
		return
	}
	if testing.Short() {
		t.Skip("reads 1.2 GB")
	}
	if _, err := os.Stat("/proc/self/status"); err != nil {
		absent.Skip(t, "proc", "the system does not say how much memory a process has used")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for name := range large {
		t.Run(name, func(t *testing.T) {
			c := exec.CommandContext(t.Context(), self, "-test.run=^TestMemory$", "-test.v")
			c.Env = append(os.Environ(), "WHARF_TEST_LARGE="+name)
			out, err := c.CombinedOutput()
			m := regexp.MustCompile(`peak (\d+) kB`).FindSubmatch(out)
			if err != nil || m == nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if peak, _ := strconv.Atoi(string(m[1])); peak > 64<<10 {
				t.Errorf("took %d kB, want at most %d", peak, 64<<10)
			}
		})
	}
}

// checkLarge checks what write writes and says how much memory that took.
func checkLarge(t *testing.T, write func(io.Writer) error) {
	debug.SetMemoryLimit(48 << 20) // as wharf edi validate: a busy machine collects garbage late without it
	r, w := io.Pipe()
	go func() { w.CloseWithError(write(w)) }()
	var c schema.Checker
	if err := x12.Scan(r, nil, &c); err != nil {
		t.Fatal(err)
	}
	if c.Messages == 0 || c.EnvelopeOnly > 0 || c.Interchanges[0].Worst() < edi.Note {
		t.Fatalf("%d messages, %d of them without a definition, and defects as bad as %v", c.Messages, c.EnvelopeOnly, c.Interchanges[0].Worst())
	}
	for _, m := range c.Interchanges[0].Messages {
		if len(m.Defects) > edi.MaxDefects || len(m.Segments) > 0 {
			t.Fatalf("message %s keeps %d defects and %d segments", m.Control, len(m.Defects), len(m.Segments))
		}
	}
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if peak, found := strings.CutPrefix(line, "VmHWM:"); found {
			fmt.Println("peak", strings.TrimSpace(peak), "for", c.Messages, "messages,", c.Segments, "segments and", c.Defects, "defects")
		}
	}
}

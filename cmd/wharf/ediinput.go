package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/wharf-edi/wharf/edi"
)

// stdin is what standard input is called among arguments and in what is told.
const stdin = "-"

// input is a file or standard input while it is read.
type input struct {
	*bufio.Reader
	name string // as it is told
	file *os.File
	bar  *progress
}

// openInput opens the file that the arguments name, and standard input where they
// name none or "-".
func openInput(w *world, args []string) (*input, error) {
	in := &input{name: "stdin", bar: &progress{}}
	src := w.in
	if len(args) > 0 && args[0] != stdin {
		f, err := os.Open(args[0])
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil, fmt.Errorf("there is no file %s", args[0])
		case err != nil:
			return nil, err
		}
		info, err := f.Stat()
		if err == nil && info.IsDir() {
			err = fmt.Errorf("%s is a folder, not a file", args[0])
		}
		if err != nil {
			_ = f.Close()
			return nil, err
		}
		in.name, in.file, src = args[0], f, f
		in.bar = newProgress(w, args[0], info)
	}
	in.Reader = bufio.NewReaderSize(in.bar.of(src), 256<<10)
	return in, nil
}

// close ends the reading; the file was only read.
func (in *input) close() {
	in.bar.clear()
	if in.file != nil {
		_ = in.file.Close()
	}
}

// failed is err with the name of the input.
func (in *input) failed(err error) error { return fmt.Errorf("%s: %w", in.name, err) }

// sniffed is how much of an input is looked at to find out what it is.
const sniffed = 64 << 10

// dialect finds out which standard the input is of: by how it begins, or else by the
// first name of a header in it, so that the reader can say what is wrong with it.
func (in *input) dialect() (dialect, edi.Standard, error) {
	head, err := in.Peek(sniffed)
	if err != nil && !errors.Is(err, io.EOF) {
		return dialect{}, "", in.failed(err)
	}
	if s, ok := edi.Sniff(head); ok {
		return dialects[s], s, nil
	}
	if len(bytes.TrimSpace(head)) == 0 {
		return dialect{}, "", in.failed(errors.New("there is nothing in it"))
	}
	first, standard := len(head), edi.Standard("")
	for _, h := range []struct {
		name string
		of   edi.Standard
	}{{"ISA", edi.X12}, {"GS", edi.X12}, {"ST", edi.X12}, {"UNA", edi.EDIFACT}, {"UNB", edi.EDIFACT}, {"UNH", edi.EDIFACT}} {
		if n := named(head, h.name); n >= 0 && n < first {
			first, standard = n, h.of
		}
	}
	if standard == "" {
		return dialect{}, "", in.failed(errors.New("this is neither X12 nor EDIFACT: there is no ISA, UNA or UNB"))
	}
	return dialects[standard], standard, nil
}

// named is where a segment of that name may begin: nothing that belongs to a word
// stands around it.
func named(b []byte, name string) int {
	word := func(c byte) bool {
		return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == ' ' || c >= 0x80
	}
	for from := 0; ; {
		n := bytes.Index(b[from:], []byte(name))
		if n < 0 {
			return -1
		}
		n += from
		from = n + 1
		end := n + len(name)
		una := name == "UNA" && end < len(b)
		if (n == 0 || !word(b[n-1])) && end < len(b) && (una || !word(b[end])) {
			return n
		}
	}
}

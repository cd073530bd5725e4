package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// splitFiles writes one file after the other and prints their names.
type splitFiles struct {
	folder, suffix string
	names          io.Writer

	base string // the name of the file before, without its number
	n    int    // and that number
	name string
	f    *os.File
	w    *bufio.Writer
	err  error // of writing, told when the file is closed
}

// open says that a file is being written.
func (s *splitFiles) open() bool { return s.f != nil }

// create begins a file whose name is made of parts. One that has the same name gets a
// number.
func (s *splitFiles) create(parts ...string) error {
	for n := range parts {
		parts[n] = fileName(parts[n])
	}
	if base := strings.Join(parts, "_"); base != s.base {
		s.base, s.n = base, 0
	}
	for s.n++; ; s.n++ {
		s.name = filepath.Join(s.folder, s.base+s.suffix)
		if s.n > 1 {
			s.name = filepath.Join(s.folder, fmt.Sprintf("%s-%d%s", s.base, s.n, s.suffix))
		}
		f, err := os.OpenFile(s.name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return err
		}
		s.f = f
		if s.w == nil {
			s.w = bufio.NewWriterSize(f, 64<<10)
		}
		s.w.Reset(f)
		return nil
	}
}

// fileName is a part of a name: what is safe everywhere, and not too long.
func fileName(s string) string {
	const most = 40
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-':
			return r
		}
		return '-'
	}, s)
	if s == "" {
		return "-"
	}
	return s[:min(len(s), most)]
}

// write adds to the file, if one is open.
func (s *splitFiles) write(b []byte) {
	if s.f == nil {
		return
	}
	if _, err := s.w.Write(b); err != nil && s.err == nil {
		s.err = err
	}
}

// close ends the file and prints its name.
func (s *splitFiles) close() error {
	if s.f == nil {
		return nil
	}
	err := errors.Join(s.err, s.w.Flush(), s.f.Close())
	s.f = nil
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(s.names, s.name)
	return err
}

// abandon closes a file that is open because of an error.
func (s *splitFiles) abandon() error {
	if s.f == nil {
		return nil
	}
	f := s.f
	s.f = nil
	return errors.Join(s.w.Flush(), f.Close())
}

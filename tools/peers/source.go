package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/edifact"
	"github.com/wharf-edi/wharf/edi/editest"
	"github.com/wharf-edi/wharf/edi/x12"
)

type format struct {
	name   string
	syntax edi.Syntax
	write  func(io.Writer, int64, editest.Faults) (messages int, err error)
	scan   func(io.Reader, edi.Handler) error
}

var (
	asX12 = &format{
		"X12", edi.Syntax{Segment: '~', Element: '*', Component: '>'}, editest.WriteX12,
		func(r io.Reader, on edi.Handler) error { return x12.Scan(r, nil, on) },
	}
	asEDIFACT = &format{
		"EDIFACT", edi.Syntax{Segment: '\'', Element: '+', Component: ':', Release: '?'}, editest.WriteEDIFACT,
		func(r io.Reader, on edi.Handler) error { return edifact.Scan(r, nil, on) },
	}
)

// source is an input that has been made.
type source struct {
	format *format
	bytes  []byte
	file   string  // holds the same
	holds  outcome // as our tokenizer sees it
}

// makeSources makes the inputs of all contenders, each once.
func makeSources(dir string, size int64) (map[input]*source, error) {
	all := map[input]*source{}
	for _, c := range contenders {
		if all[c.input] != nil {
			continue
		}
		var b bytes.Buffer
		if _, err := c.format.write(&b, size, c.faults); err != nil {
			return nil, fmt.Errorf("%s: %w", c.format.name, err)
		}
		s := &source{format: c.format, bytes: b.Bytes(), file: filepath.Join(dir, fmt.Sprintf("%s-%d.edi", c.format.name, c.faults))}
		if err := os.WriteFile(s.file, s.bytes, 0o600); err != nil {
			return nil, err
		}
		var err error
		if s.holds, err = tokenize(s); err != nil {
			return nil, fmt.Errorf("%s: %w", c.format.name, err)
		}
		all[c.input] = s
	}
	return all, nil
}

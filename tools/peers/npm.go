package main

import (
	"bufio"
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

//go:embed peers.js
var script []byte

// npm starts a peer that is installed from npm: one process for all runs, so that
// neither the start of Node nor the first translation of its code is measured. It
// ends when ctx does, or this process.
func npm(name, version string) starter {
	return func(ctx context.Context, dir string, s *source) (reader, error) {
		dir = filepath.Join(dir, name)
		js := filepath.Join(dir, "peers.js") // from here, Node finds what is installed here
		if err := os.Mkdir(dir, 0o700); err != nil {
			return nil, err
		}
		if err := os.WriteFile(js, script, 0o600); err != nil {
			return nil, err
		}
		install := exec.CommandContext(ctx, "npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", dir, name+"@"+version) //nolint:gosec // a peer of the table
		if out, err := install.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("npm install: %w %s", err, firstLine(out))
		}
		p := &process{Cmd: exec.CommandContext(ctx, "node", js, name, s.file)} //nolint:gosec // made above
		return p.read, p.start()
	}
}

// process is Node with peers.js.
type process struct {
	*exec.Cmd
	in   io.WriteCloser
	out  *bufio.Reader
	errs bytes.Buffer
}

func (p *process) start() (err error) {
	if p.in, err = p.StdinPipe(); err != nil {
		return err
	}
	out, err := p.StdoutPipe()
	if err != nil {
		return err
	}
	p.out, p.Stderr = bufio.NewReader(out), &p.errs
	return p.Start()
}

// read asks for one reading of the file and waits for the answer.
func (p *process) read() (o outcome, err error) {
	_, err = io.WriteString(p.in, "\n")
	if err == nil {
		var line []byte
		if line, err = p.out.ReadBytes('\n'); err == nil {
			return o, json.Unmarshal(line, &o)
		}
	}
	_ = p.in.Close()
	if cause := p.Wait(); cause != nil {
		return o, fmt.Errorf("node: %w %s", cause, firstLine(p.errs.Bytes()))
	}
	return o, fmt.Errorf("node: %w", err)
}

func firstLine(b []byte) string {
	line, _, _ := bytes.Cut(bytes.TrimSpace(b), []byte("\n"))
	return string(line)
}

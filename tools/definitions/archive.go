package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// archive is the files of a package that we look at, by their names in it.
type archive map[string][]byte

// What a package may have at most, so that a broken one does not fill the memory.
const (
	maxFile    = 32 << 20
	maxArchive = 128 << 20
)

// open reads what keep wants of a package: a wheel or jar, a tarball, a folder.
func open(name string, keep func(name string) bool) (archive, error) {
	a := archive{}
	info, err := os.Stat(name)
	switch {
	case err != nil:
	case info.IsDir():
		err = a.fs(os.DirFS(name), keep)
	case strings.HasSuffix(name, ".tgz"):
		err = a.tar(name, keep)
	default:
		var z *zip.ReadCloser
		if z, err = zip.OpenReader(name); err == nil {
			err = errors.Join(a.fs(z, keep), z.Close())
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(name), err)
	}
	return a, nil
}

func (a archive) fs(files fs.FS, keep func(string) bool) error {
	return fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !keep(name) {
			return err
		}
		f, err := files.Open(name)
		if err != nil {
			return err
		}
		return errors.Join(a.add(name, f), f.Close())
	})
}

func (a archive) tar(name string, keep func(string) bool) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if h.Typeflag == tar.TypeReg && keep(h.Name) {
			if err := a.add(h.Name, t); err != nil {
				return err
			}
		}
	}
}

func (a archive) add(name string, r io.Reader) error {
	b, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return err
	}
	all := len(b)
	for _, other := range a {
		all += len(other)
	}
	if len(b) > maxFile || all > maxArchive {
		return fmt.Errorf("%s: larger than can be", name)
	}
	a[name] = b
	return nil
}

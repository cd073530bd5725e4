package gateway

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/store"
	"github.com/wharf-edi/wharf/transports"
)

// Mailbox is what a file server shows of the store to one account: a view, the
// same on every node. Files in archive and error carry the transmission's number
// before their name, because a supplier may use a name again.
type Mailbox struct {
	*Base
	Keep int // how many files archive and error show at most; 0: 200
}

var _ transports.Mailbox = (*Mailbox)(nil)

// reasonSuffix names the file beside an unreadable one that says what was wrong.
const reasonSuffix = ".reason.txt"

func (m *Mailbox) scope(ctx context.Context, account string) (store.Scope, partners.ID, error) {
	prof, _, err := m.Profiles.ByLogin(ctx, account)
	if err != nil {
		return store.Scope{}, "", err
	}
	return store.Scope{Partner: prof.ID}, prof.ID, nil
}

// List answers a folder. What a supplier put into in is taken over at once, so
// that folder is always empty.
func (m *Mailbox) List(ctx context.Context, account string, folder transports.Folder) ([]transports.Entry, error) {
	sc, id, err := m.scope(ctx, account)
	if err != nil {
		return nil, err
	}
	f, ok := m.filter(folder, id)
	if !ok {
		return nil, nil
	}
	var out []transports.Entry
	err = m.Store.View(ctx, sc, func(tx store.Tx) error {
		out = nil
		ts, err := listed(ctx, tx, f)
		if err != nil {
			return err
		}
		for _, t := range ts {
			out = append(out, transports.Entry{ID: t.ID, Name: shownName(folder, t), Size: t.Size, At: t.At})
			if folder != transports.Error {
				continue
			}
			text, err := reason(ctx, tx, t)
			if err != nil {
				return err
			}
			out = append(out, transports.Entry{ID: t.ID, Name: shownName(folder, t) + reasonSuffix, Size: int64(len(text)), At: t.At})
		}
		return nil
	})
	return out, err
}

// outMost is how many files out shows that were not fetched yet.
const outMost = 10_000

// listed are the files of a folder. In out, what was not fetched yet comes whole and
// of what was fetched the newest only: a supplier that never fetches its
// acknowledgments, or never deletes, must still find what is new.
func listed(ctx context.Context, tx store.Tx, f store.TransmissionFilter) ([]*store.Transmission, error) {
	if f.Direction != store.Outbound {
		newest, err := tx.Transmissions(ctx, f)
		slices.Reverse(newest)
		return newest, err
	}
	fetched := f
	fetched.States = []store.TransmissionState{store.TransmissionFetched}
	all, err := tx.Transmissions(ctx, fetched)
	if err != nil {
		return nil, err
	}
	f.States, f.Limit = []store.TransmissionState{store.TransmissionReady}, 1000
	for n := 0; n < outMost; n += f.Limit {
		page, err := tx.Transmissions(ctx, f)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if len(page) < f.Limit {
			break
		}
		f.Before = page[len(page)-1].ID
	}
	slices.SortFunc(all, func(a, b *store.Transmission) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}

func (m *Mailbox) filter(folder transports.Folder, id partners.ID) (store.TransmissionFilter, bool) {
	keep := m.Keep
	if keep == 0 {
		keep = 200
	}
	f := store.TransmissionFilter{Partner: id, Page: store.Page{Limit: keep}}
	switch folder {
	case transports.Out:
		f.Direction = store.Outbound
		f.States = []store.TransmissionState{store.TransmissionReady, store.TransmissionFetched}
	case transports.Archive:
		f.Direction = store.Inbound
		f.States = []store.TransmissionState{store.TransmissionRead, store.TransmissionRepeat}
	case transports.Error:
		f.Direction = store.Inbound
		f.States = []store.TransmissionState{store.TransmissionRejected}
	default:
		return f, false
	}
	return f, true
}

func shownName(folder transports.Folder, t *store.Transmission) string {
	if folder == transports.Out {
		return t.Name
	}
	return fmt.Sprintf("%d-%s", t.ID, t.Name)
}

// reason is what is said about a file that cannot be read.
func reason(ctx context.Context, tx store.Tx, t *store.Transmission) (string, error) {
	ex, err := tx.Exceptions(ctx, store.ExceptionFilter{Transmission: t.ID, Page: store.Page{Limit: 100}})
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s, received %s\n", t.Name, t.At.UTC().Format("2006-01-02 15:04:05 UTC"))
	for _, e := range ex {
		fmt.Fprintf(&b, "\n%s\n", e.Code.Describe().Text)
		if e.Detail != "" {
			fmt.Fprintf(&b, "%s\n", e.Detail)
		}
	}
	return b.String(), nil
}

// find answers the transmission that folder shows under name.
func (m *Mailbox) find(ctx context.Context, tx store.Tx, id partners.ID, folder transports.Folder, name string) (*store.Transmission, error) {
	f, ok := m.filter(folder, id)
	missing := fmt.Errorf("%s/%s: %w", folder, name, transports.ErrNotFound)
	if !ok {
		return nil, missing
	}
	if folder == transports.Out {
		f.Name = name
		ts, err := tx.Transmissions(ctx, f)
		if err != nil {
			return nil, err
		}
		if len(ts) == 0 {
			return nil, missing
		}
		return ts[0], nil
	}
	number, _, _ := strings.Cut(name, "-")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return nil, missing
	}
	t, err := tx.Transmission(ctx, n)
	if errors.Is(err, store.ErrNotFound) {
		return nil, missing
	}
	if err != nil {
		return nil, err
	}
	for _, s := range f.States {
		if t.Partner == id && t.State == s && t.Direction == f.Direction && shownName(folder, t) == name {
			return t, nil
		}
	}
	return nil, missing
}

// Open answers the bytes of a file, or the reason beside a file in error.
func (m *Mailbox) Open(ctx context.Context, account string, folder transports.Folder, name string) ([]byte, error) {
	sc, id, err := m.scope(ctx, account)
	if err != nil {
		return nil, err
	}
	var body []byte
	err = m.Store.View(ctx, sc, func(tx store.Tx) error {
		plain, isReason := strings.CutSuffix(name, reasonSuffix)
		if folder == transports.Error && isReason {
			t, err := m.find(ctx, tx, id, folder, plain)
			if err != nil {
				return err
			}
			text, err := reason(ctx, tx, t)
			body = []byte(text)
			return err
		}
		t, err := m.find(ctx, tx, id, folder, name)
		if err != nil {
			return err
		}
		body, err = tx.Body(ctx, t.ID)
		return err
	})
	return body, err
}

// Fetched notes that the supplier has read a file in out to its end.
func (m *Mailbox) Fetched(ctx context.Context, account, name, remote string) error {
	return m.leave(ctx, account, name, store.TransmissionFetched, fmt.Sprintf("The supplier has fetched %s (from %s).", name, remote))
}

// Remove takes a file out of out. Its bytes are kept.
func (m *Mailbox) Remove(ctx context.Context, account string, folder transports.Folder, name string) error {
	if folder != transports.Out {
		return &transports.Refused{Text: "files can be removed from out only"}
	}
	return m.leave(ctx, account, name, store.TransmissionRemoved, fmt.Sprintf("The supplier has taken %s out of its folder.", name))
}

func (m *Mailbox) leave(ctx context.Context, account, name string, to store.TransmissionState, text string) error {
	sc, id, err := m.scope(ctx, account)
	if err != nil {
		return err
	}
	return m.Store.Update(ctx, sc, func(tx store.Tx) error {
		t, err := m.find(ctx, tx, id, transports.Out, name)
		if err != nil {
			return err
		}
		if t.State == to {
			return nil
		}
		t.State = to
		if err := tx.SetTransmission(ctx, t); err != nil {
			return err
		}
		ds, err := tx.DocumentsOf(ctx, t.ID)
		if err != nil {
			return err
		}
		e := store.Event{Partner: id, Transmission: t.ID, At: m.Now(), Actor: string(id), Step: "fetch", Text: text}
		if len(ds) > 0 {
			e.Document, e.Order = ds[0].ID, firstOf(ds[0].Orders)
		}
		return tx.AddEvent(ctx, &e)
	})
}

func firstOf(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}

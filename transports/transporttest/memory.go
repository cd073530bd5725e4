package transporttest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/wharf-edi/wharf/transports"
)

// Kept is a parcel with the account it came over.
type Kept struct {
	transports.Parcel
	Account string
}

// Inbox keeps parcels in memory. The zero Inbox is ready.
type Inbox struct {
	// Before is called for each parcel if it is set; an error refuses it. It must
	// be set before the first parcel comes.
	Before func(*transports.Parcel) error

	mu   sync.Mutex // guards what follows
	kept []Kept
}

var _ transports.Inbox = (*Inbox)(nil)

// Keep keeps p.
func (i *Inbox) Keep(_ context.Context, account string, p *transports.Parcel) error {
	if i.Before != nil {
		if err := i.Before(p); err != nil {
			return err
		}
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	k := Kept{Parcel: *p, Account: account}
	k.Body = slices.Clone(p.Body)
	i.kept = append(i.kept, k)
	return nil
}

// Parcels answers what was kept, in order.
func (i *Inbox) Parcels() []Kept {
	i.mu.Lock()
	defer i.mu.Unlock()
	return slices.Clone(i.kept)
}

// Accounts are accounts by login. They can change while a server runs.
type Accounts struct {
	mu sync.Mutex // guards what follows
	by map[string]transports.Account
}

var _ transports.Accounts = (*Accounts)(nil)

// Set adds or replaces an account.
func (a *Accounts) Set(account transports.Account) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.by == nil {
		a.by = map[string]transports.Account{}
	}
	a.by[account.Name] = account
}

// Account answers the account of that login.
func (a *Accounts) Account(_ context.Context, login string) (*transports.Account, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	found, ok := a.by[login]
	if !ok {
		return nil, fmt.Errorf("account %q: %w", login, transports.ErrNotFound)
	}
	return &found, nil
}

// Mailbox is a mailbox in memory. The zero Mailbox is ready.
type Mailbox struct {
	mu      sync.Mutex // guards what follows
	files   []boxed
	fetched []string
}

type boxed struct {
	account string
	folder  transports.Folder
	name    string
	body    []byte
}

var _ transports.Mailbox = (*Mailbox)(nil)

// Add puts a file into a folder.
func (m *Mailbox) Add(account string, folder transports.Folder, name string, body []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.files = append(m.files, boxed{account, folder, name, body})
}

// FetchedNames answers the names of files in out that were read to their end.
func (m *Mailbox) FetchedNames() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.fetched)
}

// List answers the files in folder.
func (m *Mailbox) List(_ context.Context, account string, folder transports.Folder) ([]transports.Entry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []transports.Entry
	for i, f := range m.files {
		if f.account == account && f.folder == folder {
			out = append(out, transports.Entry{ID: int64(i + 1), Name: f.name, Size: int64(len(f.body)), At: time.Unix(1_700_000_000, 0)})
		}
	}
	return out, nil
}

func (m *Mailbox) find(account string, folder transports.Folder, name string) int {
	return slices.IndexFunc(m.files, func(f boxed) bool { return f.account == account && f.folder == folder && f.name == name })
}

// Open answers the bytes of a file.
func (m *Mailbox) Open(_ context.Context, account string, folder transports.Folder, name string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i := m.find(account, folder, name)
	if i < 0 {
		return nil, fmt.Errorf("%s/%s: %w", folder, name, transports.ErrNotFound)
	}
	return slices.Clone(m.files[i].body), nil
}

// Fetched notes that the file in out was read to its end.
func (m *Mailbox) Fetched(_ context.Context, account, name, _ string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.find(account, transports.Out, name) < 0 {
		return fmt.Errorf("out/%s: %w", name, transports.ErrNotFound)
	}
	m.fetched = append(m.fetched, name)
	return nil
}

// Remove takes a file out of out.
func (m *Mailbox) Remove(_ context.Context, account string, folder transports.Folder, name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if folder != transports.Out {
		return &transports.Refused{Text: "files can be removed from out only"}
	}
	i := m.find(account, folder, name)
	if i < 0 {
		return fmt.Errorf("%s/%s: %w", folder, name, transports.ErrNotFound)
	}
	m.files = slices.Delete(m.files, i, i+1)
	return nil
}

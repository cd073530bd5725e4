package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/shopspring/decimal"
	"golang.org/x/crypto/ssh"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/odoo/odootest"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/transports/sftp/sftptest"
)

// actor is a pretend supplier with its vendor in Odoo and its way in.
type actor struct {
	*supplier
	vendor string // the ERP's key
	key    ed25519.PrivateKey
	login  string

	orders    map[string]*documents.Order // what it has read from its folder, by number
	collected [][]byte                    // the files that they were in
}

func (a *actor) name() string { return a.profile.Name }

// connect logs in as the supplier.
func (a *actor) connect(addr string, host ssh.PublicKey) (*sftptest.Client, error) {
	signer, err := ssh.NewSignerFromKey(a.key)
	if err != nil {
		return nil, err
	}
	return sftptest.Dial(addr, a.login, signer, host)
}

// writeKey writes the supplier's private key where OpenSSH can use it.
func (a *actor) writeKey(dir string) (string, error) {
	block, err := ssh.MarshalPrivateKey(a.key, a.login)
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, a.login+"_key")
	return name, os.WriteFile(name, pem.EncodeToMemory(block), 0o600)
}

// sends writes one document and uploads it, as its own program would.
func (a *actor) sends(c *sftptest.Client, write func() (string, []byte, error)) error {
	name, body, err := write()
	if err != nil {
		return err
	}
	return c.Put(name, body)
}

// collect reads the orders that lie ready, and takes them out of the folder.
func (a *actor) collect(c *sftptest.Client) error {
	names, err := c.List()
	if err != nil {
		return err
	}
	for _, n := range names {
		if !strings.HasPrefix(n, "850") && !strings.HasPrefix(n, "ORDERS") {
			continue
		}
		body, err := c.Get(n)
		if err != nil {
			return err
		}
		os, err := a.readOrders(body)
		if err != nil {
			return err
		}
		for _, o := range os {
			a.orders[o.Number] = o
		}
		a.collected = append(a.collected, body)
		if err := c.Remove(n); err != nil {
			return err
		}
	}
	return nil
}

// cast are the suppliers of the demo, with their orders in Odoo.
type cast struct {
	buyer      *odootest.Buyer
	now        func() time.Time
	acme, bolt *actor
	cask       string // vendor key of the one that has the portal only
	products   map[string]string
	last       *sample
}

// sample is the file of the last invoice, for the one who tries by hand.
type sample struct {
	name string
	body []byte
}

// profileText is a profile as YAML; words in capitals are replaced.
const profileText = `id: ID
name: NAME
standard: STANDARD
erp: {reference: REFERENCE}
them: [{qualifier: "THEMQ", id: "THEMID"}]
us: {qualifier: "USQ", id: "USID"}
messages:
  order: {version: VERSION}
  orderresponse: {version: VERSION}
  shipnotice: {version: VERSION}
  invoice: {version: VERSION}
channels:
  sftp:
    login: LOGIN
    keys: ["KEY"]
`

// terms are what differs between the profiles of two actors.
type terms struct {
	id, name, standard, reference string
	them, us                      partners.Identity
	version, login                string
}

func (t terms) profile(key string) string {
	return strings.NewReplacer("ID", t.id, "NAME", t.name, "STANDARD", t.standard, "REFERENCE", t.reference, "THEMQ", t.them.Qualifier, "THEMID", t.them.ID,
		"USQ", t.us.Qualifier, "USID", t.us.ID, "VERSION", `"`+t.version+`"`, "LOGIN", t.login, "KEY", key).Replace(profileText)
}

// demoTax is the simulated Odoo's default purchase tax, in percent.
var demoTax = decimal.NewFromInt(15)

// of is t for a supplier with a reference of its own.
func (t terms) of(appended string) terms {
	t.reference += appended
	return t
}

// The two that speak EDI.
var (
	acmeTerms = terms{"acme-us", "Acme Metals", "x12", "ACME", partners.Identity{Qualifier: "01", ID: "123456789"},
		partners.Identity{Qualifier: "ZZ", ID: "WHARFDEMO"}, "004010", "acme"}
	boltTerms = terms{"bolt-de", "Bolt & Sohn", "edifact", "BOLT", partners.Identity{Qualifier: "14", ID: "4012345000009"},
		partners.Identity{Qualifier: "14", ID: "4098765000005"}, "D.96A", "bolt"}
)

// newCast makes vendors and products in Odoo and the partners' files in dir. What
// is appended to references and part numbers keeps them apart from those of an
// earlier run on the same Odoo.
func newCast(ctx context.Context, b *odootest.Buyer, dir string, now func() time.Time, appended string) (*cast, error) {
	c := &cast{buyer: b, now: now, products: map[string]string{}}
	folder := filepath.Join(dir, "partners")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	var err error
	c.acme, err = newActor(ctx, b, folder, now, acmeTerms.of(appended))
	if err != nil {
		return nil, err
	}
	c.bolt, err = newActor(ctx, b, folder, now, boltTerms.of(appended))
	if err != nil {
		return nil, err
	}
	if c.cask, err = b.NewVendor(ctx, odootest.Vendor{Name: "Cask & Stave", Reference: "CASK" + appended}); err != nil {
		return nil, err
	}
	text := "id: cask\nname: Cask & Stave\nstandard: none\nerp: {reference: CASK" + appended + "}\nchannels:\n  portal: {}\n"
	if err := os.WriteFile(filepath.Join(folder, "cask.yaml"), []byte(text), 0o600); err != nil {
		return nil, err
	}
	for _, p := range []odootest.Product{
		{Name: "Steel rod 12 mm", Code: "ROD-12", Cost: "12.50", Vendor: c.acme.vendor, Number: "AM-4711"},
		{Name: "Bearing housing", Code: "HSG-80", Cost: "48.00", Vendor: c.acme.vendor, Number: "AM-0815"},
		{Name: "Hex bolt M8", Code: "BLT-M8", Cost: "0.35", Vendor: c.bolt.vendor, Number: "B-M8x40"},
		{Name: "Washer M8", Code: "WSH-M8", Cost: "0.08", Vendor: c.bolt.vendor, Number: "U-M8"},
		{Name: "Oak barrel 225 l", Code: "BRL-225", Cost: "640.00", Vendor: c.cask, Number: "OAK225"},
	} {
		code := p.Code
		p.Code, p.Number = p.Code+appended, p.Number+appended
		if c.products[code], err = b.NewProduct(ctx, p); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func newActor(ctx context.Context, b *odootest.Buyer, folder string, now func() time.Time, t terms) (*actor, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	pub, err := ssh.NewPublicKey(public)
	if err != nil {
		return nil, err
	}
	line := strings.TrimSpace(string(ssh.MarshalAuthorizedKey(pub)))
	text := t.profile(line)
	file := t.id + ".yaml"
	p, err := partners.Parse(file, []byte(text))
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(folder, file), []byte(text), 0o600); err != nil {
		return nil, err
	}
	vendor, err := b.NewVendor(ctx, odootest.Vendor{Name: t.name, Reference: t.reference})
	if err != nil {
		return nil, err
	}
	return &actor{supplier: &supplier{profile: p, now: now, rate: demoTax}, vendor: vendor, key: private, login: t.login, orders: map[string]*documents.Order{}}, nil
}

// names are the partners' names by ID, for the one who tells the story.
func (c *cast) names() map[string]string {
	return map[string]string{"acme-us": c.acme.name(), "bolt-de": c.bolt.name(), "cask": "Cask & Stave"}
}

// keepLast writes the invoice and keeps its file.
func (c *cast) keepLast(o *documents.Order) func() (string, []byte, error) {
	return func() (string, []byte, error) {
		name, body, err := c.acme.write(c.acme.invoice(o, nil))
		c.last = &sample{name, body}
		return name, body, err
	}
}

// writeSample writes the last invoice where OpenSSH's sftp finds it.
func (c *cast) writeSample(dir string) (string, error) {
	name := filepath.Join(dir, c.last.name)
	return name, os.WriteFile(name, c.last.body, 0o600)
}

func (c *cast) receiveAll(ctx context.Context, order string) error {
	moves, err := c.buyer.Moves(ctx, order)
	if err != nil {
		return err
	}
	all := map[string]string{}
	for _, m := range moves {
		all[m.Line] = m.Quantity
	}
	return c.buyer.Receive(ctx, order, all)
}

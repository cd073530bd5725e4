// Package desktest fills a store with a believable week at a manufacturer, for the
// tests of the portal and for looking at its pages.
package desktest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/internal/password"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/store"
)

// Password is that of all users.
const Password = "harbour-lights"

// Now is the moment at which the seeded store is looked at.
func Now() time.Time { return time.Date(2026, 11, 23, 14, 30, 0, 0, time.UTC) }

// The partners.
const (
	Acme   partners.ID = "acme-us"
	Bolt   partners.ID = "bolt-de"
	Nordic partners.ID = "nordic-seals"
)

// Evil is a name that would run a script on a page that does not escape it.
const Evil = `<script>alert("x")</script>'"><img src=x onerror=alert(1)>`

// Users are the logins with their roles.
var Users = map[string][]rules.Role{
	"anna":   {rules.RolePlanner, rules.RoleBuyer},
	"paul":   {rules.RoleAP},
	"rosa":   {rules.RoleReceiver},
	"edi":    {rules.RoleEDIAdmin},
	"audrey": {rules.RoleAuditor},
	"guest":  {rules.RoleSupplier},
}

var fullNames = map[string]string{"anna": "Anna Petersen", "paul": "Paul Okafor", "rosa": "Rosa Lind", "edi": "Edith Marsh", "audrey": "Audrey Kim"}

// IDs are the rows that a test asks for by name.
type IDs struct {
	Order, PortalOrder, Response, Notice                             int64 // documents
	Invoice, PriceInvoice, UnknownInvoice, WaitingInvoice, Duplicate int64 // documents
	Unreadable, InvoiceFile, OrderFile, ResponseFile, Acknowledgment int64 // transmissions
	PriceException, DateException, FileException, ClosedException    int64
}

// SeedUsers adds the users to an empty store, and nothing else.
func SeedUsers(ctx context.Context, s store.Store) error {
	hash, err := password.NewHasher(0).Hash(ctx, Password)
	if err != nil {
		return err
	}
	return s.Update(ctx, store.Everything, func(tx store.Tx) error {
		w := &writer{ctx: ctx, tx: tx, ids: &IDs{}}
		w.people(hash)
		return w.err
	})
}

// Seed fills an empty store and answers what is where.
func Seed(ctx context.Context, s store.Store) (IDs, error) {
	if err := SeedUsers(ctx, s); err != nil {
		return IDs{}, err
	}
	var ids IDs
	err := s.Update(ctx, store.Everything, func(tx store.Tx) error {
		ids = IDs{}
		w := &writer{ctx: ctx, tx: tx, ids: &ids}
		w.partners()
		w.orders()
		w.responses()
		w.shipments()
		w.invoices()
		w.trouble()
		return w.err
	})
	return ids, err
}

// writer writes rows until the first error, and nothing after it.
type writer struct {
	ctx context.Context
	tx  store.Tx
	ids *IDs
	err error
}

// keep remembers the first error and answers v.
func keep[T any](w *writer, v T, err error) T {
	if w.err == nil {
		w.err = err
	}
	return v
}

func (w *writer) ok(err error) { keep(w, 0, err) }

func (w *writer) people(hash string) {
	for login, roles := range Users {
		_, err := w.tx.PutUser(w.ctx, &store.User{Login: login, Name: fullNames[login], Password: hash, Roles: roles})
		w.ok(err)
	}
	_, err := w.tx.PutUser(w.ctx, &store.User{Login: "gone", Name: "Left Lastyear", Password: hash, Roles: []rules.Role{rules.RoleBuyer}, Disabled: true})
	w.ok(err)
}

func (w *writer) partners() {
	messages := func(version string) map[string]partners.Message {
		m := map[string]partners.Message{}
		for _, k := range []documents.Kind{documents.KindOrder, documents.KindOrderResponse, documents.KindShipNotice, documents.KindInvoice} {
			m[string(k)] = partners.Message{Version: version}
		}
		return m
	}
	for _, p := range []*partners.Profile{
		{ID: Acme, Name: "Acme Fasteners Inc.", Standard: partners.X12, ERP: partners.ERPPartner{Reference: "V-1001"},
			Them: []partners.Identity{{Qualifier: "01", ID: "123456789"}}, Us: partners.Identity{Qualifier: "ZZ", ID: "HARBORMFG"},
			Messages: messages("004010"), Units: map[string]string{"PC": "C62"},
			Channels: map[string]partners.Settings{"sftp": partners.Settings(`{"login":"acme-us","keys":["ssh-ed25519 AAAA"],"password":"sunken-treasure"}`)}},
		{ID: Bolt, Name: "Bolt & Söhne GmbH", Standard: partners.EDIFACT, ERP: partners.ERPPartner{VAT: "DE811907980"},
			Them: []partners.Identity{{Qualifier: "14", ID: "4012345000009"}}, Us: partners.Identity{Qualifier: "14", ID: "4098765000007"},
			Messages: messages("D.96A"), Channels: map[string]partners.Settings{"sftp": partners.Settings(`{"login":"bolt-de"}`)}},
		{ID: Nordic, Name: "Nordic Seals AB", Standard: partners.StandardNone, Test: true, ERP: partners.ERPPartner{ExternalID: "base.nordic"},
			Channels: map[string]partners.Settings{"portal": partners.Settings(`{"email":"orders@nordic.example"}`)}},
	} {
		p.Terms = rules.DefaultTerms()
		_, err := w.tx.PutProfile(w.ctx, p, Now().AddDate(0, -2, 0))
		w.ok(err)
	}
}

// at is a moment so long before Now.
func at(days, hours, minutes int) time.Time {
	return Now().AddDate(0, 0, -days).Add(-time.Duration(hours)*time.Hour - time.Duration(minutes)*time.Minute)
}

func raw(w *writer, v any) store.JSON {
	b, err := json.Marshal(v)
	return keep(w, store.JSON(b), err)
}

// file keeps a transmission with one interchange and one message in it.
type file struct {
	dir      store.Direction
	partner  partners.ID
	name     string
	kind     string // of the message
	version  string
	control  string
	at       time.Time
	state    store.TransmissionState
	message  store.MessageState
	segments []string
	defects  []store.Defect
	unread   []store.Unread
}

func (w *writer) file(f file) (transmission, message int64) {
	end, from, to, standard := "~\n", "01:123456789", "ZZ:HARBORMFG", "x12"
	if f.partner == Bolt {
		end, from, to, standard = "'\n", "14:4012345000009", "14:4098765000007", "edifact"
	}
	login, remote := "SHA256:mVPwvezndPv/ARoIadVY98vAC0g+P/5633yTC4d/wXE", "203.0.113.20:50122"
	if f.dir == store.Outbound {
		from, to, login, remote = to, from, "", ""
	}
	body := strings.Join(f.segments, end) + end
	for i, d := range f.defects {
		n := int64(strings.Index(body, d.Value))
		f.defects[i].Offset, f.defects[i].End = n, n+int64(len(d.Value))
	}
	t, err := w.tx.AddTransmission(w.ctx, &store.Transmission{Direction: f.dir, Partner: f.partner, Channel: "sftp", Name: f.name,
		Remote: remote, Login: login, At: f.at, State: f.state}, []byte(body))
	w.ok(err)
	if f.kind == "" {
		return t, 0
	}
	i, err := w.tx.AddInterchange(w.ctx, &store.Interchange{Transmission: t, Direction: f.dir, Partner: f.partner, Standard: standard,
		Sender: from, Receiver: to, Control: f.control, Version: f.version, Digest: fmt.Sprintf("%064x", t), End: int64(len(body)), At: f.at})
	w.ok(err)
	m, err := w.tx.AddMessage(w.ctx, &store.Message{Interchange: i, Transmission: t, Partner: f.partner, Direction: f.dir, Type: f.kind,
		Version: f.version, GroupControl: "1", Control: "0001", State: f.message, Segments: len(f.segments), End: int64(len(body)),
		Defects: f.defects, Unread: f.unread, At: f.at})
	w.ok(err)
	return t, m
}

// document keeps d and the events that led to it.
func (w *writer) document(d *store.Document, steps ...string) int64 {
	d.ProfileVersion = 1
	id := keep2(w.tx.AddDocument(w.ctx, d))(w)
	order := ""
	if len(d.Orders) > 0 {
		order = d.Orders[0]
	}
	for i, s := range steps {
		step, text, _ := strings.Cut(s, ": ")
		e := &store.Event{Partner: d.Partner, Transmission: d.Transmission, Document: id, Order: order,
			At: d.At.Add(time.Duration(i) * 2 * time.Second), Actor: "gateway", Step: step, Text: text}
		if step == "post" {
			e.Data = store.JSON(`{"model":"stock.move","method":"write","took":"212ms"}`)
		}
		w.ok(w.tx.AddEvent(w.ctx, e))
	}
	return id
}

func keep2[T any](v T, err error) func(*writer) T {
	return func(w *writer) T { return keep(w, v, err) }
}

func (w *writer) exception(e *store.Exception) int64 {
	return keep2(w.tx.OpenException(w.ctx, e))(w)
}

func (w *writer) result(document int64, v rules.Verdict, at time.Time, body any) {
	_, err := w.tx.AddResult(w.ctx, &store.Result{Document: document, Verdict: v.String(), Body: raw(w, body), At: at})
	w.ok(err)
}

func (w *writer) posting(document int64, reference string, begun time.Time, written documents.Written) {
	p := &store.Posting{Document: document, Reference: reference, Begun: begun}
	p.ID = keep2(w.tx.AddPosting(w.ctx, p))(w)
	p.Finished, p.Written = begun.Add(400*time.Millisecond), raw(w, written)
	w.ok(w.tx.FinishPosting(w.ctx, p))
}

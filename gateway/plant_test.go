package gateway_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/gateway"
	"github.com/wharf-edi/wharf/odoo"
	"github.com/wharf-edi/wharf/odoo/odootest"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/store"
	"github.com/wharf-edi/wharf/store/sqlite"
	"github.com/wharf-edi/wharf/translate"
	"github.com/wharf-edi/wharf/translate/edifactmap"
	"github.com/wharf-edi/wharf/translate/x12map"
	"github.com/wharf-edi/wharf/transports"
)

// maps are the real ones.
var maps = translate.Translator{X12: x12map.Map{}, EDIFACT: edifactmap.Map{}}

// plant is a gateway with a store, an Odoo and two suppliers, for one test. No
// time passes in it and no job runs, unless the test says so.
type plant struct {
	t          *testing.T
	clock      *clock
	store      *bench
	odoo       *odootest.Server
	buyer      *odootest.Buyer
	erp        *erp
	base       *gateway.Base
	intake     *gateway.Intake
	worker     *gateway.Worker
	releaser   *gateway.Releaser
	mailbox    *gateway.Mailbox
	acme, bolt *supplier // one speaks X12, the other EDIFACT
}

// profileText is the profile of a supplier, with blanks for what differs.
const profileText = `id: %[1]s
name: %[2]s
standard: %[3]s
erp: {reference: %[1]s}
them: [{qualifier: "14", id: "%[4]s"}]
us: {qualifier: "14", id: "4098765000005"}
messages:
  order: {version: "%[5]s"}
  orderresponse: {version: "%[5]s"}
  shipnotice: {version: "%[5]s"}
  invoice: {version: "%[5]s"}
channels:
  sftp: {login: %[1]s}
`

func newPlant(t *testing.T) *plant {
	t.Helper()
	p := &plant{t: t, clock: &clock{at: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}}
	db, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{})
	p.must(err)
	t.Cleanup(func() { _ = db.Close() })
	p.must(db.Migrate(t.Context()))
	p.store = &bench{Store: db}

	p.odoo, err = odootest.New(odootest.Options{Now: p.clock.Now, Delivery: true})
	p.must(err)
	p.must(p.odoo.Start())
	t.Cleanup(func() { _ = p.odoo.Close() })
	cfg := odoo.Config{URL: p.odoo.URL(), Database: "edi", User: "admin", Password: "admin", Now: p.clock.Now}
	p.buyer, err = odootest.NewBuyer(cfg)
	p.must(err)
	client, err := odoo.New(cfg)
	p.must(err)
	p.erp = &erp{ERP: client}

	p.base = &gateway.Base{Store: p.store, ERP: p.erp, Maps: maps, Profiles: p.newProfiles(), Now: p.clock.Now, Log: slog.New(slog.DiscardHandler), Zone: time.UTC}
	p.intake = &gateway.Intake{Base: p.base, Channel: "sftp"}
	p.worker = gateway.NewWorker(p.base)
	p.releaser = &gateway.Releaser{Base: p.base, Vendors: p.worker.Judge.Vendors}
	p.mailbox = &gateway.Mailbox{Base: p.base}
	p.must(p.releaser.Begin(t.Context()))

	p.acme = p.supplier(fmt.Sprintf(profileText, "acme", "Acme Metals", "x12", "123456789", "004010"))
	p.bolt = p.supplier(fmt.Sprintf(profileText, "bolt", "Bolt & Sohn", "edifact", "4012345000009", "D.96A"))
	return p
}

func (p *plant) newProfiles() *gateway.Profiles {
	return &gateway.Profiles{Store: p.store, Now: p.clock.Now, Channel: "sftp", Account: func(raw partners.Settings) (*transports.Account, error) {
		var s struct{ Login string }
		err := json.Unmarshal(raw, &s)
		return &transports.Account{Name: s.Login}, err
	}}
}

func (p *plant) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// profile keeps a profile and lets it become known.
func (p *plant) profile(prof *partners.Profile) {
	p.t.Helper()
	p.update(func(tx store.Tx) error {
		_, err := tx.PutProfile(p.t.Context(), prof, p.clock.Now())
		return err
	})
	p.clock.add(2 * time.Second)
}

func (p *plant) view(do func(tx store.Tx) error) {
	p.t.Helper()
	p.must(p.store.View(p.t.Context(), store.Everything, do))
}

func (p *plant) update(do func(tx store.Tx) error) {
	p.t.Helper()
	p.must(p.store.Update(p.t.Context(), store.Everything, do))
}

// work carries out the jobs that have been woken, and those that they wake.
func (p *plant) work() {
	p.t.Helper()
	for {
		jobs := p.store.take()
		if len(jobs) == 0 {
			return
		}
		for _, j := range jobs {
			p.job(j)
		}
	}
}

func (p *plant) job(j woken) {
	p.t.Helper()
	if j.kind == gateway.JobTransmission {
		p.must(p.worker.Transmission(p.t.Context(), j.id))
		return
	}
	p.must(p.worker.Document(p.t.Context(), j.id))
}

// later moves the clock, sweeps and works: what falls due within d is looked at.
func (p *plant) later(d time.Duration) {
	p.t.Helper()
	p.clock.add(d)
	p.must(p.worker.Sweep(p.t.Context()))
	p.work()
}

// poll reads Odoo's orders and works.
func (p *plant) poll() {
	p.t.Helper()
	p.must(p.releaser.Poll(p.t.Context()))
	p.work()
}

// documents are those of a kind that came in, oldest first.
func (p *plant) documents(kind documents.Kind) (ds []*store.Document) {
	p.t.Helper()
	p.view(func(tx store.Tx) (err error) {
		ds, err = tx.Documents(p.t.Context(), store.DocumentFilter{Kind: kind, Direction: store.Inbound, OldFirst: true})
		return err
	})
	return ds
}

// states wants documents of the kind in these states, oldest first, and answers them.
func (p *plant) states(kind documents.Kind, want ...store.DocumentState) []*store.Document {
	p.t.Helper()
	ds := p.documents(kind)
	var got []store.DocumentState
	for _, d := range ds {
		got = append(got, d.State)
	}
	if !slices.Equal(got, want) {
		p.t.Fatalf("states of %s: got %v, want %v\n%s", kind, got, want, p.story(0))
	}
	return ds
}

func (p *plant) transmission(id int64) (t *store.Transmission) {
	p.t.Helper()
	p.view(func(tx store.Tx) (err error) {
		t, err = tx.Transmission(p.t.Context(), id)
		return err
	})
	return t
}

// expectTransmission wants the transmission in that state.
func (p *plant) expectTransmission(id int64, want store.TransmissionState) *store.Transmission {
	p.t.Helper()
	t := p.transmission(id)
	if t.State != want {
		p.t.Errorf("transmission %d: got %s, want %s\n%s", id, t.State, want, p.story(0))
	}
	return t
}

// expectOpen wants these exceptions to be open and no others, each as "code → owner".
func (p *plant) expectOpen(want ...string) []*store.Exception {
	p.t.Helper()
	es := p.exceptions(store.ExceptionFilter{Open: true})
	var got []string
	for _, e := range es {
		got = append(got, fmt.Sprintf("%s → %s", e.Code, e.Owner))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		p.t.Errorf("open exceptions: got %v, want %v\n%s", got, want, p.story(0))
	}
	return es
}

func (p *plant) exceptions(f store.ExceptionFilter) (es []*store.Exception) {
	p.t.Helper()
	p.view(func(tx store.Tx) (err error) {
		es, err = tx.Exceptions(p.t.Context(), f)
		return err
	})
	return es
}

// story is the timeline of a document, of everything for 0.
func (p *plant) story(document int64) string {
	p.t.Helper()
	var b strings.Builder
	p.view(func(tx store.Tx) error {
		es, err := tx.Events(p.t.Context(), store.EventFilter{Document: document})
		for _, e := range es {
			fmt.Fprintf(&b, "%s: %s\n", e.Step, e.Text)
		}
		return err
	})
	return b.String()
}

// expectStory wants text in a timeline so many times.
func (p *plant) expectStory(document int64, text string, times int) {
	p.t.Helper()
	if s := p.story(document); strings.Count(s, text) != times {
		p.t.Errorf("the timeline says %q %d times, want %d:\n%s", text, strings.Count(s, text), times, s)
	}
}

// lease is the default of Base.Lease.
func (p *plant) lease() time.Duration { return 90 * time.Second }

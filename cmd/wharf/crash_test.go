package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/internal/pgtest"
	"github.com/wharf-edi/wharf/odoo"
	"github.com/wharf-edi/wharf/odoo/odootest"
	"github.com/wharf-edi/wharf/store"
	"github.com/wharf-edi/wharf/transports/sftp/sftptest"
)

// crashHooks kill this process at the nth fault point: after each commit, before
// each call to Odoo, and after each call before its answer is seen. 0 never does.
func crashHooks(at string) hooks {
	n, err := strconv.ParseInt(at, 10, 64)
	if err != nil {
		n = 0
	}
	var count atomic.Int64
	point := func() {
		if count.Add(1) == n {
			_ = syscall.Kill(syscall.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	return hooks{afterCommit: point, odoo: func(t odoo.Transport) odoo.Transport { return &crashTransport{t, point} }}
}

type crashTransport struct {
	odoo.Transport
	point func()
}

func (c *crashTransport) Do(ctx context.Context, call *odoo.Call) (*odoo.Reply, error) {
	c.point()
	r, err := c.Transport.Do(ctx, call)
	c.point()
	return r, err
}

// pointsVariable asks for every fault point and a hundred random moments; without
// it a sample of both is taken.
const pointsVariable = "WHARF_TEST_CRASH_POINTS"

// everyPoint says that it is asked for.
func everyPoint() bool { return os.Getenv(pointsVariable) == "all" }

// Killed after any commit and around any call to Odoo, and started again, the
// gateway has the same in Odoo in the end: one bill, the dates of the last promise,
// each note once. On PostgreSQL fewer points are tried: a kill takes longer there,
// until the leadership of the dead process has lapsed.
func TestCrashAtEachPoint(t *testing.T) {
	step, sparse := 23, 71
	if everyPoint() {
		step, sparse = 1, 7
	}
	const lanes = 2
	for lane := range lanes {
		t.Run(fmt.Sprintf("sqlite, lane %d of %d", lane+1, lanes), func(t *testing.T) {
			t.Parallel()
			crashAtPoints(t, "", 1+lane*step, lanes*step)
		})
	}
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		crashAtPoints(t, pgtest.Database(t), 20, sparse)
	})
}

// crashAtPoints takes an order the whole way with a kill at the first point, one
// with a kill step points later, and so on until the way is done before it comes to
// the point.
func crashAtPoints(t *testing.T, database string, first, step int) {
	c := newCrashPlant(t, database)
	killed := 0
	for n := first; ; n += step {
		c.spawn(n)
		c.take(t, 1)
		if !c.crashed.Load() {
			break
		}
		killed++
	}
	c.spawn(0)
	c.settle()
	t.Logf("killed at %d points, %d orders", killed, len(c.orders))
	if least := max(1, 60/step); killed < least {
		t.Errorf("killed at %d points only, want %d or more: does the way still pass them?", killed, least)
	}
}

// Killed at random moments under load, the gateway has one bill for each invoice in
// the end.
func TestCrashAtRandomMoments(t *testing.T) {
	kills, fewer := 8, 3
	if everyPoint() {
		kills, fewer = 100, 20
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		crashAtRandom(t, "", kills)
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		crashAtRandom(t, pgtest.Database(t), fewer)
	})
}

// load is how many orders are on their way at once while the gateway is killed.
const load = 6

func crashAtRandom(t *testing.T, database string, kills int) {
	c := newCrashPlant(t, database)
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	c.spawn(0)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for killed := 0; killed < kills; {
			select {
			case <-time.After(time.Duration(50+random.IntN(700)) * time.Millisecond):
			case <-t.Context().Done():
				return
			}
			if c.kill() { // one that was not serving yet does not count
				killed++
			}
		}
	}()
	for killing := true; killing; {
		c.take(t, load)
		select {
		case <-done:
			killing = false
		default:
		}
	}
	c.settle()
	t.Logf("%d kills, %d orders", kills, len(c.orders))
}

// crashPlant is a plant whose gateway is a process of its own, which dies and is
// started again.
type crashPlant struct {
	*plant
	host    ssh.PublicKey
	crashed atomic.Bool // the process that was to die at a point has died

	mu       sync.Mutex // guards what follows
	process  *exec.Cmd
	address  string // of the SFTP server; empty while none runs
	stopping bool
	over     chan struct{} // closed when no process will be started again

	supplier sync.Mutex // guards what follows, and the actors
	orders   []*crashOrder
}

// crashOrder is an order with what must stand in Odoo of it.
type crashOrder struct {
	key   string
	lines []string
	*documents.Order
}

func newCrashPlant(t *testing.T, database string) *crashPlant {
	t.Helper()
	c := &crashPlant{plant: newPlant(t, simulated(t, 17), database)}
	c.cfg.Work.Lease = time.Second
	ctx := t.Context()
	// The host key is made before, so that the test knows it.
	s, err := openStore(ctx, c.cfg, newLog(io.Discard, "error"), hooks{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	key, err := secretKey(c.cfg)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := hostKey(ctx, s, key)
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	c.host = signer.PublicKey()
	t.Cleanup(c.end)
	return c
}

// environment is the plant's configuration for a process.
func (c *crashPlant) environment(at int) []string {
	return append(os.Environ(),
		crashVariable+"="+strconv.Itoa(at),
		"WHARF_DATA="+c.cfg.Data, "WHARF_KEY_FILE="+c.cfg.KeyFile, "WHARF_PARTNERS="+c.cfg.Partners, "DATABASE_URL="+c.cfg.Database, "WHARF_LOG=info",
		"WHARF_ODOO_URL="+c.cfg.Odoo.URL, "WHARF_ODOO_DATABASE=edi", "WHARF_ODOO_USER=admin", "WHARF_ODOO_PASSWORD=admin",
		"WHARF_ODOO_SINCE=2020-01-01T00:00:00Z", "WHARF_ODOO_POLL="+c.cfg.Odoo.Poll.String(),
		"WHARF_SFTP_LISTEN=127.0.0.1:0", "WHARF_PORTAL_LISTEN=127.0.0.1:0",
		"WHARF_WORK_LEASE="+c.cfg.Work.Lease.String(), "WHARF_WORK_SWEEP="+c.cfg.Work.Sweep.String(), "WHARF_WORK_RECHECK="+c.cfg.Work.Recheck.String(), "WHARF_WORK_WORKERS=4")
}

var serves = regexp.MustCompile(`msg="wharf serves".* sftp=(\S+)`)

// spawn starts a gateway that kills itself at the point; when it dies another is
// started that does not.
func (c *crashPlant) spawn(at int) {
	c.t.Helper()
	c.stop()
	c.crashed.Store(false)
	c.mu.Lock()
	c.stopping = false
	c.over = make(chan struct{})
	c.mu.Unlock()
	c.run(at)
}

func (c *crashPlant) run(at int) {
	cmd := exec.Command(os.Args[0], "serve")
	cmd.Env = c.environment(at)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		c.t.Errorf("start the gateway: %v", err)
		close(c.over)
		return
	}
	c.mu.Lock()
	c.process = cmd
	c.mu.Unlock()
	go func() {
		lines := bufio.NewScanner(out)
		said := ""
		for lines.Scan() {
			said = lines.Text()
			if m := serves.FindStringSubmatch(said); m != nil {
				c.mu.Lock()
				c.address = m[1]
				c.mu.Unlock()
			}
		}
		err := cmd.Wait()
		c.mu.Lock()
		c.address = ""
		stopping := c.stopping
		c.mu.Unlock()
		killed := cmd.ProcessState.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL
		switch {
		case stopping || c.t.Context().Err() != nil:
			close(c.over)
		case !killed:
			c.t.Errorf("the gateway ended by itself: %v: %s", err, said)
			close(c.over)
		default:
			c.crashed.Store(true)
			c.run(0)
		}
	}()
}

// kill kills the process that runs now; another is started. It says whether that
// process was serving.
func (c *crashPlant) kill() (serving bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.process == nil || c.process.Process == nil {
		return false
	}
	serving = c.address != ""
	c.address = ""
	return c.process.Process.Kill() == nil && serving // it may have died before
}

// stop kills the process for good.
func (c *crashPlant) stop() {
	c.mu.Lock()
	if c.process == nil {
		c.mu.Unlock()
		return
	}
	c.stopping = true
	over := c.over
	c.mu.Unlock()
	for {
		c.kill()
		select {
		case <-over:
			c.mu.Lock()
			c.process = nil
			c.mu.Unlock()
			return
		case <-time.After(50 * time.Millisecond): // it was about to be started anew
		}
	}
}

func (c *crashPlant) end() {
	c.stop()
}

// session does something as a supplier, over and over until it succeeds: while no
// gateway answers, and when one dies in the middle.
func (c *crashPlant) session(t *testing.T, a *actor, what string, do func(*sftptest.Client) (bool, error)) {
	t.Helper()
	c.sub(t).within(what, func() (bool, error) {
		c.mu.Lock()
		address := c.address
		c.mu.Unlock()
		if address == "" {
			return false, nil
		}
		client, err := a.connect(address, c.host)
		if err != nil {
			return false, nil // it is dead, or about to be
		}
		defer client.Close() // likewise
		ok, err := do(client)
		return ok && err == nil, nil // likewise
	})
}

// take takes so many orders the whole way, all at once: what the supplier is not
// told of as arrived, it sends again.
func (c *crashPlant) take(t *testing.T, orders int) {
	t.Helper()
	var mine []*crashOrder
	var files []sample
	for range orders {
		key, number := c.confirmed(t)
		lines, err := c.buyer.Lines(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		c.session(t, c.acme, "order "+number+" arrives", func(s *sftptest.Client) (bool, error) {
			c.supplier.Lock()
			defer c.supplier.Unlock()
			err := c.acme.collect(s)
			return c.acme.orders[number] != nil, err
		})
		o, sends := c.answers(t, key, number, lines)
		mine, files = append(mine, o), append(files, sends...)
	}
	for _, f := range files {
		c.session(t, c.acme, f.name+" is taken", func(s *sftptest.Client) (bool, error) { return true, s.Put(f.name, f.body) })
	}
	for _, o := range mine {
		c.sub(t).within(o.Number+" is announced", func() (bool, error) { // the goods do not come before their notice
			notes, err := c.buyer.Notes(t.Context(), o.key)
			return len(notes) >= 2, err
		})
		if err := c.receiveAll(t.Context(), o.key); err != nil {
			t.Fatal(err)
		}
	}
	for _, o := range mine {
		c.sub(t).within(o.Number+" is billed", func() (bool, error) {
			bills, err := c.billsOf(o)
			return bills > 0, err
		})
	}
}

// confirmed makes an order in Odoo.
func (c *crashPlant) confirmed(t *testing.T) (key, number string) {
	t.Helper()
	due := documents.DateOf(time.Now().UTC()).Add(20)
	key, number, err := c.buyer.NewOrder(t.Context(), c.acme.vendor, []odootest.OrderLine{
		{Product: c.products["ROD-12"], Quantity: "10", Price: "12.50", Due: due}, {Product: c.products["HSG-80"], Quantity: "4", Price: "48", Due: due}})
	if err != nil {
		t.Fatal(err)
	}
	return key, number
}

// answers writes what the supplier sends for an order: response, notice, invoice.
func (c *crashPlant) answers(t *testing.T, key, number string, lines []string) (*crashOrder, []sample) {
	t.Helper()
	c.supplier.Lock()
	defer c.supplier.Unlock()
	a := c.acme
	o := &crashOrder{key, lines, a.orders[number]}
	c.orders = append(c.orders, o)
	respond, answer, err := a.write(a.respond(o.Order, func(n int, l *documents.ResponseLine) {
		if n == 1 {
			postpone(l, 2)
		}
	}))
	if err != nil {
		t.Fatal(err)
	}
	ship, notice, err := a.write(a.ship(o.Order, o.Order.Lines[0].Due.Add(3), "1Z-"+number))
	if err != nil {
		t.Fatal(err)
	}
	bill, invoice, err := a.write(a.invoice(o.Order, nil))
	if err != nil {
		t.Fatal(err)
	}
	return o, []sample{{respond, answer}, {ship, notice}, {bill, invoice}}
}

func (c *crashPlant) billsOf(o *crashOrder) (n int, err error) {
	bills, err := c.buyer.BillsNumbered(c.t.Context(), c.acme.vendor, "INV-"+o.Number)
	for _, b := range bills {
		if len(b.Lines) > 0 {
			n++
		}
	}
	return n, err
}

// settle waits until nothing is pending, stops the gateway, and looks at everything.
func (c *crashPlant) settle() {
	c.t.Helper()
	c.stop()
	c.start() // in this process, to look at the store
	c.within("nothing is pending", func() (ok bool, err error) {
		err = c.app.store.View(c.t.Context(), store.Everything, func(tx store.Tx) error {
			ts, err := tx.Transmissions(c.t.Context(), store.TransmissionFilter{Direction: store.Inbound, DueBy: time.Now().Add(time.Hour)})
			if err != nil {
				return err
			}
			ds, err := tx.Documents(c.t.Context(), store.DocumentFilter{Direction: store.Inbound, DueBy: time.Now().Add(time.Hour)})
			ok = len(ts) == 0 && len(ds) == 0
			return err
		})
		return ok, err
	})
	for _, o := range c.orders {
		c.expectOnce(o)
	}
}

// expectOnce wants each effect of an order's documents once.
func (c *crashPlant) expectOnce(o *crashOrder) {
	c.t.Helper()
	c.expectBill(c.acme, o.Order, "INV-"+o.Number, o.lines, []string{"10", "4"}, []string{"12.5", "48"})
	c.expectNote(o.key, "The supplier answered the order")
	c.expectNote(o.key, "Shipping notice SN-"+o.Number)
	for kind, states := range map[documents.Kind][]store.DocumentState{
		documents.KindOrderResponse: {store.DocumentPosted},
		documents.KindShipNotice:    {store.DocumentPosted},
		documents.KindInvoice:       {store.DocumentPosted},
	} {
		ds := c.documents(kind, o.Number)
		if len(ds) != 1 || ds[0].State != states[0] {
			c.t.Errorf("order %s: got %d documents of kind %s, want one that is %s: %v", o.Number, len(ds), kind, states[0], statesOf(ds))
		}
	}
	told := 0
	err := c.app.store.View(c.t.Context(), store.Everything, func(tx store.Tx) error {
		ds, err := tx.Documents(c.t.Context(), store.DocumentFilter{Kind: documents.KindOrder, Direction: store.Outbound, Order: o.Number})
		told = len(ds)
		return err
	})
	if err != nil || told != 1 {
		c.t.Errorf("order %s was sent %d times, %v, want once", o.Number, told, err)
	}
}

func statesOf(ds []*store.Document) (out []store.DocumentState) {
	for _, d := range ds {
		out = append(out, d.State)
	}
	return out
}

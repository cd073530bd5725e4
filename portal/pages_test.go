package portal_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/portal"
	"github.com/wharf-edi/wharf/portal/desk/desktest"
	"github.com/wharf-edi/wharf/store"
)

// Each page says what its reader came for.
func TestPages(t *testing.T) {
	s := newSite(t)
	v := s.as("paul")
	for path, want := range map[string][]string{
		"/":                            {"Accounts payable", "· you", "Needs a decision", "Invoice INV-20402", "Waiting", "Nordic Seals AB"},
		"/exceptions":                  {"0.0955 USD", "138.00 USD", "Order response to P00012", "price list.csv", `title="Monday 23 November 2026 12:30:00 UTC"`},
		"/exceptions?owner=ap":         {"138.00 USD"},
		"/exceptions?closed=1":         {"Closed"},
		"/exceptions?partner=bolt-de":  {"Nothing needs a decision here"},
		"/documents":                   {"Shipping notice ASN-5501", "In Odoo", "Duplicate"},
		"/documents?state=waiting":     {"Invoice 90017"},
		"/documents?q=asn":             {"ASN-5501"},
		"/documents?q=nothing-like-it": {"No document fits"},
		"/transmissions":               {"856_20261122_0009.x12", "Unreadable", "Ready for pick-up"},
		"/partners":                    {"X12", "EDIFACT", "Portal only"},
		"/partners/acme-us":            {"01:123456789", "2 % and 25.00", "004010", "Public keys"},
		"/orders/acme-us/P00012":       {"Hex screw M6", "2 days late", "30 Nov 2026", "27 Nov 2026", "SCR-M6-20", "Order response to P00012", `href="https://odoo.example/odoo/purchase/12"`},
		fmt.Sprint("/documents/", s.ids.Response): {"Held", "SO-88120", "3 pcs: 2 Dec 2026", "12 days late", "WH/IN/00071", "REF*ZZ*SALES REGION 4", "expected arrival", `title="stock.move.date"`, `title="as received: IQ, DR"`,
			`href="https://odoo.example/odoo/receipts/71"`},
		fmt.Sprint("/documents/", s.ids.Notice):             {"0 0614141 000000001 7", "L26-1109: 2,000 pcs", "1Z999AA10123456784", "486.5 kg", "best before 30 Jun 2026", "a note was left on the order", "tracking number", "Expected on 27 Nov 2026."},
		fmt.Sprint("/documents/", s.ids.PriceInvoice):       {"0.0955", "1,146.00", "Freight", "1,191.00", "13.7 %", "code list"},
		fmt.Sprint("/documents/", s.ids.Invoice):            {"vendor bill (draft)", "12,000 at 0.084", "wharf_inv_20391", "As agreed", "supplier&#39;s invoice number", "<div class=\"strong t\">12,000 at 0.084"},
		fmt.Sprint("/documents/", s.ids.WaitingInvoice):     {"Waiting", "Tax 19 %", "1,392.30"},
		fmt.Sprint("/documents/", s.ids.Duplicate):          {"Duplicate", fmt.Sprint("Document ", s.ids.WaitingInvoice)},
		fmt.Sprint("/documents/", s.ids.Order):              {"Answered", "message acknowledged", "po_P00012.x12", "3,760.00", `title="850 004010, number 0001"`, `href="https://odoo.example/odoo/purchase/12"`},
		fmt.Sprint("/documents/", s.ids.PortalOrder):        {"Kept for the portal", "Answered", "4.50"},
		fmt.Sprint("/documents/", s.ids.UnknownInvoice):     {"Not compared", "the invoice names P002709 line 1", "P002709"},
		fmt.Sprint("/transmissions/", s.ids.Acknowledgment): {"Acknowledges", "855_20261118_0007.x12", "Sent"},
		fmt.Sprint("/transmissions/", s.ids.ResponseFile):   {"Acknowledged by", "997_000000019.x12", "Key", "Interchange 000000311", "Readable"},
		fmt.Sprint("/transmissions/", s.ids.InvoiceFile):    {"<mark", "00-1234", "ZZ:HARBORMFG", "Invoice INV-20402"},
		fmt.Sprint("/transmissions/", s.ids.Unreadable):     {"No interchange could be read", "item;price;valid from"},
		fmt.Sprint("/exceptions/", s.ids.PriceException):    {"+13.7 %", "Close with this note", "What can be done"},
		fmt.Sprint("/exceptions/", s.ids.DateException):     {"This is decided by: Planner, or EDI admin", "Resin plant down"},
		fmt.Sprint("/exceptions/", s.ids.ClosedException):   {"Agreed on the phone"},
	} {
		t.Run(path, func(t *testing.T) { v.get(path).want(t, http.StatusOK, want...) })
	}
	if page := v.get("/partners/acme-us").body; strings.Contains(page, "sunken-treasure") {
		t.Error("got a channel's password on the partner's page")
	}
}

// What is not so is not said.
func TestPagesDoNotSay(t *testing.T) {
	s := newSite(t)
	for path, not := range map[string][]string{
		fmt.Sprint("/documents/", s.ids.UnknownInvoice):     {"As agreed", "bill_acme_us_20410", "Known in"},
		fmt.Sprint("/documents/", s.ids.PriceInvoice):       {"As agreed", "Known in"},
		fmt.Sprint("/documents/", s.ids.PortalOrder):        {"On the wire", ">Message<"},
		fmt.Sprint("/documents/", s.ids.Response):           {"What stands behind this", "stock.move&#34;", "(IA)", "2026-12-02<"},
		fmt.Sprint("/transmissions/", s.ids.ResponseFile):   {"Line interchange", "Login"},
		fmt.Sprint("/transmissions/", s.ids.Acknowledgment): {"Readable"},
	} {
		page := s.as("anna").get(path).body
		for _, n := range not {
			if strings.Contains(page, n) {
				t.Errorf("%s: got a page with %q, want it without", path, n)
			}
		}
	}
}

// The data behind a timeline is for those who explain it.
func TestDataForExplainers(t *testing.T) {
	s := newSite(t)
	for login, want := range map[string]bool{"anna": false, "paul": false, "rosa": false, "edi": true, "audrey": true} {
		page := s.as(login).get(fmt.Sprint("/documents/", s.ids.Response)).body
		if got := strings.Contains(page, "What stands behind this") && strings.Contains(page, "stock.move&#34;"); got != want {
			t.Errorf("%s: got the data shown %v, want %v", login, got, want)
		}
	}
}

// Who decides sees what is theirs first, and what is to be decided once.
func TestDecisionsInOrder(t *testing.T) {
	s := newSite(t)
	for login, mine := range map[string]int64{"paul": s.ids.PriceException, "anna": s.ids.DateException, "edi": s.ids.FileException} {
		page := s.as(login).get("/").body
		_, rest, _ := strings.Cut(page, "<tbody>")
		first, _, _ := strings.Cut(rest, "</tr>")
		owned := strings.Contains(first, "· you")
		if list := fmt.Sprintf(`href="/exceptions/%d"`, mine); !strings.Contains(page, list) || !owned {
			t.Errorf("%s: got a first row that is owned %v, and exception %d listed %v; want both", login, owned, mine, strings.Contains(page, list))
		}
	}
	page := s.as("paul").get(fmt.Sprint("/documents/", s.ids.PriceInvoice))
	page.want(t, http.StatusOK, "listed under")
	if n := strings.Count(page.body, "138.00 USD"); n != 1 {
		t.Errorf("got the exception %d times on the page of its document, want once", n)
	}
}

// An empty store says on each list what will be there.
func TestEmptyPages(t *testing.T) {
	s := newEmptySite(t)
	if err := desktest.SeedUsers(t.Context(), s.store); err != nil {
		t.Fatal(err)
	}
	v := s.as("anna")
	for path, want := range map[string]string{
		"/": "Nothing needs a decision", "/exceptions": "Nothing needs a decision here", "/documents": "No documents yet",
		"/transmissions": "No transmissions yet", "/partners": "No partners yet",
	} {
		v.get(path).want(t, http.StatusOK, want)
	}
}

func TestPaging(t *testing.T) {
	s := newSite(t)
	err := s.store.Update(t.Context(), store.Everything, func(tx store.Tx) error {
		for i := range 60 {
			d := &store.Document{Kind: documents.KindInvoice, Direction: store.Inbound, Partner: desktest.Acme, Number: fmt.Sprintf("PAGE-%02d", i), Key: fmt.Sprint("page", i),
				Body: store.JSON("{}"), State: store.DocumentReceived, At: s.now}
			if _, err := tx.AddDocument(t.Context(), d); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	v := s.as("anna")
	first := v.get("/documents?q=PAGE")
	first.want(t, http.StatusOK, "PAGE-59", "PAGE-10", "Older")
	_, rest, _ := strings.Cut(first.body, `<nav class="pager"`)
	_, rest, _ = strings.Cut(rest, `href="`)
	older, _, _ := strings.Cut(rest, `"`)
	second := v.get(strings.ReplaceAll(older, "&amp;", "&"))
	second.want(t, http.StatusOK, "PAGE-09", "PAGE-00", "Newest")
	if strings.Contains(first.body, "PAGE-09") || strings.Contains(second.body, "PAGE-10") {
		t.Error("got a document on two pages, want each on one")
	}
}

func TestClose(t *testing.T) {
	s := newSite(t)
	path := fmt.Sprint("/exceptions/", s.ids.PriceException, "/close")
	s.as("audrey").post(path, "note", "x").want(t, http.StatusForbidden)
	s.as("anna").post(path, "note", "x").want(t, http.StatusForbidden)
	ap := s.as("paul")
	ap.post(path, "note", " \n ").want(t, http.StatusUnprocessableEntity, "Write a note")
	ap.post(path, "note", strings.Repeat("x", 2_001)).want(t, http.StatusUnprocessableEntity)
	ap.post("/exceptions/999999/close", "note", "x").want(t, http.StatusNotFound)
	ap.get(fmt.Sprint("/exceptions/", s.ids.PriceException)).want(t, http.StatusOK, "Close with this note")

	ap.post(path, "note", "Paid; the <order> was wrong").want(t, http.StatusSeeOther)
	ap.get(fmt.Sprint("/exceptions/", s.ids.PriceException)).want(t, http.StatusOK, "Why it was closed", "Paid; the &lt;order&gt; was wrong")
	ap.get(fmt.Sprint("/documents/", s.ids.PriceInvoice)).want(t, http.StatusOK, "Decided", "paul")
	ap.post(path, "note", "again").want(t, http.StatusConflict, "Somebody was faster")
	s.as("edi").post(fmt.Sprint("/exceptions/", s.ids.DateException, "/close"), "note", "the EDI admin may").want(t, http.StatusSeeOther)
}

func TestRaw(t *testing.T) {
	s := newSite(t)
	got := s.as("anna").get(fmt.Sprint("/transmissions/", s.ids.OrderFile, "/raw"))
	got.want(t, http.StatusOK, "BEG*00*NE*P00012**20261116~\n")
	if kind := got.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/plain") {
		t.Errorf("got type %q, want text/plain", kind)
	}
	var body []byte
	err := s.store.View(t.Context(), store.Everything, func(tx store.Tx) (err error) {
		body, err = tx.Body(t.Context(), s.ids.OrderFile)
		return err
	})
	if err != nil || string(body) != got.body {
		t.Errorf("got %d bytes, %v, want the %d that are kept", len(got.body), err, len(body))
	}
}

// What this release cannot read does not break the page.
func TestForeignBody(t *testing.T) {
	s := newSite(t)
	var id int64
	err := s.store.Update(t.Context(), store.Everything, func(tx store.Tx) (err error) {
		id, err = tx.AddDocument(t.Context(), &store.Document{Kind: "catalogue", Direction: store.Inbound, Partner: desktest.Acme, Number: "C-1", Key: "C-1",
			Body: store.JSON(`{"Lines": 5}`), State: "dreaming", At: s.now})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	s.as("anna").get(fmt.Sprint("/documents/", id)).want(t, http.StatusOK, "cannot be shown by this release", "dreaming")
}

func TestStatic(t *testing.T) {
	v := newEmptySite(t).anonymous()
	page := v.get("/login").body
	_, rest, _ := strings.Cut(page, `rel="stylesheet" href="`)
	href, _, _ := strings.Cut(rest, `"`)
	got := v.get(href)
	got.want(t, http.StatusOK, "prefers-color-scheme: dark")
	if c := got.Header.Get("Cache-Control"); !strings.Contains(c, "immutable") {
		t.Errorf("got caching %q, want it to be kept for good", c)
	}
	v.get("/static/wharf.css").want(t, http.StatusNotFound)
	v.get("/healthz").want(t, http.StatusOK, "ok")
}

func TestBounds(t *testing.T) {
	s := newSite(t)
	v := s.as("anna")
	v.post("/exceptions/1/close", "note", strings.Repeat("x", 70_000)).want(t, http.StatusRequestEntityTooLarge)
	v.do(http.MethodDelete, "/documents/1", nil, map[string]string{"Sec-Fetch-Site": "same-origin"}).want(t, http.StatusNotFound)
}

// A store that fails is told to the log, not to the page.
func TestStoreFails(t *testing.T) {
	s := newSite(t)
	v := s.as("anna")
	s.store.Store = broken{s.store.Store}
	got := v.get("/documents")
	got.want(t, http.StatusInternalServerError, "Something went wrong")
	if strings.Contains(got.body, "secret table") {
		t.Error("got the store's error on the page")
	}
}

func TestNewNeedsStoreAndClock(t *testing.T) {
	if _, err := portal.New(portal.Config{}); err == nil {
		t.Error("got no error without store and clock, want one")
	}
}

var errBroken = errors.New("disk full in secret table")

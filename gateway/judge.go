package gateway

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/rules/match"
	"github.com/wharf-edi/wharf/rules/promise"
	"github.com/wharf-edi/wharf/rules/shipment"
	"github.com/wharf-edi/wharf/store"
)

// Judge asks package rules what is to happen with a document, with the ERP's
// orders as they are now, and keeps the answer.
type Judge struct {
	*Base
	Vendors *Vendors
}

// judgement is an answer before it is kept.
type judgement struct {
	verdict  rules.Verdict
	findings []rules.Finding
	result   any // of the package that judged
	plan     any // what is to be written to the ERP; nil for nothing
	words    string
	original int64 // the document that this one repeats
}

// Judge judges d and keeps the judgement, its exceptions and the next state. The
// caller holds the locks of d's orders. The error is a reason to try again later.
func (j *Judge) Judge(ctx context.Context, d *store.Document) error {
	prof, err := j.Profiles.ByID(ctx, d.Partner)
	if err != nil {
		return err
	}
	orders, missing, err := j.orders(ctx, prof, d)
	if err != nil {
		return err
	}
	var v *judgement
	switch d.Kind {
	case documents.KindOrderResponse:
		v, err = j.response(ctx, prof, d, orders, missing)
	case documents.KindShipNotice:
		v, err = j.shipNotice(ctx, prof, d, orders, missing)
	case documents.KindInvoice:
		v, err = j.invoice(ctx, prof, d, orders, missing)
	default:
		err = fmt.Errorf("document %d: no rule for a %s", d.ID, d.Kind)
	}
	if err != nil {
		return err
	}
	return j.keep(ctx, d, v)
}

// orders reads the orders that d names, with the running numbers that the
// supplier knows their lines by; missing are those that the supplier does not have.
func (j *Judge) orders(ctx context.Context, prof *partners.Profile, d *store.Document) (found []*documents.Order, missing []string, err error) {
	vendor, err := j.Vendors.Key(ctx, prof)
	if err != nil {
		return nil, nil, err
	}
	for _, number := range d.Orders {
		o, err := j.ERP.Order(ctx, vendor, number)
		if errors.Is(err, documents.ErrNoOrder) {
			missing = append(missing, number)
			continue
		}
		if err != nil {
			return nil, nil, fmt.Errorf("order %s: %w", number, err)
		}
		if err := j.number(ctx, prof.ID, o); err != nil {
			return nil, nil, err
		}
		found = append(found, o)
	}
	return found, missing, nil
}

// number gives an order's lines the running numbers that were sent. An order that
// was not sent from here is numbered 1, 2, 3 in the ERP's order.
//
// A line's Due is the day the buyer asked for: where the ERP has the day of the
// supplier's first promise in that field, because we wrote it there, the day that
// was sent is put back. Otherwise each promise would be measured against the one
// before, and late would never be late.
func (j *Judge) number(ctx context.Context, partner partners.ID, o *documents.Order) error {
	var known *store.SentOrder
	var promises []*store.Promise
	err := j.view(ctx, func(tx store.Tx) (err error) {
		if promises, err = tx.Promises(ctx, partner, o.Number); err != nil {
			return err
		}
		known, err = tx.SentOrder(ctx, partner, o.Number)
		if errors.Is(err, store.ErrNotFound) {
			known, err = &store.SentOrder{}, nil
		}
		return err
	})
	if err != nil {
		return err
	}
	numbers, highest := map[string]int{}, 0
	for _, l := range known.Lines {
		numbers[l.LineKey] = l.Number
		highest = max(highest, l.Number)
	}
	for i := range o.Lines {
		l := &o.Lines[i]
		n, ok := numbers[l.Key]
		if !ok {
			highest++
			n = highest
		}
		l.Number = n
		for _, p := range promises {
			if p.LineKey == l.Key && p.First && p.Due == l.Due {
				l.Due = p.Asked
			}
		}
	}
	return nil
}

func unknownOrders(missing []string, named int) []rules.Finding {
	var fs []rules.Finding
	for _, m := range missing {
		fs = append(fs, rules.Finding{Code: rules.OrderUnknown, Line: "order " + m, Actual: m})
	}
	if named == 0 {
		fs = append(fs, rules.Finding{Code: rules.OrderMissing})
	}
	return fs
}

// worst is the worst verdict of v and of findings.
func worst(v rules.Verdict, fs []rules.Finding) rules.Verdict {
	for _, f := range fs {
		v = max(v, f.Code.Describe().Verdict)
	}
	return v
}

func (j *Judge) response(ctx context.Context, prof *partners.Profile, d *store.Document, orders []*documents.Order, missing []string) (*judgement, error) {
	resp, err := decode[documents.OrderResponse](d.Body)
	if err != nil {
		return nil, err
	}
	if fs := unknownOrders(missing, len(d.Orders)); len(fs) > 0 {
		return &judgement{verdict: worst(rules.Hold, fs), findings: fs, result: promise.Result{Verdict: rules.Hold, Findings: fs}}, nil
	}
	earlier, later, err := j.responses(ctx, d)
	if err != nil {
		return nil, err
	}
	if later != 0 {
		fs := []rules.Finding{{Code: rules.Superseded, Actual: fmt.Sprintf("document %d", later)}}
		return &judgement{verdict: rules.Refuse, findings: fs, result: promise.Result{Verdict: rules.Refuse, Findings: fs}}, nil
	}
	r := promise.Response(promise.Input{Response: resp, Order: orders[0], Earlier: earlier, Terms: prof.Terms})
	v := &judgement{verdict: r.Verdict, findings: r.Findings, result: r, words: promiseWords(r)}
	if r.Confirmation != nil {
		c := *r.Confirmation
		c.Reference, c.OrderKey, c.AsOrdered = d.Reference, orders[0].Key, asOrdered(r)
		shipped, err := j.announced(ctx, d)
		if err != nil {
			return nil, err
		}
		c.Promises = slices.DeleteFunc(slices.Clone(c.Promises), func(p documents.Promise) bool { return shipped[p.LineKey] })
		v.plan = &c
	}
	return v, nil
}

// asOrdered says that every line was accepted for the day and quantity asked for.
func asOrdered(r promise.Result) bool {
	return r.Verdict == rules.Accept && !slices.ContainsFunc(r.Lines, func(l promise.Line) bool { return l.Answer != "accepted" })
}

// announced are the order lines for which a shipping notice that came after d has
// been posted: what is on its way is not moved by an earlier promise.
func (j *Judge) announced(ctx context.Context, d *store.Document) (map[string]bool, error) {
	lines := map[string]bool{}
	err := j.view(ctx, func(tx store.Tx) error {
		clear(lines)
		ds, err := tx.Documents(ctx, store.DocumentFilter{Kind: documents.KindShipNotice, Direction: store.Inbound, Partner: d.Partner, Order: firstOf(d.Orders),
			States: []store.DocumentState{store.DocumentPosted, store.DocumentHeld}, Page: store.Page{Limit: 1000}})
		if err != nil {
			return err
		}
		for _, o := range ds {
			if o.ID < d.ID || o.Plan == nil {
				continue
			}
			as, err := decode[[]documents.Arrival](o.Plan)
			if err != nil {
				return err
			}
			for _, a := range *as {
				for _, k := range a.LineKeys {
					lines[k] = lines[k] || !a.Expected.IsZero()
				}
			}
		}
		return nil
	})
	return lines, err
}

// responses answers the promises accepted so far, by line, and the ID of a
// response to the same order that came later and was taken already: an earlier
// one must not overwrite it.
func (j *Judge) responses(ctx context.Context, d *store.Document) (earlier map[string]documents.Date, later int64, err error) {
	err = j.view(ctx, func(tx store.Tx) error {
		earlier, later = map[string]documents.Date{}, 0
		ps, err := tx.Promises(ctx, d.Partner, firstOf(d.Orders))
		if err != nil {
			return err
		}
		for _, p := range ps {
			if p.Document != d.ID {
				earlier[p.LineKey] = p.Due
			}
		}
		ds, err := tx.Documents(ctx, store.DocumentFilter{Kind: d.Kind, Direction: store.Inbound, Partner: d.Partner, Order: firstOf(d.Orders),
			States: []store.DocumentState{store.DocumentPosted, store.DocumentAccepted, store.DocumentHeld}})
		for _, o := range ds {
			if o.ID > d.ID {
				later = o.ID
			}
		}
		return err
	})
	return earlier, later, err
}

func promiseWords(r promise.Result) string {
	n := map[string]int{}
	for _, l := range r.Lines {
		n[l.Answer]++
	}
	s := ""
	for _, a := range []string{"accepted", "moved", "held", "rejected", "unanswered"} {
		if n[a] > 0 {
			if s != "" {
				s += ", "
			}
			s += fmt.Sprintf("%d %s", n[a], a)
		}
	}
	if s == "" {
		return ""
	}
	return "Lines: " + s + "."
}

func (j *Judge) shipNotice(ctx context.Context, prof *partners.Profile, d *store.Document, orders []*documents.Order, missing []string) (*judgement, error) {
	n, err := decode[documents.ShipNotice](d.Body)
	if err != nil {
		return nil, err
	}
	if orig, _, err := j.same(ctx, d); err != nil {
		return nil, err
	} else if orig != nil && !n.Cancel && !n.Replace {
		if string(orig.Body) == string(d.Body) {
			return repeats(d, orig), nil
		}
		fs := []rules.Finding{{Code: rules.NoticeChange, Expected: fmt.Sprintf("as in document %d", orig.ID), Actual: "the same number with other content"}}
		return &judgement{verdict: rules.Hold, findings: fs, result: shipment.Result{Verdict: rules.Hold, Findings: fs}}, nil
	}
	r := shipment.Notice(shipment.Input{Notice: n, Orders: orders, Terms: prof.Terms})
	fs := withUnknown(r.Findings, missing, len(d.Orders))
	r.Findings, r.Verdict = fs, worst(r.Verdict, fs)
	v := &judgement{verdict: r.Verdict, findings: fs, result: r, words: shippedWords(len(r.Lines), len(orders))}
	if len(r.Arrivals) > 0 {
		for i := range r.Arrivals {
			r.Arrivals[i].Reference = fmt.Sprintf("%s_%s", d.Reference, r.Arrivals[i].OrderKey)
		}
		v.plan = r.Arrivals
	}
	return v, nil
}

func shippedWords(lines, orders int) string {
	words := func(n int, one string) string {
		if n == 1 {
			return "1 " + one
		}
		return fmt.Sprintf("%d %ss", n, one)
	}
	return fmt.Sprintf("%s found on %s.", words(lines, "shipped line"), words(orders, "order"))
}

// withUnknown adds findings for orders that were not found, where rules have not
// said so themselves.
func withUnknown(fs []rules.Finding, missing []string, named int) []rules.Finding {
	for _, f := range fs {
		if f.Code == rules.OrderUnknown || f.Code == rules.OrderMissing {
			return fs
		}
	}
	return append(fs, unknownOrders(missing, named)...)
}

func (j *Judge) invoice(ctx context.Context, prof *partners.Profile, d *store.Document, orders []*documents.Order, missing []string) (*judgement, error) {
	inv, err := decode[documents.Invoice](d.Body)
	if err != nil {
		return nil, err
	}
	orig, similar, err := j.same(ctx, d)
	if err != nil {
		return nil, err
	}
	if orig != nil && string(orig.Body) == string(d.Body) {
		return repeats(d, orig), nil
	}
	flight, err := j.inFlight(ctx, d)
	if err != nil {
		return nil, err
	}
	r := match.Invoice(match.Input{Invoice: inv, Orders: orders, InTransit: inTransit(orders), InFlight: flight, Terms: prof.Terms, Today: documents.DateOf(j.Now().In(j.Zone))})
	fs := withUnknown(r.Findings, missing, len(d.Orders))
	twice := match.Duplicate(inv, similar, prof.Terms)
	if orig != nil && slices.ContainsFunc(twice, func(f rules.Finding) bool { return f.Code == rules.Duplicate }) {
		return repeats(d, orig), nil
	}
	fs = append(fs, twice...)
	r.Findings, r.Verdict = fs, worst(r.Verdict, fs)
	v := &judgement{verdict: r.Verdict, findings: fs, result: r}
	if r.Verdict == rules.Accept && r.Bill != nil {
		b := *r.Bill
		b.Reference, b.SupplierKey = d.Reference, orders[0].SupplierKey
		v.plan = &b
	}
	return v, nil
}

// inTransit is what the open receipts of the orders still expect, by line.
func inTransit(orders []*documents.Order) map[string]documents.Quantity {
	m := map[string]documents.Quantity{}
	for _, o := range orders {
		for _, l := range o.Lines {
			if open := l.Quantity.Sub(l.Received); !l.Expected.IsZero() && open.IsPositive() {
				m[l.Key] = open
			}
		}
	}
	return m
}

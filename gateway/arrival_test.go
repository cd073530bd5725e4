package gateway_test

import (
	"slices"
	"testing"
	"time"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/store"
)

// Documents of one order are taken in the order in which they came, in whichever
// order their jobs run.
func TestOrderOfArrival(t *testing.T) {
	for _, c := range []struct {
		name string
		jobs [3]int
	}{
		{"as they came", [3]int{0, 1, 2}}, {"the last one first", [3]int{2, 1, 0}}, {"the first one last", [3]int{1, 2, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPlant(t)
			s := p.acme
			o := s.order("5")
			due := o.Lines[0].Due
			s.put(s.file(s.respond(o, 1)))
			s.put(s.file(s.respond(o, 2)))
			s.put(s.file(s.ship(o, "SN1", due.Add(-3))))
			jobs := p.store.take()
			for _, n := range c.jobs {
				p.job(jobs[n])
			}
			p.work()
			rs := p.states(documents.KindOrderResponse, store.DocumentPosted, store.DocumentPosted)
			p.states(documents.KindShipNotice, store.DocumentPosted)
			s.expectMoves(o, due.Add(-3))
			p.view(func(tx store.Tx) error {
				ps, err := tx.Promises(t.Context(), s.ID, o.Number)
				var got []documents.Date
				for _, l := range ps {
					got = append(got, l.Due)
				}
				if want := []documents.Date{due.Add(1), due.Add(2)}; !slices.Equal(got, want) {
					t.Errorf("the ledger of promises has %v, want %v", got, want)
				}
				if len(ps) > 0 && (!ps[0].First || ps[0].Document != rs[0].ID) {
					t.Errorf("the first promise is %+v, want that of document %d", ps[0], rs[0].ID)
				}
				return err
			})
		})
	}
}

// An answer that was held while a later one was taken does not overwrite it when it
// is judged again.
func TestEarlierAnswerJudgedLater(t *testing.T) {
	p := newPlant(t)
	s := p.acme
	o := s.order("5")
	due := o.Lines[0].Due
	p.poll() // the order goes out
	s.send(s.file(s.respond(o, 9)))
	s.send(s.file(s.respond(o, 1)))
	s.expectMoves(o, due.Add(1))

	prof := *s.Profile
	prof.Terms.DaysLate = 30 // now the first would be taken
	p.profile(&prof)
	p.must(p.buyer.SetOrder(t.Context(), o.Key, map[string]any{"partner_ref": "touched"}))
	p.clock.add(time.Minute)
	p.poll()
	p.states(documents.KindOrderResponse, store.DocumentRefused, store.DocumentPosted)
	s.expectMoves(o, due.Add(1))
	p.expectOpen()
}

// What is on its way is not moved by an answer that was judged after the shipping
// notice.
func TestAnswerJudgedAfterNotice(t *testing.T) {
	p := newPlant(t)
	s := p.acme
	o := s.order("5")
	due := o.Lines[0].Due
	p.poll()
	s.send(s.file(s.respond(o, 9)))
	s.send(s.file(s.ship(o, "SN1", due.Add(4))))
	p.states(documents.KindOrderResponse, store.DocumentHeld)
	s.expectMoves(o, due.Add(4))

	prof := *s.Profile
	prof.Terms.DaysLate = 30
	p.profile(&prof)
	p.must(p.buyer.SetOrder(t.Context(), o.Key, map[string]any{"partner_ref": "touched"}))
	p.clock.add(time.Minute)
	p.poll()
	p.states(documents.KindOrderResponse, store.DocumentPosted)
	s.expectMoves(o, due.Add(4))
}

// Late is measured against the day that the buyer asked for, not against the last
// promise, which stands in Odoo: a supplier cannot slip two days at a time.
func TestSlippingTwice(t *testing.T) {
	each(t, func(t *testing.T, s *supplier) {
		if s.Terms.DaysLate != 2 {
			t.Fatalf("the tolerance is %d days, the test needs 2", s.Terms.DaysLate)
		}
		o := s.order("5", "7")
		due := o.Lines[0].Due
		s.poll()
		s.send(s.file(s.respond(o, 2)))
		s.expectMoves(o, due.Add(2))
		s.send(s.file(s.respond(o, 4)))
		s.states(documents.KindOrderResponse, store.DocumentPosted, store.DocumentHeld)
		s.expectMoves(o, due.Add(2))
		for _, e := range s.expectOpen("date-late → planner", "date-late → planner") {
			if e.Expected != due.String() || e.Delta != rules.Days(4) {
				t.Errorf("%s measured against %s, want 4 days against %s", e.Delta, e.Expected, due)
			}
		}
	})
}

// A day that the buyer asks for anew is the one that counts from then on.
func TestBuyerMovesDay(t *testing.T) {
	p := newPlant(t)
	s := p.acme
	o := s.order("5")
	due := o.Lines[0].Due
	p.poll()
	s.send(s.file(s.respond(o, 2)))
	p.must(p.buyer.SetLine(t.Context(), o.Lines[0].Key, map[string]any{"date_planned": due.Add(10).At(12, time.UTC).Format(time.DateTime)}))
	s.send(s.file(s.respond(o, 12)))
	p.states(documents.KindOrderResponse, store.DocumentPosted, store.DocumentPosted)
	s.expectMoves(o, due.Add(12))
	p.expectOpen()
}

package gateway

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/store"
)

// writes says that something of the document is to be written to the ERP.
func (v *judgement) writes() bool {
	return v.original == 0 && v.plan != nil && v.verdict < rules.Refuse
}

// keep writes the judgement, brings the document's exceptions up to date, and sets
// the next state.
func (j *Judge) keep(ctx context.Context, d *store.Document, v *judgement) error {
	body, err := encode(v.result)
	if err != nil {
		return err
	}
	planned, err := j.next(d, v)
	if err != nil {
		return err
	}
	var next store.Document
	err = j.update(ctx, func(tx store.Tx) error {
		next = planned
		old, err := j.nothingNew(ctx, tx, d, body)
		switch {
		case err != nil:
			return err
		case old != nil:
			next = *old
		default:
			if err := j.note(ctx, tx, d, v, body); err != nil {
				return err
			}
		}
		// Who woke it while it was judged may have seen what this judgement has not.
		now, err := tx.Document(ctx, d.ID)
		if err != nil {
			return err
		}
		if !now.Due.Equal(d.Due) && (next.State == store.DocumentHeld || next.State == store.DocumentWaiting) {
			next.Due = j.Now()
		}
		return tx.SetDocument(ctx, &next)
	})
	if err == nil {
		*d = next
	}
	return err
}

// next is the document after a judgement that says something new.
func (j *Judge) next(d *store.Document, v *judgement) (next store.Document, err error) {
	next = *d
	next.Plan, next.Attempts = nil, 0
	if v.plan != nil {
		if next.Plan, err = encode(v.plan); err != nil {
			return next, err
		}
	}
	next.State, next.Due = stateAfter(v), time.Time{}
	switch {
	case v.original != 0:
		next.State, next.Original = store.DocumentDuplicate, v.original
	case v.writes():
		next.State, next.Then, next.Due = store.DocumentAccepted, stateAfter(v), j.Now().Add(j.lease())
	case next.State == store.DocumentWaiting:
		next.Due = j.Now().Add(j.recheck())
	}
	return next, nil
}

// refusedRest is how long what the ERP refused rests before it is tried again.
const refusedRest = 15 * time.Minute

// nothingNew answers the document as it stays when the judgement is the one it had:
// what may be written was written then. What the ERP refused is tried again after
// a rest, since somebody may have mended what it refused for.
func (j *Judge) nothingNew(ctx context.Context, tx store.Tx, d *store.Document, body store.JSON) (*store.Document, error) {
	if d.State != store.DocumentHeld && d.State != store.DocumentWaiting {
		return nil, nil //nolint:nilnil // there is something new
	}
	same, err := sameAgain(ctx, tx, d.ID, body)
	if err != nil || !same {
		return nil, err
	}
	stays := *d
	stays.Due, stays.Attempts = time.Time{}, 0
	if d.State == store.DocumentWaiting {
		stays.Due = j.Now().Add(j.recheck())
	}
	ps, err := tx.Postings(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	if n := len(ps); n > 0 && ps[n-1].Err != "" {
		again := ps[n-1].Finished.Add(refusedRest)
		if !j.Now().Before(again) {
			return nil, nil //nolint:nilnil // it is time to try again
		}
		stays.Due = again
		return &stays, nil
	}
	if failed, err := refusals(ctx, tx, d.ID); err != nil || len(failed) > 0 {
		return nil, err // it is held because it could not be judged, and now it could
	}
	return &stays, nil
}

// note writes a judgement with its event, and brings the exceptions up to date.
func (j *Judge) note(ctx context.Context, tx store.Tx, d *store.Document, v *judgement, body store.JSON) error {
	now := j.Now()
	if _, err := tx.AddResult(ctx, &store.Result{Document: d.ID, Verdict: v.verdict.String(), Body: body, At: now}); err != nil {
		return err
	}
	err := tx.AddEvent(ctx, &store.Event{Partner: d.Partner, Transmission: d.Transmission, Document: d.ID, Order: firstOf(d.Orders),
		At: now, Actor: Actor, Step: "judge", Text: judgeWords(v), Data: body})
	if err != nil {
		return err
	}
	return syncExceptions(ctx, tx, d, v.findings, v.writes(), now)
}

// sameAgain says that the newest judgement of the document is the same. A document
// that waits or is held does not fill its timeline with the same sentence.
func sameAgain(ctx context.Context, tx store.Tx, document int64, body store.JSON) (bool, error) {
	rs, err := tx.Results(ctx, document)
	if err != nil || len(rs) == 0 {
		return false, err
	}
	return string(rs[len(rs)-1].Body) == string(body), nil
}

func stateAfter(v *judgement) store.DocumentState {
	switch v.verdict {
	case rules.Wait:
		return store.DocumentWaiting
	case rules.Hold:
		return store.DocumentHeld
	case rules.Refuse:
		return store.DocumentRefused
	}
	return store.DocumentPosted
}

func judgeWords(v *judgement) string {
	var s strings.Builder
	s.WriteString(map[rules.Verdict]string{
		rules.Accept: "Compared with the order: accepted.", rules.Wait: "Compared with the order: it waits.",
		rules.Hold: "Compared with the order: a person must decide.", rules.Refuse: "Not taken.",
	}[v.verdict])
	if v.words != "" {
		s.WriteString(" " + v.words)
	}
	for _, f := range v.findings {
		s.WriteString(" " + findingWords(f) + ".")
	}
	return s.String()
}

// findingWords are a finding in one sentence without its full stop.
func findingWords(f rules.Finding) string {
	s := f.Code.Describe().Title
	if f.Line != "" && f.Line[0] >= '0' && f.Line[0] <= '9' {
		s += ", line " + f.Line
	}
	switch {
	case f.Code == rules.AwaitingReceipt:
		s += fmt.Sprintf(" (received %s, billed %s)", f.Expected, f.Actual)
	case f.Expected != "" && f.Actual != "":
		s += fmt.Sprintf(" (expected %s, got %s)", f.Expected, f.Actual)
	case f.Expected+f.Actual != "":
		s += fmt.Sprintf(" (%s)", f.Expected+f.Actual)
	}
	return s
}

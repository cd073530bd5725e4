// Package promise judges a supplier's response against the order and says what of
// it may be taken unasked and what a person must decide.
//
// Lines are judged one by one: what is acceptable on one line is not held up by
// another. A price is never accepted here. What is not here: the ledger of
// promises, which package store keeps.
//
// How the answer to the whole order and the lines go together: a line that is
// listed is judged by what it says, also where the answer says "as ordered"; the
// answer says what an unlisted line means.
package promise

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
)

// Input is all that a response is judged by.
type Input struct {
	Response *documents.OrderResponse
	Order    *documents.Order          // as the ERP has it now
	Earlier  map[string]documents.Date // by OrderLine.Key: the last promise accepted before
	Terms    rules.Terms
}

// Line is the judgement of one order line.
type Line struct {
	LineKey string
	Number  int // OrderLine.Number
	Verdict rules.Verdict
	Answer  string         // one word: accepted, moved, held, rejected, unanswered
	Asked   documents.Date // the buyer's day
	Due     documents.Date // the promise that is taken; zero if none is
	First   bool           // no promise was accepted for the line before
}

// What a Line's Answer can be.
const (
	accepted   = "accepted"
	moved      = "moved"
	held       = "held"
	rejected   = "rejected"
	unanswered = "unanswered"
)

// Result is a judgement. Confirmation holds what may be written, also when other
// lines are held; it is nil when nothing may. The gateway gives its Reference.
type Result struct {
	Verdict      rules.Verdict
	Lines        []Line // in the order's order; without lines of which nothing is ordered and nothing was said
	Findings     []rules.Finding
	Confirmation *documents.Confirmation
}

// Response judges a response.
func Response(in Input) Result {
	j := judging{in: in, said: map[string]*answer{}}
	if f, stop := j.whole(); stop {
		j.find(f)
		j.each(func(l *documents.OrderLine) Line {
			return j.line(l, wholeAnswer(f.Code), nil)
		})
		return j.result(f.Code == rules.OrderOnHold)
	}
	j.currency()
	j.assign()
	j.each(j.judge)
	if j.nothingSaid() {
		j.find(rules.Finding{Code: rules.DateMissing, OrderKey: in.Order.Key})
	}
	return j.result(true)
}

// judging is a judgement in the making.
type judging struct {
	in       Input
	said     map[string]*answer // by OrderLine.Key
	lines    []Line
	findings []rules.Finding
}

func (j *judging) find(f ...rules.Finding) { j.findings = append(j.findings, f...) }

// whole answers the finding that settles the order as a whole, if there is one.
func (j *judging) whole() (rules.Finding, bool) {
	o, r := j.in.Order, j.in.Response
	f := rules.Finding{OrderKey: o.Key}
	switch {
	case o.State == documents.OrderCancelled:
		f.Code, f.Expected = rules.OrderCancelled, o.Number
	case o.State == documents.OrderClosed:
		f.Code, f.Expected = rules.OrderClosed, o.Number
	case r.Answer == documents.AnswerRejected:
		f.Code, f.Actual = rules.OrderRejected, r.Code
	case r.Answer == documents.AnswerHold:
		f.Code, f.Actual = rules.OrderOnHold, r.Code
	default:
		return f, false
	}
	return f, true
}

func wholeAnswer(c rules.Code) string {
	if c == rules.OrderRejected {
		return rejected
	}
	return held
}

func (j *judging) currency() {
	if c := j.in.Response.Currency; c != "" && c != j.in.Order.Currency {
		j.find(rules.Finding{Code: rules.Currency, OrderKey: j.in.Order.Key, Expected: j.in.Order.Currency, Actual: c})
	}
}

// each judges the lines of the order in its order.
func (j *judging) each(judge func(*documents.OrderLine) Line) {
	for i := range j.in.Order.Lines {
		l := &j.in.Order.Lines[i]
		if j.said[l.Key] == nil && !l.Quantity.IsPositive() {
			continue
		}
		j.lines = append(j.lines, judge(l))
	}
}

// line makes the judgement of a line out of its findings, which it keeps.
func (j *judging) line(l *documents.OrderLine, answer string, fs []rules.Finding) Line {
	_, before := j.in.Earlier[l.Key]
	v := rules.Worst(fs)
	if fs == nil && (answer == held || answer == rejected) {
		v = rules.Hold
	}
	j.find(fs...)
	return Line{LineKey: l.Key, Number: l.Number, Verdict: v, Answer: answer, Asked: l.Due, First: !before}
}

// judge judges a line by what was said of it, or by what saying nothing means.
func (j *judging) judge(l *documents.OrderLine) Line {
	a := j.said[l.Key]
	if a == nil {
		return j.unlisted(l)
	}
	due, fs := a.judge(j, l)
	if rules.Worst(fs) > rules.Accept {
		return j.line(l, a.word(), fs)
	}
	word := accepted
	if !l.Due.IsZero() && !due.IsZero() && due != l.Due {
		word = moved
	}
	n := j.line(l, word, fs)
	n.Due = due
	return n
}

func (j *judging) unlisted(l *documents.OrderLine) Line {
	if j.in.Response.Answer != documents.AnswerLines {
		return j.judgeAs(l, &answer{number: strconv.Itoa(l.Number), parts: []documents.Schedule{{Status: documents.LineAccepted}}})
	}
	var fs []rules.Finding
	if _, before := j.in.Earlier[l.Key]; !before {
		fs = append(fs, rules.Finding{Code: rules.LineUnanswered, Line: strconv.Itoa(l.Number), OrderKey: j.in.Order.Key, LineKey: l.Key})
	}
	return j.line(l, unanswered, fs)
}

func (j *judging) judgeAs(l *documents.OrderLine, a *answer) Line {
	j.said[l.Key] = a
	return j.judge(l)
}

// nothingSaid says that the lines were to say everything and none said anything.
func (j *judging) nothingSaid() bool {
	return j.in.Response.Answer == documents.AnswerLines && len(j.said) == 0 && len(j.findings) > 0 && rules.Worst(j.findings) == rules.Accept
}

func (j *judging) result(confirm bool) Result {
	r := Result{Verdict: rules.Worst(j.findings), Lines: j.lines, Findings: j.findings}
	if !confirm {
		return r
	}
	c := &documents.Confirmation{OrderKey: j.in.Order.Key, SupplierNumber: j.in.Response.SupplierNumber, Note: j.note()}
	taken := false
	for _, l := range j.lines {
		if l.Due.IsZero() {
			taken = taken || l.Answer == accepted
			continue
		}
		taken = true
		if last, before := j.in.Earlier[l.LineKey]; !before || last != l.Due {
			c.Promises = append(c.Promises, documents.Promise{OrderKey: c.OrderKey, LineKey: l.LineKey, Due: l.Due, First: l.First})
		}
	}
	if taken || c.SupplierNumber != "" {
		r.Confirmation = c
	}
	return r
}

// note tells the buyer what was made of the response, a line each.
func (j *judging) note() string {
	var b strings.Builder
	r := j.in.Response
	b.WriteString("The supplier answered the order")
	if n := cmp.Or(r.SupplierNumber, r.Number); n != "" {
		fmt.Fprintf(&b, " (%s)", n)
	}
	b.WriteString(".")
	for _, l := range j.lines {
		fmt.Fprintf(&b, "\nLine %d: %s", l.Number, noteWords[l.Answer])
		switch {
		case l.Answer == moved:
			fmt.Fprintf(&b, " to %s, %s than asked", l.Due, rules.Days(l.Due.Sub(l.Asked)))
		case l.Answer == accepted && !l.Due.IsZero():
			fmt.Fprintf(&b, " for %s", l.Due)
		}
		b.WriteString(".")
	}
	return b.String()
}

var noteWords = map[string]string{
	accepted: "confirmed", moved: "moved", held: "waits for a decision", rejected: "refused by the supplier", unanswered: "not answered",
}

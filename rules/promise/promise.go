// Package promise judges a supplier's response against the order and says what of
// it may be taken unasked and what a person must decide.
//
// Lines are judged one by one: what is acceptable on one line is not held up by
// another. A price is never accepted here. What is not here: the ledger of
// promises, which package store keeps.
package promise

import (
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

// Result is a judgement. Confirmation holds what may be written, also when other
// lines are held; it is nil when nothing may. The gateway gives its Reference.
type Result struct {
	Verdict      rules.Verdict
	Lines        []Line
	Findings     []rules.Finding
	Confirmation *documents.Confirmation
}

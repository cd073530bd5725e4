package promise

import (
	"fmt"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
)

// date answers the day for which the taken parts are promised and finds what is
// wrong with it. Parts on several days are a split schedule.
//
// Of a line that has been received in full no day is open any more: it is taken as
// ordered, so that a promise which nobody decided on does not stay a question.
func (c *checking) date(taken []documents.Schedule) documents.Date {
	if c.line.Quantity.IsPositive() && c.line.Received.GreaterThanOrEqual(c.line.Quantity) {
		return documents.Date{}
	}
	var due documents.Date
	for i, p := range taken {
		d, ok := c.partDate(p)
		if !ok {
			if i > 0 || len(taken) > 1 {
				c.report(rules.SplitSchedule, c.line.Due.String(), c.partWords(taken), "")
			}
			return documents.Date{}
		}
		if i > 0 && d != due {
			c.report(rules.SplitSchedule, c.line.Due.String(), c.partWords(taken), "")
			return documents.Date{}
		}
		due = d
	}
	c.compare(due)
	return due
}

// partDate is the day on which a part arrives. One that names none arrives on the
// day that the response names for all, else as ordered, unless it is backordered.
//
// The day on which goods leave says nothing about the day on which they arrive,
// with one exception: what is accepted as ordered and leaves by the day we asked
// for is taken as ordered.
func (c *checking) partDate(p documents.Schedule) (documents.Date, bool) {
	asked := c.line.Due
	due, shipping := p.Due, p.Shipping
	if due.IsZero() {
		due, shipping = c.in.Response.Due, false
	}
	switch {
	case shipping && p.Status == documents.LineAccepted && (asked.IsZero() || due.Compare(asked) <= 0):
		return asked, true
	case shipping:
		c.report(rules.DateMissing, asked.String(), fmt.Sprintf("leaves the supplier on %s", due), "")
		return documents.Date{}, false
	case due.IsZero() && p.Status == documents.LineBackordered:
		c.report(rules.DateMissing, asked.String(), "backordered", "")
		return documents.Date{}, false
	case due.IsZero():
		return asked, true
	}
	return due, true
}

// compare holds a day against the day that the buyer asked for.
func (c *checking) compare(due documents.Date) {
	asked := c.line.Due
	if due.IsZero() || asked.IsZero() {
		return
	}
	days := due.Sub(asked)
	switch {
	case days > c.in.Terms.DaysLate:
		c.report(rules.DateLate, asked.String(), due.String(), rules.Days(days))
	case -days > c.in.Terms.DaysEarly:
		c.report(rules.DateEarly, asked.String(), due.String(), rules.Days(days))
	}
}

// partWords says the parts as a planner reads them: 60 on 2026-12-01, 40 without a day.
func (c *checking) partWords(taken []documents.Schedule) string {
	s := ""
	for i, p := range taken {
		if i > 0 {
			s += ", "
		}
		if i == 10 {
			return s + "…"
		}
		if p.Quantity.Valid {
			s += p.Quantity.Decimal.String() + " "
		}
		switch {
		case p.Due.IsZero():
			s += "without a day"
		case p.Shipping:
			s += "leaving on " + p.Due.String()
		default:
			s += "on " + p.Due.String()
		}
	}
	return s
}

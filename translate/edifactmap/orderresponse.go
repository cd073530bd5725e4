package edifactmap

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/translate"
)

// answers is data element 4343.
var answers = map[string]documents.Answer{
	"AP": documents.AnswerAsOrdered, "AD": documents.AnswerAsOrdered,
	"AC": documents.AnswerLines, "CA": documents.AnswerLines,
	"AI": documents.AnswerExcept,
	"AB": documents.AnswerHold,
	"RE": documents.AnswerRejected,
}

// functions is data element 1225, which says it where 4343 is not given.
var functions = map[string]documents.Answer{
	"29": documents.AnswerAsOrdered,
	"27": documents.AnswerRejected,
	"4":  documents.AnswerLines, "5": documents.AnswerLines, "9": documents.AnswerLines,
	"28": documents.AnswerLines, "30": documents.AnswerLines, "33": documents.AnswerLines, "34": documents.AnswerLines, "36": documents.AnswerLines,
}

// statuses is data element 1229.
var statuses = map[string]documents.LineStatus{
	"1": documents.LineAdded,
	"2": documents.LineCancelled,
	"3": documents.LineChanged, "6": documents.LineChanged, "24": documents.LineChanged,
	"4": documents.LineAccepted, "5": documents.LineAccepted,
	"7": documents.LineRejected, "10": documents.LineRejected, "21": documents.LineRejected,
}

// The date qualifiers, data element 2005, of a promise: when goods arrive, and
// when they leave the supplier.
var (
	arrivalDates  = []string{"67", "69", "2", "17", "76", "132", "191"}
	shippingDates = []string{"79", "10", "11"}
)

// partQuantities is data element 6063 of what one part of a line promises.
var partQuantities = []string{"113", "12", "83"}

// responseReading reads an ORDRSP.
type responseReading struct {
	*translate.Reading
	response *documents.OrderResponse
	parties  parties
	line     *documents.ResponseLine // that LIN opened; nil in the header
	own      lineNumber
	numbers  numbers
	priceBy  int                // index in prices of the line's price, from 1
	status   documents.Schedule // status and code of the line
	date     documents.Schedule // the line's date, for its parts that have none
	inPart   bool               // a QTY or SCC has begun a part whose date may follow
	skip     bool               // a sub line is being passed over
	done     bool               // the summary has begun
}

func readResponse(in *translate.Reading) *translate.Result {
	o := &documents.OrderResponse{}
	r := &responseReading{Reading: in, response: o}
	r.parties.roles = translate.Roles{{For: buyerRoles, Party: &o.Buyer}, {For: supplierRoles, Party: &o.Supplier}}
	in.Each(r.take)
	r.closeLine()
	if o.OrderNumber == "" {
		in.Lacking(edi.Reject, "the response names no order")
	}
	translate.SettleAnswer(in, o)
	in.Result.Response = o
	return in.Result
}

func (r *responseReading) take(s *edi.Segment) bool {
	switch s.Tag {
	case "LIN":
		r.closeLine()
		if r.skip = subLine(s); r.skip {
			return false
		}
		r.openLine(s)
		return true
	case "UNS":
		r.closeLine()
		r.done = true
		return true
	case "CNT":
		if s.Element(1) == "2" {
			r.Count(s, 1, 2, len(r.response.Lines))
		}
		return s.Element(1) == "2"
	}
	switch {
	case r.skip:
		return false
	case r.line != nil:
		return r.takeInLine(s)
	}
	return r.takeInHeader(s)
}

// takeInHeader also reads an RFF of the summary: some senders have no detail and
// name the order behind UNS.
func (r *responseReading) takeInHeader(s *edi.Segment) bool {
	o, q := r.response, s.Element(1)
	switch {
	case s.Tag == "BGM":
		r.readHeader(s)
	case s.Tag == "DTM" && q == "137":
		o.Date = day(r.Reading, s)
	case s.Tag == "DTM" && slices.Contains(arrivalDates, q) && !r.done:
		o.Due = day(r.Reading, s)
	case s.Tag == "CUX":
		o.Currency = s.Component(1, 2)
	case s.Tag == "RFF" && q == "ON":
		o.OrderNumber = s.Component(1, 2)
	case s.Tag == "RFF" && q == "VN":
		o.SupplierNumber = s.Component(1, 2)
	default:
		return r.parties.take(s)
	}
	return true
}

// readHeader reads BGM: the answer stands in 4343, or else in 1225.
func (r *responseReading) readHeader(s *edi.Segment) {
	o := r.response
	o.Number = s.Element(2)
	function, code := s.Element(3), s.Element(4)
	if function == "1" {
		r.Defect(s, 3, 0, edi.CodeBadValue, edi.Reject, "this withdraws an earlier response, which only a person can do")
	}
	var ok bool
	element := 4
	if o.Code = code; code != "" {
		o.Answer, ok = answers[code]
	} else {
		o.Code, element = function, 3
		o.Answer, ok = functions[function]
	}
	if !ok {
		o.Answer = documents.AnswerHold
		r.Defect(s, element, 0, edi.CodeBadValue, edi.Note, "this answer promises nothing that we know")
	}
}

func (r *responseReading) openLine(s *edi.Segment) {
	r.response.Lines = append(r.response.Lines, documents.ResponseLine{})
	r.line = &r.response.Lines[len(r.response.Lines)-1]
	r.own, r.numbers, r.priceBy, r.inPart = lineNumber{own: s.Element(1)}, newNumbers(s), 0, false
	r.date, r.status = documents.Schedule{}, documents.Schedule{Status: documents.LineChanged, Code: s.Element(2)}
	if code := s.Element(2); code != "" {
		var ok bool
		if r.status.Status, ok = statuses[code]; !ok {
			r.status.Status = documents.LineHold
			r.Defect(s, 2, 0, edi.CodeBadValue, edi.Note, "this line status is not known")
		}
	}
}

func (r *responseReading) takeInLine(s *edi.Segment) bool {
	l, q := r.line, s.Element(1)
	switch s.Tag {
	case "PIA":
		if q != "3" { // 4347: substituted by
			return r.numbers.takePIA(s)
		}
		other := numbers{}
		known := other.takePIA(s)
		r.status.Status, r.status.Item = documents.LineSubstituted, other.item("")
		return known
	case "IMD":
		l.Item.Name = itemName(l.Item.Name, s)
	case "FTX":
		if components(s, 4, 1, 5) == "" {
			return false
		}
		l.Note = note(l.Note, s)
	case "QTY":
		return r.takeQuantity(s)
	case "DTM":
		return r.takeDate(s)
	case "SCC":
		r.inPart = false // the next quantity begins a part
	case "PRI":
		i := rank(prices, q)
		if i == 0 || r.priceBy > 0 && i > r.priceBy {
			return false
		}
		l.Price, r.priceBy = priceOf(r.Reading, s, l.Unit), i
	case "RFF":
		_, ok := r.own.take(s)
		return ok
	default:
		return false
	}
	return true
}

// takeQuantity reads what the line comes to (21), or what one part of it is.
func (r *responseReading) takeQuantity(s *edi.Segment) bool {
	q := s.Element(1)
	switch {
	case q == "21":
		var n documents.Quantity
		n, r.line.Unit = quantity(r.Reading, s)
		r.line.Quantity = documents.Some(n)
		return true
	case !slices.Contains(partQuantities, q):
		return false
	}
	n, unit := quantity(r.Reading, s)
	if n.IsZero() {
		return true
	}
	if unit == "" {
		unit = r.line.Unit
	}
	part := r.status
	if part.Quantity, part.Unit = documents.Some(n), unit; q == "83" {
		part.Status = documents.LineBackordered
	}
	r.line.Schedules = append(r.line.Schedules, part)
	r.inPart = true
	return true
}

// takeDate reads a date of the part before it, or of the line.
func (r *responseReading) takeDate(s *edi.Segment) bool {
	q := s.Element(1)
	shipping := slices.Contains(shippingDates, q)
	if !shipping && !slices.Contains(arrivalDates, q) {
		return false
	}
	d := day(r.Reading, s)
	if n := len(r.line.Schedules); r.inPart && n > 0 && r.line.Schedules[n-1].Due.IsZero() {
		r.line.Schedules[n-1].Due, r.line.Schedules[n-1].Shipping = d, shipping
		return true
	}
	r.date.Due, r.date.Shipping = d, shipping
	return true
}

// closeLine finishes the line that is open. One that is not split has one part.
func (r *responseReading) closeLine() {
	if r.line == nil {
		return
	}
	r.line.Item = r.numbers.item(r.line.Item.Name)
	r.line.Number = r.own.String()
	if len(r.line.Schedules) == 0 {
		r.line.Schedules = append(r.line.Schedules, r.status)
	}
	for i := range r.line.Schedules {
		p := &r.line.Schedules[i]
		if p.Due.IsZero() {
			p.Due, p.Shipping = r.date.Due, r.date.Shipping
		}
		if r.status.Status == documents.LineSubstituted {
			p.Status, p.Item = r.status.Status, r.status.Item
		}
	}
	r.line = nil
}

// The codes that are written where the document has none of EDIFACT.
var (
	writtenAnswers = map[documents.Answer]string{
		documents.AnswerAsOrdered: "AD", documents.AnswerLines: "AC", documents.AnswerExcept: "AI",
		documents.AnswerHold: "AB", documents.AnswerRejected: "RE",
	}
	writtenStatuses = map[documents.LineStatus]string{
		documents.LineAccepted: "5", documents.LineChanged: "3", documents.LineCancelled: "2",
		documents.LineRejected: "7", documents.LineAdded: "1", documents.LineSubstituted: "3", documents.LineBackordered: "3",
	}
)

// response writes an ORDRSP.
func (w *writing) response(o *documents.OrderResponse) {
	code := o.Code
	if answers[code] != o.Answer {
		code = w.Need("code for answer "+string(o.Answer), writtenAnswers[o.Answer], 3)
	}
	if o.Date.IsZero() {
		w.Fail(errors.New("response date is missing"))
	}
	w.Add("BGM", of("231"), of(w.Need("response number", o.Number, 35)), of("9"), of(code))
	w.date("137", o.Date)
	w.date("67", o.Due)
	w.reference("ON", w.Need("order number", o.OrderNumber, 35))
	w.reference("VN", o.SupplierNumber)
	w.party("BY", o.Buyer)
	w.party("SU", o.Supplier)
	w.currency(o.Currency, "9")
	for _, l := range o.Lines {
		w.responseLine(&l)
	}
	w.Add("UNS", of("S"))
	w.Add("CNT", of("2", strconv.Itoa(len(o.Lines))))
}

// responseLine writes a line, and a delivery schedule if it is promised in parts
// or has a part whose quantity is told apart from the line's.
func (w *writing) responseLine(l *documents.ResponseLine) {
	w.line(l.Number, w.lineStatus(l), l.Item, func() {
		i := slices.IndexFunc(l.Schedules, func(p documents.Schedule) bool { return p.Status == documents.LineSubstituted })
		if i >= 0 {
			w.substitute(l.Schedules[i].Item)
		}
	})
	if l.Quantity.Valid {
		w.Add("QTY", of("21", optional(l.Quantity), w.Units.Write(l.Unit)))
	}
	whole := len(l.Schedules) == 1 && !l.Schedules[0].Quantity.Valid && l.Schedules[0].Status != documents.LineBackordered
	if whole {
		w.promise(l.Schedules[0])
	}
	w.text("LIN", l.Note) // 4451: line item
	if l.Price.Valid {
		w.Add("PRI", of("AAA", optional(l.Price)))
	}
	if whole {
		return
	}
	for _, p := range l.Schedules {
		if !p.Quantity.Valid && len(l.Schedules) == 1 {
			p.Quantity, p.Unit = l.Quantity, l.Unit
		}
		if !p.Quantity.Valid {
			w.Fail(fmt.Errorf("line %s: a part of it has no quantity", l.Number))
		}
		qualifier := "113"
		if p.Status == documents.LineBackordered {
			qualifier = "83"
		}
		w.Add("SCC", of("1"))
		w.Add("QTY", of(qualifier, optional(p.Quantity), w.Units.Write(p.Unit)))
		w.promise(p)
	}
}

// lineStatus is the code of the line: that of all its parts. What is backordered
// is told by its quantity's qualifier and not by the code.
func (w *writing) lineStatus(l *documents.ResponseLine) string {
	var found []string
	for _, p := range l.Schedules {
		code := p.Code
		switch {
		case p.Status == documents.LineBackordered:
			continue
		case statuses[code] != p.Status && (p.Status != documents.LineSubstituted || statuses[code] == ""):
			code = w.Need("code for line status "+string(p.Status), writtenStatuses[p.Status], 3)
		}
		if !slices.Contains(found, code) {
			found = append(found, code)
		}
	}
	switch {
	case len(found) == 1:
		return found[0]
	case len(found) > 1:
		w.Fail(fmt.Errorf("line %s: the message has one status for a line, not %s", l.Number, strings.Join(found, " and ")))
	case len(l.Schedules) > 0:
		return writtenStatuses[documents.LineBackordered]
	}
	return ""
}

// substitute writes what a line is substituted by.
func (w *writing) substitute(i documents.Item) {
	if i.GTIN != "" {
		w.Add("PIA", of("3"), of(w.Text("GTIN", i.GTIN, 35), "EN"))
		return
	}
	w.numbers("3", i)
}

// promise writes the date of a part.
func (w *writing) promise(p documents.Schedule) {
	qualifier := "67"
	if p.Shipping {
		qualifier = "79"
	}
	w.date(qualifier, p.Due)
}

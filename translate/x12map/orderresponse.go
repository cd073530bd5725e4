package x12map

import (
	"errors"
	"slices"
	"strconv"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/translate"
)

// answers is data element 587. Of RF and RN, RO, RV the lines may say more; the
// order is refused all the same until a person has read them.
var answers = map[string]documents.Answer{
	"AK": documents.AnswerAsOrdered, "AT": documents.AnswerAsOrdered, "AD": documents.AnswerAsOrdered,
	"AC": documents.AnswerLines, "AP": documents.AnswerLines,
	"AE": documents.AnswerExcept,
	"AH": documents.AnswerHold,
	"RD": documents.AnswerRejected, "RJ": documents.AnswerRejected, "RF": documents.AnswerRejected,
	"RN": documents.AnswerRejected, "RO": documents.AnswerRejected, "RV": documents.AnswerRejected,
}

// statuses is data element 668.
var statuses = map[string]documents.LineStatus{
	"IA": documents.LineAccepted, "AC": documents.LineAccepted, "AR": documents.LineAccepted, "AA": documents.LineAccepted,
	"DR": documents.LineChanged, "IQ": documents.LineChanged, "IP": documents.LineChanged, "IC": documents.LineChanged, "BP": documents.LineChanged,
	"IB": documents.LineBackordered,
	"IE": documents.LinePricePending,
	"SP": documents.LineDatePending,
	"IH": documents.LineHold, "IF": documents.LineHold, "IW": documents.LineHold,
	"IS": documents.LineSubstituted,
	"ID": documents.LineCancelled,
	"IR": documents.LineRejected, "R1": documents.LineRejected, "R2": documents.LineRejected, "R3": documents.LineRejected, "R4": documents.LineRejected,
	"R5": documents.LineRejected, "R6": documents.LineRejected, "R7": documents.LineRejected, "R8": documents.LineRejected,
}

// The date qualifiers, data element 374, of a promise: when goods arrive, and
// when they leave the supplier.
var (
	arrivalDates  = []string{"067", "069", "002", "017", "371", "074", "076", "106"}
	shippingDates = []string{"068", "079", "010", "011", "018", "037", "080"}
)

// responseReading reads an 855.
type responseReading struct {
	*translate.Reading
	response *documents.OrderResponse
	parties  parties
	line     *documents.ResponseLine // that PO1 opened; nil in the header
	lineDue  documents.Schedule      // the date of the line, for its schedules that have none
	sched    int                     // SCH segments since the last ACK
	done     bool                    // the summary has begun
}

func readResponse(in *translate.Reading) *translate.Result {
	o := &documents.OrderResponse{}
	r := &responseReading{Reading: in, response: o}
	r.parties.roles = translate.Roles{{For: buyerRoles, Party: &o.Buyer}, {For: supplierRoles, Party: &o.Supplier}}
	in.Each(r.take)
	r.closeLine()
	if o.Answer == "" {
		in.Lacking(edi.Reject, "the response has no BAK")
	}
	translate.SettleAnswer(in, o)
	in.Result.Response = o
	return in.Result
}

func (r *responseReading) take(s *edi.Segment) bool {
	switch s.Tag {
	case "PO1":
		r.closeLine()
		r.response.Lines = append(r.response.Lines, r.readLine(s))
		r.line = &r.response.Lines[len(r.response.Lines)-1]
		return true
	case "CTT":
		r.closeLine()
		r.done = true
		r.Count(s, 1, 0, len(r.response.Lines))
		return true
	}
	switch {
	case r.done:
		return false
	case r.line != nil:
		return r.takeInLine(s)
	}
	return r.takeInHeader(s)
}

func (r *responseReading) takeInHeader(s *edi.Segment) bool {
	o := r.response
	switch s.Tag {
	case "BAK":
		r.readHeader(s)
	case "CUR":
		o.Currency = s.Element(2)
	case "REF":
		if s.Element(1) != "VN" {
			return r.parties.take(s)
		}
		if o.SupplierNumber == "" {
			o.SupplierNumber = s.Element(2)
		}
	case "DTM":
		if !slices.Contains(arrivalDates, s.Element(1)) {
			return false
		}
		o.Due = dtm(r.Reading, s)
	default:
		return r.parties.take(s)
	}
	return true
}

// readHeader reads BAK. BAK04 is the order's date and is not kept; the response's
// own is BAK09.
func (r *responseReading) readHeader(s *edi.Segment) {
	o := r.response
	if p := s.Element(1); p == "01" || p == "03" { // element 353: cancellation, deletion
		r.Defect(s, 1, 0, edi.CodeBadValue, edi.Reject, "this withdraws an earlier response, which only a person can do")
	}
	o.Code = r.Need(s, 2, 0, "the acknowledgment type")
	o.OrderNumber = r.Need(s, 3, 0, "the order number")
	o.SupplierNumber = s.Element(8)
	o.Date = date(r.Reading, s, 9, edi.Note)
	var ok bool
	if o.Answer, ok = answers[o.Code]; !ok {
		o.Answer = documents.AnswerHold
		if o.Code != "" {
			r.Defect(s, 2, 0, edi.CodeBadValue, edi.Note, "this acknowledgment type promises nothing that we know")
		}
	}
}

func (r *responseReading) readLine(s *edi.Segment) documents.ResponseLine {
	r.lineDue, r.sched = documents.Schedule{}, 0
	numbers := pairs(s, 6, 25)
	l := documents.ResponseLine{
		Number:   s.Element(1),
		Item:     item(numbers),
		Quantity: r.Number(s, 2, 0, edi.Reject),
		Unit:     r.Units.Read(s.Element(3)),
	}
	if l.Number == "" {
		l.Number = numbers["PL"]
	}
	l.Price = price(r.Reading, s, 4, l.Unit)
	return l
}

func (r *responseReading) takeInLine(s *edi.Segment) bool {
	switch s.Tag {
	case "PID":
		r.line.Item.Name = words(r.line.Item.Name, s.Element(5))
		return s.Element(5) != ""
	case "N9":
		return s.Element(1) == "L1"
	case "MSG", "MTX", "NTE":
		r.line.Note = noteText(r.line.Note, s)
	case "CTP": // CTP04 is a quantity, CTP02 data element 236; only a price that PO104 has not
		if r.line.Price.Valid {
			return false
		}
		r.line.Price = r.Number(s, 3, 0, edi.Note)
	case "DTM":
		return r.takeDate(s)
	case "ACK":
		r.line.Schedules = append(r.line.Schedules, r.readSchedule(s))
		r.sched = 0
	case "SCH":
		r.readSCH(s)
	default:
		return false
	}
	return true
}

// takeDate reads a DTM of the line, or of the ACK before it.
func (r *responseReading) takeDate(s *edi.Segment) bool {
	due, ok := r.promise(s, 1, dtm(r.Reading, s))
	if !ok {
		return false
	}
	if n := len(r.line.Schedules); n > 0 && r.line.Schedules[n-1].Due.IsZero() {
		r.line.Schedules[n-1].Due, r.line.Schedules[n-1].Shipping = due.Due, due.Shipping
		return true
	}
	r.lineDue = due
	return len(r.line.Schedules) == 0
}

// promise says what a date under the qualifier in element n means.
func (r *responseReading) promise(s *edi.Segment, n int, d documents.Date) (documents.Schedule, bool) {
	switch q := s.Element(n); {
	case slices.Contains(arrivalDates, q):
		return documents.Schedule{Due: d}, true
	case slices.Contains(shippingDates, q):
		return documents.Schedule{Due: d, Shipping: true}, true
	}
	return documents.Schedule{}, false
}

// readSchedule reads an ACK.
func (r *responseReading) readSchedule(s *edi.Segment) documents.Schedule {
	code := s.Element(1)
	status, ok := statuses[code]
	if !ok {
		status = documents.LineHold
		r.Defect(s, 1, 0, edi.CodeBadValue, edi.Note, "this line status is not known")
	}
	p := documents.Schedule{Status: status, Code: code, Quantity: r.Number(s, 2, 0, edi.Reject), Unit: r.Units.Read(s.Element(3))}
	if s.Element(5) != "" {
		due, ok := r.promise(s, 4, date(r.Reading, s, 5, edi.Reject))
		if !ok {
			r.Defect(s, 4, 0, edi.CodeBadValue, edi.Note, "what this date means is not known")
		}
		p.Due, p.Shipping = due.Due, due.Shipping
	}
	if status == documents.LineSubstituted {
		p.Item = item(pairs(s, 7, 26))
	}
	return p
}

// readSCH reads a part of what the ACK before it says: the first completes it,
// each further one is a part of its own with the same status.
func (r *responseReading) readSCH(s *edi.Segment) {
	part := documents.Schedule{Status: documents.LineChanged}
	n := len(r.line.Schedules)
	if n > 0 {
		part = r.line.Schedules[n-1]
	}
	if q := r.Number(s, 1, 0, edi.Reject); q.Valid {
		part.Quantity, part.Unit = q, r.Units.Read(s.Element(2))
	}
	if due, ok := r.promise(s, 5, date(r.Reading, s, 6, edi.Reject)); ok {
		part.Due, part.Shipping = due.Due, due.Shipping
	} else if s.Element(6) != "" {
		r.Defect(s, 5, 0, edi.CodeBadValue, edi.Note, "what this date means is not known")
	}
	if n > 0 && r.sched == 0 {
		r.line.Schedules[n-1] = part
	} else {
		r.line.Schedules = append(r.line.Schedules, part)
	}
	r.sched++
}

// closeLine gives the line's date to its parts that have none. A line without
// any ACK is one that was repeated to be compared.
func (r *responseReading) closeLine() {
	if r.line == nil {
		return
	}
	if len(r.line.Schedules) == 0 {
		part := r.lineDue
		part.Status = documents.LineChanged
		r.line.Schedules = append(r.line.Schedules, part)
	}
	for i := range r.line.Schedules {
		if p := &r.line.Schedules[i]; p.Due.IsZero() {
			p.Due, p.Shipping = r.lineDue.Due, r.lineDue.Shipping
		}
	}
	r.line = nil
}

// The codes that are written where the document has none of X12.
var (
	writtenAnswers = map[documents.Answer]string{
		documents.AnswerAsOrdered: "AD", documents.AnswerLines: "AC", documents.AnswerExcept: "AE",
		documents.AnswerHold: "AH", documents.AnswerRejected: "RD",
	}
	writtenStatuses = map[documents.LineStatus]string{
		documents.LineAccepted: "IA", documents.LineChanged: "IC", documents.LineBackordered: "IB",
		documents.LinePricePending: "IE", documents.LineDatePending: "SP", documents.LineHold: "IH",
		documents.LineSubstituted: "IS", documents.LineCancelled: "ID", documents.LineRejected: "IR",
	}
)

// response writes an 855.
func (w *writing) response(o *documents.OrderResponse) {
	code := o.Code
	if answers[code] != o.Answer {
		code = w.Need("code for answer "+string(o.Answer), writtenAnswers[o.Answer], 2)
	}
	if o.Date.IsZero() {
		w.Fail(errors.New("response date is missing"))
	}
	day := formatDate(o.Date)
	w.add("BAK", "00", code, w.Need("order number", o.OrderNumber, 22), day, "", "", "", w.Text("supplier's order number", o.SupplierNumber, 30), day)
	if o.Currency != "" {
		w.add("CUR", "SE", w.Text("currency", o.Currency, 3))
	}
	if !o.Due.IsZero() {
		w.add("DTM", "067", formatDate(o.Due))
	}
	w.party("BY", o.Buyer)
	w.party("SU", o.Supplier)
	for _, l := range o.Lines {
		w.responseLine(&l)
	}
	w.add("CTT", strconv.Itoa(len(o.Lines)))
}

func (w *writing) responseLine(l *documents.ResponseLine) {
	unit := w.unit(l.Unit)
	w.add("PO1", append([]string{w.Text("line number", l.Number, 20), optional(l.Quantity), unit, optional(l.Price), ""},
		w.itemPairs(l.Item)...)...)
	w.itemName(l.Item.Name)
	for _, p := range l.Schedules {
		code := p.Code
		if statuses[code] != p.Status {
			code = w.Need("code for line status "+string(p.Status), writtenStatuses[p.Status], 2)
		}
		ack := []string{code, optional(p.Quantity), "", "", "", ""}
		if p.Quantity.Valid { // ACK02 and ACK03 go together
			ack[2] = w.unit(p.Unit)
		}
		if !p.Due.IsZero() {
			ack[3], ack[4] = "067", formatDate(p.Due)
			if p.Shipping {
				ack[3] = "068"
			}
		}
		w.add("ACK", append(ack, w.itemPairs(p.Item)...)...)
	}
	w.note(l.Note)
}

package x12map

import (
	"errors"
	"reflect"
	"slices"
	"strconv"
	"time"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/translate"
)

// noticeReading reads an 856: first every level with what stands in it, then the
// tree that the levels make.
type noticeReading struct {
	*translate.Reading
	notice  *documents.ShipNotice
	parties parties
	levels  []*level
	now     *level // that is being read; nil before the first HL
	done    bool   // the summary has begun
	dateBy  int    // index in expectedDates of the date in Expected, from 1
	trackBy int    // index in trackingReferences of the number in Tracking, from 1

	referred map[string]bool // the numbers in OrderRefs
}

// expectedDates is data element 374 of the arrival, best first.
var expectedDates = []string{"017", "371", "067", "069", "002"}

// trackingReferences is data element 128 of a carrier's number, best first.
var trackingReferences = []string{"2I", "CN"}

func readShipNotice(in *translate.Reading) *translate.Result {
	n := &documents.ShipNotice{}
	r := &noticeReading{Reading: in, notice: n, referred: map[string]bool{}}
	r.parties.roles = translate.Roles{
		{For: append(slices.Clone(supplierRoles), "SH"), Party: &n.Supplier},
		{For: shipFromRoles, Party: &n.ShipFrom}, {For: shipToRoles, Party: &n.ShipTo},
	}
	in.Each(r.take)
	connect(in, r.levels)
	r.assemble()
	if n.Number == "" {
		in.Lacking(edi.Reject, "the notice has no number")
	}
	if len(n.OrderRefs) == 0 && !n.Cancel {
		in.Lacking(edi.Note, "the notice names no order")
	}
	in.Result.ShipNotice = n
	return in.Result
}

func (r *noticeReading) take(s *edi.Segment) bool {
	switch s.Tag {
	case "BSN":
		return r.readHeader(s)
	case "HL":
		return r.openLevel(s)
	case "CTT":
		r.done = true // CTT01 counts levels or lines, as the sender likes
		return true
	}
	switch {
	case r.done:
		return false
	case r.now == nil || r.now.kind == "S":
		return r.takeInShipment(s)
	case r.now.kind == "O":
		return r.takeInOrder(s)
	case r.now.pack != nil:
		return r.takeInPack(s)
	case r.now.line != nil:
		return r.takeInItem(s)
	}
	return false
}

// readHeader reads BSN; BSN05, the structure, is not needed, as the levels tell it.
func (r *noticeReading) readHeader(s *edi.Segment) bool {
	n := r.notice
	n.Number = s.Element(2)
	n.Cancel, n.Replace = s.Element(1) == "01", s.Element(1) == "05" // element 353
	if s.Element(1) == "04" {
		r.Defect(s, 1, 0, edi.CodeBadValue, edi.Note, "a change is read as a new notice")
	}
	if day := date(r.Reading, s, 3, edi.Note); !day.IsZero() {
		n.Issued = day.At(0, time.UTC)
		if t := s.Element(4); len(t) >= 4 {
			clock, err := time.Parse("1504", t[:4])
			if err != nil {
				r.Defect(s, 4, 0, edi.CodeBadTime, edi.Note, "this is not a time")
			}
			n.Issued = n.Issued.Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute)
		}
	}
	return true
}

func (r *noticeReading) openLevel(s *edi.Segment) bool {
	l := &level{hl: s, id: s.Element(1), kind: s.Element(3)}
	switch l.kind {
	case "S", "O":
	case "T", "P", "Q":
		l.pack = &documents.Package{ID: l.id}
	case "I":
		l.line = &shipped{}
	default:
		r.Defect(s, 3, 0, edi.CodeBadValue, edi.Note, "what stands at this kind of level is not read")
	}
	r.levels, r.now = append(r.levels, l), l
	return ranks[l.kind] > 0
}

func (r *noticeReading) takeInShipment(s *edi.Segment) bool {
	n := r.notice
	switch s.Tag {
	case "TD1":
		return r.weight(s, 7, &n.Weight, &n.WeightIn)
	case "TD5":
		switch {
		case s.Element(5) != "":
			n.Carrier = s.Element(5)
		case s.Element(3) != "":
			n.Carrier = s.Element(3)
		default:
			return false
		}
	case "REF":
		if s.Element(1) == "BM" {
			n.WayBill = s.Element(2)
			return true
		}
		if i := slices.Index(trackingReferences, s.Element(1)) + 1; i > 0 && (r.trackBy == 0 || i < r.trackBy) {
			n.Tracking, r.trackBy = s.Element(2), i
			return true
		}
		return r.parties.take(s)
	case "DTM":
		if s.Element(1) == "011" {
			n.Shipped = dtm(r.Reading, s)
			return true
		}
		i := slices.Index(expectedDates, s.Element(1)) + 1
		if i == 0 || r.dateBy > 0 && i > r.dateBy {
			return false
		}
		n.Expected, r.dateBy = dtm(r.Reading, s), i
	default:
		return r.parties.take(s)
	}
	return true
}

// weight reads element n of s, with its unit behind it.
func (r *noticeReading) weight(s *edi.Segment, n int, to *documents.Optional, in *documents.Unit) bool {
	w := r.Number(s, n, 0, edi.Note)
	if w.Valid {
		*to, *in = w, r.Units.Read(s.Element(n+1))
	}
	return w.Valid
}

// packWeight reads the weight of a package. A notice has one unit for all weights.
func (r *noticeReading) packWeight(s *edi.Segment, n int) bool {
	p, in := r.now.pack, r.notice.WeightIn
	read := r.weight(s, n, &p.Weight, &in)
	switch {
	case r.notice.WeightIn == "":
		r.notice.WeightIn = in
	case read && in != r.notice.WeightIn:
		r.Defect(s, n+1, 0, edi.CodeBadValue, edi.Note, "this weight is in another unit than the shipment's")
		p.Weight = documents.Optional{}
	}
	return read
}

func (r *noticeReading) takeInOrder(s *edi.Segment) bool {
	if s.Tag != "PRF" {
		return false
	}
	r.now.order = r.Need(s, 1, 0, "the order number")
	return true
}

func (r *noticeReading) takeInPack(s *edi.Segment) bool {
	p := r.now.pack
	switch s.Tag {
	case "MAN":
		r.mark(s, 1)
		if s.Element(4) != "" {
			r.mark(s, 4)
		}
	case "TD1":
		p.Kind = s.Element(1)
		if c, err := strconv.Atoi(s.Element(2)); err == nil && c > 0 {
			p.Count = c
		}
		r.packWeight(s, 7)
	case "PO4":
		return r.packWeight(s, 6)
	default:
		return false
	}
	return true
}

// mark reads a label's number: the qualifier, data element 88, in element n.
func (r *noticeReading) mark(s *edi.Segment, n int) {
	p, number := r.now.pack, s.Element(n+1)
	switch s.Element(n) {
	case "GM", "AA", "AI":
		if sscc, ok := translate.SSCC(number); ok {
			p.SSCC = sscc
			return
		}
		if s.Element(n) != "AI" {
			r.Defect(s, n+1, 0, edi.CodeBadCharacter, edi.Note, "this is not an SSCC; it is kept as a mark")
		}
	}
	p.Mark = number
}

func (r *noticeReading) takeInItem(s *edi.Segment) bool {
	l := r.now.line
	switch s.Tag {
	case "LIN":
		numbers := pairs(s, 2, 31)
		l.Item, l.Number, l.Origin = item(numbers), numbers["PL"], numbers["CH"]
		if l.Number == "" {
			l.Number = s.Element(1)
		}
		r.lot(numbers["LT"], numbers["SN"])
	case "SN1":
		l.counted = true
		l.Quantity = r.NeedNumber(s, 2, 0, "the quantity shipped")
		l.Unit = r.Units.Read(s.Element(3))
		if l.Number == "" {
			l.Number = s.Element(1)
		}
	case "PRF":
		l.order = s.Element(1)
	case "PID":
		l.Item.Name = words(l.Item.Name, s.Element(5))
		return s.Element(5) != ""
	case "REF":
		switch s.Element(1) {
		case "LT":
			r.lot(s.Element(2), "")
		case "SE":
			r.lot("", s.Element(2))
		case "PO":
			l.order = s.Element(2)
		default:
			return false
		}
	case "DTM":
		switch s.Element(1) {
		case "036":
			l.lot.Expires = dtm(r.Reading, s)
		case "094", "405":
			l.lot.Produced = dtm(r.Reading, s)
		default:
			return false
		}
		l.hasLot = true
	default:
		return false
	}
	return true
}

// lot keeps a lot's number and a serial number of the item.
func (r *noticeReading) lot(number, serial string) {
	l := r.now.line
	if number != "" {
		l.lot.Number, l.hasLot = number, true
	}
	if serial != "" {
		l.lot.Serials, l.hasLot = append(l.lot.Serials, serial), true
	}
}

// assemble puts packages and lines into the notice, in the order of their levels.
func (r *noticeReading) assemble() {
	n := r.notice
	for _, l := range r.levels {
		r.refer(l.order)
		switch {
		case l.pack != nil:
			l.pack.Parent = l.packOf()
			n.Packages = append(n.Packages, *l.pack)
		case l.line != nil:
			r.addLine(l)
		}
	}
	for i := range n.Lines {
		if l := &n.Lines[i]; l.OrderNumber == "" && len(n.OrderRefs) == 1 {
			l.OrderNumber = n.OrderRefs[0]
		}
	}
}

// refer keeps the number of an order that the notice names, once.
func (r *noticeReading) refer(number string) {
	if number != "" && !r.referred[number] {
		r.referred[number] = true
		r.notice.OrderRefs = append(r.notice.OrderRefs, number)
	}
}

func (r *noticeReading) addLine(l *level) {
	n, line := r.notice, l.line.ShippedLine
	if line.OrderNumber = l.line.order; line.OrderNumber == "" {
		line.OrderNumber = l.orderOf()
	}
	r.refer(line.OrderNumber)
	if !l.line.counted {
		r.Defect(l.hl, 0, 0, edi.CodeMandatoryMissing, edi.Reject, "the item says not how much was shipped")
	}
	line.Package = l.packOf()
	switch { // some senders put the carton below what it holds
	case len(l.packs) == 1:
		line.Package = l.packs[0].pack.ID
	case len(l.packs) > 1:
		r.Defect(l.hl, 0, 0, edi.CodeBadValue, edi.Note, "the item is in several packages, and how much in which is not said")
	}
	if l.line.hasLot {
		lot := l.line.lot
		lot.Quantity = line.Quantity
		line.Lots = []documents.Lot{lot}
	}
	if last := len(n.Lines) - 1; last >= 0 && len(line.Lots) > 0 && sameGoods(n.Lines[last], line) {
		n.Lines[last].Quantity = n.Lines[last].Quantity.Add(line.Quantity)
		n.Lines[last].Lots = append(n.Lines[last].Lots, line.Lots...)
		return
	}
	n.Lines = append(n.Lines, line)
}

// sameGoods says that b is a further lot of a: the same line of the same order in
// the same package.
func sameGoods(a, b documents.ShippedLine) bool {
	if len(a.Lots) == 0 {
		return false
	}
	a.Lots, b.Lots = nil, nil
	a.Quantity, b.Quantity = documents.Quantity{}, documents.Quantity{}
	return reflect.DeepEqual(a, b)
}

// shipNotice writes an 856 by shipment, order, tare, pack and item.
func (w *writing) shipNotice(n *documents.ShipNotice) {
	purpose := "00"
	switch {
	case n.Cancel:
		purpose = "01"
	case n.Replace:
		purpose = "05"
	}
	if n.Issued.IsZero() {
		w.Fail(errors.New("the notice has no time of issue"))
	}
	w.add("BSN", purpose, w.Need("notice number", n.Number, 30), n.Issued.UTC().Format("20060102"), n.Issued.UTC().Format("1504"))
	t := &tree{writing: w, notice: n, packs: map[string]string{}}
	top := t.hl("", "S")
	t.shipment()
	orders := map[string]string{}
	for _, number := range t.orders() {
		orders[number] = t.hl(top, "O")
		w.add("PRF", w.Text("order number", number, 22))
		t.contents(orders[number], number, "")
	}
	if t.lines != len(n.Lines) || len(t.packs) != len(n.Packages) {
		w.Fail(errors.New("a line or a package stands in a package that is not listed"))
	}
	w.add("CTT", strconv.Itoa(t.last))
}

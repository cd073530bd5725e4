package edifactmap

import (
	"slices"
	"strconv"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/translate"
)

// expectedDates is data element 2005 of the arrival, best first.
var expectedDates = []string{"132", "17", "191", "67", "69", "2"}

// maxPackages limits the packages of one notice.
const maxPackages = 100_000

// noticeReading reads a DESADV. CPS opens a place in the tree of packages, PAC a
// package there, LIN a line in it.
type noticeReading struct {
	*translate.Reading
	notice  *documents.ShipNotice
	parties parties
	places  []*place
	place   *place                 // that CPS opened; nil in the header
	pack    *pack                  // that PAC opened; nil elsewhere
	line    *documents.ShippedLine // that LIN opened; nil elsewhere
	lin     *edi.Segment
	own     lineNumber
	numbers numbers
	lot     documents.Lot
	dateBy  int  // index in expectedDates of the date in Expected, from 1
	counted bool // the line's quantity was there
	skip    bool // a sub line is being passed over

	referred map[string]bool // the numbers in OrderRefs
	holding  map[string]bool // the places that others stand in
}

// place is one CPS with the packages in it.
type place struct {
	cps    *edi.Segment
	id     string
	parent string
	packs  []*pack
	lines  []documents.ShippedLine
}

// pack is one PAC, with what tells its packages apart.
type pack struct {
	documents.Package
	pac     *edi.Segment
	numbers []string // SSCC
}

func readShipNotice(in *translate.Reading) *translate.Result {
	n := &documents.ShipNotice{}
	r := &noticeReading{Reading: in, notice: n, referred: map[string]bool{}, holding: map[string]bool{}}
	r.parties.roles = translate.Roles{
		{For: append(slices.Clone(supplierRoles), "SH"), Party: &n.Supplier},
		{For: shipFromRoles, Party: &n.ShipFrom}, {For: shipToRoles, Party: &n.ShipTo},
	}
	in.Each(r.take)
	r.closeLine()
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
	case "CPS":
		r.closeLine()
		r.place = &place{cps: s, id: s.Element(1), parent: s.Element(2)}
		r.places, r.pack, r.skip = append(r.places, r.place), nil, false
		if r.place.parent != r.place.id {
			r.holding[r.place.parent] = true
		}
		return true
	case "LIN":
		r.closeLine()
		if r.skip = subLine(s); r.skip {
			return false
		}
		r.openLine(s)
		return true
	case "UNS", "CNT":
		r.closeLine()
		return true // CNT counts lines or packages, as the sender likes
	}
	switch {
	case r.skip:
		return false
	case r.line != nil:
		return r.takeInLine(s)
	case r.place != nil:
		return r.takeInPlace(s)
	}
	return r.takeInHeader(s)
}

func (r *noticeReading) takeInHeader(s *edi.Segment) bool {
	n, q := r.notice, s.Element(1)
	switch s.Tag {
	case "BGM":
		n.Number = s.Element(2)
		n.Cancel, n.Replace = s.Element(3) == "1", s.Element(3) == "5" // 1225
		if s.Element(3) == "4" {
			r.Defect(s, 3, 0, edi.CodeBadValue, edi.Note, "a change is read as a new notice")
		}
	case "DTM":
		return r.takeDate(s)
	case "MEA":
		if !weighs(s) {
			return false
		}
		n.Weight = r.Number(s, 3, 2, edi.Note)
		n.WeightIn = r.Units.Read(s.Component(3, 1))
	case "RFF":
		switch q {
		case "ON":
			r.refer(s.Component(1, 2))
		case "BM", "AAS":
			n.WayBill = s.Component(1, 2)
		case "CN":
			n.Tracking = s.Component(1, 2)
		default:
			return r.parties.take(s)
		}
	case "TDT":
		if n.Carrier = s.Component(5, 4); n.Carrier == "" {
			n.Carrier = s.Component(5, 1)
		}
		return n.Carrier != ""
	default:
		return r.parties.take(s)
	}
	return true
}

func (r *noticeReading) takeDate(s *edi.Segment) bool {
	n, q := r.notice, s.Element(1)
	i := rank(expectedDates, q)
	switch {
	case q == "137":
		n.Issued = moment(r.Reading, s)
	case q == "11":
		n.Shipped = day(r.Reading, s)
	case i > 0 && (r.dateBy == 0 || i < r.dateBy):
		n.Expected, r.dateBy = day(r.Reading, s), i
	default:
		return false
	}
	return true
}

// refer keeps the number of an order that the notice names, once.
func (r *noticeReading) refer(number string) {
	if number != "" && !r.referred[number] {
		r.referred[number] = true
		r.notice.OrderRefs = append(r.notice.OrderRefs, number)
	}
}

// weighs says that a MEA is a gross weight: 6313 AAB or AAD, or G.
func weighs(s *edi.Segment) bool {
	return slices.Contains([]string{"AAB", "AAD", "G"}, s.Element(2)) && s.Component(3, 2) != ""
}

func (r *noticeReading) takeInPlace(s *edi.Segment) bool {
	switch {
	case s.Tag == "PAC":
		p := &pack{pac: s, Package: documents.Package{Kind: s.Component(3, 1)}}
		if c, err := strconv.Atoi(s.Element(1)); err == nil && c > 0 {
			p.Count = c
		}
		r.place.packs, r.pack = append(r.place.packs, p), p
	case s.Tag == "MEA" && r.pack != nil && weighs(s):
		return r.packWeight(s)
	case s.Tag == "PCI" && r.pack != nil: // says who gave the numbers that follow
		if mark := components(s, 2, 1, 10); mark != "" {
			r.pack.Mark = mark
		}
	case s.Tag == "GIN" && r.pack != nil:
		return r.packNumbers(s)
	default:
		return false
	}
	return true
}

// packWeight reads the weight of a package. A notice has one unit for all weights.
func (r *noticeReading) packWeight(s *edi.Segment) bool {
	n, unit := r.notice, r.Units.Read(s.Component(3, 1))
	if n.WeightIn == "" {
		n.WeightIn = unit
	}
	if unit != n.WeightIn {
		r.Defect(s, 3, 1, edi.CodeBadValue, edi.Note, "this weight is in another unit than the shipment's")
		return true
	}
	r.pack.Weight = r.Number(s, 3, 2, edi.Note)
	return true
}

// packNumbers reads the SSCC of a GIN: BJ in D.96A and in EANCOM, AW in D.01B.
func (r *noticeReading) packNumbers(s *edi.Segment) bool {
	if q := s.Element(1); q != "BJ" && q != "AW" {
		return false
	}
	for n := 2; n <= 6; n++ {
		if s.Component(n, 2) != "" {
			r.Defect(s, n, 2, edi.CodeBadValue, edi.Note, "a range of package numbers is not read")
			return false
		}
		number := s.Component(n, 1)
		if number == "" {
			continue
		}
		if sscc, ok := translate.SSCC(number); ok {
			r.pack.numbers = append(r.pack.numbers, sscc)
		} else {
			r.pack.Mark = number
			r.Defect(s, n, 1, edi.CodeBadCharacter, edi.Note, "this is not an SSCC; it is kept as a mark")
		}
	}
	return true
}

func (r *noticeReading) openLine(s *edi.Segment) {
	if r.place == nil { // a notice without packages
		r.place = &place{cps: s}
		r.places = append(r.places, r.place)
	}
	r.place.lines = append(r.place.lines, documents.ShippedLine{})
	r.line = &r.place.lines[len(r.place.lines)-1]
	r.lin, r.own, r.numbers, r.lot = s, lineNumber{own: s.Element(1)}, newNumbers(s), documents.Lot{}
	r.counted = false
}

func (r *noticeReading) takeInLine(s *edi.Segment) bool {
	l, q := r.line, s.Element(1)
	switch s.Tag {
	case "PIA":
		return q != "3" && r.numbers.takePIA(s)
	case "IMD":
		l.Item.Name = itemName(l.Item.Name, s)
	case "QTY":
		if q != "12" { // 6063: despatched
			return false
		}
		l.Quantity, l.Unit = quantity(r.Reading, s)
		r.counted = true
	case "ALI":
		l.Origin = s.Element(1)
	case "GIN":
		return r.lineNumbers(s)
	case "DTM":
		switch q {
		case "36", "361":
			if d := day(r.Reading, s); q == "36" || r.lot.Expires.IsZero() {
				r.lot.Expires = d
			}
		case "94":
			r.lot.Produced = day(r.Reading, s)
		default:
			return false
		}
	case "PCI":
		return components(s, 2, 1, 10) == ""
	case "RFF":
		order, ok := r.own.take(s)
		if order != "" {
			l.OrderNumber = order
			r.refer(order)
		}
		return ok
	default:
		return false
	}
	return true
}

// lineNumbers reads lots (BX) and serial numbers (BN) of a GIN.
func (r *noticeReading) lineNumbers(s *edi.Segment) bool {
	q := s.Element(1)
	if q != "BX" && q != "BN" {
		return false
	}
	for n := 2; n <= 6; n++ {
		number := s.Component(n, 1)
		switch {
		case s.Component(n, 2) != "":
			r.Defect(s, n, 2, edi.CodeBadValue, edi.Note, "a range of numbers is not read")
			return false
		case number == "":
		case q == "BN":
			r.lot.Serials = append(r.lot.Serials, number)
		case r.lot.Number == "":
			r.lot.Number = number
		case r.lot.Number != number:
			r.Defect(s, n, 1, edi.CodeBadValue, edi.Note, "a second lot in a line: how much is of which is not said")
		}
	}
	return true
}

// closeLine finishes the line that is open.
func (r *noticeReading) closeLine() {
	l := r.line
	if l == nil {
		return
	}
	r.line = nil
	l.Item, l.Number = r.numbers.item(l.Item.Name), r.own.String()
	if !r.counted {
		r.Defect(r.lin, 0, 0, edi.CodeMandatoryMissing, edi.Reject, "the line says not how much was shipped")
	}
	if r.lot.Number == "" {
		r.lot.Number = r.numbers["NB"]
	}
	if serial := r.numbers["SN"]; serial != "" {
		r.lot.Serials = append(r.lot.Serials, serial)
	}
	if r.lot.Number != "" || len(r.lot.Serials) > 0 || !r.lot.Expires.IsZero() || !r.lot.Produced.IsZero() {
		r.lot.Quantity = l.Quantity
		l.Lots = []documents.Lot{r.lot}
	}
}

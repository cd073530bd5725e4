package edifactmap

import (
	"cmp"
	"errors"
	"reflect"
	"strconv"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/translate"
)

// assemble makes packages of the places, and puts them and the lines into the
// notice, in their order.
func (r *noticeReading) assemble() {
	n := r.notice
	inside := map[string]string{} // place to the package that stands for it
	shipment := map[string]bool{} // places that stand for the whole shipment
	for _, p := range r.places {
		if len(p.packs) == 0 || r.whole(p) {
			inside[p.id] = inside[p.parent]
			shipment[p.id] = inside[p.id] == ""
			continue
		}
		if ids := r.addPackages(p, inside); len(ids) == 1 {
			inside[p.id] = ids[0]
		}
	}
	for _, p := range r.places {
		if p.parent != "" && p.parent != p.id && inside[p.parent] == "" && !shipment[p.parent] {
			r.Defect(p.cps, 2, 0, edi.CodeBadValue, edi.Note, "the package that this one stands in is not there, or is not one alone")
		}
		for _, l := range p.lines {
			l.Package = inside[p.id]
			if l.Package == "" && len(p.packs) > 0 && !shipment[p.id] {
				r.Defect(p.cps, 0, 0, edi.CodeBadValue, edi.Note, "goods are in several packages, and which in which is not said")
			}
			r.addLine(l)
		}
	}
	for i := range n.Lines {
		if l := &n.Lines[i]; l.OrderNumber == "" && len(n.OrderRefs) == 1 {
			l.OrderNumber = n.OrderRefs[0]
		}
	}
}

// whole says that a place is the shipment as a whole, whose packages are counted
// once more below it: it is in no other, others are in it, and it is not one
// package with a number.
func (r *noticeReading) whole(p *place) bool {
	root := p.parent == "" || p.parent == p.id
	one := len(p.packs) == 1 && (p.packs[0].Count <= 1 || len(p.packs[0].numbers) == 1)
	return root && r.holding[p.id] && !one
}

// addPackages adds the packages of one place and answers their IDs: one for each
// PAC, or one for each number where a PAC has several.
func (r *noticeReading) addPackages(p *place, inside map[string]string) []string {
	var ids []string
	n := r.notice
	for _, pac := range p.packs {
		for i := range max(1, len(pac.numbers)) {
			made := pac.Package
			if len(pac.numbers) > 0 {
				made.SSCC = pac.numbers[i]
			}
			if len(pac.numbers) > 1 {
				made.Count, made.Weight = 1, documents.Optional{}
			}
			made.ID = p.id
			if len(ids) > 0 {
				made.ID += "/" + strconv.Itoa(len(ids)+1)
			}
			if p.parent != p.id {
				made.Parent = inside[p.parent]
			}
			if len(n.Packages) == maxPackages {
				r.Defect(pac.pac, 0, 0, edi.CodeTooLarge, edi.Reject, "there are too many packages")
				return nil
			}
			n.Packages, ids = append(n.Packages, made), append(ids, made.ID)
		}
	}
	return ids
}

// addLine adds a line, or a further lot to the line before it.
func (r *noticeReading) addLine(l documents.ShippedLine) {
	n := r.notice
	if last := len(n.Lines) - 1; last >= 0 && len(l.Lots) > 0 && sameGoods(n.Lines[last], l) {
		n.Lines[last].Quantity = n.Lines[last].Quantity.Add(l.Quantity)
		n.Lines[last].Lots = append(n.Lines[last].Lots, l.Lots...)
		return
	}
	n.Lines = append(n.Lines, l)
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

// notice writes the tree of packages of a DESADV.
type noticeWriting struct {
	*writing
	notice *documents.ShipNotice
	places int            // CPS written
	lines  int            // of the notice, written
	items  int            // LIN written: a line with several lots has several
	packs  map[string]int // Package.ID to its place
}

// shipNotice writes a DESADV. The first CPS is the shipment, without a PAC.
func (w *writing) shipNotice(n *documents.ShipNotice) {
	function := "9"
	switch {
	case n.Cancel:
		function = "1"
	case n.Replace:
		function = "5"
	}
	if n.Issued.IsZero() {
		w.Fail(errors.New("the notice has no time of issue"))
	}
	w.Add("BGM", of("351"), of(w.Need("notice number", n.Number, 35)), of(function))
	w.Add("DTM", of("137", n.Issued.UTC().Format("200601021504"), "203"))
	w.date("11", n.Shipped)
	w.date("132", n.Expected)
	w.weight("AAX", n.Weight, n.WeightIn)
	for _, number := range n.OrderRefs {
		w.reference("ON", number)
	}
	w.reference("BM", n.WayBill)
	w.reference("CN", n.Tracking)
	w.party("SU", n.Supplier)
	w.party("SF", n.ShipFrom)
	w.party("DP", n.ShipTo)
	if n.Carrier != "" {
		w.Add("TDT", of("20"), nil, nil, nil, of("", "", "", w.Text("carrier", n.Carrier, 35)))
	}
	t := &noticeWriting{writing: w, notice: n, packs: map[string]int{}}
	if len(n.Lines)+len(n.Packages) > 0 {
		t.contents("", t.cps(0))
	}
	if t.lines != len(n.Lines) || len(t.packs) != len(n.Packages) {
		w.Fail(errors.New("a line or a package stands in a package that is not listed, or two have one number"))
	}
	w.Add("CNT", of("2", strconv.Itoa(t.items)))
}

// weight writes a MEA with a gross weight; 6311 says of what.
func (w *writing) weight(use string, weight documents.Optional, unit documents.Unit) {
	if weight.Valid {
		w.Add("MEA", of(use), of("AAD"), of(w.Units.Write(unit), optional(weight)))
	}
}

// cps opens a place in another and answers its number.
func (t *noticeWriting) cps(parent int) int {
	t.places++
	above := ""
	if parent > 0 {
		above = strconv.Itoa(parent)
	}
	t.Add("CPS", of(strconv.Itoa(t.places)), of(above))
	return t.places
}

// contents writes the lines that stand in a package, and then the packages in it.
func (t *noticeWriting) contents(pack string, place int) {
	for _, l := range t.notice.Lines {
		if l.Package == pack {
			t.line(l)
			t.lines++
		}
	}
	for _, p := range t.notice.Packages {
		if p.Parent != pack || t.packs[p.ID] > 0 {
			continue
		}
		t.packs[p.ID] = t.cps(place)
		t.Add("PAC", of(strconv.Itoa(max(p.Count, 1))), nil, of(t.Text("package kind", p.Kind, 17)))
		t.weight("PD", p.Weight, t.notice.WeightIn)
		if p.Mark != "" {
			t.Add("PCI", of("17"), t.Fold("mark", p.Mark, 35, 10)) // 4233: the supplier's
		}
		if p.SSCC != "" {
			if p.Mark == "" {
				t.Add("PCI", of("17"))
			}
			t.Add("GIN", of("BJ"), of(p.SSCC))
		}
		t.contents(p.ID, t.packs[p.ID])
	}
}

// line writes a line, once for each lot.
func (t *noticeWriting) line(l documents.ShippedLine) {
	lots := l.Lots
	if len(lots) == 0 {
		lots = []documents.Lot{{Quantity: l.Quantity}}
	}
	var sum documents.Quantity
	for _, lot := range lots {
		sum = sum.Add(lot.Quantity)
		t.items++
		t.writing.line(cmp.Or(l.Number, strconv.Itoa(t.lines+1)), "", l.Item, func() {
			if lot.Number != "" {
				t.Add("PIA", of("1"), of(t.Text("lot", lot.Number, 35), "NB"))
			}
		})
		t.Add("QTY", of("12", translate.FormatNumber(lot.Quantity), t.Units.Write(l.Unit)))
		t.Add("ALI", of(l.Origin))
		for _, serial := range lot.Serials {
			t.Add("GIN", of("BN"), of(t.Text("serial number", serial, 35)))
		}
		t.date("36", lot.Expires)
		t.date("94", lot.Produced)
		if l.OrderNumber != "" {
			t.Add("RFF", of("ON", t.Text("order number", l.OrderNumber, 35), l.Number))
		}
	}
	if !sum.Equal(l.Quantity) {
		t.Fail(errors.New("line " + l.Number + ": its lots do not come to its quantity"))
	}
}

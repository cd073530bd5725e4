package translate_test

import (
	"fmt"
	"strconv"
	"time"

	"pgregory.net/rapid"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/partners"
	"github.com/wharf-edi/wharf/translate"
)

// drawNotice draws a pallet for each order, with cartons on it and goods in them,
// numbered as the maps number levels and places.
func drawNotice(t *rapid.T, standard partners.Standard) *translate.Result {
	n := &documents.ShipNotice{
		Number: word(t), Replace: rapid.Bool().Draw(t, "replace"), Issued: date(t).At(13, time.UTC).Add(7 * time.Minute),
		Shipped: maybeDate(t), Expected: maybeDate(t), Carrier: maybe(t, phrase), Tracking: maybe(t, word), WayBill: maybe(t, word),
		Supplier: party(t), ShipFrom: party(t), ShipTo: party(t),
	}
	if len(n.Carrier) > 35 {
		n.Carrier = word(t)
	}
	if n.Weight = someNumber(t, 2); n.Weight.Valid {
		n.WeightIn = "KGM"
	}
	d := &noticeDrawing{T: t, notice: n, level: 1, x12: standard == partners.X12}
	for i := range rapid.IntRange(1, 2).Draw(t, "orders") {
		d.order(fmt.Sprintf("PO%d", i+1))
	}
	return &translate.Result{Kind: documents.KindShipNotice, ShipNotice: n}
}

type noticeDrawing struct {
	*rapid.T
	notice *documents.ShipNotice
	level  int // HL or CPS written so far
	line   int
	x12    bool
}

func (d *noticeDrawing) order(number string) {
	d.notice.OrderRefs = append(d.notice.OrderRefs, number)
	if d.x12 {
		d.level++
	}
	pallet := d.pack("")
	for range rapid.IntRange(1, 2).Draw(d.T, "cartons") {
		carton := d.pack(pallet)
		for range rapid.IntRange(1, 2).Draw(d.T, "goods") {
			d.goods(number, carton)
		}
	}
}

func (d *noticeDrawing) pack(parent string) string {
	d.level++
	p := documents.Package{
		ID: strconv.Itoa(d.level), Parent: parent, Kind: "CTN", Count: 1, Mark: maybe(d.T, word),
		SSCC: rapid.StringMatching(`[0-9]{18}`).Draw(d.T, "sscc"),
	}
	if d.notice.Weight.Valid {
		p.Weight = someNumber(d.T, 2)
	}
	d.notice.Packages = append(d.notice.Packages, p)
	return p.ID
}

func (d *noticeDrawing) goods(order, pack string) {
	d.line++
	l := documents.ShippedLine{
		OrderNumber: order, Number: strconv.Itoa(d.line), Item: item(d.T), Unit: unit(d.T), Package: pack,
		Origin: maybe(d.T, func(*rapid.T) string { return "CN" }),
	}
	lots := rapid.IntRange(0, 2).Draw(d.T, "lots")
	if lots == 0 {
		l.Quantity = number(d.T, 3)
	}
	for i := range lots {
		lot := documents.Lot{
			Number: fmt.Sprintf("L%d", i), Quantity: number(d.T, 3), Expires: maybeDate(d.T), Produced: maybeDate(d.T),
			Serials: rapid.SliceOfN(rapid.StringMatching(`[A-Z0-9]{1,10}`), 0, 2).Draw(d.T, "serials"),
		}
		l.Lots = append(l.Lots, lot)
		l.Quantity = l.Quantity.Add(lot.Quantity)
	}
	if d.x12 {
		d.level += max(1, lots)
	}
	d.notice.Lines = append(d.notice.Lines, l)
}

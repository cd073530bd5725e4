// Package shipment judges a shipping notice against what was ordered. It counts
// nothing as received: a notice says what is on its way.
//
// Lines are judged one by one, and orders too: what is wrong with one line does
// not keep the arrival of the others from being announced. What is not here:
// whether the notice repeats an earlier one, and what other notices announced;
// package gateway knows what else is kept.
package shipment

import (
	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
)

// Input is all that a notice is judged by.
type Input struct {
	Notice *documents.ShipNotice
	Orders []*documents.Order // those the notice names, as the ERP has them now
	Terms  rules.Terms
}

// Line is one shipped line with the order line it was found to belong to. A
// shipped line that belongs to two order lines stands here twice.
type Line struct {
	Shipped  int // index in ShipNotice.Lines
	OrderKey string
	LineKey  string
	Quantity documents.Quantity // in the order line's unit
}

// Result is a judgement. There is one Arrival for each order; the gateway gives
// their References.
type Result struct {
	Verdict  rules.Verdict
	Lines    []Line
	Findings []rules.Finding
	Arrivals []documents.Arrival
}

// Notice judges a shipping notice. One that changes or withdraws another
// announces nothing: what the ERP was told is for a person to put right.
func Notice(in Input) Result {
	j := judging{in: in, shipped: map[*documents.OrderLine]documents.Quantity{}, held: map[*documents.OrderLine]bool{}, orders: map[string]bool{}}
	change := in.Notice.Cancel || in.Notice.Replace
	if change {
		word := "replaced"
		if in.Notice.Cancel {
			word = "withdrawn"
		}
		j.find(rules.Finding{Code: rules.NoticeChange, Expected: in.Notice.Number, Actual: word})
	}
	if len(in.Notice.Lines) == 0 && !in.Notice.Cancel {
		j.find(rules.Finding{Code: rules.ShippedUnknown, Actual: "no line that says what is shipped"})
	}
	for i := range in.Notice.Lines {
		j.line(i)
	}
	j.over()
	j.labels()
	r := Result{Verdict: rules.Worst(j.findings), Lines: j.lines, Findings: j.findings}
	if !change {
		r.Arrivals = j.arrivals()
	}
	return r
}

// judging is a judgement in the making.
type judging struct {
	in       Input
	lines    []Line
	owners   []*documents.OrderLine // of lines, beside them
	shipped  map[*documents.OrderLine]documents.Quantity
	held     map[*documents.OrderLine]bool // lines that are not announced
	orders   map[string]bool               // orders that a finding was made of already
	findings []rules.Finding
}

func (j *judging) find(f rules.Finding) { j.findings = append(j.findings, f) }

// line finds the order lines that a shipped line belongs to.
func (j *judging) line(i int) {
	sl := &j.in.Notice.Lines[i]
	f := rules.Finding{Line: sl.Number, Actual: rules.ItemWord(sl.Item)}
	o, found := j.candidates(sl)
	switch {
	case o == nil:
		return // order said it
	case len(found) == 0:
		f.Code, f.OrderKey = rules.ShippedUnknown, o.Key
		j.find(f)
		return
	case !sl.Quantity.IsPositive():
		return
	}
	for _, s := range rules.Spread(found, sl.Quantity, j.open) {
		if !rules.SameUnit(sl.Unit, s.Line.Unit) {
			j.held[s.Line] = true
			j.find(rules.Finding{Code: rules.UnitUnmapped, Line: sl.Number, OrderKey: o.Key, LineKey: s.Line.Key,
				Expected: string(s.Line.Unit), Actual: string(sl.Unit)})
			continue
		}
		j.shipped[s.Line] = j.shipped[s.Line].Add(s.Quantity)
		j.lines = append(j.lines, Line{Shipped: i, OrderKey: o.Key, LineKey: s.Line.Key, Quantity: s.Quantity})
		j.owners = append(j.owners, s.Line)
	}
}

// candidates are the lines that sl may belong to, with their order. A line that
// names no order belongs to the only one the notice names, or to the only one that
// has such an item.
func (j *judging) candidates(sl *documents.ShippedLine) (*documents.Order, []*documents.OrderLine) {
	number := sl.OrderNumber
	if number == "" && len(j.in.Notice.OrderRefs) == 1 {
		number = j.in.Notice.OrderRefs[0]
	}
	if o, ok := rules.FindOrder(j.in.Orders, number, ""); ok {
		if o.State == documents.OrderCancelled {
			j.once(rules.Finding{Code: rules.OrderCancelled, OrderKey: o.Key, Expected: o.Number})
			return nil, nil
		}
		return o, rules.FindLines(o, sl.Number, sl.Item)
	}
	if number != "" {
		j.once(rules.Finding{Code: rules.OrderUnknown, Actual: number})
		return nil, nil
	}
	var order *documents.Order
	var lines []*documents.OrderLine
	for _, o := range j.in.Orders {
		if o.State == documents.OrderCancelled {
			continue
		}
		if found := rules.FindLines(o, "", sl.Item); len(found) > 0 {
			if order != nil {
				j.find(rules.Finding{Code: rules.OrderMissing, Line: sl.Number, Actual: rules.ItemWord(sl.Item)})
				return nil, nil
			}
			order, lines = o, found
		}
	}
	if order == nil {
		j.find(rules.Finding{Code: rules.ShippedUnknown, Line: sl.Number, Actual: rules.ItemWord(sl.Item)})
	}
	return order, lines
}

// once finds something about an order that every line of it would find again.
func (j *judging) once(f rules.Finding) {
	if k := string(f.Code) + f.OrderKey + f.Actual; !j.orders[k] {
		j.orders[k] = true
		j.find(f)
	}
}

// open is what of a line is neither received nor in this shipment yet.
func (j *judging) open(l *documents.OrderLine) documents.Quantity {
	return l.Quantity.Sub(l.Received).Sub(j.shipped[l])
}

// over holds what was shipped of each order line, in all packages together,
// against what is open of it.
func (j *judging) over() {
	done := map[*documents.OrderLine]bool{}
	for i, l := range j.owners {
		if done[l] {
			continue
		}
		done[l] = true
		open := l.Quantity.Sub(l.Received)
		if open.IsNegative() {
			open = documents.Quantity{}
		}
		off := j.shipped[l].Sub(open)
		if j.in.Terms.ShippedOver.Allows(open, off) {
			continue
		}
		j.held[l] = true
		j.find(rules.Finding{Code: rules.ShippedOver, Line: j.in.Notice.Lines[j.lines[i].Shipped].Number, OrderKey: j.lines[i].OrderKey, LineKey: l.Key,
			Expected: rules.Amount(open, l.Unit), Actual: rules.Amount(j.shipped[l], l.Unit), Delta: rules.Signed(off, rules.Amount(off, l.Unit))})
	}
}

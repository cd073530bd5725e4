package shipment

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/wharf-edi/wharf/documents"
)

// arrivals are what is announced, one for each order, in the order of the orders.
func (j *judging) arrivals() []documents.Arrival {
	var list []documents.Arrival
	for _, o := range j.in.Orders {
		var keys []string
		var lines []int // indices in the notice
		for i, l := range j.lines {
			if l.OrderKey != o.Key || j.held[j.owners[i]] {
				continue
			}
			if !slices.Contains(keys, l.LineKey) {
				keys = append(keys, l.LineKey)
			}
			if !slices.Contains(lines, l.Shipped) {
				lines = append(lines, l.Shipped)
			}
		}
		if len(keys) == 0 {
			continue
		}
		n := j.in.Notice
		list = append(list, documents.Arrival{OrderKey: o.Key, LineKeys: keys, Expected: n.Expected, Tracking: n.Tracking, Note: note(n, lines, len(keys))})
	}
	return list
}

// note tells people what is on its way: the goods of one order.
func note(n *documents.ShipNotice, lines []int, orderLines int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Shipping notice %s: %s of the order", cmp.Or(n.Number, "without a number"), count(orderLines, "line"))
	if p := packages(n, lines); p != "" {
		fmt.Fprintf(&b, " in %s", p)
	}
	b.WriteString(".")
	for _, f := range [...]struct{ name, value string }{
		{"Left the supplier on", n.Shipped.String()}, {"Expected on", n.Expected.String()}, {"Carrier", n.Carrier},
		{"Tracking number", n.Tracking}, {"Bill of lading", n.WayBill},
	} {
		if f.value != "" {
			fmt.Fprintf(&b, "\n%s %s.", f.name, strings.TrimSuffix(f.value, "."))
		}
	}
	if l := lots(n, lines); len(l) > 0 {
		fmt.Fprintf(&b, "\nLots: %s.", some(l))
	}
	b.WriteString("\nThis is what the supplier says; nothing of it was counted.")
	return b.String()
}

// packages counts by kind the packages in which the lines are, with those they
// stand on. Packages of a notice whose lines name none are all meant.
func packages(n *documents.ShipNotice, lines []int) string {
	byID := map[string]documents.Package{}
	for _, p := range n.Packages {
		byID[p.ID] = p
	}
	used, named := map[string]bool{}, false
	for _, i := range lines {
		for id := n.Lines[i].Package; id != "" && !used[id]; id = byID[id].Parent {
			used[id], named = true, true
		}
	}
	counts := map[string]int{}
	var kinds []string
	for _, p := range n.Packages {
		if named && !used[p.ID] {
			continue
		}
		k := kind(p.Kind)
		if counts[k] == 0 {
			kinds = append(kinds, k)
		}
		counts[k] += max(p.Count, 1)
	}
	words := make([]string, len(kinds))
	for i, k := range kinds {
		words[i] = count(counts[k], k)
	}
	return strings.Join(words, ", ")
}

// kind is a word for X12 data element 103 or EDIFACT 7065.
func kind(code string) string {
	c := strings.ToUpper(code)
	switch {
	case strings.HasPrefix(c, "PLT"), c == "PX", c == "PE", c == "PF", c == "201", c == "09":
		return "pallet"
	case strings.HasPrefix(c, "CTN"), c == "CT", c == "BX", strings.HasPrefix(c, "BOX"):
		return "carton"
	}
	return "package"
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// lots are the lots of the lines with what was shipped of each, in all packages
// together.
func lots(n *documents.ShipNotice, lines []int) []string {
	type total struct {
		lot      documents.Lot
		quantity documents.Quantity
	}
	var totals []*total
	for _, i := range lines {
		for _, lot := range n.Lines[i].Lots {
			if lot.Number == "" {
				continue
			}
			at := slices.IndexFunc(totals, func(t *total) bool { return t.lot.Number == lot.Number })
			if at < 0 {
				at, totals = len(totals), append(totals, &total{lot: lot})
			}
			totals[at].quantity = totals[at].quantity.Add(lot.Quantity)
		}
	}
	words := make([]string, len(totals))
	for i, t := range totals {
		words[i] = t.lot.Number
		if t.quantity.IsPositive() {
			words[i] += " (" + t.quantity.String() + ")"
		}
		if !t.lot.Expires.IsZero() {
			words[i] += " good until " + t.lot.Expires.String()
		}
	}
	return words
}

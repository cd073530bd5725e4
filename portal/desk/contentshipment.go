package desk

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/portal/web"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/rules/shipment"
)

func noticeContent(n *documents.ShipNotice, j *shipment.Result) content {
	c := content{findings: j.Findings}
	if n.Cancel {
		c.facts.text("Purpose", "Withdraws an earlier notice")
	}
	if n.Replace {
		c.facts.text("Purpose", "Takes the place of an earlier notice")
	}
	if !n.Issued.IsZero() {
		c.facts.text("Issued", n.Issued.Format("2 Jan 2006 15:04"))
	}
	c.facts.text("Left on", day(n.Shipped))
	c.facts.text("Expected", day(n.Expected))
	c.facts.text("Carrier", n.Carrier)
	c.facts.text("Tracking", n.Tracking)
	c.facts.text("Bill of lading", n.WayBill)
	c.facts.text("From", partyName(n.ShipFrom))
	c.facts.text("To", partyName(n.ShipTo))
	if n.Weight.Valid {
		c.facts.text("Weight", quantityCell(n.Weight.Decimal, n.WeightIn).Text)
	}
	if len(n.Lines) > 0 {
		c.grids = append(c.grids, shippedGrid(n, j))
	}
	if len(n.Packages) > 0 {
		c.grids = append(c.grids, packageGrid(n))
	}
	return c
}

func shippedGrid(n *documents.ShipNotice, j *shipment.Result) grid {
	g := grid{Title: "What is on its way", Caption: "Shipped lines",
		Head: []column{{Name: "Order line"}, {Name: "Item"}, {Name: "Quantity", Number: true}, {Name: "In"}, {Name: "Lots"}, {Name: "Found"}}}
	judged := len(j.Lines) > 0 || j.Verdict != rules.Accept || len(j.Findings) > 0
	for i, l := range n.Lines {
		found := slices.ContainsFunc(j.Lines, func(s shipment.Line) bool { return s.Shipped == i })
		line := cell{Text: l.OrderNumber, Strong: true}
		if l.Number != "" {
			line.Subs = []string{"line " + l.Number}
		}
		item := itemCell(l.Item)
		if l.Origin != "" {
			item.Subs = append(item.Subs, "made in "+l.Origin)
		}
		g.Rows = append(g.Rows, []cell{line, item, quantityCell(l.Quantity, l.Unit), packageCell(n, l.Package), lotCell(l),
			lineLabels(j.Findings, l.Number, placedIf(judged, found))})
	}
	return g
}

func packageCell(n *documents.ShipNotice, id string) cell {
	for _, p := range n.Packages {
		if p.ID == id && id != "" {
			return cell{Text: packageName(p), Subs: nonEmpty(sscc(p.SSCC))}
		}
	}
	return text("loose")
}

func lotCell(l documents.ShippedLine) cell {
	var c cell
	for _, lot := range l.Lots {
		s := lot.Number
		if !lot.Quantity.IsZero() {
			s += ": " + quantityCell(lot.Quantity, l.Unit).Text
		}
		c.Subs = append(c.Subs, s)
		if !lot.Expires.IsZero() {
			c.Subs = append(c.Subs, "best before "+web.Day(lot.Expires))
		}
		if len(lot.Serials) > 0 {
			c.Subs = append(c.Subs, web.Count(len(lot.Serials), "serial number"))
		}
	}
	return c
}

// packageKinds are the codes that suppliers use most, of both standards.
var packageKinds = map[string]string{
	"PLT": "Pallet", "PLT94": "Pallet", "PX": "Pallet", "201": "Pallet", "09": "Pallet", "PK": "Package",
	"CTN": "Carton", "CTN25": "Carton", "CT": "Carton", "BX": "Box", "CS": "Case", "SK": "Skid",
}

func packageName(p documents.Package) string {
	name := packageKinds[strings.ToUpper(p.Kind)]
	if name == "" {
		name = cmp.Or(p.Kind, "Package")
	}
	if p.Count > 1 {
		return fmt.Sprintf("%d × %s", p.Count, strings.ToLower(name))
	}
	if p.Mark != "" {
		return name + " " + p.Mark
	}
	return name
}

// sscc groups a serial shipping container code as it is read aloud.
func sscc(s string) string {
	if len(s) != 18 {
		return s
	}
	return s[:1] + " " + s[1:8] + " " + s[8:17] + " " + s[17:]
}

func packageGrid(n *documents.ShipNotice) grid {
	g := grid{Title: "Packages", Caption: "Packages of the shipment",
		Head: []column{{Name: "Package"}, {Name: "SSCC"}, {Name: "Lines in it", Number: true}, {Name: "Weight", Number: true}}}
	for _, p := range n.Packages {
		lines := 0
		for _, l := range n.Lines {
			if l.Package == p.ID {
				lines++
			}
		}
		inside, weight := "", ""
		if lines > 0 {
			inside = fmt.Sprint(lines)
		}
		if p.Weight.Valid {
			weight = quantityCell(p.Weight.Decimal, n.WeightIn).Text
		}
		g.Rows = append(g.Rows, []cell{
			{Text: packageName(p), Strong: true, Class: depthClass(n, p)}, {Text: sscc(p.SSCC), Mono: true}, text(inside), text(weight),
		})
	}
	return g
}

// depthClass says how many packages p stands in; a notice that nests packages in
// a ring ends here too.
func depthClass(n *documents.ShipNotice, p documents.Package) string {
	depth := 0
	for depth < 3 && p.Parent != "" {
		i := indexPackage(n, p.Parent)
		if i < 0 {
			break
		}
		p = n.Packages[i]
		depth++
	}
	if depth == 0 {
		return ""
	}
	return fmt.Sprintf("deep%d", depth)
}

func indexPackage(n *documents.ShipNotice, id string) int {
	for i, p := range n.Packages {
		if p.ID == id {
			return i
		}
	}
	return -1
}

package desk

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/portal/web"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/rules/match"
)

func invoiceContent(i *documents.Invoice, j *match.Result) content {
	c := content{findings: j.Findings}
	if i.Credit {
		c.facts.text("Sort", "Credit note")
	}
	c.facts.text("Dated", day(i.Date))
	c.facts.text("Due", day(i.Due))
	c.facts.text("Shipping notice", i.NoticeNumber)
	c.facts.text("Their order number", i.SupplierNumber)
	c.facts.text("Terms", i.Terms)
	c.facts.text("Supplier", partyName(i.Supplier))
	c.facts.text("Remit to", partyName(i.RemitTo))
	if len(i.Lines) > 0 {
		c.grids = append(c.grids, invoiceGrid(i, j))
	}
	return c
}

func invoiceGrid(i *documents.Invoice, j *match.Result) grid {
	g := grid{Title: "What is invoiced", Caption: "Lines of the invoice", Sum: 4,
		Head: []column{{Name: "Line"}, {Name: "Item"}, {Name: "Quantity", Number: true}, {Name: "Price", Number: true}, {Name: "Amount", Number: true}, {Name: "Billed against"}, {Name: "Found"}}}
	judged := len(j.Allocations) > 0 || j.Verdict != rules.Accept || len(j.Findings) > 0
	var sum documents.Decimal
	for n, l := range i.Lines {
		amount := l.Quantity.Mul(l.Price.Decimal).Round(2)
		if l.Amount.Valid {
			amount = l.Amount.Decimal
		}
		sum = sum.Add(amount)
		item := itemCell(l.Item)
		for _, ch := range l.Charges {
			item.Subs = append(item.Subs, chargeName(ch)+" "+signed(ch))
		}
		g.Rows = append(g.Rows, []cell{
			{Text: l.Number, Strong: true}, item, quantityCell(l.Quantity, l.Unit), text(optional(l.Price)),
			text(web.Money(amount)), billedCell(i, l, n, j),
			lineLabels(j.Findings, cmp.Or(l.Number, strconv.Itoa(n+1)), placedIf(judged, allocated(j, n))),
		})
	}
	g.Foot = invoiceFeet(i, sum)
	return g
}

// billedCell says which order line an invoice line was found to belong to, and at
// which quantity and price it is taken. For a line that was found to belong to none
// it says only what the invoice claims.
func billedCell(i *documents.Invoice, l documents.InvoiceLine, n int, j *match.Result) cell {
	c := text(cmp.Or(l.OrderNumber, i.OrderNumber))
	if l.OrderLine != "" {
		c.Text = strings.TrimSpace(c.Text + " line " + l.OrderLine)
	}
	if !allocated(j, n) {
		if c.Text == "" {
			return c
		}
		return cell{Subs: []string{"the invoice names " + c.Text}}
	}
	for _, a := range j.Allocations {
		if a.Line == n {
			c.Subs = append(c.Subs, web.Quantity(a.Quantity)+" at "+web.Money(a.Price))
		}
	}
	return c
}

// allocated says that the invoice line n was found to belong to an order line.
func allocated(j *match.Result, n int) bool {
	return slices.ContainsFunc(j.Allocations, func(a match.Allocation) bool { return a.Line == n })
}

func invoiceFeet(i *documents.Invoice, sum documents.Decimal) []foot {
	feet := []foot{{"Lines", web.Money(sum)}}
	for _, ch := range i.Charges {
		feet = append(feet, foot{chargeName(ch), signed(ch)})
	}
	switch {
	case len(i.Taxes) > 0:
		for _, t := range i.Taxes {
			feet = append(feet, foot{taxName(t), optional(t.Amount)})
		}
	case i.Tax.Valid:
		feet = append(feet, foot{"Tax", optional(i.Tax)})
	}
	if i.Total.Valid {
		feet = append(feet, foot{strings.TrimSpace("Total " + i.Currency), optional(i.Total)})
	}
	return feet
}

func taxName(t documents.Tax) string {
	if !t.Rate.Valid {
		return "Tax"
	}
	return "Tax " + web.Quantity(t.Rate.Decimal) + " %"
}

func chargeName(c documents.Charge) string {
	if c.Allowance {
		return cmp.Or(c.Name, strings.TrimSpace("Allowance "+c.Code))
	}
	return cmp.Or(c.Name, strings.TrimSpace("Charge "+c.Code))
}

func signed(c documents.Charge) string {
	if c.Allowance {
		return web.Money(c.Amount.Neg())
	}
	return web.Money(c.Amount)
}

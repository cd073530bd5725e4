package match

import (
	"cmp"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
)

// credit holds credit notes: what they settle is for a person to say, so nothing
// else of them is judged. What an invoice takes back on a line is held as well.
func (j *judging) credit() bool {
	if j.in.Invoice.Credit {
		j.find(rules.Finding{Code: rules.CreditReference, Actual: j.in.Invoice.Number})
		return true
	}
	for i, l := range j.in.Invoice.Lines {
		if l.Quantity.IsNegative() {
			j.find(rules.Finding{Code: rules.CreditReference, Line: j.number(i), Actual: rules.Amount(l.Quantity, l.Unit)})
		}
	}
	return false
}

// header finds the orders and judges what the invoice says once for all lines.
func (j *judging) header() {
	inv := j.in.Invoice
	if len(inv.Lines) == 0 {
		j.find(rules.Finding{Code: rules.LineUnmatched, Actual: "no lines"})
		j.order(j.orderNumber(""))
	}
	for _, l := range inv.Lines {
		j.order(j.orderNumber(l.OrderNumber))
	}
	j.date()
}

// orderNumber is the number that an invoice line names, or the one that the
// invoice names for all its lines.
func (j *judging) orderNumber(line string) string {
	if line != "" {
		return line
	}
	return j.in.Invoice.OrderNumber
}

// order finds the order that goes by number, once, and judges its state and
// currency.
func (j *judging) order(number string) *documents.Order {
	if o, known := j.orders[number]; known {
		return o
	}
	inv := j.in.Invoice
	o, ok := rules.FindOrder(j.in.Orders, number, inv.SupplierNumber)
	j.orders[number] = o
	if !ok {
		f := rules.Finding{Code: rules.OrderUnknown, Actual: number}
		if number == "" {
			f.Code, f.Actual = rules.OrderMissing, ""
		}
		j.find(f)
		return nil
	}
	if j.judged[o.Key] {
		return o
	}
	j.judged[o.Key] = true
	if o.State == documents.OrderCancelled {
		j.find(rules.Finding{Code: rules.OrderCancelled, OrderKey: o.Key, Expected: o.Number})
	}
	if j.money = cmp.Or(j.money, o.Currency); j.money != o.Currency {
		j.find(rules.Finding{Code: rules.Currency, OrderKey: o.Key, Expected: o.Currency, Actual: j.money})
	}
	if !inv.Date.IsZero() && !o.Date.IsZero() && inv.Date.Compare(o.Date) < 0 {
		j.find(rules.Finding{Code: rules.DateInvalid, OrderKey: o.Key, Expected: "from " + o.Date.String(), Actual: inv.Date.String(), Delta: rules.Days(inv.Date.Sub(o.Date))})
	}
	return o
}

// date holds the invoice's date against today.
func (j *judging) date() {
	d, today := j.in.Invoice.Date, j.in.Today
	switch {
	case d.IsZero():
		j.find(rules.Finding{Code: rules.DateInvalid, Expected: "a date"})
	case !today.IsZero() && d.Compare(today) > 0:
		j.find(rules.Finding{Code: rules.DateInvalid, Expected: "until " + today.String(), Actual: d.String(), Delta: rules.Days(d.Sub(today))})
	}
}

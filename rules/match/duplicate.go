package match

import (
	"slices"
	"strings"
	"unicode"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/rules"
)

// Earlier is an invoice of the same partner that came before.
type Earlier struct {
	Invoice   *documents.Invoice
	Reference string // what a person finds it by
}

// NormalNumber is an invoice number without what people add to numbers or leave
// out: upper case, no blanks, dashes, slashes or points, nothing of INV and zeros
// in front. It is empty only for a number without anything else in it.
func NormalNumber(s string) string {
	bare := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("-/.", r) {
			return -1
		}
		return r
	}, strings.ToUpper(s))
	n := bare
	for {
		short := strings.TrimPrefix(strings.TrimLeft(n, "0"), "INV")
		if short == n {
			return n
		}
		if short == "" {
			return bare
		}
		n = short
	}
}

// Duplicate finds whether inv repeats one of the others; the first of these levels
// that hits answers, with the first invoice that it hits. The same number with the
// same content was sent twice; with other content, somebody must say which
// counts; another number with the same total and currency, dated within
// terms.DuplicateDays, looks like a duplicate, unless the two bill different
// orders or name different shipping notices. Credit notes are held only against
// credit notes.
func Duplicate(inv *documents.Invoice, others []Earlier, terms rules.Terms) []rules.Finding {
	for _, level := range [...]struct {
		code rules.Code
		hit  func(other *documents.Invoice) bool
	}{
		{rules.Duplicate, func(o *documents.Invoice) bool { return sameNumber(inv, o) && sameContent(inv, o) }},
		{rules.DuplicateDiffer, func(o *documents.Invoice) bool { return sameNumber(inv, o) }},
		{rules.DuplicateSimile, func(o *documents.Invoice) bool { return similar(inv, o, terms.DuplicateDays) }},
	} {
		for _, o := range others {
			if o.Invoice.Credit == inv.Credit && level.hit(o.Invoice) {
				return []rules.Finding{{Code: level.code, Expected: o.Reference, Actual: inv.Number}}
			}
		}
	}
	return nil
}

func sameNumber(a, b *documents.Invoice) bool {
	n := NormalNumber(a.Number)
	return n != "" && n == NormalNumber(b.Number)
}

// sameContent compares what is to be paid for what; parties and remarks may be
// written anew.
func sameContent(a, b *documents.Invoice) bool {
	return a.Date == b.Date && a.Currency == b.Currency && rules.Bare(a.OrderNumber) == rules.Bare(b.OrderNumber) &&
		same(a.Total, b.Total) && same(a.Net, b.Net) && same(a.Tax, b.Tax) &&
		slices.EqualFunc(a.Charges, b.Charges, sameCharge) && slices.EqualFunc(a.Lines, b.Lines, sameLine)
}

func sameLine(a, b documents.InvoiceLine) bool {
	return a.OrderNumber == b.OrderNumber && a.OrderLine == b.OrderLine && a.Unit == b.Unit &&
		a.Item.Buyer == b.Item.Buyer && a.Item.Supplier == b.Item.Supplier && a.Item.GTIN == b.Item.GTIN &&
		a.Quantity.Equal(b.Quantity) && same(a.Price, b.Price) && same(a.Amount, b.Amount) &&
		slices.EqualFunc(a.Charges, b.Charges, sameCharge)
}

func sameCharge(a, b documents.Charge) bool {
	return a.Code == b.Code && a.Allowance == b.Allowance && a.Amount.Equal(b.Amount)
}

func same(a, b documents.Optional) bool {
	return a.Valid == b.Valid && (!a.Valid || a.Decimal.Equal(b.Decimal))
}

func similar(a, b *documents.Invoice, days int) bool {
	if sameNumber(a, b) || a.Date.IsZero() || b.Date.IsZero() || a.Currency != b.Currency {
		return false
	}
	if a.NoticeNumber != "" && b.NoticeNumber != "" && rules.Bare(a.NoticeNumber) != rules.Bare(b.NoticeNumber) {
		return false
	}
	off := a.Date.Sub(b.Date)
	if off > days || -off > days || !sameOrders(a, b) {
		return false
	}
	return a.Total.Valid && !a.Total.Decimal.IsZero() && same(a.Total, b.Total)
}

// sameOrders says that a and b share an order; one that names none may bill any.
func sameOrders(a, b *documents.Invoice) bool {
	as, bs := orderNumbers(a), orderNumbers(b)
	if len(as) == 0 || len(bs) == 0 {
		return true
	}
	return slices.ContainsFunc(as, func(n string) bool { return slices.Contains(bs, n) })
}

func orderNumbers(inv *documents.Invoice) []string {
	var list []string
	for _, n := range append([]string{inv.OrderNumber}, lineOrders(inv)...) {
		if n = rules.Bare(n); n != "" {
			list = append(list, n)
		}
	}
	return list
}

func lineOrders(inv *documents.Invoice) []string {
	list := make([]string, 0, len(inv.Lines))
	for _, l := range inv.Lines {
		list = append(list, l.OrderNumber)
	}
	return list
}

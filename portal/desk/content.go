package desk

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/wharf-edi/wharf/documents"
	"github.com/wharf-edi/wharf/portal/web"
	"github.com/wharf-edi/wharf/rules"
	"github.com/wharf-edi/wharf/rules/match"
	"github.com/wharf-edi/wharf/rules/promise"
	"github.com/wharf-edi/wharf/rules/shipment"
	"github.com/wharf-edi/wharf/store"
)

// content is what a document says, with what the newest judgement says of it.
type content struct {
	facts    facts
	grids    []grid
	findings []rules.Finding
}

// contentOf reads a document's body and judgement as they are kept. What could
// be read is answered beside the error.
func contentOf(d *store.Document, result store.JSON) (content, error) {
	switch d.Kind {
	case documents.KindOrder:
		o, err := decode[documents.Order](d.Body)
		return orderContent(o), err
	case documents.KindOrderResponse:
		r, err := decode[documents.OrderResponse](d.Body)
		j, err2 := decode[promise.Result](result)
		return responseContent(r, j), cmp.Or(err, err2)
	case documents.KindShipNotice:
		n, err := decode[documents.ShipNotice](d.Body)
		j, err2 := decode[shipment.Result](result)
		return noticeContent(n, j), cmp.Or(err, err2)
	case documents.KindInvoice:
		i, err := decode[documents.Invoice](d.Body)
		j, err2 := decode[match.Result](result)
		return invoiceContent(i, j), cmp.Or(err, err2)
	}
	return content{}, fmt.Errorf("kind %q is not known", d.Kind)
}

func decode[T any](j store.JSON) (*T, error) {
	var v T
	if len(j) == 0 {
		return &v, nil
	}
	err := json.Unmarshal(j, &v)
	return &v, err
}

// itemCell is an item by its name, with the numbers that the parties give it.
func itemCell(i documents.Item) cell {
	var numbers []string
	for _, n := range [...]struct{ name, value string }{
		{"ours", i.Buyer}, {"theirs", i.Supplier}, {"GTIN", i.GTIN}, {"maker's", i.Manufacturer}, {"rev.", i.Revision},
	} {
		if n.value != "" {
			numbers = append(numbers, n.name+" "+n.value)
		}
	}
	if i.Name == "" && len(numbers) == 1 {
		return text(cmp.Or(i.Buyer, i.Supplier, i.GTIN, i.Manufacturer))
	}
	return cell{Text: i.Name, Subs: nonEmpty(strings.Join(numbers, " · "))}
}

func text(s string) cell { return cell{Text: s} }

func quantityCell(q documents.Quantity, u documents.Unit) cell {
	return text(strings.TrimSpace(web.Quantity(q) + " " + web.Unit(u)))
}

// compared says how far the judgement came with a line.
type compared int

const (
	notJudged compared = iota
	notPlaced          // judged, and no order line was found for it
	placed             // set against an order line
)

// placedIf is how far a judged document's line came.
func placedIf(judged, found bool) compared {
	switch {
	case !judged:
		return notJudged
	case found:
		return placed
	}
	return notPlaced
}

// lineLabels are the findings about one line, as badges. Nothing found is good only
// for a line that was set against one of the order.
func lineLabels(findings []rules.Finding, line string, how compared) cell {
	var c cell
	for _, f := range findings {
		if f.Line == line && line != "" {
			if l := verdictLabel(web.About(f.Code)); !slices.Contains(c.Labels, l) {
				c.Labels = append(c.Labels, l)
			}
		}
	}
	switch {
	case len(c.Labels) > 0 || how == notJudged:
	case how == placed:
		c.Labels = []web.Label{{Tone: web.Good, Text: "As agreed"}}
	default:
		c.Labels = []web.Label{{Tone: web.Plain, Text: "Not compared"}}
	}
	return c
}

func partyName(p documents.Party) string {
	return strings.Join(nonEmpty(cmp.Or(p.Name, p.ID.ID), p.City, p.Country), ", ")
}

func nonEmpty(list ...string) []string {
	return slices.DeleteFunc(list, func(s string) bool { return s == "" })
}

func day(d documents.Date) string {
	if d.IsZero() {
		return ""
	}
	return web.Day(d)
}

func optional(d documents.Optional) string {
	if !d.Valid {
		return ""
	}
	return web.Money(d.Decimal)
}

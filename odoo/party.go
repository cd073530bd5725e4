package odoo

import (
	"context"

	"github.com/wharf-edi/wharf/documents"
)

// parties reads res.partner records as parties of documents.
func (c *Client) parties(ctx context.Context, ids []int64) (map[int64]documents.Party, map[int64]row, error) {
	found, err := c.byID(ctx, "res.partner", ids, []string{
		"name", "ref", "street", "street2", "city", "zip", "state_id", "country_id", "vat", "parent_id", "commercial_partner_id",
	})
	if err != nil {
		return nil, nil, err
	}
	var countryIDs, stateIDs []int64
	for _, r := range found {
		countryIDs = append(countryIDs, r.ref("country_id"))
		stateIDs = append(stateIDs, r.ref("state_id"))
	}
	countries, err := c.steady(ctx, "res.country", unique(countryIDs), []string{"code"})
	if err != nil {
		return nil, nil, err
	}
	states, err := c.steady(ctx, "res.country.state", unique(stateIDs), []string{"code"})
	if err != nil {
		return nil, nil, err
	}
	out := make(map[int64]documents.Party, len(found))
	for id, r := range found {
		out[id] = documents.Party{
			ID:      documents.PartyID{ID: r.str("ref")},
			Name:    partyName(r),
			Street:  nonEmpty(r.str("street"), r.str("street2")),
			City:    r.str("city"),
			Region:  states[r.ref("state_id")].str("code"),
			Zip:     r.str("zip"),
			Country: countries[r.ref("country_id")].str("code"),
			VAT:     r.str("vat"),
		}
	}
	return out, found, nil
}

// partyName is the company's name where an address has none of its own.
func partyName(r row) string {
	if name := r.str("name"); name != "" {
		return name
	}
	return r.refName("commercial_partner_id")
}

func nonEmpty(lines ...string) []string {
	var out []string
	for _, l := range lines {
		if l != "" {
			out = append(out, l)
		}
	}
	return out
}

// places are the parties that orders name by way of other records.
type places struct {
	buyer  map[int64]int64 // company to partner
	shipTo map[int64]int64 // picking type to partner
}

// placesOf reads companies, and the warehouses behind the picking types.
func (c *Client) placesOf(ctx context.Context, orders []row) (*places, error) {
	p := &places{buyer: map[int64]int64{}, shipTo: map[int64]int64{}}
	companies, err := c.steady(ctx, "res.company", refsOf(orders, "company_id"), []string{"partner_id"})
	if err != nil {
		return nil, err
	}
	for id, r := range companies {
		p.buyer[id] = r.ref("partner_id")
	}
	types, err := c.steady(ctx, "stock.picking.type", refsOf(orders, "picking_type_id"), []string{"warehouse_id"})
	if err != nil {
		return nil, err
	}
	var warehouseIDs []int64
	for _, r := range types {
		warehouseIDs = append(warehouseIDs, r.ref("warehouse_id"))
	}
	warehouses, err := c.steady(ctx, "stock.warehouse", unique(warehouseIDs), []string{"partner_id"})
	if err != nil {
		return nil, err
	}
	for id, r := range types {
		p.shipTo[id] = warehouses[r.ref("warehouse_id")].ref("partner_id")
	}
	return p, nil
}

// shipToOf is the dropship address, else the warehouse's, else the company's.
func (p *places) shipToOf(order row) int64 {
	for _, id := range []int64{order.ref("dest_address_id"), p.shipTo[order.ref("picking_type_id")]} {
		if id != 0 {
			return id
		}
	}
	return p.buyer[order.ref("company_id")]
}

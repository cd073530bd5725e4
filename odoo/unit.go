package odoo

import (
	"context"

	"github.com/wharf-edi/wharf/documents"
)

// unitCodes are the UN/ECE Recommendation 20 codes of the units that Odoo brings
// along, by external id: what a unit is called on the screen can be changed.
var unitCodes = map[string]documents.Unit{
	"uom.product_uom_unit":        "C62",
	"uom.product_uom_dozen":       "DZN",
	"uom.product_uom_kgm":         "KGM",
	"uom.product_uom_gram":        "GRM",
	"uom.product_uom_ton":         "TNE",
	"uom.product_uom_lb":          "LBR",
	"uom.product_uom_oz":          "ONZ",
	"uom.product_uom_day":         "DAY",
	"uom.product_uom_hour":        "HUR",
	"uom.product_uom_minute":      "MIN",
	"uom.product_uom_meter":       "MTR",
	"uom.product_uom_km":          "KMT",
	"uom.product_uom_cm":          "CMT",
	"uom.product_uom_millimeter":  "MMT",
	"uom.product_uom_inch":        "INH",
	"uom.product_uom_foot":        "FOT",
	"uom.product_uom_yard":        "YRD",
	"uom.product_uom_mile":        "SMI",
	"uom.product_uom_litre":       "LTR",
	"uom.product_uom_cubic_meter": "MTQ",
	"uom.product_uom_cubic_inch":  "INQ",
	"uom.product_uom_cubic_foot":  "FTQ",
	"uom.product_uom_floz":        "OZA",
	"uom.product_uom_qt":          "QTL",
	"uom.product_uom_gal":         "GLL",
	"uom.uom_square_meter":        "MTK",
	"uom.uom_square_foot":         "FTK",
}

// unitNames are the codes of units that a company made for itself under a name
// that leaves no doubt.
var unitNames = map[string]documents.Unit{
	"Unit": "C62", "Units": "C62", "Unit(s)": "C62", "Piece": "C62", "Pieces": "C62", "pcs": "C62", "PCE": "C62",
	"Each": "EA", "EA": "EA", "Dozen": "DZN", "Dozens": "DZN", "Pair": "PR", "Pairs": "PR", "kg": "KGM", "g": "GRM",
	"t": "TNE", "lb": "LBR", "oz": "ONZ", "m": "MTR", "cm": "CMT", "mm": "MMT", "km": "KMT", "ft": "FOT", "in": "INH",
	"yd": "YRD", "L": "LTR", "l": "LTR", "m²": "MTK", "m³": "MTQ", "Hours": "HUR", "Days": "DAY",
}

// units answers the code of each unit of measure; a unit of no known code keeps
// its name, so that a profile can map it.
func (c *Client) units(ctx context.Context, ids []int64) (map[int64]documents.Unit, error) {
	named, err := c.steady(ctx, "uom.uom", ids, []string{"name"})
	if err != nil {
		return nil, err
	}
	external, err := c.unitExternalIDs(ctx)
	if err != nil {
		return nil, err
	}
	out := make(map[int64]documents.Unit, len(named))
	for id, r := range named {
		name := r.str("name")
		code, ok := external[id]
		if !ok {
			code, ok = unitNames[name]
		}
		if !ok {
			code = documents.Unit(name)
		}
		out[id] = code
	}
	return out, nil
}

// unitExternalIDs is read once: units are not renumbered.
func (c *Client) unitExternalIDs(ctx context.Context) (map[int64]documents.Unit, error) {
	const key = "ir.model.data/uom.uom"
	c.mu.Lock()
	known, ok := c.constant[key]
	c.mu.Unlock()
	if !ok {
		found, err := c.search(ctx, "ir.model.data",
			[]any{where("model", "=", "uom.uom"), where("module", "=", "uom")}, []string{"module", "name", "res_id"}, "")
		if err != nil {
			return nil, err
		}
		known = make(map[int64]row, len(found))
		for _, r := range found {
			known[r.num("res_id")] = r
		}
		c.mu.Lock()
		c.constant[key] = known
		c.mu.Unlock()
	}
	out := make(map[int64]documents.Unit, len(known))
	for id, r := range known {
		if code, ok := unitCodes[r.str("module")+"."+r.str("name")]; ok {
			out[id] = code
		}
	}
	return out, nil
}

package odootest

import (
	_ "embed"
	"slices"
	"strings"
)

// fieldsFile lists the fields that this Odoo knows, per model: name, type, what
// it refers to (a one2many with the field that points back), and the versions
// that have it. All of it is what fields_get answered on running servers; of
// res.country, decimal.precision and the two wizards on a 14 alone.
//
//go:embed fields.txt
var fieldsFile string

// trackingField is what the module delivery adds.
const trackingField = "carrier_tracking_ref char - 14 17 18 19"

type field struct {
	name, kind string
	relation   string
	inverse    string // with a one2many
}

// schema is one version's models with their fields.
func schema(version string, delivery bool) map[string]map[string]*field {
	out := map[string]map[string]*field{}
	var model string
	add := func(line string) {
		parts := strings.Fields(line)
		if !slices.Contains(parts[3:], version) {
			return
		}
		f := &field{name: parts[0], kind: parts[1]}
		f.relation, f.inverse, _ = strings.Cut(strings.TrimPrefix(parts[2], "-"), "/")
		if out[model] == nil {
			out[model] = map[string]*field{"id": {name: "id", kind: "integer"}}
		}
		out[model][f.name] = f
	}
	for line := range strings.Lines(fieldsFile) {
		line = strings.TrimSpace(line)
		if name, ok := strings.CutPrefix(line, "["); ok {
			model = strings.TrimSuffix(name, "]")
			continue
		}
		add(line)
	}
	if delivery {
		model = "stock.picking"
		add(trackingField)
	}
	return out
}

package odoo

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/wharf-edi/wharf/documents"
)

// row is one record as Odoo answers it: false stands for nothing in fields of
// every type, and a reference is [id, name].
type row map[string]any

// rows are the records of an answer.
func rows(model string, v any) ([]row, error) {
	values, ok := v.([]any)
	if !ok {
		return nil, &Error{Call: model, Err: fmt.Errorf("want a list of records, got %T", v), After: -1}
	}
	out := make([]row, 0, len(values))
	for _, value := range values {
		r, ok := value.(map[string]any)
		if !ok {
			return nil, &Error{Call: model, Err: fmt.Errorf("want a record, got %T", value), After: -1}
		}
		out = append(out, r)
	}
	return out, nil
}

func (r row) key() int64 { return r.num("id") }

func (r row) str(field string) string {
	s, _ := r[field].(string)
	return s
}

func (r row) yes(field string) bool {
	b, _ := r[field].(bool)
	return b
}

func (r row) num(field string) int64 {
	n, _ := r[field].(int64)
	return n
}

// ref is the id of a reference, 0 for none.
func (r row) ref(field string) int64 {
	if pair, ok := r[field].([]any); ok && len(pair) > 0 {
		id, _ := pair[0].(int64)
		return id
	}
	return 0
}

// refName is the name that Odoo shows for a reference.
func (r row) refName(field string) string {
	if pair, ok := r[field].([]any); ok && len(pair) > 1 {
		name, _ := pair[1].(string)
		return name
	}
	return ""
}

// refs are the ids of a list of references.
func (r row) refs(field string) []int64 {
	values, _ := r[field].([]any)
	out := make([]int64, 0, len(values))
	for _, v := range values {
		if id, ok := v.(int64); ok {
			out = append(out, id)
		}
	}
	return out
}

// amount is a float field: the shortest decimal that is that double, which is
// what was sent if it had no more than 15 digits.
func (r row) amount(field string) decimal.Decimal {
	switch v := r[field].(type) {
	case float64:
		if math.IsInf(v, 0) || math.IsNaN(v) {
			return decimal.Zero
		}
		return decimal.NewFromFloat(v)
	case int64:
		return decimal.NewFromInt(v)
	}
	return decimal.Zero
}

const datetime = "2006-01-02 15:04:05"

// at is a datetime field: Odoo keeps UTC.
func (r row) at(field string) time.Time {
	t, err := time.Parse(datetime, r.str(field))
	if err != nil {
		return time.Time{}
	}
	return t
}

// day is the day in zone of a datetime field, or the day of a date field.
func (r row) day(field string, zone *time.Location) documents.Date {
	if t := r.at(field); !t.IsZero() {
		return documents.DateOf(t.In(zone))
	}
	d, _ := documents.ParseDate(r.str(field))
	return d
}

// float is how a decimal travels; what is read back tells whether it arrived.
func float(d decimal.Decimal) float64 {
	f, _ := d.Float64()
	return f
}

// keyText and parseKey are our opaque keys: the record's id.
func keyText(id int64) string { return strconv.FormatInt(id, 10) }

func parseKey(key string) (int64, error) {
	id, err := strconv.ParseInt(key, 10, 64)
	if err != nil || id <= 0 {
		return 0, fmt.Errorf("odoo: %q is not a key of ours", key)
	}
	return id, nil
}

// unique sorts ids and drops repeats and zeros.
func unique(ids []int64) []int64 {
	out := slices.Clone(ids)
	slices.Sort(out)
	out = slices.Compact(out)
	if len(out) > 0 && out[0] == 0 {
		out = out[1:]
	}
	return out
}

// each collects one number of every row.
func each(rs []row, value func(row) int64) []int64 {
	out := make([]int64, 0, len(rs))
	for _, r := range rs {
		out = append(out, value(r))
	}
	return unique(out)
}

// refsOf collects the ids that a field of the rows refers to.
func refsOf(rs []row, field string) []int64 {
	return each(rs, func(r row) int64 { return r.ref(field) })
}

func keysOf(rs []row) []int64 { return each(rs, row.key) }

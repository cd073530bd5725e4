package rules_test

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/wharf-edi/wharf/rules"
)

func TestToleranceAllows(t *testing.T) {
	d := decimal.RequireFromString
	both := rules.Tolerance{Percent: d("2"), Amount: d("25")}
	either := rules.Tolerance{Percent: d("2"), Amount: d("25"), Either: true}
	for _, c := range []struct {
		name          string
		t             rules.Tolerance
		expected, off string
		want          bool
	}{
		{"within both", both, "1000", "20", true},
		{"a cent above the percentage", both, "1000", "20.01", false},
		{"above the amount", both, "10000", "25.01", false},
		{"one suffices", either, "100", "25", true},
		{"neither", either, "100", "25.01", false},
		{"percent of nothing", both, "0", "0.01", false},
		{"the other side", both, "100", "-99", true},
		{"exactly right", rules.Tolerance{}, "100", "0", true},
		{"zero is none allowed, not unlimited", rules.Tolerance{}, "100", "0.0001", false},
		{"off by name", rules.Tolerance{Off: true}, "100", "1000000", true},
		{"only a percentage: the empty amount allows none", rules.Tolerance{Percent: d("5")}, "100", "1", false},
	} {
		if got := c.t.Allows(d(c.expected), d(c.off)); got != c.want {
			t.Errorf("%s: Allows(%s, %s) of %+v: got %v", c.name, c.expected, c.off, c.t, got)
		}
	}
}

// The table of default tolerances in doc/matching.md is the one in the program.
func TestDefaultTermsAreDocumented(t *testing.T) {
	text, err := os.ReadFile("../doc/matching.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## Tolerances\n")
	section, _, _ = strings.Cut(section, "\n## ")
	documented := map[string]string{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\|.*\\| ([^|]*) \\|$").FindAllStringSubmatch(section, -1) {
		documented[m[1]] = m[2]
	}
	terms := reflect.ValueOf(rules.DefaultTerms())
	for i := range terms.NumField() {
		key := terms.Type().Field(i).Tag.Get("yaml")
		if got, want := documented[key], termWords(terms.Field(i).Interface()); got != want {
			t.Errorf("doc/matching.md says %q for %s, the program has %q", got, key, want)
		}
		delete(documented, key)
	}
	for key := range documented {
		t.Errorf("doc/matching.md has %s, the program has not", key)
	}
}

func termWords(v any) string {
	t, ok := v.(rules.Tolerance)
	if !ok {
		return fmt.Sprint(v)
	}
	if t.Off {
		return "off"
	}
	word := "and"
	if t.Either {
		word = "or"
	}
	return strings.Join([]string{t.Percent.String() + " %", word, t.Amount.String()}, " ")
}

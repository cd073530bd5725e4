package schema_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/wharf-edi/wharf/edi"
	"github.com/wharf-edi/wharf/edi/schema"
)

// Each code that the package reports has its one rule, with what it costs to let it
// go in one sentence, and no rule is about a code that nobody reports.
func TestRules(t *testing.T) {
	constants := map[string]string{} // by name
	for _, m := range matches(t, "../codes.go", `(Code\w+) +Code = "([^"]+)"`) {
		constants[m[1]] = m[2]
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	reported := map[edi.Code]bool{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") || file == "rules.go" {
			continue
		}
		for _, m := range matches(t, file, `edi\.(Code[A-Z]\w+)`) {
			reported[edi.Code(constants[m[1]])] = true
		}
	}
	for _, code := range edi.Codes() {
		n := 0
		for _, r := range schema.Rules {
			if r.Code == code {
				n++
			}
		}
		if reported[code] != (n == 1) || schema.Relaxable(code) != reported[code] {
			t.Errorf("%s: reported %t, relaxable %t, and %d rules", code, reported[code], schema.Relaxable(code), n)
		}
	}
	for n, r := range schema.Rules {
		if len(r.Cost) < 20 || strings.Contains(r.Cost, ". ") || strings.HasSuffix(r.Cost, ".") {
			t.Errorf("%s: the cost is not one plain sentence: %q", r.Code, r.Cost)
		}
		if slices.ContainsFunc(schema.Rules[:n], func(o schema.Rule) bool { return o.Cost == r.Cost }) {
			t.Errorf("%s costs what another rule does", r.Code)
		}
	}
}

func matches(t *testing.T, file, pattern string) [][]string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(pattern).FindAllStringSubmatch(string(text), -1)
}

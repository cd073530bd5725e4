package rules_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wharf-edi/wharf/rules"
)

// declared are the constants of type Code in code.go, as the source has them: one
// that is forgotten elsewhere is not forgotten here.
func declared(t *testing.T) []rules.Code {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "code.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var list []rules.Code
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, s := range g.Specs {
			v := s.(*ast.ValueSpec)
			if id, ok := v.Type.(*ast.Ident); !ok || id.Name != "Code" {
				t.Fatalf("constant %s in code.go is not of type Code", v.Names[0])
			}
			value, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, rules.Code(value))
		}
	}
	return list
}

func TestEveryCodeHasARow(t *testing.T) {
	want := declared(t)
	slices.Sort(want)
	if len(want) < 40 {
		t.Fatalf("only %d codes found in the source", len(want))
	}
	if got := rules.Codes(); !slices.Equal(got, want) {
		t.Errorf("the table has %v\nthe source %v", got, want)
	}
}

// Words of the trade's wire formats: a segment or an element with its number, and
// the names of messages.
var wireWords = regexp.MustCompile(`\b([A-Z]{2,3}[0-9]{2}|[A-Z][0-9]{2}|8[15][0-9]|997|ISA|GS|UNB|UNH|BGM|LIN|DTM|QTY|PRI|INVOIC|ORDRSP|DESADV|CONTRL)\b`)

func TestEveryRowSpeaksToItsOwner(t *testing.T) {
	owners := []rules.Role{rules.RoleBuyer, rules.RolePlanner, rules.RoleReceiver, rules.RoleAP, rules.RoleSteward, rules.RoleEDIAdmin, rules.RoleSupplier}
	titles := map[string]rules.Code{}
	for _, c := range rules.Codes() {
		a := c.Describe()
		if !slices.Contains(owners, a.Owner) {
			t.Errorf("%s: owner %q can own nothing", c, a.Owner)
		}
		if a.Owner == rules.RoleSupplier && a.Verdict != rules.Refuse {
			t.Errorf("%s: %s, but nobody at the buyer's owns it", c, a.Verdict)
		}
		if a.Title == "" || strings.HasSuffix(a.Title, ".") || len(a.Title) > 40 {
			t.Errorf("%s: title %q", c, a.Title)
		}
		if other, known := titles[a.Title]; known {
			t.Errorf("%s and %s have the same title", c, other)
		}
		titles[a.Title] = c
		for name, s := range map[string]string{"text": a.Text, "advice": a.Advice} {
			if len(s) < 20 || !strings.HasSuffix(s, ".") || strings.Contains(s, "%") || strings.Contains(s, "  ") {
				t.Errorf("%s: %s %q", c, name, s)
			}
			if w := wireWords.FindString(s); w != "" {
				t.Errorf("%s: %s names %s, which its owner need not know", c, name, w)
			}
		}
	}
}

func TestDescribeUnknownCode(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a code without a row has been described")
		}
	}()
	rules.Code("no-such-code").Describe()
}

func TestWorst(t *testing.T) {
	for _, c := range []struct {
		codes []rules.Code
		want  rules.Verdict
	}{
		{nil, rules.Accept},
		{[]rules.Code{rules.SSCCInvalid}, rules.Accept},
		{[]rules.Code{rules.AwaitingReceipt, rules.SSCCInvalid}, rules.Wait},
		{[]rules.Code{rules.AwaitingReceipt, rules.PriceOver}, rules.Hold},
		{[]rules.Code{rules.PriceOver, rules.Duplicate, rules.AwaitingReceipt}, rules.Refuse},
	} {
		var fs []rules.Finding
		for _, code := range c.codes {
			fs = append(fs, rules.Finding{Code: code})
		}
		if got := rules.Worst(fs); got != c.want {
			t.Errorf("Worst(%v): got %s, want %s", c.codes, got, c.want)
		}
	}
}

// The table of findings in doc/matching.md is the one in the program.
func TestCodesAreDocumented(t *testing.T) {
	text, err := os.ReadFile("../doc/matching.md")
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for _, c := range rules.Codes() {
		a := c.Describe()
		fmt.Fprintf(&want, "| `%s` | %s | %s | %s |\n", c, a.Title, a.Owner, a.Verdict)
	}
	if !strings.Contains(string(text), "|---|---|---|---|\n"+want.String()) {
		t.Errorf("doc/matching.md should have these rows:\n%s", want.String())
	}
}

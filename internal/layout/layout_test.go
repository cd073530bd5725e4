package layout

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// source calls visit with every file of the program and its folder, relative to
// the root ("rules/match"). Tests and packages for tests are left out.
//
// The files are read here and not by the go command, so that the test's cached
// result is thrown away when one of them changes.
func source(t *testing.T, mode parser.Mode, visit func(dir string, f *ast.File)) {
	t.Helper()
	root := repository(t)
	err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			if name != root && skipped(root, name) {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		dir, err := filepath.Rel(root, filepath.Dir(name))
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, mode)
		if err != nil {
			return err
		}
		visit(filepath.ToSlash(dir), f)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// imports answers what each folder imports, of ours relative to the root.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	source(t, parser.ImportsOnly, func(dir string, f *ast.File) {
		for _, s := range f.Imports {
			to, err := strconv.Unquote(s.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if to = strings.TrimPrefix(to, module+"/"); !slices.Contains(found[dir], to) {
				found[dir] = append(found[dir], to)
			}
		}
	})
	return found
}

// skipped are folders without a package of the program: hidden ones, data of
// tests, packages for tests, and modules of their own.
func skipped(root, name string) bool {
	base := filepath.Base(name)
	if strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") || base == "testdata" || base == "node_modules" || testOnly(base) {
		return true
	}
	if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil {
		return true
	}
	rel, err := filepath.Rel(root, name)
	return err == nil && slices.Contains(ignored, filepath.ToSlash(rel))
}

// repository is the folder with go.mod, found by going up.
func repository(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod in this folder or above it")
		}
		dir = up
	}
}

func TestImports(t *testing.T) {
	found := imports(t)
	if len(found) < 10 {
		t.Fatalf("only %d packages found", len(found))
	}
	for from, list := range found {
		for _, to := range list {
			for _, wrong := range faults(from, to) {
				t.Error(wrong)
			}
		}
	}
}

// Every top folder with code has a row in the table, and every row a folder.
func TestEveryFolderHasARow(t *testing.T) {
	seen := map[string]bool{}
	for from := range imports(t) {
		top, _, _ := strings.Cut(from, "/")
		seen[top] = true
		if _, ok := mayImport[top]; !ok {
			t.Errorf("%s: the folder %s has no row in the table of who may import whom", from, top)
		}
	}
	for top := range mayImport {
		if _, err := os.Stat(filepath.Join(repository(t), top)); err != nil {
			t.Errorf("the table names %s: %v", top, err)
		}
	}
}

// The rules themselves: each forbids what it is there to forbid.
func TestFaults(t *testing.T) {
	for _, c := range []struct {
		from, to string
		ok       bool
	}{
		{"documents", "time", true},
		{"documents", "rules", false},
		{"documents", "internal/seal", true},
		{"rules", "documents", true},
		{"rules/match", "rules", true},
		{"rules/match", "rules/promise", false},
		{"rules", "rules/match", false},
		{"rules/match", "store", false},
		{"edi/edifact", "edi", true},
		{"edi/edifact", "edi/x12", false},
		{"edi", "edi/x12", false},
		{"edi/x12", "documents", false},
		{"translate/x12map", "edi/x12", true},
		{"translate/x12map", "translate", true},
		{"translate", "translate/x12map", false},
		{"store/sqlite", "store/sqlstore", true},
		{"store/sqlite", "store/postgres", false},
		{"store/sqlite", "modernc.org/sqlite", true},
		{"store/postgres", "modernc.org/sqlite", false},
		{"store/sqlstore", "github.com/jackc/pgx/v5", false},
		{"store/sqlstore", "database/sql", true},
		{"gateway", "database/sql", false},
		{"gateway", "store/sqlite", false},
		{"gateway", "odoo", false},
		{"gateway", "store", true},
		{"gateway", "github.com/riverqueue/river", false},
		{"internal/jobs", "github.com/riverqueue/river", true},
		{"internal/jobs", "internal/seal", true},
		{"internal/jobs", "documents", false},
		{"store/postgres", "github.com/riverqueue/river/riverdriver/riverpgxv5", true},
		{"odoo", "github.com/kolo/xmlrpc", true},
		{"gateway", "github.com/kolo/xmlrpc", false},
		{"transports/sftp", "golang.org/x/crypto/ssh", true},
		{"internal/password", "golang.org/x/crypto/argon2", true},
		{"transports/dir", "golang.org/x/crypto/ssh", false},
		{"transports/sftp", "transports", true},
		{"transports/sftp", "transports/dir", false},
		{"portal/desk", "portal/web", true},
		{"portal/web", "portal/desk", false},
		{"portal", "portal/desk", true},
		{"portal/desk", "translate", false},
		{"cmd/wharf", "odoo", true},
		{"cmd/wharf", "golang.org/x/crypto/ssh", true},
		{"cmd/wharf", "odoo/odootest", true},
		{"gateway", "odoo/odootest", false},
		{"gateway", "cmd/wharf", false},
		{"gateway", "store/storetest", false},
		{"newroom", "documents", false},
	} {
		if got := faults(c.from, c.to); (len(got) == 0) != c.ok {
			t.Errorf("%s imports %s: got %q", c.from, c.to, got)
		}
	}
}

// faults says what is wrong with from importing to.
func faults(from, to string) []string {
	var wrong []string
	for _, o := range outside {
		if within(to, o.module) && !slices.ContainsFunc(o.only, func(room string) bool { return within(from, room) }) {
			wrong = append(wrong, from+" imports "+to+"; only "+strings.Join(o.only, ", ")+" may ("+o.why+")")
		}
	}
	if !ours(to) {
		return wrong
	}
	top, _, _ := strings.Cut(from, "/")
	toTop, _, _ := strings.Cut(to, "/")
	switch may, known := mayImport[top]; {
	case top == "cmd":
	case toTop == "cmd":
		wrong = append(wrong, from+" imports "+to+"; nobody imports a command")
	case testOnly(path.Base(to)):
		wrong = append(wrong, from+" imports "+to+", which is for tests and the demo")
	case !known:
		wrong = append(wrong, from+" has no row in the table of who may import whom")
	case top == toTop:
		if !mayImportSibling(from, to) {
			wrong = append(wrong, from+" imports its sibling "+to)
		}
	case toTop != "internal" && !slices.Contains(may, toTop):
		wrong = append(wrong, from+" imports "+to+"; "+top+" may import only "+"["+strings.Join(may, " ")+"]")
	case slices.Contains(implementations, to):
		wrong = append(wrong, from+" imports "+to+", which stands behind a contract: only cmd puts them together")
	}
	return wrong
}

// mayImportSibling is asked of two packages under one top folder. What stands
// below imports what stands above it, where the contract and the words are; the
// portal's root, which has the table of routes, imports its pages.
func mayImportSibling(from, to string) bool {
	if top, _, _ := strings.Cut(from, "/"); top == "internal" || from == "portal" {
		return true
	}
	return within(from, to) || slices.Contains(shared, to)
}

// within says that a package is another one or stands under it.
func within(name, room string) bool {
	return name == room || strings.HasPrefix(name, room+"/")
}

func testOnly(base string) bool { return strings.HasSuffix(base, "test") }

// ours says that an import was relative to the root of this module: its first
// element is one of our folders.
func ours(to string) bool {
	top, _, _ := strings.Cut(to, "/")
	_, known := mayImport[top]
	return known
}

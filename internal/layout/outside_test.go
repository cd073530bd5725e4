package layout

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// onlyCmd are the ways to reach for what is handed in everywhere but in cmd: the
// wall clock and the environment.
var onlyCmd = []string{"time.Now", "os.Getenv", "os.LookupEnv", "os.Environ", "os.Exit"}

// excused reach for them all the same.
var excused = map[string]string{
	"internal/jobs":   "time.Now",  // River itself goes by the wall clock; what it is told must agree
	"internal/absent": "os.Getenv", // it is for tests: what must not be skipped is said by who runs them
}

// Only cmd reads the environment and the wall clock, and nothing is registered by
// being imported.
func TestOnlyCmdReadsTheOutside(t *testing.T) {
	source(t, 0, func(dir string, f *ast.File) {
		if strings.HasPrefix(dir, "cmd/") {
			return
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				t.Errorf("%s has a func init", dir)
			}
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if name := called(n); slices.Contains(onlyCmd, name) && excused[dir] != name {
				t.Errorf("%s calls %s; it is handed in by cmd", dir, name)
			}
			return true
		})
	})
}

// called is "time.Now" for a call of it, and empty for what is none of the kind. A
// field that defaults to time.Now is none: a test hands in another.
func called(n ast.Node) string {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return ""
	}
	s, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	x, ok := s.X.(*ast.Ident)
	if !ok {
		return ""
	}
	return x.Name + "." + s.Sel.Name
}

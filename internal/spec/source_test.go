package spec_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// algorithmsOf reads the catalogue's Go files: variable name to the step numbers it has.
func algorithmsOf(t *testing.T) map[string]map[string]bool {
	t.Helper()
	files, err := filepath.Glob("catalogue_*.go")
	require.NoError(t, err)
	all := map[string]map[string]bool{}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		ast.Inspect(f, func(n ast.Node) bool {
			v, ok := n.(*ast.ValueSpec)
			if !ok || len(v.Names) != 1 || len(v.Values) != 1 {
				return true
			}
			steps := map[string]bool{}
			ast.Inspect(v.Values[0], func(n ast.Node) bool {
				if kv, ok := n.(*ast.KeyValueExpr); ok {
					if key, ok := kv.Key.(*ast.Ident); ok && key.Name == "Number" {
						if lit, ok := kv.Value.(*ast.BasicLit); ok {
							s, _ := strconv.Unquote(lit.Value)
							steps[s] = true
						}
					}
				}
				// Steps may be written without keys: {"1", "summary"}.
				if c, ok := n.(*ast.CompositeLit); ok && c.Type == nil && len(c.Elts) > 0 {
					if lit, ok := c.Elts[0].(*ast.BasicLit); ok && lit.Kind == token.STRING {
						s, _ := strconv.Unquote(lit.Value)
						steps[s] = true
					}
				}
				return true
			})
			all[v.Names[0].Name] = steps
			return false
		})
	}
	return all
}

// TestCodeNamesStepsOfTheCatalogue reads all sources: a function that begins an algorithm may
// report only steps that the algorithm has.
func TestCodeNamesStepsOfTheCatalogue(t *testing.T) {
	algorithms := algorithmsOf(t)
	require.NotEmpty(t, algorithms["UnloadDocument"])
	named := map[string]map[string]bool{}
	begun := 0
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "internal/spec/") {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil || !strings.Contains(string(source), "spec.Begin(") {
			return err
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, path, source, 0)
		if err != nil {
			return err
		}
		for _, decl := range f.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			begins := map[string]bool{}
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				sel, ok := call.Fun.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				if x, ok := sel.X.(*ast.Ident); ok && x.Name == "spec" && sel.Sel.Name == "Begin" && len(call.Args) > 1 {
					if a, ok := call.Args[1].(*ast.SelectorExpr); ok {
						begins[a.Sel.Name] = true
						begun++
						if algorithms[a.Sel.Name] == nil {
							t.Errorf("%s: spec.%s is not in the catalogue", set.Position(a.Pos()), a.Sel.Name)
						}
					}
				}
				return true
			})
			if len(begins) != 1 {
				continue // which algorithm a step belongs to is not to be seen here
			}
			var algorithm string
			for a := range begins {
				algorithm = a
			}
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || len(call.Args) == 0 {
					return true
				}
				sel, ok := call.Fun.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				x, ok := sel.X.(*ast.Ident)
				if !ok || x.Name != "s" && x.Name != "f" {
					return true
				}
				switch sel.Sel.Name {
				case "Step", "Todo", "AdHoc", "Assert":
				default:
					return true
				}
				lit, ok := call.Args[0].(*ast.BasicLit)
				if !ok || lit.Kind != token.STRING {
					return true
				}
				step, _ := strconv.Unquote(lit.Value)
				if !algorithms[algorithm][step] {
					t.Errorf("%s: %s has no step %s", set.Position(lit.Pos()), algorithm, step)
				}
				if named[algorithm] == nil {
					named[algorithm] = map[string]bool{}
				}
				named[algorithm][step] = true
				return true
			})
		}
		return nil
	})
	require.NoError(t, err)
	require.Greater(t, begun, 100, "the scan found the code")
	silent := 0
	for a, steps := range named {
		for s := range algorithms[a] {
			if !steps[s] {
				silent++
			}
		}
	}
	t.Logf("%d algorithms begun; %d of their steps are named nowhere", begun, silent)
}

// TestCatalogueIsOfTheStandards compares the catalogue with the standards' own numbers.
func TestCatalogueIsOfTheStandards(t *testing.T) {
	raw, err := os.ReadFile("testdata/steps.json")
	require.NoError(t, err)
	var standards map[string]struct {
		Algorithms map[string]struct {
			Steps []string `json:"steps"`
		} `json:"algorithms"`
	}
	require.NoError(t, json.Unmarshal(raw, &standards))
	n := 0
	for _, s := range standards {
		n += len(s.Algorithms)
	}
	require.Equal(t, 895, n)
}

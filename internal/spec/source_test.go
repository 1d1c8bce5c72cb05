package spec_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
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
	begun, elsewhere := 0, 0
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
			frames := framesOf(fn.Body) // the variables that hold a frame, and of which algorithms
			for _, names := range frames {
				for _, a := range names {
					begun++
					if algorithms[a] == nil {
						t.Errorf("%s: spec.%s is not in the catalogue", set.Position(fn.Pos()), a)
					}
				}
			}
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				variable, lit := stepOf(n)
				if lit == nil {
					return true
				}
				if len(frames[variable]) == 0 {
					elsewhere++ // the frame was handed in by the function that began the algorithm
					return true
				}
				step, _ := strconv.Unquote(lit.Value)
				known := step == "" // AdHoc for the algorithm as a whole
				for _, a := range frames[variable] {
					known = known || algorithms[a][step]
					if step == "" {
						continue
					}
					if named[a] == nil {
						named[a] = map[string]bool{}
					}
					named[a][step] = true
				}
				if !known {
					t.Errorf("%s: %s has no step %s", set.Position(lit.Pos()), strings.Join(frames[variable], " or "), step)
				}
				return true
			})
		}
		return nil
	})
	require.NoError(t, err)
	require.Greater(t, begun, 100, "the scan found the code")
	assert.Equal(t, inCode(t), named, "code_gen.go is old: run go generate ./internal/spec")
	var silent []string
	for a, steps := range named {
		var left []string
		for s := range algorithms[a] {
			if !steps[s] {
				left = append(left, s)
			}
		}
		if len(left) > 0 {
			slices.Sort(left)
			silent = append(silent, a+": "+strings.Join(left, " "))
		}
	}
	slices.Sort(silent)
	t.Logf("%d algorithms begun; %d steps reported through a frame that was handed on; steps named nowhere, by algorithm:\n%s", begun, elsewhere, strings.Join(silent, "\n"))
}

// inCode reads code_gen.go: by the algorithms' Go names the steps that it says the code names.
func inCode(t *testing.T) map[string]map[string]bool {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "code_gen.go", nil, 0)
	require.NoError(t, err)
	all := map[string]map[string]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		kv, ok := n.(*ast.KeyValueExpr)
		if !ok {
			return true
		}
		name, ok := kv.Key.(*ast.Ident)
		list, is := kv.Value.(*ast.CompositeLit)
		if !ok || !is {
			return true
		}
		all[name.Name] = map[string]bool{}
		for _, e := range list.Elts {
			step, _ := strconv.Unquote(e.(*ast.KeyValueExpr).Key.(*ast.BasicLit).Value)
			all[name.Name][step] = true
		}
		return false
	})
	return all
}

// framesOf finds the variables that are assigned the result of spec.Begin.
func framesOf(body *ast.BlockStmt) map[string][]string {
	frames := map[string][]string{}
	ast.Inspect(body, func(n ast.Node) bool {
		assign, ok := n.(*ast.AssignStmt)
		if !ok || len(assign.Lhs) != 2 || len(assign.Rhs) != 1 {
			return true
		}
		call, ok := assign.Rhs[0].(*ast.CallExpr)
		if !ok || len(call.Args) < 2 {
			return true
		}
		begin, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || begin.Sel.Name != "Begin" {
			return true
		}
		if x, ok := begin.X.(*ast.Ident); !ok || x.Name != "spec" {
			return true
		}
		variable, ok := assign.Lhs[1].(*ast.Ident)
		algorithm, ok2 := call.Args[1].(*ast.SelectorExpr)
		if ok && ok2 {
			frames[variable.Name] = append(frames[variable.Name], algorithm.Sel.Name)
		}
		return true
	})
	return frames
}

// stepOf returns the variable and the literal of a call like s.Step("1"); lit is nil for anything else.
func stepOf(n ast.Node) (variable string, lit *ast.BasicLit) {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return "", nil
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return "", nil
	}
	switch sel.Sel.Name {
	case "Step", "Todo", "AdHoc", "Assert":
	default:
		return "", nil
	}
	x, ok := sel.X.(*ast.Ident)
	if !ok {
		return "", nil
	}
	if lit, ok = call.Args[0].(*ast.BasicLit); !ok || lit.Kind != token.STRING {
		return "", nil
	}
	return x.Name, lit
}

// TestStepOf makes sure that the scan sees what it is to find.
func TestStepOf(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "x.go", `package x
func f() {
	ctx, s := spec.Begin(ctx, spec.Navigate, 1)
	s.Step("1")
	func() { _, in := spec.Begin(ctx, spec.Reload); in.Todo("2") }()
	s.End()
}`, 0)
	require.NoError(t, err)
	body := f.Decls[0].(*ast.FuncDecl).Body
	require.Equal(t, map[string][]string{"s": {"Navigate"}, "in": {"Reload"}}, framesOf(body))
	var got []string
	ast.Inspect(body, func(n ast.Node) bool {
		if v, lit := stepOf(n); lit != nil {
			got = append(got, v+lit.Value)
		}
		return true
	})
	require.Equal(t, []string{`s"1"`, `in"2"`}, got)
}

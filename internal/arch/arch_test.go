// Package arch holds the import rules of docs/architecture.md as a test. It reads source files:
// asking the go command would be answered from the test cache.
package arch

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/exeunt/exeunt"

// layers are the packages of the engine's side, lowest first: imports go down only, and within
// a layer not at all, unless a package lies below its own prefix.
var layers = [][]string{
	{"internal/spec", "internal/infra", "internal/webidl", "internal/js/statements", "internal/js", "internal/page"},
	{"internal/weburl", "internal/eventloop", "internal/idl"},
	{"internal/policy", "internal/dom", "internal/dom/parser"},
	{"fetch"},
	{"deferred", "internal/html"},
	{"navigation"},
	{"internal/bindings"},
	{"engine"},
	{"engine/cdp/wire", "engine/recording"},
	{"engine/cdp", "engine/stepper", "engine/stepper/terminal", "engine/stepper/web"},
	{"engine/coverage"},
	{"cmd/exeunt"},
}

// harnessSide are the packages of the harness, lowest first.
var harnessSide = [][]string{
	{"wpt", "wpt/tests", "wpt/resources"},
	{"wpt/server", "wpt/expect", "wpt/expect/ini", "wpt/baselines"},
	{"harness/compare"},
	{"harness/chrome", "harness/pagetest", "harness/report", "harness"},
	{"harness/diff"},
	{"cmd/exeunt"},
}

// outside says which packages alone may import something from outside.
var outside = map[string]string{
	"modernc.org/libquickjs":          "internal/js",
	"github.com/grafana/sobek":        "internal/js/statements",
	"github.com/chromedp/chromedp":    "harness",
	"golang.org/x/net/html":           "internal/dom/parser",
	"github.com/google/go-dap":        "engine/stepper",
	"github.com/gdamore/tcell/v2":     "engine/stepper/terminal",
	"github.com/nlnwa/whatwg-url":     "internal/weburl",
	"github.com/andybalholm/cascadia": "internal/dom/parser",
}

// imports reads the imports of all packages below root, without tests.
func imports(t *testing.T, root string) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name := d.Name(); name == "testdata" || strings.HasPrefix(name, ".") && name != "." && name != ".." {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		pkg := filepath.ToSlash(rel)
		for _, i := range f.Imports {
			name, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				return err
			}
			all[pkg] = append(all[pkg], name)
		}
		return nil
	})
	require.NoError(t, err)
	return all
}

func level(side [][]string, pkg string) int {
	for i, l := range side {
		for _, p := range l {
			if p == pkg {
				return i
			}
		}
	}
	return -1
}

// violations lists the imports that the rules forbid.
func violations(all map[string][]string) []string {
	var bad []string
	for pkg, names := range all {
		for _, name := range names {
			own, inside := strings.CutPrefix(name, module+"/")
			if !inside {
				for prefix, owner := range outside {
					if (name == prefix || strings.HasPrefix(name, prefix+"/")) && pkg != owner && !strings.HasPrefix(pkg, owner+"/") {
						bad = append(bad, pkg+" imports "+name+", which is "+owner+"'s alone")
					}
				}
				continue
			}
			if strings.HasPrefix(pkg, "harness") && (own == "engine" || strings.HasPrefix(own, "engine/")) {
				bad = append(bad, pkg+" imports "+own+": the harness never imports the engine")
				continue
			}
			for _, side := range [][][]string{layers, harnessSide} {
				from, to := level(side, pkg), level(side, own)
				if from < 0 || to < 0 || to < from {
					continue
				}
				if to > from || !strings.HasPrefix(pkg, own+"/") && !strings.HasPrefix(own, pkg+"/") && !strings.HasPrefix(pkg, "internal/dom") && !strings.HasPrefix(pkg, "harness") {
					bad = append(bad, pkg+" imports "+own+", which is not below it")
				}
			}
		}
	}
	sort.Strings(bad)
	return bad
}

func TestImportsGoDown(t *testing.T) {
	all := imports(t, "../..")
	require.NotEmpty(t, all["navigation"])
	assert.Empty(t, violations(all))
	for pkg := range all {
		if pkg == "internal/spec/gen" || pkg == "." || pkg == "internal/arch" {
			continue
		}
		assert.True(t, level(layers, pkg) >= 0 || level(harnessSide, pkg) >= 0, "%s is in no layer: name it here and in docs/architecture.md", pkg)
	}
}

// TestRulesAreHeld makes sure that the rules can fail.
func TestRulesAreHeld(t *testing.T) {
	root := t.TempDir()
	write := func(pkg, imported string) {
		dir := filepath.Join(root, filepath.FromSlash(pkg))
		require.NoError(t, os.MkdirAll(dir, 0o755))
		source := "package x\n\nimport _ \"" + imported + "\"\n"
		require.NoError(t, os.WriteFile(filepath.Join(dir, "x.go"), []byte(source), 0o644))
	}
	write("harness", module+"/engine")
	write("fetch", module+"/navigation")
	write("navigation", "modernc.org/libquickjs")
	write("deferred", module+"/fetch")
	assert.Equal(t, []string{
		"fetch imports navigation, which is not below it",
		"harness imports engine: the harness never imports the engine",
		"navigation imports modernc.org/libquickjs, which is internal/js's alone",
	}, violations(imports(t, root)))
}

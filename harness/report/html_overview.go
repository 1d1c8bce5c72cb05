package report

import (
	"path"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/harness/compare"
)

// A directory sums up the tests in a folder and below it.
type directory struct {
	Count
	Name  string // below its parent
	Depth int
	// Subtests by engine × Chrome, and what does not fit there.
	BothPass, EngineFails, ChromeFails, BothFail, OneSided, Flaky int
	// Wire and Lifecycle count tests that differ on the layer.
	Wire, Lifecycle int
	Unexpected      int
	// EngineRan and ChromeRan say that the side ran any of the tests: of an interrupted run it may be none.
	EngineRan, ChromeRan bool
	Parent               string // its Directory, "" at the top
	Folders              bool   // it has folders
	Hidden               bool   // at first: one of its parents is folded
}

// openDirectories is how many directories the overview shows at first, so that the tests are not out of reach.
const openDirectories = 25

// foldDeepest hides the deepest levels of a tree that is too long: a page then has little to lay out before it can be seen.
func foldDeepest(tree []*directory) {
	if len(tree) <= openDirectories {
		return
	}
	upper, depth := 0, 0
	for _, d := range tree {
		if d.Depth <= 1 {
			upper++
		}
	}
	if upper <= openDirectories {
		depth = 1
	}
	for _, d := range tree {
		d.Hidden = d.Depth > depth
	}
}

func (d *directory) addTest(t Test) {
	d.Count.add(t)
	d.EngineRan = d.EngineRan || t.Engine != nil
	d.ChromeRan = d.ChromeRan || t.Chrome != nil
	for _, f := range t.Findings {
		if f.Unexpected() {
			d.Unexpected++
		}
	}
	for _, v := range t.Result.Divergences {
		switch v.Layer {
		case compare.LayerWire:
			d.Wire++
		case compare.LayerLifecycle:
			d.Lifecycle++
		}
	}
	if t.Engine == nil || t.Chrome == nil {
		return
	}
	for _, p := range t.Result.Subtests {
		switch p.Class {
		case compare.SamePass:
			d.BothPass++
		case compare.EngineOnlyFails:
			d.EngineFails++
		case compare.ChromeOnlyFails:
			d.ChromeFails++
		case compare.SameFail, compare.FailsDifferently:
			d.BothFail++
		case compare.NotRunClass:
			d.OneSided++
		case compare.Flaky:
			d.Flaky++
		}
	}
}

// directories gives the folders of the tests as a tree, parents first, each
// with all that is below it. A folder that holds nothing but one other folder
// is one with it.
func (r *Run) directories() (all *directory, tree []*directory) {
	all = &directory{Count: Count{Directory: "all"}}
	sums := make(map[string]*directory)
	direct := make(map[string]bool) // has tests itself
	for _, t := range r.Tests {
		all.addTest(t)
		dir := path.Dir(t.Path)
		direct[dir] = true
		for d := dir; ; d = path.Dir(d) {
			if sums[d] == nil {
				sums[d] = &directory{Count: Count{Directory: d}}
			}
			sums[d].addTest(t)
			if d == path.Dir(d) || !strings.Contains(d, "/") {
				break
			}
		}
	}
	children := make(map[string][]string)
	for d := range sums {
		parent := ""
		if strings.Contains(d, "/") {
			parent = path.Dir(d)
		}
		children[parent] = append(children[parent], d)
	}
	var walk func(parent, prefix string, depth int)
	walk = func(parent, prefix string, depth int) {
		list := children[parent]
		slices.Sort(list)
		for _, d := range list {
			for !direct[d] && len(children[d]) == 1 {
				d = children[d][0]
			}
			s := sums[d]
			s.Name, s.Depth, s.Parent = strings.TrimPrefix(d, prefix), depth, strings.TrimSuffix(prefix, "/")
			s.Folders = len(children[d]) > 0
			tree = append(tree, s)
			walk(d, d+"/", depth+1)
		}
	}
	walk("", "", 0)
	foldDeepest(tree)
	return all, tree
}

// Bar draws engine × Chrome as pieces of a bar.
func (d *directory) Bar() []barPart {
	parts := []barPart{{"both", d.BothPass, 0, 0}, {"engine-fails", d.EngineFails, 0, 0}, {"chrome-fails", d.ChromeFails, 0, 0},
		{"neither", d.BothFail, 0, 0}, {"odd", d.OneSided + d.Flaky, 0, 0}}
	total := 0
	for _, p := range parts {
		total += p.N
	}
	if total == 0 {
		return nil
	}
	x := 0.0
	var out []barPart
	for _, p := range parts {
		if p.N == 0 {
			continue
		}
		// What is there at all can be seen.
		p.X, p.Width = x, max(1.5, float64(p.N)*100/float64(total))
		p.X = min(p.X, 98.5)
		x += p.Width
		out = append(out, p)
	}
	return out
}

// A barPart is a piece of a bar that is 100 wide.
type barPart struct {
	Kind     string
	N        int
	X, Width float64
}

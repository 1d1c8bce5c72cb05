// Package coverage counts which steps of the standards were reached, by which tests.
package coverage

import (
	"cmp"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/internal/spec"
)

// A Coverage collects the steps that tests reached. The zero value is empty and ready for use.
type Coverage struct {
	tests   []string
	numbers map[string]int
	reached map[key]map[int]bool // tests by their index
	entered map[string]map[int]bool
	todo    map[key]bool // passed as not implemented
	adhoc   map[key]bool
}

type key struct{ algorithm, step string }

// Test makes the coverage know of a test, even if it reaches nothing, and returns what Step wants. Two recordings of one test count as one.
func (c *Coverage) Test(url string) int {
	if c.numbers == nil {
		c.numbers = map[string]int{}
		c.reached, c.entered = map[key]map[int]bool{}, map[string]map[int]bool{}
		c.todo, c.adhoc = map[key]bool{}, map[key]bool{}
	}
	n, ok := c.numbers[url]
	if !ok {
		n = len(c.tests)
		c.tests = append(c.tests, url)
		c.numbers[url] = n
	}
	return n
}

// Event notes an event of a test's trace: kind is "enter", "step", "todo", "adhoc" or "violation"; algorithm begins with the
// standard's name, as in "HTML: navigate".
func (c *Coverage) Event(test int, kind, algorithm, step string) {
	k := key{algorithm, step}
	switch kind {
	case "enter":
		mark(c.entered, algorithm, test)
	case "step", "violation":
		mark(c.reached, k, test)
	case "todo":
		c.todo[k] = true
	case "adhoc":
		c.adhoc[k] = true
	}
}

func mark[K comparable](m map[K]map[int]bool, k K, test int) {
	if m[k] == nil {
		m[k] = map[int]bool{}
	}
	m[k][test] = true
}

// A Report is what was collected, held against the catalogue of the standards' steps.
type Report struct {
	Standards  string      `json:"standards"` // the days of the standards' texts
	Tests      int         `json:"tests"`
	Total      Counts      `json:"total"`
	Algorithms []Algorithm `json:"algorithms"`
	// Alone lists the tests that reach steps that no other test reaches, those with the most first.
	Alone []Alone `json:"alone"`
}

// Counts count steps.
type Counts struct {
	Steps       int `json:"steps"`       // that the standard numbers
	Implemented int `json:"implemented"` // that the code names
	Reached     int `json:"reached"`     // by at least one test
	Unreached   int `json:"unreached"`   // implemented, and no test reaches them
	Todo        int `json:"todo"`        // that the code names as missing
}

func (c *Counts) add(o Counts) {
	c.Steps += o.Steps
	c.Implemented += o.Implemented
	c.Reached += o.Reached
	c.Unreached += o.Unreached
	c.Todo += o.Todo
}

// An Algorithm is the coverage of one.
type Algorithm struct {
	Standard string `json:"standard"`
	Name     string `json:"name"`
	URL      string `json:"url"`
	Tests    int    `json:"tests"` // that enter it
	Counts
	List []Step `json:"list"`
}

// String returns the standard and the name.
func (a *Algorithm) String() string { return a.Standard + ": " + a.Name }

// Step statuses.
const (
	Reached   = "reached"
	Unreached = "unreached" // implemented, and no test comes there
	Todo      = "todo"      // the code says that it is missing
	Absent    = "absent"    // the code does not name it
)

// A Step is the coverage of one step.
type Step struct {
	Number  string   `json:"number"`
	Summary string   `json:"summary,omitempty"`
	Status  string   `json:"status"`
	AdHoc   bool     `json:"adhoc,omitempty"` // the engine does more there than the standard asks
	Tests   []string `json:"tests,omitempty"`
}

// Alone is a test with the steps that it alone reaches.
type Alone struct {
	Test  string   `json:"test"`
	Steps []string `json:"steps"` // "HTML: navigate#9"
}

// Report holds what was collected against the catalogue: all algorithms that the code knows, in its order.
func (c *Coverage) Report() *Report {
	r := &Report{Standards: spec.Text, Tests: len(c.tests), Algorithms: []Algorithm{}, Alone: []Alone{}}
	alone := map[int][]string{}
	for _, a := range spec.Catalogue() {
		named := spec.Named(a)
		out := Algorithm{Standard: a.Standard, Name: a.Name, URL: a.URL(), Tests: len(c.entered[a.String()]), List: []Step{}}
		for _, s := range a.Steps {
			k := key{a.String(), s.Number}
			step := Step{Number: s.Number, Summary: s.Summary, Status: Absent, AdHoc: c.adhoc[k]}
			out.Steps++
			tests := c.reached[k]
			switch {
			case len(tests) > 0:
				step.Status = Reached
				out.Implemented++
				out.Reached++
			case named[s.Number] == spec.Reached || named[s.Number] == spec.AdHoc:
				step.Status = Unreached
				out.Implemented++
				out.Unreached++
			case named[s.Number] == spec.Todo || c.todo[k]:
				step.Status = Todo
				out.Todo++
			}
			for t := range tests {
				step.Tests = append(step.Tests, c.tests[t])
				if len(tests) == 1 {
					alone[t] = append(alone[t], a.String()+"#"+s.Number)
				}
			}
			slices.Sort(step.Tests)
			out.List = append(out.List, step)
		}
		r.Total.add(out.Counts)
		r.Algorithms = append(r.Algorithms, out)
	}
	slices.SortStableFunc(r.Algorithms, func(a, b Algorithm) int {
		return cmp.Or(cmp.Compare(a.Standard, b.Standard), strings.Compare(a.Name, b.Name))
	})
	for t, steps := range alone {
		r.Alone = append(r.Alone, Alone{c.tests[t], steps})
	}
	slices.SortFunc(r.Alone, func(a, b Alone) int {
		return cmp.Or(len(b.Steps)-len(a.Steps), strings.Compare(a.Test, b.Test))
	})
	return r
}

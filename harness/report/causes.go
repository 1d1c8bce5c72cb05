package report

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/harness/compare"
)

// A Cause groups findings that most likely have one root: the same class and
// statuses, messages of one shape, and in tests whose first divergence came
// from the same stack of the standards' steps.
type Cause struct {
	Class compare.Class `json:"class"`
	// Engine and Chrome are the statuses, "" on a side without a result.
	Engine string `json:"engine,omitempty"`
	Chrome string `json:"chrome,omitempty"`
	// Message is the shape of the failing side's message.
	Message string `json:"message,omitempty"`
	// Steps are the stack that led the engine to the tests' first divergence,
	// the outermost first, and Layer is that divergence's; only a trace gives them.
	Layer compare.Layer `json:"layer,omitempty"`
	Steps []string      `json:"steps,omitempty"`
	// Findings counts what is in the group, Unexpected what of it no
	// expectation lists, Tests in how many tests it is.
	Findings   int `json:"findings"`
	Unexpected int `json:"unexpected"`
	Tests      int `json:"tests"`
	// Test and Subtest are the first of them.
	Test    string `json:"test"`
	Subtest string `json:"subtest,omitempty"`
}

// Causes groups the findings of the run, the largest group first.
func (r *Run) Causes() []Cause {
	causes, _ := r.causes(func(i int) []compare.StepFrame { return firstSteps(r.Tests[i]) })
	return causes
}

// causes gives the groups, and of every finding of every test the group's
// index. steps gives the stack of a test's first divergence.
func (r *Run) causes(steps func(test int) []compare.StepFrame) ([]Cause, [][]int) {
	type key struct {
		class                          compare.Class
		engine, chrome, message, stack string
		layer                          compare.Layer
	}
	index := make(map[key]int)
	var list []Cause
	lastTest := make(map[int]int) // of a group, from 1
	of := make([][]int, len(r.Tests))
	for i, t := range r.Tests {
		if len(t.Findings) == 0 {
			continue
		}
		var k key
		var names []string
		if len(t.Result.Divergences) > 0 {
			for _, f := range steps(i) {
				k.layer = t.Result.Divergences[0].Layer
				names = append(names, strings.TrimSuffix(f.Algorithm+" "+f.Step, " "))
			}
			k.stack = strings.Join(names, "\n")
		}
		for _, f := range t.Findings {
			k.class, k.engine, k.chrome = f.Class, statusOrNone(f.Engine), statusOrNone(f.Chrome)
			k.message = messageShape(f)
			n, ok := index[k]
			if !ok {
				n = len(list)
				index[k] = n
				list = append(list, Cause{Class: k.class, Engine: k.engine, Chrome: k.chrome, Message: k.message, Layer: k.layer, Steps: names, Test: t.URL, Subtest: f.Subtest})
			}
			c := &list[n]
			c.Findings++
			if f.Unexpected() {
				c.Unexpected++
			}
			if lastTest[n] != i+1 {
				lastTest[n] = i + 1
				c.Tests++
			}
			of[i] = append(of[i], n)
		}
	}
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(list[b].Findings, list[a].Findings) })
	sorted := make([]Cause, len(list))
	place := make([]int, len(list))
	for to, from := range order {
		sorted[to], place[from] = list[from], to
	}
	for _, groups := range of {
		for j := range groups {
			groups[j] = place[groups[j]]
		}
	}
	return sorted, of
}

func statusOrNone(s *compare.Subtest) string {
	if s == nil {
		return ""
	}
	return s.Status
}

// firstSteps gives the stack that led the engine to the first divergence of
// the wire, or of the lifecycle.
func firstSteps(t Test) []compare.StepFrame {
	if t.Engine == nil || t.Chrome == nil || len(t.Engine.Trace) == 0 || len(t.Result.Divergences) == 0 {
		return nil
	}
	// Only the first: what follows it may be its effect.
	switch t.Result.Divergences[0].Layer {
	case compare.LayerWire:
		for _, w := range compare.AlignWire(t.Engine.Wire, t.Chrome.Wire) {
			if w.First && w.Engine >= 0 {
				return t.Engine.StepsOfRequest(w.Engine)
			}
		}
	case compare.LayerLifecycle:
		for _, l := range compare.AlignLifecycle(t.Engine.Lifecycle, t.Chrome.Lifecycle) {
			if e := firstOther(t.Engine.Lifecycle, t.Chrome.Lifecycle, l); l.First && e >= 0 {
				return t.Engine.StepsOfEvent(e)
			}
		}
	}
	return nil
}

// particular matches what messages of one cause differ in: quoted values, addresses, numbers.
var particular = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|'[^'\s]*'|\bhttps?://[^\s"')]+|\b0x[0-9a-fA-F]+\b|\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b|-?\b[0-9]+(?:\.[0-9]+)?\b`)

// shapeLimit is how many characters of a message give its shape.
const shapeLimit = 300

// messageShape is what the failing sides say, without particulars.
func messageShape(f Finding) string {
	var parts []string
	for _, s := range []*compare.Subtest{f.Engine, f.Chrome} {
		if s != nil && s.Message != "" {
			short, _ := cut(s.Message, shapeLimit)
			parts = append(parts, particular.ReplaceAllString(short, "…"))
		}
	}
	return strings.Join(slices.Compact(parts), " | ")
}

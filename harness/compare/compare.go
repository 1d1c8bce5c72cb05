package compare

import (
	"fmt"
	"strings"
)

// Class says how a subtest's two results stand to each other.
type Class string

// The classes.
const (
	SamePass         Class = "same-pass"
	SameFail         Class = "same-fail"
	FailsDifferently Class = "fails-differently"
	EngineOnlyFails  Class = "engine-only-fails"
	ChromeOnlyFails  Class = "chrome-only-fails"
	Flaky            Class = "flaky"
	NotRunClass      Class = "not-run"
)

// Classes lists every class, the worst for the engine first.
func Classes() []Class {
	return []Class{EngineOnlyFails, FailsDifferently, ChromeOnlyFails, NotRunClass, Flaky, SameFail, SamePass}
}

// Differs reports whether the two sides of a subtest of this class disagree.
func (c Class) Differs() bool {
	return c == FailsDifferently || c == EngineOnlyFails || c == ChromeOnlyFails || c == NotRunClass || c == Flaky
}

// Result is a comparison of one test.
type Result struct {
	// Harness compares the harness statuses, OK counting as a pass.
	Harness Class `json:"harness"`
	// HarnessFlakyIn lists the sides whose harness status varied.
	HarnessFlakyIn []string `json:"harnessFlakyIn,omitempty"`
	// Subtests stand in the engine's order, then those only Chrome has.
	Subtests []Pair `json:"subtests"`
	// Divergences holds the first difference of every layer that has one, in
	// the order in which causes precede effects: wire, lifecycle, subtests.
	Divergences []Divergence `json:"divergences,omitempty"`
}

// A Pair is one subtest on both sides; a side that lacks it is nil.
type Pair struct {
	Name   string   `json:"name"`
	Class  Class    `json:"class"`
	Engine *Subtest `json:"engine,omitempty"`
	Chrome *Subtest `json:"chrome,omitempty"`
	// FlakyIn lists the sides whose status varied from run to run.
	FlakyIn []string `json:"flakyIn,omitempty"`
}

// A Layer is one of the kinds of things that are observed.
type Layer string

// The layers, in the order in which causes precede effects.
const (
	LayerWire      Layer = "wire"
	LayerLifecycle Layer = "lifecycle"
	LayerSubtests  Layer = "subtests"
)

// A Divergence is the first difference on a layer. A side that has nothing to
// set against the other's is empty.
type Divergence struct {
	Layer  Layer  `json:"layer"`
	Index  int    `json:"index"`
	Engine string `json:"engine,omitempty"`
	Chrome string `json:"chrome,omitempty"`
}

// String says it in one line.
func (d Divergence) String() string {
	none := func(s string) string {
		if s == "" {
			return "nothing"
		}
		return s
	}
	return fmt.Sprintf("%s: engine %s, chrome %s", d.Layer, none(d.Engine), none(d.Chrome))
}

// Differs reports whether harness status or any subtest differs.
func (r *Result) Differs() bool {
	if r.Harness.Differs() {
		return true
	}
	for _, p := range r.Subtests {
		if p.Class.Differs() {
			return true
		}
	}
	return false
}

// Compare compares the engine's observation with Chrome's. Either may be nil:
// not run.
func Compare(engine, chrome *Observation) *Result {
	r := &Result{Harness: harnessClass(engine, chrome)}
	r.Subtests = pairs(engine, chrome)
	r.markFlaky(engine, chrome)
	if engine == nil || chrome == nil {
		return r
	}
	if d, ok := wireDivergence(engine.Wire, chrome.Wire); ok && engine.Observed(LayerWire) && chrome.Observed(LayerWire) {
		r.Divergences = append(r.Divergences, d)
	}
	if d, ok := lifecycleDivergence(engine.Lifecycle, chrome.Lifecycle); ok {
		r.Divergences = append(r.Divergences, d)
	}
	for i, p := range r.Subtests {
		if p.Class.Differs() {
			r.Divergences = append(r.Divergences, Divergence{Layer: LayerSubtests, Index: i,
				Engine: describe(p.Engine), Chrome: describe(p.Chrome)})
			break
		}
	}
	return r
}

// markFlaky gives what varied from run to run the class Flaky, if both sides ran.
func (r *Result) markFlaky(engine, chrome *Observation) {
	both := engine != nil && chrome != nil
	var harness [2]map[string]int
	for i, o := range []*Observation{engine, chrome} {
		if o != nil {
			harness[i] = o.Counts
		}
	}
	if r.HarnessFlakyIn = flakyIn(harness[0], harness[1]); r.HarnessFlakyIn != nil && both {
		r.Harness = Flaky
	}
	for i := range r.Subtests {
		p := &r.Subtests[i]
		var counts [2]map[string]int
		for j, s := range []*Subtest{p.Engine, p.Chrome} {
			if s != nil {
				counts[j] = s.Counts
			}
		}
		if p.FlakyIn = flakyIn(counts[0], counts[1]); p.FlakyIn != nil && both {
			p.Class = Flaky
		}
	}
}

func describe(s *Subtest) string {
	if s == nil {
		return ""
	}
	return fmt.Sprintf("%s %q", s.Status, s.Name)
}

func harnessClass(engine, chrome *Observation) Class {
	if engine == nil || chrome == nil {
		return NotRunClass
	}
	return classify(engine.Status, chrome.Status, engine.Message, chrome.Message, OK)
}

func classify(engine, chrome, engineMessage, chromeMessage, good string) Class {
	switch {
	case engine == good && chrome == good:
		return SamePass
	case engine == good:
		return ChromeOnlyFails
	case chrome == good:
		return EngineOnlyFails
	case engine != chrome:
		return FailsDifferently
	case sameMessage(engineMessage, chromeMessage):
		return SameFail
	}
	return FailsDifferently
}

// sameMessage compares failure messages by what the test wrote: an engine's
// own words for an exception differ from Chrome's without meaning anything.
func sameMessage(a, b string) bool {
	return assertion(a) == assertion(b)
}

// assertion keeps of a message the name and description of the assertion that
// failed, which is the same in every browser. What follows quotes values and
// exceptions. A message that is not an assertion's is reduced to nothing, as
// its words belong to the browser.
func assertion(m string) string {
	if !strings.HasPrefix(m, "assert_") {
		return ""
	}
	for _, mark := range []string{" expected ", " got ", " did not ", " threw "} {
		if i := strings.Index(m, mark); i >= 0 {
			m = m[:i]
		}
	}
	return m
}

// pairs matches subtests by name. Tokens in names differ from run to run, so
// they are numbered first; equal names are matched in order.
func pairs(engine, chrome *Observation) []Pair {
	var es, cs []Subtest
	if engine != nil {
		es = engine.Subtests
	}
	if chrome != nil {
		cs = chrome.Subtests
	}
	type slot struct{ items []*Subtest }
	byName := make(map[string]*slot, len(cs))
	for i := range cs {
		key := NumberTokens(cs[i].Name)
		if byName[key] == nil {
			byName[key] = &slot{}
		}
		byName[key].items = append(byName[key].items, &cs[i])
	}
	out := make([]Pair, 0, len(es))
	used := make(map[*Subtest]bool, len(cs))
	for i := range es {
		e := &es[i]
		p := Pair{Name: e.Name, Engine: e}
		if s := byName[NumberTokens(e.Name)]; s != nil && len(s.items) > 0 {
			p.Chrome, s.items = s.items[0], s.items[1:]
			used[p.Chrome] = true
		}
		p.Class = pairClass(p)
		out = append(out, p)
	}
	for i := range cs {
		if c := &cs[i]; !used[c] {
			p := Pair{Name: c.Name, Chrome: c}
			p.Class = pairClass(p)
			out = append(out, p)
		}
	}
	return out
}

// pairClass classifies a pair; a subtest that only one side made is not-run.
func pairClass(p Pair) Class {
	if p.Engine == nil || p.Chrome == nil {
		return NotRunClass
	}
	return classify(p.Engine.Status, p.Chrome.Status, p.Engine.Message, p.Chrome.Message, Pass)
}

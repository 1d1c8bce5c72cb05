package diff

import (
	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/harness/report"
	"slices"
)

const (
	crash = compare.Crash
	skip  = compare.Skip
)

// An aligner walks through all reports at once, as all are in the order of
// their tests' names.
type aligner struct {
	d       *Diff
	reports []*report.Results
	base    *report.Results
}

// run fills in the changes and the sums.
func (a *aligner) run() {
	columns := a.reports
	if a.base != nil {
		columns = append(append([]*report.Results{}, columns...), a.base)
	}
	next := make([]int, len(columns))
	for {
		url, any := "", false
		for i, r := range columns {
			if next[i] < len(r.Tests) {
				if u := r.Tests[next[i]].URL; !any || u < url {
					url, any = u, true
				}
			}
		}
		if !any {
			break
		}
		row := make([]*report.TestResults, len(columns))
		for i, r := range columns {
			if next[i] < len(r.Tests) && r.Tests[next[i]].URL == url {
				row[i] = &r.Tests[next[i]]
				next[i]++
			}
		}
		var base *report.TestResults
		if a.base != nil {
			base, row = row[len(row)-1], row[:len(row)-1]
		}
		for i := range a.d.Browsers {
			a.test(&a.d.Browsers[i], url, row, base)
		}
		a.layers(url, row)
	}
}

// outcome gives a browser's result of a test; nil when it was not run, or skipped.
func outcome(t *report.TestResults, side int) *report.Outcome {
	if t == nil || side < 0 || t.Sides[side] == nil || t.Sides[side].Status == skip {
		return nil
	}
	return t.Sides[side]
}

// test compares one test of one browser.
func (a *aligner) test(b *Browser, url string, row []*report.TestResults, base *report.TestResults) {
	outcomes := make([]*report.Outcome, len(row))
	for i, t := range row {
		outcomes[i] = outcome(t, b.side[i])
	}
	last := len(row) - 1
	if len(row) > 2 {
		a.steps(b, row, outcomes)
	}
	switch {
	case outcomes[0] == nil && outcomes[last] == nil:
		return
	case outcomes[0] == nil:
		a.d.NewTests = append(a.d.NewTests, b.NewTests.add(b.Name, url, outcomes[last]))
		return
	case outcomes[last] == nil:
		a.d.GoneTests = append(a.d.GoneTests, b.GoneTests.add(b.Name, url, outcomes[0]))
		return
	}
	b.Tests++
	var inBase *report.Outcome
	if a.base != nil {
		inBase = outcome(base, b.base)
	}
	same := a.sameSource(row[0], row[last], a.reports[0], a.reports[last])
	for _, e := range entries(append(outcomes, inBase)) {
		if !e.harness && e.results[0] != nil && e.results[last] != nil {
			b.Subtests++
		}
		baseResult := e.results[len(e.results)-1]
		e.results = e.results[:len(e.results)-1]
		class := classify(e.results[0], e.results[last], same || outcomes[last].Status != compare.OK)
		if class == "" {
			if !e.returned() {
				continue
			}
			class = Back
		}
		c := Change{Class: class, Browser: b.Name, Test: url, Path: row[last].Path, Subtest: e.name, Harness: e.harness,
			Occurrence: e.occurrence, Results: e.results, Since: e.since()}
		if a.base != nil && inBase != nil && (class == Regression || class == Fix || class == Changed || class == Message) && equal(baseResult, e.results[last], class == Message) {
			c.Class, c.Was = InBase, class
		}
		for _, f := range row[last].Findings {
			if f.Expected && f.Harness == e.harness && f.Subtest == e.name {
				c.Reason, c.Link = f.Reason, f.Link
			}
		}
		b.Counts[c.Class]++
		a.d.Changes = append(a.d.Changes, c)
	}
}

// steps judges each report against the one before it.
func (a *aligner) steps(b *Browser, row []*report.TestResults, outcomes []*report.Outcome) {
	if b.Steps == nil {
		for i := 1; i < len(row); i++ {
			b.Steps = append(b.Steps, Step{From: i - 1, To: i, Counts: map[Class]int{}})
		}
	}
	for i := range b.Steps {
		s := &b.Steps[i]
		from, to := outcomes[i], outcomes[i+1]
		switch {
		case from == nil && to == nil:
		case from == nil:
			s.New++
		case to == nil:
			s.Gone++
		default:
			same := a.sameSource(row[i], row[i+1], a.reports[i], a.reports[i+1])
			for _, e := range entries([]*report.Outcome{from, to}) {
				if c := classify(e.results[0], e.results[1], same || to.Status != compare.OK); c != "" {
					s.Counts[c]++
				}
			}
		}
	}
}

// sameSource reports whether a test's source is known to be the same in two reports.
func (a *aligner) sameSource(t, u *report.TestResults, r, s *report.Results) bool {
	if t.Source != "" && u.Source != "" {
		return t.Source == u.Source
	}
	return r.Revision != "" && r.Revision == s.Revision
}

func (s *Sum) add(browser, url string, o *report.Outcome) OneSided {
	t := OneSided{Browser: browser, Test: url, Subtests: len(o.Subtests)}
	if !good(o.Status) {
		t.Failing++
	}
	for _, st := range o.Subtests {
		if !good(st.Status) {
			t.Failing++
		}
	}
	s.Tests++
	s.Subtests += t.Subtests
	s.Failing += t.Failing
	return t
}

// layers compares on which layers engine and Chrome part. Only json reports of both browsers know.
func (a *aligner) layers(url string, row []*report.TestResults) {
	first, last := row[0], row[len(row)-1]
	if first == nil || last == nil || !whole(first) || !whole(last) {
		return
	}
	for _, layer := range []compare.Layer{compare.LayerWire, compare.LayerLifecycle} {
		before, after := divergence(first, layer), divergence(last, layer)
		if !observed(first, layer) || !observed(last, layer) {
			continue
		}
		c := Change{Test: url, Path: last.Path, Layer: layer}
		switch {
		case before == nil && after != nil:
			c.Class, c.Engine, c.Chrome = Diverges, after.Engine, after.Chrome
		case before != nil && after == nil:
			c.Class, c.Engine, c.Chrome = Agrees, before.Engine, before.Chrome
		default:
			continue
		}
		a.d.Changes = append(a.d.Changes, c)
	}
}

// observed reports whether both browsers' side of a layer was seen.
func observed(t *report.TestResults, layer compare.Layer) bool {
	return !slices.Contains(t.Unobserved, layer)
}

// whole reports whether both browsers ran a test.
func whole(t *report.TestResults) bool {
	return len(t.Sides) == 2 && t.Sides[0] != nil && t.Sides[1] != nil
}

func divergence(t *report.TestResults, layer compare.Layer) *compare.Divergence {
	for i := range t.Divergences {
		if t.Divergences[i].Layer == layer {
			return &t.Divergences[i]
		}
	}
	return nil
}

// An entry is one harness status or subtest in all reports.
type entry struct {
	name       string
	harness    bool
	occurrence int
	results    []*Result
}

// entries lines the results of one test up: the harness status, then the
// subtests in the last report's order, then those that only others have.
func entries(outcomes []*report.Outcome) []entry {
	head := entry{harness: true, results: make([]*Result, len(outcomes))}
	for i, o := range outcomes {
		if o != nil {
			head.results[i] = &Result{o.Status, o.Message, o.Seen}
		}
	}
	out := []entry{head}
	type key struct {
		name string
		n    int
	}
	index := map[key]int{}
	// The names and the order are those of the last report, before the base,
	// then of the first; a place that comes again has been done.
	order := []int{max(0, len(outcomes)-2), 0}
	for i := range outcomes {
		order = append(order, i)
	}
	done := make([]bool, len(outcomes))
	for _, i := range order {
		o := outcomes[i]
		if o == nil || done[i] {
			continue
		}
		done[i] = true
		times := make(map[string]int, len(o.Subtests))
		for _, s := range o.Subtests {
			name := compare.NumberTokens(s.Name)
			times[name]++
			k := key{name, times[name]}
			at, ok := index[k]
			if !ok {
				at = len(out)
				index[k] = at
				e := entry{name: s.Name, results: make([]*Result, len(outcomes))}
				if k.n > 1 {
					e.occurrence = k.n
				}
				out = append(out, e)
			}
			out[at].results[i] = &Result{s.Status, s.Message, s.Seen}
		}
	}
	return out
}

// good reports whether a status is as one wishes.
func good(status string) bool { return status == compare.Pass || status == compare.OK }

// classify says what became of a result. A good subtest that is missing now is
// a regression if lost says that it should be there.
func classify(a, b *Result, lost bool) Class {
	switch {
	case a == nil && b == nil:
		return ""
	case a == nil:
		return New
	case b == nil && a.Counts["MISSING"] > 0:
		return Flaky
	case b == nil && good(a.Status) && lost:
		return Regression
	case b == nil:
		return Gone
	case a.Status == b.Status:
		switch {
		case varied(a) || varied(b):
			return Flaky
		case good(a.Status) || compare.NumberTokens(a.Message) == compare.NumberTokens(b.Message):
			return ""
		}
		return Message
	case a.Counts[b.Status] > 0 || b.Counts[a.Status] > 0:
		return Flaky
	case good(a.Status):
		return Regression
	case good(b.Status):
		return Fix
	case b.Status == crash:
		return Regression
	}
	return Changed
}

// varied reports whether the runs of one report disagree.
func varied(r *Result) bool {
	n := 0
	for _, count := range r.Counts {
		if count > 0 {
			n++
		}
	}
	return n > 1
}

// equal reports whether two results are the same for a reader.
func equal(a, b *Result, messages bool) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Status == b.Status && (!messages || compare.NumberTokens(a.Message) == compare.NumberTokens(b.Message))
}

// returned reports whether a result was another in between.
func (e *entry) returned() bool {
	for _, r := range e.results {
		if r != nil && e.results[0] != nil && r.Status != e.results[0].Status {
			return true
		}
	}
	return false
}

// since gives the report from which on the result is the last one's.
func (e *entry) since() int {
	last := len(e.results) - 1
	i := last
	for i > 0 && equal(e.results[i-1], e.results[last], false) {
		i--
	}
	return i
}

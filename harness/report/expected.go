package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/wpt/expect"
)

// A Contradiction is a result that an expectation speaks of and does not list.
type Contradiction struct {
	Side, Status string
	Entry        *expect.Entry
}

// String says it in one line.
func (c Contradiction) String() string {
	return fmt.Sprintf("unexpected %s in %s: %s lists %s", c.Status, c.Side, c.Entry.Where, strings.Join(c.Entry.Statuses, ","))
}

// A view is a result on one side, with the expectation that speaks of it.
type view struct {
	side, product string
	status        string
	subtest       *compare.Subtest // nil where the side lacks it
	entry         *expect.Entry
}

// views gives a result's sides, of those that ran the test.
func (r *Run) views(t Test, f Finding) []view {
	var out []view
	for _, v := range []struct {
		view
		ran bool
	}{{view{side: expect.Engine, product: r.Engine.product(), subtest: f.Engine}, t.Engine != nil},
		{view{side: expect.Chrome, product: r.Chrome.product(), subtest: f.Chrome}, t.Chrome != nil}} {
		if !v.ran {
			continue
		}
		v.status = expect.Missing
		if v.subtest != nil {
			v.status = v.subtest.Status
		}
		if f.Harness {
			v.entry = r.Expectations.Harness(t.URL, v.side, v.product)
		} else {
			v.entry = r.Expectations.Subtest(t.URL, f.Subtest, v.side, v.product)
		}
		out = append(out, v.view)
	}
	return out
}

// product is nothing for a side that was not asked for.
func (s *Side) product() string {
	if s == nil {
		return ""
	}
	return s.Product
}

// Results lists every result of the run, for expect.Update. Those that belong
// to an unexpected finding, and that no expectation lists, are marked.
func (r *Run) Results() []expect.Result {
	var out []expect.Result
	for _, t := range r.Tests {
		type key struct {
			name    string
			harness bool
		}
		unexpected := make(map[key]bool)
		for _, f := range t.Findings {
			if f.Unexpected() {
				unexpected[key{f.Subtest, f.Harness}] = true
			}
		}
		add := func(f Finding) {
			for _, v := range r.views(t, f) {
				out = append(out, expect.Result{Test: t.URL, Subtest: f.Subtest, Harness: f.Harness, Side: v.side, Product: v.product,
					Status: v.status, Unexpected: unexpected[key{f.Subtest, f.Harness}]})
			}
		}
		add(Finding{Harness: true, Engine: harnessResult(t.Engine), Chrome: harnessResult(t.Chrome)})
		for _, p := range t.Result.Subtests {
			add(Finding{Subtest: p.Name, Engine: p.Engine, Chrome: p.Chrome})
		}
	}
	return out
}

// A StaleEntry is an expectation that the run gave no use to.
type StaleEntry struct {
	Where   string `json:"where"`
	Test    string `json:"test"`
	Side    string `json:"side"`
	Result  string `json:"result"` // a subtest's name in quotation marks, "*" or "harness"
	Problem string `json:"problem"`
}

// Stale lists the expectations whose test ran without ever having a listed
// status, and those of tests that the suite lacks.
func (r *Run) Stale() []StaleEntry {
	if r.restored {
		return r.stale
	}
	if r.Expectations == nil {
		return nil
	}
	matched := make(map[*expect.Entry]bool)
	for _, result := range r.Results() {
		if e := r.Expectations.Of(result); e != nil && e.Lists(result.Status) {
			matched[e] = true
		}
	}
	var out []StaleEntry
	for _, e := range r.Expectations.Entries {
		problem := ""
		switch {
		case matched[e]:
		case r.KnownTests != nil && !slices.ContainsFunc(r.KnownTests, e.Names):
			problem = "there is no such test"
		case slices.ContainsFunc(r.Tests, func(t Test) bool { return r.useless(e, t) }):
			problem = "no result was " + strings.Join(e.Statuses, " or ")
		}
		if problem != "" {
			out = append(out, StaleEntry{e.Where, e.Test, e.Side, e.What(), problem})
		}
	}
	return out
}

// useless reports whether a test that ran on a side which an entry speaks of
// shows that the entry has no use; that it is left unmatched is known. A
// subtest that is expected to be missing has no result on a side that lacks it.
func (r *Run) useless(e *expect.Entry, t Test) bool {
	if !e.Names(t.URL) {
		return false
	}
	ran := t.Engine != nil && r.Expectations.Applies(e, expect.Engine, r.Engine.product()) || t.Chrome != nil && r.Expectations.Applies(e, expect.Chrome, r.Chrome.product())
	if !ran || e.All || e.Harness || !e.Lists(expect.Missing) {
		return ran
	}
	return slices.ContainsFunc(t.Result.Subtests, func(p compare.Pair) bool { return p.Name == e.Subtest })
}

// Package report tells what a run found: on the terminal, as wptreport.json,
// as this project's own JSON, and as one HTML file.
package report

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/wpt/expect"
)

// A Run is all that a report tells of.
type Run struct {
	Suite      string // "builtin" or the folder's name
	Revision   string // of the tests' sources
	Shard      string // "I/N" of a run that had a part of the tests; else ""
	Version    string // of exeunt
	Seed       uint64
	Clock      string  // "virtual" or "real", of the engine
	Server     string  // who answered the tests: "" for our own server, "wptserve" for upstream's, which tells nothing of the wire
	Multiplier float64 // of timeouts
	OS, Arch   string
	Behaviours map[string]string // the named behaviours that were set, of the engine
	Traced     bool              // durations are left out of JSON, so that the same seed gives the same bytes
	// Engine and Chrome are the sides; nil when not asked for.
	Engine, Chrome *Side
	// Tests stand in the order of their URLs.
	Tests []Test
	// Expectations says what differs for a known reason.
	Expectations *expect.Set
	// KnownTests holds the URLs of all tests of the suite; nil when only a part
	// of the suite was looked at.
	KnownTests []string
	// Incomplete says why tests are missing that should have run: the run was
	// interrupted, or a browser was not to be started. "" for a whole run.
	Incomplete string
	Begin, End time.Time
	// restored says that the run was made of a report, stale holding what that
	// says of expectations that have no use.
	restored bool
	stale    []StaleEntry
	// Sources is where tests' files stand by their Path, for the html report;
	// nil leaves them out.
	Sources fs.FS
	// TracePages names, by test, the files of the pages in which the test's steps can be gone through; the html report links them.
	TracePages map[string]string
}

// A Side describes a browser and how it ran.
type Side struct {
	Name    string `json:"name"`
	Product string `json:"product"`
	// Recorded says when a baseline that stands in was recorded; "" for a
	// browser that ran.
	Recorded string `json:"recorded,omitempty"`
	Platform string `json:"platform,omitempty"`
	// Wall is how long the side took, and Restarts how many processes had to
	// be replaced.
	Wall time.Duration `json:"-"`
	// Resumed counts the tests that an earlier run took the time for.
	Resumed  int `json:"-"`
	Restarts int `json:"restarts,omitempty"`
}

// A Test is one test on both sides.
type Test struct {
	URL, Path string
	// Engine and Chrome are nil on a side that did not run it.
	Engine, Chrome *compare.Observation
	// Result compares the two; with one side only it lists that side.
	Result *compare.Result
	// Findings are what is not as it should be.
	Findings []Finding
}

// A Finding is a result that is not as it should be: with two sides a
// difference, with one a result other than PASS or OK; and any that contradicts
// an expectation.
type Finding struct {
	Subtest string // "" for the harness status
	Harness bool
	Class   compare.Class
	// Engine and Chrome are the two results; nil on a side without one.
	Engine, Chrome *compare.Subtest
	// FlakyIn lists the sides whose result varied from run to run.
	FlakyIn []string
	// Expected is the entry that lists it, or nil.
	Expected *expect.Entry
	// Contradicted holds the entries that list other results than this one.
	Contradicted []Contradiction
}

// wireNote says in words that the wire was not observed; "" if it was.
func (r *Run) wireNote() string {
	if r.Server == "" {
		return ""
	}
	return "the wire layer was not observed: " + r.Server + " answered the tests, and does not tell what it was asked"
}

// behaviourNote says in words that expectations may be of another run than this one, whose engine was told to behave
// otherwise; "" if everything is as expected.
func (r *Run) behaviourNote() string {
	behaviours := expect.Behaviours{Set: r.Behaviours}
	if r.Expectations != nil {
		behaviours.Known = r.Expectations.Behaviours.Known
	}
	changed := behaviours.Changed()
	if len(changed) == 0 || r.Unexpected()+len(r.Stale()) == 0 {
		return ""
	}
	return "the engine ran with " + strings.Join(changed, ", ") + ": expectations without a condition on that are of its default behaviours"
}

// Add compares a test's observations, judges the outcome and appends it.
// A test that no side ran is left out.
func (r *Run) Add(url, source string, engine, chrome *compare.Observation) {
	if engine == nil && chrome == nil {
		return
	}
	t := Test{URL: url, Path: source, Engine: engine, Chrome: chrome, Result: compare.Compare(engine, chrome)}
	t.Findings = r.judge(t)
	r.Tests = append(r.Tests, t)
}

// judge finds what is not as it should be. Where a side did not run the test,
// the other is held against the wish that everything passes. A result that an
// entry speaks of and does not list is a finding in any case, a PASS too.
func (r *Run) judge(t Test) []Finding {
	var out []Finding
	both := t.Engine != nil && t.Chrome != nil
	add := func(f Finding, noteworthy bool) {
		for _, v := range r.views(t, f) {
			switch {
			case v.entry == nil:
			case v.entry.Lists(v.status):
				if f.Expected == nil {
					f.Expected = v.entry
				}
			case f.Harness && v.entry.All && v.status == compare.OK:
				// "*" demands nothing of the harness.
			case v.subtest == nil && !both:
				// The side never came to it: that shows as a stale entry.
			default:
				f.Contradicted = append(f.Contradicted, Contradiction{Side: v.side, Status: v.status, Entry: v.entry})
			}
		}
		if len(f.Contradicted) > 0 {
			f.Expected = nil
		}
		if noteworthy || len(f.Contradicted) > 0 {
			out = append(out, f)
		}
	}
	harness := Finding{Harness: true, Class: t.Result.Harness, Engine: harnessResult(t.Engine), Chrome: harnessResult(t.Chrome), FlakyIn: t.Result.HarnessFlakyIn}
	add(harness, len(harness.FlakyIn) > 0 || both && harness.Class.Differs() || !both && !good(harness.Engine, compare.OK) || !both && !good(harness.Chrome, compare.OK))
	for _, p := range t.Result.Subtests {
		add(Finding{Subtest: p.Name, Class: p.Class, Engine: p.Engine, Chrome: p.Chrome, FlakyIn: p.FlakyIn},
			len(p.FlakyIn) > 0 || both && p.Class.Differs() || !both && (!good(p.Engine, compare.Pass) || !good(p.Chrome, compare.Pass)))
	}
	return out
}

// good reports whether a side has nothing against it; nil is a side that did not run, and SKIP
// says that the test could not be.
func good(s *compare.Subtest, status string) bool {
	return s == nil || s.Status == status || s.Status == compare.Skip
}

// harnessResult gives a harness status the form of a subtest.
func harnessResult(o *compare.Observation) *compare.Subtest {
	if o == nil {
		return nil
	}
	return &compare.Subtest{Status: o.Status, Message: o.Message, Counts: o.Counts}
}

// Unexpected reports whether the finding is nobody's known one. What varies in
// Chrome only says nothing of the engine, unless an entry is contradicted.
func (f Finding) Unexpected() bool {
	return f.Expected == nil && !f.flakyInChrome()
}

func (f Finding) flakyInChrome() bool {
	return slices.Equal(f.FlakyIn, []string{compare.ChromeSide}) && len(f.Contradicted) == 0
}

// FlakyInChrome counts findings that no expectation lists and that are none of the engine's.
func (r *Run) FlakyInChrome() int {
	n := 0
	for _, t := range r.Tests {
		for _, f := range t.Findings {
			if f.Expected == nil && f.flakyInChrome() {
				n++
			}
		}
	}
	return n
}

// Skipped counts the tests that could not be run, because the test server lacks what answers for them.
func (r *Run) Skipped() int {
	n := 0
	for _, t := range r.Tests {
		for _, o := range []*compare.Observation{t.Engine, t.Chrome} {
			if o != nil && o.Status == compare.Skip {
				n++
				break
			}
		}
	}
	return n
}

// Retried counts the tests that ran again after an unexpected result.
func (r *Run) Retried() int {
	n := 0
	for _, t := range r.Tests {
		for _, o := range []*compare.Observation{t.Engine, t.Chrome} {
			if o != nil && len(o.Retries) > 0 {
				n++
				break
			}
		}
	}
	return n
}

// Flaky counts findings whose result varied from run to run.
func (r *Run) Flaky() int {
	n := 0
	for _, t := range r.Tests {
		for _, f := range t.Findings {
			if len(f.FlakyIn) > 0 {
				n++
			}
		}
	}
	return n
}

// Unexpected counts findings that no expectation lists.
func (r *Run) Unexpected() int {
	n := 0
	for _, t := range r.Tests {
		for _, f := range t.Findings {
			if f.Unexpected() {
				n++
			}
		}
	}
	return n
}

// Divergent counts tests that differ on any layer, expected or not.
func (r *Run) Divergent() int {
	n := 0
	for _, t := range r.Tests {
		if len(t.Result.Divergences) > 0 || len(t.Findings) > 0 {
			n++
		}
	}
	return n
}

// Missing lists the handlers that tests asked for and the server lacks.
func (r *Run) Missing() []string {
	var out []string
	for _, t := range r.Tests {
		for _, o := range []*compare.Observation{t.Engine, t.Chrome} {
			if o != nil {
				out = append(out, o.Missing...)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// A Count sums up some tests.
type Count struct {
	Directory string `json:"directory"`
	URLs      int    `json:"urls"`
	Subtests  int    `json:"subtests"`
	Engine    int    `json:"engine"` // passes
	Chrome    int    `json:"chrome"` // passes
	Differ    int    `json:"differ"` // subtests and harness statuses that differ
	// HarnessEngine and HarnessChrome count tests whose harness status is not OK.
	HarnessEngine int `json:"engineHarnessErrors"`
	HarnessChrome int `json:"chromeHarnessErrors"`
}

func (c *Count) add(t Test) {
	c.URLs++
	c.Subtests += len(t.Result.Subtests)
	c.Engine += t.Engine.Passes()
	c.Chrome += t.Chrome.Passes()
	if t.Engine != nil && !good(harnessResult(t.Engine), compare.OK) {
		c.HarnessEngine++
	}
	if t.Chrome != nil && !good(harnessResult(t.Chrome), compare.OK) {
		c.HarnessChrome++
	}
	if t.Engine == nil || t.Chrome == nil {
		return
	}
	if t.Result.Harness.Differs() {
		c.Differ++
	}
	for _, p := range t.Result.Subtests {
		if p.Class.Differs() {
			c.Differ++
		}
	}
}

// Count sums up the tests, by directory and altogether.
func (r *Run) Count() (directories []Count, total Count) {
	index := make(map[string]int)
	total.Directory = "all"
	for _, t := range r.Tests {
		dir := path.Dir(t.Path)
		i, ok := index[dir]
		if !ok {
			i = len(directories)
			index[dir] = i
			directories = append(directories, Count{Directory: dir})
		}
		directories[i].add(t)
		total.add(t)
	}
	slices.SortFunc(directories, func(a, b Count) int {
		if a.Directory < b.Directory {
			return -1
		}
		return 1
	})
	return directories, total
}

// Classes counts the subtests of every class.
func (r *Run) Classes() map[compare.Class]int {
	out := make(map[compare.Class]int)
	for _, t := range r.Tests {
		if t.Engine == nil || t.Chrome == nil {
			continue
		}
		for _, p := range t.Result.Subtests {
			out[p.Class]++
		}
	}
	return out
}

// Package diff sets two or more reports side by side, and says what became
// worse, what became better, and what cannot be compared.
//
// It compares each browser with itself, test by test and subtest by subtest;
// the last report is judged against the first.
package diff

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/harness/report"
)

// Format names the form of the JSON output; a change of form changes it.
const Format = "exeunt-diff/1"

// Class says what became of a result from the first report to the last.
type Class string

// The classes.
const (
	// Regression: it was good and is not any more, or it crashes now.
	Regression Class = "regression"
	// Fix: it is good and was not.
	Fix Class = "fix"
	// Changed: it fails in another way than before.
	Changed Class = "changed"
	// Message: it fails as before, with another message.
	Message Class = "message"
	// Flaky: it varied within one of the two reports in a way that covers the difference.
	Flaky Class = "flaky"
	// New and Gone: a subtest that only the last or only the first report has, of a test that both have.
	New  Class = "new"
	Gone Class = "gone"
	// Back: it changed in between, and is again as it was.
	Back Class = "back"
	// InBase: the base report has the last one's result already.
	InBase Class = "in-base"
	// Diverges and Agrees: on this layer engine and Chrome differ now and did
	// not before, or the other way round.
	Diverges Class = "diverges"
	Agrees   Class = "agrees"
)

// Classes lists every class, in the order of their weight.
func Classes() []Class {
	return []Class{Regression, Fix, Changed, Diverges, Agrees, Message, Flaky, Back, New, Gone, InBase}
}

// A Diff is a comparison of reports.
type Diff struct {
	Format string `json:"format"`
	// Reports stand in the order in which they were given.
	Reports []Column `json:"reports"`
	Base    *Column  `json:"base,omitempty"`
	// Browsers holds the sums, one for each browser that was compared.
	Browsers []Browser `json:"browsers"`
	// Notes say what to know when reading the rest.
	Notes []string `json:"notes,omitempty"`
	// Changes stand in the order of the tests; the harness status of a test comes first.
	Changes []Change `json:"changes"`
	// NewTests and GoneTests are only in the last or only in the first report.
	NewTests  []OneSided `json:"newTests,omitempty"`
	GoneTests []OneSided `json:"goneTests,omitempty"`
}

// A Column describes one report.
type Column struct {
	File       string        `json:"file"`
	Kind       report.Kind   `json:"kind"`
	Suite      string        `json:"suite,omitempty"`
	Revision   string        `json:"revision,omitempty"`
	Date       string        `json:"date,omitempty"` // RFC 3339
	Incomplete string        `json:"incomplete,omitempty"`
	Browsers   []report.Side `json:"browsers"`
	Tests      int           `json:"tests"`
}

// A Browser sums up what became of one browser's results.
type Browser struct {
	Name string `json:"name"`
	// Tests and Subtests count what both the first and the last report have.
	Tests    int `json:"tests"`
	Subtests int `json:"subtests"`
	// Counts holds the number of changes by class.
	Counts map[Class]int `json:"counts"`
	// NewTests and GoneTests count what cannot be compared.
	NewTests  Sum `json:"newTests"`
	GoneTests Sum `json:"goneTests"`
	// Steps judges each report against the one before it, if there are more than two.
	Steps []Step `json:"steps,omitempty"`
	side  []int  // the browser's place in each report
	base  int
}

// A Sum counts tests that cannot be compared.
type Sum struct {
	Tests    int `json:"tests"`
	Subtests int `json:"subtests"`
	Failing  int `json:"failing"` // subtests and harness statuses that are not good
}

// A Step is the way from one report to the next.
type Step struct {
	From   int           `json:"from"` // index in Reports
	To     int           `json:"to"`
	Counts map[Class]int `json:"counts"`
	New    int           `json:"newTests"`
	Gone   int           `json:"goneTests"`
}

// A Change is one result that is not the same in the last report as in the first.
type Change struct {
	Class   Class  `json:"class"`
	Browser string `json:"browser,omitempty"`
	Test    string `json:"test"`
	Path    string `json:"path,omitempty"`
	// Subtest is the name of a subtest. Harness says that it is the harness
	// status instead, Layer that it is a layer.
	Subtest string        `json:"subtest,omitempty"`
	Harness bool          `json:"harness,omitempty"`
	Layer   compare.Layer `json:"layer,omitempty"`
	// Occurrence is 2 for the second subtest of its name, and so on.
	Occurrence int `json:"occurrence,omitempty"`
	// Results stand beside Reports; null where a report has none.
	Results []*Result `json:"results,omitempty"`
	// Since is the index of the report from which on it is as it is in the last.
	Since int `json:"since,omitempty"`
	// Was is the class that an in-base change would have without a base.
	Was Class `json:"was,omitempty"`
	// Engine and Chrome are what a divergence holds against each other.
	Engine string `json:"engine,omitempty"`
	Chrome string `json:"chrome,omitempty"`
	// Reason and Link are of the expectation that lists the last result.
	Reason string `json:"reason,omitempty"`
	Link   string `json:"link,omitempty"`
}

// A Result is what one report says.
type Result struct {
	Status  string         `json:"status"`
	Message string         `json:"message,omitempty"`
	Counts  map[string]int `json:"counts,omitempty"`
}

// OneSided is a test that cannot be compared.
type OneSided struct {
	Browser  string `json:"browser"`
	Test     string `json:"test"`
	Subtests int    `json:"subtests"`
	Failing  int    `json:"failing"`
}

// Options say what is compared.
type Options struct {
	// Base is the report of the commit at which the last report's branch left; nil for none.
	Base *report.Results
	// Browser names the only browser to compare; "" for all that the reports share.
	Browser string
}

// Count sums up the changes of a class over all browsers.
func (d *Diff) Count(c Class) int {
	n := 0
	for _, change := range d.Changes {
		if change.Class == c {
			n++
		}
	}
	return n
}

// Unlisted counts the regressions for which the last report knows no reason.
func (d *Diff) Unlisted() int {
	n := 0
	for _, c := range d.Changes {
		if c.Class == Regression && c.Reason == "" {
			n++
		}
	}
	return n
}

// Compare sets reports side by side. Errors are the caller's: too few reports,
// or browsers that do not fit together.
func Compare(reports []*report.Results, o Options) (*Diff, error) {
	if len(reports) < 2 {
		return nil, fmt.Errorf("want at least two reports, got %d", len(reports))
	}
	d := &Diff{Format: Format, Changes: []Change{}}
	for i, r := range reports {
		d.Reports = append(d.Reports, column(r))
		d.note(Letter(i), r)
	}
	if o.Base != nil {
		c := column(o.Base)
		d.Base = &c
		d.note("the base", o.Base)
	}
	if err := d.pair(reports, o); err != nil {
		return nil, err
	}
	d.noteRevisions()
	a := &aligner{d: d, reports: reports, base: o.Base}
	a.run()
	return d, nil
}

func column(r *report.Results) Column {
	c := Column{File: r.File, Kind: r.Kind, Suite: r.Suite, Revision: r.Revision, Incomplete: r.Incomplete, Browsers: r.Sides, Tests: len(r.Tests)}
	if !r.Date.IsZero() {
		c.Date = r.Date.UTC().Format(time.RFC3339)
	}
	return c
}

// Letter names a report by its place: A, B … Z, AA.
func Letter(i int) string {
	if i >= 26 {
		return Letter(i/26-1) + string(rune('A'+i%26))
	}
	return string(rune('A' + i))
}

func (d *Diff) note(name string, r *report.Results) {
	if r.Incomplete != "" {
		d.Notes = append(d.Notes, fmt.Sprintf("%s is incomplete: %s", name, r.Incomplete))
	}
	if r.Repeated > 0 {
		d.Notes = append(d.Notes, fmt.Sprintf("%s has %s with the name of another of the same test; such are told apart by their order", name, report.Plural(r.Repeated, "subtest")))
	}
}

func (d *Diff) noteRevisions() {
	first, last := d.Reports[0], d.Reports[len(d.Reports)-1]
	if first.Suite != "" && last.Suite != "" && first.Suite != last.Suite {
		d.Notes = append(d.Notes, fmt.Sprintf("the suites differ: %s and %s", first.Suite, last.Suite))
	}
}

// pair settles which browser of a report is compared with which of the others.
func (d *Diff) pair(reports []*report.Results, o Options) error {
	all := slices.Clone(reports)
	if o.Base != nil {
		all = append(all, o.Base)
	}
	find := func(r *report.Results, name string) int {
		return slices.IndexFunc(r.Sides, func(s report.Side) bool { return s.Name == name })
	}
	add := func(name string, place func(r *report.Results) int) {
		b := Browser{Name: name, Counts: map[Class]int{}, base: -1}
		for _, r := range reports {
			b.side = append(b.side, place(r))
		}
		if o.Base != nil {
			b.base = place(o.Base)
		}
		d.Browsers = append(d.Browsers, b)
	}
	if o.Browser != "" {
		for _, r := range all {
			if find(r, o.Browser) < 0 && len(r.Sides) != 1 {
				return fmt.Errorf("%s has no browser %q; it has %s", r.File, o.Browser, names(r))
			}
		}
		if !slices.ContainsFunc(all, func(r *report.Results) bool { return find(r, o.Browser) >= 0 }) {
			return fmt.Errorf("no report has a browser %q; there are %s", o.Browser, allNames(all))
		}
		add(o.Browser, func(r *report.Results) int { return max(0, find(r, o.Browser)) })
		return nil
	}
	left := map[string]bool{}
	for _, r := range reports {
		for _, s := range r.Sides {
			shared := !slices.ContainsFunc(reports, func(r *report.Results) bool { return find(r, s.Name) < 0 })
			switch {
			case !shared:
				left[s.Name] = true
			case !slices.ContainsFunc(d.Browsers, func(b Browser) bool { return b.Name == s.Name }):
				add(s.Name, func(r *report.Results) int { return find(r, s.Name) })
			}
		}
	}
	if len(d.Browsers) > 0 {
		for _, r := range reports {
			for _, s := range r.Sides {
				if left[s.Name] {
					delete(left, s.Name)
					d.Notes = append(d.Notes, fmt.Sprintf("%s is not in every report, and not compared", s.Name))
				}
			}
		}
		return nil
	}
	// Reports of one browser each may be of different ones: that is a comparison of browsers.
	if slices.ContainsFunc(all, func(r *report.Results) bool { return len(r.Sides) != 1 }) {
		return fmt.Errorf("the reports share no browser; there are %s: choose by --browser", allNames(all))
	}
	var label []string
	for _, r := range reports {
		label = append(label, r.Sides[0].Name)
	}
	add(strings.Join(label, " → "), func(*report.Results) int { return 0 })
	d.Notes = append(d.Notes, "the reports are of different browsers")
	return nil
}

func names(r *report.Results) string {
	var out []string
	for _, s := range r.Sides {
		out = append(out, s.Name)
	}
	if len(out) == 0 {
		return "none"
	}
	return strings.Join(out, " and ")
}

func allNames(all []*report.Results) string {
	var out []string
	for _, r := range all {
		out = append(out, names(r)+" in "+r.File)
	}
	return strings.Join(out, ", ")
}

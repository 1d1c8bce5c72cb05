package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/exeunt/exeunt/harness/compare"
)

// What Merge does with a test that two reports tell differently of.
const (
	ConflictError = "error"
	ConflictFirst = "first"
	ConflictLast  = "last"
	ConflictWorst = "worst"
)

// ConflictPolicies lists what can be done with conflicts.
func ConflictPolicies() []string {
	return []string{ConflictError, ConflictFirst, ConflictLast, ConflictWorst}
}

// MergeOptions say what to do with reports that do not fit.
type MergeOptions struct {
	OnConflict string // one of ConflictPolicies; "" is ConflictError
	Force      bool   // merge reports of different revisions, flags or browsers
}

// Merged says what became of reports that were merged.
type Merged struct {
	Tests      int // in the merged report
	Same       int // tests that a further report has with the same result
	Conflicts  int // tests with different results, which were settled as asked
	Unexpected int // results that were not expected
	Incomplete string
}

// A mismatch is an error of reports that do not belong together.
type mismatch struct{ fields []string }

func (m *mismatch) Error() string {
	return strings.Join(m.fields, "; ") + " (--force merges all the same)"
}

// Merge makes one run of the json reports of its shards. Names are the files',
// for errors.
func Merge(documents []*Document, names []string, o MergeOptions) (*Run, Merged, error) {
	var m Merged
	if len(documents) == 0 {
		return nil, m, fmt.Errorf("no report to merge")
	}
	if err := fit(documents, names); err != nil && !o.Force {
		return nil, m, err
	}
	runs := make([]*Run, len(documents))
	for i, d := range documents {
		runs[i] = d.Run()
	}
	out := *runs[0]
	out.Tests, out.Shard = nil, ""
	for i, r := range runs {
		out.join(r, names[i], i == 0)
	}
	if missing := missingShards(documents); missing != "" {
		out.addIncomplete(missing)
	}
	type place struct{ run, at int }
	index := map[string]place{}
	for i, r := range runs {
		for k, t := range r.Tests {
			before, ok := index[t.URL]
			if !ok {
				index[t.URL] = place{i, k}
				continue
			}
			kept := runs[before.run].Tests[before.at]
			difference := resultDifference(kept, t)
			if difference == "" {
				m.Same++
				continue
			}
			m.Conflicts++
			switch o.OnConflict {
			case ConflictFirst:
			case ConflictLast:
				index[t.URL] = place{i, k}
			case ConflictWorst:
				if worse(t, kept) {
					index[t.URL] = place{i, k}
				}
			default:
				return nil, m, fmt.Errorf("%s has different results in %s and %s: %s (--on-conflict first, last or worst takes one)", t.URL, names[before.run], names[i], difference)
			}
		}
	}
	for i, r := range runs {
		for k, t := range r.Tests {
			if index[t.URL] == (place{i, k}) {
				out.Tests = append(out.Tests, t)
			}
		}
	}
	slices.SortStableFunc(out.Tests, func(a, b Test) int { return strings.Compare(a.URL, b.URL) })
	out.stale = mergeStale(documents)
	m.Tests, m.Unexpected, m.Incomplete = len(out.Tests), out.Unexpected(), out.Incomplete
	return &out, m, nil
}

// join adds to a run what concerns another as a whole.
func (r *Run) join(other *Run, name string, first bool) {
	if first {
		r.Incomplete = ""
		r.Engine, r.Chrome = copySide(r.Engine), copySide(r.Chrome)
	} else {
		r.Traced = r.Traced || other.Traced
		r.Begin, r.End = span(r.Begin, r.End, other.Begin, other.End)
		r.Engine, r.Chrome = joinSides(r.Engine, other.Engine), joinSides(r.Chrome, other.Chrome)
		r.Expectations.Entries = append(r.Expectations.Entries, other.Expectations.Entries...)
	}
	if other.Incomplete != "" {
		r.addIncomplete(name + ": " + other.Incomplete)
	}
}

// addIncomplete adds a reason why tests are missing.
func (r *Run) addIncomplete(reason string) {
	if r.Incomplete != "" {
		r.Incomplete += "; "
	}
	r.Incomplete += reason
}

// missingShards says which of a run's shards are not there; "" when all are, or
// when the reports are of no shards.
func missingShards(documents []*Document) string {
	count := 0
	there := map[int]bool{}
	for _, d := range documents {
		var i, n int
		if _, err := fmt.Sscanf(d.Shard, "%d/%d", &i, &n); err != nil {
			continue
		}
		count = max(count, n)
		there[i] = true
	}
	const most = 10
	var missing []string
	for i := 1; i <= count && len(missing) <= most; i++ {
		if !there[i] {
			missing = append(missing, fmt.Sprintf("%d/%d", i, count))
		}
	}
	switch {
	case len(missing) == 0:
		return ""
	case len(missing) > most:
		missing[most] = "…"
	}
	return "no report of shard " + strings.Join(missing, ", ")
}

// joinSides adds up what browsers of several shards took. A shard without
// tests did not start its browser, and does not know its name.
func joinSides(a, b *Side) *Side {
	if a == nil || b == nil {
		if a == nil {
			return copySide(b)
		}
		return a
	}
	a.Wall += b.Wall
	a.Restarts += b.Restarts
	if a.Product == "" {
		a.Product = b.Product
	}
	return a
}

// mergeStale keeps of the stale expectations those that no other shard may have needed.
func mergeStale(documents []*Document) []StaleEntry {
	count := map[StaleEntry]int{}
	var order []StaleEntry
	for _, d := range documents {
		for _, s := range d.Stale {
			if count[s]++; count[s] == 1 {
				order = append(order, s)
			}
		}
	}
	return slices.DeleteFunc(order, func(s StaleEntry) bool {
		return strings.HasSuffix(s.Test, "*") && count[s] < len(documents)
	})
}

// fit compares what reports of one run have in common.
func fit(documents []*Document, names []string) error {
	m := &mismatch{}
	check := func(field string, value func(d *Document) string) {
		for i, d := range documents[1:] {
			if a, b := value(documents[0]), value(d); a != b && a != "" && b != "" {
				m.fields = append(m.fields, fmt.Sprintf("%s differs: %s in %s, %s in %s", field, a, names[0], b, names[i+1]))
				return
			}
		}
	}
	check("exeunt", func(d *Document) string { return d.Exeunt })
	check("suite", func(d *Document) string { return d.Suite })
	check("revision", func(d *Document) string { return d.Revision })
	check("number of shards", func(d *Document) string {
		_, n, _ := strings.Cut(d.Shard, "/")
		return n
	})
	check("seed", func(d *Document) string { return fmt.Sprint(d.Seed) })
	check("clock", func(d *Document) string { return d.Clock })
	check("server", func(d *Document) string { return d.Server })
	check("timeoutMultiplier", func(d *Document) string { return fmt.Sprint(max(d.Multiplier, 0)) })
	check("behaviours", func(d *Document) string { return fmt.Sprint(d.Behaviours) })
	check("os", func(d *Document) string { return d.OS })
	check("arch", func(d *Document) string { return d.Arch })
	check("timing", func(d *Document) string { return map[bool]string{true: "left out", false: "given"}[d.Timing == nil] })
	for _, side := range []struct {
		name string
		of   func(d *Document) *Side
	}{{"engine", func(d *Document) *Side { return d.Engine }}, {"chrome", func(d *Document) *Side { return d.Chrome }}} {
		check(side.name, func(d *Document) string {
			return map[bool]string{true: "absent", false: "present"}[side.of(d) == nil]
		})
		for _, field := range []struct {
			name string
			of   func(s *Side) string
		}{{"product", func(s *Side) string { return s.Product }}, {"platform", func(s *Side) string { return s.Platform }}, {"recorded", func(s *Side) string { return s.Recorded }}} {
			check(side.name+"."+field.name, func(d *Document) string {
				if s := side.of(d); s != nil {
					return field.of(s)
				}
				return ""
			})
		}
	}
	if len(m.fields) > 0 {
		return m
	}
	return nil
}

// resultDifference says how the results of one test differ in two reports; ""
// when they do not. What a test drew at random does not count, nor do layers.
func resultDifference(a, b Test) string {
	for _, side := range []struct {
		name string
		a, b *compare.Observation
	}{{"engine", a.Engine, b.Engine}, {"chrome", a.Chrome, b.Chrome}} {
		x, y := side.a, side.b
		if (x == nil) != (y == nil) {
			return side.name + " ran it in one of them only"
		}
		if x == nil {
			continue
		}
		if x.Status != y.Status {
			return fmt.Sprintf("%s's harness status is %s and %s", side.name, x.Status, y.Status)
		}
		if len(x.Subtests) != len(y.Subtests) {
			return fmt.Sprintf("%s has %d and %d subtests", side.name, len(x.Subtests), len(y.Subtests))
		}
		for i, s := range x.Subtests {
			t := y.Subtests[i]
			switch {
			case compare.NumberTokens(s.Name) != compare.NumberTokens(t.Name):
				return fmt.Sprintf("%s's subtest %d is %q and %q", side.name, i+1, shorten(s.Name), shorten(t.Name))
			case s.Status != t.Status:
				return fmt.Sprintf("%s's %q is %s and %s", side.name, shorten(s.Name), s.Status, t.Status)
			case compare.NumberTokens(s.Message) != compare.NumberTokens(t.Message):
				return fmt.Sprintf("%s's %q has different messages", side.name, shorten(s.Name))
			}
		}
	}
	return ""
}

// worse reports whether a test's result is worse than another of it: by
// unexpected results, then by harness statuses, then by passes.
func worse(a, b Test) bool {
	rank := func(t Test) [3]int {
		var out [3]int
		for _, f := range t.Findings {
			if f.Unexpected() {
				out[0]++
			}
		}
		for _, o := range []*compare.Observation{t.Engine, t.Chrome} {
			if o != nil && o.Status != compare.OK {
				out[1]++
			}
			out[2] -= o.Passes()
		}
		return out
	}
	x, y := rank(a), rank(b)
	return slices.Compare(x[:], y[:]) > 0
}

// span gives the whole time of two runs; a zero time is none.
func span(begin, end, otherBegin, otherEnd time.Time) (time.Time, time.Time) {
	if begin.IsZero() || !otherBegin.IsZero() && otherBegin.Before(begin) {
		begin = otherBegin
	}
	if otherEnd.After(end) {
		end = otherEnd
	}
	return begin, end
}

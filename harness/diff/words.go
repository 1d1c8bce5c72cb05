package diff

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/harness/report"
)

// titles name the classes as heads of lists.
var titles = map[Class]string{
	Regression: "regressions", Fix: "fixes", Changed: "failing in another way", Message: "changed messages", Flaky: "flaky",
	New: "new subtests", Gone: "gone subtests", Back: "changed in between and back", InBase: "changed in the base already",
	Diverges: "layers that differ between engine and Chrome now", Agrees: "layers that differ no more",
}

// count says how many changes of a class there are.
func count(n int, c Class) string {
	switch c {
	case Regression, Fix:
		return report.Plural(n, string(c))
	case Message:
		return report.Plural(n, "changed message")
	case New, Gone:
		return fmt.Sprintf("%d %s", n, report.Plural(n, string(c)+" subtest")[len(fmt.Sprint(n))+1:])
	}
	return fmt.Sprintf("%d %s", n, titles[c])
}

// counts says it of all classes that have any; regressions are always named.
func counts(of map[Class]int) string {
	parts := []string{count(of[Regression], Regression)}
	for _, c := range Classes() {
		if c != Regression && of[c] > 0 {
			parts = append(parts, count(of[c], c))
		}
	}
	return strings.Join(parts, ", ")
}

// describe says what a report is, in one line.
func (c Column) describe() string {
	parts := []string{string(c.Kind)}
	for _, b := range c.Browsers {
		parts = append(parts, strings.TrimSpace(b.Name+" "+b.Product))
	}
	if c.Suite != "" {
		parts = append(parts, c.Suite)
	}
	if c.Revision != "" {
		r := c.Revision
		if len(r) > 12 {
			r = r[:12]
		}
		parts = append(parts, "revision "+r)
	}
	if c.Date != "" {
		parts = append(parts, c.Date)
	}
	return strings.Join(append(parts, report.Plural(c.Tests, "test")), ", ")
}

// sums says of a browser what was compared and what could not be.
func (b Browser) sums(last int) []string {
	lines := []string{fmt.Sprintf("%s, %s compared: %s", report.Plural(b.Tests, "test"), report.Plural(b.Subtests, "subtest"), counts(b.Counts))}
	for _, s := range []struct {
		sum  Sum
		what string
		in   int
	}{{b.NewTests, "new", last}, {b.GoneTests, "gone", 0}} {
		if s.sum.Tests > 0 {
			lines = append(lines, fmt.Sprintf("not comparable: %s, only in %s (%s, %d failing)", strings.Replace(report.Plural(s.sum.Tests, "test"), " ", " "+s.what+" ", 1),
				Letter(s.in), report.Plural(s.sum.Subtests, "subtest"), s.sum.Failing))
		}
	}
	for _, s := range b.Steps {
		line := fmt.Sprintf("%s → %s: %s", Letter(s.From), Letter(s.To), counts(s.Counts))
		if s.New > 0 {
			line += fmt.Sprintf(", %s", strings.Replace(report.Plural(s.New, "test"), " ", " new ", 1))
		}
		if s.Gone > 0 {
			line += fmt.Sprintf(", %s", strings.Replace(report.Plural(s.Gone, "test"), " ", " gone ", 1))
		}
		lines = append(lines, line)
	}
	return lines
}

// what names what changed in a test.
func (c *Change) what() string {
	switch {
	case c.Harness:
		return "harness status"
	case c.Layer != "":
		return string(c.Layer)
	case c.Subtest == "":
		return "(a subtest without a name)"
	case c.Occurrence > 1:
		return fmt.Sprintf("%s (no. %d of this name)", c.Subtest, c.Occurrence)
	}
	return c.Subtest
}

// status says a result in one word, and how often the others were seen.
func (r *Result) status() string {
	if r == nil {
		return "missing"
	}
	if !varied(r) {
		return r.Status
	}
	var parts []string
	for _, s := range slices.Sorted(func(yield func(string) bool) {
		for k := range r.Counts {
			if !yield(k) {
				return
			}
		}
	}) {
		if n := r.Counts[s]; n > 0 {
			parts = append(parts, fmt.Sprintf("%s %d×", s, n))
		}
	}
	return r.Status + " (" + strings.Join(parts, ", ") + ")"
}

// way shows the statuses through all reports: "PASS → PASS → FAIL".
func (c *Change) way() string {
	var parts []string
	for _, r := range c.Results {
		parts = append(parts, r.status())
	}
	return strings.Join(parts, " → ")
}

// since says when it changed, if there is something to say.
func (d *Diff) since(c *Change) string {
	if len(d.Reports) < 3 || c.Since == 0 {
		return ""
	}
	return "since " + Letter(c.Since)
}

// messages gives the messages worth showing: the last one, and for changed
// messages both.
func (c *Change) messages() []string {
	var out []string
	first, last := c.Results[0], c.Results[len(c.Results)-1]
	differs := c.Class == Message || c.Class == Changed || c.Was == Message || c.Was == Changed
	if first != nil && first.Message != "" && (differs || c.Class == Fix) {
		out = append(out, "was: "+first.Message)
	}
	if last != nil && last.Message != "" {
		if len(out) > 0 {
			out = append(out, "now: "+last.Message)
		} else {
			out = append(out, last.Message)
		}
	}
	return out
}

// A group is what changed in one test.
type group struct {
	test, path string
	changes    []*Change
}

// groups gathers the changes of a class by test, the tests with most of them first.
func (d *Diff) groups(class Class) []group {
	var out []group
	for i := range d.Changes {
		c := &d.Changes[i]
		if c.Class != class {
			continue
		}
		if len(out) == 0 || out[len(out)-1].test != c.Test {
			out = append(out, group{test: c.Test, path: c.Path})
		}
		g := &out[len(out)-1]
		g.changes = append(g.changes, c)
	}
	slices.SortStableFunc(out, func(a, b group) int { return cmp.Compare(len(b.changes), len(a.changes)) })
	return out
}

// Verdict is the last word.
func (d *Diff) Verdict() string {
	n := d.Count(Regression)
	if n == 0 {
		return "no regressions"
	}
	text := report.Plural(n, "regression")
	if listed := n - d.Unlisted(); listed > 0 {
		text += fmt.Sprintf(", %d of them listed with a reason", listed)
	}
	return text
}

// Annotations writes the regressions as GitHub's workflow commands.
func (d *Diff) Annotations(w io.Writer) error {
	groups := d.groups(Regression)
	return report.WriteAnnotations(w, len(groups), func(i int) report.Annotation {
		g := groups[i]
		c := g.changes[0]
		text := fmt.Sprintf("%s: %s", c.what(), c.way())
		if m := c.messages(); len(m) > 0 {
			text += ", " + m[0]
		}
		if more := len(g.changes) - 1; more > 0 {
			text += fmt.Sprintf(" (and %d more in this test)", more)
		}
		return report.Annotation{File: g.path, Title: "regression in " + g.test, Message: text}
	})
}

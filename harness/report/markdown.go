package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/harness/compare"
)

// Markdown writes the run for a CI's summary: under 1 MiB, the tests with most
// unexpected results first, and what was left out counted.
func (r *Run) Markdown(w io.Writer) error { return r.markdown(w, MarkdownLimit) }

func (r *Run) markdown(w io.Writer, limit int) error {
	m := NewMarkdown(limit)
	directories, total := r.Count()
	m.Printf("## exeunt: %s\n\n", r.outcome())
	m.Printf("%s: %s, %s of %s", Plain(r.sides()), Plural(total.URLs, "test"), Plural(total.Subtests, "subtest"), Plain(r.Suite))
	if r.Revision != "" {
		m.Printf(", revision %s", Code(r.Revision))
	}
	m.Printf("\n")
	if r.Incomplete != "" {
		m.Printf("\n> **Incomplete:** %s\n", Plain(r.Incomplete))
	}
	if note := r.wireNote(); note != "" {
		m.Printf("\n> **Not observed:** %s\n", Plain(note))
	}
	if note := r.behaviourNote(); note != "" {
		m.Printf("\n> **Other behaviours:** %s\n", Plain(note))
	}
	m.table(r, []Count{total})
	if r.Engine != nil && r.Chrome != nil {
		var parts []string
		counts := r.Classes()
		for _, c := range compare.Classes() {
			if counts[c] > 0 {
				parts = append(parts, fmt.Sprintf("%d %s", counts[c], c))
			}
		}
		if len(parts) > 0 {
			m.Printf("\nSubtests: %s\n", strings.Join(parts, ", "))
		}
	}
	r.markdownCauses(m)
	r.markdownFindings(m, "Unexpected", true, func(f Finding) bool { return f.Unexpected() })
	r.markdownFindings(m, "Listed with a reason", false, func(f Finding) bool { return f.Expected != nil })
	r.markdownFindings(m, "Flaky in Chrome only", false, func(f Finding) bool { return !f.Unexpected() && f.Expected == nil })
	r.markdownLists(m)
	r.markdownSurfaces(m)
	if len(directories) > 1 {
		m.Printf("\n<details><summary>Directories (%d)</summary>\n", len(directories))
		m.table(r, directories)
		m.Printf("\n</details>\n")
	}
	_, err := m.WriteTo(w)
	return err
}

// outcome is the run's verdict in a few words.
func (r *Run) outcome() string {
	unexpected := r.Unexpected()
	if unexpected == 0 {
		return "all as expected"
	}
	return Plural(unexpected, "unexpected result")
}

// table writes counts as a table, as far as there is room.
func (m *Markdown) table(r *Run, counts []Count) {
	head, rule := "| directory | tests | subtests |", "|---|--:|--:|"
	column := func(name string) {
		head += " " + name + " |"
		rule += "--:|"
	}
	if r.Engine != nil {
		column("engine passes")
	}
	if r.Chrome != nil {
		column("chrome passes")
	}
	if r.Engine != nil && r.Chrome != nil {
		column("differing")
	}
	m.Printf("\n%s\n%s\n", head, rule)
	left := m.List(len(counts), func(i int) string {
		c := counts[i]
		line := fmt.Sprintf("| %s | %d | %d |", Cell(c.Directory), c.URLs, c.Subtests)
		if r.Engine != nil {
			line += fmt.Sprintf(" %d |", c.Engine)
		}
		if r.Chrome != nil {
			line += fmt.Sprintf(" %d |", c.Chrome)
		}
		if r.Engine != nil && r.Chrome != nil {
			line += fmt.Sprintf(" %d |", c.Differ)
		}
		return line + "\n"
	})
	if left > 0 {
		m.Printf("\n%d more left out.\n", left)
	}
}

// markdownFindings lists the findings that are wanted by test, the tests with
// most of them first.
func (r *Run) markdownFindings(m *Markdown, title string, open bool, want func(Finding) bool) {
	groups, n := r.findingsByTest(want)
	if n == 0 {
		return
	}
	if open {
		m.Printf("\n### %s (%d)\n\n", title, n)
	} else {
		m.Printf("\n<details><summary>%s (%d)</summary>\n\n", title, n)
	}
	type line struct {
		test *Test
		f    *Finding // nil for the test's name
		n    int
	}
	var lines []line
	for _, g := range groups {
		lines = append(lines, line{test: g.test, n: len(g.findings)})
		for _, f := range g.findings {
			lines = append(lines, line{test: g.test, f: f})
		}
	}
	left := m.List(len(lines), func(i int) string {
		l := lines[i]
		if l.f == nil {
			return fmt.Sprintf("- %s: %d\n", Code(l.test.URL), l.n)
		}
		return markdownFinding(*l.test, *l.f)
	})
	findings, tests := 0, 0
	for _, l := range lines[len(lines)-left:] {
		if l.f == nil {
			tests++
		} else {
			findings++
		}
	}
	if findings > 0 {
		m.Printf("\n%d more left out, %s among them not named at all.\n", findings, Plural(tests, "test"))
	}
	if !open {
		m.Printf("\n</details>\n")
	}
}

// markdownCauses lists the largest groups of unexpected results that look alike.
func (r *Run) markdownCauses(m *Markdown) {
	causes := slices.DeleteFunc(r.Causes(), func(c Cause) bool { return c.Unexpected < 2 })
	if len(causes) == 0 {
		return
	}
	slices.SortStableFunc(causes, func(a, b Cause) int { return cmp.Compare(b.Unexpected, a.Unexpected) })
	const most = 10
	m.Printf("\n### Likely causes (%d)\n\n", len(causes))
	for _, c := range causes[:min(most, len(causes))] {
		m.Printf("- %s in %s: %s", Plural(c.Unexpected, "unexpected result"), Plural(c.Tests, "test"), c.Class)
		if c.Message != "" {
			m.Printf(" %s", Code(c.Message))
		}
		if len(c.Steps) > 0 {
			m.Printf("<br>%s parts at %s", c.Layer, Code(c.Steps[len(c.Steps)-1]))
		}
		m.Printf("<br>first in %s\n", Code(c.Test))
	}
	if left := len(causes) - most; left > 0 {
		m.Printf("\n%d more left out.\n", left)
	}
}

// A testFindings holds some of a test's findings.
type testFindings struct {
	test     *Test
	findings []*Finding
}

// findingsByTest gathers findings, the tests with most of them first.
func (r *Run) findingsByTest(want func(Finding) bool) (groups []testFindings, n int) {
	for i := range r.Tests {
		t := &r.Tests[i]
		g := testFindings{test: t}
		for k := range t.Findings {
			if want(t.Findings[k]) {
				g.findings = append(g.findings, &t.Findings[k])
			}
		}
		if len(g.findings) > 0 {
			groups = append(groups, g)
			n += len(g.findings)
		}
	}
	slices.SortStableFunc(groups, func(a, b testFindings) int { return cmp.Compare(len(b.findings), len(a.findings)) })
	return groups, n
}

// what names the result that a finding is about.
func (f Finding) what() string {
	switch {
	case f.Harness:
		return "harness status"
	case f.Subtest == "":
		return "(a subtest without a name)"
	}
	return f.Subtest
}

func markdownFinding(t Test, f Finding) string {
	var b strings.Builder
	name := Code(f.what())
	if f.Harness {
		name = f.what()
	}
	fmt.Fprintf(&b, "  - %s **%s**", name, label(t, f.Class))
	for _, side := range []struct {
		name string
		ran  bool
		s    *compare.Subtest
	}{{"engine", t.Engine != nil, f.Engine}, {"chrome", t.Chrome != nil, f.Chrome}} {
		if !side.ran {
			continue
		}
		fmt.Fprintf(&b, "<br>%s %s", side.name, statusOf(side.s))
		if side.s != nil && side.s.Message != "" {
			fmt.Fprintf(&b, " %s", Code(side.s.Message))
		}
	}
	if len(f.FlakyIn) > 0 {
		fmt.Fprintf(&b, "<br>flaky in %s", strings.Join(f.FlakyIn, " and "))
	}
	if f.Expected != nil {
		fmt.Fprintf(&b, "<br>expected: %s", Plain(f.Expected.Reason+" ("+f.Expected.Link+")"))
	}
	for _, c := range f.Contradicted {
		fmt.Fprintf(&b, "<br>%s", Plain(c.String()))
	}
	b.WriteString("\n")
	return b.String()
}

// markdownLists writes what else a reader should know of: expectations without
// use, and handlers that the server lacks.
func (r *Run) markdownLists(m *Markdown) {
	list := func(title string, n int, item func(i int) string) {
		if n == 0 {
			return
		}
		m.Printf("\n<details><summary>%s (%d)</summary>\n\n", title, n)
		if left := m.List(n, item); left > 0 {
			m.Printf("\n%d more left out.\n", left)
		}
		m.Printf("\n</details>\n")
	}
	stale := r.Stale()
	list("Expectations without use", len(stale), func(i int) string {
		s := stale[i]
		return fmt.Sprintf("- %s %s %s %s: %s\n", Code(s.Where), Code(s.Test), s.Side, Code(s.Result), Plain(s.Problem))
	})
	missing := r.Missing()
	list("Server handlers without a Go form", len(missing), func(i int) string { return "- " + Code(missing[i]) + "\n" })
}

// Annotations writes the unexpected results as GitHub's workflow commands, one
// for a test and at most ten.
func (r *Run) Annotations(w io.Writer) error {
	groups, _ := r.findingsByTest(func(f Finding) bool { return f.Unexpected() })
	return WriteAnnotations(w, len(groups), func(i int) Annotation {
		g := groups[i]
		f := g.findings[0]
		text := fmt.Sprintf("%s: %s, %s", f.what(), label(*g.test, f.Class), firstMessage(f.Engine, f.Chrome))
		if more := len(g.findings) - 1; more > 0 {
			text += fmt.Sprintf(" (and %d more in this test)", more)
		}
		return Annotation{File: g.test.Path, Title: g.test.URL, Message: text}
	})
}

package diff

import (
	"fmt"
	"io"
	"strings"

	"github.com/exeunt/exeunt/harness/report"
)

// Markdown writes the comparison for a CI's summary: under 1 MiB, the tests
// with most regressions first, and what was left out counted.
func (d *Diff) Markdown(w io.Writer) error { return d.markdown(w, report.MarkdownLimit) }

func (d *Diff) markdown(w io.Writer, limit int) error {
	m := report.NewMarkdown(limit)
	m.Printf("## exeunt diff: %s\n\n", d.Verdict())
	m.Printf("| | report | what |\n|---|---|---|\n")
	for i, c := range d.Reports {
		m.Printf("| %s | %s | %s |\n", Letter(i), report.Cell(c.File), report.Plain(c.describe()))
	}
	if d.Base != nil {
		m.Printf("| base | %s | %s |\n", report.Cell(d.Base.File), report.Plain(d.Base.describe()))
	}
	m.Printf("\n")
	for _, b := range d.Browsers {
		for _, line := range b.sums(len(d.Reports) - 1) {
			m.Printf("- **%s** %s\n", report.Plain(b.Name), line)
		}
	}
	for i, n := range d.Notes {
		if i == 0 {
			m.Printf("\n")
		}
		m.Printf("> %s\n", report.Plain(n))
	}
	for _, class := range Classes() {
		d.markdownClass(m, class)
	}
	markdownTests(m, "new tests", d.NewTests)
	markdownTests(m, "gone tests", d.GoneTests)
	_, err := m.WriteTo(w)
	return err
}

// markdownClass lists a class; all but the regressions are folded.
func (d *Diff) markdownClass(m *report.Markdown, class Class) {
	n := d.Count(class)
	if n == 0 {
		return
	}
	if class == Regression {
		m.Printf("\n### %s (%d)\n\n", titles[class], n)
	} else {
		m.Printf("\n<details><summary>%s (%d)</summary>\n\n", titles[class], n)
	}
	type line struct {
		g *group
		c *Change // nil for the test's name
	}
	var lines []line
	groups := d.groups(class)
	for i := range groups {
		lines = append(lines, line{g: &groups[i]})
		for _, c := range groups[i].changes {
			lines = append(lines, line{&groups[i], c})
		}
	}
	left := m.List(len(lines), func(i int) string {
		if l := lines[i]; l.c != nil {
			return d.markdownChange(l.c)
		}
		return fmt.Sprintf("- %s: %d\n", report.Code(lines[i].g.test), len(lines[i].g.changes))
	})
	changes, tests := 0, 0
	for _, l := range lines[len(lines)-left:] {
		if l.c != nil {
			changes++
		} else {
			tests++
		}
	}
	if changes > 0 {
		m.Printf("\n%d more left out, %s among them not named at all.\n", changes, report.Plural(tests, "test"))
	}
	if class != Regression {
		m.Printf("\n</details>\n")
	}
}

func (d *Diff) markdownChange(c *Change) string {
	var b strings.Builder
	if c.Layer != "" {
		fmt.Fprintf(&b, "  - %s: engine %s, chrome %s\n", c.Layer, report.Code(orNothing(c.Engine)), report.Code(orNothing(c.Chrome)))
		return b.String()
	}
	name := report.Code(c.what())
	if c.Harness {
		name = c.what()
	}
	fmt.Fprintf(&b, "  - %s %s", name, c.way())
	if len(d.Browsers) > 1 {
		fmt.Fprintf(&b, ", %s", report.Plain(c.Browser))
	}
	if s := d.since(c); s != "" {
		fmt.Fprintf(&b, ", %s", s)
	}
	for _, text := range c.messages() {
		fmt.Fprintf(&b, "<br>%s", report.Code(text))
	}
	if c.Reason != "" {
		fmt.Fprintf(&b, "<br>listed: %s", report.Plain(c.Reason+" ("+c.Link+")"))
	}
	b.WriteString("\n")
	return b.String()
}

func markdownTests(m *report.Markdown, title string, list []OneSided) {
	if len(list) == 0 {
		return
	}
	m.Printf("\n<details><summary>%s (%d)</summary>\n\n", title, len(list))
	left := m.List(len(list), func(i int) string {
		t := list[i]
		return fmt.Sprintf("- %s %s: %s, %d failing\n", report.Code(t.Test), report.Plain(t.Browser), report.Plural(t.Subtests, "subtest"), t.Failing)
	})
	if left > 0 {
		m.Printf("\n%d more left out.\n", left)
	}
	m.Printf("\n</details>\n")
}

package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/exeunt/exeunt/harness/compare"
)

// Terminal writes the table by directory, then every finding with both
// messages, then the sums.
func (r *Run) Terminal(w io.Writer, color bool) error {
	p := &printer{w: w, color: color}
	if len(r.Tests) == 0 && r.Incomplete != "" {
		p.printf("no test ran: %s\n", OneLine(r.Incomplete))
		return p.err
	}
	p.table(r)
	p.findings(r)
	p.surfaces(r)
	p.summary(r)
	return p.err
}

// A printer keeps the first error of many writes.
type printer struct {
	w     io.Writer
	color bool
	err   error
}

func (p *printer) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

func (p *printer) paint(code, text string) string { return Paint(p.color, code, text) }

func (p *printer) table(r *Run) {
	directories, total := r.Count()
	if len(directories) > 1 {
		directories = append(directories, total)
	}
	width := len("directory")
	for _, c := range directories {
		width = max(width, utf8.RuneCountInString(c.Directory))
	}
	head := fmt.Sprintf("%-*s  %5s  %8s", width, "directory", "URLs", "subtests")
	if r.Engine != nil {
		head += fmt.Sprintf("  %13s", "engine passes")
	}
	if r.Chrome != nil {
		head += fmt.Sprintf("  %13s", "chrome passes")
	}
	if r.Engine != nil && r.Chrome != nil {
		head += fmt.Sprintf("  %9s", "differing")
	}
	p.printf("%s\n", p.paint(Bold, head))
	for i, c := range directories {
		line := fmt.Sprintf("%-*s  %5d  %8d", width, c.Directory, c.URLs, c.Subtests)
		if r.Engine != nil {
			line += fmt.Sprintf("  %13d", c.Engine)
		}
		if r.Chrome != nil {
			line += fmt.Sprintf("  %13d", c.Chrome)
		}
		if r.Engine != nil && r.Chrome != nil {
			line += fmt.Sprintf("  %9d", c.Differ)
		}
		if i == len(directories)-1 && i > 0 {
			line = p.paint(Bold, line)
		}
		p.printf("%s\n", line)
	}
}

func (p *printer) findings(r *Run) {
	for _, t := range r.Tests {
		if len(t.Findings) == 0 {
			continue
		}
		p.printf("\n%s\n", p.paint(Bold, t.URL))
		for _, f := range t.Findings {
			what := f.Subtest
			if f.Harness {
				what = "harness"
			}
			mark := p.paint(Red, "✗")
			if !f.Unexpected() {
				mark = p.paint(Dim, "·")
			}
			label := string(f.Class)
			if t.Engine == nil || t.Chrome == nil {
				label = "fails"
				if good(f.Engine, compare.Pass) && good(f.Chrome, compare.Pass) || f.Harness && good(f.Engine, compare.OK) && good(f.Chrome, compare.OK) {
					label = "passes"
				}
			}
			p.printf("  %s %s  %s\n", mark, OneLine(what), p.paint(Yellow, label))
			if t.Engine != nil {
				p.result("engine", f.Engine)
			}
			if t.Chrome != nil {
				p.result("chrome", f.Chrome)
			}
			if len(f.FlakyIn) > 0 {
				p.printf("      %s\n", p.paint(Dim, "varies from run to run in "+strings.Join(f.FlakyIn, " and ")))
			}
			for _, c := range f.Contradicted {
				p.printf("      %s\n", p.paint(Red, c.String()))
			}
			if f.Expected != nil {
				p.printf("      %s\n", p.paint(Dim, "expected: "+f.Expected.Reason+" ("+f.Expected.Link+")"))
			}
		}
		if len(t.Result.Divergences) > 0 && t.Result.Divergences[0].Layer != compare.LayerSubtests {
			d := t.Result.Divergences[0]
			p.printf("    %s\n", p.paint(Dim, "first divergence, "+string(d.Layer)+":"))
			p.printf("    %s\n", p.paint(Dim, "  engine  "+none(d.Engine)))
			p.printf("    %s\n", p.paint(Dim, "  chrome  "+none(d.Chrome)))
		}
	}
}

// counted writes how often each status came up, the most frequent first.
func counted(counts map[string]int) string {
	statuses := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), strings.Compare(a, b))
	})
	var parts []string
	for _, s := range statuses {
		parts = append(parts, fmt.Sprintf("%d× %s", counts[s], s))
	}
	return strings.Join(parts, ", ")
}

func none(s string) string {
	if s == "" {
		return "nothing like it"
	}
	return OneLine(s)
}

func (p *printer) result(side string, s *compare.Subtest) {
	if s == nil {
		p.printf("      %s  %s\n", side, p.paint(Yellow, "no such subtest"))
		return
	}
	status := p.paint(Red, s.Status)
	if s.Status == compare.Pass || s.Status == compare.OK {
		status = p.paint(Green, s.Status)
	}
	line := fmt.Sprintf("      %s  %s", side, status)
	if len(s.Counts) > 0 {
		line += "  [" + counted(s.Counts) + "]"
	}
	if s.Message != "" {
		line += "  " + OneLine(s.Message)
	}
	p.printf("%s\n", line)
}

func (p *printer) summary(r *Run) {
	p.printf("\n")
	if note := r.wireNote(); note != "" {
		p.printf("%s\n", OneLine(note))
	}
	if missing := r.Missing(); len(missing) > 0 {
		p.printf("server handlers without a Go form (answered 501): %s\n", strings.Join(missing, ", "))
	}
	if r.Engine != nil && r.Chrome != nil {
		counts := r.Classes()
		var parts []string
		for _, c := range compare.Classes() {
			if counts[c] > 0 {
				parts = append(parts, fmt.Sprintf("%d %s", counts[c], c))
			}
		}
		if len(parts) > 0 {
			p.printf("subtests: %s\n", strings.Join(parts, ", "))
		}
	}
	for _, e := range r.Stale() {
		p.printf("%s: stale expectation: %s %s %s: %s\n", e.Where, e.Side, OneLine(e.Result), e.Test, e.Problem)
	}
	_, total := r.Count()
	findings := 0
	for _, t := range r.Tests {
		findings += len(t.Findings)
	}
	unexpected := r.Unexpected()
	verdict := fmt.Sprintf("%d unexpected results", unexpected)
	if unexpected == 0 {
		verdict = p.paint(Green, "all as expected")
	} else {
		verdict = p.paint(Red, verdict)
	}
	flaky := r.FlakyInChrome()
	if listed := findings - unexpected - flaky; listed > 0 {
		verdict += fmt.Sprintf(", %d listed with a reason", listed)
	}
	if flaky > 0 {
		verdict += fmt.Sprintf(", %d flaky in Chrome", flaky)
	}
	if n := r.UnexplainedSurface(); n > 0 {
		verdict += p.paint(Red, ", "+Plural(n, "member")+" of interfaces unlike Chrome's")
	}
	if n := r.Skipped(); n > 0 {
		verdict += fmt.Sprintf(", %d tests not run (the server lacks what they need)", n)
	}
	if n := r.Retried(); n > 0 {
		verdict += fmt.Sprintf(", %d tests retried", n)
	}
	if r.Incomplete != "" {
		verdict += p.paint(Yellow, ", incomplete: "+OneLine(r.Incomplete))
	}
	if note := r.behaviourNote(); note != "" {
		p.printf("%s\n", OneLine(note))
	}
	p.printf("%d tests, %d subtests: %s\n", total.URLs, total.Subtests, verdict)
	p.timing(r)
}

func (p *printer) timing(r *Run) {
	var parts []string
	for _, s := range []*Side{r.Engine, r.Chrome} {
		switch {
		case s == nil:
		case s.Recorded != "":
			parts = append(parts, fmt.Sprintf("%s recorded", s.Name))
		default:
			text := fmt.Sprintf("%s %s", s.Name, s.Wall.Round(time.Millisecond))
			if s.Resumed > 0 {
				text += fmt.Sprintf(" (%d results are from the run before)", s.Resumed)
			}
			if s.Restarts > 0 {
				text += fmt.Sprintf(" (%d restarts)", s.Restarts)
			}
			parts = append(parts, text)
		}
	}
	line := "time: " + strings.Join(parts, ", ")
	whole := r.Engine != nil && r.Chrome != nil && r.Engine.Resumed+r.Chrome.Resumed == 0
	if whole && len(r.Tests) > 0 && r.Engine.Wall > 0 && r.Chrome.Wall > 0 && r.Chrome.Recorded == "" {
		line += fmt.Sprintf(", engine %.1f× as fast", float64(r.Chrome.Wall)/float64(r.Engine.Wall))
	}
	p.printf("%s\n", line)
}

package report

import (
	"fmt"
	"strings"

	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/wpt/expect"
)

// A DocumentSurface compares what both browsers expose to the page of one test.
type DocumentSurface struct {
	Test string `json:"test"`
	*compare.SurfaceResult
}

// Surfaces compares the surfaces that tests of both sides found.
func (r *Run) Surfaces() []DocumentSurface {
	var out []DocumentSurface
	for _, t := range r.Tests {
		if t.Engine == nil || t.Chrome == nil || t.Engine.Surface == nil || t.Chrome.Surface == nil {
			continue
		}
		out = append(out, DocumentSurface{t.URL, compare.CompareSurfaces(t.Engine.Surface, t.Chrome.Surface, expect.SurfaceReason)})
	}
	return out
}

// UnexplainedSurface counts the members that differ without a known reason.
func (r *Run) UnexplainedSurface() int {
	n := 0
	for _, s := range r.Surfaces() {
		n += s.Unexplained()
	}
	return n
}

// verdict says the comparison in one line.
func (s DocumentSurface) verdict() string {
	text := fmt.Sprintf("%s, %s the same", Plural(s.Interfaces, "interface"), Plural(s.Same, "member"))
	if n := s.Unexplained(); n > 0 {
		text += fmt.Sprintf(", %d unlike Chrome's", n)
	}
	if n := len(s.Differ) - s.Unexplained(); n > 0 {
		text += fmt.Sprintf(", %d unlike Chrome's with a reason", n)
	}
	return text + fmt.Sprintf(", %d missing, %d that Chrome lacks", len(s.Missing), len(s.Extra))
}

// surfaceListed is how many members of a kind the terminal lists.
const surfaceListed = 200

// surfaces writes the section on the terminal.
func (p *printer) surfaces(r *Run) {
	for _, s := range r.Surfaces() {
		p.printf("\n%s %s: %s\n", p.paint(Bold, "surface"), s.Test, s.verdict())
		shown := 0
		for _, d := range s.Differ {
			if shown++; shown > surfaceListed {
				p.printf("  … %d more\n", len(s.Differ)-surfaceListed)
				break
			}
			mark, reason := p.paint(Red, "✗"), ""
			if d.Reason != "" {
				mark, reason = p.paint(Dim, "·"), "  "+p.paint(Dim, d.Reason)
			}
			p.printf("  %s %s%s\n      engine  %s\n      chrome  %s\n", mark, OneLine(d.Member), reason, OneLine(d.Engine), OneLine(d.Chrome))
		}
		if len(s.Extra) > 0 {
			p.printf("  Chrome lacks: %s\n", OneLine(strings.Join(s.Extra[:min(len(s.Extra), surfaceListed)], ", ")))
		}
	}
}

// markdownSurfaces writes the section of the Markdown summary, as far as there is room.
func (r *Run) markdownSurfaces(m *Markdown) {
	for _, s := range r.Surfaces() {
		m.Printf("\n<details><summary>Surface: %s</summary>\n\n%s\n", Plain(s.Test), Plain(s.verdict()))
		if len(s.Differ) > 0 {
			m.Printf("\n| member | engine | Chrome | reason |\n|---|---|---|---|\n")
			left := m.List(len(s.Differ), func(i int) string {
				d := s.Differ[i]
				return fmt.Sprintf("| %s | %s | %s | %s |\n", Cell(d.Member), Cell(d.Engine), Cell(d.Chrome), Cell(d.Reason))
			})
			if left > 0 {
				m.Printf("\n%d more left out.\n", left)
			}
		}
		for _, l := range []struct {
			title string
			names []string
		}{{"Missing", s.Missing}, {"Chrome lacks", s.Extra}} {
			if len(l.names) == 0 {
				continue
			}
			m.Printf("\n%s:\n\n", l.title)
			left := m.List(len(l.names), func(i int) string { return "- " + Plain(l.names[i]) + "\n" })
			if left > 0 {
				m.Printf("\n%d more left out.\n", left)
			}
		}
		m.Printf("\n</details>\n")
	}
}

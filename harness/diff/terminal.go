package diff

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/exeunt/exeunt/harness/report"
)

// shownBy says how many changes of a class the terminal lists unless all are
// asked for; 20 of those that are not named here.
var shownBy = map[Class]int{Regression: 200}

const shownOther, shownTests = 20, 10

// JSON writes the comparison's JSON form, which has everything.
func (d *Diff) JSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(d)
}

// Terminal writes the comparison for a reader at a terminal; long lists are
// cut unless all is set, and say by how much.
func (d *Diff) Terminal(w io.Writer, color, all bool) error {
	p := &page{color: color, all: all}
	for i, c := range d.Reports {
		p.linef("%s  %s  %s", p.paint(report.Bold, Letter(i)), report.OneLine(c.File), p.paint(report.Dim, report.OneLine(c.describe())))
	}
	if d.Base != nil {
		p.linef("%s  %s  %s", p.paint(report.Bold, "base"), report.OneLine(d.Base.File), p.paint(report.Dim, report.OneLine(d.Base.describe())))
	}
	for _, n := range d.Notes {
		p.linef("%s", p.paint(report.Yellow, "note: "+report.OneLine(n)))
	}
	p.linef("")
	for _, b := range d.Browsers {
		p.linef("%s", p.paint(report.Bold, report.OneLine(b.Name)))
		for _, line := range b.sums(len(d.Reports) - 1) {
			p.linef("  %s", line)
		}
	}
	for _, class := range Classes() {
		p.class(d, class)
	}
	p.tests("new tests", d.NewTests)
	p.tests("gone tests", d.GoneTests)
	color1 := report.Green
	if d.Count(Regression) > 0 {
		color1 = report.Red
	}
	p.linef("")
	p.linef("%s", p.paint(color1, d.Verdict()))
	_, err := io.WriteString(w, p.b.String())
	return err
}

// A page collects lines.
type page struct {
	b          strings.Builder
	color, all bool
}

func (p *page) linef(format string, args ...any) { fmt.Fprintf(&p.b, format+"\n", args...) }
func (p *page) paint(code, text string) string   { return report.Paint(p.color, code, text) }
func (p *page) most(usual int) int               { return map[bool]int{true: 1 << 30, false: usual}[p.all] }
func (p *page) left(n int)                       { p.linef("  … %d more (--all lists them)", n) }
func (p *page) head(title string, n int) {
	p.linef("\n%s", p.paint(report.Bold, fmt.Sprintf("%s (%d)", title, n)))
}
func (p *page) indented(text string, colour string) {
	p.linef("      %s", p.paint(colour, report.OneLine(text)))
}

func (p *page) class(d *Diff, class Class) {
	n := d.Count(class)
	if n == 0 {
		return
	}
	p.head(titles[class], n)
	usual := shownOther
	if m, ok := shownBy[class]; ok {
		usual = m
	}
	room := p.most(usual)
	for _, g := range d.groups(class) {
		if room == 0 {
			break
		}
		p.linef("%s", report.OneLine(g.test))
		for _, c := range g.changes {
			if room == 0 {
				break
			}
			room--
			p.change(d, c)
		}
	}
	if shown := p.most(usual); n > shown {
		p.left(n - shown)
	}
}

func (p *page) change(d *Diff, c *Change) {
	mark := map[Class]string{Regression: p.paint(report.Red, "✗"), Fix: p.paint(report.Green, "✓"), Diverges: p.paint(report.Yellow, "≠")}[c.Class]
	if mark == "" {
		mark = p.paint(report.Dim, "·")
	}
	if c.Layer != "" {
		p.linef("  %s %s", mark, c.Layer)
		p.indented("engine  "+orNothing(c.Engine), report.Dim)
		p.indented("chrome  "+orNothing(c.Chrome), report.Dim)
		return
	}
	line := fmt.Sprintf("  %s %s  %s", mark, report.OneLine(c.what()), p.paint(report.Yellow, c.way()))
	if len(d.Browsers) > 1 {
		line += "  " + c.Browser
	}
	if s := d.since(c); s != "" {
		line += "  " + s
	}
	p.linef("%s", line)
	for _, m := range c.messages() {
		p.indented(m, report.Dim)
	}
	if c.Reason != "" {
		p.indented("listed: "+c.Reason+" ("+c.Link+")", report.Dim)
	}
}

func orNothing(s string) string {
	if s == "" {
		return "nothing like it"
	}
	return s
}

func (p *page) tests(title string, list []OneSided) {
	if len(list) == 0 {
		return
	}
	p.head(title, len(list))
	most := p.most(shownTests)
	for i, t := range list {
		if i == most {
			p.left(len(list) - most)
			return
		}
		p.linef("  %s  %s", report.OneLine(t.Test), p.paint(report.Dim, fmt.Sprintf("%s: %s, %d failing", t.Browser, report.Plural(t.Subtests, "subtest"), t.Failing)))
	}
}

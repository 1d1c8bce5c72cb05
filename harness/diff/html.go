package diff

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/exeunt/exeunt/harness/report"
)

var (
	//go:embed page/diff.html
	pageHTML string
	//go:embed page/diff.css
	pageCSS string
	//go:embed page/diff.js
	pageJS string
)

type (
	pageData struct {
		Verdict string
		Columns []pageColumn
		Notes   []string
		Sums    []pageSum
		Classes []pageClass
		Rows    template.HTML // of the table of changes
		Lists   []pageList
		Style   template.CSS
		Script  template.JS
	}
	pageColumn struct {
		Letter, File, What string
		Base               bool
	}
	pageSum   struct{ Browser, Text string }
	pageClass struct {
		Class   Class
		Title   string
		N       int
		Checked bool
	}
	pageList struct {
		Title string
		Items []string
	}
)

// messageLimit is how much of a message the page shows, in bytes.
const messageLimit = 4096

// HTML writes the comparison as one file that needs no other.
func (d *Diff) HTML(w io.Writer) error {
	t, err := template.New("diff").Funcs(template.FuncMap{"visible": report.Numbered}).Parse(pageHTML)
	if err != nil {
		return err
	}
	// Both are files of this package.
	data := pageData{Verdict: d.Verdict(), Notes: d.Notes, Style: template.CSS(pageCSS), Script: template.JS(pageJS)}
	for i, c := range d.Reports {
		data.Columns = append(data.Columns, pageColumn{Letter: Letter(i), File: c.File, What: c.describe()})
	}
	if d.Base != nil {
		data.Columns = append(data.Columns, pageColumn{Letter: "base", File: d.Base.File, What: d.Base.describe(), Base: true})
	}
	for _, b := range d.Browsers {
		for _, line := range b.sums(len(d.Reports) - 1) {
			data.Sums = append(data.Sums, pageSum{b.Name, line})
		}
	}
	quiet := d.Count(Regression) == 0
	var rows strings.Builder
	for _, class := range Classes() {
		if n := d.Count(class); n > 0 {
			data.Classes = append(data.Classes, pageClass{class, titles[class], n, quiet || class == Regression || class == Fix})
			for _, g := range d.groups(class) {
				for _, c := range g.changes {
					d.pageRow(&rows, c)
				}
			}
		}
	}
	data.Rows = template.HTML(rows.String())
	for _, l := range []struct {
		title string
		tests []OneSided
	}{{"new tests", d.NewTests}, {"gone tests", d.GoneTests}} {
		if len(l.tests) == 0 {
			continue
		}
		list := pageList{Title: fmt.Sprintf("%s (%d)", l.title, len(l.tests))}
		for _, t := range l.tests {
			list.Items = append(list.Items, fmt.Sprintf("%s, %s: %s, %d failing", t.Test, t.Browser, report.Plural(t.Subtests, "subtest"), t.Failing))
		}
		data.Lists = append(data.Lists, list)
	}
	return t.Execute(w, data)
}

// pageRow writes a change as a row. There may be tens of thousands, for which a template would take seconds; every text in it goes through escape.
func (d *Diff) pageRow(b *strings.Builder, c *Change) {
	write := func(parts ...string) {
		for _, p := range parts {
			b.WriteString(p)
		}
	}
	what := c.what()
	var messages []string
	if c.Layer != "" {
		messages = []string{"engine  " + orNothing(c.Engine), "chrome  " + orNothing(c.Chrome)}
	} else {
		for _, m := range c.messages() {
			messages = append(messages, report.Shorten(m, messageLimit))
		}
		if s := d.since(c); s != "" {
			what = strings.TrimSpace(what + ", " + s)
		}
	}
	write(`<tr data-class="`, escape(string(c.Class)), `"><td>`, escape(string(c.Class)), `<td>`, escape(c.Test), `<br>`, escape(what))
	for _, m := range messages {
		write(`<pre>`, escape(m), `</pre>`)
	}
	if c.Reason != "" {
		write(`<p>listed: `, escape(c.Reason), ` (`, escape(c.Link), `)</p>`)
	}
	write(`<td>`, escape(c.Browser))
	if c.Layer != "" {
		write(strings.Repeat(`<td class="">`, len(d.Reports)))
	} else {
		for _, r := range c.Results {
			class := "bad"
			if r != nil && good(r.Status) {
				class = "good"
			}
			write(`<td class="`, class, `">`, escape(r.status()))
		}
	}
	write("\n")
}

// escape makes a text of a page's into one of the report's HTML.
func escape(s string) string { return template.HTMLEscapeString(report.Numbered(s)) }

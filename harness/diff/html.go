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
		Rows    []pageRow
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
	pageRow struct {
		*Change
		What     string
		Messages []string
		Cells    []pageCell
	}
	pageCell struct {
		Text      string
		Good, Bad bool
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
	for _, class := range Classes() {
		if n := d.Count(class); n > 0 {
			data.Classes = append(data.Classes, pageClass{class, titles[class], n, quiet || class == Regression || class == Fix})
			for _, g := range d.groups(class) {
				for _, c := range g.changes {
					data.Rows = append(data.Rows, d.pageRow(c))
				}
			}
		}
	}
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

func (d *Diff) pageRow(c *Change) pageRow {
	row := pageRow{Change: c, What: c.what()}
	if c.Layer != "" {
		row.Messages = []string{"engine  " + orNothing(c.Engine), "chrome  " + orNothing(c.Chrome)}
		for range d.Reports {
			row.Cells = append(row.Cells, pageCell{})
		}
		return row
	}
	for _, m := range c.messages() {
		row.Messages = append(row.Messages, report.Shorten(m, messageLimit))
	}
	for _, r := range c.Results {
		row.Cells = append(row.Cells, pageCell{Text: r.status(), Good: r != nil && good(r.Status), Bad: r == nil || !good(r.Status)})
	}
	if s := d.since(c); s != "" {
		row.What = strings.TrimSpace(row.What + ", " + s)
	}
	return row
}

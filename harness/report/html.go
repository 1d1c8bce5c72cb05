package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"time"

	"github.com/exeunt/exeunt/harness/compare"
)

var (
	//go:embed page/report.html
	pageHTML string
	//go:embed page/report.css
	pageCSS string
	//go:embed page/report.js
	pageJS string
)

// failsClass is the class of a result that is not good, where only one side ran.
const failsClass compare.Class = "fails"

type (
	pageData struct {
		*Document
		Both        bool
		Sides       []string
		Directories []Count
		Classes     []pageCount
		Tests       []pageTest
		Style       template.CSS
		Script      template.JS
	}
	pageCount struct {
		Name    compare.Class
		N       int
		Checked bool
	}
	pageTest struct {
		URL         string
		Marks       []pageCount
		Divergences []compare.Divergence
		Rows        []pageRow
	}
	pageRow struct {
		Name           string
		Class          compare.Class
		Engine, Chrome *compare.Subtest
		Reason, Link   string
	}
)

// HTML writes the run as one file that needs no other.
func (r *Run) HTML(w io.Writer) error {
	t, err := template.New("report").Parse(pageHTML)
	if err != nil {
		return err
	}
	return t.Execute(w, r.page())
}

func (r *Run) page() *pageData {
	d := &pageData{Document: r.Document(), Both: r.Engine != nil && r.Chrome != nil,
		Style: template.CSS(pageCSS), Script: template.JS(pageJS)} // both are files of this package
	d.Directories = d.ByDir
	for _, s := range []*Side{r.Engine, r.Chrome} {
		if s != nil {
			d.Sides = append(d.Sides, s.describe(r.Traced))
		}
	}
	counts := make(map[compare.Class]int)
	for _, t := range r.Tests {
		pt := pageTest{URL: t.URL, Divergences: t.Result.Divergences, Rows: r.rows(t)}
		marks := make(map[compare.Class]int)
		for _, row := range pt.Rows {
			counts[row.Class]++
			marks[row.Class]++
		}
		for _, c := range pageClasses() {
			if marks[c] > 0 {
				pt.Marks = append(pt.Marks, pageCount{Name: c, N: marks[c]})
			}
		}
		d.Tests = append(d.Tests, pt)
	}
	// At first only what disagrees or fails is shown; a run without any of it
	// shows everything rather than nothing.
	quietOnly := !slices.ContainsFunc(pageClasses(), func(c compare.Class) bool { return counts[c] > 0 && loud(c) })
	for _, c := range pageClasses() {
		if counts[c] > 0 {
			d.Classes = append(d.Classes, pageCount{Name: c, N: counts[c], Checked: loud(c) || quietOnly})
		}
	}
	return d
}

func loud(c compare.Class) bool {
	return c != compare.SamePass && c != compare.SameFail && c != "passes"
}

func pageClasses() []compare.Class {
	return append([]compare.Class{failsClass}, append(compare.Classes(), "passes")...)
}

// rows gives the harness status, if it is worth a word, and every subtest.
func (r *Run) rows(t Test) []pageRow {
	findings := make(map[string]Finding)
	var out []pageRow
	for _, f := range t.Findings {
		if f.Harness {
			out = append(out, row("(harness)", f.Class, f.Engine, f.Chrome, f))
		} else {
			findings[f.Subtest] = f
		}
	}
	both := t.Engine != nil && t.Chrome != nil
	if len(out) == 0 && (!good(harnessResult(t.Engine), compare.OK) || len(t.Result.Subtests) == 0) {
		out = append(out, row("(harness)", t.Result.Harness, harnessResult(t.Engine), harnessResult(t.Chrome), Finding{}))
	}
	for _, p := range t.Result.Subtests {
		out = append(out, row(p.Name, p.Class, p.Engine, p.Chrome, findings[p.Name]))
	}
	if !both {
		for i := range out {
			out[i].Class = failsClass
			if good(out[i].Engine, compare.Pass) && good(out[i].Chrome, compare.Pass) ||
				out[i].Name == "(harness)" && good(out[i].Engine, compare.OK) && good(out[i].Chrome, compare.OK) {
				out[i].Class = "passes"
			}
		}
	}
	return out
}

func row(name string, class compare.Class, engine, chrome *compare.Subtest, f Finding) pageRow {
	r := pageRow{Name: name, Class: class, Engine: engine, Chrome: chrome}
	if f.Expected != nil {
		r.Reason, r.Link = f.Expected.Reason, f.Expected.Link
	}
	return r
}

func (s *Side) describe(traced bool) string {
	text := s.Name
	if s.Product != "" {
		text += " " + s.Product
	}
	if s.Recorded != "" {
		return text + ", recorded " + s.Recorded + " on " + s.Platform
	}
	if traced {
		return text
	}
	return fmt.Sprintf("%s, %s", text, s.Wall.Round(time.Millisecond))
}

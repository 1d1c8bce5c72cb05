package report

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/internal/page"
)

// pageFiles are what the page is made of. The scripts share one scope and stand in this order.
//
//go:embed page
var pageFiles embed.FS

var pageScripts = []string{"page/data.js", "page/state.js", "page/list.js", "page/wire.js", "page/timeline.js", "page/detail.js", "page/main.js"}

// failsClass and passesClass are the classes where only one side ran.
const (
	failsClass  compare.Class = "fails"
	passesClass compare.Class = "passes"
)

// harnessRow names the row of a test's harness status.
const harnessRow = "(harness)"

type (
	// pageData is what the part of the page is made of that needs no script.
	pageData struct {
		*Document
		Both        bool
		Traced      bool
		Policy      string
		Style       template.CSS
		Sides       []string
		Notes       []string // on what the run does not show
		Retried     int      // tests that ran again after an unexpected result
		Directories []*directory
		All         *directory
		Causes      []Cause // the largest
		CausesMore  int
		Worst       []pageFinding // for readers without script
		WorstMore   int
		Omitted     []string
	}
	pageFinding struct {
		Test, Subtest, Engine, Chrome string
	}
	pageRow struct {
		Name           string
		Class          compare.Class
		Engine, Chrome *compare.Subtest
		Finding        *Finding
		Place          int // the finding's, among the test's
	}
)

// causeLimit is how many groups of findings the overview shows.
const causeLimit = 12

// worstLimit is how many unexpected results a reader without script sees.
const worstLimit = 200

// HTML writes the run as one file that needs no other: an overview that stands
// by itself, and compressed data from which a script makes the rest. It asks
// for nothing over the network, and its policy forbids it.
func (r *Run) HTML(w io.Writer) error { return r.htmlIn(".")(w) }

// htmlIn writes the page for a folder: links to other files begin there.
func (r *Run) htmlIn(dir string) func(io.Writer) error {
	return func(w io.Writer) error { return r.html(w, dir, pageLimit) }
}

// html writes the page; limit is how large it may become, in bytes.
func (r *Run) html(w io.Writer, dir string, limit int) error {
	p, err := newPage()
	if err != nil {
		return err
	}
	data := r.page()
	steps := make([][]compare.StepFrame, len(r.Tests))
	for i, t := range r.Tests {
		steps[i] = firstSteps(t)
	}
	causes, causeOf := r.causes(func(i int) []compare.StepFrame { return steps[i] })
	data.Causes = causes[:min(causeLimit, len(causes))]
	data.CausesMore = len(causes) - len(data.Causes)
	index, chunks, omitted, err := r.pageIndex(dir, limit, steps, causeOf)
	if err != nil {
		return err
	}
	data.Omitted = omitted
	data.Style, data.Policy = p.Style, p.Policy
	blocks := []page.Block{{ID: "index", Packed: index}}
	for i, c := range chunks {
		blocks = append(blocks, page.Block{ID: fmt.Sprintf("chunk-%d", i), Packed: c})
	}
	return p.Write(w, data, blocks...)
}

func newPage() (*page.Page, error) {
	functions := template.FuncMap{"visible": Numbered, "percent": percent, "plural": plural}
	return page.New(pageFiles, functions, "page/report.html", "page/report.css", "", pageScripts...)
}

func (r *Run) page() *pageData {
	d := &pageData{Document: r.summary(), Both: r.Engine != nil && r.Chrome != nil, Traced: r.Traced}
	for _, s := range []*Side{r.Engine, r.Chrome} {
		if s != nil {
			d.Sides = append(d.Sides, s.describe(r.Traced))
		}
	}
	d.All, d.Directories = r.directories()
	d.Retried = r.Retried()
	for _, note := range []string{r.wireNote(), r.behaviourNote()} {
		if note != "" {
			d.Notes = append(d.Notes, note)
		}
	}
	word := func(s *compare.Subtest, ran bool) string {
		switch {
		case s != nil:
			return s.Status
		case ran:
			return "missing"
		}
		return "not run"
	}
	for _, t := range r.Tests {
		for _, f := range t.Findings {
			if !f.Unexpected() {
				continue
			}
			if len(d.Worst) == worstLimit {
				d.WorstMore++
				continue
			}
			name := f.Subtest
			if f.Harness {
				name = harnessRow
			}
			shown, more := cut(name, 300)
			if more > 0 {
				shown += fmt.Sprintf(" … (%d characters more)", more)
			}
			d.Worst = append(d.Worst, pageFinding{t.URL, shown, word(f.Engine, t.Engine != nil), word(f.Chrome, t.Chrome != nil)})
		}
	}
	return d
}

// summary is the run's Document without its tests.
func (r *Run) summary() *Document {
	tests := r.Tests
	head := *r
	head.Tests = nil
	d := head.Document()
	d.ByDir, d.Total = r.Count()
	d.Missing = r.Missing()
	d.Unexpected = r.Unexpected()
	d.Surface = r.Surfaces()
	for _, t := range tests {
		if t.Engine == nil || t.Chrome == nil {
			continue
		}
		for _, p := range t.Result.Subtests {
			d.Classes[string(p.Class)]++
		}
	}
	return d
}

func loud(c compare.Class) bool {
	return c != compare.SamePass && c != compare.SameFail && c != passesClass
}

// pageClasses lists every class that a row can have, the worst first.
func pageClasses() []compare.Class {
	return append([]compare.Class{failsClass}, append(compare.Classes(), passesClass)...)
}

// rows gives the harness status, if it is worth a word, and every subtest.
func (r *Run) rows(t Test) []pageRow {
	findings := make(map[string][]int)
	var out []pageRow
	for i := range t.Findings {
		if f := &t.Findings[i]; f.Harness {
			out = append(out, pageRow{harnessRow, f.Class, f.Engine, f.Chrome, f, i})
		} else {
			findings[f.Subtest] = append(findings[f.Subtest], i)
		}
	}
	both := t.Engine != nil && t.Chrome != nil
	if len(out) == 0 && (!good(harnessResult(t.Engine), compare.OK) || len(t.Result.Subtests) == 0) {
		out = append(out, pageRow{harnessRow, t.Result.Harness, harnessResult(t.Engine), harnessResult(t.Chrome), nil, 0})
	}
	harness := len(out)
	for _, p := range t.Result.Subtests {
		row := pageRow{p.Name, p.Class, p.Engine, p.Chrome, nil, 0}
		// Findings of one name stand in the order of their subtests, those of
		// equal results without one.
		if l := findings[p.Name]; len(l) > 0 {
			if f := &t.Findings[l[0]]; f.Class == p.Class && sameStatus(f.Engine, p.Engine) && sameStatus(f.Chrome, p.Chrome) {
				row.Finding, row.Place, findings[p.Name] = f, l[0], l[1:]
			}
		}
		out = append(out, row)
	}
	if !both {
		for i := range out {
			want := compare.Pass
			if i < harness {
				want = compare.OK
			}
			out[i].Class = failsClass
			if good(out[i].Engine, want) && good(out[i].Chrome, want) {
				out[i].Class = passesClass
			}
		}
	}
	return out
}

func sameStatus(a, b *compare.Subtest) bool {
	return (a == nil) == (b == nil) && (a == nil || a.Status == b.Status)
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
	if s.Resumed > 0 {
		return text // the time of a part says nothing
	}
	return fmt.Sprintf("%s, %s", text, s.Wall.Round(time.Millisecond))
}

// cut keeps the first n characters of s and says how many it left out.
func cut(s string, n int) (string, int) {
	if len(s) <= n {
		return s, 0
	}
	count := 0
	for i := range s {
		if count == n {
			return s[:i], utf8.RuneCountInString(s[i:])
		}
		count++
	}
	return s, 0
}

// Numbered shows the characters that would not be seen, or would move others,
// by their numbers.
func Numbered(s string) string {
	if !strings.ContainsFunc(s, hidden) && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for _, c := range s {
		if hidden(c) {
			fmt.Fprintf(&b, "⟨%04X⟩", c)
		} else {
			b.WriteRune(c)
		}
	}
	return b.String()
}

func hidden(c rune) bool {
	if c < utf8.RuneSelf { // most are
		return (c < ' ' || c == 0x7f) && c != '\n' && c != '\t'
	}
	return unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// percent is a share of a whole as a reader wants it: all and nothing are said
// only of all and nothing.
func percent(n, of int) string {
	switch {
	case of == 0:
		return "–"
	case n == of:
		return "100 %"
	case n == 0:
		return "0 %"
	}
	p := float64(n) * 100 / float64(of)
	return fmt.Sprintf("%.1f %%", min(max(p, 0.1), 99.9))
}

func plural(n int, one, many string) string {
	if n == 1 {
		return fmt.Sprintf("%d %s", n, one)
	}
	return fmt.Sprintf("%d %s", n, many)
}

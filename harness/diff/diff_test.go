package diff

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/harness/report"
)

var update = flag.Bool("update", false, "write the golden files anew")

// read makes Results of a short notation: a line "/test STATUS" begins a test,
// "  STATUS name: message" is a subtest of it, "  PASS*9,FAIL*1 name" one of
// several runs. The first line holds product and revision.
func read(t testing.TB, name, text string) *report.Results {
	t.Helper()
	type subtest struct {
		Name    string         `json:"name"`
		Status  string         `json:"status"`
		Message string         `json:"message,omitempty"`
		Counts  map[string]int `json:"counts,omitempty"`
	}
	type observation struct {
		Status   string         `json:"status"`
		Counts   map[string]int `json:"counts,omitempty"`
		Subtests []subtest      `json:"subtests"`
	}
	type test struct {
		URL    string       `json:"url"`
		Path   string       `json:"path"`
		Engine *observation `json:"engine"`
	}
	counts := func(s string) (string, map[string]int) {
		if !strings.Contains(s, "*") {
			return s, nil
		}
		m := map[string]int{}
		first := ""
		for _, part := range strings.Split(s, ",") {
			status, n, _ := strings.Cut(part, "*")
			if first == "" {
				first = status
			}
			var count int
			_, err := fmt.Sscan(n, &count)
			require.NoError(t, err)
			m[status] = count
		}
		return first, m
	}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	revision := strings.TrimSpace(lines[0])
	tests := []test{}
	for _, line := range lines[1:] {
		status, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if strings.HasPrefix(status, "/") {
			s, c := counts(rest)
			tests = append(tests, test{status, strings.TrimPrefix(status, "/"), &observation{s, c, []subtest{}}})
			continue
		}
		s, c := counts(status)
		n, m, _ := strings.Cut(rest, ": ")
		o := tests[len(tests)-1].Engine
		o.Subtests = append(o.Subtests, subtest{n, s, m, c})
	}
	b, err := json.Marshal(map[string]any{"format": report.Format, "suite": "builtin", "revision": revision,
		"engine": map[string]string{"name": "engine", "product": "Exeunt/0"}, "tests": tests})
	require.NoError(t, err)
	r, err := report.Decode(name, bytes.NewReader(b))
	require.NoError(t, err)
	return r
}

// said gives every change as "class test subtest: way".
func said(d *Diff) []string {
	out := []string{}
	for i := range d.Changes {
		c := &d.Changes[i]
		out = append(out, fmt.Sprintf("%s %s %s: %s", c.Class, c.Test, c.what(), c.way()))
	}
	return out
}

func TestClasses(t *testing.T) {
	tests := []struct {
		name, a, b string
		want       []string
	}{
		{"same", "r\n/a OK\n PASS x\n FAIL y: m", "r\n/a OK\n PASS x\n FAIL y: m", []string{}},
		{"regression", "r\n/a OK\n PASS x", "r\n/a OK\n FAIL x: m", []string{"regression /a x: PASS → FAIL"}},
		{"fix", "r\n/a OK\n TIMEOUT x", "r\n/a OK\n PASS x", []string{"fix /a x: TIMEOUT → PASS"}},
		{"another failure", "r\n/a OK\n FAIL x", "r\n/a OK\n TIMEOUT x", []string{"changed /a x: FAIL → TIMEOUT"}},
		{"another message", "r\n/a OK\n FAIL x: m", "r\n/a OK\n FAIL x: n", []string{"message /a x: FAIL → FAIL"}},
		{"random tokens in messages", "r\n/a OK\n FAIL x: key 01234567-89ab-cdef-0123-456789abcdef", "r\n/a OK\n FAIL x: key 11234567-89ab-cdef-0123-456789abcdef", []string{}},
		{"random tokens in names", "r\n/a OK\n PASS x 01234567-89ab-cdef-0123-456789abcdef", "r\n/a OK\n FAIL x 11234567-89ab-cdef-0123-456789abcdef",
			[]string{"regression /a x 11234567-89ab-cdef-0123-456789abcdef: PASS → FAIL"}},
		{"messages of passes", "r\n/a OK\n PASS x: m", "r\n/a OK\n PASS x: n", []string{}},
		{"harness", "r\n/a OK", "r\n/a TIMEOUT", []string{"regression /a harness status: OK → TIMEOUT"}},
		{"a new crash of what failed", "r\n/a TIMEOUT", "r\n/a CRASH", []string{"regression /a harness status: TIMEOUT → CRASH"}},
		{"no crash any more", "r\n/a CRASH", "r\n/a TIMEOUT", []string{"changed /a harness status: CRASH → TIMEOUT"}},
		{"new subtest", "r\n/a OK", "s\n/a OK\n FAIL x", []string{"new /a x: missing → FAIL"}},
		{"gone subtest of another source", "r\n/a OK\n PASS x", "s\n/a OK", []string{"gone /a x: PASS → missing"}},
		{"gone subtest of the same source", "r\n/a OK\n PASS x", "r\n/a OK", []string{"regression /a x: PASS → missing"}},
		{"gone failing subtest", "r\n/a OK\n FAIL x", "r\n/a OK", []string{"gone /a x: FAIL → missing"}},
		{"gone as the test broke off", "r\n/a OK\n PASS x", "s\n/a CRASH", []string{"regression /a harness status: OK → CRASH", "regression /a x: PASS → missing"}},
		{"flaky before", "r\n/a OK\n PASS*9,FAIL*1 x", "r\n/a OK\n FAIL x", []string{"flaky /a x: PASS (FAIL 1×, PASS 9×) → FAIL"}},
		{"flaky now", "r\n/a OK\n PASS x", "r\n/a OK\n FAIL*2,PASS*1 x", []string{"flaky /a x: PASS → FAIL (FAIL 2×, PASS 1×)"}},
		{"flaky and the same", "r\n/a OK\n PASS*2,FAIL*1 x", "r\n/a OK\n PASS x", []string{"flaky /a x: PASS (FAIL 1×, PASS 2×) → PASS"}},
		{"flaky does not excuse a timeout", "r\n/a OK\n PASS*9,FAIL*1 x", "r\n/a OK\n TIMEOUT x", []string{"regression /a x: PASS (FAIL 1×, PASS 9×) → TIMEOUT"}},
		{"several runs that agree", "r\n/a OK\n PASS*9 x", "r\n/a OK\n FAIL*9 x", []string{"regression /a x: PASS → FAIL"}},
		{"now and then missing", "r\n/a OK\n PASS*9,MISSING*1 x", "r\n/a OK", []string{"flaky /a x: PASS (MISSING 1×, PASS 9×) → missing"}},
		{"equal names by their order", "r\n/a OK\n PASS x\n FAIL x: m", "r\n/a OK\n PASS x\n PASS x", []string{"fix /a x (no. 2 of this name): FAIL → PASS"}},
		{"order does not matter", "r\n/a OK\n PASS x\n FAIL y: m", "r\n/a OK\n FAIL y: m\n PASS x", []string{}},
		{"new and gone tests are no changes", "r\n/a OK\n PASS x", "r\n/b OK\n FAIL x", []string{}},
		{"skipped is not run", "r\n/a OK\n PASS x", "r\n/a SKIP", []string{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := Compare([]*report.Results{read(t, "a", tt.a), read(t, "b", tt.b)}, Options{})
			require.NoError(t, err)
			assert.Equal(t, tt.want, said(d))
		})
	}
}

func TestDifferentSizes(t *testing.T) {
	a := read(t, "a", "r\n/a OK\n PASS x\n/b OK\n FAIL x\n PASS y\n/c TIMEOUT\n/s OK")
	b := read(t, "b", "r\n/a OK\n PASS x\n/d ERROR\n FAIL x\n/s SKIP")
	d, err := Compare([]*report.Results{a, b}, Options{})
	require.NoError(t, err)
	require.Len(t, d.Browsers, 1)
	got := d.Browsers[0]
	assert.Equal(t, 1, got.Tests)
	assert.Equal(t, 1, got.Subtests)
	assert.Equal(t, Sum{Tests: 1, Subtests: 1, Failing: 2}, got.NewTests)
	assert.Equal(t, Sum{Tests: 3, Subtests: 2, Failing: 2}, got.GoneTests)
	assert.Equal(t, []OneSided{{"engine", "/d", 1, 2}}, d.NewTests)
	assert.Len(t, d.GoneTests, 3)
	assert.Zero(t, d.Count(Regression))
}

func TestSteps(t *testing.T) {
	d, err := Compare([]*report.Results{
		read(t, "a", "r\n/a OK\n PASS x\n PASS y\n FAIL z\n PASS back"),
		read(t, "b", "r\n/a OK\n FAIL x\n PASS y\n PASS z\n FAIL back\n/n OK"),
		read(t, "c", "r\n/a OK\n FAIL x\n FAIL y\n PASS z\n PASS back"),
	}, Options{})
	require.NoError(t, err)
	assert.Equal(t, []string{"regression /a x: PASS → FAIL → FAIL", "regression /a y: PASS → PASS → FAIL",
		"fix /a z: FAIL → PASS → PASS", "back /a back: PASS → FAIL → PASS"}, said(d))
	assert.Equal(t, []int{1, 2, 1, 2}, []int{d.Changes[0].Since, d.Changes[1].Since, d.Changes[2].Since, d.Changes[3].Since})
	assert.Equal(t, []Step{
		{0, 1, map[Class]int{Regression: 2, Fix: 1}, 1, 0},
		{1, 2, map[Class]int{Regression: 1, Fix: 1}, 0, 1},
	}, d.Browsers[0].Steps)
}

func TestBase(t *testing.T) {
	main := read(t, "main", "r\n/a OK\n PASS x\n PASS y\n FAIL z: m\n FAIL w: m\n PASS g")
	base := read(t, "base", "r\n/a OK\n FAIL x\n PASS y\n FAIL z: n\n PASS w")
	pr := read(t, "pr", "r\n/a OK\n FAIL x\n FAIL y\n FAIL z: n\n PASS w")
	d, err := Compare([]*report.Results{main, pr}, Options{Base: base})
	require.NoError(t, err)
	assert.Equal(t, []string{"in-base /a x: PASS → FAIL", "regression /a y: PASS → FAIL", "in-base /a z: FAIL → FAIL",
		"in-base /a w: FAIL → PASS", "in-base /a g: PASS → missing"}, said(d))
	assert.Equal(t, Regression, d.Changes[0].Was)
	assert.Equal(t, Message, d.Changes[2].Was)
	assert.Equal(t, 1, d.Count(Regression))

	without := read(t, "base", "r\n/b OK")
	d, err = Compare([]*report.Results{main, pr}, Options{Base: without})
	require.NoError(t, err)
	assert.Equal(t, 3, d.Count(Regression), "a base that did not run the test excuses nothing")
}

// two has both browsers, layers and findings.
const two = `{"format": "exeunt-report/1", "suite": "builtin", "engine": {"name": "engine"}, "chrome": {"name": "chrome"}, "tests": [
 {"url": "/a", "path": "a.html", "engine": {"status": "OK", "subtests": [{"name": "x", "status": "FAIL", "message": "m"}]}, "chrome": {"status": "OK", "subtests": [{"name": "x", "status": "PASS"}]},
  "divergences": [{"layer": "wire", "index": 0, "engine": "GET /b", "chrome": ""}],
  "findings": [{"subtest": "x", "class": "engine-only-fails", "expected": true, "reason": "known", "link": "http://x"}]}]}`

const twoBefore = `{"format": "exeunt-report/1", "suite": "builtin", "engine": {"name": "engine"}, "chrome": {"name": "chrome"}, "tests": [
 {"url": "/a", "path": "a.html", "engine": {"status": "OK", "subtests": [{"name": "x", "status": "PASS"}]}, "chrome": {"status": "OK", "subtests": [{"name": "x", "status": "PASS"}]},
  "divergences": [{"layer": "lifecycle", "index": 0, "engine": "pagehide", "chrome": "unload"}]}]}`

func decode(t testing.TB, name, text string) *report.Results {
	t.Helper()
	r, err := report.Decode(name, strings.NewReader(text))
	require.NoError(t, err)
	return r
}

func TestTwoBrowsers(t *testing.T) {
	d, err := Compare([]*report.Results{decode(t, "a", twoBefore), decode(t, "b", two)}, Options{})
	require.NoError(t, err)
	require.Len(t, d.Browsers, 2)
	assert.Equal(t, 1, d.Browsers[0].Counts[Regression])
	assert.Zero(t, d.Browsers[1].Counts[Regression])
	require.Len(t, d.Changes, 3)
	assert.Equal(t, "known", d.Changes[0].Reason)
	assert.Equal(t, 1, d.Count(Regression))
	assert.Zero(t, d.Unlisted())
	assert.Equal(t, "1 regression, 1 of them listed with a reason", d.Verdict())
	assert.Equal(t, Change{Class: Diverges, Test: "/a", Path: "a.html", Layer: "wire", Engine: "GET /b"}, d.Changes[1])
	assert.Equal(t, Agrees, d.Changes[2].Class)
}

func TestBrowsers(t *testing.T) {
	firefox := decode(t, "f.json", `{"run_info": {"product": "firefox", "browser_version": "150"}, "results": [{"test": "/a", "status": "OK", "subtests": [{"name": "x", "status": "PASS"}]}]}`)
	baseline := decode(t, "base.json", `{"format": "exeunt-baseline/1", "browser": "Chrome/1", "tests": {"/a": {"source": "s", "observation": {"status": "OK", "subtests": [{"name": "x", "status": "FAIL"}]}}}}`)
	both := decode(t, "both.json", two)

	d, err := Compare([]*report.Results{firefox, baseline}, Options{})
	require.NoError(t, err)
	assert.Equal(t, "firefox → chrome", d.Browsers[0].Name)
	assert.Equal(t, 1, d.Count(Regression))

	d, err = Compare([]*report.Results{baseline, both}, Options{})
	require.NoError(t, err)
	require.Len(t, d.Browsers, 1)
	assert.Equal(t, "chrome", d.Browsers[0].Name)
	assert.Equal(t, []string{"fix /a x: FAIL → PASS"}, said(d))
	assert.Contains(t, d.Notes, "engine is not in every report, and not compared")

	_, err = Compare([]*report.Results{firefox, both}, Options{})
	assert.EqualError(t, err, "the reports share no browser; there are firefox in f.json, engine and chrome in both.json: choose by --browser")
	d, err = Compare([]*report.Results{firefox, both}, Options{Browser: "engine"})
	require.NoError(t, err)
	assert.Equal(t, []string{"regression /a x: PASS → FAIL"}, said(d))
	_, err = Compare([]*report.Results{both, both}, Options{Browser: "firefox"})
	assert.EqualError(t, err, `both.json has no browser "firefox"; it has engine and chrome`)
	_, err = Compare([]*report.Results{firefox, firefox}, Options{Browser: "opera"})
	assert.EqualError(t, err, `no report has a browser "opera"; there are firefox in f.json, firefox in f.json`)
	_, err = Compare([]*report.Results{firefox}, Options{})
	assert.Error(t, err)
}

// hostile has what must not reach a terminal, a page or GitHub as it is.
const hostileBefore = "r\n/a<b>`x`.html OK\n PASS <script>alert(1)</script>\n PASS @user |pipe| `code` ``two``\n/z OK\n PASS x\n/new-in-between OK"
const hostile = "r\n/a<b>`x`.html OK\n FAIL <script>alert(1)</script>: \x1b[31m</pre><b>::error::x\n FAIL @user |pipe| `code` ``two``: 100%, a:b\n/z OK\n FAIL x\n/other OK"

func golden(t *testing.T, name string, write func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, write(&b))
	file := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(file, b.Bytes(), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), b.String())
	return b.String()
}

func TestOutputs(t *testing.T) {
	d, err := Compare([]*report.Results{read(t, "a.json", hostileBefore), read(t, "b|<i>.json", hostile)}, Options{Base: read(t, "base.json", "r\n/z OK\n FAIL x")})
	require.NoError(t, err)
	text := golden(t, "diff.txt", func(w io.Writer) error { return d.Terminal(w, false, false) })
	assert.NotContains(t, text, "\x1b")
	md := golden(t, "diff.md", d.Markdown)
	assert.NotContains(t, md, "\x1b")
	page := golden(t, "diff.html", d.HTML)
	assert.NotContains(t, page, "<script>alert")
	assert.NotContains(t, page, "</pre><b>")
	assert.NotContains(t, page, "src=")
	assert.NotContains(t, page, "\x1b")
	annotations := golden(t, "diff.github", d.Annotations)
	assert.Contains(t, annotations, "file=a<b>`x`.html,title=")
	golden(t, "diff.json", d.JSON)

	three, err := Compare([]*report.Results{decode(t, "a", twoBefore), decode(t, "b", twoBefore), decode(t, "c", two)}, Options{})
	require.NoError(t, err)
	golden(t, "steps.txt", func(w io.Writer) error { return three.Terminal(w, false, false) })
	golden(t, "steps.md", three.Markdown)
}

// large has n subtests in tests of 20, of which the given part fails.
func large(n, failing int, message string) string {
	var b strings.Builder
	b.WriteString(`{"format": "exeunt-report/1", "suite": "s", "revision": "r", "engine": {"name": "engine"}, "tests": [`)
	for i := range n / 20 {
		if i > 0 {
			b.WriteString(",\n")
		}
		fmt.Fprintf(&b, `{"url": "/folder/test-%05d.html", "path": "folder/test-%05d.html", "engine": {"status": "OK", "subtests": [`, i, i)
		for k := range 20 {
			if k > 0 {
				b.WriteString(",")
			}
			status, m := "PASS", ""
			if (i*20+k)%100 < failing {
				status, m = "FAIL", message
			}
			fmt.Fprintf(&b, `{"name": "subtest %d of test %d does what it should", "status": %q, "message": %q}`, k, i, status, m)
		}
		b.WriteString("], \"wire\": [")
		for k := range 6 {
			if k > 0 {
				b.WriteString(",")
			}
			fmt.Fprintf(&b, `{"method": "GET", "url": "http://web-platform.test:8000/folder/resources/file-%d.js", "headers": ["referer: http://web-platform.test:8000/folder/test-%05d.html"], "status": 200}`, k, i)
		}
		b.WriteString("]}}")
	}
	b.WriteString("]}")
	return b.String()
}

func TestLarge(t *testing.T) {
	before := decode(t, "a", large(25_000, 0, ""))
	after := decode(t, "b", large(25_000, 100, "assert_equals: "+strings.Repeat("long ", 100)))
	d, err := Compare([]*report.Results{before, after}, Options{})
	require.NoError(t, err)
	require.Equal(t, 25_000, d.Count(Regression))
	var b bytes.Buffer
	require.NoError(t, d.Markdown(&b))
	assert.Less(t, b.Len(), report.MarkdownLimit)
	assert.Greater(t, b.Len(), report.MarkdownLimit/2)
	listed := strings.Count(b.String(), " PASS → FAIL")
	tests := strings.Count(b.String(), "\n- `/folder/")
	assert.Contains(t, b.String(), fmt.Sprintf("\n%d more left out, %d tests among them not named at all.\n", 25_000-listed, 1250-tests))
	b.Reset()
	require.NoError(t, d.Terminal(&b, true, false))
	assert.Equal(t, 200, strings.Count(b.String(), "PASS → FAIL"))
	assert.Contains(t, b.String(), "… 24800 more (--all lists them)")
	b.Reset()
	require.NoError(t, d.Terminal(&b, false, true))
	assert.Equal(t, 25_000, strings.Count(b.String(), "PASS → FAIL"))
	b.Reset()
	require.NoError(t, d.Annotations(&b))
	assert.Equal(t, 10, strings.Count(b.String(), "::error "))
	assert.Contains(t, b.String(), "and 1241 more")
}

func TestMegabyteMessage(t *testing.T) {
	before := decode(t, "a", large(20, 0, ""))
	after := decode(t, "b", large(20, 100, strings.Repeat("é", 1<<19)))
	d, err := Compare([]*report.Results{before, after}, Options{})
	require.NoError(t, err)
	for name, write := range map[string]func(io.Writer) error{"md": d.Markdown, "html": d.HTML, "text": func(w io.Writer) error { return d.Terminal(w, false, true) }, "github": d.Annotations} {
		var b bytes.Buffer
		require.NoError(t, write(&b))
		assert.Less(t, b.Len(), 200<<10, name)
	}
}

func TestLetter(t *testing.T) {
	assert.Equal(t, []string{"A", "Z", "AA", "AB", "BA"}, []string{Letter(0), Letter(25), Letter(26), Letter(27), Letter(52)})
}

func BenchmarkDiff(b *testing.B) {
	first, second := large(25_000, 10, "assert_true: a"), large(25_000, 12, "assert_true: b")
	b.SetBytes(int64(len(first) + len(second)))
	for b.Loop() {
		x, err := report.Decode("a", strings.NewReader(first))
		require.NoError(b, err)
		y, err := report.Decode("b", strings.NewReader(second))
		require.NoError(b, err)
		d, err := Compare([]*report.Results{x, y}, Options{})
		require.NoError(b, err)
		require.NoError(b, d.Terminal(io.Discard, false, false))
	}
}

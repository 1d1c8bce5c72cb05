package report

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/wpt/expect"
)

func htmlOf(t testing.TB, r *Run) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, r.HTML(&b))
	return b.String()
}

// traced is a run with one test that differs on every layer, and its trace.
func traced() *Run {
	const page = "https://web-platform.test:8443/layers/a.html?v=1"
	event := func(kind string, frame, parent int, algorithm, step string, args ...string) []byte {
		b, err := json.Marshal(map[string]any{"kind": kind, "frame": frame, "parent": parent, "algorithm": algorithm, "step": step, "args": args})
		if err != nil {
			panic(err)
		}
		return b
	}
	r := &Run{Suite: "builtin", Clock: "virtual", Engine: &Side{Name: "engine"}, Chrome: &Side{Name: "chrome"}, Traced: true,
		Sources: fstest.MapFS{"layers/a.html": {Data: []byte("line one\nline two\nline three\n")}},
		Expectations: &expect.Set{Entries: []*expect.Entry{{Test: "/layers/a.html?v=1", Side: expect.Engine, Statuses: []string{"FAIL"}, Subtest: "broken",
			Reason: "as the standard says", Link: "https://example.org/why"}}}}
	engine := &compare.Observation{Status: compare.OK,
		Subtests: []compare.Subtest{{Name: "fine", Status: compare.Pass}, {Name: "broken", Status: compare.Fail, Message: "assert_true: x expected true got false",
			Stack: "    at <anonymous> (https://web-platform.test:8443/resources/testharness.js:9:9)\n    at <anonymous> (" + page + ":2:5)"}},
		Wire:      []compare.Request{{Method: "GET", URL: page, Headers: []string{"accept: */*", "accept-language: en"}, Status: 200}, {Method: "GET", URL: "https://web-platform.test:8443/same", Status: 200}},
		Lifecycle: []compare.Event{{Document: page, Name: "load", Visibility: "visible"}, {Document: page, Name: "pagehide"}},
		Trace: compare.PackTrace(slices.Values([][]byte{event("enter", 1, 0, "HTML: navigate", ""), event("step", 1, 0, "HTML: navigate", "4"),
			event("enter", 2, 1, "Fetch: HTTP-network fetch", "", "GET "+page)}))}
	chrome := &compare.Observation{Status: compare.OK,
		Subtests:  []compare.Subtest{{Name: "fine", Status: compare.Pass}, {Name: "broken", Status: compare.Pass}},
		Wire:      []compare.Request{{Method: "GET", URL: "https://web-platform.test:8443/same", Status: 200}, {Method: "GET", URL: page, Headers: []string{"accept: */*", "accept-language: de", "cache-control: max-age=0"}, Status: 200}},
		Lifecycle: []compare.Event{{Document: page, Name: "load", Visibility: "visible"}}}
	r.Add("/layers/a.html?v=1", "layers/a.html", engine, chrome)
	r.Add("/layers/b.html", "layers/b.html", chrome, chrome)
	return r
}

// block unpacks a data block of a page.
func block(t testing.TB, page, id string, v any) {
	t.Helper()
	m := regexp.MustCompile(`<script type="text/plain" id="` + id + `">([A-Za-z0-9+/=]*)</script>`).FindStringSubmatch(page)
	require.NotNil(t, m, id)
	raw, err := base64.StdEncoding.DecodeString(m[1])
	require.NoError(t, err)
	z, err := gzip.NewReader(bytes.NewReader(raw))
	require.NoError(t, err)
	require.NoError(t, json.NewDecoder(z).Decode(v))
}

func TestHTML(t *testing.T) {
	page := htmlOf(t, sample(t))
	assert.NotRegexp(t, `(?i)\s(src|href|action|data|poster)=`, page[:strings.LastIndex(page, "<script>")], "one file, which needs no other")
	assert.Contains(t, page, "default-src &#39;none&#39;")
	assert.Equal(t, page, htmlOf(t, sample(t)), "the same run gives the same bytes")
	var index pageIndex
	block(t, page, "index", &index)
	assert.Equal(t, [][2]string{{"the standard says otherwise", "docs/decisions/0001.md"}}, index.Reasons)
	names := []string{}
	for i, n := range index.Name {
		names = append(names, fmt.Sprintf("%s %d %s", index.S[n], index.X[i], index.Classes[index.Class[i]].Name))
	}
	assert.Equal(t, []string{"one 0 same-pass", "known 1 engine-only-fails", "new -1 engine-only-fails", "theirs -1 not-run", "(harness) -1 engine-only-fails"}, names)
}

// The policy names the page's own style and script by hash; nothing else runs.
func TestHTMLPolicy(t *testing.T) {
	page := htmlOf(t, sample(t))
	style := regexp.MustCompile(`(?s)<style>(.*?)</style>`).FindAllStringSubmatch(page, -1)
	script := regexp.MustCompile(`(?s)<script>(.*?)</script>`).FindAllStringSubmatch(page, -1)
	require.Len(t, style, 1)
	require.Len(t, script, 1)
	policy := strings.NewReplacer("&#39;", "'", "&#43;", "+").Replace(page[:strings.Index(page, "<style>")])
	for _, text := range []string{style[0][1], script[0][1]} {
		sum := sha256.Sum256([]byte(text))
		assert.Contains(t, policy, "-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"';")
	}
	for _, name := range pageScripts {
		text, err := pageFiles.ReadFile(name)
		require.NoError(t, err)
		assert.NotRegexp(t, `(?i)</script|innerHTML|document\.write|insertAdjacentHTML|fetch\(|XMLHttpRequest`, string(text), name)
	}
}

func TestHTMLOneSide(t *testing.T) {
	r := &Run{Engine: &Side{Name: "engine"}}
	r.Add("/a.html", "a.html", &compare.Observation{Status: "OK", Subtests: []compare.Subtest{{Name: "p", Status: "PASS"}, {Name: "f", Status: "FAIL"}}}, nil)
	r.Add("/b.html", "b.html", &compare.Observation{Status: "CRASH"}, nil)
	page := htmlOf(t, r)
	assert.NotContains(t, page[:strings.Index(page, "<script")], "Chrome passes")
	var index pageIndex
	block(t, page, "index", &index)
	got := map[compare.Class]int{}
	for _, c := range index.Classes {
		if c.N > 0 {
			got[c.Name] = c.N
		}
	}
	assert.Equal(t, map[compare.Class]int{"passes": 1, "fails": 2}, got, "the side that was not asked for is no difference")
	assert.NotPanics(t, func() { htmlOf(t, &Run{}) })
}

// What an interrupted run did not come to is no failure.
func TestHTMLNotRun(t *testing.T) {
	r := &Run{Engine: &Side{Name: "engine"}, Chrome: &Side{Name: "chrome"}, Incomplete: "interrupted"}
	o := &compare.Observation{Status: "OK", Subtests: []compare.Subtest{{Name: "p", Status: "PASS"}}}
	r.Add("/a/x.html", "a/x.html", o, o)
	r.Add("/b/x.html", "b/x.html", o, nil)
	rows := regexp.MustCompile(`(?s)<tr data-dir.*?</tr>`).FindAllString(htmlOf(t, r), -1)
	require.Len(t, rows, 2)
	assert.NotContains(t, rows[0], "not run")
	assert.Equal(t, 1, strings.Count(rows[1], "not run"))
}

func TestHTMLHostile(t *testing.T) {
	t.Parallel()
	page := htmlOf(t, hostile())
	head := page[:strings.Index(page, `<script type="text/plain"`)]
	assert.NotContains(t, head, "<script>")
	assert.NotContains(t, head, "<img")
	assert.NotContains(t, head, "\u202e")
	assert.Contains(t, head, "⟨202E⟩")
	assert.Less(t, len(head), 200_000, "no message of a megabyte stands in the overview")
	assert.Equal(t, 1, strings.Count(page, "</body>"))

	var index pageIndex
	block(t, page, "index", &index)
	var cuts []int
	for _, n := range index.Cut {
		cuts = append(cuts, n)
	}
	assert.Equal(t, []int{len(long) - index.Preview}, cuts, "what was cut is counted")
	var chunk pageChunk
	block(t, page, "chunk-0", &chunk)
	found := false
	for _, s := range chunk.S {
		found = found || s == long
	}
	assert.True(t, found, "and the whole of it is with the details")
}

// Whatever a run holds, the page stays below its limit, and says what it lacks.
func TestHTMLLimit(t *testing.T) {
	t.Parallel()
	r := &Run{Engine: &Side{Name: "engine"}, Chrome: &Side{Name: "chrome"}}
	noise := func(seed, n int) string {
		var b strings.Builder
		x := uint64(seed)*2654435761 + 1
		for b.Len() < n {
			x = x*6364136223846793005 + 1442695040888963407
			fmt.Fprintf(&b, "%016x", x)
		}
		return b.String()
	}
	for i := range 6 {
		o := func(side int) *compare.Observation {
			return &compare.Observation{Status: "OK", Subtests: []compare.Subtest{{Name: "s", Status: "FAIL", Message: "assert_true: " + noise(2*i+side, 500_000)}}}
		}
		r.Add(fmt.Sprintf("/t%02d.html", i), fmt.Sprintf("t%02d.html", i), o(0), o(1))
	}
	const limit = pageLimit / 4
	var text bytes.Buffer
	require.NoError(t, r.html(&text, ".", limit))
	page := text.String()
	assert.Less(t, len(page), limit)
	m := regexp.MustCompile(`all but the first 4000 characters of long texts of (\d+) tests`).FindStringSubmatch(page)
	require.NotNil(t, m, "what is left out is said")
	var index pageIndex
	block(t, page, "index", &index)
	lean := 0
	for _, test := range index.Tests {
		require.GreaterOrEqual(t, test[2], 0, "no test lost its details")
		var chunk pageChunk
		block(t, page, fmt.Sprintf("chunk-%d", test[2]), &chunk)
		d := chunk.Tests[test[3]]
		for _, n := range d.Cut {
			assert.Greater(t, n, 490_000)
		}
		if len(d.Cut) > 0 {
			lean++
		}
	}
	assert.Equal(t, m[1], fmt.Sprint(lean))
	assert.Less(t, lean, 6, "those that fit are whole")
}

func TestHTMLSize(t *testing.T) {
	t.Parallel()
	assert.Less(t, len(htmlOf(t, synthetic(1450, 25_000))), 8_000_000)
}

func TestDirectories(t *testing.T) {
	r := &Run{Engine: &Side{}, Chrome: &Side{}}
	pass := &compare.Observation{Status: "OK", Subtests: []compare.Subtest{{Name: "s", Status: "PASS"}}}
	fail := &compare.Observation{Status: "OK", Subtests: []compare.Subtest{{Name: "s", Status: "FAIL"}}}
	r.Add("/a/b/c/1.html", "a/b/c/1.html", pass, pass)
	r.Add("/a/b/c/d/2.html", "a/b/c/d/2.html", fail, pass)
	r.Add("/a/x/3.html", "a/x/3.html", pass, fail)
	r.Add("/top.html", "top.html", pass, pass)
	all, tree := r.directories()
	assert.Equal(t, 4, all.URLs)
	var got []string
	for _, d := range tree {
		got = append(got, fmt.Sprintf("%d %s (%s) tests %d, %d/%d/%d", d.Depth, d.Name, d.Directory, d.URLs, d.BothPass, d.EngineFails, d.ChromeFails))
	}
	assert.Equal(t, []string{
		"0 . (.) tests 1, 1/0/0",
		"0 a (a) tests 3, 1/1/1",
		"1 b/c (a/b/c) tests 2, 1/1/0",
		"2 d (a/b/c/d) tests 1, 0/1/0",
		"1 x (a/x) tests 1, 0/0/1",
	}, got)
}

func TestFailingLine(t *testing.T) {
	const base = "https://web-platform.test:8443/"
	tests := []struct {
		name, stack, path string
		want              int
	}{
		{"Chrome", "at f (" + base + "a/b.js:15:14)\nat " + base + "a/b.js:3:1", "a/b.js", 15},
		{"a helper before it", "at f (" + base + "resources/testharness.js:5:1)\nat g (" + base + "a/b.js:7:2)", "a/b.js", 7},
		{"a variant", "at " + base + "a/b.html?x=1:2:3\n", "a/b.html", 2},
		{"no column", "at " + base + "a/b.html:9", "a/b.html", 9},
		{"another file", "at " + base + "a/c.js:1:1", "a/b.js", 0},
		{"another that begins alike", "at " + base + "a/b.js.map:1:1", "a/b.js", 0},
		{"not a number", "at " + base + "a/b.js:x", "a/b.js", 0},
		{"huge", "at " + base + "a/b.js:99999999999999999999", "a/b.js", 99999999},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, failingLine(tt.stack, tt.path))
		})
	}
}

func TestStepCommand(t *testing.T) {
	for suite, want := range map[string]string{"builtin": "", "upstream /src/wpt": "--wpt /src/wpt ", "builtin it's mine": `--suite 'it'\''s mine' `} {
		assert.Equal(t, "exeunt run --browser engine --seed 7 --trace --report json=- "+want, (&Run{Suite: suite, Seed: 7}).stepCommand())
	}
}

func TestNumbered(t *testing.T) {
	assert.Equal(t, "a\n⟨001B⟩⟨202E⟩é", Numbered("a\n\x1b\u202eé"))
	short, more := cut("éèà", 2)
	assert.Equal(t, "éè 1", fmt.Sprint(short, " ", more))
}

func TestTrimStack(t *testing.T) {
	for _, tt := range [][3]string{{"Error: m\n    at x", "m", "    at x"}, {"m\nat x", "m", "at x"}, {"at (a:1)", "a", "at (a:1)"}, {"x", "", "x"}, {"Error: m", "m", ""},
		{"Error: m more\nat", "m", "Error: m more\nat"}, {"at y\nError: m\nat x", "m", "at y\nError: m\nat x"}} {
		assert.Equal(t, tt[2], trimStack(tt[0], tt[1]), tt[0])
	}
}

// flaky is a run of a test that varied, was repeated and tried again, and of a
// pass that an expectation does not list.
func flaky() *Run {
	r := &Run{Engine: &Side{Name: "engine"}, Chrome: &Side{Name: "chrome"}, Expectations: &expect.Set{Entries: []*expect.Entry{
		{Test: "/f.html", Side: expect.Engine, Statuses: []string{"FAIL"}, Subtest: "mended", Reason: "was broken", Link: "https://example.org/", Where: "known.expect:7"}}}}
	one := func(status, varied string) *compare.Observation {
		return &compare.Observation{Status: status, Subtests: []compare.Subtest{{Name: "mended", Status: "PASS"}, {Name: "varies", Status: varied}}}
	}
	engine, chrome := one("OK", "FAIL"), one("OK", "PASS")
	engine.Repeats = []*compare.Observation{one("OK", "PASS")}
	engine.Retries = []*compare.Observation{{Status: "TIMEOUT", Message: "late"}}
	engine.Tally()
	r.Add("/f.html", "f.html", engine, chrome)
	return r
}

func TestHTMLFurtherRuns(t *testing.T) {
	page := htmlOf(t, flaky())
	assert.Contains(t, page, "1 test ran again after an unexpected result")
	var chunk pageChunk
	block(t, page, "chunk-0", &chunk)
	d := chunk.Tests[0]
	assert.Equal(t, []pageRun{{Side: "engine", Status: "OK", Counts: "PASS 2"}, {Side: "engine", Retry: true, Status: "TIMEOUT", Message: "late"}}, d.Runs)
	require.Len(t, d.Against, 1)
	assert.Equal(t, "engine FAIL was broken known.expect:7", strings.Join([]string{d.Against[0].Side, d.Against[0].Listed, d.Against[0].Reason, d.Against[0].Where}, " "))
	var index pageIndex
	block(t, page, "index", &index)
	var rows []string
	for i, n := range index.Name {
		rows = append(rows, fmt.Sprintf("%s %s %d %s", index.S[n], index.Classes[index.Class[i]].Name, index.X[i], d.Counts[i][0]))
	}
	assert.Equal(t, []string{"(harness) flaky -1 OK 2, TIMEOUT 1", "mended flaky -1 MISSING 1, PASS 2", "varies flaky -1 FAIL 1, MISSING 1, PASS 1"}, rows)
}

// Whatever a browser says, the page's markup is ours, and its data can be read again.
func FuzzHTML(f *testing.F) {
	f.Add("/a.html", "name", markup, "at (https://web-platform.test/a.html:1:1)")
	f.Add("/"+bidi, controls, "\xff", "")
	template, err := pageFiles.ReadFile("page/report.html")
	require.NoError(f, err)
	tag, handler := regexp.MustCompile(`<[/!]?[a-zA-Z]+`), regexp.MustCompile(`<[^>]*\son[a-z]+\s*=[^>]*>`)
	ours := tag.FindAllString(string(template), -1)
	f.Fuzz(func(t *testing.T, url, name, message, stack string) {
		r := &Run{Engine: &Side{Name: "engine", Product: message}, Chrome: &Side{Name: "chrome"}, Suite: name, Incomplete: message}
		o := &compare.Observation{Status: "ERROR", Message: message, Subtests: []compare.Subtest{{Name: name, Status: "FAIL", Message: message, Stack: stack}}, Console: []string{message},
			Wire: []compare.Request{{Method: name, URL: url, Headers: []string{message}}}, Lifecycle: []compare.Event{{Document: url, Name: name, Frame: stack}}}
		r.Add(url, strings.TrimPrefix(url, "/"), o, &compare.Observation{Status: "OK"})
		page := htmlOf(t, r)
		var index pageIndex
		block(t, page, "index", &index)
		var chunk pageChunk
		block(t, page, "chunk-0", &chunk)
		require.Len(t, chunk.Tests, 1)
		head := page[:strings.Index(page, "<script type")]
		assert.Subset(t, ours, tag.FindAllString(head, -1))
		assert.NotRegexp(t, handler, head)
		assert.Equal(t, 3, strings.Count(page, "<script"), "index, chunk and script")
	})
}

package report

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/wpt/expect"
)

var update = flag.Bool("update", false, "write the golden files anew")

// sample is a run with one result of every kind that reports tell apart.
func sample(t *testing.T) *Run {
	entries, err := expect.Parse("known.expect", `test /fetch/b.html
engine FAIL "known"
  reason: the standard says otherwise
  link: docs/decisions/0001.md
test /html/c.html
both FAIL "gone"
  reason: was so once
  link: docs/decisions/0002.md
`)
	require.NoError(t, err)
	begin := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	r := &Run{Suite: "builtin", Revision: "r1", Version: "0.0", Seed: 1, Clock: "virtual", Multiplier: 1, OS: "linux", Arch: "amd64",
		Engine: &Side{Name: "engine", Product: "Exeunt/0", Wall: 2 * time.Second}, Chrome: &Side{Name: "chrome", Product: "Chrome/1", Wall: 50 * time.Second},
		Expectations: &expect.Set{Entries: entries}, Begin: begin, End: begin.Add(time.Minute)}
	sub := func(name, status, message string) compare.Subtest {
		return compare.Subtest{Name: name, Status: status, Message: message}
	}
	r.Add("/fetch/a.html", "fetch/a.html",
		&compare.Observation{Status: "OK", Subtests: []compare.Subtest{sub("one", "PASS", "")}, Duration: time.Millisecond},
		&compare.Observation{Status: "OK", Subtests: []compare.Subtest{sub("one", "PASS", "")}, Duration: 20 * time.Millisecond})
	r.Add("/fetch/b.html", "fetch/b.html",
		&compare.Observation{Status: "OK", Subtests: []compare.Subtest{sub("known", "FAIL", "assert_true: a"), sub("new", "FAIL", "assert_equals: <b> \x1b[31m\nexpected 1 but got 2")},
			Missing: []string{"/x.py"}, Wire: []compare.Request{{Method: "GET", URL: "/w", Status: 501}}},
		&compare.Observation{Status: "OK", Subtests: []compare.Subtest{sub("known", "PASS", ""), sub("new", "PASS", ""), sub("theirs", "PASS", "")}})
	r.Add("/html/c.html", "html/c.html",
		&compare.Observation{Status: "TIMEOUT", Message: "late", Subtests: []compare.Subtest{}},
		&compare.Observation{Status: "OK", Subtests: []compare.Subtest{}})
	r.Add("/html/none.html", "html/none.html", nil, nil)
	return r
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(file, got, 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got))
}

func TestGoldens(t *testing.T) {
	r := sample(t)
	tests := []struct {
		name  string
		write func(io.Writer) error
	}{
		{"terminal.txt", func(w io.Writer) error { return r.Terminal(w, false) }},
		{"report.json", r.JSON},
		{"junit.xml", r.JUnit},
		{"summary.md", r.Markdown},
		{"annotations.txt", r.Annotations},
		{"wptreport-engine.json", func(w io.Writer) error { return r.WPTReport(w, r.Engine) }},
		{"wptreport-chrome.json", func(w io.Writer) error { return r.WPTReport(w, r.Chrome) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b bytes.Buffer
			require.NoError(t, tt.write(&b))
			golden(t, tt.name, b.Bytes())
		})
	}
}

func TestJudgement(t *testing.T) {
	r := sample(t)
	assert.Len(t, r.Tests, 3, "what no side ran is left out")
	assert.Equal(t, 3, r.Unexpected(), "the new failure, the subtest only Chrome has, the timeout")
	assert.Equal(t, []StaleEntry{{"known.expect:6", "/html/c.html", "both", `"gone"`, "no result was FAIL"}}, r.Stale())
	r.KnownTests = []string{"/fetch/b.html"}
	assert.Equal(t, []StaleEntry{{"known.expect:6", "/html/c.html", "both", `"gone"`, "there is no such test"}}, r.Stale())
	assert.Equal(t, []string{"/x.py"}, r.Missing())
}

func TestContradiction(t *testing.T) {
	entries, err := expect.Parse("f", `test /a.html
engine FAIL "known"
  reason: r
  link: l
chrome TIMEOUT "slow"
  if: chrome>=2
  reason: r
  link: l
both PASS,FAIL "flips"
  reason: r
  link: l
engine MISSING "absent"
  reason: r
  link: l
test /b.html
both FAIL *
  reason: r
  link: l
`)
	require.NoError(t, err)
	observation := func(known, slow string) *compare.Observation {
		return &compare.Observation{Status: "OK", Subtests: []compare.Subtest{{Name: "known", Status: known}, {Name: "slow", Status: slow}, {Name: "flips", Status: "PASS"}}}
	}
	r := &Run{Engine: &Side{Name: "engine"}, Chrome: &Side{Name: "chrome", Product: "Chrome/1"}, Expectations: &expect.Set{Entries: entries}}
	r.Add("/a.html", "a.html", observation("PASS", "PASS"), observation("PASS", "PASS"))
	r.Add("/b.html", "b.html", &compare.Observation{Status: "OK", Subtests: []compare.Subtest{{Name: "s", Status: "FAIL"}}}, nil)
	require.Len(t, r.Tests[0].Findings, 1, "the entry for Chrome 2 is not for Chrome 1")
	f := r.Tests[0].Findings[0]
	assert.Nil(t, f.Expected)
	assert.Equal(t, "unexpected PASS in engine: f:2 lists FAIL", f.Contradicted[0].String())
	require.Len(t, r.Tests[1].Findings, 1, "nothing is demanded of the harness")
	assert.NotNil(t, r.Tests[1].Findings[0].Expected)
	assert.Equal(t, 1, r.Unexpected())
	assert.Equal(t, []StaleEntry{{"f:2", "/a.html", "engine", `"known"`, "no result was FAIL"}}, r.Stale())

	var b bytes.Buffer
	require.NoError(t, r.Terminal(&b, false))
	assert.Contains(t, b.String(), "unexpected PASS in engine: f:2 lists FAIL")
	b.Reset()
	require.NoError(t, r.WPTReport(&b, r.Engine))
	assert.Contains(t, b.String(), `{"name":"known","status":"PASS","message":null,"expected":"FAIL"}`)
	assert.Equal(t, 1, strings.Count(b.String(), `"expected"`))
	assert.Equal(t, []DocumentContradiction{{"engine", "PASS", []string{"FAIL"}, "f:2", "r"}}, r.Document().Tests[0].Findings[0].Contradicted)
}

func TestOneSide(t *testing.T) {
	r := &Run{Engine: &Side{Name: "engine"}}
	r.Add("/a.html", "a.html", &compare.Observation{Status: "OK", Subtests: []compare.Subtest{{Name: "p", Status: "PASS"}, {Name: "f", Status: "FAIL"}}}, nil)
	r.Add("/b.html", "b.html", &compare.Observation{Status: "CRASH"}, nil)
	assert.Equal(t, 2, r.Unexpected())
}

// A run without tests, as of a shard that has none, compares nothing.
func TestNothingRan(t *testing.T) {
	r := &Run{Engine: &Side{Name: "engine", Wall: 1}, Chrome: &Side{Name: "chrome", Wall: 1}}
	var terminal, markdown bytes.Buffer
	require.NoError(t, r.Terminal(&terminal, false))
	assert.Contains(t, terminal.String(), "\n0 tests, 0 subtests: all as expected\ntime: engine 0s, chrome 0s\n")
	assert.NotContains(t, terminal.String(), "subtests: \n")
	require.NoError(t, r.Markdown(&markdown))
	assert.NotContains(t, markdown.String(), "Subtests: \n")
}

// The report is written test by test, which nobody sees.
func TestJSONIsTheDocument(t *testing.T) {
	for name, r := range map[string]*Run{"sample": sample(t), "traced": traced(), "no tests": {}} {
		var want, got bytes.Buffer
		e := json.NewEncoder(&want)
		e.SetEscapeHTML(false)
		e.SetIndent("", " ")
		require.NoError(t, e.Encode(r.Document()))
		require.NoError(t, r.JSON(&got))
		if name == "traced" { // traces are not indented
			var compact [2]bytes.Buffer
			require.NoError(t, json.Compact(&compact[0], want.Bytes()))
			require.NoError(t, json.Compact(&compact[1], got.Bytes()))
			want, got = compact[0], compact[1]
		}
		assert.Equal(t, want.String(), got.String(), name)
	}
}

func TestTracedHasNoTimes(t *testing.T) {
	r := sample(t)
	r.Traced = true
	var first, second bytes.Buffer
	require.NoError(t, r.JSON(&first))
	r.Begin, r.End, r.Engine.Wall = time.Now(), time.Now(), time.Hour
	r.Tests[0].Engine.Duration = time.Hour
	require.NoError(t, r.JSON(&second))
	assert.Equal(t, first.String(), second.String())
}

func TestParseOutput(t *testing.T) {
	o, err := ParseOutput("json=a=b.json")
	require.NoError(t, err)
	assert.Equal(t, Output{"json", "a=b.json"}, o)
	_, err = ParseOutput("pdf=x")
	assert.EqualError(t, err, `unknown kind of report "pdf"; there are wptreport, json, junit, md, html, github`)
	_, err = ParseOutput("json=")
	assert.EqualError(t, err, `report "json=" names no file; want json=FILE`)
}

func TestOutputs(t *testing.T) {
	dir := t.TempDir()
	r := sample(t)
	require.NoError(t, Output{"wptreport", filepath.Join(dir, "w-%b.json")}.Write(r, nil))
	require.NoError(t, Output{"html", filepath.Join(dir, "r.html")}.Write(r, nil))
	var names []string
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	assert.Equal(t, []string{"r.html", "w-chrome.json", "w-engine.json"}, names, "and nothing temporary")

	var out strings.Builder
	require.NoError(t, Output{"json", "-"}.Write(r, &out))
	var d Document
	require.NoError(t, json.Unmarshal([]byte(out.String()), &d))
	assert.Equal(t, Format, d.Format)
}

func TestWriteFileKeepsOld(t *testing.T) {
	name := filepath.Join(t.TempDir(), "r.json")
	require.NoError(t, os.WriteFile(name, []byte("old"), 0o644))
	err := WriteFile(name, nil, func(w io.Writer) error {
		io.WriteString(w, "half")
		return io.ErrUnexpectedEOF
	})
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	assert.Equal(t, "old", string(text))
	entries, err := os.ReadDir(filepath.Dir(name))
	require.NoError(t, err)
	assert.Len(t, entries, 1)
}

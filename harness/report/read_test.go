package report

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/harness/compare"
)

func TestReadOwnReport(t *testing.T) {
	var b bytes.Buffer
	r := sample(t)
	require.NoError(t, r.JSON(&b))
	got, err := Decode("r.json", &b)
	require.NoError(t, err)
	assert.Equal(t, JSONKind, got.Kind)
	assert.Equal(t, "builtin", got.Suite)
	assert.Equal(t, "r1", got.Revision)
	assert.Equal(t, r.End, got.Date)
	require.Len(t, got.Sides, 2)
	assert.Equal(t, []string{"engine", "chrome"}, []string{got.Sides[0].Name, got.Sides[1].Name})
	require.Len(t, got.Tests, 3)
	assert.Equal(t, []time.Duration{time.Millisecond, 20 * time.Millisecond}, []time.Duration{got.Tests[0].Sides[0].Duration, got.Tests[0].Sides[1].Duration})
	test := got.Tests[1]
	assert.Equal(t, "/fetch/b.html", test.URL)
	assert.Equal(t, "fetch/b.html", test.Path)
	assert.Equal(t, []SubtestOutcome{{Name: "known", Status: "FAIL", Message: "assert_true: a"},
		{Name: "new", Status: "FAIL", Message: "assert_equals: <b> \x1b[31m\nexpected 1 but got 2"}}, test.Sides[0].Subtests)
	assert.Equal(t, 4, got.Subtests(1), "one, known, new and theirs")
	assert.Len(t, test.Findings, 3)
	assert.NotEmpty(t, test.Divergences)
	assert.Zero(t, got.Repeated)
}

func TestReadOwnWPTReport(t *testing.T) {
	var b bytes.Buffer
	r := sample(t)
	require.NoError(t, r.WPTReport(&b, r.Engine))
	got, err := Decode("w.json", &b)
	require.NoError(t, err)
	assert.Equal(t, WPTReportKind, got.Kind)
	assert.Equal(t, "engine", got.Sides[0].Name)
	assert.Equal(t, "r1", got.Revision)
	require.Len(t, got.Tests, 3)
	assert.False(t, got.Tests[1].Sides[0].Subtests[0].Unexpected, "listed")
	assert.True(t, got.Tests[1].Sides[0].Subtests[1].Unexpected)
}

func TestReadBaseline(t *testing.T) {
	got, err := Read("../../wpt/baselines/builtin.json")
	require.NoError(t, err)
	assert.Equal(t, BaselineKind, got.Kind)
	require.Len(t, got.Sides, 1)
	assert.Equal(t, "chrome", got.Sides[0].Name)
	assert.True(t, strings.HasPrefix(got.Sides[0].Product, "Chrome/"))
	require.NotEmpty(t, got.Tests)
	assert.NotEmpty(t, got.Tests[0].Source)
	assert.False(t, got.Date.IsZero())
}

// foreign is what other browsers' reports have that ours have not.
const foreign = "\xef\xbb\xbf" + `{"run_info": {"product": "firefox", "browser_version": "150.0", "os": "linux", "os_version": "22.04", "revision": "abc", "bits": 64, "debug": false},
 "time_start": 1700000000000, "time_end": 1700000060000.5, "subsuites": {"s": {"x": true}}, "lsan_leaks": [{"frames": ["a"]}],
 "results": [
 {"test": "/b.html", "subsuite": "", "status": "OK", "message": null, "duration": 12.5, "subtests": [
   {"name": "", "status": "FAIL", "message": "m", "expected": "PASS", "known_intermittent": ["PASS"]},
   {"name": "twice", "status": "PASS", "message": null, "expected": "FAIL", "known_intermittent": ["PASS"]}, {"name": "twice", "status": "ASSERT", "message": null}]},
 {"test": "/b.html", "subsuite": "s", "status": "OK", "message": null, "subtests": []},
 {"test": "/a-ref.html", "status": "PASS", "message": null, "subtests": [], "screenshots": {"/a": "sha1:0"}, "known_intermittent": ["FAIL"]}]}`

func TestReadForeignWPTReport(t *testing.T) {
	got, err := Decode("f.json", strings.NewReader(foreign))
	require.NoError(t, err)
	assert.Equal(t, "firefox", got.Sides[0].Name)
	assert.Equal(t, "150.0", got.Sides[0].Product)
	assert.Equal(t, time.UnixMilli(1700000060000).UTC(), got.Date)
	require.Len(t, got.Tests, 3)
	assert.Equal(t, 12500*time.Microsecond, got.Tests[1].Sides[0].Duration)
	assert.Equal(t, "/a-ref.html", got.Tests[0].URL)
	assert.Equal(t, map[string]int{"PASS": 1, "FAIL": 1}, got.Tests[0].Sides[0].Seen)
	assert.Equal(t, map[string]int{"PASS": 1, "FAIL": 1}, got.Tests[1].Sides[0].Subtests[0].Seen)
	assert.True(t, got.Tests[1].Sides[0].Subtests[0].Unexpected)
	assert.False(t, got.Tests[1].Sides[0].Subtests[1].Unexpected, "known to occur now and then")
	assert.Equal(t, "s:/b.html", got.Tests[2].URL)
	assert.Equal(t, 1, got.Repeated)
}

func TestReadRuns(t *testing.T) {
	got, err := Decode("r.json", strings.NewReader(`{"format": "exeunt-report/1", "tests": [
	 {"url": "/a", "engine": {"status": "OK", "counts": {"OK": 3, "CRASH": 1}, "subtests": [{"name": "x", "status": "PASS", "counts": {"PASS": 3, "MISSING": 1}}]}},
	 {"url": "/b", "engine": {"status": "TIMEOUT", "subtests": [{"name": "x", "status": "FAIL"}], "retries": [{"status": "OK", "subtests": [{"name": "x", "status": "PASS"}]}]}}]}`))
	require.NoError(t, err)
	assert.Equal(t, map[string]int{"OK": 3, "CRASH": 1}, got.Tests[0].Sides[0].Seen)
	assert.Equal(t, map[string]int{"PASS": 3, "MISSING": 1}, got.Tests[0].Sides[0].Subtests[0].Seen)
	assert.Equal(t, map[string]int{"TIMEOUT": 1, "OK": 1}, got.Tests[1].Sides[0].Seen)
	assert.Equal(t, map[string]int{"FAIL": 1, "PASS": 1}, got.Tests[1].Sides[0].Subtests[0].Seen)
	require.Len(t, got.Sides, 1, "a side that the head does not name, and none that nothing names")
}

// badReports are files that are refused, and what is said of them.
var badReports = []struct{ name, text, want string }{
	{"empty", "", "f.json is empty"},
	{"blank", " \n", "f.json is cut off at byte 2"},
	{"text", "hello", `f.json: after byte 0: invalid character 'h' looking for beginning of value`},
	{"number", "12", "f.json: byte 2: the report is neither an object nor an array"},
	{"array", "[]", "f.json is no report: it is an array, want an object"},
	{"no fields", "{}", "f.json is neither a json report, a baseline nor a wptreport: it has no fields"},
	{"foreign", `{"name": "x", "dependencies": {}}`, `f.json is neither a json report, a baseline nor a wptreport: its fields are "dependencies", "name"`},
	{"foreign tests", `{"tests": []}`, `f.json is neither a json report, a baseline nor a wptreport: its fields are "tests"`},
	{"foreign format", `{"format": "other/1", "tests": []}`, `f.json is neither a json report, a baseline nor a wptreport: its format is "other/1"`},
	{"future", `{"format": "exeunt-report/2", "tests": []}`, `f.json: version "2" of exeunt-report is unknown to this program, which reads exeunt-report/1 and exeunt-baseline/1`},
	{"format is a number", `{"format": 1, "tests": []}`, "f.json: format is no string"},
	{"only a head", `{"format": "exeunt-report/1"}`, `f.json: no tests, though the format is "exeunt-report/1"`},
	{"both", `{"tests": [], "results": []}`, "f.json has both tests and results: it is neither a json report nor a wptreport"},
	{"mislabelled", `{"format": "exeunt-report/1", "results": []}`, `f.json is neither a json report, a baseline nor a wptreport: its format is "exeunt-report/1"`},
	{"cut in head", `{"format": "exeu`, "f.json is cut off at byte 16, in format"},
	{"cut in tests", `{"format": "exeunt-report/1", "tests": [{"url": "/a", "engine": {"status": "OK", "subtests": []}}, {"url"`, "f.json is cut off at byte 105, in tests[1]"},
	{"cut between", `{"results": [`, "f.json is cut off at byte 13, in results"},
	{"broken", `{"results": [{"test" "/a"}]}`, `f.json: after byte 13, in results[0]: invalid character '"' after object key`},
	{"followed", `{"results": []} {}`, "f.json: byte 17: something follows the report's end"},
	{"twice", `{"results": [], "results": []}`, `f.json: byte 25: the field "results" stands there twice`},
	{"results is an object", `{"results": {}}`, "f.json: byte 13: results is an object, want an array"},
	{"results is a string", `{"results": "x"}`, "f.json: byte 15: results is neither an object nor an array"},
	{"a test is a number", `{"results": [1]}`, "f.json: near byte 14: results[0] is a number, want an object"},
	{"a status is a number", `{"results": [{"test": "/a", "status": 3}]}`, "f.json: near byte 40: results[0].status is a number, want a string"},
	{"a subtest's name is a number", `{"results": [{"test": "/a", "status": "OK", "subtests": [{"name": 7}]}]}`, "f.json: near byte 70: results[0].subtests.name is a number, want a string"},
	{"no test", `{"results": [{"status": "OK"}]}`, "f.json: byte 29: results[0] names no test"},
	{"no path", `{"results": [{"test": "a.html", "status": "OK"}]}`, `f.json: byte 47: results[0] is the test "a.html": want a path that begins with a slash`},
	{"no status", `{"results": [{"test": "/a"}]}`, "f.json: byte 27: results[0] has no status"},
	{"a status is none", `{"results": [{"test": "/a", "status": "<b>"}]}`, `f.json: byte 44: results[0] has the status "<b>", which is none`},
	{"subtest without name", `{"results": [{"test": "/a", "status": "OK", "subtests": [{"status": "PASS"}]}]}`, "f.json: byte 77: results[0].subtests[0] has no name"},
	{"subtest without status", `{"results": [{"test": "/a", "status": "OK", "subtests": [{"name": "x"}]}]}`, "f.json: byte 72: results[0].subtests[0] has no status"},
	{"the same test", `{"results": [{"test": "/a", "status": "OK"}, {"test": "/a", "status": "OK"}]}`, `f.json: byte 75: results[1] is the test "/a", which was results[0] already`},
	{"the same test in a baseline", `{"format": "exeunt-baseline/1", "tests": {"/a": {"observation": {"status": "OK"}}, "/a": {"observation": {"status": "OK"}}}}`, `f.json: byte 122: tests["/a"] is the test "/a", which was tests["/a"] already`},
	{"no observation", `{"format": "exeunt-baseline/1", "tests": {"/a": {}}}`, `f.json: byte 50: tests["/a"] has no observation`},
	{"engine is a list", `{"format": "exeunt-report/1", "engine": [], "tests": []}`, "f.json: engine is an array, want an object"},
	{"deep", `{"results": [` + strings.Repeat("[", 20000), "f.json: after byte 13, in results[0]: invalid character '[' exceeded max depth"},
	{"deep and unread", `{"x": ` + strings.Repeat(`{"a":`, 20000), "f.json: after byte 5, in x: invalid character '{' exceeded max depth"},
	{"no gzip", "\x1f\x8bxx", "f.json: compressed with gzip, but unexpected EOF"},
}

func TestReadBad(t *testing.T) {
	for _, tt := range badReports {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Decode("f.json", strings.NewReader(tt.text))
			require.Error(t, err)
			assert.Equal(t, tt.want, err.Error())
			_, err = decodeDocument("f.json", strings.NewReader(tt.text), usual)
			require.Error(t, err)
		})
	}
}

func TestReadTooLarge(t *testing.T) {
	text := `{"results": [{"test": "/a", "status": "OK", "message": "` + strings.Repeat("x", 3<<20) + `"}, {"test": "/b", "status": "OK"}]}`
	_, err := decode("f.json", strings.NewReader(text), limits{1 << 20, 1 << 30, 10})
	require.EqualError(t, err, "f.json: results[0] is larger than 1 MiB")
	_, err = decode("f.json", strings.NewReader(text), limits{1 << 30, 2 << 20, 10})
	require.EqualError(t, err, "f.json is larger than 2 MiB")
	_, err = decode("f.json", strings.NewReader(text), limits{1 << 30, 1 << 30, 1})
	require.ErrorContains(t, err, "more than 1 tests")
	r, err := decode("f.json", strings.NewReader(text), usual)
	require.NoError(t, err)
	assert.Len(t, r.Tests, 2)
}

func TestReadFiles(t *testing.T) {
	dir := t.TempDir()
	_, err := Read(filepath.Join(dir, "none.json"))
	require.ErrorIs(t, err, os.ErrNotExist)
	_, err = Read(dir)
	require.ErrorContains(t, err, "is a folder, not a report")
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err = z.Write([]byte(foreign))
	require.NoError(t, err)
	require.NoError(t, z.Close())
	name := filepath.Join(dir, "r.json.gz")
	require.NoError(t, os.WriteFile(name, b.Bytes(), 0o600))
	r, err := Read(name)
	require.NoError(t, err)
	assert.Len(t, r.Tests, 3)
	require.NoError(t, os.WriteFile(name, b.Bytes()[:b.Len()-20], 0o600))
	_, err = Read(name)
	require.ErrorContains(t, err, "is cut off at byte")
}

func TestReadDocument(t *testing.T) {
	r := sample(t)
	var b bytes.Buffer
	require.NoError(t, r.JSON(&b))
	d, err := decodeDocument("r.json", bytes.NewReader(b.Bytes()), usual)
	require.NoError(t, err)
	var again bytes.Buffer
	e := json.NewEncoder(&again)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	require.NoError(t, e.Encode(d))
	assert.Equal(t, b.String(), again.String())

	_, err = decodeDocument("w.json", strings.NewReader(foreign), usual)
	require.EqualError(t, err, "w.json is a wptreport, want a json report")
}

func FuzzRead(f *testing.F) {
	for _, tt := range badReports {
		if len(tt.text) < 1000 {
			f.Add([]byte(tt.text))
		}
	}
	f.Add([]byte(foreign))
	f.Add([]byte(`{"format": "exeunt-baseline/1", "browser": "C", "date": "2026-01-01T00:00:00Z", "tests": {"/a": {"source": "x", "observation": {"status": "OK", "subtests": [{"name": "n", "status": "PASS"}]}}}}`))
	f.Add([]byte(`{"format": "exeunt-report/1", "tests": [{"url": "/a", "engine": {"status": "OK", "subtests": [{"name": "n", "status": "FAIL", "counts": {"PASS": 1}}], "retries": [{"status": "OK"}]}, "findings": [{"subtest": "n", "class": "x"}]}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		small := limits{1 << 20, 1 << 20, 1000}
		r, err := decode("f.json", bytes.NewReader(text), small)
		decodeDocument("f.json", bytes.NewReader(text), small)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "f.json") {
				t.Fatalf("an error that names no file: %v", err)
			}
			return
		}
		if !sort.SliceIsSorted(r.Tests, func(i, j int) bool { return r.Tests[i].URL < r.Tests[j].URL }) {
			t.Fatal("tests out of order")
		}
		for i, test := range r.Tests {
			if i > 0 && r.Tests[i-1].URL == test.URL {
				t.Fatalf("test %q twice", test.URL)
			}
			if len(test.Sides) != len(r.Sides) {
				t.Fatalf("%d sides, want %d", len(test.Sides), len(r.Sides))
			}
			for _, o := range test.Sides {
				if o != nil && o.Status == "" {
					t.Fatal("no status")
				}
			}
		}
	})
}

// largeReport has n subtests in tests of 20, with the layers of a usual test.
func largeReport(n int) []byte {
	r := &Run{Suite: "builtin", Revision: "r1", Engine: &Side{Name: "engine"}, Chrome: &Side{Name: "chrome"}}
	for i := range n / 20 {
		var o compare.Observation
		o.Status = "OK"
		for k := range 20 {
			s := compare.Subtest{Name: fmt.Sprintf("subtest %d of test %d does what it should do", k, i), Status: "PASS"}
			if (i+k)%7 == 0 {
				s.Status, s.Message = "FAIL", fmt.Sprintf("assert_equals: number %d expected 1 but got 2", k)
				s.Stack = strings.Repeat("    at Test.<anonymous> (http://web-platform.test:8000/some/folder/file.html:12:34)\n", 4)
			}
			o.Subtests = append(o.Subtests, s)
		}
		for k := range 6 {
			o.Wire = append(o.Wire, compare.Request{Method: "GET", URL: fmt.Sprintf("http://web-platform.test:8000/some/folder/resources/file-%d.js", k), Status: 200, Headers: []string{"referer: http://web-platform.test:8000/some/folder/"}})
			o.Lifecycle = append(o.Lifecycle, compare.Event{Document: "http://web-platform.test:8000/some/folder/test.html", Name: "pageshow", Visibility: "visible", ReadyState: "complete"})
		}
		other := o
		r.Add(fmt.Sprintf("/some/folder/test-%05d.window.html", i), fmt.Sprintf("some/folder/test-%05d.window.js", i), &o, &other)
	}
	var b bytes.Buffer
	if err := r.JSON(&b); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func BenchmarkRead(b *testing.B) {
	text := largeReport(25_000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := Decode("r.json", bytes.NewReader(text)); err != nil {
			b.Fatal(err)
		}
	}
}

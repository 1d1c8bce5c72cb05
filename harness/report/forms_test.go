package report

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/harness/compare"
)

// hostileRun has all that may come from a page: markup, control characters,
// equal names, none, and a message of 1 MB.
func hostileRun() *Run {
	r := &Run{Suite: "builtin", Revision: "r", Engine: &Side{Name: "engine", Product: "Exeunt/0"}, OS: "darwin", Arch: "arm64",
		Begin: time.Unix(1e9, 0), End: time.Unix(1e9+1, 0)}
	bad := func(name, message string) compare.Subtest {
		return compare.Subtest{Name: name, Status: compare.Fail, Message: message}
	}
	r.Add("/t/a.html?<b>&\"", "t/a.html", &compare.Observation{Status: compare.OK, Subtests: []compare.Subtest{
		bad("<script>alert(1)</script>", "]]> </failure> <!-- \x00\x01\x1b[31m\u202e\ufffe -->"),
		bad("twice", "first"), {Name: "twice", Status: compare.Pass}, bad("twice", "third"),
		bad("", "no name"), bad("| @all `x` ::error::y\n::error::z", "%0A\r\n::error::w"),
		bad("invalid \xff UTF-8", "\xc3"),
		bad("large", strings.Repeat("é<\x07", 1<<18)),
	}}, nil)
	r.Add("/t/b.html", "t/b.html", &compare.Observation{Status: compare.Crash, Message: "gone", Subtests: []compare.Subtest{}}, nil)
	return r
}

// An element is XML, read.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []element  `xml:",any"`
}

// junitRules say which attributes and children the schemas of Jenkins and
// Surefire have in common, and which attributes must be there.
var junitRules = map[string]struct{ required, optional, children []string }{
	"testsuites": {nil, []string{"name", "time", "tests", "failures", "errors"}, []string{"testsuite"}},
	"testsuite":  {[]string{"name", "tests", "failures", "errors"}, []string{"skipped", "time", "timestamp"}, []string{"testcase"}},
	"testcase":   {[]string{"name"}, []string{"classname", "time"}, []string{"skipped", "failure", "system-out"}},
	"failure":    {nil, []string{"type", "message"}, nil},
	"skipped":    {nil, []string{"type", "message"}, nil},
	"system-out": {nil, nil, nil},
}

var junitTime = regexp.MustCompile(`^[0-9]+\.[0-9]{3}$`)

func checkJUnit(t *testing.T, e element) {
	t.Helper()
	rule, ok := junitRules[e.XMLName.Local]
	require.True(t, ok, "element %s", e.XMLName.Local)
	values := map[string]string{}
	for _, a := range e.Attrs {
		assert.Contains(t, append(slices.Clone(rule.required), rule.optional...), a.Name.Local, "attribute of %s", e.XMLName.Local)
		values[a.Name.Local] = a.Value
	}
	for _, name := range rule.required {
		assert.Contains(t, values, name, e.XMLName.Local)
	}
	if took, ok := values["time"]; ok {
		assert.Regexp(t, junitTime, took)
	}
	counts := map[string]int{}
	for _, c := range e.Children {
		assert.Contains(t, rule.children, c.XMLName.Local, "child of %s", e.XMLName.Local)
		checkJUnit(t, c)
		counts[c.XMLName.Local]++
		for _, remark := range c.Children {
			counts[remark.XMLName.Local]++
		}
	}
	if e.XMLName.Local == "testsuite" {
		assert.Equal(t, values["tests"], strconv.Itoa(counts["testcase"]))
		assert.Equal(t, values["failures"], strconv.Itoa(counts["failure"]))
		assert.Equal(t, values["skipped"], strconv.Itoa(counts["skipped"]))
		names := map[string]bool{}
		for _, c := range e.Children {
			name := c.Attrs[0].Value
			assert.False(t, names[name], "two testcases %q", name)
			names[name] = true
		}
	}
}

func TestJUnit(t *testing.T) {
	traced := sample(t)
	traced.Traced = true
	for name, r := range map[string]*Run{"sample": sample(t), "hostile": hostileRun(), "empty": {}, "traced": traced} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			require.NoError(t, r.JUnit(&b))
			assert.True(t, utf8.Valid(b.Bytes()))
			assert.Less(t, b.Len(), 200<<10)
			for _, c := range b.String() {
				legal := c == '\n' || c == '\t' || c == '\r' || c >= 0x20 && c != 0xfffe && c != 0xffff
				require.True(t, legal, "character %U is none of XML's", c)
			}
			var root element
			require.NoError(t, xml.Unmarshal(b.Bytes(), &root))
			assert.Equal(t, "testsuites", root.XMLName.Local)
			checkJUnit(t, root)
			failures := 0
			for _, s := range root.Children {
				for _, c := range s.Children {
					for _, remark := range c.Children {
						if remark.XMLName.Local == "failure" {
							failures++
						}
					}
				}
			}
			assert.Equal(t, r.Unexpected(), failures)
			if r.Traced {
				assert.NotContains(t, b.String(), "time")
			}
		})
	}
}

func TestJUnitNames(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, hostileRun().JUnit(&b))
	text := b.String()
	for _, want := range []string{`name="twice"`, `name="twice (no. 2 of this name)"`, `name="twice (no. 3 of this name)"`, `name="(a subtest without a name)"`, `classname="t.a_html"`, "bytes left out"} {
		assert.Contains(t, text, want)
	}
	assert.Equal(t, 1, strings.Count(text, "first&#xA;"), "each of equal names has its own result")
	assert.Equal(t, 1, strings.Count(text, "third&#xA;"))
	assert.NotContains(t, text, "<script>")
}

func TestHostileForms(t *testing.T) {
	r := hostileRun()
	forms := map[string]func(io.Writer) error{"md": r.Markdown, "github": r.Annotations, "terminal": func(w io.Writer) error { return r.Terminal(w, false) }}
	for name, write := range forms {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			require.NoError(t, write(&b))
			assert.Less(t, b.Len(), 100<<10)
			assert.NotRegexp(t, "[\x00-\x09\x0b-\x1f\x7f\u202e]", b.String())
			for line := range strings.Lines(b.String()) {
				assert.False(t, name != "github" && strings.HasPrefix(line, "::"), "a page gives the CI no commands: %s", line)
				if name == "github" {
					assert.Regexp(t, `^::error (file=[^,:]*,)?title=[^,:]*::.*\n$`, line)
				}
			}
		})
	}
	var b bytes.Buffer
	require.NoError(t, r.Markdown(&b))
	outside := regexp.MustCompile("(`+)[^`].*?[^`]?(`+)").ReplaceAllString(b.String(), "CODE")
	assert.NotContains(t, outside, "<script>")
	assert.NotContains(t, outside, "@all")
}

// many has n tests with failing subtests, the last with one more than the others.
func many(n, per int) *Run {
	r := &Run{Suite: "builtin", Engine: &Side{Name: "engine"}}
	for i := range n {
		o := &compare.Observation{Status: compare.OK}
		if i == n-1 {
			per++
		}
		for k := range per {
			o.Subtests = append(o.Subtests, compare.Subtest{Name: fmt.Sprintf("subtest %d of test %d", k, i), Status: compare.Fail, Message: strings.Repeat("long ", 60)})
		}
		r.Add(fmt.Sprintf("/t%d/%05d.html", i%500, i), fmt.Sprintf("t%d/%05d.html", i%500, i), o, nil)
	}
	return r
}

func TestMarkdownLimit(t *testing.T) {
	t.Parallel()
	r := many(1250, 20)
	var b bytes.Buffer
	require.NoError(t, r.Markdown(&b))
	text := b.String()
	assert.Less(t, len(text), MarkdownLimit)
	assert.Greater(t, len(text), MarkdownLimit/2)
	assert.Contains(t, text, "### Likely causes (1)\n\n- 25001 unexpected results in 1250 tests: ")
	assert.Contains(t, text, "### Unexpected (25001)\n\n- `/t249/01249.html`: 21\n", "the test with most of them is first")
	listed, tests := strings.Count(text, "\n  - `subtest "), strings.Count(text, "\n- `/t")
	assert.Contains(t, text, fmt.Sprintf("\n%d more left out, %d tests among them not named at all.\n", 25001-listed, 1250-tests))
	assert.Contains(t, text, "<summary>Directories (500)</summary>", "what follows a long list is not lost")
	assert.Equal(t, strings.Count(text, "<details>"), strings.Count(text, "</details>"))

	b.Reset()
	require.NoError(t, r.Annotations(&b))
	assert.Equal(t, 10, strings.Count(b.String(), "::error "))
	assert.Contains(t, b.String(), "::and 1241 more,")
	b.Reset()
	require.NoError(t, many(10, 1).Annotations(&b))
	assert.Equal(t, 10, strings.Count(b.String(), "::error file="))
}

func TestCode(t *testing.T) {
	for in, want := range map[string]string{
		"plain":   "`plain`",
		"a`b":     "``a`b``",
		"`":       "`` ` ``",
		"```":     "```` ``` ````",
		"":        "(empty)",
		" ":       "(empty)",
		"a\nb":    "`a⏎b`",
		"\x1b[0m": "`�[0m`",
	} {
		assert.Equal(t, want, Code(in), "%q", in)
	}
	assert.Equal(t, "`a\\|b`", Cell("a|b"))
	assert.Equal(t, `&lt;b&gt; \*x\* @`+"\u200b"+`all \\`, Plain(`<b> *x* @all \`))
}

func TestTexts(t *testing.T) {
	assert.Equal(t, "short", OneLine("short"))
	long := OneLine(strings.Repeat("é", 10_000))
	assert.Equal(t, 160+140+3, utf8.RuneCountInString(long))
	assert.True(t, utf8.ValidString(long))
	assert.Equal(t, strings.Repeat("é", 299), OneLine(strings.Repeat("é", 299)))
	cut := Shorten(strings.Repeat("é", 1000), 101)
	assert.True(t, utf8.ValidString(cut))
	assert.Contains(t, cut, " bytes left out …")
	assert.Equal(t, "abc", Shorten("abc", 3))
}

// TestWPTReportSuitsUpstream checks, field by field, what upstream's consumers
// ask of a report: wptrunner's update of metadata, and the results processor of
// wpt.fyi, which refuses reports that lack something or name a test twice.
func TestWPTReportSuitsUpstream(t *testing.T) {
	for name, r := range map[string]*Run{"sample": sample(t), "hostile": hostileRun()} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			require.NoError(t, r.WPTReport(&b, r.Engine))
			var top map[string]any
			require.NoError(t, json.Unmarshal(b.Bytes(), &top))
			assert.NotContains(t, top, "action", "else wptrunner takes it for a raw log")
			info, ok := top["run_info"].(map[string]any)
			require.True(t, ok)
			for _, key := range []string{"product", "browser_version", "os", "revision"} {
				text, ok := info[key].(string)
				assert.True(t, ok && text != "", "run_info.%s", key)
			}
			assert.Equal(t, "0", info["browser_version"], "the version alone")
			assert.Contains(t, []string{"linux", "mac", "win"}, info["os"])
			assert.Contains(t, []string{"x86_64", "aarch64", "x86"}, info["processor"])
			assert.IsType(t, true, info["debug"])
			begin, ok := top["time_start"].(float64)
			require.True(t, ok)
			end, ok := top["time_end"].(float64)
			require.True(t, ok)
			assert.Greater(t, begin, 1e11, "ms since the epoch")
			assert.GreaterOrEqual(t, end, begin)
			assert.IsType(t, map[string]any{}, top["subsuites"])
			results, ok := top["results"].([]any)
			require.True(t, ok)
			require.NotEmpty(t, results)
			seen := map[string]bool{}
			for _, item := range results {
				result := item.(map[string]any)
				test, ok := result["test"].(string)
				require.True(t, ok)
				assert.True(t, strings.HasPrefix(test, "/"), test)
				assert.False(t, seen[test], "%s twice", test)
				seen[test] = true
				assert.Equal(t, "", result["subsuite"])
				assert.Contains(t, []string{"OK", "ERROR", "TIMEOUT", "CRASH", "PRECONDITION_FAILED", "SKIP", "PASS", "FAIL"}, result["status"])
				assert.IsType(t, 0.0, result["duration"])
				checkMessage(t, result)
				checkExpected(t, result)
				subtests, ok := result["subtests"].([]any)
				require.True(t, ok, "a list, even an empty one")
				for _, item := range subtests {
					subtest := item.(map[string]any)
					assert.IsType(t, "", subtest["name"])
					assert.Contains(t, []string{"PASS", "FAIL", "TIMEOUT", "NOTRUN", "PRECONDITION_FAILED"}, subtest["status"])
					checkMessage(t, subtest)
					checkExpected(t, subtest)
				}
			}
			_, err := Decode("w.json", bytes.NewReader(b.Bytes()))
			require.NoError(t, err)
		})
	}
}

// checkMessage: a string or null, and there in either case.
func checkMessage(t *testing.T, fields map[string]any) {
	t.Helper()
	message, there := fields["message"]
	assert.True(t, there, "message")
	if message != nil {
		assert.IsType(t, "", message)
	}
}

// checkExpected: left out where the status was expected, else another status.
func checkExpected(t *testing.T, fields map[string]any) {
	t.Helper()
	if expected, there := fields["expected"]; there {
		assert.IsType(t, "", expected)
		assert.NotEqual(t, fields["status"], expected)
	}
}

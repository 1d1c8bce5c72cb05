package wpt

import (
	"io/fs"
	"os"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const loadsHarness = `<!doctype html><script src="/resources/testharness.js"></script>`

// suite makes a file system of files and their contents.
func suite(files map[string]string) fs.FS {
	m := fstest.MapFS{}
	for name, content := range files {
		m[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return m
}

func urls(tests []Test) []string {
	var list []string
	for _, test := range tests {
		list = append(list, test.URL)
	}
	return list
}

// utf16LE writes ASCII and Latin-1 as UTF-16 with a byte order mark.
func utf16LE(text string) string {
	out := []byte{0xFF, 0xFE}
	for _, r := range text {
		out = append(out, byte(r), byte(r>>8))
	}
	return string(out)
}

func TestDiscoverFiles(t *testing.T) {
	cases := []struct {
		name, file, content string
		want                []Test
	}{
		{"window", "a/x.https.window.js", "// META: timeout=long\n// META: title=T\n", []Test{{URL: "/a/x.https.window.html", Title: "T", Scheme: "https", Long: true}}},
		{"worker", "a/x.worker.js", "", []Test{{URL: "/a/x.worker.html", Scheme: "http"}}},
		{"any, by default", "a/x.any.js", "", []Test{{URL: "/a/x.any.html", Scheme: "http"}, {URL: "/a/x.any.worker.html", Scheme: "http"}}},
		{"any in a service worker needs https", "a/x.any.js", "// META: global=serviceworker\n", []Test{{URL: "/a/x.any.serviceworker.html", Scheme: "https"}}},
		{"a realm that https is part of", "a/x.https.any.js", "// META: global=shadowrealm-in-audioworklet\n", []Test{{URL: "/a/x.https.any.shadowrealm-in-audioworklet.html", Scheme: "https"}}},
		{"a shell's test runs in no browser", "a/x.any.js", "// META: global=jsshell\n", nil},
		{"variants", "a/x.window.js", "// META: variant=?a\n// META: variant=\n// META: variant=#b\n", []Test{
			{URL: "/a/x.window.html", Scheme: "http"}, {URL: "/a/x.window.html#b", Scheme: "http"}, {URL: "/a/x.window.html?a", Scheme: "http"}}},
		{"h2 on www", "a/x.h2.www.window.js", "", []Test{{URL: "/a/x.h2.www.window.html", Scheme: "h2", Subdomain: "www"}}},
		{"testdriver in a script", "a/x.window.js", "// META: script=/resources/testdriver.js?feature=bidi\n", []Test{{URL: "/a/x.window.html", Scheme: "http", Testdriver: true, Features: "bidi"}}},
		{"page", "a/x.html", loadsHarness + "<title>T &amp; U</title><meta name=timeout content=LONG><meta name=variant content='?a&amp;b'>", []Test{{URL: "/a/x.html?a&b", Title: "T & U", Scheme: "http", Long: true}}},
		{"an ampersand that starts no reference", "a/x.html", loadsHarness + "<meta name=variant content='?a=1&para=2&#38;lt=&lt'>", []Test{{URL: "/a/x.html?a=1&para=2&lt=<", Scheme: "http"}}},
		{"UTF-16", "a/x.html", utf16LE(loadsHarness + "<title>é</title>"), []Test{{URL: "/a/x.html", Title: "é", Scheme: "http"}}},
		{"XML has no raw text", "a/x.svg", `<s:svg><s:title>T</s:title><h:iframe src=""></h:iframe><script src="/resources/testharness.js"/></s:svg>`, []Test{{URL: "/a/x.svg", Title: "T", Scheme: "http"}}},
		{"a page that is also a reftest", "a/x.html", loadsHarness + "<link rel=match href=y.html>", []Test{{URL: "/a/x.html", Scheme: "http"}}},
		{"reftest", "a/x.html", "<link rel=match href=y.html>", nil},
		{"of a CSS test's flags", "a/x.html", loadsHarness + "<meta name=flags content='dom interact'>", nil},
		{"svg with a prefix", "a/x.svg", `<svg xmlns:h="http://www.w3.org/1999/xhtml"><h:script src="/resources/testharness.js"/><h:script src="/resources/testdriver.js"/></svg>`, []Test{{URL: "/a/x.svg", Scheme: "http", Testdriver: true}}},
		{"page without harness", "a/x.html", "<!doctype html><script src=x.js></script>", nil},
		{"harness in a comment", "a/x.html", "<!-- " + loadsHarness + " -->", nil},
		{"harness in a script's text", "a/x.html", "<script>'" + `<script src="/resources/testharness.js">` + "'</script>", nil},
		{"manual", "a/x-manual.html", loadsHarness, nil},
		{"crash", "a/x-crash.html", loadsHarness, nil},
		{"in resources", "a/resources/x.window.js", "", nil},
		{"in common", "common/x.window.js", "", nil},
		{"at the top", "x.window.js", "", nil},
		{"common below the top", "a/common/x.window.js", "", []Test{{URL: "/a/common/x.window.html", Scheme: "http"}}},
		{"helper script", "a/x.js", "", nil},
		{"headers", "a/x.window.js.headers", "", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for i := range c.want {
				c.want[i].Path = c.file
			}
			got, err := Discover(suite(map[string]string{c.file: c.content, "other/y.window.js": ""}), []string{"**/x*", "other"})
			if len(c.want) == 0 {
				var unknown *UnknownTestError
				require.ErrorAs(t, err, &unknown)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, c.want, got[:len(got)-1])
		})
	}
}

func TestDiscoverPatterns(t *testing.T) {
	fsys := suite(map[string]string{
		"a/one.window.js":      "// META: variant=?x\n// META: variant=?y\n",
		"a/b/two.any.js":       "",
		"a/b/three.html":       loadsHarness,
		"a/b/c/four.html":      loadsHarness,
		"a/b/resources/p.html": loadsHarness,
	})
	one := []string{"/a/one.window.html?x", "/a/one.window.html?y"}
	two := []string{"/a/b/two.any.html", "/a/b/two.any.worker.html"}
	cases := []struct {
		name     string
		patterns []string
		want     []string
	}{
		{"all", nil, []string{"/a/b/c/four.html", "/a/b/three.html", two[0], two[1], one[0], one[1]}},
		{"URL with variant", []string{"/a/one.window.html?y"}, one[1:]},
		{"URL for all variants", []string{"/a/one.window.html"}, one},
		{"source file", []string{"a/b/two.any.js"}, two},
		{"one global", []string{"a/b/two.any.worker.html"}, two[1:]},
		{"folder", []string{"/a/b/"}, []string{"/a/b/c/four.html", "/a/b/three.html", two[0], two[1]}},
		{"glob within a segment", []string{"a/b/*.html"}, []string{"/a/b/three.html", two[0], two[1]}},
		{"glob across segments", []string{"a/**/*r*.html"}, []string{"/a/b/c/four.html", "/a/b/three.html", two[1]}},
		{"glob of a variant", []string{"a/*?y"}, one[1:]},
		{"twice the same", []string{"a/b/three.html", "a/b/t*.html", "/a/b/three.html"}, []string{"/a/b/three.html", two[0], two[1]}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := Discover(fsys, c.patterns)
			require.NoError(t, err)
			assert.Equal(t, c.want, urls(got))
		})
	}
}

func TestDiscoverUnknown(t *testing.T) {
	fsys := suite(map[string]string{"a/three.window.js": "", "a/x.html": loadsHarness})
	for _, pattern := range []string{"a/tree.window.html", "/a/three.window.htm", "a/three.window.html?no", "a/b/three.window.html"} {
		_, err := Discover(fsys, []string{pattern})
		var unknown *UnknownTestError
		require.ErrorAs(t, err, &unknown, pattern)
		assert.Equal(t, pattern, unknown.Pattern)
		assert.Contains(t, unknown.Suggestions, "/a/three.window.html", pattern)
		assert.ErrorContains(t, err, "did you mean")
	}
	for _, pattern := range []string{"../x", "nothing", "a/[", "zzz/**"} {
		_, err := Discover(fsys, []string{pattern})
		var unknown *UnknownTestError
		assert.ErrorAs(t, err, &unknown, pattern)
	}
}

func TestDiscoverBadVariant(t *testing.T) {
	for _, variant := range []string{"x", "?", "#", "?#x"} {
		_, err := Discover(suite(map[string]string{"a/x.window.js": "// META: variant=" + variant + "\n"}), nil)
		assert.ErrorContains(t, err, "a/x.window.js", variant)
	}
}

func TestGlobals(t *testing.T) {
	cases := []struct {
		value string
		want  []string
	}{
		{"", []string{"dedicatedworker", "window"}},
		{"worker, window", []string{"dedicatedworker", "serviceworker", "sharedworker", "window"}},
		{"window,,nonsense", []string{"window"}},
		{"jsshell", []string{"jsshell"}},
		{"nonsense", []string{}},
	}
	for _, c := range cases {
		assert.Equal(t, c.want, Globals(c.value), c.value)
	}
}

func TestParseMeta(t *testing.T) {
	got := ParseMeta([]byte("// META: script=a.js\n//META:title=x=y\r\n//\t META: =\n// META: script=b.js\n\n// META: timeout=long\n"))
	assert.Equal(t, Metas{{"script", "a.js"}, {"title", "x=y"}, {"", ""}, {"script", "b.js"}}, got)
	assert.Equal(t, []string{"a.js", "b.js"}, got.All("script"))
	assert.Equal(t, "a.js", got.First("script"))
	assert.Empty(t, got.First("timeout"), "the block has ended before it")
	assert.Empty(t, ParseMeta([]byte(" // META: a=b")))
	assert.Empty(t, ParseMeta([]byte("// META: a b=c")))
}

func TestStatuses(t *testing.T) {
	assert.Equal(t, PreconditionFailed, TestStatus(3))
	assert.Equal(t, NotRun, SubtestStatus(3))
	assert.Equal(t, Error, TestStatus(-1))
	assert.Equal(t, Fail, SubtestStatus(9))
}

// upstream opens the checkout that some tests compare with.
func upstream(t *testing.T) fs.FS {
	t.Helper()
	dir := os.Getenv("EXEUNT_WPT")
	if dir == "" {
		t.Skip("EXEUNT_WPT names no web-platform-tests checkout to compare with")
	}
	require.FileExists(t, dir+"/resources/testharness.js", "EXEUNT_WPT must name a web-platform-tests checkout")
	return os.DirFS(dir)
}

func TestDiscoverUpstream(t *testing.T) {
	fsys := upstream(t)
	tests, err := Discover(fsys, []string{"fetch/fetch-later"})
	require.NoError(t, err)
	assert.Len(t, tests, 47)
	for _, test := range tests {
		_, err := fs.Stat(fsys, test.Path)
		assert.NoError(t, err)
	}
}

func FuzzParseMeta(f *testing.F) {
	f.Add([]byte("// META: script=a.js\n// META: title=x\r\n"))
	f.Add([]byte("//META:=\n//"))
	f.Fuzz(func(t *testing.T, script []byte) {
		for _, meta := range ParseMeta(script) {
			assert.NotContains(t, meta.Value, "\n")
		}
	})
}

func FuzzScanPage(f *testing.F) {
	f.Add(loadsHarness + "<meta name=variant content=?a>")
	f.Add("<a b='c' / d = e><title>x")
	f.Add("<script =x></")
	f.Fuzz(func(t *testing.T, source string) { scanPage(source, false); scanPage(source, true) })
}

func FuzzGlob(f *testing.F) {
	f.Add("a/**/b*", "a/x/y/bc")
	f.Add("**/**/**/[", "a")
	f.Fuzz(func(t *testing.T, pattern, name string) { globMatch(pattern, name) })
}

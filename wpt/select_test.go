package wpt

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTags(t *testing.T) {
	cases := []struct{ path, url, want string }{
		{"a/x.html", "/a/x.html", "html http window"},
		{"a/x.tentative.https.sub.xhtml", "/a/x.tentative.https.sub.xhtml", "https sub tentative window xhtml"},
		{"a/tentative/x.svg", "/a/tentative/x.svg?v", "http svg tentative variant window"},
		{"a/x.window.js", "/a/x.window.html", "http window window-js"},
		{"a/x.worker.js", "/a/x.worker.html", "dedicatedworker http worker worker-js"},
		{"a/x.any.js", "/a/x.any.html", "any http window"},
		{"a/x.any.js", "/a/x.any.worker.html?v", "any dedicatedworker http variant worker"},
		{"a/x.any.js", "/a/x.any.worker-module.html", "any dedicatedworker http module worker"},
		{"a/x.any.js", "/a/x.any.window-module.html", "any http module window"},
		{"a/x.any.js", "/a/x.any.serviceworker.html", "any https serviceworker worker"},
		{"a/x.any.js", "/a/x.any.sharedworker.html", "any http sharedworker worker"},
		{"a/x.any.js", "/a/x.https.any.shadowrealm-in-audioworklet.html", "any https shadowrealm"},
		{"a/x.optional.h2.www.window.js", "/a/x.optional.h2.www.window.html", "h2 optional window window-js www"},
		{"a/x.extension.js", "/a/x.extension.html", "extension http window"},
	}
	for _, c := range cases {
		test := Test{URL: c.url, Path: c.path}
		test.Scheme, test.Subdomain = place(strings.TrimSuffix(c.url, "?v"))
		assert.Equal(t, c.want, strings.Join(test.Tags(), " "), c.url)
		for _, tag := range test.Tags() {
			assert.Contains(t, TagNames(), tag)
		}
	}
	assert.Equal(t, []string{"http", "long", "testdriver", "testdriver:bidi", "window", "window-js"},
		Test{URL: "/a/x.window.html", Path: "a/x.window.js", Scheme: "http", Long: true, Testdriver: true, Features: "bidi"}.Tags())
	assert.True(t, slices.IsSorted(TagNames()))
}

func TestTagQuery(t *testing.T) {
	tags := []string{"http", "long", "window"}
	for query, want := range map[string]bool{"long": true, "https": false, "https,long": true, "!long": false, "!https": true, "long, !window": true, "https,!window": false, "": false} {
		assert.Equal(t, want, TagQuery(query).Matches(tags), query)
	}
	assert.Equal(t, []string{"a", "b"}, TagQuery("a, !b").Names())
}

func TestSelectReasons(t *testing.T) {
	fsys := suite(map[string]string{"a/x.any.js": "", "a/y.window.js": ""})
	m, err := Scan(t.Context(), ScanOptions{Root: fsys})
	require.NoError(t, err)
	no := func(part, reason string) Filter {
		return func(t Test) string {
			if strings.Contains(t.URL, part) {
				return reason
			}
			return ""
		}
	}
	s, err := m.Select(fsys, []string{"a/x.any.html", "a/y.window.js"}, no("y.window", "first"), no("window", "second"))
	require.NoError(t, err)
	assert.Equal(t, []string{"/a/x.any.html"}, urls(s.Tests))
	assert.Equal(t, map[string]string{"/a/x.any.worker.html": "no pattern names it", "/a/y.window.html": "first"}, s.Out)
	assert.Len(t, s.Files, 2)
}

// manyTests makes tests with durations from a millisecond to about a minute.
func manyTests(n int) ([]Test, map[string]time.Duration) {
	var tests []Test
	durations := map[string]time.Duration{}
	for i := range n {
		url := fmt.Sprintf("/dir%d/test-%d.html", i%37, i)
		tests = append(tests, Test{URL: url})
		durations[url] = time.Duration(float64(time.Millisecond) * math.Pow(60000, float64(hashOf(url)%1000)/1000))
	}
	return tests, durations
}

func TestShardsPartition(t *testing.T) {
	tests, durations := manyTests(1000)
	for _, count := range []int{1, 2, 7, 64, 2000} {
		shards := Shards(tests, count, durations)
		assert.Len(t, shards, len(tests))
		for url, shard := range shards {
			assert.True(t, 1 <= shard && shard <= count, url)
		}
		backwards := slices.Clone(tests)
		slices.Reverse(backwards)
		assert.Equal(t, shards, Shards(backwards, count, durations), "the order of tests does not matter")
	}
	assert.Empty(t, Shards(nil, 3, nil))
}

func TestShardsBalance(t *testing.T) {
	tests, durations := manyTests(5000)
	for _, known := range []map[string]time.Duration{nil, durations} {
		shards := Shards(tests, 8, known)
		loads := make([]float64, 8)
		total := 0.0
		for _, test := range tests {
			weight := 1.0
			if known != nil {
				weight = known[test.URL].Seconds()
			}
			loads[shards[test.URL]-1] += weight
			total += weight
		}
		// The slack, and what rounding of durations may add.
		assert.Less(t, slices.Max(loads), total/8*1.07)
	}
}

func TestShardsAreStable(t *testing.T) {
	tests, durations := manyTests(5000)
	moved := func(before, after map[string]int) int {
		n := 0
		for url, shard := range before {
			if after[url] != 0 && after[url] != shard {
				n++
			}
		}
		return n
	}
	for _, known := range []map[string]time.Duration{nil, durations} {
		before := Shards(tests, 8, known)
		assert.LessOrEqual(t, moved(before, Shards(append(slices.Clone(tests), Test{URL: "/new/test.html"}), 8, known)), 25, "a new test")
		assert.LessOrEqual(t, moved(before, Shards(tests[:len(tests)-50], 8, known)), 500, "fifty tests are gone")
		assert.Less(t, moved(before, Shards(tests, 9, known)), 2000, "one shard more")
	}
}

func TestParseShard(t *testing.T) {
	s, err := ParseShard("2/7")
	require.NoError(t, err)
	assert.Equal(t, Shard{2, 7}, s)
	assert.Equal(t, "2/7", s.String())
	for _, text := range []string{"", "1", "0/2", "3/2", "-1/2", "1/0", "a/b", "1/2/3", "1/999999999"} {
		_, err := ParseShard(text)
		assert.Error(t, err, text)
	}
}

func TestAffected(t *testing.T) {
	fsys := suite(map[string]string{
		"a/x.window.js":            "// META: script=/common/one.js\n",
		"a/y.html":                 loadsHarness + "<script src=resources/local.js></script>",
		"a/z.html":                 loadsHarness + `<iframe src="http://{{hosts[alt][]}}:{{ports[http][0]}}/b/frame.sub.html?a=b#c">`,
		"a/w.any.js":               "new Worker('x.any.worker.js')",
		"a/lonely.html":            loadsHarness,
		"common/one.js":            "importScripts('two.js'); /* and back: */ 'one.js'",
		"common/two.js":            "fetch(`${ORIGIN}/common/handler.py`)",
		"common/handler.py":        "",
		"a/resources/local.js":     "open('resources/page.html')",
		"a/resources/page.html":    "<p>",
		"b/frame.sub.html":         "",
		"resources/testharness.js": "",
	})
	m, err := Scan(t.Context(), ScanOptions{Root: fsys})
	require.NoError(t, err)
	all, err := Discover(fsys, nil)
	require.NoError(t, err)
	cases := []struct {
		name, changed string
		want          []string
	}{
		{"the test", "a/lonely.html", []string{"a/lonely.html"}},
		{"a META script", "common/one.js", []string{"a/x.window.js"}},
		{"what that loads, from its own folder", "common/two.js", []string{"a/x.window.js"}},
		{"and what that asks for", "common/handler.py", []string{"a/x.window.js"}},
		{"a script's path from the page's folder", "a/resources/page.html", []string{"a/y.html"}},
		{"behind a host with substitutions", "b/frame.sub.html", []string{"a/z.html"}},
		{"a headers file that is gone", "common/two.js.headers", []string{"a/x.window.js"}},
		{"a folder's headers", "b/__dir__.headers", []string{"a/z.html"}},
		{"a wrapper stands for its script", "a/x.any.js", []string{"a/w.any.js"}},
		{"the harness itself", "resources/testharness.js", []string{"a/lonely.html", "a/w.any.js", "a/x.window.js", "a/y.html", "a/z.html"}},
		{"something else", "c/other.js", nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := m.Affected(t.Context(), fsys, all, []string{c.changed})
			require.NoError(t, err)
			var files []string
			for name, cause := range got {
				files = append(files, name)
				assert.Equal(t, c.changed, cause)
			}
			slices.Sort(files)
			assert.Equal(t, c.want, files)
		})
	}
}

func FuzzPaths(f *testing.F) {
	f.Add("'http://h:1/a/b.any.worker.js?x' ./c.js //d/e.py ...")
	f.Fuzz(func(t *testing.T, text string) {
		for name := range paths(text, map[string]bool{".js": true, ".py": true}) {
			assert.NotEmpty(t, name)
		}
	})
}

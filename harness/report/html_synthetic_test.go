package report

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing/fstest"
	"time"

	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/wpt/expect"
)

// synthetic is a run of some size whose numbers are like those of an upstream
// run: most results agree, requests and events are of the usual number.
func synthetic(tests, subtests int) *Run {
	rnd := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields("navigate fetch iframe history unload beacon quota policy worker message stream header redirect abort signal document window event frame origin")
	phrase := func(n int) string {
		out := make([]string, n)
		for i := range out {
			out[i] = words[rnd.IntN(len(words))]
		}
		return strings.Join(out, " ")
	}
	sources := fstest.MapFS{}
	r := &Run{Suite: "upstream /src/wpt", Revision: "synthetic", Version: "0", Seed: 1, Clock: "virtual", Multiplier: 1,
		Engine: &Side{Name: "engine", Product: "Exeunt/0", Wall: time.Minute}, Chrome: &Side{Name: "chrome", Product: "Chrome/156", Wall: time.Hour},
		Expectations: &expect.Set{}, Sources: sources}
	made := 0
	for i := range tests {
		dir := fmt.Sprintf("%s/%s/%s", words[i%7], words[i/7%11], words[i/77%13])
		file := fmt.Sprintf("%s/%s-%04d.https.window.js", dir, strings.ReplaceAll(phrase(2), " ", "-"), i)
		url := "/" + strings.TrimSuffix(file, ".js") + ".html"
		var source strings.Builder
		for source.Len() < 3000 {
			fmt.Fprintf(&source, "promise_test(async (t) => {\n  const %s = await %s(%q);\n}, %q);\n", words[rnd.IntN(len(words))], words[rnd.IntN(len(words))], phrase(3), phrase(6))
		}
		sources[file] = &fstest.MapFile{Data: []byte(source.String())}
		sides := [2]*compare.Observation{}
		for s := range sides {
			sides[s] = &compare.Observation{Status: compare.OK, Duration: time.Duration(rnd.IntN(1000)) * time.Millisecond}
		}
		n := (subtests - made) / (tests - i)
		if i%3 == 0 && n > 2 {
			n = 1 + rnd.IntN(2*n)
		}
		n = max(1, min(n, subtests-made-(tests-i-1)))
		made += n
		for j := range n {
			name := fmt.Sprintf("%s %d", phrase(3+rnd.IntN(6)), j)
			for s := range sides {
				sub := compare.Subtest{Name: name, Status: compare.Pass}
				if rnd.IntN(20) == 0 {
					sub.Status = compare.Fail
					sub.Message = fmt.Sprintf("assert_equals: %s expected %q but got %q", phrase(4), phrase(2), phrase(2))
					sub.Stack = fmt.Sprintf("%s\n    at Test.<anonymous> (https://web-platform.test:8443/%s:%d:3)\n    at https://web-platform.test:8443/resources/testharness.js:12:1", sub.Message, file, 1+rnd.IntN(20))
				}
				sides[s].Subtests = append(sides[s].Subtests, sub)
			}
		}
		for j := range 12 + rnd.IntN(30) {
			u := fmt.Sprintf("https://web-platform.test:8443/%s/resources/%s.py?uuid={token-%d}", dir, words[j%len(words)], j)
			headers := []string{"referer: https://web-platform.test:8443" + url, "sec-fetch-dest: " + words[j%5], "sec-fetch-mode: cors", "sec-fetch-site: same-origin"}
			for s := range sides {
				if s == 1 && rnd.IntN(300) == 0 {
					headers = append(headers, "cache-control: max-age=0")
				}
				sides[s].Wire = append(sides[s].Wire, compare.Request{Method: "GET", URL: u, Headers: headers, Status: 200})
			}
		}
		for j := range 1 + rnd.IntN(6) {
			for _, name := range []string{"DOMContentLoaded", "load", "pageshow", "pagehide", "visibilitychange"} {
				e := compare.Event{Document: fmt.Sprintf("https://web-platform.test:8443/%s?%d", dir, j), Name: name, Visibility: "visible", ReadyState: "complete"}
				if j > 0 {
					e.Frame = fmt.Sprint(j)
				}
				for s := range sides {
					if s == 0 || rnd.IntN(400) > 0 {
						sides[s].Lifecycle = append(sides[s].Lifecycle, e)
					}
				}
			}
		}
		r.Add(url, file, sides[0], sides[1])
	}
	return r
}

// Things a page may say to break a report.
var (
	markup     = `</script><script>window.hacked=1</script><img src=x onerror="window.hacked=1"><!--`
	controls   = "bell \a escape \x1b[31m null \x00 delete \x7f"
	bidi       = "left \u202eright\u202c isolate \u2067x\u2069"
	long       = strings.Repeat("0123456789", 100_000) + "THE END"
	hostileURL = "/hostile/a.html?<b>&x='y'\u202e"
)

// hostile is a run whose names and messages are all of the kind that breaks reports.
func hostile() *Run {
	fail := func(name, message string) compare.Subtest {
		return compare.Subtest{Name: name, Status: compare.Fail, Message: message, Stack: "at (https://web-platform.test/hostile/a.html?<b>:2:1)"}
	}
	var surrogate string
	if err := json.Unmarshal([]byte(`"lone \ud800 surrogate"`), &surrogate); err != nil {
		panic(err)
	}
	r := &Run{Suite: "builtin " + markup, Revision: markup, Clock: "virtual", Incomplete: markup + bidi, Expectations: &expect.Set{},
		Engine: &Side{Name: "engine", Product: markup}, Chrome: &Side{Name: "chrome", Product: bidi, Recorded: markup},
		Sources: fstest.MapFS{"hostile/a.html": {Data: []byte("line one\n" + markup + "\n" + bidi + "\xff")}}}
	e := &compare.Observation{Status: compare.Error, Message: markup, Subtests: []compare.Subtest{
		fail(markup, markup), fail(controls, controls), fail(bidi, bidi), fail(surrogate, surrogate), fail("invalid \xff\xfe", "\xff"),
		fail("long", long), fail(long, ""), fail("twice", "a"), fail("twice", "b"), fail("", "")},
		Wire:      []compare.Request{{Method: markup, URL: "https://web-platform.test:8443" + markup, Headers: []string{"x: " + markup, "no colon", "x: " + controls}}, {Aborted: true}},
		Lifecycle: []compare.Event{{Document: markup, Frame: markup, Name: bidi, Visibility: markup, ReadyState: markup}},
		Console:   []string{markup, long}, Missing: []string{"/" + markup}}
	c := &compare.Observation{Status: compare.OK, Subtests: []compare.Subtest{{Name: "twice", Status: compare.Pass}}}
	r.Add(hostileURL, "hostile/a.html", e, c)
	r.Add("/"+markup, markup+"/x.html", e, nil)
	return r
}

package harness_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/harness"
	"github.com/exeunt/exeunt/harness/chrome"
	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/wpt"
	"github.com/exeunt/exeunt/wpt/resources"
)

// live gives the Chrome of this machine. Without one the test is skipped,
// except in CI, where a missing Chrome is a failure.
func live(t *testing.T) harness.Browser {
	t.Helper()
	in, err := chrome.Find(t.Context(), "", false)
	if errors.Is(err, chrome.ErrNotFound) {
		if os.Getenv("CI") == "true" {
			t.Fatalf("CI must have a Chrome: %v", err)
		}
		t.Skipf("needs a live Chrome: %v", err)
	}
	require.NoError(t, err)
	return in.Browser(nil, 2)
}

// suite makes tests of page scripts, named x.window.js.
func suite(t *testing.T, files map[string]string) (fs.FS, []wpt.Test) {
	t.Helper()
	root := fstest.MapFS{}
	for name, text := range files {
		root["t/"+name+".window.js"] = &fstest.MapFile{Data: []byte(text)}
	}
	tests, err := wpt.Discover(root, nil)
	require.NoError(t, err)
	return root, tests
}

func short(o *compare.Observation) string {
	if o == nil {
		return "not run"
	}
	out := []string{o.Status}
	for _, s := range o.Subtests {
		out = append(out, s.Name+":"+s.Status)
	}
	return strings.Join(out, " ")
}

// TestChrome runs pages of every kind, good and bad, in a real Chrome.
func TestChrome(t *testing.T) {
	b := live(t)
	root, tests := suite(t, map[string]string{
		"good":    `test(() => {}, "a"); promise_test(() => fetch("/common/blank.html?0.123456789012"), "b");`,
		"loop":    `test(() => {}, "first"); test(() => { for (;;); }, "loop");`,
		"never":   `async_test(() => {}, "never"); test(() => {}, "done");`,
		"syntax":  `test(() => {}, "a"`,
		"throws":  `test(() => {}, "a"); throw new Error("thrown")`,
		"dialog":  `test(() => { alert("x"); assert_true(confirm("y")); }, "answered");`,
		"seen":    `test(() => assert_array_equals(Object.keys(self).filter((k) => /exeunt/.test(k)), []), "the harness leaves nothing behind");`,
		"handler": `promise_test(() => fetch("/no/such/handler.py"), "a handler that is not there");`,
	})
	var mu sync.Mutex
	ended := 0
	sides, err := harness.Run(t.Context(), harness.Options{Tests: tests, Root: root, Overlay: resources.FS(),
		Browsers: []harness.Browser{b}, Seed: 1, TimeoutMultiplier: 0.2,
		Progress: func(p harness.Progress) { mu.Lock(); ended = p.Done; mu.Unlock() }})
	require.NoError(t, err)
	require.Len(t, sides, 1)
	side := sides[0]
	assert.Contains(t, side.Product, "Chrome/")
	assert.Equal(t, len(tests), ended)

	want := map[string]string{
		"good": "OK a:PASS b:PASS", "loop": "TIMEOUT first:PASS loop:TIMEOUT", "never": "TIMEOUT never:TIMEOUT done:PASS",
		"syntax": "ERROR", "throws": "ERROR a:PASS", "dialog": "OK answered:PASS",
		"seen": "OK the harness leaves nothing behind:PASS",
	}
	for name, w := range want {
		assert.Equal(t, w, short(side.Observations["/t/"+name+".window.html"]), name)
	}
	good := side.Observations["/t/good.window.html"]
	var events []string
	for _, e := range good.Lifecycle {
		events = append(events, e.Name)
	}
	require.NotEmpty(t, events)
	assert.Equal(t, "DOMContentLoaded", events[0])
	var asked bool
	for _, r := range good.Wire {
		asked = asked || strings.HasSuffix(r.URL, "/common/blank.html?{token-1}")
		assert.True(t, strings.HasPrefix(r.URL, "http://web-platform.test:8000/"), "canonical: "+r.URL)
	}
	assert.True(t, asked, "the wire log has the page's request")
	assert.Contains(t, strings.Join(side.Observations["/t/throws.window.html"].Console, "\n"), "thrown")
}

// TestInterrupt breaks a run off while a test is under way.
func TestInterrupt(t *testing.T) {
	b := live(t)
	root, tests := suite(t, map[string]string{"a": `test(() => {}, "a");`, "b": `async_test(() => {}, "never");`})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	b.Tabs = 1
	sides, err := harness.Run(ctx, harness.Options{Tests: tests, Root: root, Overlay: resources.FS(), Browsers: []harness.Browser{b},
		Progress: func(harness.Progress) { cancel() }})
	require.ErrorIs(t, err, context.Canceled)
	require.Len(t, sides, 1)
	assert.Equal(t, "OK a:PASS", short(sides[0].Observations["/t/a.window.html"]))
	assert.Equal(t, "not run", short(sides[0].Observations["/t/b.window.html"]))
}

// TestBrowserDies kills the browser in the middle of a test. Of the tests that
// shared it only the one that is at fault is marked.
func TestBrowserDies(t *testing.T) {
	b := live(t)
	root, tests := suite(t, map[string]string{
		"good":  `promise_test(() => new Promise((resolve) => step_timeout(resolve, 300)), "a");`,
		"fatal": `promise_test(() => fetch("/fatal"), "b");`,
	})
	// The browser writes down its process id, and the suite itself is the
	// weapon: who reads this file ends that process.
	command := b.Command
	pidFile := filepath.Join(t.TempDir(), "pid")
	b.Command = func(env harness.Env) []string {
		return append([]string{"/bin/sh", "-c", `echo $$ > "$0"; exec "$@"`, pidFile}, command(env)...)
	}
	root = trap{root, func() {
		text, err := os.ReadFile(pidFile)
		if err != nil {
			return
		}
		if pid, err := strconv.Atoi(strings.TrimSpace(string(text))); err == nil && pid > 1 {
			if p, err := os.FindProcess(pid); err == nil {
				p.Kill()
			}
		}
	}}
	sides, err := harness.Run(t.Context(), harness.Options{Tests: tests, Root: root, Overlay: resources.FS(), Browsers: []harness.Browser{b}})
	require.NoError(t, err)
	side := sides[0]
	assert.Equal(t, "OK a:PASS", short(side.Observations["/t/good.window.html"]))
	assert.Equal(t, "CRASH", side.Observations["/t/fatal.window.html"].Status)
	assert.Positive(t, side.Restarts)
}

// A trap springs when the file "fatal" is opened.
type trap struct {
	fs.FS
	spring func()
}

func (t trap) Open(name string) (fs.File, error) {
	if name == "fatal" {
		t.spring()
	}
	return t.FS.Open(name)
}

// TestNoBrowser starts what does not become a browser.
func TestNoBrowser(t *testing.T) {
	root, tests := suite(t, map[string]string{"a": `test(() => {}, "a");`})
	run := func(b harness.Browser) error {
		_, err := harness.Run(t.Context(), harness.Options{Tests: tests, Root: root, Browsers: []harness.Browser{b}})
		return err
	}
	var start *harness.ErrStart
	err := run(harness.Browser{Name: "engine", Command: func(harness.Env) []string {
		return []string{"/bin/sh", "-c", "echo no luck >&2; exit 4"}
	}})
	require.ErrorAs(t, err, &start)
	assert.Equal(t, "engine", start.What)
	assert.ErrorContains(t, err, "exit status 4")
	assert.ErrorContains(t, err, "no luck")

	err = run(harness.Browser{Name: "engine", Command: func(harness.Env) []string { return []string{"/no/such/program"} }})
	require.ErrorAs(t, err, &start)

	for _, address := range []string{"ws://127.0.0.1:1/devtools/browser/x", "ws://127.0.0.1:1/"} {
		err = run(harness.Browser{Name: "chrome", Endpoint: address})
		require.ErrorAs(t, err, &start)
		assert.EqualError(t, err, "cannot start chrome: no browser answers at "+address+": dial tcp 127.0.0.1:1: connect: connection refused")
	}
}

// TestMain sees to it that nothing outlives the runs.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == fakeArgument {
		fakeBrowser()
	}
	status := m.Run()
	if left := leftovers(); status == 0 && left != "" {
		os.Stderr.WriteString("left behind: " + left + "\n")
		status = 1
	}
	os.Exit(status)
}

// leftovers names a browser whose profile lies in one of this process's runs.
func leftovers() string {
	for range 20 {
		out, _ := exec.Command("pgrep", "-f", "user-data-dir="+os.TempDir()+"/exeunt-run-.*chrome").Output()
		mine := ""
		for _, pid := range strings.Fields(string(out)) {
			if text, err := os.ReadFile("/proc/" + pid + "/stat"); err == nil && strings.Contains(string(text), ") ") {
				fields := strings.Fields(string(text)[strings.LastIndex(string(text), ") ")+2:])
				if len(fields) > 1 && fields[1] == strconv.Itoa(os.Getpid()) && fields[0] != "Z" {
					mine = pid
				}
			}
		}
		if mine == "" {
			return ""
		}
		time.Sleep(50 * time.Millisecond)
	}
	return "a browser"
}

package harness_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/harness"
)

// misbehaving gives the fake browser, with so many tabs.
func misbehaving(t *testing.T, tabs int) harness.Browser {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	return harness.Browser{Name: "engine", Tabs: tabs, Command: func(harness.Env) []string { return []string{self, fakeArgument} }}
}

// pages makes a suite of pages that the fake browser knows by name, in this order.
func pages(names []string) map[string]string {
	files := map[string]string{}
	for i, name := range names {
		files[fmt.Sprintf("%03d-%s", i, name)] = ""
	}
	return files
}

// TestMisbehaviour meets a browser that hangs, dies, lies and floods: whatever it
// does costs the test that it did it to, and none of the tests around it.
func TestMisbehaviour(t *testing.T) {
	kinds := []struct{ name, want, message string }{
		{"flood", "OK one:PASS", ""},
		{"mute", "TIMEOUT", "answered nothing for 4s"},
		{"die", "CRASH", "farewell"},
		{"drop", "CRASH", "the browser ended"},
		{"garbage", "CRASH", "the browser ended"},
		{"silent", "TIMEOUT", "did not end in time"},
		{"crashed", "CRASH", "the page's process crashed"},
		{"closed", "TIMEOUT one:PASS", "the page closed before the test was complete"},
		{"unloadable", "ERROR", "no such page"},
		{"twice", "OK one:PASS", ""},
		{"unfinished", "TIMEOUT one:PASS one:FAIL three:TIMEOUT", ""},
		{"namesakes", "OK one:PASS one:FAIL", ""},
		{"foreign", "OK one:PASS", ""},
		{"nonsense", "ERROR one:ERROR", ""},
		{"ugly", "OK <script>\x00\x1b[2J\u202e:FAIL", ""},
		{"endless", "TIMEOUT", ""},
	}
	for _, tabs := range []int{1, 3} {
		t.Run(fmt.Sprint(tabs, " tabs"), func(t *testing.T) {
			t.Parallel() // most of it is waiting
			names := []string{"good"}
			for _, k := range kinds {
				names = append(names, k.name, "good")
			}
			root, tests := suite(t, pages(names))
			for i := range tests {
				// What ends by itself has time, however busy the machine is.
				name := tests[i].URL
				tests[i].Long = !strings.Contains(name, "silent") && !strings.Contains(name, "unfinished") && !strings.Contains(name, "endless")
			}
			var mu sync.Mutex
			told := map[string]int{}
			sides, err := harness.Run(t.Context(), harness.Options{Tests: tests, Root: root, Browsers: []harness.Browser{misbehaving(t, tabs)},
				TimeoutMultiplier: 0.1, Watchdog: 4 * time.Second,
				Progress: func(p harness.Progress) { mu.Lock(); told[p.Test.URL]++; mu.Unlock() }})
			require.NoError(t, err)
			side := sides[0]
			assert.Equal(t, "Fake/1.0", side.Product)
			assert.GreaterOrEqual(t, side.Restarts, 4)
			for i, name := range names {
				u := fmt.Sprintf("/t/%03d-%s.window.html", i, name)
				assert.Equal(t, 1, told[u], "%s is reported once", u)
				if name == "good" {
					assert.Equal(t, "OK one:PASS", short(side.Observations[u]), u)
				}
			}
			for i, k := range kinds {
				o := side.Observations[fmt.Sprintf("/t/%03d-%s.window.html", 2*i+1, k.name)]
				assert.Equal(t, k.want, short(o), k.name)
				assert.Contains(t, o.Message, k.message, k.name)
				assert.LessOrEqual(t, len(o.Console), 1000, k.name)
				for _, line := range o.Console {
					require.Less(t, len(line), 66<<10, k.name)
				}
				for _, s := range o.Subtests {
					require.Less(t, len(s.Message), 66<<10, k.name)
				}
				if k.name == "ugly" {
					assert.Contains(t, o.Subtests[0].Message, "bytes more)")
				}
			}
		})
	}
}

// TestKilledTenTimes ends the browser's process ten times while tests run in three of
// its tabs: every test is reported once, and none is blamed that did nothing.
func TestKilledTenTimes(t *testing.T) {
	var names []string
	for range 60 {
		names = append(names, "slow")
	}
	root, tests := suite(t, pages(names))
	b := misbehaving(t, 3)
	command := b.Command
	pidFile := filepath.Join(t.TempDir(), "pid")
	b.Command = func(env harness.Env) []string {
		return append([]string{"/bin/sh", "-c", `echo $$ > "$0"; exec "$@"`, pidFile}, command(env)...)
	}
	var mu sync.Mutex
	told := map[string]int{}
	killed := 0
	sides, err := harness.Run(t.Context(), harness.Options{Tests: tests, Root: root, Browsers: []harness.Browser{b}, Progress: func(p harness.Progress) {
		mu.Lock()
		defer mu.Unlock()
		told[p.Test.URL]++
		if len(told)%3 != 1 || killed == 10 {
			return
		}
		text, err := os.ReadFile(pidFile)
		if err != nil {
			return
		}
		if pid, err := strconv.Atoi(strings.TrimSpace(string(text))); err == nil && pid > 1 {
			os.Remove(pidFile)
			if process, err := os.FindProcess(pid); err == nil && process.Kill() == nil {
				killed++
			}
		}
	}})
	require.NoError(t, err)
	side := sides[0]
	assert.Equal(t, 10, killed)
	assert.Positive(t, side.Restarts)
	require.Len(t, side.Observations, len(tests))
	crashed := 0
	for _, test := range tests {
		assert.Equal(t, 1, told[test.URL], test.URL)
		switch got := short(side.Observations[test.URL]); got {
		case "CRASH":
			crashed++
		default:
			assert.Equal(t, "OK one:PASS", got, test.URL)
		}
	}
	// Only a test that ran alone when its browser was killed can be blamed.
	assert.LessOrEqual(t, crashed, 10)
}

// TestStretchedWatchdog meets a browser that answers nothing, on a machine that is said to be slow.
func TestStretchedWatchdog(t *testing.T) {
	root, tests := suite(t, pages([]string{"mute"}))
	sides, err := harness.Run(t.Context(), harness.Options{Tests: tests, Root: root, Browsers: []harness.Browser{misbehaving(t, 1)},
		TimeoutMultiplier: 2, Watchdog: time.Second})
	require.NoError(t, err)
	assert.Contains(t, sides[0].Observations[tests[0].URL].Message, "answered nothing for 2s")
}

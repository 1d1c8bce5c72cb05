package harness_test

import (
	"fmt"
	"math/rand/v2"
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
	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/wpt/resources"
)

// TestChromeKilledTenTimes ends a real Chrome ten times, at random moments of a run:
// every test is reported exactly once, none without its subtests unless it crashed, and no
// more crash than browsers were killed.
func TestChromeKilledTenTimes(t *testing.T) {
	if testing.Short() {
		t.Skip("starts Chrome eleven times")
	}
	b := live(t)
	b.Tabs = 3
	pidFile := filepath.Join(t.TempDir(), "pid")
	command := b.Command
	b.Command = func(env harness.Env) []string {
		return append([]string{"/bin/sh", "-c", `echo $$ > "$0"; exec "$@"`, pidFile}, command(env)...)
	}
	files := map[string]string{}
	for i := range 20 {
		files[fmt.Sprintf("t%02d", i)] = `
			promise_test(async () => { assert_true((await fetch("/common/blank.html")).ok); }, "asks the server");
			async_test(t => { const frame = document.createElement("iframe"); frame.onload = t.step_func(() => t.step_timeout(() => t.done(), 250)); document.body.append(frame); }, "takes its time");`
	}
	root, list := suite(t, files)

	var mu sync.Mutex
	told := map[string]int{}
	killed := 0
	random := rand.New(rand.NewPCG(3, 5))
	stop := make(chan struct{})
	var killer sync.WaitGroup
	killer.Go(func() {
		for {
			mu.Lock()
			wait := time.Duration(random.Int64N(int64(800 * time.Millisecond)))
			enough := killed == 10
			mu.Unlock()
			if enough {
				return
			}
			select {
			case <-time.After(wait):
			case <-stop:
				return
			}
			text, err := os.ReadFile(pidFile)
			if err != nil {
				continue // it is being started
			}
			pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
			if err != nil || pid <= 1 {
				continue
			}
			os.Remove(pidFile)
			if process, err := os.FindProcess(pid); err == nil && process.Kill() == nil {
				mu.Lock()
				killed++
				mu.Unlock()
			}
		}
	})
	sides, err := harness.Run(t.Context(), harness.Options{
		// Three times over, so that the run is still going when the last one is killed.
		Tests: list, Repeat: 3, Root: root, Overlay: resources.FS(), Browsers: []harness.Browser{b},
		Progress: func(p harness.Progress) {
			mu.Lock()
			defer mu.Unlock()
			told[p.Test.URL]++
		},
	})
	close(stop)
	killer.Wait()
	require.NoError(t, err)
	side := sides[0]
	assert.Equal(t, 10, killed, "all ten during the run")
	require.Len(t, side.Observations, len(list))
	crashes := 0
	for _, test := range list {
		assert.Equal(t, 3, told[test.URL], "%s is reported once for each time it ran", test.URL)
		o := side.Observations[test.URL]
		assert.Len(t, o.Repeats, 2, test.URL)
		for _, run := range append([]*compare.Observation{o}, o.Repeats...) {
			if run.Status == "CRASH" {
				crashes++
				continue
			}
			assert.Equal(t, "OK asks the server:PASS takes its time:PASS", short(run), test.URL)
		}
	}
	assert.LessOrEqual(t, crashes, killed)
}

package engine

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPausedWorkers runs workers that never return beside each other and beside their page: everyone has a turn, in the same order in
// every run, and what runs for too long is stopped at the same point.
func TestPausedWorkers(t *testing.T) {
	pages := page(`
const a = new Worker("/w.js?a"), b = new Worker("/w.js?b");
for (const w of [a, b]) w.onmessage = (e) => say(e.data);
let ticks = 0;
const timer = setInterval(() => { say("tick"); if (++ticks === 20) { a.terminate(); clearInterval(timer); setTimeout(() => say("done"), 60000); } }, 25);`)
	pages["/w.js"] = `let n = 0; for (;;) if (++n % 300000 === 0) postMessage(location.search + n / 300000)`
	run := func() []string {
		return openWith(t, Options{Virtual: true, Limits: Limits{Work: 1000, Script: 20 * time.Second}}, pages)
	}
	first := run()
	text := strings.Join(first, " ")
	require.Contains(t, text, "?a3")
	require.Contains(t, text, "?b3")
	assert.Less(t, strings.Index(text, "tick"), strings.Index(text, "?a3"), "the page has its turn in between")
	assert.Less(t, strings.LastIndex(text, "?a"), strings.LastIndex(text, "?b"), "the one that was terminated ends first")
	assert.Equal(t, first, run())
}

package engine

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// page is a document with a script.
func page(script string) map[string]string {
	return map[string]string{"/": "<!doctype html><script>" + script + "</script>"}
}

func TestWorkerThatDoesNotParse(t *testing.T) {
	pages := page(`const w = new Worker("/w.js"); w.onerror = (e) => { e.preventDefault(); say(e.constructor.name); say("done"); };`)
	pages["/w.js"] = "this is no script"
	for value, want := range map[string]string{"standard": "Event", "chrome": "ErrorEvent"} {
		got := openWith(t, Options{Behaviours: map[string]string{"worker-parse-error": value}}, pages)
		assert.Equal(t, []string{want, "done"}, got, value)
	}
}

// TestWorkerStorm makes more workers than there may be: the rest fail, and their places come free again.
func TestWorkerStorm(t *testing.T) {
	pages := page(`
let alive = 0, failed = 0;
const all = [];
const count = () => {
  if (alive + failed < 100) return;
  say(alive + " " + failed);
  for (const w of all) w.terminate();
  new Worker("/w.js").onmessage = () => say("done");
};
for (let i = 0; i < 100; i++) {
  const w = new Worker("/w.js");
  w.onmessage = () => { alive++; count(); };
  w.onerror = () => { failed++; count(); };
  all.push(w);
}`)
	pages["/w.js"] = "postMessage(0)"
	assert.Equal(t, []string{"64 36", "done"}, open(t, pages))
}

// TestHostileWorkers runs workers that take all they can: the page goes on.
func TestHostileWorkers(t *testing.T) {
	for name, source := range map[string]string{
		"loops":              `for (;;);`,
		"recurses":           `const f = () => f(); f();`,
		"allocates":          `const a = []; for (;;) a.push(new Array(100000).fill(0));`,
		"nests":              `new Worker(self.location.href);`,
		"floods":             `for (let i = 0; i < 20000; i++) postMessage(i); close();`,
		"imports":            `importScripts(self.location.href);`,
		"catches":            `for (;;) try { for (;;); } catch {}`,
		"promises":           `const again = () => Promise.resolve().then(again); again();`,
		"dynamic":            `const again = (n) => n < 100 && import("/w.js?" + n).then(() => again(n + 1)); again(0);`,
		"closes":             `close(); for (;;);`,
		"closes and imports": `close(); importScripts("/w.js");`,
		"shared":             `onconnect = () => { for (;;); }; for (;;);`,
	} {
		t.Run(name, func(t *testing.T) {
			pages := page(`const w = new Worker("/w.js"); w.onerror = (e) => e.preventDefault(); setTimeout(() => { w.terminate(); say("done"); }, 1000);`)
			pages["/w.js"] = source
			got := openWith(t, Options{Limits: Limits{Script: 300 * time.Millisecond, Memory: 64 << 20}}, pages)
			assert.Equal(t, []string{"done"}, got, fmt.Sprint(got))
		})
	}
}

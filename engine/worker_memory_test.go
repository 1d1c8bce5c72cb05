//go:build linux

package engine

import (
	"context"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/eventloop"
)

// meter measures the process each time that a page says something; the page stands still meanwhile.
type meter struct {
	NopObserver
	browser    *Browser
	resident   []int64 // bytes
	goroutines []int
	workers    []int
	done       chan struct{}
}

func (m *meter) Binding(_ *Context, _, payload string) {
	if payload == "done" {
		close(m.done)
		return
	}
	m.browser.UserAgent().Agent.GC()
	runtime.GC()
	debug.FreeOSMemory()
	m.resident = append(m.resident, residentBytes())
	m.goroutines = append(m.goroutines, runtime.NumGoroutine())
	m.workers = append(m.workers, m.browser.UserAgent().Workers())
}

// residentBytes is how much memory of the process lies in RAM.
func residentBytes() int64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return -1
	}
	pages, err := strconv.ParseInt(strings.Fields(string(text))[1], 10, 64)
	if err != nil {
		return -1
	}
	return pages * int64(os.Getpagesize())
}

// TestHundredWorkers starts and terminates a hundred workers in one page, some that work, some that loop for ever, some that wait for a
// script, some that are shared: what they took comes back.
func TestHundredWorkers(t *testing.T) {
	const page = `<!doctype html><script type=module>
const later = (ms) => new Promise((r) => setTimeout(r, ms));
async function round(n) {
  const all = [];
  for (let i = 0; i < n; i++) {
    const w = new Worker(["/works.js", "/loops.js", "/imports.js", "/nests.js"][i % 4]);
    await new Promise((r) => { w.onmessage = r; });
    all.push(w);
  }
  for (const w of all) w.terminate();
  const f = document.createElement("iframe");
  document.body.append(f);
  const s = new f.contentWindow.SharedWorker("/shared.js");
  await new Promise((r) => { s.port.onmessage = r; });
  f.remove();
  await later(100);
}
await round(10);
say("warm");
for (let i = 0; i < 10; i++) await round(10);
say("after a hundred");
say("done");
</script>`
	pages := map[string]string{
		"/": page, "/works.js": "const a = new Array(1e5).fill({}); postMessage(0)", "/loops.js": "postMessage(0); for (;;);",
		"/imports.js": "postMessage(0); importScripts('/never.js')", "/nests.js": "new Worker('/works.js').onmessage = (e) => postMessage(e.data)",
		"/shared.js": "onconnect = (e) => e.ports[0].postMessage(0)",
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		if strings.HasSuffix(r.URL.Path, ".js") {
			w.Header().Set("Content-Type", "text/javascript")
		}
		if r.URL.Path == "/never.js" {
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = w.Write([]byte(pages[r.URL.Path]))
	})
	m := &meter{done: make(chan struct{})}
	b, err := New(Options{Network: fetch.HandlerNetwork{Handler: handler}, Observer: m, Seed: 1})
	require.NoError(t, err)
	defer b.Close()
	m.browser = b
	require.NoError(t, b.Do(func(ctx context.Context) {
		p, err := b.NewPage(ctx, "")
		require.NoError(t, err)
		p.AddBinding("say")
		b.Loop().VirtualTime(eventloop.Policy{})
		p.Navigate(ctx, "https://a.test/", "", func(context.Context, string, string) {})
	}))
	<-m.done
	require.Len(t, m.resident, 2)
	assert.Equal(t, []int{0, 0}, m.workers)
	assert.LessOrEqual(t, m.resident[1]-m.resident[0], int64(10<<20), "bytes more than before")
	assert.LessOrEqual(t, m.goroutines[1], m.goroutines[0])
	t.Logf("resident %d then %d bytes, goroutines %v", m.resident[0], m.resident[1], m.goroutines)
}

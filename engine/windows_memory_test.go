package engine

import (
	"context"
	"fmt"
	"net/http"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/eventloop"
)

// held is what a browser holds after a collection, in bytes: of script's heap, of Go's, and how many goroutines run.
type held struct {
	script, heap int64
	goroutines   int
}

func measure(ctx context.Context, b *Browser) held {
	b.ua.PerformMicrotaskCheckpoint(ctx)
	b.ua.Agent.GC()
	b.ua.Agent.GC()
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return held{b.ua.Agent.MemoryUsage(), int64(m.HeapAlloc), runtime.NumGoroutine()}
}

// TestWindowsLeaveNoMemory opens and closes many windows in one page, which holds on to none.
func TestWindowsLeaveNoMemory(t *testing.T) {
	const limit = 10 << 20
	window := `<!doctype html><div id=d><p>text</p></div><script>
		const big = new Array(2000).fill({}); let n = 0;
		addEventListener("message", () => n++); document.getElementById("d").onclick = () => big; d.addEventListener("x", () => window);
		setInterval(() => n++, 1000); onpagehide = () => n++; Promise.resolve().then(() => n++); parent.seen = (parent.seen || 0) + 1;
	</script>`
	for name, script := range map[string]string{
		"500 frames": `let i = 0; const next = () => {
			if (i++ === 500) { say("done"); return; }
			const f = document.createElement("iframe"); f.src = i % 5 ? "/window" : "about:blank";
			f.onload = () => { f.contentWindow.expando = f; f.remove(); setTimeout(next); };
			document.body.append(f);
		}; next();`,
		"200 popups": `let i = 0; const next = () => {
			if (i++ === 200) { say("done"); return; }
			const w = open("/window"); w.onload = () => { w.close(); setTimeout(next, 20); };
		}; next();`,
		"200 navigations of a frame": `let i = 0; const f = document.createElement("iframe"); f.src = "/window?0";
			f.onload = () => { if (i++ === 200) { say("done"); return; } f.contentWindow.location.replace("/window?" + i); };
			document.body.append(f);`,
	} {
		t.Run(name, func(t *testing.T) {
			rec := &recorder{lines: make(chan string, 1000)}
			handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				if r.URL.Path == "/window" {
					fmt.Fprint(w, window)
				} else {
					fmt.Fprint(w, `<!doctype html><body onload="say('done')">`)
				}
			})
			b, err := New(Options{Network: fetch.HandlerNetwork{Handler: handler}, Observer: rec, Seed: 1})
			require.NoError(t, err)
			defer b.Close()
			var p *Page
			var before, after held
			wait := func() {
				select {
				case line := <-rec.lines:
					require.Equal(t, "done", line)
				case <-time.After(60 * time.Second):
					t.Fatal("the page did not finish")
				}
			}
			run := func(source string) {
				require.NoError(t, b.Do(func(ctx context.Context) {
					b.Loop().VirtualTime(eventloop.Policy{Budget: time.Hour})
					c := p.Main().Context()
					c.window.RunScript(ctx, func(context.Context) {
						_, err := c.Realm.Eval("{"+source+"}", "test", 1)
						require.NoError(t, err)
					})
				}))
				wait()
			}
			require.NoError(t, b.Do(func(ctx context.Context) {
				var err error
				p, err = b.NewPage(ctx, "")
				require.NoError(t, err)
				p.AddBinding("say")
				p.Navigate(ctx, "https://a.test/", "", func(context.Context, string, string) {})
			}))
			wait()
			run(`const f = document.createElement("iframe"); f.src = "/window"; f.onload = () => { f.remove(); setTimeout(() => say("done"), 1000); }; document.body.append(f);`)
			require.NoError(t, b.Do(func(ctx context.Context) { before = measure(ctx, b) }))
			run(script)
			run(`setTimeout(() => say("done"), 1000)`)
			require.NoError(t, b.Do(func(ctx context.Context) { after = measure(ctx, b) }))
			t.Logf("before %+v, after %+v", before, after)
			assert.Less(t, after.script-before.script, int64(limit), "of the script heap")
			assert.Less(t, after.heap-before.heap, int64(limit), "of Go's heap")
			assert.LessOrEqual(t, after.goroutines, before.goroutines)
		})
	}
}

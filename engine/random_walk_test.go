package engine

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/deferred"
	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/js"
	"github.com/exeunt/exeunt/navigation"
)

var (
	walks     = flag.Int("walks", 12, "how many random walks TestRandomWalks takes")
	firstWalk = flag.Int("first-walk", 1, "the seed of the first one")
)

// moves are what a walk does in a frame that it picks. A handler does another one while its document goes.
var moves = []string{
	`location.href = URL`, `location.href = URL`, `location.replace(URL)`, `location.reload()`, `location.hash = "x" + Math.random()`,
	`history.back()`, `history.forward()`, `history.go(-2)`, `history.pushState({}, "", "?pushed")`, `history.replaceState({}, "")`,
	`navigation.back().finished.catch(() => {})`, `navigation.reload().finished.catch(() => {})`, `navigation.navigate(URL).finished.catch(() => {})`,
	`navigation.onnavigate = e => { if (e.canIntercept) e.intercept({handler: async () => { await null; }}); }`,
	`append(URL)`, `append(URL)`, `append(URL)`, `append("")`, `frameElement.remove()`, `frames[0].frameElement.remove()`, `document.body.textContent = ""`,
	`frames[0].location = URL`, `document.querySelector("iframe").src = URL`, `document.querySelector("iframe").srcdoc = "<iframe></iframe>"`,
	`parent.document.body.append(frameElement)`, `document.body.prepend(document.querySelector("iframe"))`,
	`self.popup = open(URL)`, `self.popup = open(URL, "named")`, `popup.close()`, `close()`, `opener.close()`, `popup.location = URL`, `open(URL, "_parent")`,
	`parent.postMessage({}, "*")`, `frames[0].postMessage({}, "*", [new MessageChannel().port1])`, `opener.postMessage({}, "*")`, `stop()`,
	`document.open(); document.write("<p>written<iframe src=/frame></iframe>"); document.close()`, `document.write("<p>more")`,
	`fetchLater("/later", {method: "POST", body: "x".repeat(5000)})`, `fetchLater("/later", {activateAfter: 50})`, `fetch("/never")`,
	`navigator.sendBeacon("/beacon", "x")`, `new Worker("data:,setInterval(() => postMessage(1), 20)")`, `setTimeout(() => { location.href = URL; }, 10)`,
	`onpagehide = () => { MOVE }`, `onunload = () => { MOVE }`, `onbeforeunload = () => { MOVE }`, `document.onvisibilitychange = () => { MOVE }`,
	`onpageshow = () => { MOVE }`, `onpopstate = () => { MOVE }`, `onmessage = () => { MOVE }`, `document.querySelector("iframe").onload = () => { MOVE }`,
	`new BroadcastChannel("x").postMessage(1)`, `new BroadcastChannel("x").onmessage = () => { MOVE }`,
}

var walkURLs = []string{
	"/", "/frame", "https://c.test/frame", "https://c.test/", "about:blank", "#fragment", "javascript:'<p>from script'", "/nothing", "/text.txt",
	"data:text/html,<p>data", "/redirect", "/broken", "about:srcdoc", "blob:https://a.test/none", "https://d.test/with-frames",
}

// aMove draws one, and what is left open in it.
func aMove(r *rand.Rand, depth int) string {
	m := moves[r.IntN(len(moves))]
	m = strings.ReplaceAll(m, "URL", fmt.Sprintf("%q", walkURLs[r.IntN(len(walkURLs))]))
	if strings.Contains(m, "MOVE") {
		inner := "0"
		if depth < 2 {
			inner = "try { " + aMove(r, depth+1) + " } catch (e) {}"
		}
		m = strings.ReplaceAll(m, "MOVE", inner)
	}
	return m
}

// walkSite serves every path: pages with and without frames, and what is no page.
func walkSite(w http.ResponseWriter, r *http.Request) {
	const common = `<body><script>
		const append = src => { const f = document.createElement("iframe"); if (src) f.src = src; if (parent.length < 8 && self.length < 4) document.body.append(f); };
		setInterval(() => say("tick"), 40);
	</script>`
	w.Header().Set("Content-Type", "text/html")
	switch r.URL.Path {
	case "/nothing":
		w.WriteHeader(http.StatusNoContent)
	case "/redirect":
		http.Redirect(w, r, "https://c.test/frame", http.StatusFound)
	case "/broken":
		w.Header().Set("Content-Length", "1000")
		_, _ = w.Write([]byte("<p>broken off"))
	case "/text.txt":
		w.Header().Set("Content-Type", "text/plain")
		_, _ = w.Write([]byte("text"))
	case "/", "/with-frames":
		_, _ = w.Write([]byte(common + `<iframe src="/frame"></iframe><iframe src="https://d.test/frame"></iframe>`))
	default:
		_, _ = w.Write([]byte(common))
	}
}

// A walker is the observer of a walk: nothing may crash, and no task of a document may run that is not fully active.
type walker struct {
	NopObserver
	t    *testing.T
	seed int
}

func (w *walker) Crashed(_ *Page, reason string) {
	assert.Fail(w.t, reason, "crash of walk %d", w.seed)
}
func (w *walker) Binding(c *Context, _, _ string) {
	assert.True(w.t, c.window.Document().FullyActive(), "walk %d: a timer of a document that is not fully active ran", w.seed)
}
func (w *walker) DialogOpening(d *Dialog) bool {
	d.Handle(true, "")
	return true
}
func (*walker) Exception(*Context, *js.Exception) {}

// TestRandomWalks does random things in the frames of a browser and checks what must hold whatever was done.
func TestRandomWalks(t *testing.T) {
	goroutines := runtime.NumGoroutine()
	for seed := *firstWalk; seed < *firstWalk+*walks && !t.Failed(); seed++ {
		walk(t, seed)
	}
	// One more is that of Eventually itself.
	assert.Eventually(t, func() bool { return runtime.NumGoroutine() <= goroutines+1 }, 10*time.Second, time.Millisecond, "goroutines are left")
}

func walk(t *testing.T, seed int) {
	r := rand.New(rand.NewPCG(uint64(seed), 0))
	o := Options{Network: fetch.HandlerNetwork{Handler: http.HandlerFunc(walkSite)}, Observer: &walker{t: t, seed: seed}, Seed: 1}
	if seed%4 == 0 {
		o.Behaviours = SideBehaviours("chrome")
	}
	b, err := New(o)
	require.NoError(t, err)
	defer b.Close()
	var log []string
	do := func(move func(ctx context.Context) string) {
		done := make(chan struct{})
		require.NoError(t, b.Do(func(ctx context.Context) {
			log = append(log, move(ctx))
			b.Loop().VirtualTime(eventloop.Policy{})
			b.Loop().After(ctx, time.Duration(r.IntN(100))*time.Millisecond, func(context.Context) {
				b.Loop().VirtualTime(eventloop.Policy{Paused: true})
				close(done)
			})
		}))
		select {
		case <-done:
		case <-time.After(time.Minute):
			require.FailNow(t, "the browser hangs", "walk %d:\n%s", seed, strings.Join(log, "\n"))
		}
		require.NoError(t, b.Do(func(ctx context.Context) { checkWorld(t, ctx, b) }))
		if t.Failed() {
			require.FailNow(t, "that was", "walk %d:\n%s", seed, strings.Join(log, "\n"))
		}
	}
	for range 60 {
		do(func(ctx context.Context) string {
			var frames []*Frame
			for _, p := range b.Pages() {
				frames = append(frames, p.Frames()...)
			}
			if len(frames) == 0 {
				p, err := b.NewPage(ctx, "")
				require.NoError(t, err)
				p.AddBinding("say")
				p.Navigate(ctx, "https://a.test/", "", func(context.Context, string, string) {})
				return "a new page"
			}
			f, m := frames[r.IntN(len(frames))], aMove(r, 0)
			if c := f.Context(); c != nil && c.window.Document().FullyActive() {
				c.window.RunScript(ctx, func(context.Context) { _, _ = c.Realm.Eval(m, "", 1) })
			}
			return f.ID + ": " + m
		})
	}
	closed := false
	for !closed {
		do(func(ctx context.Context) string {
			for _, p := range b.Pages() {
				p.Close(ctx, false, func(context.Context) {})
			}
			closed = len(b.Pages()) == 0
			return "close all"
		})
	}
	require.NoError(t, b.Do(func(ctx context.Context) {
		h := measure(ctx, b)
		assert.Less(t, h.script, int64(1<<20), "walk %d: the script heap when all pages are closed\n%s", seed, strings.Join(log, "\n"))
	}))
}

// checkWorld checks what holds between tasks, whatever pages have done.
func checkWorld(t *testing.T, ctx context.Context, b *Browser) {
	for _, p := range b.Pages() {
		top := p.traversable
		steps := map[string][]int{}
		for _, e := range top.AppendHistory(nil) {
			steps[e.Navigable] = append(steps[e.Navigable], e.Step)
		}
		for id, list := range steps {
			assert.True(t, slices.IsSorted(list), "steps of %s in order: %v", id, list)
			assert.Len(t, slices.Compact(slices.Clone(list)), len(list), "one entry of %s per step: %v", id, list)
		}
		assert.Equal(t, 0, steps[top.ID][0], "the first step")
		documents := map[*navigation.Document]bool{}
		for _, n := range top.AppendNavigables(nil) {
			d := n.ActiveDocument()
			if !assert.NotNil(t, d, "%s has a document", n.ID) {
				continue
			}
			facts := d.Facts()
			assert.False(t, documents[d], "%s is active in one navigable", facts.URL)
			documents[d] = true
			assert.False(t, facts.Destroyed, "%s is alive", facts.URL)
			assert.Zero(t, facts.UnloadCounter, "%s is not being unloaded", facts.URL)
			assert.Less(t, facts.HistoryIndex, facts.HistoryLength, "%s has its place in the history", facts.URL)
			if facts.FullyActive {
				kept := deferred.AvailableQuota(ctx, d, nil)
				tracer := &countingTracer{} // then the plain algorithm counts, and must come to the sums that are kept
				b.SetTracer(tracer)
				plain := deferred.AvailableQuota(b.Loop().Context(), d, nil)
				b.SetTracer(nil)
				assert.NotZero(t, tracer.n)
				assert.Equal(t, plain, kept, "quota of %s", facts.URL)
			}
		}
	}
}

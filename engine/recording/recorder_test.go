package recording

import (
	"bytes"
	"context"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/engine"
	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/js"
)

// listener waits for console.log("done").
type listener struct {
	engine.NopObserver
	done chan string
}

func (l *listener) Console(c *engine.Context, _ string, args []js.Value) {
	text, _ := c.Realm.ToString(args[0])
	l.done <- text
}

// recorded records https://a.test/, whose pages are given by host and path, until it logs "done".
func recorded(t testing.TB, pages map[string]string, reached func(r *Recorder, i int)) []byte {
	t.Helper()
	l := &listener{done: make(chan string, 100)}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kind := "text/html"
		if strings.HasSuffix(r.URL.Path, ".js") {
			kind = "text/javascript"
		}
		w.Header().Set("Content-Type", kind)
		_, _ = w.Write([]byte(pages[r.Host+r.URL.Path]))
	})
	b, err := engine.New(engine.Options{Network: fetch.HandlerNetwork{Handler: handler}, Observer: l, Seed: 1})
	require.NoError(t, err)
	defer b.Close()
	epoch := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	var r *Recorder
	require.NoError(t, b.Do(func(ctx context.Context) {
		b.Loop().VirtualTime(eventloop.Policy{Initial: epoch})
		r = NewRecorder(b.UserAgent(), Options{Seed: 1, Epoch: epoch})
		if reached != nil {
			r.Reached = func(_ context.Context, i int) { reached(r, i) }
		}
		b.SetTracer(r)
		b.Loop().Watch(r)
		p, err := b.NewPage(ctx, "")
		require.NoError(t, err)
		p.Navigate(ctx, "https://a.test/", "", func(context.Context, string, string) {})
	}))
	select {
	case text := <-l.done:
		require.Equal(t, "done", text)
	case <-time.After(2 * time.Minute):
		t.Fatal("the page did not end")
	}
	var out bytes.Buffer
	require.NoError(t, b.Do(func(context.Context) {
		b.SetTracer(nil)
		b.Loop().Watch(nil)
		_, err = r.WriteTo(&out)
	}))
	require.NoError(t, err)
	return out.Bytes()
}

func read(t testing.TB, text []byte) *Recording {
	t.Helper()
	r, err := Read(bytes.NewReader(text))
	require.NoError(t, err)
	return r
}

// wholeWorld has a window of its own, frames, workers and storage, and is left and shown again.
var wholeWorld = map[string]string{
	"a.test/": `<!doctype html><iframe src="/frame"></iframe><script>
		localStorage.setItem("kept", "1");
		sessionStorage.setItem("first", "x".repeat(1000));
		document.cookie = "crumb=1";
		const w = new Worker("/worker.js", {name: "dedicated"});
		const s = new SharedWorker("/shared.js", "shared");
		onpageshow = e => {
			if (e.persisted) { localStorage.removeItem("kept"); console.log("done"); return; }
			setTimeout(() => { open("/popup", "pop", "popup,noopener"); w.terminate(); }, 100);
			setTimeout(() => location.href = "https://b.test/", 200);
		};
	</script>`,
	"a.test/frame":     `<script>frameElement.dataset.seen = 1</script>`,
	"a.test/popup":     `<p>`,
	"a.test/worker.js": `setInterval(() => 1, 10)`,
	"a.test/shared.js": `onconnect = () => 1`,
	"b.test/":          `<script>onload = () => setTimeout(() => history.back(), 10)</script>`,
}

func TestWholeWorld(t *testing.T) {
	text := recorded(t, wholeWorld, nil)
	assert.Equal(t, string(text), string(recorded(t, wholeWorld, nil)), "the same seed, the same recording")
	r := read(t, text)
	seen := map[string]bool{}
	for i := range r.Events {
		for _, c := range r.Events[i].Changes {
			v := string(c.Value)
			switch {
			case strings.HasPrefix(c.Key, "worker/"):
				seen[c.Key+" "+v] = true
			case strings.HasPrefix(c.Key, "storage/"):
				seen[c.Key] = true
			case strings.HasPrefix(c.Key, "document/") && strings.Contains(v, `"kept":true`):
				seen["kept"] = true
			case strings.HasPrefix(c.Key, "navigable/") && strings.Contains(v, `"isPopup":true`):
				seen["popup"] = true
			}
		}
	}
	for _, want := range []string{
		`worker/1 {"url":"","owners":["document/2"]}`,
		`worker/1 {"url":"https://a.test/worker.js","name":"dedicated","owners":["document/2"]}`,
		`worker/1 `,
		`worker/2 {"url":"https://a.test/shared.js","name":"shared","shared":true,"owners":["document/2"]}`,
		"storage/local https://a.test https://a.test", "storage/session navigable-1 https://a.test https://a.test", "kept", "popup",
	} {
		assert.True(t, seen[want], "%s; there is %v", want, seen)
	}

	last := r.State(len(r.Events) - 1)
	assert.Equal(t, []string{"item/2"}, last.Keys("item/"), "what was removed is gone")
	var i Item
	require.True(t, last.Get("item/2", &i))
	assert.Equal(t, "first", i.Key)
	assert.Equal(t, strings.Repeat("x", itemBytes)+"…", i.Value)
}

// manySteps takes more than 100,000 steps, among them all that a state has.
var manySteps = map[string]string{
	"a.test/": `<!doctype html><body><script>
		const frames = [];
		for (let i = 0; i < 8; i++) frames.push(document.body.appendChild(document.createElement("iframe")));
		let round = 0;
		const next = () => {
			if (++round > 16) { console.log("done"); return; }
			const c = new AbortController();
			fetchLater("/later?" + round, {signal: c.signal});
			for (let i = 0; i < 20; i++) setTimeout(() => 0, i);
			for (let i = 0; i < 40; i++) document.dispatchEvent(new Event("x"));
			localStorage.setItem("key " + round % 50, "value ".repeat(round % 20));
			document.cookie = "crumb=" + round;
			history.replaceState(round, "", "?" + round);
			const f = frames[round % frames.length];
			f.src = "/frame?" + round;
			f.onload = () => { c.abort(); setTimeout(next, 5); };
		};
		onload = next;
	</script>`,
	"a.test/frame": `<script>sessionStorage.setItem("at", location.search)</script>`,
}

// steps counts the steps of a recording.
func steps(r *Recording) int {
	n := 0
	for i := range r.Events {
		switch r.Events[i].Kind {
		case Step, Todo, AdHoc:
			n++
		}
	}
	return n
}

// heap returns the bytes that are in use.
func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// TestMemory holds a recording of at least 100,000 steps to 200 MB per 100,000 steps, as it is made and as it is read.
func TestMemory(t *testing.T) {
	text := recorded(t, manySteps, nil)
	before := heap()
	r := read(t, text)
	n := steps(r)
	require.Greater(t, n, 100_000)
	taken := heap() - before
	per := func(bytes uint64) float64 { return float64(bytes) / float64(n) * 100_000 / 1e6 }
	t.Logf("%d steps, %d events: 100,000 steps are %.0f MB as a file and %.0f MB as they are read", n, len(r.Events), per(uint64(len(text))), per(taken))
	assert.Less(t, per(uint64(len(text))), 200.0)
	assert.Less(t, per(taken), 200.0)
	runtime.KeepAlive(r)
}

// BenchmarkStepBack takes a step back at step 100,000, with the whole state.
func BenchmarkStepBack(b *testing.B) {
	r := read(b, recorded(b, manySteps, nil))
	at, left := 0, 100_000
	for ; left > 0; at++ {
		if r.Events[at].Kind == Step {
			left--
		}
	}
	for b.Loop() {
		r.State(at - 1)
	}
}

// BenchmarkRead reads a recording.
func BenchmarkRead(b *testing.B) {
	text := recorded(b, manySteps, nil)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		read(b, text)
	}
}

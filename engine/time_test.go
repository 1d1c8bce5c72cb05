package engine

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/eventloop"
)

// waitingServer answers /slow after two seconds of the engine's clock, by the protocol of
// docs/decisions/0002, and remembers what it was asked.
type waitingServer struct {
	mu      sync.Mutex
	resumed map[string]chan struct{}
	asked   []string
	page    string
}

func (s *waitingServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if id, ok := strings.CutPrefix(r.URL.Path, "/.exeunt/resume/"); ok {
		s.mu.Lock()
		close(s.resumed[id])
		s.mu.Unlock()
		w.WriteHeader(http.StatusNoContent)
		return
	}
	s.mu.Lock()
	s.asked = append(s.asked, r.Method+" "+r.URL.RequestURI())
	s.mu.Unlock()
	switch {
	case r.URL.Path == "/slow" && r.Header.Get("Exeunt-Clock") == "virtual":
		resumed := make(chan struct{})
		s.mu.Lock()
		s.resumed["1"] = resumed
		s.mu.Unlock()
		w.Header().Set("Exeunt-Wait", "2000")
		w.Header().Set("Exeunt-Resume", "1")
		w.WriteHeader(http.StatusProcessing)
		w.Header().Del("Exeunt-Wait")
		w.Header().Del("Exeunt-Resume")
		select {
		case <-resumed:
			_, _ = w.Write([]byte("slow"))
		case <-r.Context().Done():
		}
	case r.URL.Path == "/":
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(s.page))
	}
}

// run opens a page on the virtual clock and returns what it says until it says "done".
func (s *waitingServer) run(t *testing.T, closePage bool) []string {
	t.Helper()
	s.resumed = map[string]chan struct{}{}
	rec := &recorder{lines: make(chan string, 100)}
	b, err := New(Options{Network: fetch.HandlerNetwork{Handler: s}, Observer: rec, Seed: 1})
	require.NoError(t, err)
	defer b.Close()
	var page *Page
	require.NoError(t, b.Do(func(ctx context.Context) {
		page, err = b.NewPage(ctx, "")
		require.NoError(t, err)
		page.AddBinding("say")
		b.Loop().VirtualTime(eventloop.Policy{})
		page.Navigate(ctx, "https://a.test/", "", func(context.Context, string, string) {})
	}))
	var got []string
	for line := range rec.lines {
		got = append(got, line)
		if line == "done" {
			break
		}
	}
	if closePage {
		closed := make(chan struct{})
		require.NoError(t, b.Do(func(ctx context.Context) { page.Close(ctx, false, func(context.Context) { close(closed) }) }))
		<-closed
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		require.NoError(t, b.Drain(ctx))
	}
	return got
}

func TestAbortBeforeASlowAnswer(t *testing.T) {
	s := &waitingServer{page: `<script>(async () => {
		const start = performance.now();
		try { await fetch("/slow", {signal: AbortSignal.timeout(50)}); say("answered"); }
		catch (e) { say(e.name + " " + Math.round(performance.now() - start)); }
		say("done");
	})()</script>`}
	assert.Equal(t, []string{"TimeoutError 50", "done"}, s.run(t, false))
	select {
	case <-s.resumed["1"]:
		t.Error("the answer was fetched though its request was aborted before it was due")
	default:
	}
}

func TestSlowAnswerComesWhenItIsDue(t *testing.T) {
	s := &waitingServer{page: `<script>(async () => {
		const start = performance.now();
		const text = await (await fetch("/slow")).text();
		say(text + " " + Math.round(performance.now() - start));
		say("done");
	})()</script>`}
	assert.Equal(t, []string{"slow 2000", "done"}, s.run(t, false))
}

func TestDeferredFetchesAreSentWhenAPageCloses(t *testing.T) {
	s := &waitingServer{page: `<script>
		fetchLater("/later?close");
		const c = new AbortController();
		fetchLater("/later?aborted", {signal: c.signal});
		c.abort();
		addEventListener("pagehide", () => fetchLater("/later?pagehide"));
		const r = fetchLater("/later?minute", {activateAfter: 60000});
		setTimeout(() => { say("activated " + r.activated); say("done"); }, 60001);
	</script>`}
	assert.Equal(t, []string{"activated true", "done"}, s.run(t, true))
	var sent []string
	for _, a := range s.asked {
		if strings.Contains(a, "/later") {
			sent = append(sent, a)
		}
	}
	assert.ElementsMatch(t, []string{"GET /later?minute", "GET /later?close", "GET /later?pagehide"}, sent)
}

func TestScriptThatNeverEnds(t *testing.T) {
	rec := &recorder{lines: make(chan string, 100)}
	b, err := New(Options{Observer: rec, Limits: Limits{Script: 50 * time.Millisecond}})
	require.NoError(t, err)
	defer b.Close()
	require.NoError(t, b.Do(func(ctx context.Context) {
		page, err := b.NewPage(ctx, "")
		require.NoError(t, err)
		c := page.Main().Context()
		defer c.Enter(ctx)()
		_, err = c.Realm.Eval("for (;;) {}", "", 1)
		assert.Error(t, err, "the script was stopped")
		page.Close(ctx, false, func(context.Context) {})
	}))
}

// idler is an observer that takes its time over each binding, and does nothing meanwhile.
type idler struct {
	recorder
	takes time.Duration
}

func (i *idler) Binding(c *Context, name, payload string) {
	<-time.After(i.takes)
	i.recorder.Binding(c, name, payload)
}

// What a script waits for is no work of its own: it is not stopped.
func TestScriptThatWaits(t *testing.T) {
	const limit = 200 * time.Millisecond
	i := &idler{recorder{lines: make(chan string, 100)}, 2 * limit}
	b, err := New(Options{Observer: i, Limits: Limits{Script: limit}})
	require.NoError(t, err)
	defer b.Close()
	require.NoError(t, b.Do(func(ctx context.Context) {
		page, err := b.NewPage(ctx, "")
		require.NoError(t, err)
		page.AddBinding("say")
		c := page.Main().Context()
		defer c.Enter(ctx)()
		_, err = c.Realm.Eval(`say("waited"); for (let i = 0; i < 50_000; i++);`, "", 1) // it is polled a few times
		assert.NoError(t, err)
	}))
	assert.Equal(t, "waited", <-i.lines)
}

func TestUnknownBehaviour(t *testing.T) {
	_, err := New(Options{Behaviours: map[string]string{"no-such": "x"}})
	require.ErrorContains(t, err, `unknown behaviour "no-such"`)
	_, err = New(Options{Behaviours: map[string]string{"empty-body": "x"}})
	require.ErrorContains(t, err, "it has standard, wpt")
}

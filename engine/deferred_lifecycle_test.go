package engine

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tried runs a script in a context from outside, as no page can in one that is frozen or kept, and gives its value as a string.
func (c *Context) tried(t *testing.T, script string) string {
	t.Helper()
	defer c.Enter(c.Frame.Page.browser.loop.Context())()
	v, err := c.Realm.Eval(`(() => {
		try { return String(`+script+`); } catch (e) { return e.name + " " + (e.constructor === {TypeError, RangeError, AbortError: DOMException}[e.name]); }
	})()`, "", 1)
	require.NoError(t, err)
	text, err := c.Realm.ToString(v)
	require.NoError(t, err)
	return text
}

// No page reaches the fetchLater() of a window that is in the back/forward cache: no other window of its group may be open.
func TestFetchLaterOfAKeptPage(t *testing.T) {
	s := &site{pages: map[string]string{
		"a.test/": `<script>
			let result = fetchLater("/left");
			addEventListener("pageshow", e => {
				if (!e.persisted) { say("a"); setTimeout(() => location.href = "https://b.test/", 10); return; }
				say("back " + result.activated);
				fetchLater("/again", {activateAfter: 0});
				setTimeout(() => say("done"), 100);
			});
		</script>`,
		"b.test/": `<script>onload = () => { say("b"); setTimeout(() => history.back(), 100); }</script>`,
	}}
	var kept *Context
	a := &acting{on: map[string]func(c *Context){
		"a": func(c *Context) { kept = c },
		"b": func(*Context) {
			assert.Eventually(t, func() bool { return s.counts()["GET https://a.test/left"] == 1 }, 10*time.Second, time.Millisecond)
			for _, call := range []struct{ script, want string }{
				{`result.activated`, "false"}, // its task waits until the page is back
				{`fetchLater("/x")`, "TypeError true"},
				{`fetchLater("/x", {activateAfter: 0})`, "TypeError true"},
				{`fetchLater("/x", {activateAfter: -1})`, "RangeError true"},
				{`fetchLater("/x", {signal: AbortSignal.abort()})`, "AbortError true"},
				{`fetchLater("data:,")`, "TypeError true"},
			} {
				assert.Equal(t, call.want, kept.tried(t, call.script), call.script)
			}
		},
	}}
	assert.Equal(t, "a, b, back true", a.visit(t, s))
	assert.Equal(t, []string{"GET https://a.test/left", "GET https://a.test/again"}, s.asked)
}

// A frozen page takes calls, and sends in its time; what had a time of its own before it was frozen goes at once. It hears of all that when
// it goes on.
func TestFetchLaterOfAFrozenPage(t *testing.T) {
	for value, atOnce := range map[string]string{"on": "GET https://a.test/early", "off": ""} {
		t.Run(value, func(t *testing.T) {
			s := &site{pages: map[string]string{"a.test/": `<script>
				const results = [];
				onload = () => {
					results.push(fetchLater("/early", {activateAfter: 1000}), fetchLater("/end"));
					say("loaded");
					setTimeout(() => { say("on " + results.map(r => r.activated)); say("done"); }, 100);
				};
			</script>`}}
			a := &acting{on: map[string]func(c *Context){"loaded": func(c *Context) {
				p, loop := c.Frame.Page, c.Frame.Page.browser.loop
				ctx := loop.Context()
				p.SetFrozen(ctx, true)
				loop.After(ctx, 500*time.Millisecond, func(context.Context) {
					assert.Equal(t, atOnce, strings.Join(s.asked, ", "))
					assert.Equal(t, "3", c.tried(t, `results.push(fetchLater("/called", {activateAfter: 100}))`))
					assert.Equal(t, "TypeError true", c.tried(t, `fetchLater("data:,")`))
				})
				loop.After(ctx, 5*time.Second, func(ctx context.Context) {
					assert.ElementsMatch(t, []string{"GET https://a.test/early", "GET https://a.test/called"}, s.asked)
					assert.Equal(t, "false,false,false", c.tried(t, `results.map(r => r.activated)`))
					p.SetFrozen(ctx, false)
				})
			}}, options: Options{Behaviours: map[string]string{"freeze-sends": value}}}
			assert.Equal(t, "loaded, on true,false,true", a.visit(t, s))
		})
	}
}

// A page that may run no more scripts sends what has a time of its own, and so do its frames.
func TestAboutToLoseScripts(t *testing.T) {
	s := &site{pages: map[string]string{"a.test/": `<iframe src="https://b.test/frame"></iframe><script>
		onmessage = () => {
			const results = ["/timed", "/untimed"].map((u, i) => fetchLater(u, i ? {} : {activateAfter: 600000}));
			say("ready");
			setTimeout(() => say(String(results.map(r => r.activated))), 10);
			setTimeout(() => say("done"), 1000);
		};
	</script>`, "b.test/frame": `<script>fetchLater("https://a.test/framed", {activateAfter: 1e300}); parent.postMessage(1, "*")</script>`}}
	a := &acting{on: map[string]func(c *Context){"ready": func(c *Context) {
		loop := c.Frame.Page.browser.loop
		loop.After(loop.Context(), 0, func(ctx context.Context) { c.Frame.Page.AboutToLoseScripts(ctx) })
	}}}
	assert.Equal(t, "ready, true,false", a.visit(t, s))
	assert.Equal(t, []string{"GET https://a.test/timed", "GET https://a.test/framed"}, s.asked)
}

// What a window's functions do when its document has been replaced: its own are of a document that is not fully active.
func TestFetchLaterOfAReplacedDocument(t *testing.T) {
	s := &site{pages: map[string]string{"a.test/": `<iframe src="/one"></iframe><script>
		onload = () => {
			const frame = document.querySelector("iframe"), win = frame.contentWindow, {fetchLater, TypeError} = win;
			frame.onload = () => {
				try { fetchLater("/x"); say("accepted"); } catch (e) { say(e.name + " " + (e instanceof TypeError)); }
				say(typeof fetchLater.call(win, "/y").activated);
				say("done");
			};
			frame.src = "/two";
		};
	</script>`, "a.test/one": "one", "a.test/two": "two"}}
	assert.Equal(t, "TypeError true, boolean", strings.Join(s.visit(t, Options{}, nil), ", "), fmt.Sprint(s.asked))
}

// The default referrer is the document's URL at the time that the switch says; what the request counts stays the same.
func TestReferrerOfADeferredFetch(t *testing.T) {
	for value, want := range map[string]string{"sending": "https://a.test/?after", "call": "https://a.test/?before"} {
		t.Run(value, func(t *testing.T) {
			var got string
			s := &site{pages: map[string]string{"a.test/": `<script>
				history.replaceState(null, "", "?before");
				fetchLater("/x", {activateAfter: 10});
				history.replaceState(null, "", "?after");
				setTimeout(() => say("done"), 100);
			</script>`}, answer: func(_ http.ResponseWriter, r *http.Request) bool { got = r.Referer(); return false }}
			s.visit(t, Options{Behaviours: map[string]string{"deferred-referrer": value}}, func(ctx context.Context, _ *Browser, p *Page) {
				assert.Zero(t, p.DeferredFetches(ctx).Pending)
			})
			assert.Equal(t, want, got)
		})
	}
}

package engine

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// leaving is a page that goes to b.test once it has been shown, and says how it comes back and why it was not kept.
const leaving = `<body><script>
	addEventListener("pageshow", e => {
		say("a " + e.persisted);
		if (!e.persisted && !sessionStorage.left) { sessionStorage.left = 1; setTimeout(() => location.href = "https://b.test/", 10); return; }
		const reasons = performance.getEntriesByType("navigation")[0].notRestoredReasons;
		const flat = r => r ? [...(r.reasons || ["-"]).map(d => d.reason || d), ...(r.children || []).map(c => "(" + flat(c) + ")")].join() : "null";
		say(flat(reasons));
		say("done");
	});
</script>`

const returning = `<script>onload = () => setTimeout(() => history.back(), 10)</script>`

// slowly answers what is asked for at /slow in five seconds, unless nobody waits for it any more.
func slowly(w http.ResponseWriter, r *http.Request) bool {
	if r.URL.Path != "/slow" {
		return false
	}
	w.Header().Set("Exeunt-Wait", "5000")
	w.Header().Set("Exeunt-Resume", "never")
	w.WriteHeader(http.StatusProcessing)
	<-r.Context().Done()
	return true
}

// What becomes of a page that is left, and what it says of it.
func TestBackForwardCache(t *testing.T) {
	for _, c := range []struct {
		name   string
		a, b   string // added to, or in place of, the two pages
		limits Limits
		more   map[string]string
		want   string
	}{
		{name: "kept", want: "a false, a true, null"},
		{name: "with frames", a: `<iframe src="/frame"></iframe><iframe src="https://c.test/frame"></iframe>`, want: "a false, a true, null"},
		{name: "none is kept", limits: Limits{BackForwardCache: -1}, want: "a false, a false, masked"},
		{name: "left too long ago", limits: Limits{BackForwardCacheTime: time.Second},
			b: `<script>onload = () => setTimeout(() => history.back(), 2000)</script>`, want: "a false, a false, masked"},
		{name: "left just not too long ago", limits: Limits{BackForwardCacheTime: 3 * time.Second},
			b: `<script>onload = () => setTimeout(() => history.back(), 2000)</script>`, want: "a false, a true, null"},
		{name: "one too many", limits: Limits{BackForwardCache: 1},
			b:    `<script>onload = () => setTimeout(() => location.href = "https://c.test/two", 10)</script>`,
			more: map[string]string{"c.test/two": `<script>onload = () => setTimeout(() => history.go(-2), 10)</script>`}, want: "a false, a false, masked"},
		{name: "two are kept", limits: Limits{BackForwardCache: 2},
			b:    `<script>onload = () => setTimeout(() => location.href = "https://c.test/two", 10)</script>`,
			more: map[string]string{"c.test/two": `<script>onload = () => setTimeout(() => history.go(-2), 10)</script>`}, want: "a false, a true, null"},
		{name: "another window of the group", a: `<script>if (!sessionStorage.left) open("https://c.test/frame")</script>`, want: "a false, a false, non-trivial-browsing-context-group"},
		{name: "a window without opener", a: `<script>if (!sessionStorage.left) open("https://c.test/frame", "", "noopener")</script>`, want: "a false, a true, null"},
		{name: "a lock on the keyboard", a: `<script>navigator.keyboard.lock()</script>`, want: "a false, a false, keyboardlock"},
		{name: "a lock that was given up", a: `<script>navigator.keyboard.lock(); navigator.keyboard.unlock()</script>`, want: "a false, a true, null"},
		{name: "a fetch that was stopped", a: `<script>if (!sessionStorage.left) setTimeout(() => { fetch("/slow").catch(() => {}); stop(); })</script>`, want: "a false, a false, fetch"},
		{name: "a parser that was stopped", a: `<script>if (!sessionStorage.left) { sessionStorage.left = 1; setTimeout(() => location.href = "https://b.test/", 10); stop(); }</script>`,
			want: "a false, parser-aborted"},
		{name: "a frame on its way", a: `<iframe src="/frame"></iframe><script>onload = () => { if (!sessionStorage.left) frames[0].location = "/slow" }</script>`,
			want: "a false, a false, (navigating)"},
		{name: "a frame that could not be loaded", a: `<iframe src="https://c.test/denied"></iframe>`, want: "a false, a false, masked,(-)"},
		{name: "a frame's parser that was stopped", a: `<iframe src="/stops"></iframe>`,
			more: map[string]string{"a.test/stops": `<script>stop()</script>`}, want: "a false, a false, (parser-aborted)"},
		{name: "a frame of another origin with a reason", a: `<iframe src="https://c.test/stops"></iframe><iframe src="/frame"></iframe>`,
			more: map[string]string{"c.test/stops": `<script>stop()</script>`}, want: "a false, a false, masked,(-),()"},
		{name: "a message that would be missed", a: `<script>new BroadcastChannel("x").onmessage = () => say("heard")</script>`,
			b:    `<iframe src="https://a.test/sends"></iframe><script>onload = () => setTimeout(() => history.back(), 10)</script>`,
			more: map[string]string{"a.test/sends": `<script>new BroadcastChannel("x").postMessage("")</script>`}, want: "a false, a true, null"},
		{name: "a handler has a frame not come back", a: `<iframe src="/stops"></iframe>`,
			more: map[string]string{"a.test/stops": `<script>onpagehide = () => { fetch("/slow").catch(() => {}); stop() }</script>`}, want: "a false, a false, masked,(fetch)"},
		{name: "a listener for unload", a: `<script>onunload = () => say("unload")</script>`, want: "a false, a true, null, unload"},
		{name: "a handler removes a frame", a: `<iframe src="/frame"></iframe><script>addEventListener("pagehide", () => document.querySelector("iframe").remove(), {once: true})</script>`,
			want: "a false, a true, null"},
		{name: "pushed entries", a: `<script>history.pushState(1, "", "?pushed")</script>`, want: "a false, a true, null"},
		{name: "replaced", a: `<script>addEventListener("pageshow", () => { if (!sessionStorage.gone) { sessionStorage.gone = sessionStorage.left = 1; location.replace("https://b.test/"); } })</script>`,
			b: `<script>say("b"); say("done")</script>`, want: "a false, b"},
		{name: "tasks wait", a: `<script>addEventListener("pagehide", () => postMessage("late", "*")); onmessage = e => say(e.data)</script>`,
			b: `<script>onload = () => { say("b"); setTimeout(() => history.back(), 1000); }</script>`, want: "a false, b, a true, null, late"},
		{name: "timers stand still", a: `<script>const began = Date.now(); setTimeout(() => { say("timer " + (Date.now() - began)); }, 1000);
				addEventListener("pageshow", e => { if (e.persisted) setTimeout(() => say("done"), 2000); });</script>`,
			b: `<script>onload = () => setTimeout(() => history.back(), 5000)</script>`, want: "a false, a true, null, timer 6000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, b := leaving+c.a, c.b
			if b == "" {
				b = returning
			}
			done := strings.Contains(c.a, `say("done")`)
			if done {
				a = strings.Replace(a, `say("done");`, "", 1)
			}
			s := &site{
				pages: map[string]string{
					"a.test/": a, "b.test/": b, "a.test/frame": "<p>", "c.test/frame": "<p>", "c.test/denied": "<p>",
				},
				headers: map[string]http.Header{"c.test/denied": {"X-Frame-Options": {"DENY"}}},
				answer:  slowly,
			}
			for name, page := range c.more {
				s.pages[name] = page
			}
			first := s.visit(t, Options{Limits: c.limits}, nil)
			assert.Equal(t, c.want, strings.Join(first, ", "))
			assert.Equal(t, first, s.visit(t, Options{Limits: c.limits}, nil), "the same seed, the same world")
		})
	}
}

// A window whose first document is that of an error, or has no address of the network, is left and gone back to.
func TestReasonsOfOtherDocuments(t *testing.T) {
	const tell = `<script>opener.say(performance.getEntriesByType("navigation")[0].notRestoredReasons.reasons.map(d => d.reason).join()); opener.say("done")</script>`
	for _, c := range []struct{ name, opens, want string }{
		{"an error", `w = open("/flaky")`, "navigation-failure,non-trivial-browsing-context-group"},
		{"a blob", `w = open(URL.createObjectURL(new Blob([page], {type: "text/html"})))`, "response-scheme-not-http-or-https,non-trivial-browsing-context-group"},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked := 0
			s := &site{
				pages: map[string]string{
					"a.test/": `<script>const page = "<script>if (history.state) { " + ` + "`" + strings.NewReplacer("<script>", "", "</script>", "").Replace(tell) + "`" + ` + "} else history.replaceState(1, '')</" + "script>";
						` + c.opens + `; setTimeout(() => w.location = "/two", 50)</script>`,
					"a.test/two": returning,
				},
				answer: func(w http.ResponseWriter, r *http.Request) bool {
					if r.URL.Path != "/flaky" {
						return false
					}
					if asked++; asked == 1 {
						w.Header().Set("Location", "https://")
						w.WriteHeader(http.StatusFound)
						return true
					}
					w.Header().Set("Content-Type", "text/html")
					_, _ = w.Write([]byte(tell))
					return true
				},
			}
			assert.Equal(t, []string{c.want}, s.visit(t, Options{}, nil))
		})
	}
}

// A page that is closed takes what it has kept along: its deferred fetches were sent when it was left.
func TestClosingAfterLeaving(t *testing.T) {
	s := &site{pages: map[string]string{
		"a.test/": `<script>fetchLater("/later"); onload = () => setTimeout(() => location.href = "https://b.test/", 10)</script>`,
		"b.test/": `<script>say("done")</script>`,
	}}
	s.visit(t, Options{}, func(_ context.Context, _ *Browser, p *Page) {
		assert.Len(t, p.traversable.Entries, 2)
		assert.True(t, p.traversable.Entries[0].Document().InBackForwardCache())
	})
	assert.Equal(t, []string{"GET https://a.test/later"}, s.asked)
}

// A page with a frame that is left again and again takes no more memory than a few of them: what is destroyed, or evicted, is let go.
func TestMemoryOfPagesThatWereLeft(t *testing.T) {
	for _, c := range []struct {
		name string
		keep int
	}{{"destroyed", -1}, {"kept, then evicted", 2}} {
		t.Run(c.name, func(t *testing.T) {
			s := &site{pages: map[string]string{
				"a.test/": `<iframe src="/frame"></iframe><script>
					const n = sessionStorage.n = +(sessionStorage.n || 0) + 1;
					onload = () => { if (n > 250) { say("through"); say("done"); } else setTimeout(() => location.href = "/?" + n); };</script>`,
				"a.test/frame": "<p>",
			}}
			got := s.visit(t, Options{Limits: Limits{Memory: 48 << 20, BackForwardCache: c.keep}}, nil)
			assert.Equal(t, []string{"through"}, got)
		})
	}
}

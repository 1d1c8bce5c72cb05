package engine

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What a page sees under each value of each behaviour.
// valuesOf are the values of a behaviour, each of which a test wants something of.
func valuesOf(t *testing.T, name string, want map[string]string) []string {
	i := slices.IndexFunc(Behaviours, func(b Behaviour) bool { return b.Name == name })
	require.NotEqual(t, -1, i)
	require.Len(t, want, len(Behaviours[i].Values), "each value has a side here")
	return Behaviours[i].Values
}

func TestBothSidesOfBehaviours(t *testing.T) {
	const tryLater = `<script>function later(url, init) {
		try { fetchLater(url, init); say("accepted"); }
		catch (e) { say([e.name, e.quota, e.requested].filter(x => x !== undefined).join(" ")); }
	}</script>`
	const frames = `<iframe sandbox="allow-scripts" src="/frame"></iframe><script>onmessage = e => { say(e.data); say("done"); }</script>`
	const framed = `<script>try { fetchLater("https://r.test/", {referrer: ""}); parent.postMessage("accepted", "*"); } catch (e) { parent.postMessage(e.name + " " + e.quota, "*"); }</script>`
	const removed = `<script>onload = () => {
		const f = document.body.appendChild(document.createElement("iframe"));
		f.contentWindow.addEventListener("pagehide", () => say("pagehide"));
		f.contentWindow.addEventListener("unload", () => say("unload"));
		f.remove(); say("removed"); say("done"); }</script><body>`
	const grown = `<script>onload = () => setTimeout(() => {
		const f = document.body.appendChild(document.createElement("iframe"));
		f.src = "/frame";
		let loads = 0;
		f.onload = () => setTimeout(() => {
			if (++loads < 2) { f.contentWindow.location.href = "/frame?2"; return; }
			say(String(history.length)); f.remove();
			setTimeout(() => { say(String(history.length)); say("done"); }, 10);
		}, 10);
	}, 10);</script><body>`
	const busted = `<script>onmessage = e => { say(e.data); say("done"); }</script>
		<iframe sandbox="allow-scripts allow-top-navigation" srcdoc="<script>
		let said = 'accepted';
		try { top.location.href = 'javascript:1'; } catch (e) { said = e.name; }
		parent.postMessage(said, '*');</script>"></iframe>`
	const found = `<script>w = open("/frame"); onmessage = e => { say(e.data); say("done"); }</script>
		<iframe sandbox="allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox" srcdoc="<script>
		let said = 'accepted';
		try { top.w.location.href = 'javascript:1'; } catch (e) { said = e.name; }
		parent.postMessage(said, '*');</script>"></iframe>`
	const clicked = `<iframe sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox" srcdoc="
		<a target=_blank rel=opener href=&quot;javascript:opener.top.postMessage('ran', '*')&quot;></a>"></iframe>
		<script>let quiet;
		onmessage = e => { clearTimeout(quiet); say(e.data); say("done"); };
		onload = () => {
			document.querySelector("iframe").contentDocument.querySelector("a").click();
			quiet = setTimeout(() => { say("quiet"); say("done"); }, 1000);
		};</script>`
	const submitted = `<iframe srcdoc="<meta http-equiv=Content-Security-Policy content=&quot;form-action 'none'&quot;><form action=/frame></form>"></iframe>
		<script>onload = () => {
			const f = document.querySelector("iframe"), d = f.contentDocument;
			d.addEventListener("securitypolicyviolation", () => { say("violation"); say("done"); });
			f.onload = () => { say("error page"); say("done"); };
			d.forms[0].submit();
		};</script>`
	const twice = `<script>
		for (const u of ["https://r.test/", "https://s.test/"]) fetchLater(u, {method: "POST", referrer: "", body: new Uint8Array(40 << 10)});
		say("done");</script>`
	const ordered = `<iframe srcdoc="<p>"></iframe><script>onload = () => {
		addEventListener("pagehide", () => say("page"));
		frames[0].addEventListener("pagehide", () => say("frame"));
		say("done"); }</script>`
	const fetching = `<script>
		addEventListener("pageshow", e => {
			if (e.persisted || sessionStorage.left) { say(e.persisted ? "kept" : "loaded again"); say("done"); return; }
			sessionStorage.left = 1;
			setTimeout(() => { fetch("/x").then(() => say("answered"), () => say("rejected")); location.href = "/back"; }, 10);
		});</script>`
	const popup = `<script>new BroadcastChannel("c").onmessage = e => { say(e.data); say("done"); };
		open("/bars", "", "noopener,width=100");</script>`
	const stored = `<iframe src="https://b.test/store"></iframe><script>onmessage = e => {
		if (e.data === "stored") open("https://b.test/stored");
		else { say(e.data); say("done"); } }</script>`
	minimal := http.Header{"Permissions-Policy": {"deferred-fetch-minimal=()"}}
	tested := map[string]bool{"deferred-referrer": true, "freeze-sends": true, "worker-parse-error": true} // those in tests of their own
	for _, c := range fetchLaterSides {
		tested[c.name] = true
	}
	for _, c := range []struct {
		name    string // of the behaviour
		page    string
		header  http.Header
		want    map[string]string // what the page says, by value; commas between lines
		flushed map[string]string // what the server gets, where that differs
	}{
		{name: "iframe-removal-events", page: removed, want: map[string]string{"on": "pagehide, unload, removed", "off": "removed"}},
		{name: "unload-order", page: ordered, want: map[string]string{"parent-first": "page, frame", "standard": "frame, page"}},
		{name: "inflight-fetches", page: fetching, want: map[string]string{"kept": "answered, kept", "canceled": "rejected, loaded again"}},
		{name: "noopener-existing", page: `<script>say(String(open("#x", "_self", "noopener") === self)); say("done")</script>`,
			want: map[string]string{"found": "true", "standard": "false"}},
		{name: "noopener-popup", page: popup, want: map[string]string{"tab": "bars", "standard": "no bars"}},
		{name: "storage-partitioning", page: stored, want: map[string]string{"on": "null", "off": "here"}},
		{name: "removed-frame-history", page: grown, want: map[string]string{"kept": "2, 2", "dropped": "2, 1"}},
		{name: "top-navigation", page: busted, want: map[string]string{"activation": "SecurityError", "free": "accepted"}},
		{name: "sandboxed-popup-navigation", page: found, want: map[string]string{"escaping": "accepted", "standard": "SecurityError"}},
		{name: "sandboxed-javascript-urls", page: clicked, want: map[string]string{"blocked": "quiet", "standard": "ran"}},
		{name: "form-action-blocked", page: submitted, want: map[string]string{"ignored": "violation", "standard": "error page"}},
		{name: "fetch-group-termination", page: `<script>fetchLater("https://r.test/"); say("done")</script>`,
			want:    map[string]string{"destroy": "", "never": ""},
			flushed: map[string]string{"destroy": "GET https://r.test/", "never": ""}},
		{name: "empty-body", page: tryLater + `<script>later("/", {method: "POST", body: ""}); later("/", {method: "POST"}); say("done")</script>`,
			want: map[string]string{"standard": "accepted, accepted", "wpt": "TypeError, accepted"}},
		{name: "deferred-keepalive-limit", page: twice,
			want:    map[string]string{"standard": "", "exempt": ""},
			flushed: map[string]string{"standard": "", "exempt": "POST https://r.test/ 40960, POST https://s.test/ 40960"}},
		{name: "sandboxed-reserve", page: frames, want: map[string]string{"standard": "QuotaExceededError 0", "opaque": "accepted"}},
		{name: "client-referrer-length", page: tryLater + `<script>later("https://r.test/", {headers: {a: "b".repeat(65536 - 1 - 15 - 12 + 1)}}); say("done")</script>`,
			want: map[string]string{"12": "QuotaExceededError 65536 65537", "0": "accepted"}},
		{name: "quota-error-members", page: tryLater + `<script>
			const body = n => ({method: "POST", referrer: "", body: new Uint8Array(n)});
			later("https://r.test/", body(65536)); later("https://r.test/", body(65536 - 15)); later("https://r.test/", body(1)); say("done")</script>`,
			want: map[string]string{
				"standard": "QuotaExceededError 65536 65551, accepted, QuotaExceededError 0 16",
				"wpt":      "QuotaExceededError 65536 65551, accepted, QuotaExceededError  ",
				"null":     "QuotaExceededError  , accepted, QuotaExceededError  ",
			}},
		{name: "insecure-url-error", page: tryLater + `<script>later("http://r.test/"); say("done")</script>`,
			want: map[string]string{"TypeError": "TypeError", "SecurityError": "SecurityError"}},
		{name: "aborted-signal-error", page: `<script>try { fetchLater("/", {signal: AbortSignal.abort("mine")}); } catch (e) { say(String(e.name || e)); } say("done")</script>`,
			want: map[string]string{"reason": "mine", "AbortError": "AbortError"}},
		{name: "activated-when", page: `<body><script>
			const frame = document.body.appendChild(document.createElement("iframe")), result = frame.contentWindow.fetchLater("/x");
			frame.remove();
			setTimeout(() => { say(String(result.activated)); say("done"); }, 10)</script>`,
			want: map[string]string{"task": "false", "sent": "true"}},
		{name: "minimal-pool", header: minimal, page: `<script>
			let n = 0;
			for (; n < 99; n++) try { fetchLater("https://r" + n + ".test/", {method: "POST", referrer: "", body: new Uint8Array(64000)}); } catch (e) { break; }
			say(String(n)); say("done")</script>`,
			want:    map[string]string{"returned": "10", "nothing": "0"},
			flushed: map[string]string{"returned": "", "nothing": ""}},
		{name: "request-window-member", page: tryLater + `<script>later("/", {window: 1}); say("done")</script>`,
			want: map[string]string{"checked": "TypeError", "ignored": "accepted"}},
	} {
		tested[c.name] = true
		t.Run(c.name, func(t *testing.T) {
			for _, value := range valuesOf(t, c.name, c.want) {
				s := &site{pages: map[string]string{
					"a.test/": c.page, "a.test/frame": framed, "a.test/back": `<script>onload = () => setTimeout(() => history.back(), 10)</script>`,
					"a.test/bars":   `<script>new BroadcastChannel("c").postMessage(toolbar.visible ? "bars" : "no bars")</script>`,
					"b.test/store":  `<script>localStorage.x = "here"; parent.postMessage("stored", "*")</script>`,
					"b.test/stored": `<script>opener.postMessage(String(localStorage.x || null), "*")</script>`,
				}, headers: map[string]http.Header{"a.test/": c.header}}
				got := s.visit(t, Options{Behaviours: map[string]string{c.name: value}}, nil)
				assert.Equal(t, c.want[value], strings.Join(got, ", "), value)
				if c.flushed != nil && c.name != "minimal-pool" {
					assert.Equal(t, c.flushed[value], strings.Join(s.asked, ", "), value)
				}
			}
		})
	}
	for _, b := range Behaviours {
		assert.True(t, tested[b.Name], "%s has no test on each side", b.Name)
	}
}

func TestBehaviourRegistry(t *testing.T) {
	for _, b := range Behaviours {
		for _, side := range Sides {
			if v := b.Of(side); v != "" {
				assert.Contains(t, b.Values, v, "%s: %s", b.Name, side)
			}
		}
		assert.True(t, strings.HasPrefix(b.Anchor, "https://") && strings.Contains(b.Anchor, "#"), "%s has no anchor", b.Name)
		assert.FileExists(t, "../docs/decisions/"+b.Decision, b.Name)
		if !slices.Contains([]string{"iframe-removal-events", "unload-order", "inflight-fetches", "storage-partitioning", "noopener-existing", "noopener-popup", "removed-frame-history", "top-navigation", "sandboxed-popup-navigation", "sandboxed-javascript-urls", "form-action-blocked", "opaque-src"}, b.Name) && b.Standard != "" {
			assert.Equal(t, b.Standard, b.Default(), "the default of %s is the standard's", b.Name)
		}
	}
	got, err := ParseBehaviours([]string{"upstream", "empty-body=standard"})
	require.NoError(t, err)
	assert.Equal(t, "standard", got["empty-body"], "what comes later goes before")
	assert.Equal(t, "exempt", got["deferred-keepalive-limit"])
	_, err = ParseBehaviours([]string{"up"})
	assert.ErrorContains(t, err, "want NAME=VALUE, or one of standard, upstream, chrome")
}

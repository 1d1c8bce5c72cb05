package engine

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// What pages of fetchLaterSides have in common: fits counts how many records of so many bytes the page's pool holds, later says what came of a call.
const fitsAndLater = `<body><script>
	function fits(size) {
		const c = new AbortController();
		let n = 0;
		try { for (; n < 99; n++) fetchLater("https://r" + n + ".test/", {method: "POST", referrer: "", signal: c.signal, body: new Uint8Array(size)}); } catch (e) {}
		c.abort();
		return String(n);
	}
	function later(f) {
		try { f(); say("accepted"); } catch (e) { say(e.name); }
	}
	function frame(attributes, then, into = document.body) {
		const f = document.createElement("iframe");
		Object.assign(f, attributes);
		f.onload = () => then(f);
		into.append(f);
	}
	</script>`

// fetchLaterSides are pages that tell Chrome's fetchLater() from the standard's, with what they say by value.
var fetchLaterSides = []struct {
	name, script string
	want         map[string]string
}{
	{"detached-check", `
		const f = document.body.appendChild(document.createElement("iframe")), w = f.contentWindow, l = w.fetchLater;
		f.remove();
		later(() => l.call(w, "https://r.test/", {activateAfter: -1}));
		say("done");`,
		map[string]string{"in-order": "RangeError", "first": "TypeError"}},
	{"activate-after-resolution", `for (const activateAfter of [-1e-9, -0.0009, -0.001]) later(() => fetchLater("/", {activateAfter})); say("done");`,
		map[string]string{"exact": "RangeError, RangeError, RangeError", "microseconds": "accepted, accepted, RangeError"}},
	{"string-body-length", `
		for (const body of ["\u00e9".repeat(40000), "\u{1f600}".repeat(20000), "\u{1f600}".repeat(33000), new Blob(["\u00e9".repeat(40000)])])
			later(() => fetchLater("https://r.test/", {method: "POST", referrer: "", signal: AbortSignal.timeout(1e9), body}));
		say("done");`,
		map[string]string{
			"bytes":      "QuotaExceededError, QuotaExceededError, QuotaExceededError, QuotaExceededError",
			"characters": "accepted, QuotaExceededError, QuotaExceededError, QuotaExceededError",
		}},
	{"reservations-below", `
		frame({srcdoc: "<body>"}, outer => frame({src: "https://b.test/frame"}, () => { say(fits(64000)); say("done"); }, outer.contentDocument.body));`,
		map[string]string{"once": "8", "per-ancestor": "7"}},
	{"reserve-pending", `
		for (let i = 0; i < 8; i++) fetchLater("https://r" + i + ".test/", {method: "POST", referrer: "", body: new Uint8Array(60000)});
		onmessage = e => { say(e.data); say("done"); };
		frame({src: "https://b.test/frame", allow: "deferred-fetch"}, () => {});`,
		map[string]string{"counted": "8 KiB", "ignored": "64 KiB"}},
	{"reserve-again", `
		let navigated = 0;
		frame({src: "https://b.test/frame", allow: "deferred-fetch"}, f => {
			say(fits(60000));
			if (++navigated == 1) Object.assign(f, {allow: "", src: f.src + "?2"}); else say("done");
		});`,
		map[string]string{"always": "7, 8", "same-site": "7, 7"}},
	{"result-exposure", `onmessage = e => { say(e.data); say("done"); }; open("http://a.test/insecure");`,
		map[string]string{"everywhere": "undefined function", "secure": "undefined undefined"}},
	{"data-document-context", `
		onmessage = e => { say(e.data); say("done"); };
		frame({src: "data:text/html,<script>parent.postMessage(typeof fetchLater, '*')</" + "script>"}, () => {});`,
		map[string]string{"secure": "function", "insecure": "undefined"}},
	{"body-conversion", `
		const seen = [], body = { toString() { seen.push("body"); return "x"; } };
		fetchLater("/", { get method() { seen.push("method"); return "POST"; }, body, get cache() { seen.push("cache"); }, get activateAfter() { seen.push("after"); } });
		say(seen.join(" ")); say("done");`,
		map[string]string{"in-order": "body cache method after", "last": "cache method after body"}},
	{"missing-this", `
		let l;
		frame({src: "/frame"}, f => {
			if (l) { later(() => l("https://r.test/")); say("done"); return; }
			l = f.contentWindow.fetchLater;
			f.src = "/frame?2";
		});`,
		map[string]string{"own-global": "TypeError", "shown-global": "accepted"}},
	{"opaque-src", `
		onmessage = e => { say(e.data); say("done"); };
		frame({src: "data:text/html,x", allow: "deferred-fetch"}, f => {
			say(fits(60000));
			f.remove();
			frame({sandbox: "allow-scripts", allow: "fullscreen", srcdoc: "<script>parent.postMessage(String(document.fullscreenEnabled), '*')</" + "script>"}, () => {});
		});`,
		map[string]string{"matched": "7, true", "standard": "8, false"}},
}

func TestBothSidesOfFetchLater(t *testing.T) {
	const framed = `<script>if (parent !== self) {
		let said = "0";
		for (const n of [8, 64])
			try { const c = new AbortController(); fetchLater("https://r.test/", {method: "POST", referrer: "", signal: c.signal, body: new Uint8Array(n * 1024 - 15)}); c.abort(); said = n + " KiB"; } catch (e) {}
		parent.postMessage(said, "*");
	}</script>`
	for _, c := range fetchLaterSides {
		t.Run(c.name, func(t *testing.T) {
			for _, value := range valuesOf(t, c.name, c.want) {
				s := &site{pages: map[string]string{
					"a.test/": fitsAndLater + "<script>" + c.script + "</script>", "a.test/frame": "<p>", "b.test/frame": framed,
					"a.test/insecure": `<script>opener.postMessage(typeof fetchLater + " " + typeof FetchLaterResult, "*")</script>`,
				}}
				got := s.visit(t, Options{Behaviours: map[string]string{c.name: value}}, nil)
				assert.Equal(t, c.want[value], strings.Join(got, ", "), value)
			}
		})
	}
}

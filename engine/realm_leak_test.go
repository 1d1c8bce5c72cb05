//go:build unix

package engine

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// goesOn is what a page does in order to be left for the next one like it.
const goesOn = `<body><script>
	function part(n) { sessionStorage.left = n; location.replace("/?" + n); }
	let gone = false;
	function next() {
		if (gone) return;
		gone = true;
		const left = +sessionStorage.left;
		if (sessionStorage.left === undefined) say("ready");
		else if (left === 0) say("part");
		else { sessionStorage.left = left - 1; location.replace("/?" + left); }
	}
	const text = "parent.postMessage(1, '*')";
	`

// TestPagesAreLetGo has pages that use something of their world, and hold on to nothing, leave no realm behind.
func TestPagesAreLetGo(t *testing.T) {
	const pages, realm = 6, 100 << 10 // bytes; a realm takes more
	for name, script := range map[string]string{
		"a timer":                   `onload = () => setTimeout(next);`,
		"a timer with arguments":    `onload = () => setTimeout(f => f(), 0, next);`,
		"an interval":               `onload = () => setInterval(next);`,
		"a timer that never fires":  `setTimeout(() => {}, 1e6); onload = () => setTimeout(next);`,
		"an animation frame":        `onload = () => requestAnimationFrame(next);`,
		"an idle callback":          `onload = () => requestIdleCallback(next);`,
		"a microtask":               `onload = () => setTimeout(async () => { await null; next(); });`,
		"a promise that waits":      `onload = () => { fetch("/never"); new Promise(() => {}); setTimeout(next, 20); };`,
		"a message nobody hears":    `onload = () => { postMessage({}, "*"); setTimeout(next, 20); };`,
		"a message":                 `onmessage = next; onload = () => postMessage({}, "*");`,
		"a message from a frame":    `onmessage = next; onload = () => { const f = document.createElement("iframe"); f.srcdoc = "<script>" + text + "<\/script>"; document.body.append(f); };`,
		"a message channel":         `onload = () => { const c = new MessageChannel(); c.port1.onmessage = next; c.port2.postMessage({}); };`,
		"a broadcast channel":       `onload = () => { const [a, b] = [1, 2].map(() => new BroadcastChannel("x")); a.onmessage = next; b.postMessage({}); };`,
		"a worker":                  `onload = () => { const w = new Worker("data:,postMessage(1)"); w.onmessage = next; };`,
		"a frame":                   `onload = () => { const f = document.createElement("iframe"); f.onload = () => setTimeout(next); document.body.append(f); };`,
		"an event of its own":       `onload = () => { dispatchEvent(new CustomEvent("x", {detail: {}})); setTimeout(next); };`,
		"an event of an element":    `onload = () => { const a = document.createElement("a"); a.onclick = next; setTimeout(() => a.click()); };`,
		"an error":                  `onerror = () => true; onload = () => setTimeout(() => { next(); throw new Error("on purpose"); });`,
		"a rejection":               `onunhandledrejection = e => e.preventDefault(); onload = () => { Promise.reject({}); setTimeout(next, 20); };`,
		"a fetch":                   `onload = () => fetch("/").then(r => r.text()).then(next);`,
		"a deferred fetch":          `onload = () => { fetchLater("/later", {activateAfter: 100}); setTimeout(next); };`,
		"an abort signal":           `onload = () => { new AbortController().abort({}); AbortSignal.timeout(10).onabort = next; };`,
		"a mutation observer":       `onload = () => { new MutationObserver(next).observe(document.body, {attributes: true}); document.body.id = "x"; };`,
		"states":                    `onpopstate = next; onload = () => setTimeout(() => { history.replaceState({}, ""); history.pushState({}, ""); history.back(); });`,
		"entries":                   `onload = () => { navigation.onnavigate = () => {}; navigation.entries(); setTimeout(next); };`,
		"a mark":                    `onload = () => { performance.mark("x", {detail: {}}); setTimeout(next); };`,
		"storage":                   `onload = () => { localStorage.x = sessionStorage.left; setTimeout(next); };`,
		"a handler for its own end": `onpagehide = onunload = () => navigator.sendBeacon("/beacon", "x"); onload = () => setTimeout(next);`,
	} {
		t.Run(name, func(t *testing.T) {
			p := (&scale{pages: map[string]string{"a.test/": goesOn + script + "</script>"}}).open(t)
			p.part(pages) // what is kept once
			before := p.held()
			p.part(pages)
			assert.Less(t, p.held().script-before.script, int64(pages*realm), "bytes of the script heap more")
		})
	}
}

// TestClosedTreeIsLetGo closes a page with many frames: the last script that ran in it must not hold its window in Go's heap.
func TestClosedTreeIsLetGo(t *testing.T) {
	const frames, frame = 300, 10 << 10 // bytes of Go's heap; a frame takes more
	c := &scale{pages: map[string]string{"a.test/": tree + `const place = () => document;</script>`}}
	first := c.open(t) // what the first page takes is no page's own
	first.part(10)
	first.close()
	p := c.open(t)
	before := p.held()
	p.part(frames)
	p.close()
	assert.Less(t, p.held().heap-before.heap, int64(frames*frame/2), "bytes of Go's heap that are left")
}

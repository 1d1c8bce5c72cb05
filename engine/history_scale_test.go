//go:build unix

package engine

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/eventloop"
)

// A scale is something that a page does again and again: its function part(n) does it n times and says "part".
type scale struct {
	name  string
	pages map[string]string // of a site; the first one says "ready"
	part  int               // times in one part
	total int               // times in all, where the benchmark goes to
	grows bool              // each time makes something that stays until the page is closed
}

// again has a page call next(i) n times, each time when the frame f has loaded.
const again = `<body><script>
	const f = document.body.appendChild(document.createElement("iframe"));
	let n = 0;
	f.onload = () => setTimeout(() => say("ready"));
	f.src = "/frame?first";
	function part(left) { f.onload = () => setTimeout(() => { if (left-- > 0) next(n++); else say("part"); }); f.onload(); }
	`

// visits has a page go on to its successor with go(n) until it has done so often enough.
const visits = `<body><script>
	const left = +sessionStorage.left;
	let n = +sessionStorage.n || 0;
	function part(more) { sessionStorage.left = more; visit(more); }
	function visit(left) {
		if (left <= 0) { say("part"); return; }
		sessionStorage.left = left - 1;
		sessionStorage.n = n + 1;
		go(n + 1);
	}
	onpageshow = e => {
		if (sessionStorage.left === undefined) setTimeout(() => say("ready"));
		else setTimeout(() => { n = +sessionStorage.n; visit(+sessionStorage.left); });
	};
	`

var scales = []scale{
	{name: "pages", part: 100, total: 10_000, grows: true, pages: map[string]string{
		"a.test/": visits + `const go = n => { location.href = "/?" + n; };</script>`}},
	{name: "pages replaced", part: 100, total: 10_000, pages: map[string]string{
		"a.test/": visits + `const go = n => location.replace("/?" + n);</script>`}},
	{name: "page with frame reloaded", part: 50, total: 2_000, pages: map[string]string{
		"a.test/": `<iframe src="/frame"></iframe>` + visits + `const go = () => location.reload();</script>`, "a.test/frame": "<p>a frame"}},
	{name: "pages back and forward", part: 50, total: 1_000, pages: map[string]string{
		"a.test/":      visits + `const go = n => { if (n === 1) location.href = "/other"; else history.forward(); };</script>`,
		"a.test/other": visits + `const go = () => history.back();</script>`}},
	{name: "frame replaced", part: 100, total: 10_000, pages: map[string]string{
		"a.test/": again + `const next = n => f.contentWindow.location.replace("/frame?" + n);</script>`, "a.test/frame": "<p>a frame"}},
	{name: "frame reloaded", part: 100, total: 10_000, pages: map[string]string{
		"a.test/": again + `const next = () => f.contentWindow.location.reload();</script>`, "a.test/frame": "<p>a frame"}},
	{name: "fragments", part: 500, total: 10_000, pages: map[string]string{
		"a.test/": again + `const next = n => { location.replace("#" + n); setTimeout(f.onload); };</script>`, "a.test/frame": "<p>a frame"}},
	{name: "states", part: 500, total: 10_000, grows: true, pages: map[string]string{"a.test/": `<script>
		onload = () => setTimeout(() => say("ready"));
		function part(n) { for (let i = 0; i < n; i++) history.pushState(i, ""); setTimeout(() => say("part")); }</script>`}},
	{name: "states back and forward", part: 50, total: 1_000, pages: map[string]string{"a.test/": `<script>
		onload = () => setTimeout(() => { for (let i = 1; i <= 10_000; i++) history.pushState(i, ""); setTimeout(() => say("ready")); });
		const far = [-5000, 4000, -1, 1, -9000, 10_000, -10_000, 10_000];
		let i = 0;
		function part(left) {
			onpopstate = () => { if (left-- > 0) history.go(far[i++ % 8]); else say("part"); };
			onpopstate();
		}</script>`}},
	{name: "frames added and removed", part: 200, total: 10_000, pages: map[string]string{"a.test/": `<body><script>
		onload = () => setTimeout(() => say("ready"));
		function part(left) {
			if (left-- === 0) { say("part"); return; }
			const f = document.body.appendChild(document.createElement("iframe"));
			f.contentWindow.own = f;
			f.remove();
			setTimeout(part, 0, left);
		}</script>`}},
	{name: "frames in one document", part: 50, total: 1_000, grows: true, pages: map[string]string{
		"a.test/": tree + `const place = () => document;</script>`}},
	{name: "frames in many documents", part: 50, total: 1_000, grows: true, pages: map[string]string{
		"a.test/": tree + `const place = n => n < 10 ? document : self[n % 10].document;</script>`}},
}

// tree has a page add n frames to the documents that place(i) names.
const tree = `<body><script>
	let made = 0;
	onload = () => setTimeout(() => say("ready"));
	function part(left) {
		if (left-- === 0) { say("part"); return; }
		const d = place(made++);
		d.body.append(d.createElement("iframe"));
		setTimeout(part, 0, left);
	}
	`

// A scaled page is one that does what its scale says.
type scaled struct {
	t       testing.TB
	browser *Browser
	page    *Page
	said    chan string
}

func (c *scale) open(t testing.TB) *scaled {
	rec := &recorder{lines: make(chan string, 100)}
	b, err := New(Options{Network: fetch.HandlerNetwork{Handler: &site{pages: c.pages}}, Observer: rec, Seed: 1, Limits: Limits{Memory: 1 << 30, Work: 1 << 20}})
	require.NoError(t, err)
	t.Cleanup(func() { _ = b.Close() })
	p := &scaled{t, b, nil, rec.lines}
	p.do(func(ctx context.Context) {
		p.page, err = b.NewPage(ctx, "")
		require.NoError(t, err)
		p.page.AddBinding("say")
		p.page.Navigate(ctx, "https://a.test/", "", func(context.Context, string, string) {})
	}, "ready")
	return p
}

// do runs f in the browser, whose clock then goes on until the page has said what it is to say.
func (p *scaled) do(f func(ctx context.Context), want string) {
	require.NoError(p.t, p.browser.Do(func(ctx context.Context) {
		p.browser.Loop().VirtualTime(eventloop.Policy{Budget: 24 * time.Hour})
		f(ctx)
	}))
	select {
	case line := <-p.said:
		require.Equal(p.t, want, line)
	case <-time.After(time.Minute):
		require.FailNow(p.t, "the page does not say "+want)
	}
}

// part has the page do n more.
func (p *scaled) part(n int) {
	p.do(func(ctx context.Context) {
		c := p.page.Main().Context()
		c.window.RunScript(ctx, func(context.Context) {
			_, err := c.Realm.Eval(fmt.Sprintf("part(%d)", n), "", 1)
			require.NoError(p.t, err)
		})
	}, "part")
}

// held is what the browser holds now.
func (p *scaled) held() (h held) {
	require.NoError(p.t, p.browser.Do(func(ctx context.Context) { h = measure(ctx, p.browser) }))
	return h
}

// close closes the page.
func (p *scaled) close() {
	closed := make(chan struct{})
	require.NoError(p.t, p.browser.Do(func(ctx context.Context) {
		p.browser.Loop().VirtualTime(eventloop.Policy{Budget: time.Hour})
		p.page.Close(ctx, false, func(context.Context) { close(closed) })
	}))
	<-closed
	p.page = nil
}

// steady checks that what is held has not grown by more than 10 MB, and no goroutine is left.
func steady(t testing.TB, before, after held) {
	assert.Less(t, after.script-before.script, int64(10<<20), "of the script heap")
	assert.Less(t, after.heap-before.heap, int64(10<<20), "of Go's heap")
	assert.LessOrEqual(t, after.goroutines, before.goroutines)
}

// allocated is how many bytes have been taken from Go's heap so far.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// TestScale counts what a part costs at first and, some parts later, at last: the steps of the standards and the bytes that are
// allocated, which depend on no clock. Whole sizes are the benchmark's.
func TestScale(t *testing.T) {
	const parts = 9
	for _, c := range scales {
		t.Run(c.name, func(t *testing.T) {
			p := c.open(t)
			steps := &countingTracer{}
			p.browser.SetTracer(steps)
			var before held
			var ran []int
			var took []uint64
			for i := range parts {
				if i == 2 {
					before = p.held()
				}
				stepsBefore, bytesBefore := steps.n, allocated()
				p.part(c.part)
				ran, took = append(ran, steps.n-stepsBefore), append(took, allocated()-bytesBefore)
			}
			t.Logf("a part: %d steps, then %d; %d KiB, then %d", ran[1], ran[parts-1], took[1]>>10, took[parts-1]>>10)
			assert.LessOrEqual(t, ran[parts-1], ran[1]*5/4, "steps of the last part")
			assert.LessOrEqual(t, took[parts-1], took[1]*2, "bytes allocated by the last part") // a list of the tree's frames is among them
			if !c.grows {
				steady(t, before, p.held())
			}
		})
	}
}

// BenchmarkScale does each thing as often as its total says. It reports the processor time of one, near the beginning and at the
// end, what is held for each, and what is left when the page is closed.
func BenchmarkScale(b *testing.B) {
	for _, c := range scales {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				first := c.open(b) // what the first page of a browser takes is no page's own
				first.part(c.part)
				first.close()
				p := c.open(b)
				before := p.held()
				var took []time.Duration
				for range c.total / c.part {
					began := cpuTime()
					p.part(c.part)
					took = append(took, cpuTime()-began)
				}
				full := p.held()
				p.close()
				after := p.held()
				steady(b, before, after)
				quarter := len(took) / 4
				mean := func(part []time.Duration) float64 {
					var sum time.Duration
					for _, d := range part {
						sum += d
					}
					return float64(sum.Microseconds()) / float64(len(part)*c.part)
				}
				b.ReportMetric(mean(took[:quarter]), "µs-at-first")
				b.ReportMetric(mean(took[len(took)-quarter:]), "µs-at-last")
				b.ReportMetric(float64(full.heap+full.script-before.heap-before.script)/float64(c.total), "B-held")
				b.ReportMetric(float64(max(after.heap-before.heap, after.script-before.script))/(1<<20), "MB-left")
			}
		})
	}
}

package report

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/harness/chrome"
)

// browserLimit is how long one test of the page may take.
const browserLimit = 2 * time.Minute

// A browserPage is a report open in headless Chromium. Whatever goes wrong in
// it, and whatever it asks of the network, fails the test.
type browserPage struct {
	t      testing.TB
	ctx    context.Context
	url    string
	events chan string
}

// browser starts headless Chromium, or skips where none is installed.
func browser(t testing.TB) context.Context {
	t.Helper()
	install, err := chrome.Find(t.Context(), "", true)
	if errors.Is(err, chrome.ErrNotFound) {
		if os.Getenv("CI") != "" {
			t.Fatal("no Chromium is installed, and CI must have one")
		}
		t.Skip("no Chromium is installed")
	}
	require.NoError(t, err)
	limited, stop := context.WithTimeout(context.Background(), browserLimit)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(install.Path), chromedp.UserDataDir(t.TempDir()))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, stopAllocator := chromedp.NewExecAllocator(limited, options...)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(func() {
		assert.NoError(t, chromedp.Cancel(ctx))
		cancel()
		stopAllocator()
		stop()
	})
	require.NoError(t, chromedp.Do(ctx))
	return ctx
}

// written writes the run's page to a file.
func written(t testing.TB, r *Run) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "report.html")
	require.NoError(t, WriteFile(name, nil, r.HTML))
	return name
}

// open opens a report's file in a tab of its own.
func open(t testing.TB, browser context.Context, file, hash string) *browserPage {
	t.Helper()
	p := &browserPage{t: t, url: (&url.URL{Scheme: "file", Path: file}).String(), events: make(chan string, 1000)}
	tell := func(s string) {
		select {
		case p.events <- s:
		default:
		}
	}
	var cancel context.CancelFunc
	p.ctx, cancel = chromedp.NewContext(browser, chromedp.WithListener(func(ev any) {
		switch e := ev.(type) {
		case *runtime.EventExceptionThrown:
			text := e.ExceptionDetails.Text
			if e.ExceptionDetails.Exception != nil {
				text += " " + e.ExceptionDetails.Exception.Description
			}
			tell("exception: " + text)
		case *log.EventEntryAdded:
			tell("log: " + e.Entry.Text)
		case *network.EventRequestWillBeSent:
			if !strings.HasPrefix(e.Request.URL, "file:") && !strings.HasPrefix(e.Request.URL, "blob:") {
				tell("request: " + e.Request.URL)
			}
		}
	}))
	t.Cleanup(cancel)
	require.NoError(t, chromedp.Do(p.ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(p.url+hash)))
	return p
}

// quiet fails if the page threw, was refused something by its policy, or asked the network.
func (p *browserPage) quiet() {
	p.t.Helper()
	for {
		select {
		case e := <-p.events:
			p.t.Error(e)
		default:
			return
		}
	}
}

// eval gives an expression's value, waiting for it if it is a promise.
func eval[T any](p *browserPage, expression string) T {
	p.t.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	require.NoError(p.t, err, expression)
	return v
}

// until waits for a condition in the page, looked at before each frame.
func (p *browserPage) until(condition string) {
	p.t.Helper()
	ok := eval[bool](p, `new Promise((done) => {
		const end = performance.now() + 20000;
		const look = () => { let is = false; try { is = Boolean(`+condition+`); } catch {} is || performance.now() > end ? done(is) : setTimeout(look, 10); };
		look();
	})`)
	if !ok {
		p.quiet()
	}
	require.True(p.t, ok, "never came true: "+condition+"; at "+eval[string](p, "location.hash"))
}

func (p *browserPage) ready() {
	p.t.Helper()
	p.until(`performance.getEntriesByName('list-ready').length > 0`)
}

func (p *browserPage) press(keys string) {
	p.t.Helper()
	require.NoError(p.t, chromedp.Do(p.ctx, chromedp.KeyEvent(keys)))
}

const shownText = `document.getElementById('shown').textContent`

func TestPageFilters(t *testing.T) {
	b := browser(t)
	p := open(t, b, written(t, synthetic(40, 300)), "")
	p.ready()
	set := func(id, value string) {
		eval[bool](p, `(() => { const e = document.getElementById('`+id+`'); e.value = '`+value+`'; e.dispatchEvent(new Event(e.tagName === 'INPUT' ? 'input' : 'change')); return true; })()`)
	}
	all := eval[string](p, shownText)
	set("dir", "navigate")
	inDir := eval[string](p, shownText)
	assert.NotEqual(t, all, inDir)
	set("text", "abort")
	narrow := eval[string](p, shownText)
	assert.NotEqual(t, inDir, narrow)
	eval[bool](p, `(document.querySelector('#chips [value=engine-only-fails]').click(), true)`)
	set("expect", "unexpected")
	last := eval[string](p, shownText)
	assert.Equal(t, "#q=abort&class=engine-only-fails&dir=navigate&results=unexpected", eval[string](p, `location.hash`))
	assert.True(t, eval[bool](p, `Array.from(document.querySelectorAll('#list .item.row')).every((e) => e.textContent.includes('engine-only-fails'))`))

	require.NoError(t, chromedp.Do(p.ctx, chromedp.Reload()))
	p.ready()
	assert.Equal(t, last, eval[string](p, shownText), "a reload restores the filters")
	eval[bool](p, `(history.back(), true)`)
	p.until(`location.hash === '#q=abort&class=engine-only-fails&dir=navigate'`)
	eval[bool](p, `(history.back(), true)`)
	p.until(shownText + ` === ` + quoted(narrow))
	eval[bool](p, `(history.back(), true)`)
	p.until(shownText + ` === ` + quoted(all))
	set("layer", "wire")
	assert.True(t, eval[bool](p, `Array.from(document.querySelectorAll('#list .item.test')).every((e) => e.textContent.includes('wire differs'))`))
	set("text", "no such words")
	assert.False(t, eval[bool](p, `document.getElementById('none').hidden`))
	eval[bool](p, `(document.getElementById('reset').click(), true)`)
	assert.Equal(t, all, eval[string](p, shownText))
	eval[bool](p, `(document.querySelector('td[data-classes="same-fail,fails-differently"] button').click(), true)`)
	assert.Equal(t, "#class=same-fail%2Cfails-differently", eval[string](p, `location.hash`), "a cell of the overview is a filter")
	eval[bool](p, `(document.getElementById('reset').click(), document.querySelector('#causes tbody button').click(), true)`)
	assert.Equal(t, "#cause=0", eval[string](p, `location.hash`))
	assert.True(t, eval[bool](p, `(() => { const n = document.querySelector('#causes tbody th').textContent.match(/\d+/)[0]; return `+shownText+`.startsWith(n + ' result'); })()`), "as many as the overview says")
	eval[bool](p, `(document.getElementById('cause').click(), true)`)
	assert.Equal(t, all, eval[string](p, shownText))
	p.quiet()
}

func quoted(s string) string {
	b, _ := json.Marshal(s) // a string always has a form
	return string(b)
}

func TestPageKeys(t *testing.T) {
	b := browser(t)
	p := open(t, b, written(t, synthetic(40, 300)), "#class=engine-only-fails")
	p.ready()
	p.press("jjk")
	assert.Equal(t, "item-0", eval[string](p, `document.activeElement.getAttribute('aria-activedescendant')`))
	p.press(kb.ArrowDown)
	assert.Equal(t, "true", eval[string](p, `document.getElementById('item-1').getAttribute('aria-selected')`))
	p.press(kb.ArrowLeft)
	assert.Equal(t, "item-0", eval[string](p, `document.activeElement.getAttribute('aria-activedescendant')`), "folding goes to the test")
	assert.True(t, eval[bool](p, `document.getElementById('item-1').classList.contains('test')`))
	p.press(kb.ArrowRight)
	p.press(kb.End)
	assert.True(t, eval[bool](p, `(() => { const r = document.querySelector('[aria-selected=true]').getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; })()`), "the active item is in view")
	p.press(kb.Home + kb.Enter)
	p.until(`!document.getElementById('detail').hidden && document.querySelector('#detail h1')`)
	first := eval[string](p, `document.querySelector('#detail h1').textContent`)
	p.press("j")
	p.until(`document.querySelector('#detail h1').textContent !== ` + quoted(first))
	p.press("k")
	p.until(`document.querySelector('#detail h1').textContent === ` + quoted(first))
	p.press("d")
	assert.Equal(t, "first", eval[string](p, `document.activeElement.id`), "d goes to the first divergence")
	p.press(kb.Escape)
	p.until(`document.getElementById('detail').hidden && document.activeElement.id === 'list'`)
	assert.Equal(t, "#class=engine-only-fails", eval[string](p, `location.hash`))
	p.press("/")
	assert.Equal(t, "text", eval[string](p, `document.activeElement.id`))
	p.press("?j")
	assert.True(t, strings.HasSuffix(eval[string](p, `document.getElementById('text').value`), "?j"), "keys are letters where one types")
	assert.False(t, eval[bool](p, `document.getElementById('help').open`))
	p.press(kb.Escape + "?")
	assert.True(t, eval[bool](p, `document.getElementById('help').open`))
	p.press(kb.Escape)
	p.until(`!document.getElementById('help').open`)
	p.quiet()
}

func TestPageDetail(t *testing.T) {
	b := browser(t)
	p := open(t, b, written(t, traced()), "#test=%2Flayers%2Fa.html%3Fv%3D1")
	p.ready()
	p.until(`document.querySelector('#detail .layers')`)
	text := func(selector string) string {
		return eval[string](p, `document.querySelector(`+quoted(selector)+`).textContent`)
	}
	assert.Contains(t, text("#first"), "first divergenceWire")
	assert.Contains(t, text("#first ol"), "HTML: navigate, step 4")
	assert.Contains(t, text(`[aria-label=Wire] details.differs`), "first divergence")
	assert.Equal(t, []string{"≠ accept-language", "≠ cache-control"}, eval[[]string](p, `Array.from(document.querySelectorAll('[aria-label=Wire] tr.differs th'), (e) => e.textContent)`))
	assert.Equal(t, 1, eval[int](p, `document.querySelectorAll('[aria-label=Lifecycle] svg circle.gap').length`), "Chrome lacks one event")
	assert.Contains(t, eval[string](p, `document.querySelector('[aria-label=Lifecycle] svg').getAttribute('aria-label')`), "Engine: load, pagehide. Chrome: load.")
	assert.Contains(t, text(".source li.failing"), "line two")
	assert.Contains(t, text(".source li.failing"), "engine: broken")
	assert.Equal(t, `exeunt run --browser engine --seed 0 --trace --report json=- '/layers/a.html?v=1'`, text(".command code"))
	assert.True(t, eval[bool](p, `Array.from(document.querySelectorAll('#detail .reason a')).some((a) => a.href === 'https://example.org/why' && a.rel.includes('noreferrer'))`))
	p.press(kb.Escape)
	p.until(`!document.getElementById('browse').hidden`)
	p.quiet()
}

func TestPageFurtherRuns(t *testing.T) {
	b := browser(t)
	p := open(t, b, written(t, flaky()), "#test=%2Ff.html")
	p.ready()
	p.until(`document.querySelector('#detail .layers')`)
	text := eval[string](p, `document.getElementById('detail').textContent`)
	for _, want := range []string{"varied: FAIL 1, MISSING 1, PASS 1", "Further runs", "TIMEOUT", "late", "Against an expectation for engine, which lists FAIL: was broken (known.expect:7)"} {
		assert.Contains(t, text, want)
	}
	p.quiet()
}

func TestPageHostile(t *testing.T) {
	b := browser(t)
	p := open(t, b, written(t, hostile()), "")
	p.ready()
	for range 2 {
		p.press("j" + kb.Enter)
		p.until(`document.querySelector('#detail .layers')`)
		eval[bool](p, `(document.querySelectorAll('#detail details').forEach((d) => { d.open = true; }), true)`)
		eval[bool](p, `new Promise((done) => setTimeout(() => done(true), 0))`)
		eval[bool](p, `(document.querySelectorAll('#detail section button:not([hidden])').forEach((b) => b.textContent.startsWith('Show') && b.click()), true)`)
		p.press(kb.Escape)
		p.until(`document.getElementById('detail').hidden`)
	}
	assert.False(t, eval[bool](p, `'hacked' in window`))
	assert.Equal(t, 0, eval[int](p, `document.querySelectorAll('img').length`))
	p.press("k" + kb.Enter)
	p.until(`document.querySelector('#detail .layers')`)
	has := func(s string) bool {
		return eval[bool](p, `document.getElementById('detail').textContent.includes(`+quoted(s)+`)`)
	}
	for _, s := range []string{"\u202e", "\u2067", "\x1b", "\a"} {
		assert.False(t, has(s), "%q is shown by its number", s)
	}
	for _, s := range []string{"202E", "001B", "no colon", "Show 997,007 characters more"} {
		assert.True(t, has(s), s)
	}
	eval[bool](p, `(document.querySelectorAll('#detail section button').forEach((b) => b.textContent.includes('997,007') && b.click()), true)`)
	assert.True(t, has("THE END"), "the whole message is there")
	p.quiet()
}

// Without script the overview and the unexpected results can be read.
func TestPageWithoutScript(t *testing.T) {
	b := browser(t)
	file := written(t, synthetic(40, 300))
	p := open(t, b, "/dev/null", "")
	_, err := chromedp.Call(p.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	require.NoError(t, err)
	require.NoError(t, chromedp.Do(p.ctx, chromedp.Navigate("file://"+file)))
	assert.Greater(t, eval[int](p, `document.querySelectorAll('#directories tbody tr').length`), 10)
	assert.True(t, eval[bool](p, `document.body.innerText.includes('need JavaScript') && document.querySelectorAll('.worst tr').length > 10`))
	assert.True(t, eval[bool](p, `document.getElementById('filter').hidden`))
}

// Every control has a name, and text has the contrast that WCAG asks for, in light and dark.
func TestPageAccessible(t *testing.T) {
	b := browser(t)
	p := open(t, b, written(t, traced()), "")
	p.ready()
	for _, scheme := range []string{"light", "dark"} {
		_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		require.NoError(t, err)
		for _, place := range []string{"list", "detail"} {
			if place == "detail" {
				p.press("j" + kb.Enter)
				p.until(`document.querySelector('#detail .layers')`)
			}
			assert.Empty(t, eval[[]string](p, contrastScript), scheme+" "+place)
			assert.Empty(t, eval[[]string](p, namesScript), scheme+" "+place)
		}
		p.press(kb.Escape)
		p.until(`document.getElementById('detail').hidden`)
	}
	assert.Equal(t, "listbox", eval[string](p, `document.getElementById('list').getAttribute('role')`))
	assert.NotEqual(t, "none", eval[string](p, `getComputedStyle(document.activeElement).outlineStyle`), "the focus is seen")
	p.quiet()
}

// contrastScript lists visible texts whose contrast is below 4.5.
const contrastScript = `(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
  const rgba = (c) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); return Array.from(canvas.getImageData(0, 0, 1, 1).data); };
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((s, v, i) => s + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (e) => { for (; e; e = e.parentElement) { const c = rgba(getComputedStyle(e).backgroundColor); if (c[3] === 255) return c; } return [255, 255, 255]; };
  const bad = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !e.checkVisibility() || e.closest('script, noscript, option, button:disabled')) continue;
    const style = getComputedStyle(e);
    const [a, b] = [light(rgba(e instanceof SVGElement ? style.fill : style.color)), light(behind(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) bad.add(e.tagName + '.' + e.getAttribute('class') + ' ' + ratio.toFixed(2));
  }
  return Array.from(bad);
})()`

// namesScript lists controls and pictures without a name.
const namesScript = `Array.from(document.querySelectorAll('button, input, select, svg, [role]')).filter((e) => e.checkVisibility() && !e.closest('[aria-hidden=true]') &&
  !(e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.textContent.trim() || e.labels && e.labels.length > 0 || e.id === 'shown')).map((e) => e.outerHTML.slice(0, 100))`

// BenchmarkPage measures a page of 25,000 subtests in headless Chromium: its
// size, when the first paint was, when the list was there, and how long a
// filter takes up to the frame that shows it.
//
//	go test ./harness/report -run '^$' -bench Page -benchtime 1x
func BenchmarkPage(b *testing.B) {
	r := synthetic(1450, 25_000)
	var page bytes.Buffer
	start := time.Now()
	require.NoError(b, r.HTML(&page))
	took := time.Since(start)
	file := filepath.Join(b.TempDir(), "report.html")
	require.NoError(b, os.WriteFile(file, page.Bytes(), 0o644))
	ctx := browser(b)
	worst := func(n int, f func() float64) float64 {
		out := 0.0
		for range n {
			out = max(out, f())
		}
		return out
	}
	for b.Loop() {
		b.ReportMetric(float64(took.Milliseconds()), "write-ms")
		b.ReportMetric(float64(page.Len()), "bytes")
		var p *browserPage
		b.ReportMetric(worst(3, func() float64 {
			p = open(b, ctx, file, "")
			p.ready()
			p.until(`performance.getEntriesByName('first-contentful-paint').length > 0`)
			return eval[float64](p, `performance.getEntriesByName('first-contentful-paint')[0].startTime`)
		}), "paint-ms")
		b.ReportMetric(eval[float64](p, `performance.getEntriesByName('list-ready')[0].startTime`), "list-ms")
		frame := func(action string) func() float64 {
			return func() float64 {
				return eval[float64](p, `new Promise((done) => { const start = performance.now(); `+action+`; requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = () => done(performance.now() - start); c.port2.postMessage(0); }); })`)
			}
		}
		typed := func(s string) string {
			return `(() => { const e = document.getElementById('text'); e.value = '` + s + `'; e.dispatchEvent(new Event('input')); })()`
		}
		eval[bool](p, `(document.getElementById('filter').scrollIntoView(), true)`)
		filter := 0.0
		for _, action := range []string{typed("a"), typed("abort signal"), typed("no such words"), typed(""),
			`document.querySelector('#chips [value=all]').click()`, `document.querySelector('#chips [value=same-pass]').click()`, typed("worker"),
			`document.getElementById('reset').click()`} {
			filter = max(filter, frame(action)())
		}
		b.ReportMetric(filter, "filter-ms")
		b.ReportMetric(worst(1, func() float64 {
			return eval[float64](p, `new Promise((done) => { const start = performance.now();
				for (const key of ['j', 'Enter']) document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
				const look = () => (document.querySelector('#detail .layers') ? done(performance.now() - start) : setTimeout(look, 1)); look(); })`)
		}), "open-ms")
		p.quiet()
	}
}

// BenchmarkHTML measures the writing of a page of 25,000 subtests.
func BenchmarkHTML(b *testing.B) {
	r := synthetic(1450, 25_000)
	for b.Loop() {
		require.NoError(b, r.HTML(io.Discard))
	}
}

package report

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/harness/pagetest"
)

// written writes the run's page to a file.
func written(t testing.TB, r *Run) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "report.html")
	require.NoError(t, WriteFile(name, nil, r.HTML))
	return name
}

func ready(p *pagetest.Page) {
	p.T.Helper()
	p.Until(`performance.getEntriesByName('list-ready').length > 0`)
}

const shownText = `document.getElementById('shown').textContent`

func TestPageFilters(t *testing.T) {
	t.Parallel()
	b := pagetest.Browser(t)
	p := pagetest.Open(t, b, pagetest.File(written(t, synthetic(40, 300))))
	ready(p)
	set := func(id, value string) {
		pagetest.Eval[bool](p, `(() => { const e = document.getElementById('`+id+`'); e.value = '`+value+`'; e.dispatchEvent(new Event(e.tagName === 'INPUT' ? 'input' : 'change')); return true; })()`)
	}
	all := pagetest.Eval[string](p, shownText)
	set("dir", "navigate")
	inDir := pagetest.Eval[string](p, shownText)
	assert.NotEqual(t, all, inDir)
	set("text", "abort")
	narrow := pagetest.Eval[string](p, shownText)
	assert.NotEqual(t, inDir, narrow)
	pagetest.Eval[bool](p, `(document.querySelector('#chips [value=engine-only-fails]').click(), true)`)
	set("expect", "unexpected")
	last := pagetest.Eval[string](p, shownText)
	assert.Equal(t, "#q=abort&class=engine-only-fails&dir=navigate&results=unexpected", pagetest.Eval[string](p, `location.hash`))
	assert.True(t, pagetest.Eval[bool](p, `Array.from(document.querySelectorAll('#list .item.row')).every((e) => e.textContent.includes('engine-only-fails'))`))

	require.NoError(t, chromedp.Do(p.Ctx, chromedp.Reload()))
	ready(p)
	assert.Equal(t, last, pagetest.Eval[string](p, shownText), "a reload restores the filters")
	pagetest.Eval[bool](p, `(history.back(), true)`)
	p.Until(`location.hash === '#q=abort&class=engine-only-fails&dir=navigate'`)
	pagetest.Eval[bool](p, `(history.back(), true)`)
	p.Until(shownText + ` === ` + pagetest.Quoted(narrow))
	pagetest.Eval[bool](p, `(history.back(), true)`)
	p.Until(shownText + ` === ` + pagetest.Quoted(all))
	set("layer", "wire")
	assert.True(t, pagetest.Eval[bool](p, `Array.from(document.querySelectorAll('#list .item.test')).every((e) => e.textContent.includes('wire differs'))`))
	set("text", "no such words")
	assert.False(t, pagetest.Eval[bool](p, `document.getElementById('none').hidden`))
	pagetest.Eval[bool](p, `(document.getElementById('reset').click(), true)`)
	assert.Equal(t, all, pagetest.Eval[string](p, shownText))
	pagetest.Eval[bool](p, `(document.querySelector('td[data-classes="same-fail,fails-differently"] button').click(), true)`)
	assert.Equal(t, "#class=same-fail%2Cfails-differently", pagetest.Eval[string](p, `location.hash`), "a cell of the overview is a filter")
	pagetest.Eval[bool](p, `(document.getElementById('reset').click(), document.querySelector('#causes tbody button').click(), true)`)
	assert.Equal(t, "#cause=0", pagetest.Eval[string](p, `location.hash`))
	assert.True(t, pagetest.Eval[bool](p, `(() => { const n = document.querySelector('#causes tbody th').textContent.match(/\d+/)[0]; return `+shownText+`.startsWith(n + ' result'); })()`), "as many as the overview says")
	pagetest.Eval[bool](p, `(document.getElementById('cause').click(), true)`)
	assert.Equal(t, all, pagetest.Eval[string](p, shownText))
	p.Quiet()
}

func TestPageKeys(t *testing.T) {
	t.Parallel()
	b := pagetest.Browser(t)
	p := pagetest.Open(t, b, pagetest.File(written(t, synthetic(40, 300)))+"#class=engine-only-fails")
	ready(p)
	p.Press("jjk")
	assert.Equal(t, "item-0", pagetest.Eval[string](p, `document.activeElement.getAttribute('aria-activedescendant')`))
	p.Press(kb.ArrowDown)
	assert.Equal(t, "true", pagetest.Eval[string](p, `document.getElementById('item-1').getAttribute('aria-selected')`))
	p.Press(kb.ArrowLeft)
	assert.Equal(t, "item-0", pagetest.Eval[string](p, `document.activeElement.getAttribute('aria-activedescendant')`), "folding goes to the test")
	assert.True(t, pagetest.Eval[bool](p, `document.getElementById('item-1').classList.contains('test')`))
	p.Press(kb.ArrowRight)
	p.Press(kb.End)
	assert.True(t, pagetest.Eval[bool](p, `(() => { const r = document.querySelector('[aria-selected=true]').getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; })()`), "the active item is in view")
	p.Press(kb.Home + kb.Enter)
	p.Until(`!document.getElementById('detail').hidden && document.querySelector('#detail h1')`)
	first := pagetest.Eval[string](p, `document.querySelector('#detail h1').textContent`)
	p.Press("j")
	p.Until(`document.querySelector('#detail h1').textContent !== ` + pagetest.Quoted(first))
	p.Press("k")
	p.Until(`document.querySelector('#detail h1').textContent === ` + pagetest.Quoted(first))
	p.Press("d")
	assert.Equal(t, "first", pagetest.Eval[string](p, `document.activeElement.id`), "d goes to the first divergence")
	p.Press(kb.Escape)
	p.Until(`document.getElementById('detail').hidden && document.activeElement.id === 'list'`)
	assert.Equal(t, "#class=engine-only-fails", pagetest.Eval[string](p, `location.hash`))
	p.Press(kb.Enter)
	p.Until(`!document.getElementById('detail').hidden && document.querySelector('#detail h1')`)
	p.Press("/")
	p.Until(`document.getElementById('detail').hidden && document.activeElement.id === 'text'`)
	p.Press(kb.Escape)
	p.Until(`document.activeElement.id === 'list'`)
	p.Press("/")
	assert.Equal(t, "text", pagetest.Eval[string](p, `document.activeElement.id`))
	p.Press("?j")
	assert.True(t, strings.HasSuffix(pagetest.Eval[string](p, `document.getElementById('text').value`), "?j"), "keys are letters where one types")
	assert.False(t, pagetest.Eval[bool](p, `document.getElementById('help').open`))
	p.Press(kb.Escape + "?")
	assert.True(t, pagetest.Eval[bool](p, `document.getElementById('help').open`))
	p.Press(kb.Escape)
	p.Until(`!document.getElementById('help').open`)
	p.Quiet()
}

// Steps that are not in the trace are not said to be missing from the engine.
func TestPageDetailBehindTheTrace(t *testing.T) {
	t.Parallel()
	b := pagetest.Browser(t)
	for _, tt := range []struct {
		name string
		wire []compare.Request
		want string
	}{
		{"a request", traced().Tests[0].Engine.Wire, "comes after the recording"},
		{"no request", nil, "The engine did nothing here"},
	} {
		r := traced()
		engine, chrome := r.Tests[0].Engine, r.Tests[0].Chrome
		engine.Trace, engine.Wire = compare.PackTrace(slices.Values([][]byte{[]byte(`{"kind":"enter","frame":1,"algorithm":"HTML: navigate"}`)})), tt.wire
		r.Tests = nil
		r.Add("/layers/a.html?v=1", "layers/a.html", engine, chrome)
		p := pagetest.Open(t, b, pagetest.File(written(t, r))+"#test=%2Flayers%2Fa.html%3Fv%3D1")
		ready(p)
		p.Until(`document.querySelector('#detail .layers')`)
		assert.Contains(t, pagetest.Eval[string](p, `document.getElementById('first').textContent`), tt.want, tt.name)
	}
}

func TestPageDetail(t *testing.T) {
	t.Parallel()
	b := pagetest.Browser(t)
	p := pagetest.Open(t, b, pagetest.File(written(t, traced()))+"#test=%2Flayers%2Fa.html%3Fv%3D1")
	ready(p)
	p.Until(`document.querySelector('#detail .layers')`)
	text := func(selector string) string {
		return pagetest.Eval[string](p, `document.querySelector(`+pagetest.Quoted(selector)+`).textContent`)
	}
	assert.Contains(t, text("#first"), "first divergenceWire")
	assert.Contains(t, text("#first ol"), "HTML: navigate, step 4")
	assert.Contains(t, text(`[aria-label=Wire] details.differs`), "first divergence")
	assert.Equal(t, []string{"≠ accept-language", "≠ cache-control"}, pagetest.Eval[[]string](p, `Array.from(document.querySelectorAll('[aria-label=Wire] tr.differs th'), (e) => e.textContent)`))
	assert.Equal(t, 1, pagetest.Eval[int](p, `document.querySelectorAll('[aria-label=Lifecycle] svg circle.gap').length`), "Chrome lacks one event")
	assert.Contains(t, pagetest.Eval[string](p, `document.querySelector('[aria-label=Lifecycle] svg').getAttribute('aria-label')`), "Engine: load, pagehide. Chrome: load.")
	assert.Contains(t, text(".source li.failing"), "line two")
	assert.Contains(t, text(".source li.failing"), "engine: broken")
	assert.Equal(t, `exeunt run --browser engine --seed 0 --trace --report json=- '/layers/a.html?v=1'`, text(".command code"))
	assert.True(t, pagetest.Eval[bool](p, `Array.from(document.querySelectorAll('#detail .reason a')).some((a) => a.href === 'https://example.org/why' && a.rel.includes('noreferrer'))`))
	p.Press(kb.Escape)
	p.Until(`!document.getElementById('browse').hidden`)
	p.Quiet()
}

func TestPageFurtherRuns(t *testing.T) {
	t.Parallel()
	b := pagetest.Browser(t)
	p := pagetest.Open(t, b, pagetest.File(written(t, flaky()))+"#test=%2Ff.html")
	ready(p)
	p.Until(`document.querySelector('#detail .layers')`)
	text := pagetest.Eval[string](p, `document.getElementById('detail').textContent`)
	for _, want := range []string{"varied: FAIL 1, MISSING 1, PASS 1", "Further runs", "TIMEOUT", "late", "Against an expectation for engine, which lists FAIL: was broken (known.expect:7)"} {
		assert.Contains(t, text, want)
	}
	p.Quiet()
}

func TestPageHostile(t *testing.T) {
	t.Parallel()
	b := pagetest.Browser(t)
	p := pagetest.Open(t, b, pagetest.File(written(t, hostile())))
	ready(p)
	for range 2 {
		p.Press("j" + kb.Enter)
		p.Until(`document.querySelector('#detail .layers')`)
		pagetest.Eval[bool](p, `(document.querySelectorAll('#detail details').forEach((d) => { d.open = true; }), true)`)
		pagetest.Eval[bool](p, `new Promise((done) => setTimeout(() => done(true), 0))`)
		pagetest.Eval[bool](p, `(document.querySelectorAll('#detail section button:not([hidden])').forEach((b) => b.textContent.startsWith('Show') && b.click()), true)`)
		p.Press(kb.Escape)
		p.Until(`document.getElementById('detail').hidden`)
	}
	assert.False(t, pagetest.Eval[bool](p, `'hacked' in window`))
	assert.Equal(t, 0, pagetest.Eval[int](p, `document.querySelectorAll('img').length`))
	p.Press("k" + kb.Enter)
	p.Until(`document.querySelector('#detail .layers')`)
	has := func(s string) bool {
		return pagetest.Eval[bool](p, `document.getElementById('detail').textContent.includes(`+pagetest.Quoted(s)+`)`)
	}
	for _, s := range []string{"\u202e", "\u2067", "\x1b", "\a"} {
		assert.False(t, has(s), "%q is shown by its number", s)
	}
	for _, s := range []string{"202E", "001B", "no colon", "Show 997,007 characters more"} {
		assert.True(t, has(s), s)
	}
	pagetest.Eval[bool](p, `(document.querySelectorAll('#detail section button').forEach((b) => b.textContent.includes('997,007') && b.click()), true)`)
	assert.True(t, has("THE END"), "the whole message is there")
	p.Quiet()
}

// Of many folders the deepest are folded at first, and nothing needs sideways scrolling on a small screen.
func TestPageOverview(t *testing.T) {
	t.Parallel()
	b := pagetest.Browser(t)
	p := pagetest.Open(t, b, pagetest.File(written(t, synthetic(300, 600))))
	ready(p)
	shown := func() int {
		return pagetest.Eval[int](p, `Array.from(document.querySelectorAll('#directories tbody tr')).filter((row) => row.checkVisibility()).length`)
	}
	first := shown()
	all := pagetest.Eval[int](p, `document.querySelectorAll('#directories tbody tr').length`)
	require.Greater(t, all, openDirectories)
	assert.LessOrEqual(t, first, openDirectories)
	pagetest.Eval[bool](p, `(document.querySelector('#directories button.fold[aria-expanded=false]').click(), true)`)
	opened := shown()
	assert.Greater(t, opened, first)
	assert.True(t, pagetest.Eval[bool](p, `Array.from(document.querySelectorAll('#directories tbody tr')).filter((row) => row.checkVisibility()).every((row) => row.querySelector('button:not(.fold)'))`), "what is shown can be pressed")
	pagetest.Eval[bool](p, `(document.querySelector('#directories button.fold[aria-expanded=true]').click(), true)`)
	assert.Equal(t, first, shown())
	for _, width := range []int64{1280, 1024} {
		require.NoError(t, chromedp.Do(p.Ctx, chromedp.EmulateViewport(width, 800)))
		assert.Empty(t, pagetest.Eval[[]string](p, `[document.documentElement, ...document.querySelectorAll('.scroll')].filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1).map((e) => e.outerHTML.slice(0, 80) + e.scrollWidth)`), "at %d", width)
	}
	p.Quiet()
}

// Without script the overview and the unexpected results can be read.
func TestPageWithoutScript(t *testing.T) {
	t.Parallel()
	b := pagetest.Browser(t)
	file := written(t, synthetic(40, 300))
	p := pagetest.Open(t, b, pagetest.File("/dev/null"))
	_, err := chromedp.Call(p.Ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	require.NoError(t, err)
	require.NoError(t, chromedp.Do(p.Ctx, chromedp.Navigate("file://"+file)))
	assert.Greater(t, pagetest.Eval[int](p, `document.querySelectorAll('#directories tbody tr').length`), openDirectories)
	assert.True(t, pagetest.Eval[bool](p, `Array.from(document.querySelectorAll('#directories tbody tr')).every((row) => row.checkVisibility())`), "nothing is folded that could not be unfolded")
	assert.True(t, pagetest.Eval[bool](p, `document.body.innerText.includes('need JavaScript') && document.querySelectorAll('.worst tr').length > 10`))
	assert.True(t, pagetest.Eval[bool](p, `document.getElementById('filter').hidden`))
}

// Every control has a name, and text has the contrast that WCAG asks for, in light and dark.
func TestPageAccessible(t *testing.T) {
	t.Parallel()
	b := pagetest.Browser(t)
	p := pagetest.Open(t, b, pagetest.File(written(t, traced())))
	ready(p)
	for _, scheme := range []string{"light", "dark"} {
		_, err := chromedp.Call(p.Ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		require.NoError(t, err)
		for _, place := range []string{"list", "detail"} {
			if place == "detail" {
				p.Press("j" + kb.Enter)
				p.Until(`document.querySelector('#detail .layers')`)
			}
			assert.Empty(t, pagetest.Eval[[]string](p, pagetest.ContrastScript), scheme+" "+place)
			assert.Empty(t, pagetest.Eval[[]string](p, pagetest.NamesScript), scheme+" "+place)
		}
		p.Press(kb.Escape)
		p.Until(`document.getElementById('detail').hidden`)
	}
	assert.Equal(t, "listbox", pagetest.Eval[string](p, `document.getElementById('list').getAttribute('role')`))
	assert.NotEqual(t, "none", pagetest.Eval[string](p, `getComputedStyle(document.activeElement).outlineStyle`), "the focus is seen")
	p.Quiet()
}

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
	ctx := pagetest.Browser(b)
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
		var p *pagetest.Page
		b.ReportMetric(worst(3, func() float64 {
			p = pagetest.Open(b, ctx, pagetest.File(file))
			ready(p)
			p.Until(`performance.getEntriesByName('first-contentful-paint').length > 0`)
			return pagetest.Eval[float64](p, `performance.getEntriesByName('first-contentful-paint')[0].startTime`)
		}), "paint-ms")
		b.ReportMetric(pagetest.Eval[float64](p, `performance.getEntriesByName('list-ready')[0].startTime`), "list-ms")
		frame := func(action string) func() float64 {
			return func() float64 {
				return pagetest.Eval[float64](p, `new Promise((done) => { const start = performance.now(); `+action+`; requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = () => done(performance.now() - start); c.port2.postMessage(0); }); })`)
			}
		}
		typed := func(s string) string {
			return `(() => { const e = document.getElementById('text'); e.value = '` + s + `'; e.dispatchEvent(new Event('input')); })()`
		}
		pagetest.Eval[bool](p, `(document.getElementById('filter').scrollIntoView(), true)`)
		filter := 0.0
		for _, action := range []string{typed("a"), typed("abort signal"), typed("no such words"), typed(""),
			`document.querySelector('#chips [value=all]').click()`, `document.querySelector('#chips [value=same-pass]').click()`, typed("worker"),
			`document.getElementById('reset').click()`} {
			filter = max(filter, frame(action)())
		}
		b.ReportMetric(filter, "filter-ms")
		b.ReportMetric(worst(1, func() float64 {
			return pagetest.Eval[float64](p, `new Promise((done) => { const start = performance.now();
				for (const key of ['j', 'Enter']) document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
				const look = () => (document.querySelector('#detail .layers') ? done(performance.now() - start) : setTimeout(look, 1)); look(); })`)
		}), "open-ms")
		p.Quiet()
	}
}

// BenchmarkHTML measures the writing of a page of 25,000 subtests.
func BenchmarkHTML(b *testing.B) {
	r := synthetic(1450, 25_000)
	for b.Loop() {
		require.NoError(b, r.HTML(io.Discard))
	}
}

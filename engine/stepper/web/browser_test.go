package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/engine/recording"
	"github.com/exeunt/exeunt/engine/stepper"
	"github.com/exeunt/exeunt/harness/pagetest"
)

// written writes a session's page and gives its address.
func written(t testing.TB, s *stepper.Session) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "trace.html")
	f, err := os.Create(name)
	require.NoError(t, err)
	require.NoError(t, Write(f, s))
	require.NoError(t, f.Close())
	return pagetest.File(name)
}

func ready(p *pagetest.Page) {
	p.T.Helper()
	p.Until(`performance.getEntriesByName('page-ready').length > 0`)
}

// textOf is what an element shows, when the next frame has been drawn.
func textOf(p *pagetest.Page, id string) string {
	p.T.Helper()
	return pagetest.Eval[string](p, `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(document.getElementById('`+id+`').textContent))))`)
}

func mouse(p *pagetest.Page, kind input.DispatchMouseEventType, x, y float64) {
	p.T.Helper()
	_, err := chromedp.Call(p.Ctx, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: kind, X: x, Y: y, Button: input.MouseButtonLeft, Buttons: 1, ClickCount: 1})
	require.NoError(p.T, err)
}

func set(p *pagetest.Page, id, value string) {
	p.T.Helper()
	pagetest.Eval[bool](p, `(() => { const e = document.getElementById('`+id+`'); e.value = `+pagetest.Quoted(value)+`; e.dispatchEvent(new Event('input')); return true; })()`)
}

// submit gives a form's field a value and sends it.
func submit(p *pagetest.Page, name, value string) {
	p.T.Helper()
	set(p, name+"-text", value)
	pagetest.Eval[bool](p, `(document.getElementById('`+name+`-form').requestSubmit(), true)`)
}

func TestPage(t *testing.T) {
	s := session(synthetic(t, 3000))
	at := stepper.New(s.Recording())
	p := pagetest.Open(t, pagetest.Browser(t), written(t, s))
	ready(p)
	where := func() string { return textOf(p, "where") }
	number := func(i int) string { return fmt.Sprintf("#%d ", i) }

	for _, m := range []struct {
		key  string
		move func(*stepper.Stepper) bool
	}{{"s", (*stepper.Stepper).Into}, {"s", (*stepper.Stepper).Into}, {"n", (*stepper.Stepper).Over}, {"o", (*stepper.Stepper).Out}, {"S", (*stepper.Stepper).Back}, {"N", (*stepper.Stepper).BackOver}, {"O", (*stepper.Stepper).BackOut}} {
		p.Press(m.key)
		m.move(at)
		assert.True(t, strings.HasPrefix(where(), number(at.At())), "%s goes to %d: %s", m.key, at.At(), where())
	}

	require.NoError(t, func() error { _, err := at.Break("event pagehide"); return err }())
	p.Press("b")
	submit(p, "break", "event pagehide")
	p.Until(`document.querySelectorAll('#break-list li').length === 1`)
	p.Press(kb.Escape + "c")
	require.NotNil(t, at.Continue())
	assert.True(t, strings.HasPrefix(where(), number(at.At())), "continue: %s", where())
	assert.Equal(t, "breakpoint: event pagehide", textOf(p, "said"))
	p.Press("cC")
	assert.True(t, strings.HasPrefix(where(), number(at.At())), "continue back: %s", where())
	submit(p, "break", "navigat")
	assert.Contains(t, textOf(p, "said"), `nearest: "navigate"`)
	submit(p, "watch", "document.url")
	p.Until(`document.querySelector('#watch-list output').textContent.startsWith('"https://web-platform.test/')`)
	pagetest.Eval[bool](p, `(document.querySelector('#break-list button').click(), true)`)
	p.Press("c")
	assert.Contains(t, textOf(p, "said"), "no breakpoint was reached")

	p.Press("d")
	at.Goto(s.Divergence)
	assert.True(t, strings.HasPrefix(where(), number(at.At())), "divergence: %s", where())
	p.Until(`location.hash === '#event=` + fmt.Sprint(at.At()) + `'`)

	all := textOf(p, "log-count")
	set(p, "find", "http-network 2.1")
	assert.Equal(t, "0 of", textOf(p, "log-count")[:4], "every word has to stand in a line")
	set(p, "find", "navigate 2.1")
	assert.NotEqual(t, all, textOf(p, "log-count"))
	assert.True(t, pagetest.Eval[bool](p, `Array.from(document.querySelectorAll('#log .line'), (e) => e.textContent).every((text) => text.includes('navigate') && text.includes('2.1'))`))
	set(p, "find", "")
	assert.Equal(t, all, textOf(p, "log-count"))
	p.Press("5")
	assert.Contains(t, textOf(p, "panel"), "first divergence, wire: engine GET /")
	p.Quiet()
}

// Breakpoints are those of the line mode, in a file, too: what is said of them, where they are marked, and conditions that count.
func TestBreakpointsOfAPage(t *testing.T) {
	s := session(synthetic(t, 3000))
	p := pagetest.Open(t, pagetest.Browser(t), written(t, s)+"#event=700")
	ready(p)
	for _, text := range []string{"navigate#2.1", "line lines.js:4 if hits == 3 && len(workers) > 0 && any(storage, .kind == 'local')", "line nowhere.js:7", "unload a document#19"} {
		b, err := s.Break(text)
		require.NoError(t, err)
		submit(p, "break", text)
		p.Until(fmt.Sprintf(`document.querySelectorAll('#break-list li').length === %d`, len(s.Breakpoints())))
		assert.Contains(t, textOf(p, "said"), "breakpoint: "+text+" holds ")
		assert.Contains(t, textOf(p, "said"), b.Note)
		assert.Contains(t, textOf(p, "break-list"), b.Note)
	}
	at := stepper.New(s.Recording())
	_, err := at.Break(s.Breakpoints()[1].Text)
	require.NoError(t, err)
	require.NotNil(t, at.Continue(), "the condition holds somewhere")
	p.Until(`Array.from(document.querySelectorAll('#break-list li'), (e) => e.textContent).some((text) => text.includes('hits == 3') && text.includes(' 1 stop'))`)
	pagetest.Eval[bool](p, `(document.querySelector('#break-list button').click(), true)`) // navigate#2.1
	submit(p, "break", "navigate#2.1.1")
	pagetest.Eval[bool](p, `(document.getElementById('lanes').focus(), true)`)
	p.Press("g")
	set(p, "goto", "0")
	pagetest.Eval[bool](p, `(document.getElementById('goto-form').requestSubmit(), document.activeElement.blur(), true)`)
	textOf(p, "where")
	for !strings.Contains(textOf(p, "algorithm-name"), "navigate") {
		p.Press("s")
	}
	pressed := `Array.from(document.querySelectorAll('#algorithm .dot'), (e) => e.getAttribute('aria-pressed')).join()`
	assert.Equal(t, "false,false,false,true,false,false", pagetest.Eval[string](p, pressed), "a dot is set however the breakpoint was written")
	pagetest.Eval[bool](p, `(document.querySelectorAll('#algorithm .dot')[3].click(), true)`)
	textOf(p, "where")
	assert.Equal(t, "false,false,false,false,false,false", pagetest.Eval[string](p, pressed))
	p.Quiet()
}

// What stays the same stays in the page when it moves on: what is unfolded, and the focus.
func TestWhatStays(t *testing.T) {
	p := pagetest.Open(t, pagetest.Browser(t), written(t, session(synthetic(t, 3000)))+"#event=1500")
	ready(p)
	p.Press("6")
	textOf(p, "panel")
	kind := `Array.from(document.querySelectorAll('#panel > details')).find((e) => e.textContent.startsWith('navigable {'))`
	pagetest.Eval[bool](p, `(`+kind+`.open = true, true)`)
	p.Until(kind + `.childElementCount > 2`)
	fold := `Array.from(document.querySelectorAll('#panel details details')).find((e) => e.textContent.startsWith('navigable/navigable-2'))`
	pagetest.Eval[bool](p, `(`+fold+`.open = true, true)`)
	p.Until(fold + `.childElementCount > 1`)
	pagetest.Eval[bool](p, `(`+fold+`.firstChild.focus(), true)`)
	p.Press("SSSSSSSSSSSSnnn")
	textOf(p, "where")
	assert.True(t, pagetest.Eval[bool](p, fold+`.open && document.activeElement === `+fold+`.firstChild`))
	p.Press("1")
	textOf(p, "panel")
	p.Press("6")
	textOf(p, "panel")
	assert.True(t, pagetest.Eval[bool](p, fold+`.open && `+fold+`.childElementCount > 1`), "when the tab was away, too")
	assert.True(t, pagetest.Eval[bool](p, `document.querySelector('#panel > details').open && document.querySelector('#panel > details').textContent.startsWith('document/')`), "the event's own document stands first")
	// Panes show the same wherever one comes from.
	show := `['stack', 'frames', 'panel', 'algorithm', 'log'].map((id) => document.getElementById(id).innerText).join('\n')`
	for _, tab := range []string{"1", "2", "3", "4", "5"} {
		p.Press(tab)
		pagetest.Eval[bool](p, `(document.getElementById('lanes').focus(), true)`)
		p.Press(kb.End + kb.Home + kb.PageDown + kb.PageDown + kb.PageDown + kb.PageDown)
		where := textOf(p, "where")
		moved := pagetest.Eval[string](p, show)
		p.Press(kb.End + kb.PageUp + kb.Home)
		textOf(p, "where")
		var at int
		fmt.Sscanf(where, "#%d", &at)
		set(p, "goto", fmt.Sprint(at))
		pagetest.Eval[bool](p, `(document.getElementById('goto-form').requestSubmit(), true)`)
		require.Equal(t, where, textOf(p, "where"))
		assert.Equal(t, moved, pagetest.Eval[string](p, show), tab)
	}
	p.Quiet()
}

func TestScrubbing(t *testing.T) {
	s := session(synthetic(t, 3000))
	p := pagetest.Open(t, pagetest.Browser(t), written(t, s)+"#event=1500")
	ready(p)
	assert.Contains(t, textOf(p, "where"), "#1500 ", "the address names the event")
	box := pagetest.Eval[[]float64](p, `(() => { const r = document.getElementById('canvas').getBoundingClientRect(); return [r.left, r.top, r.width]; })()`)
	y := box[1] + 60
	mouse(p, input.DispatchMouseEventTypeMousePressed, box[0]+1, y)
	first := textOf(p, "where")
	mouse(p, input.DispatchMouseEventTypeMouseMoved, box[0]+box[2]/2, y)
	half := textOf(p, "where")
	mouse(p, input.DispatchMouseEventTypeMouseMoved, box[0]+box[2]+400, y)
	last := textOf(p, "where")
	mouse(p, input.DispatchMouseEventTypeMouseReleased, box[0]+box[2]+400, y)
	n := len(s.Recording().Events)
	at := func(where string) (i int) {
		fmt.Sscanf(where, "#%d", &i)
		return i
	}
	assert.Less(t, at(first), n/100)
	assert.InDelta(t, n/2, at(half), float64(n)/50)
	assert.Equal(t, n-1, at(last), "beyond the end is the end")
	assert.Equal(t, fmt.Sprint(n-1), pagetest.Eval[string](p, `document.getElementById('lanes').getAttribute('aria-valuenow')`))
	pagetest.Eval[bool](p, `(document.getElementById('lanes').focus(), true)`)
	p.Press(kb.Home + kb.ArrowRight + kb.ArrowRight)
	assert.Equal(t, 2, at(textOf(p, "where")))
	p.Press("+++")
	assert.Equal(t, 2, at(textOf(p, "where")), "zooming moves nothing")
	p.Press(kb.End)
	assert.Equal(t, n-1, at(textOf(p, "where")))
	p.Quiet()
}

// fakeRun stands for a run that can be played again.
type fakeRun struct{}

func (fakeRun) Eval(_ context.Context, i int, in, source string) (string, error) {
	if source == "throw" {
		return "", errors.New("Error: thrown")
	}
	return fmt.Sprintf("%s at %d in %q", source, i, in), nil
}

func TestServedPage(t *testing.T) {
	s := session(synthetic(t, 1500))
	s.Live = fakeRun{}
	_, err := s.Break("navigate#2.1")
	require.NoError(t, err)
	h, err := Handler(s)
	require.NoError(t, err)
	server := httptest.NewServer(h)
	defer server.Close()
	p := pagetest.Open(t, pagetest.Browser(t), server.URL+"/#event=800")
	ready(p)
	assert.Equal(t, 1, pagetest.Eval[int](p, `document.querySelectorAll('#break-list li').length`), "breakpoints come along")
	p.Press("7")
	submit(p, "evaluate", "1 + 1")
	p.Until(`document.querySelector('#evaluated output').textContent.startsWith('1 + 1 at ')`)
	p.Until(`document.querySelector('#realm option[value="document/2"]') !== null`)
	pagetest.Eval[bool](p, `(document.getElementById('realm').value = 'document/2', true)`)
	submit(p, "evaluate", "2 + 2")
	p.Until(`document.querySelector('#evaluated output').textContent.endsWith(' in "document/2"')`)
	submit(p, "evaluate", "throw")
	p.Until(`document.querySelector('#evaluated output').textContent === 'Error: thrown'`)
	submit(p, "watch", `upper(document.url)`)
	p.Until(`document.querySelector('#watch-list output').textContent.startsWith('"HTTPS://WEB-PLATFORM.TEST')`)
	submit(p, "break", `if document.url | upper() == "HTTPS://WEB-PLATFORM.TEST/OTHER.HTML"`)
	p.Until(`document.querySelectorAll('#break-list li').length === 2`)
	p.Quiet()
}

// A server that is reached by another name, or asked by another page, does not answer.
func TestHandlerRefuses(t *testing.T) {
	h, err := Handler(session(synthetic(t, 100)))
	require.NoError(t, err)
	ask := func(method, path, host, origin, kind, body string) (int, string) {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Host = host
		if origin != "" {
			r.Header.Set("Origin", origin)
		}
		if kind != "" {
			r.Header.Set("Content-Type", kind)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		text, err := io.ReadAll(w.Result().Body)
		require.NoError(t, err)
		return w.Code, string(text)
	}
	const host, asJSON = "127.0.0.1:4711", "application/json"
	for _, c := range []struct {
		name, method, path, host, origin, kind, body string
		want                                         int
		says                                         string
	}{
		{"page", "GET", "/", host, "", "", "", http.StatusOK, "<!DOCTYPE html>"},
		{"by name", "GET", "/", "localhost:4711", "", "", "", http.StatusOK, ""},
		{"IPv6", "GET", "/", "[::1]:4711", "", "", "", http.StatusOK, ""},
		{"rebound name", "GET", "/", "evil.example:4711", "", "", "", http.StatusForbidden, ""},
		{"other address", "GET", "/", "10.0.0.1:4711", "", "", "", http.StatusForbidden, ""},
		{"other path", "GET", "/etc/passwd", host, "", "", "", http.StatusNotFound, ""},
		{"other page", "POST", "/eval", host, "https://evil.example", asJSON, `{"text":"1"}`, http.StatusForbidden, ""},
		{"own page", "POST", "/print", host, "http://" + host, asJSON, `{"text":"1 + 1"}`, http.StatusOK, `{"value":"2"}`},
		{"a form", "POST", "/print", host, "", "text/plain", `{"text":"1"}`, http.StatusUnsupportedMediaType, ""},
		{"no JSON", "POST", "/print", host, "", asJSON, `{"text`, http.StatusBadRequest, ""},
		{"too long", "POST", "/print", host, "", asJSON, `{"text":"` + strings.Repeat("x", maxQuestion) + `"}`, http.StatusBadRequest, ""},
		{"no event", "POST", "/print", host, "", asJSON, `{"text":"1","event":1000000}`, http.StatusOK, "there is no event 1000000"},
		{"no run", "POST", "/eval", host, "", asJSON, `{"text":"1"}`, http.StatusOK, "there is no run"},
		{"no realm", "POST", "/eval", host, "", asJSON, `{"text":"1","in":"document/77"}`, http.StatusOK, `"error":`},
		{"nonsense", "POST", "/hits", host, "", asJSON, `{"text":"if ((("}`, http.StatusOK, `"error":`},
	} {
		code, text := ask(c.method, c.path, c.host, c.origin, c.kind, c.body)
		assert.Equal(t, c.want, code, c.name)
		assert.Contains(t, text, c.says, c.name)
	}
}

// hostile is a recording whose texts are markup and whose objects have forms that nobody expects.
func hostile(t *testing.T) *stepper.Session {
	t.Helper()
	const markup = `</script><img src=x onerror="hacked = 1"><script>hacked = 1</script>`
	const bidi = "\u202egnp.\u2067"
	header, err := json.Marshal(recording.Header{Format: recording.Format, Version: recording.Version, Events: 99, Algorithms: []recording.Algorithm{{Standard: markup, Name: markup, URL: "javascript:hacked=1", Steps: []recording.SpecStep{{Number: markup, Summary: markup + bidi}}}}})
	require.NoError(t, err)
	quoted := pagetest.Quoted(markup)
	lines := []string{string(header),
		`{"k":"enter","f":1,"a":1,"g":[` + quoted + `],"j":[` + quoted + `],"d":"document/1","c":[["document/1",{"url":` + quoted + `,"fetches":7}],["navigable/a",{"parent":"b","document":"document/1"}],["navigable/b",{"parent":"a"}],["storage/x",3],["item/1",{"area":"storage/x"}],["item/2",null],["worker/1","x"],["worker/2",{"owners":[{}]}],["__proto__",{"x":1}]]}`,
		`{"k":"step","f":1,"s":` + quoted + `}`,
		`{"k":"adhoc","f":1,"s":"constructor","n":` + quoted + `,"c":[["history/x",5],["queue",{}],["timers","x"],["cookies",[{}]],["deferred/1",null],["quota/1",[]],["deferred/2","x"]]}`,
		`{"k":"mark","n":` + pagetest.Quoted(bidi) + `,"c":[["document/1",[1]],["quota/1",{"documents":5}]]}`,
		`{"k":"task","f":1,"n":` + quoted + `,"c":[["navigable/a",7],["navigable/c",{"document":"document/1"}]]}`,
		`{"k":"step","f":1,"s":"1"}`,
	}
	_, r, err := stepper.ReadTrace([]byte(strings.Join(lines, "\n")))
	require.NoError(t, err)
	run := &stepper.Run{Test: "/" + markup + bidi, Suite: markup, Engine: markup, Chrome: markup, Observed: []stepper.Observed{{Layer: markup, Engine: markup, Chrome: markup, Event: 3, First: true}}}
	return &stepper.Session{Stepper: stepper.New(r), Run: run, Divergence: 3, Why: markup}
}

func TestHostileTrace(t *testing.T) {
	p := pagetest.Open(t, pagetest.Browser(t), written(t, hostile(t)))
	ready(p)
	assert.Contains(t, textOf(p, "said"), "the recording is not whole: the file was cut short after 6 of 99 events")
	for range 6 {
		for tab := range 7 {
			p.Press(fmt.Sprint(tab + 1))
			textOf(p, "panel")
		}
		p.Press("s")
	}
	submit(p, "break", "__proto__")
	submit(p, "watch", "document.constructor")
	pagetest.Eval[bool](p, `(document.getElementById('lanes').focus(), true)`)
	p.Press(kb.Home)
	for range 6 {
		textOf(p, "where")
		p.Press(kb.ArrowRight)
	}
	assert.False(t, pagetest.Eval[bool](p, `'hacked' in window || document.querySelectorAll('main img').length > 0 || document.querySelector('a[href^="javascript"]') !== null`))
	assert.False(t, pagetest.Eval[bool](p, `/[\u202e\u2067]/.test(document.body.innerText + document.title)`), "characters that turn the text are shown by their numbers")
	p.Quiet()
}

// Every control has a name, and text has the contrast that WCAG asks for, in light and dark; nothing needs sideways scrolling.
func TestAccessible(t *testing.T) {
	p := pagetest.Open(t, pagetest.Browser(t), written(t, session(synthetic(t, 3000)))+"#event=1200")
	ready(p)
	_, err := chromedp.Call(p.Ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 1280, Height: 800, DeviceScaleFactor: 1})
	require.NoError(t, err)
	for _, scheme := range []string{"light", "dark"} {
		_, err := chromedp.Call(p.Ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		require.NoError(t, err)
		for tab := range 7 {
			p.Press(fmt.Sprint(tab + 1))
			textOf(p, "panel")
			assert.Empty(t, pagetest.Eval[[]string](p, pagetest.ContrastScript), "%s %d", scheme, tab+1)
			assert.Empty(t, pagetest.Eval[[]string](p, pagetest.NamesScript), "%s %d", scheme, tab+1)
		}
	}
	assert.True(t, pagetest.Eval[bool](p, `document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight`), "the page fits")
	p.Press("?")
	assert.True(t, pagetest.Eval[bool](p, `document.getElementById('help').open`))
	p.Quiet()
}

// BenchmarkScrub measures a page of 50,000 events in headless Chromium: its size, when it is ready, how long moves across the run take
// from the beginning of their frame until it is painted (median and longest), how much of the processor each of them costs, and the
// longest of several filters.
//
//	go test ./engine/stepper/web -run '^$' -bench Scrub -benchtime 1x
func BenchmarkScrub(b *testing.B) {
	address := written(b, session(synthetic(b, 50_000)))
	browser := pagetest.Browser(b)
	for b.Loop() {
		info, err := os.Stat(strings.TrimPrefix(address, "file://"))
		require.NoError(b, err)
		b.ReportMetric(float64(info.Size()), "bytes")
		p := pagetest.Open(b, browser, address)
		_, err = chromedp.Call(p.Ctx, performance.Enable, performance.EnableParams{TimeDomain: performance.EnableTimeDomainThreadTicks})
		require.NoError(b, err)
		ready(p)
		b.ReportMetric(pagetest.Eval[float64](p, `performance.getEntriesByName('page-ready')[0].startTime`), "ready-ms")
		// In frames what waits for the frame before costs nothing; all counts it.
		measure := func(all bool, actions string) []float64 {
			times := pagetest.Eval[[]float64](p, fmt.Sprintf(`(async () => {
				const times = [];
				const key = (key) => document.getElementById('lanes').dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
				const filter = (text) => { const e = document.getElementById('find'); e.value = text; e.dispatchEvent(new Event('input')); };
				for (const act of [%s]) {
					let start = performance.now();
					requestAnimationFrame(() => { start = %t ? start : performance.now(); });
					act();
					await new Promise((done) => requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = done; c.port2.postMessage(0); }));
					times.push(performance.now() - start);
				}
				return times;
			})()`, actions, all))
			slices.Sort(times)
			return times
		}
		for _, tab := range []struct{ key, name string }{{"1", "deferred"}, {"2", "history"}, {"3", "loop"}, {"4", "storage"}, {"5", "chrome"}, {"6", "state"}, {"7", "breaks"}} {
			p.Press(tab.key)
			before := taskTime(p)
			times := measure(false, `() => key('Home'), ...Array.from({length: 22}, () => () => key('PageUp')), ...Array.from({length: 10}, () => () => key('ArrowLeft')), ...Array.from({length: 10}, () => () => key('PageDown'))`)
			b.ReportMetric((taskTime(p)-before)*1000/float64(len(times)), tab.name+"-cpu-ms")
			b.ReportMetric(times[len(times)/2], tab.name+"-median-ms")
			b.ReportMetric(times[len(times)-1], tab.name+"-max-ms")
		}
		filters := measure(true, `...['a', 'navigate 2.1', 'no such words', 'pagehide', ''].map((text) => () => filter(text))`)
		b.ReportMetric(filters[len(filters)-1], "filter-ms")
		p.Quiet()
	}
}

// taskTime is how long the page's thread has worked, in seconds.
func taskTime(p *pagetest.Page) float64 {
	p.T.Helper()
	m, err := chromedp.Call(p.Ctx, performance.GetMetrics, cdp.Empty{})
	require.NoError(p.T, err)
	for _, metric := range m.Metrics {
		if metric.Name == "TaskDuration" {
			return metric.Value
		}
	}
	p.T.Fatal("Chromium does not count its tasks")
	return 0
}

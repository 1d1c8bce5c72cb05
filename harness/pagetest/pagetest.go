// Package pagetest drives pages that are one file in headless Chromium, for the tests of those pages.
package pagetest

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/harness/chrome"
)

// browserLimit is how long one test of the page may take.
const browserLimit = 4 * time.Minute

// A Page is open in headless Chromium. Whatever goes wrong in it, and whatever it asks of others than
// who served it, fails the test at Quiet.
type Page struct {
	T      testing.TB
	Ctx    context.Context // of its tab, for chromedp
	events chan string
}

// Browser starts headless Chromium, or skips where none is installed.
func Browser(t testing.TB) context.Context {
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

// File gives the address of a file.
func File(path string) string { return (&url.URL{Scheme: "file", Path: path}).String() }

// Open opens an address, of a file or on this machine, in a tab of its own.
func Open(t testing.TB, browser context.Context, address string) *Page {
	t.Helper()
	p := &Page{T: t, events: make(chan string, 1000)}
	own := "file:"
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		own = u.Scheme + "://" + u.Host + "/"
	}
	tell := func(s string) {
		select {
		case p.events <- s:
		default:
		}
	}
	var cancel context.CancelFunc
	p.Ctx, cancel = chromedp.NewContext(browser, chromedp.WithListener(func(ev any) {
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
			if !strings.HasPrefix(e.Request.URL, own) && !strings.HasPrefix(e.Request.URL, "blob:") {
				tell("request: " + e.Request.URL)
			}
		}
	}))
	t.Cleanup(cancel)
	require.NoError(t, chromedp.Do(p.Ctx, chromedp.EmulateViewport(1280, 900), chromedp.Navigate(address)))
	return p
}

// Quiet fails if the page threw, was refused something by its policy, or asked the network.
func (p *Page) Quiet() {
	p.T.Helper()
	for {
		select {
		case e := <-p.events:
			p.T.Error(e)
		default:
			return
		}
	}
}

// Eval gives an expression's value, waiting for it if it is a promise.
func Eval[T any](p *Page, expression string) T {
	p.T.Helper()
	v, err := chromedp.Run(p.Ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	require.NoError(p.T, err, expression)
	return v
}

// Until waits for a condition in the page, looked at before each frame.
func (p *Page) Until(condition string) {
	p.T.Helper()
	ok := Eval[bool](p, `new Promise((done) => {
		const end = performance.now() + 20000;
		const look = () => { let is = false; try { is = Boolean(`+condition+`); } catch {} is || performance.now() > end ? done(is) : setTimeout(look, 10); };
		look();
	})`)
	if !ok {
		p.Quiet()
	}
	require.True(p.T, ok, "never came true: "+condition+"; at "+Eval[string](p, "location.hash"))
}

// Press presses keys, one after the other; those without a letter are in chromedp's package kb.
func (p *Page) Press(keys string) {
	p.T.Helper()
	require.NoError(p.T, chromedp.Do(p.Ctx, chromedp.KeyEvent(keys)))
}

// Quoted writes a string as JavaScript does.
func Quoted(s string) string {
	b, _ := json.Marshal(s) // a string always has a form
	return string(b)
}

// ContrastScript lists, as a WCAG checker would, visible texts whose contrast is below 4.5.
const ContrastScript = `(() => {
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

// NamesScript lists controls and pictures without a name.
const NamesScript = `Array.from(document.querySelectorAll('button, input, select, svg, [role]')).filter((e) => e.checkVisibility() && !e.closest('[aria-hidden=true]') &&
  !(e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.textContent.trim() || e.labels && e.labels.length > 0 || e.getAttribute('role') === 'status')).map((e) => e.outerHTML.slice(0, 100))`

package engine

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/js"
)

// recorder collects what a page says.
type recorder struct {
	NopObserver
	lines chan string
}

func (r *recorder) Binding(_ *Context, _, payload string) { r.lines <- payload }
func (r *recorder) Console(c *Context, kind string, args []js.Value) {
	var parts []string
	for _, a := range args {
		s, _ := c.Realm.ToString(a)
		parts = append(parts, s)
	}
	r.lines <- kind + ": " + strings.Join(parts, " ")
}
func (r *recorder) Exception(_ *Context, e *js.Exception) { r.lines <- "exception: " + e.Error() }
func (r *recorder) Crashed(_ *Page, reason string)        { r.lines <- "crash: " + reason }

// open loads pages from a map of paths and returns what they say until one says "done".
func open(t *testing.T, pages map[string]string) []string {
	t.Helper()
	return openWith(t, Options{}, pages)
}

// openWith is open with options.
func openWith(t *testing.T, o Options, pages map[string]string) []string {
	t.Helper()
	rec := &recorder{lines: make(chan string, 1000)}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := pages[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		switch {
		case strings.HasSuffix(r.URL.Path, ".js"):
			w.Header().Set("Content-Type", "text/javascript")
		default:
			w.Header().Set("Content-Type", "text/html")
		}
		_, _ = w.Write([]byte(body))
	})
	o.Network, o.Observer, o.Seed = fetch.HandlerNetwork{Handler: handler}, rec, 1
	b, err := New(o)
	require.NoError(t, err)
	defer b.Close()
	require.NoError(t, b.Do(func(ctx context.Context) {
		p, err := b.NewPage(ctx, "")
		require.NoError(t, err)
		p.AddBinding("say")
		b.Loop().VirtualTime(eventloop.Policy{Budget: time.Minute, Expired: func() { rec.lines <- "expired" }})
		p.Navigate(ctx, "https://a.test/", "", func(_ context.Context, _, errorText string) {
			if errorText != "" {
				rec.lines <- "navigation: " + errorText
			}
		})
	}))
	var got []string
	for {
		select {
		case line := <-rec.lines:
			got = append(got, line)
			if line == "done" || line == "expired" || strings.HasPrefix(line, "crash") {
				return got
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("nothing more was said after %q", got)
		}
	}
}

func TestPage(t *testing.T) {
	got := open(t, map[string]string{
		"/": `<!doctype html><title>x</title><script>say(document.readyState + ' ' + location.href)</script>
<script src="/a.js"></script><iframe src="/frame" name="f"></iframe>
<script>addEventListener('load', () => { say('load ' + frames.length + ' ' + f.document.querySelector("p").textContent); setTimeout(() => say('done'), 1000) })</script>`,
		"/a.js":  `say('external ' + document.currentScript.src)`,
		"/frame": `<body><p>inside</p><script>parent.say('frame ' + (parent.Array === Array))</script>`,
	})
	assert.Equal(t, []string{"loading https://a.test/", "external https://a.test/a.js", "frame false", "load 1 inside", "done"}, got)
}

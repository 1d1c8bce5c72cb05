package engine

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/eventloop"
)

// acting is an observer that acts on what a page says, and answers its dialogs.
type acting struct {
	NopObserver
	lines chan string
	on    map[string]func(c *Context)
	leave bool

	options Options // Observer, Network and Seed are set by visit
}

func (a *acting) Binding(c *Context, _, line string) {
	a.lines <- line
	if f := a.on[line]; f != nil {
		f(c)
	}
}

func (a *acting) DialogOpening(d *Dialog) bool {
	a.lines <- d.Kind + " dialog"
	d.Handle(a.leave, "")
	return true
}

// visit opens https://a.test/ on the virtual clock and returns what was said up to "done".
func (a *acting) visit(t *testing.T, s *site) string {
	t.Helper()
	a.lines = make(chan string, 100)
	o := a.options
	o.Observer, o.Network, o.Seed = a, fetch.HandlerNetwork{Handler: s}, 1
	b, err := New(o)
	require.NoError(t, err)
	defer b.Close()
	require.NoError(t, b.Do(func(ctx context.Context) {
		p, err := b.NewPage(ctx, "")
		require.NoError(t, err)
		p.AddBinding("say")
		b.Loop().VirtualTime(eventloop.Policy{Budget: time.Hour, Expired: func() { a.lines <- "done" }})
		p.Navigate(ctx, "https://a.test/", "", func(context.Context, string, string) {})
	}))
	var got []string
	for {
		select {
		case line := <-a.lines:
			if line == "done" {
				return strings.Join(got, ", ")
			}
			got = append(got, line)
		case <-time.After(time.Minute):
			t.Fatalf("nothing more was said after %q", got)
		}
	}
}

// A frozen page is hidden and told, its tasks wait, and it goes on where it was.
func TestFrozenPage(t *testing.T) {
	s := &site{pages: map[string]string{"a.test/": `<iframe src="/frame"></iframe><script>
		for (const name of ["freeze", "resume", "visibilitychange"]) document.addEventListener(name, () => say(name + " " + document.visibilityState));
		onload = () => {
			const began = Date.now();
			setTimeout(() => { say("timer " + (Date.now() - began)); say("done"); }, 100);
			say("loaded");
		};
	</script>`, "a.test/frame": `<script>for (const name of ["freeze", "resume"]) document.addEventListener(name, () => parent.say("frame " + name));</script>`}}
	a := &acting{on: map[string]func(c *Context){"loaded": func(c *Context) {
		p := c.Frame.Page
		ctx := p.browser.loop.Context()
		p.SetFrozen(ctx, true)
		p.browser.loop.After(ctx, 5*time.Second, func(ctx context.Context) { p.SetFrozen(ctx, false) })
	}}}
	assert.Equal(t, "loaded, visibilitychange hidden, freeze hidden, frame freeze, resume hidden, frame resume, timer 5000", a.visit(t, s))
}

// The user is asked only about a page that was touched and whose handler wants it, and the answer counts.
func TestBeforeunloadPrompt(t *testing.T) {
	const handler = `onbeforeunload = e => { say("beforeunload"); e.preventDefault(); };`
	for _, c := range []struct {
		name, handler  string
		touched, leave bool
		want           string
	}{
		{"not touched", handler, false, false, "loaded, beforeunload, returned, b"},
		{"touched, and left", handler, true, true, "loaded, beforeunload, beforeunload dialog, returned, b"},
		{"touched, and kept", handler, true, false, "loaded, beforeunload, beforeunload dialog, returned"},
		{"nothing is asked for", `onbeforeunload = () => say("beforeunload");`, true, false, "loaded, beforeunload, returned, b"},
		{"a returnValue", `onbeforeunload = e => { e.returnValue = "stay"; };`, true, false, "loaded, beforeunload dialog, returned"},
		{"a string is returned", `onbeforeunload = () => "stay";`, true, false, "loaded, beforeunload dialog, returned"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &site{pages: map[string]string{
				"a.test/": `<script>` + c.handler + `onload = () => { say("loaded"); location.href = "https://b.test/"; say("returned"); setTimeout(() => say("done"), 1000); };</script>`,
				"b.test/": `<script>say("b"); say("done");</script>`,
			}}
			a := &acting{leave: c.leave, on: map[string]func(c *Context){"loaded": func(x *Context) {
				if c.touched {
					x.window.Document().NotifyActivation(x.Frame.Page.browser.loop.Context())
				}
			}}}
			assert.Equal(t, c.want, a.visit(t, s))
		})
	}
}

//go:build unix

package engine

import (
	"context"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/eventloop"
)

// part is what a batch of work took, and what was left on the heap after it.
type part struct {
	took time.Duration
	heap int64
}

// batches opens a page, calls its function part() again and again, each time until the page says "part", and returns what
// each took.
func batches(t *testing.T, s *site, count int) []part {
	t.Helper()
	rec := &recorder{lines: make(chan string, 1000)}
	b, err := New(Options{Network: fetch.HandlerNetwork{Handler: s}, Observer: rec, Seed: 1, Limits: Limits{Memory: 1 << 30}})
	require.NoError(t, err)
	defer b.Close()
	var page *Page
	wait := func(want string) {
		select {
		case line := <-rec.lines:
			require.Equal(t, want, line)
		case <-time.After(time.Minute):
			require.FailNow(t, "the page does not say "+want)
		}
	}
	require.NoError(t, b.Do(func(ctx context.Context) {
		page, err = b.NewPage(ctx, "")
		require.NoError(t, err)
		page.AddBinding("say")
		b.Loop().VirtualTime(eventloop.Policy{Budget: time.Hour})
		page.Navigate(ctx, "https://a.test/", "", func(context.Context, string, string) {})
	}))
	wait("ready")
	var parts []part
	for range count {
		begin := cpuTime()
		require.NoError(t, b.Do(func(ctx context.Context) {
			b.Loop().VirtualTime(eventloop.Policy{Budget: time.Hour}) // the last one's is used up once nothing is left to do
			c := page.Main().Context()
			defer c.Enter(ctx)()
			_, err := c.Realm.Eval("part()", "", 1)
			require.NoError(t, err)
		}))
		wait("part")
		took := cpuTime() - begin
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		parts = append(parts, part{took, int64(m.HeapAlloc)})
	}
	return parts
}

// linear checks that later batches take about what earlier ones did: the quickest of each end counts, so that what else
// the machine does does not.
func linear(t *testing.T, parts []part) {
	t.Helper()
	n := max(2, len(parts)/4)
	quickest := func(p []part) time.Duration {
		return slices.MinFunc(p, func(a, b part) int { return int(a.took - b.took) }).took
	}
	first, last := quickest(parts[:n]), quickest(parts[len(parts)-n:])
	t.Logf("%d parts: %v at first, %v at last; heap %d KiB, then %d KiB", len(parts), first, last, parts[n].heap>>10, parts[len(parts)-1].heap>>10)
	assert.LessOrEqual(t, last, 2*first+2*time.Millisecond)
}

// steady checks that the heap does not grow by more than 10 MB between the first and the last batches.
func steady(t *testing.T, parts []part) {
	t.Helper()
	assert.Less(t, parts[len(parts)-1].heap-parts[len(parts)/4].heap, int64(10<<20))
}

func TestManyNavigationsOfOnePage(t *testing.T) {
	for _, c := range []struct{ name, page, frame string }{
		{"frame replaced", `const next = n => f.contentWindow.location.replace("/frame?" + n);`, "a.test/frame"},
		{"frame reloaded", `const next = () => f.contentWindow.location.reload();`, "a.test/frame"},
		{"within the document", `const next = n => { location.replace("#" + n); setTimeout(f.onload); };`, "a.test/frame"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &site{pages: map[string]string{
				"a.test/": `<body><script>
					const f = document.body.appendChild(document.createElement("iframe"));
					f.src = "/frame";
					let n = 0;
					` + c.page + `
					onload = () => setTimeout(() => say("ready"));
					function part() { let left = 100; f.onload = () => setTimeout(() => { if (left-- > 0) next(n++); else say("part"); }); f.onload(); }
					</script>`,
				c.frame: `<p>a frame`,
			}}
			parts := batches(t, s, 12)
			linear(t, parts)
			steady(t, parts)
		})
	}
}

func TestManyTraversals(t *testing.T) {
	s := &site{pages: map[string]string{"a.test/": `<body><script>
		onload = () => setTimeout(() => { for (let i = 1; i <= 1000; i++) history.pushState(i, ""); setTimeout(() => say("ready")); });
		let turn = "back";
		function part() {
			let left = 50;
			onpopstate = e => {
				if (history.state === null) turn = "forward";
				if (history.state === 1000) turn = "back";
				if (--left <= 0) { say("part"); return; }
				history[turn]();
			};
			history[turn]();
		}
		</script>`}}
	linear(t, batches(t, s, 24))
}

func TestTreeOfManyFrames(t *testing.T) {
	for _, c := range []struct{ name, parent string }{
		{"in one document", "document"},
		{"in ten documents", `level(made, document)`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &site{pages: map[string]string{"a.test/": `<body><script>
				let made = 0;
				const add = d => d.body.appendChild(d.createElement("iframe")).contentDocument;
				const level = (i, d) => i % 10 < d.defaultView.length ? d.defaultView[i % 10].document : d;
				onload = () => setTimeout(() => say("ready"));
				function part() { for (let i = 0; i < 50; i++, made++) { const at = ` + c.parent + `; add(at.body ? at : document); } setTimeout(() => say("part")); }
				</script>`}}
			parts := batches(t, s, 20)
			n := len(parts) / 4
			quickest := slices.MinFunc(parts[:n], func(a, b part) int { return int(a.took - b.took) }).took
			last := slices.MinFunc(parts[len(parts)-n:], func(a, b part) int { return int(a.took - b.took) }).took
			t.Logf("50 frames more: %v at first, %v with 1,000", quickest, last)
			// Every new frame may change what all the others show of the history, so a part's time grows with the tree;
			// a frame's share must not.
			assert.LessOrEqual(t, last, 8*quickest)
		})
	}
}

package engine

import (
	"context"
	"net/http"
	"testing"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/spec"
)

// countingTracer is the cheapest tracer there is.
type countingTracer struct{ n int }

func (c *countingTracer) Trace(context.Context, spec.Event) { c.n++ }

// benchmarkPage loads a page with a frame that it removes again, twenty times.
func benchmarkPage(b *testing.B, tracer spec.Tracer) {
	const page = `<!doctype html><body><script>
let n = 0;
function next() {
  if (n++ === 20) { say("done"); return; }
  const f = document.createElement("iframe");
  f.srcdoc = "<p>x</p>";
  f.onload = () => { f.remove(); setTimeout(next, 1); };
  document.body.append(f);
}
next();
</script>`
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(page))
	})
	b.ReportAllocs()
	for b.Loop() {
		rec := &recorder{lines: make(chan string, 10)}
		br, err := New(Options{Network: fetch.HandlerNetwork{Handler: handler}, Observer: rec, Seed: 1})
		if err != nil {
			b.Fatal(err)
		}
		if tracer != nil {
			br.SetTracer(tracer)
		}
		err = br.Do(func(ctx context.Context) {
			p, err := br.NewPage(ctx, "")
			if err != nil {
				b.Error(err)
				return
			}
			p.AddBinding("say")
			br.Loop().VirtualTime(eventloop.Policy{})
			p.Navigate(ctx, "https://a.test/", "", func(context.Context, string, string) {})
		})
		if err != nil {
			b.Fatal(err)
		}
		<-rec.lines
		br.Close()
	}
}

func BenchmarkPageUntraced(b *testing.B) { benchmarkPage(b, nil) }
func BenchmarkPageTraced(b *testing.B)   { benchmarkPage(b, &countingTracer{}) }

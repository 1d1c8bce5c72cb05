package deferred

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/exeunt/exeunt/fetch"
)

// call is one fetchLater() of a random page.
type call struct {
	d       *document
	signal  signal
	result  *Result
	record  *fetch.DeferredRecord
	aborted bool
}

// TestInvariants builds random trees of frames, queues, aborts, removes and lets time pass, and checks after each step what must
// always hold.
func TestInvariants(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w := newWorld(t, "deferred-keepalive-limit", "exempt")
		defer w.loop.Close()
		documents := []*document{w.top}
		var calls []*call
		live := func() []*document {
			var list []*document
			for _, d := range documents {
				if !d.inactive {
					list = append(list, d)
				}
			}
			return list
		}
		rt.Repeat(map[string]func(*rapid.T){
			"insert": func(rt *rapid.T) {
				d := rapid.SampledFrom(live()).Draw(rt, "parent")
				src := fmt.Sprintf("https://%s.test/", rapid.SampledFrom([]string{"t", "p", "q"}).Draw(rt, "origin"))
				var edit []func(*container)
				if rapid.Bool().Draw(rt, "allow") {
					edit = append(edit, allowing(src))
				}
				documents = append(documents, d.insert(src, edit...))
			},
			"fetchLater": func(rt *rapid.T) {
				d := rapid.SampledFrom(live()).Draw(rt, "document")
				url := fmt.Sprintf("https://%s.test/", rapid.SampledFrom([]string{"r", "s", "t"}).Draw(rt, "to"))
				length := rapid.Int64Range(15, 70*kib).Draw(rt, "length")
				var after *float64
				if ms := rapid.Float64Range(-1, 5000).Draw(rt, "after"); ms >= 0 {
					after = &ms
				}
				quota := d.quota(url)
				c := &call{d: d, signal: newSignal()}
				request := d.request(url, length)
				var err error
				c.result, err = FetchLater(w.loop.Context(), d, request, c.signal, after)
				if (err == nil) != (length <= quota) {
					rt.Fatalf("%d bytes, quota %d: %v", length, quota, err)
				}
				if err == nil {
					all := d.group.Deferred.All()
					c.record = all[len(all)-1]
					calls = append(calls, c)
					if got := d.quota(url); got > quota-length {
						rt.Fatalf("quota went from %d to %d with %d bytes", quota, got, length)
					}
				}
			},
			"abort": func(rt *rapid.T) {
				if len(calls) == 0 {
					return // nothing to abort: a step that does nothing is a step too
				}
				c := rapid.SampledFrom(calls).Draw(rt, "call")
				c.aborted = c.aborted || c.record.InvokeState == fetch.Pending
				c.signal.SignalAbort(w.loop.Context(), nil)
			},
			"remove": func(rt *rapid.T) {
				// The top-level document stays: drawing it removes nothing.
				if d := rapid.SampledFrom(live()).Draw(rt, "document"); d.container != nil {
					d.container.node.remove(d.container)
				}
			},
			"wait": func(rt *rapid.T) {
				if err := w.loop.Advance(time.Duration(rapid.IntRange(0, 3000).Draw(rt, "ms")) * time.Millisecond); err != nil {
					rt.Fatal(err)
				}
			},
			"": func(rt *rapid.T) { // what always holds
				var pending, reserved int64
				perOrigin := map[string]int64{}
				for _, d := range live() {
					q := d.quota("https://unused.test/")
					if q < 0 || q > PerOriginQuota {
						rt.Fatalf("quota of %s is %d", d.url.Href(), q)
					}
					for _, c := range d.children {
						if b := c.reservation.Bytes; b != 0 && b != MinimalQuota && b != NormalQuota {
							rt.Fatalf("reserved %d", b)
						}
						if c.document.origin == d.origin && c.reservation.Bytes != 0 {
							rt.Fatal("a same-origin frame keeps a reservation")
						}
					}
					control := ControlDocument(w.loop.Context(), d)
					if ControlDocument(w.loop.Context(), control) != control {
						rt.Fatal("a control document has another one")
					}
					if control == Document(w.top) {
						for _, c := range d.children {
							reserved += c.reservation.Bytes
						}
						for _, r := range d.group.Deferred.All() {
							pending += r.Length.Total()
							perOrigin[r.Request.URL().Origin().String()] += r.Length.Total()
						}
					}
				}
				if pending+reserved > TabQuota {
					rt.Fatalf("%d bytes pending and %d reserved in one tab", pending, reserved)
				}
				for o, n := range perOrigin {
					if n > PerOriginQuota {
						rt.Fatalf("%d bytes for %s", n, o)
					}
				}
				for _, c := range calls {
					switch state := c.record.InvokeState; {
					case c.aborted && (state != fetch.Aborted || c.result.Activated):
						rt.Fatalf("aborted, but %v", state)
					case c.d.inactive && state == fetch.Pending:
						rt.Fatal("a removed document keeps a request back")
					case state == fetch.Pending && c.result.Activated:
						rt.Fatal("activated while pending")
					}
				}
			},
		})
		if err := w.loop.Advance(time.Minute); err != nil {
			rt.Fatal(err)
		}
		for _, d := range live() {
			d.group.Terminate(w.loop.Context())
		}
		if err := w.loop.Advance(time.Minute); err != nil {
			rt.Fatal(err)
		}
		want := 0
		for _, c := range calls {
			if !c.aborted {
				want++
			}
		}
		if len(w.sent) != want {
			rt.Fatalf("%d requests were sent, want %d", len(w.sent), want)
		}
	})
}

package deferred

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/spec"
	"github.com/exeunt/exeunt/internal/weburl"
)

type nopTracer struct{}

func (nopTracer) Trace(context.Context, spec.Event) {}

// traced is a context in which the algorithms run as they are written, step by step.
func traced() context.Context {
	var sw spec.Switch
	sw.Set(nopTracer{})
	return spec.WithSwitch(context.Background(), &sw)
}

// TestFramesAreNotVisitedAgain: as records come and go, nothing goes through the frames that share the quota.
func TestFramesAreNotVisitedAgain(t *testing.T) {
	w := newWorld(t)
	defer w.loop.Close()
	var frames []*document
	for range 100 {
		frames = append(frames, w.top.insert("https://t.test/"))
	}
	const url = "https://r.test/"
	before := w.top.quota(url)
	w.visits = 0
	for _, d := range frames {
		for range 3 {
			s := newSignal()
			_, err := FetchLater(context.Background(), d, d.request(url, 100), s, nil)
			assert.NoError(t, err)
			assert.Equal(t, before-100, w.top.quota(url))
			s.SignalAbort(context.Background(), nil)
			assert.Equal(t, before, w.top.quota(url))
		}
	}
	assert.Zero(t, w.visits)
	w.top.insert("https://p.test/")
	w.top.quota(url)
	assert.NotZero(t, w.visits, "another frame")
}

// TestKeptSumsEqualThePlainAlgorithm takes 1,000 random steps per check, 100 checks (100,000 steps) unless -rapid.checks says
// more: frames with all sorts of policies come, navigate, are redirected, moved, cached and removed, and records are queued, aborted and
// sent. After each step the quota by the sums kept is that of the algorithm as written.
func TestKeptSumsEqualThePlainAlgorithm(t *testing.T) {
	plain := traced()
	quick := context.Background()
	hosts := []string{"t", "p", "q", "r"}
	type step struct{ act, a, b, c int }
	steps := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) step {
		n := rapid.Uint32().Draw(rt, "step")
		return step{int(n % 16), int(n / 16 % 97), int(n / (16 * 97) % 89), int(n / (16 * 97 * 89) % 31_000)}
	}), 1000, 1000)
	taken := 0
	rapid.Check(t, func(rt *rapid.T) {
		var behaviours []string
		if rapid.Bool().Draw(rt, "as Chrome") {
			behaviours = []string{"reservations-below", "per-ancestor", "reserve-pending", "ignored"}
		}
		w := newWorld(t, behaviours...)
		defer w.loop.Close()
		live := []*document{w.top}
		var pending []*fetch.DeferredRecord
		settle := func(state fetch.InvokeState, r *fetch.DeferredRecord) {
			if r.InvokeState == fetch.Pending {
				r.InvokeState = state
				r.Remove()
			}
		}
		send := func(d *document) {
			for _, r := range d.group.Deferred.All() {
				settle(fetch.Sent, r)
			}
		}
		walk := func() {
			live = live[:0]
			for _, d := range w.top.InclusiveDescendantDocuments() {
				live = append(live, d.(*document))
			}
		}
		// Enough of them that their 64 KiB come to more than a pool.
		reporting := func(n int) string { return fmt.Sprintf("https://r%d.test/", n%12) }
		origin := func(n int) string { return fmt.Sprintf("https://%s.test/", hosts[n%len(hosts)]) }
		policies := func(d *document, n int) {
			d.disallowed[Feature] = d.disallowed[Feature] || n%11 == 0
			d.disallowed[FeatureMinimal] = d.disallowed[FeatureMinimal] || n%13 == 0
		}
		for _, st := range steps.Draw(rt, "steps") {
			taken++
			d := live[st.a%len(live)]
			var c *container // of d, or one below the top
			if len(d.children) > 0 {
				c = d.children[st.b%len(d.children)]
			}
			switch {
			case st.act < 3 && len(live) < 30:
				src := origin(st.b)
				var edit []func(*container)
				if st.c%3 == 0 {
					edit = append(edit, allowing(src))
				}
				policies(d.insert(src, edit...), st.c)
			case st.act == 3 && c != nil: // the embedder navigates it, perhaps redirected
				old := c.document
				policies(c.navigate(origin(st.b), origin(st.c)), st.c)
				if st.c%2 == 0 {
					send(old)
				}
			case st.act == 4 && c != nil: // it navigates itself; what it leaves may be cached with its records
				old := c.document
				c.load(origin(st.c))
				if st.c%2 == 0 {
					send(old)
				}
			case st.act == 5 && c != nil && len(live) > 10:
				for _, g := range c.document.InclusiveDescendantDocuments() {
					send(g.(*document))
				}
				d.children = slices.DeleteFunc(d.children, func(o *container) bool { return o == c })
				d.TreeChanged()
			case st.act == 6 && len(pending) > 0:
				settle(fetch.Aborted, pending[st.b%len(pending)])
			case st.act == 6 && c != nil: // moveBefore(): first of all, with what it holds
				d.children = append([]*container{c}, slices.DeleteFunc(d.children, func(o *container) bool { return o == c })...)
			case st.act == 7 && st.c%20 == 0:
				send(d)
			default:
				length := int64(20 + st.c)
				request := d.request(reporting(st.b), length)
				o := request.URL().Origin()
				if AvailableQuota(quick, d, &o) >= length {
					pending = append(pending, Queue(quick, request, nil, nil))
				}
			}
			walk()
			check := live[st.b%len(live)]
			o := weburl.MustParse(reporting(st.c)).Origin()
			to := &o
			if st.c%4 == 0 {
				to = nil
			}
			if got, want := AvailableQuota(quick, check, to), AvailableQuota(plain, check, to); got != want {
				rt.Fatalf("after %v: quota of %s is %d, by the plain algorithm %d", st, check.url.Href(), got, want)
			}
		}
		// What the explainer tells adds up to the same.
		for _, d := range live {
			p := Explain(quick, d)
			if got, want := min(p.Left, PerOriginQuota), AvailableQuota(plain, d, nil); got != want {
				rt.Fatalf("explained: %d left for %s, by the algorithm %d", got, d.url.Href(), want)
			}
			for _, r := range p.ReportingOrigins {
				o := weburl.MustParse(r.Origin).Origin()
				if want := AvailableQuota(plain, d, &o); r.Left != want {
					rt.Fatalf("explained: %d left for %s, by the algorithm %d", r.Left, r.Origin, want)
				}
			}
		}
	})
	assert.GreaterOrEqual(t, taken, 100_000)
}

package deferred

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/fetch"
	"github.com/exeunt/exeunt/internal/webidl"
	"github.com/exeunt/exeunt/internal/weburl"
)

const kib = 1 << 10

func TestTopLevelQuota(t *testing.T) {
	for _, c := range []struct {
		name       string
		disallowed []string
		want       int64 // the pool, seen through enough origins
	}{
		{"default", nil, 512 * kib},
		{"no minimal", []string{FeatureMinimal}, 640 * kib},
		{"no deferred-fetch", []string{Feature}, 0},
		{"neither", []string{Feature, FeatureMinimal}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			for _, f := range c.disallowed {
				w.top.disallowed[f] = true
			}
			var pool int64
			for i := 0; ; i++ {
				origin := fmt.Sprintf("https://r%d.test/", i)
				q := w.top.quota(origin)
				if q == 0 {
					break
				}
				require.Equal(t, int64(64*kib), q)
				_, err := w.top.later(origin, q)
				require.NoError(t, err)
				pool += q
				assert.Zero(t, w.top.quota(origin), "the reporting origin has had its 64 KiB")
			}
			assert.Equal(t, c.want, pool)
		})
	}
}

func TestMinimalOfSixteenFrames(t *testing.T) {
	w := newWorld(t)
	var frames []*document
	for i := range 20 {
		frames = append(frames, w.top.insert(fmt.Sprintf("https://p%d.test/", i)))
	}
	for i, f := range frames {
		want := int64(8 * kib)
		if i >= 16 {
			want = 0
		}
		assert.Equal(t, want, f.quota("https://r.test/"), "frame %d", i+1)
	}
	for i := range 6 { // 512 KiB less the sixteen reservations
		_, err := w.top.later(fmt.Sprintf("https://r%d.test/", i), 64*kib)
		require.NoError(t, err)
	}
	assert.Zero(t, w.top.quota("https://r9.test/"))

	w.top.remove(frames[2].container)
	assert.Equal(t, int64(8*kib), w.top.quota("https://r9.test/"))
	assert.Equal(t, int64(8*kib), w.top.insert("https://late.test/").quota("https://r.test/"))
	assert.Zero(t, w.top.insert("https://later.test/").quota("https://r.test/"))
}

func TestDisablingAtTheTop(t *testing.T) {
	t.Run("no minimal: cross-origin frames get nothing", func(t *testing.T) {
		w := newWorld(t)
		w.top.disallowed[FeatureMinimal] = true
		assert.Zero(t, w.top.insert("https://p.test/").quota("https://r.test/"))
	})
	t.Run("no deferred-fetch: cross-origin frames get the minimum all the same", func(t *testing.T) {
		w := newWorld(t)
		w.top.disallowed[Feature] = true
		assert.Zero(t, w.top.insert("https://t.test/same").quota("https://r.test/"))
		assert.Equal(t, int64(8*kib), w.top.insert("https://p.test/").quota("https://r.test/"))
	})
}

func TestDelegation(t *testing.T) {
	const p = "https://p.test/"
	t.Run("64 KiB through the allow attribute", func(t *testing.T) {
		w := newWorld(t)
		f := w.top.insert(p, allowing(p))
		assert.Equal(t, int64(64*kib), f.quota("https://r.test/"))
		for i := range 7 {
			_, err := w.top.later(fmt.Sprintf("https://r%d.test/", i), 64*kib)
			require.NoError(t, err)
		}
		assert.Zero(t, w.top.quota("https://r9.test/"), "448 KiB were left")
		assert.Equal(t, int64(64*kib), f.quota("https://r.test/"))
	})
	t.Run("redirected to an origin that the attribute does not mean", func(t *testing.T) {
		w := newWorld(t)
		f := w.top.insert(p, allowing(p))
		q := f.container.navigate(p, "https://q.test/")
		assert.Zero(t, q.quota("https://r.test/"))
		assert.Equal(t, int64(NormalQuota), f.container.reservation.Bytes, "the top-level document has lost it all the same")
	})
	t.Run("redirected to the top-level document's origin", func(t *testing.T) {
		w := newWorld(t)
		f := w.top.insert(p, allowing(p))
		same := f.container.navigate(p, "https://t.test/")
		assert.Zero(t, f.container.reservation.Bytes)
		_, err := w.top.later("https://r.test/", 60*kib)
		require.NoError(t, err)
		assert.Equal(t, int64(4*kib), same.quota("https://r.test/"), "it shares the pool")
	})
	t.Run("a frame that navigates itself reserves nothing", func(t *testing.T) {
		w := newWorld(t)
		f := w.top.insert("https://t.test/", allowing(p))
		assert.Zero(t, f.container.load(p).quota("https://r.test/"))
	})
	t.Run("sandboxed, same-origin URL", func(t *testing.T) {
		w := newWorld(t)
		f := w.top.insert("https://t.test/")
		ReserveQuota(context.Background(), f.container, f.origin)
		f.origin = weburl.NewOpaqueOrigin()
		f.disallowed[Feature] = true
		PotentiallyFreeQuota(context.Background(), f)
		assert.Equal(t, int64(NormalQuota), f.container.reservation.Bytes)
		assert.Zero(t, f.quota("https://r.test/"), "by the letter; see docs/decisions/0009")
		ReserveQuota(context.Background(), f.container, f.origin)
		assert.Equal(t, int64(8*kib), f.quota("https://r.test/"))
	})
	t.Run("nothing is left to delegate", func(t *testing.T) {
		w := newWorld(t)
		for i := range 7 {
			_, err := w.top.later(fmt.Sprintf("https://r%d.test/", i), 64*kib)
			require.NoError(t, err)
		}
		_, err := w.top.later("https://r8.test/", 100)
		require.NoError(t, err)
		f := w.top.insert(p, allowing(p))
		assert.Equal(t, int64(8*kib), f.quota("https://r.test/"), "64 KiB less 100 bytes are left: only the minimum is given")
	})
	t.Run("a frame below a frame", func(t *testing.T) {
		w := newWorld(t)
		f := w.top.insert(p, allowing(p))
		assert.Zero(t, f.insert("https://q.test/").quota("https://r.test/"), "the minimum is for the top-level document to give")
		under := f.insert("https://t.test/")
		assert.Zero(t, under.quota("https://r.test/"), "same origin with the top, but a control document of its own")
	})
}

func TestSharedAndSeparateCaps(t *testing.T) {
	w := newWorld(t)
	a, b := w.top.insert("https://t.test/a"), w.top.insert("https://t.test/b")
	cross := w.top.insert("https://p.test/")
	for i, d := range []*document{w.top, a, b} {
		_, err := d.later("https://r.test/", 20*kib)
		require.NoError(t, err)
		for _, other := range []*document{w.top, a, b} {
			assert.Equal(t, int64((64-20*(i+1))*kib), other.quota("https://r.test/"))
		}
	}
	_, err := a.later("https://r.test/", 4*kib+1)
	assertQuotaError(t, err, 4*kib, 4*kib+1)
	_, err = b.later("https://r.test/", 4*kib)
	require.NoError(t, err)
	assert.Equal(t, int64(8*kib), cross.quota("https://r.test/"))
}

func assertQuotaError(t *testing.T, err error, quota, requested float64) {
	t.Helper()
	var e *webidl.Exception
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "QuotaExceededError", e.Name)
	require.NotNil(t, e.Quota)
	assert.Equal(t, []float64{quota, requested}, []float64{*e.Quota, *e.Requested})
}

func TestTotalRequestLength(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		name string
		edit func(r *fetch.Request)
		want int64
	}{
		{"URL alone", func(*fetch.Request) {}, 31},
		{"fragment", func(r *fetch.Request) { r.URLList[0] = weburl.MustParse("https://web-platform.test:8443/#abc") }, 31},
		{"percent-encoded query", func(r *fetch.Request) { r.URLList[0] = weburl.MustParse("https://web-platform.test:8443/?ä") }, 38},
		{"default port", func(r *fetch.Request) { r.URLList[0] = weburl.MustParse("https://web-platform.test:443/") }, 26},
		{"header", func(r *fetch.Request) { r.Header.Append("content-type", "text/plain;charset=UTF-8") }, 67},
		{"body", func(r *fetch.Request) { r.Body = fetch.BytesBody([]byte("12345")) }, 36},
		{"referrer", func(r *fetch.Request) {
			r.Referrer = fetch.Referrer{URL: weburl.MustParse("https://t.test/x")}
		}, 47},
		{"referrer client", func(r *fetch.Request) { r.Referrer = fetch.Referrer{} }, 43},
		{"method counts nothing", func(r *fetch.Request) { r.Method = "DELETE" }, 31},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := w.top.request("https://web-platform.test:8443/", 0)
			c.edit(r)
			assert.Equal(t, c.want, TotalRequestLength(context.Background(), r).Total())
		})
	}
	r := newWorld(t, "client-referrer-length", "0").top.request("https://web-platform.test:8443/", 0)
	r.Referrer = fetch.Referrer{}
	assert.Equal(t, int64(31), TotalRequestLength(context.Background(), r).Total())
}

func TestMethodSteps(t *testing.T) {
	aborted := newSignal()
	aborted.SignalAbort(context.Background(), nil)
	after := func(ms float64) *float64 { return &ms }
	type call struct {
		url    string
		edit   func(r *fetch.Request)
		signal signal
		after  *float64
		gone   bool
	}
	for _, c := range []struct {
		name string
		call call
		want string // the exception's name; empty for none
	}{
		{"plain", call{url: "https://r.test/"}, ""},
		{"http on localhost", call{url: "http://localhost/"}, ""},
		{"http on 127.0.0.1", call{url: "http://127.0.0.1/"}, ""},
		{"http on [::1]", call{url: "http://[::1]/"}, ""},
		{"at once", call{url: "https://r.test/", after: after(0)}, ""},
		{"minus zero", call{url: "https://r.test/", after: after(math.Copysign(0, -1))}, ""},
		{"far away", call{url: "https://r.test/", after: after(1e300)}, ""},
		{"negative", call{url: "https://r.test/", after: after(-1)}, "RangeError"},
		{"aborted signal comes first", call{url: "http://r.test/", signal: aborted, after: after(-1)}, "AbortError"},
		{"negative before inactive", call{url: "http://r.test/", after: after(-1), gone: true}, "RangeError"},
		{"inactive document", call{url: "https://r.test/", gone: true}, "TypeError"},
		{"insecure", call{url: "http://r.test/"}, "TypeError"},
		{"data", call{url: "data:text/plain,"}, "TypeError"},
		{"file", call{url: "file:///x"}, "TypeError"},
		{"wss", call{url: "wss://r.test/"}, "TypeError"},
		{"about", call{url: "about:blank"}, "TypeError"},
		{"blob", call{url: "blob:https://t.test/x"}, "TypeError"},
		{"stream", call{url: "https://r.test/", edit: func(r *fetch.Request) { r.Body = fetch.StreamBody(fetch.NewStream(nil)) }}, "TypeError"},
		{"empty body", call{url: "https://r.test/", edit: func(r *fetch.Request) { r.Body = fetch.BytesBody(nil) }}, ""},
		{"exactly the quota", call{url: "https://r.test/", edit: func(r *fetch.Request) { r.Body = fetch.BytesBody(make([]byte, 64*kib-15)) }}, ""},
		{"one byte more", call{url: "https://r.test/", edit: func(r *fetch.Request) { r.Body = fetch.BytesBody(make([]byte, 64*kib-14)) }}, "QuotaExceededError"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.top.inactive = c.call.gone
			r := w.top.request(c.call.url, 0)
			if c.call.edit != nil {
				c.call.edit(r)
			}
			if c.call.signal.AbortSignal == nil {
				c.call.signal = newSignal()
			}
			result, err := FetchLater(context.Background(), w.top, r, c.call.signal, c.call.after)
			if c.want != "" {
				var e *webidl.Exception
				require.ErrorAs(t, err, &e)
				assert.Equal(t, c.want, e.ErrorName())
				assert.Nil(t, result)
				assert.Zero(t, w.top.group.Deferred.Len())
				return
			}
			require.NoError(t, err)
			assert.False(t, result.Activated)
			require.Equal(t, 1, w.top.group.Deferred.Len())
			assert.Equal(t, "none", r.ServiceWorkers)
			assert.True(t, r.Keepalive)
			assert.NotNil(t, r.Origin, "the origin is that of the call")
			assert.NotNil(t, r.PolicyContainer)
			assert.NotSame(t, w.top.policies, r.PolicyContainer, "what the page adds to its policies later does not matter")
		})
	}
}

func TestEmptyBodyAsUpstreamWantsIt(t *testing.T) {
	w := newWorld(t, "empty-body", "wpt")
	r := w.top.request("https://r.test/", 0)
	_, err := FetchLater(context.Background(), w.top, r, newSignal(), nil)
	require.NoError(t, err, "no body is not an empty one")
	r.Body = fetch.BytesBody(nil)
	_, err = FetchLater(context.Background(), w.top, r, newSignal(), nil)
	var e *webidl.Exception
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "TypeError", e.ErrorName())
}

// When a record is sent, and whether its result says so.
func TestSending(t *testing.T) {
	ms := func(n float64) *float64 { return &n }
	for _, c := range []struct {
		name      string
		after     *float64
		act       func(w *world, s signal)
		sentAt    []time.Duration // how many requests have been sent when the clock shows that much
		activated bool
	}{
		{"never by itself", nil, nil, []time.Duration{}, false},
		{"at its time", ms(60_000), nil, []time.Duration{time.Minute}, true},
		{"at once, but not in the call", ms(0), nil, []time.Duration{0}, true},
		{"aborted in the same task", ms(0), func(w *world, s signal) { s.SignalAbort(w.loop.Context(), nil) }, []time.Duration{}, false},
		{"aborted before its time", ms(60_000), func(w *world, s signal) {
			w.loop.After(w.loop.Context(), 59*time.Second, func(ctx context.Context) { s.SignalAbort(ctx, nil) })
		}, []time.Duration{}, false},
		{"aborted after its time", ms(1000), func(w *world, s signal) {
			w.loop.After(w.loop.Context(), 2*time.Second, func(ctx context.Context) { s.SignalAbort(ctx, nil) })
		}, []time.Duration{time.Second}, true},
		{"terminated", nil, func(w *world, s signal) {
			w.loop.After(w.loop.Context(), time.Second, func(ctx context.Context) { w.top.group.Terminate(ctx) })
		}, []time.Duration{time.Second}, true},
		{"terminated before its time: once", ms(2000), func(w *world, s signal) {
			w.loop.After(w.loop.Context(), time.Second, func(ctx context.Context) { w.top.group.Terminate(ctx); ProcessAll(ctx, &w.top.group) })
		}, []time.Duration{time.Second}, true},
		{"scripts are about to be lost", ms(60_000), func(w *world, s signal) {
			w.loop.After(w.loop.Context(), time.Second, func(ctx context.Context) { EndWaits(ctx, &w.top.group); EndWaits(ctx, &w.top.group) })
		}, []time.Duration{time.Second}, true},
		{"scripts are about to be lost, but it waits for the end", nil, func(w *world, s signal) { EndWaits(w.loop.Context(), &w.top.group) }, []time.Duration{}, false},
		{"scripts are about to be lost, but it is aborted", ms(60_000), func(w *world, s signal) {
			s.SignalAbort(w.loop.Context(), nil)
			EndWaits(w.loop.Context(), &w.top.group)
		}, []time.Duration{}, false},
		{"scripts are about to be lost, beyond any time", ms(1e308), func(w *world, s signal) { EndWaits(w.loop.Context(), &w.top.group) }, []time.Duration{0}, true},
		{"in the back/forward cache", ms(1000), func(w *world, s signal) { w.top.inactive = true }, []time.Duration{time.Second}, false},
		{"aborted, then terminated", nil, func(w *world, s signal) {
			s.SignalAbort(w.loop.Context(), nil)
			w.top.group.Terminate(w.loop.Context())
		}, []time.Duration{}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			s := newSignal()
			r := w.top.request("https://t.test/beacon", 0)
			result, err := FetchLater(w.loop.Context(), w.top, r, s, c.after)
			require.NoError(t, err)
			before := w.top.quota("https://t.test/")
			assert.Equal(t, int64(64*kib-len("https://t.test/beacon")), before)
			if c.act != nil {
				c.act(w, s)
			}
			got := []time.Duration{}
			var now time.Duration
			for _, next := range []time.Duration{0, time.Second, 2 * time.Second, time.Minute, time.Hour} {
				require.NoError(t, w.loop.Advance(next-now))
				now = next
				for range len(w.sent) - len(got) {
					got = append(got, now)
				}
			}
			assert.Equal(t, c.sentAt, got)
			assert.Equal(t, c.activated, result.Activated)
			if len(c.sentAt) > 0 || strings.HasPrefix(c.name, "aborted") {
				w.top.inactive = false
				assert.Equal(t, int64(64*kib), w.top.quota("https://t.test/"), "its bytes are free again")
			}
		})
	}
}

// A task that is restored with its document tells the page first of what was sent meanwhile.
func TestActivationWaitsForTheDocument(t *testing.T) {
	w := newWorld(t)
	after := 1000.0
	result, err := FetchLater(w.loop.Context(), w.top, w.top.request("https://t.test/", 0), newSignal(), &after)
	require.NoError(t, err)
	w.top.inactive = true
	require.NoError(t, w.loop.Advance(time.Minute))
	require.Len(t, w.sent, 1)
	assert.False(t, result.Activated)
	w.top.inactive = false
	settings{w.top}.QueueTask(w.loop.Context(), 3, func(context.Context) { assert.True(t, result.Activated) })
	require.NoError(t, w.loop.Advance(0))
	assert.True(t, result.Activated)
}

func TestRecordsAreSentInTheOrderOfTheCalls(t *testing.T) {
	w := newWorld(t)
	var want []string
	for i := range 20 {
		url := fmt.Sprintf("https://t.test/%d", i)
		_, err := w.top.later(url, 0)
		require.NoError(t, err)
		want = append(want, "POST "+url)
	}
	w.top.group.Terminate(w.loop.Context())
	require.NoError(t, w.loop.Advance(time.Second))
	assert.Equal(t, want, w.sent)
	assert.Zero(t, w.top.group.Deferred.Len())
}

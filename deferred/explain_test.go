package deferred

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/fetch"
)

// refusals has the world keep what it is told.
func (w *world) refusals() *[]*Refusal {
	var list []*Refusal
	w.ua.DeferredObserver = func(_ context.Context, e fetch.DeferredEvent) {
		if r, ok := e.Refusal.(*Refusal); ok {
			list = append(list, r)
		}
	}
	return &list
}

// calling is fetchLater() for that many bytes at a place in a script.
func (d *document) calling(t *testing.T, url string, length int64, file string, line int) error {
	t.Helper()
	r := d.request(url, length)
	r.CallSite = fetch.CallSite{File: file, Line: line, Column: 3}
	_, err := FetchLater(context.Background(), d, r, newSignal(), nil)
	return err
}

func TestSentences(t *testing.T) {
	const script = "https://t.test/js/app.js?v=1"
	for _, c := range []struct {
		name string
		page func(t *testing.T, w *world) *document // returns the document that calls
		url  string
		need int64
		want string
	}{
		{"one record holds the reporting origin", func(t *testing.T, w *world) *document {
			x := w.top.insert("https://t.test/x")
			require.NoError(t, w.top.calling(t, "https://b.example/", 100, script, 1))
			require.NoError(t, w.top.calling(t, "https://c.example/", 100, script, 2))
			require.NoError(t, x.calling(t, "https://a.example/", 65524, script, 41))
			return w.top
		}, "https://a.example/", 65572, "needs 65,572 bytes; 12 left of 64 KiB for https://a.example because record 3, queued at app.js:41 by frame /x, holds 65,524"},
		{"several do", func(t *testing.T, w *world) *document {
			for i := range 6 {
				require.NoError(t, w.top.calling(t, "https://a.example/", 10_000+int64(i), script, i+1))
			}
			return w.top
		}, "https://a.example/", 6000, "needs 6,000 bytes; 5,521 left of 64 KiB for https://a.example because record 6, queued at app.js:6 by frame /, holds 10,005, " +
			"record 5, queued at app.js:5 by frame /, holds 10,004, record 4, queued at app.js:4 by frame /, holds 10,003 and 3 others hold 30,003"},
		{"nothing is pending, and it is too long all the same", func(t *testing.T, w *world) *document { return w.top },
			"https://a.example/", 65537, "needs 65,537 bytes; 65,536 left because one reporting origin, here https://a.example, has no more than 64 KiB: " +
				"the request's URL is 18, its referrer 0, its headers 0, its body 65,519"},
		{"the policy", func(t *testing.T, w *world) *document { w.top.disallowed[Feature] = true; return w.top },
			"https://a.example/", 18, "needs 18 bytes; 0 left because frame / has no quota: the permissions policy disables deferred-fetch in the top-level document"},
		{"a frame of a frame", func(t *testing.T, w *world) *document {
			return w.top.insert("https://p.test/p").insert("https://q.test/q")
		}, "https://a.example/", 18, "needs 18 bytes; 0 left because frame /q has no quota: its container has none reserved"},
		{"the tab", func(t *testing.T, w *world) *document {
			w.top.insert("https://p.test/big", allowing("https://p.test/"))
			for i := range 7 {
				require.NoError(t, w.top.calling(t, "https://"+string(rune('a'+i))+".example/", 64<<10, "", 0))
			}
			return w.top
		}, "https://z.example/", 20, "needs 20 bytes; 0 left of 512 KiB for frame / (a tab's 640 KiB without the 128 KiB set aside for deferred-fetch-minimal) because " +
			"record 1, queued by frame /, holds 65,536, record 2, queued by frame /, holds 65,536, record 3, queued by frame /, holds 65,536 and 5 others hold 327,680"},
		{"frames that it was passed on to", func(t *testing.T, w *world) *document {
			for _, o := range "abcdefgh" {
				src := "https://" + string(o) + ".test/big"
				w.top.insert(src, allowing(src))
			}
			return w.top
		}, "https://z.example/", 20, "needs 20 bytes; 0 left of 512 KiB for frame / (a tab's 640 KiB without the 128 KiB set aside for deferred-fetch-minimal) because " +
			"the container of frame https://a.test/big reserves (reserve deferred-fetch quota, step 3) 65,536, the container of frame https://b.test/big reserves " +
			"(reserve deferred-fetch quota, step 3) 65,536, the container of frame https://c.test/big reserves (reserve deferred-fetch quota, step 3) 65,536 and 5 others hold 327,680"},
		{"a frame's own 8 KiB", func(t *testing.T, w *world) *document {
			p := w.top.insert("https://p.test/p")
			require.NoError(t, p.calling(t, "https://a.example/", 8000, script, 7))
			return p
		}, "https://b.example/", 200, "needs 200 bytes; 192 left of 8 KiB for frame /p (8 KiB that its container reserved) because record 1, queued at app.js:7 by frame /p, holds 8,000"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			list := w.refusals()
			d := c.page(t, w)
			require.Error(t, d.calling(t, c.url, c.need, script, 99))
			require.Len(t, *list, 1)
			r := (*list)[0]
			assert.Equal(t, c.want, r.Sentence())
			assert.Equal(t, c.need, r.Parts.Total())
			assert.Equal(t, 99, r.Line)
		})
	}
}

func TestExplainTree(t *testing.T) {
	w := newWorld(t)
	same := w.top.insert("https://t.test/same")
	cross := w.top.insert("https://p.test/cross")
	big := same.insert("https://q.test/big", allowing("https://q.test/"))
	require.NoError(t, big.calling(t, "https://a.example/", 1000, "", 0))
	require.NoError(t, same.calling(t, "https://a.example/", 500, "https://t.test/s.js", 5))
	aborted := newSignal()
	_, err := FetchLater(context.Background(), cross, cross.request("https://a.example/", 50), aborted, nil)
	require.NoError(t, err)
	aborted.SignalAbort(context.Background(), nil)

	p := Explain(context.Background(), same)
	assert.Equal(t, "https://t.test/", p.Control)
	assert.Equal(t, []int64{512 << 10, 72 << 10, 500, 440<<10 - 500}, []int64{p.Quota, p.Reserved, p.Pending, p.Left})
	assert.Equal(t, []ReportingOrigin{{"https://a.example", 500, 64<<10 - 500}}, p.ReportingOrigins)
	require.Len(t, p.Documents, 2)
	top, inner := p.Documents[0], p.Documents[1]
	require.Len(t, top.Containers, 2)
	assert.Equal(t, PoolContainer{Document: "https://t.test/same", Step: "potentially free deferred-fetch quota", Shares: true}, top.Containers[0])
	crossPool := top.Containers[1].Pool
	require.NotNil(t, crossPool)
	assert.Equal(t, "reserve deferred-fetch quota, step 4", top.Containers[1].Step)
	assert.Equal(t, "https://p.test", top.Containers[1].For)
	assert.Equal(t, []int64{8 << 10, 0, 8 << 10}, []int64{crossPool.Quota, crossPool.Pending, crossPool.Left}, "an abort gives its bytes back")
	require.Len(t, inner.Records, 1)
	assert.Equal(t, PendingRecord{Number: 2, Method: "POST", URL: "https://a.example/", ReportingOrigin: "https://a.example", Length: 500,
		Parts: fetch.RequestLength{URL: 18, Body: 482}, File: "https://t.test/s.js", Line: 5, Column: 3}, inner.Records[0])
	assert.Equal(t, "reserve deferred-fetch quota, step 3", inner.Containers[0].Step)
	assert.Equal(t, int64(63<<10+24), inner.Containers[0].Pool.Left)
}

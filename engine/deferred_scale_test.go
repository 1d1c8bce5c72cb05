//go:build unix

package engine

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// later queues records of one byte each: 11 bytes with their URLs, so that 30,000 fit into a tab's 512 KiB, spread
// over reporting origins of one letter. Each URL is used once per body, so a server can tell them apart by their count.
const later = `let queued = 0;
	function later(n) {
		for (let i = 0; i < n; i++, queued++)
			fetchLater("https://" + "bcdefghi"[queued % 8] + "/", {method: "POST", referrer: "", body: new Uint8Array(1)});
	}`

// counts says how often each line was asked for.
func (s *site) counts() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := map[string]int{}
	for _, a := range s.asked {
		m[a]++
	}
	return m
}

// eachOnce checks that n records of later arrived, none twice.
func eachOnce(t testing.TB, s *site, n int) {
	t.Helper()
	want := map[string]int{}
	for i := range n {
		want[fmt.Sprintf("POST https://%c/ 1", "bcdefghi"[i%8])]++
	}
	assert.Equal(t, want, s.counts())
}

// manyInOne has one document queue n records, in batches of 500, and closes it. It returns what each batch took, and the flush.
func manyInOne(t testing.TB, n int) (batches []time.Duration, flush time.Duration) {
	const batch = 500
	s := &site{pages: map[string]string{"a.test/": "<script>" + later + "\nsay('done')</script>"}}
	var flushed time.Duration
	s.visit(t, Options{}, func(ctx context.Context, b *Browser, p *Page) {
		c := p.Main().Context()
		defer c.Enter(ctx)()
		for range n / batch {
			begin := cpuTime()
			_, err := c.Realm.Eval(fmt.Sprintf("later(%d)", batch), "", 1)
			batches = append(batches, cpuTime()-begin)
			require.NoError(t, err)
			b.arm()
		}
		flushed = cpuTime()
	})
	flush = cpuTime() - flushed
	eachOnce(t, s, n)
	return batches, flush
}

func TestManyPendingRecordsInOneDocument(t *testing.T) {
	took, flush := manyInOne(t, 30_000)
	// The quickest of the first and of the last ten batches: what else the machine does must not count.
	first, last := slices.Min(took[:10]), slices.Min(took[len(took)-10:])
	assert.LessOrEqual(t, last, 2*first, "a batch takes %v at first and %v at last", first, last)
	t.Logf("a batch takes %v at first and %v at last, the flush %v", first, last, flush)
}

func BenchmarkManyPendingRecordsInOneDocument(b *testing.B) {
	for b.Loop() {
		took, flush := manyInOne(b, 30_000)
		var queue time.Duration
		for _, d := range took {
			queue += d
		}
		b.ReportMetric(queue.Seconds(), "queue-cpu-s")
		b.ReportMetric(flush.Seconds(), "flush-cpu-s")
	}
}

// manyFrames has each of so many frames queue n records, and closes the page. It returns what that took.
func manyFrames(t testing.TB, frames, n int) time.Duration {
	// A few frames at a time, so that no script runs long.
	s := &site{pages: map[string]string{"a.test/": fmt.Sprintf(`<body><script>%s
		let frames = 0;
		(function some() {
			for (const end = frames + 20; frames < end; frames++) {
				const w = document.body.appendChild(document.createElement("iframe")).contentWindow;
				for (let i = 0; i < %d; i++, queued++)
					w.fetchLater("https://" + "bcdefghi"[queued %% 8] + "/", {method: "POST", referrer: "", body: new Uint8Array(1)});
			}
			if (frames < %d) setTimeout(some); else say("done");
		})();
	</script>`, later, n, frames)}}
	var begin time.Duration
	said := s.visit(t, Options{Limits: Limits{Memory: 1 << 30}}, func(context.Context, *Browser, *Page) { begin = cpuTime() })
	took := cpuTime() - begin
	assert.Empty(t, said)
	eachOnce(t, s, frames*n)
	return took
}

func TestManyFramesWithPendingRecords(t *testing.T) {
	const limit = 3 * time.Second // of the processor
	took := manyFrames(t, 1000, 30)
	t.Logf("1000 frames with 30 records each unloaded in %v", took)
	assert.Less(t, took, limit)
}

func BenchmarkManyFramesWithPendingRecords(b *testing.B) {
	for b.Loop() {
		b.ReportMetric(manyFrames(b, 1000, 30).Seconds(), "unload-cpu-s")
	}
}

//go:build unix

package engine

import (
	"context"
	"fmt"
	"slices"
	"syscall"
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

// cpuTime is what this process has used of processors: unlike a clock it does not mind what else the machine does.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// counts says how often each line was asked for.
func (s *site) counts() map[string]int {
	m := map[string]int{}
	for _, a := range s.asked {
		m[a]++
	}
	return m
}

// eachOnce checks that n records of later arrived, none twice.
func eachOnce(t *testing.T, s *site, n int) {
	t.Helper()
	want := map[string]int{}
	for i := range n {
		want[fmt.Sprintf("POST https://%c/ 1", "bcdefghi"[i%8])]++
	}
	assert.Equal(t, want, s.counts())
}

func TestManyPendingRecordsInOneDocument(t *testing.T) {
	const records, batch = 30_000, 500
	s := &site{pages: map[string]string{"a.test/": "<script>" + later + "\nsay('done')</script>"}}
	var flushed time.Duration
	s.visit(t, Options{}, func(ctx context.Context, b *Browser, p *Page) {
		c := p.Main().Context()
		defer c.Enter(ctx)()
		var took []time.Duration
		for range records / batch {
			begin := cpuTime()
			_, err := c.Realm.Eval(fmt.Sprintf("later(%d)", batch), "", 1)
			took = append(took, cpuTime()-begin)
			require.NoError(t, err)
			b.arm()
		}
		// The quickest of the first and of the last ten batches: what else the machine does must not count.
		first, last := slices.Min(took[:10]), slices.Min(took[len(took)-10:])
		assert.LessOrEqual(t, last, 2*first, "%d calls take %v at first and %v at last", batch, first, last)
		flushed = cpuTime()
	})
	t.Logf("%d requests in %v", records, cpuTime()-flushed)
	eachOnce(t, s, records)
}

func TestManyFramesWithPendingRecords(t *testing.T) {
	const frames, records = 1000, 30
	// A few frames at a time, so that no script runs long.
	s := &site{pages: map[string]string{"a.test/": `<body><script>` + later + `
		let frames = 0;
		(function some() {
			for (const end = frames + 20; frames < end; frames++) {
				const w = document.body.appendChild(document.createElement("iframe")).contentWindow;
				for (let i = 0; i < 30; i++, queued++)
					w.fetchLater("https://" + "bcdefghi"[queued % 8] + "/", {method: "POST", referrer: "", body: new Uint8Array(1)});
			}
			if (frames < 1000) setTimeout(some); else say("done");
		})();
	</script>`}}
	var begin time.Duration
	said := s.visit(t, Options{Limits: Limits{Memory: 1 << 30}}, func(context.Context, *Browser, *Page) { begin = cpuTime() })
	took := cpuTime() - begin
	assert.Empty(t, said)
	t.Logf("%d frames with %d records each unloaded in %v", frames, records, took)
	eachOnce(t, s, frames*records)
}

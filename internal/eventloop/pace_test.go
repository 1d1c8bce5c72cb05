package eventloop

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A page that asks the network again and again until a time must get there, and not by way of real time.
func TestDeliveriesWithoutEnd(t *testing.T) {
	run := func(until time.Duration, policy Policy) (n int, elapsed time.Duration) {
		l := New(Options{Virtual: true})
		l.VirtualTime(policy)
		var release func()
		var ask, answer func(context.Context)
		ask = func(context.Context) {
			release = l.Hold()
			l.Deliver(answer)
		}
		answer = func(ctx context.Context) {
			defer release()
			if n++; l.Elapsed() < until {
				ask(ctx)
				return
			}
			l.Close()
		}
		l.Post(ask)
		require.NoError(t, l.Run(t.Context()))
		return n, l.Elapsed()
	}
	n, elapsed := run(time.Second, Policy{})
	assert.Equal(t, deliveryCap+50, n)
	assert.Equal(t, time.Second, elapsed)
	expired := 0
	n, elapsed = run(time.Second, Policy{Budget: 2 * time.Second, Expired: func() { expired++ }})
	assert.Equal(t, deliveryCap+50, n)
	assert.Equal(t, time.Second, elapsed)
	assert.Zero(t, expired)
}

func TestDeliveriesUseUpTheBudget(t *testing.T) {
	l := New(Options{Virtual: true})
	n := 0
	var again func(context.Context)
	again = func(context.Context) { n++; l.Deliver(again) }
	l.VirtualTime(Policy{Budget: 105 * time.Millisecond, Expired: l.Close})
	l.Post(again)
	require.NoError(t, l.Run(t.Context()))
	assert.Equal(t, 105*time.Millisecond, l.Elapsed())
	assert.Equal(t, deliveryCap+7, n, "the post, those of the instant, five that move the clock, and the last")
}

package eventloop

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestGate(t *testing.T) {
	t.Run("those that wait go on in the order in which they began to, whatever order their gates open in", func(t *testing.T) {
		l := New(Options{Virtual: true})
		gates := make([]Gate, 3)
		var order []int
		for i := range gates {
			l.InParallel(l.Context(), func(ctx context.Context) {
				gates[i].Wait(ctx)
				order = append(order, i)
			})
		}
		polled := false
		l.InParallel(l.Context(), func(ctx context.Context) {
			WaitUntil(ctx, func() bool { return polled })
			order = append(order, 3)
		})
		l.InParallel(l.Context(), func(context.Context) {
			polled = true
			for _, i := range []int{2, 0, 1} {
				gates[i].Open()
			}
		})
		require.NoError(t, l.Advance(0))
		assert.Equal(t, []int{0, 1, 2, 3}, order)
		l.Close()
	})
	t.Run("an open gate stops nobody", func(t *testing.T) {
		l := New(Options{Virtual: true})
		var g Gate
		g.Open()
		passed := 0
		for range 2 {
			l.InParallel(l.Context(), func(ctx context.Context) { g.Wait(ctx); passed++ })
		}
		require.NoError(t, l.Advance(0))
		assert.Equal(t, 2, passed)
		l.Close()
	})
	t.Run("the end of the loop unwinds those that wait", func(t *testing.T) {
		l := New(Options{Virtual: true})
		gates := make([]Gate, 3)
		var unwound []int
		for i := range gates {
			l.InParallel(l.Context(), func(ctx context.Context) {
				defer func() { unwound = append(unwound, i) }()
				gates[i].Wait(ctx)
				t.Error("the gate never opened")
			})
		}
		require.NoError(t, l.Advance(0))
		assert.Empty(t, unwound)
		l.Close()
		assert.Equal(t, []int{0, 1, 2}, unwound)
	})
}

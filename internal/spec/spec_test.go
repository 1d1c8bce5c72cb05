package spec

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type recorder struct{ strings.Builder }

func (r *recorder) Trace(_ context.Context, e Event) {
	fmt.Fprintf(r, "%d %s%s %s%s%s\n", e.Frame.ID, strings.Repeat(" ", e.Frame.Depth-1), e.Kind, e.Frame.Algorithm.Name, " "+e.Step, e.Note)
}

func inner(ctx context.Context) {
	_, s := Begin(ctx, StopLoading, "x")
	defer s.End()
	s.Step("1")
	s.Todo("2")
}

func outer(ctx context.Context) {
	ctx, s := Begin(ctx, UnloadDocument)
	defer s.End()
	s.Step("1")
	inner(ctx)
	s.AdHoc("20", "why")
	s.Assert("2", true)
}

func TestTrace(t *testing.T) {
	var r recorder
	outer(WithTracer(context.Background(), &r))
	assert.Equal(t, `1 enter unload 
1 step unload 1
2  enter stop loading 
2  step stop loading 1
2  todo stop loading 2
2  leave stop loading 
1 adhoc unload 20why
1 step unload 2
1 leave unload 
`, r.String())
}

func TestSwitchTurnsTracingOnAndOff(t *testing.T) {
	var sw Switch
	ctx := WithSwitch(context.Background(), &sw)
	var r recorder
	outer(ctx)
	sw.Set(&r)
	assert.Same(t, &r, sw.Tracer())
	inner(ctx)
	n := r.Len()
	require.NotZero(t, n)
	ctx2, s := Begin(ctx, Navigate)
	sw.Set(nil)
	s.Step("1")
	inner(ctx2)
	s.End()
	assert.NotContains(t, r.String()[n:], "step")
}

func TestNilFrame(t *testing.T) {
	ctx, s := Begin(context.Background(), Navigate, 1)
	assert.Nil(t, s)
	assert.Equal(t, context.Background(), ctx)
	s.Step("1")
	s.Todo("1")
	s.AdHoc("1", "why")
	s.Assert("1", true)
	s.End()
	assert.Nil(t, FrameOf(ctx))
	assert.PanicsWithError(t, "spec: the assertion of step 7 does not hold", func() { s.Assert("7", false) })
}

func TestAssertPanics(t *testing.T) {
	var r recorder
	_, s := Begin(WithTracer(context.Background(), &r), Navigate)
	assert.PanicsWithError(t, "spec: the assertion of step 3 of HTML: navigate does not hold", func() { s.Assert("3", false) })
	assert.Contains(t, r.String(), "violation navigate 3")
}

func TestRebaseKeepsTheCauseAndNothingElse(t *testing.T) {
	type key struct{}
	var sw Switch
	sw.Set(&recorder{})
	base := WithSwitch(context.Background(), &sw)
	ctx, s := Begin(context.WithValue(base, key{}, 1), Navigate)
	got := Rebase(base, ctx)
	assert.Nil(t, got.Value(key{}))
	assert.Same(t, s, FrameOf(got))
	assert.Equal(t, base, Rebase(base, context.Background()))
	for range maxDepth + 10 {
		ctx, _ = Begin(Rebase(base, ctx), StopLoading)
		require.LessOrEqual(t, FrameOf(ctx).Depth, maxDepth+2)
	}
}

type shown struct{}

func (shown) TraceString() string { return "shown" }

func TestShow(t *testing.T) {
	for _, c := range []struct {
		in   any
		want string
	}{{nil, "null"}, {shown{}, "shown"}, {"text", "text"}, {3, "3"}, {true, "true"}, {&Frame{}, "spec.Frame"}, {Navigate, "HTML: navigate"}, {fmt.Errorf("e"), "e"}} {
		assert.Equal(t, c.want, Show(c.in))
	}
	assert.Equal(t, strings.Repeat("é", maxShown/2)+"… (4198 bytes)", Show(strings.Repeat("é", maxShown/2)+strings.Repeat("x", 102)))
	assert.Equal(t, "x"+strings.Repeat("é", maxShown/2-1)+"… (4099 bytes)", Show("x"+strings.Repeat("é", maxShown/2+1)))
}

func TestAlgorithm(t *testing.T) {
	assert.Equal(t, "https://html.spec.whatwg.org/multipage/browsing-the-web.html#navigate", Navigate.URL())
	assert.Equal(t, "https://fetch.spec.whatwg.org/#queue-a-deferred-fetch", QueueDeferredFetch.URL())
	assert.Equal(t, "https://dom.spec.whatwg.org/#concept-event-fire", FireEvent.URL())
	_, ok := QueueDeferredFetch.Step("6.2")
	assert.True(t, ok)
	_, ok = QueueDeferredFetch.Step("6.3")
	assert.False(t, ok)
}

//go:noinline
func algo(ctx context.Context, f *Frame) int {
	_, s := Begin(ctx, UnloadDocument, f)
	defer s.End()
	n := 0
	s.Step("1")
	n++
	s.Step("2")
	n++
	s.Step("3")
	return n
}

// TestOffCostsNoMemory guards the promise that an untraced step is free.
func TestOffCostsNoMemory(t *testing.T) {
	ctx := WithSwitch(context.Background(), &Switch{})
	f := &Frame{}
	assert.Zero(t, testing.AllocsPerRun(100, func() { algo(ctx, f) }))
}

func BenchmarkOff(b *testing.B) {
	b.ReportAllocs()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	ctx = WithSwitch(ctx, &Switch{})
	f := &Frame{}
	for b.Loop() {
		algo(ctx, f)
	}
}

// BenchmarkBare is what BenchmarkOff is to be compared with.
func BenchmarkBare(b *testing.B) {
	for b.Loop() {
		bare()
	}
}

//go:noinline
func bare() int {
	n := 0
	n++
	n++
	return n
}

type sink struct{ n int }

func (s *sink) Trace(context.Context, Event) { s.n++ }

func BenchmarkOn(b *testing.B) {
	b.ReportAllocs()
	ctx := WithTracer(context.Background(), &sink{})
	f := &Frame{}
	for b.Loop() {
		algo(ctx, f)
	}
}

package eventloop

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/exeunt/exeunt/internal/spec"
)

func virtual(t testing.TB) *Loop {
	l := New(Options{Virtual: true, Seed: 1})
	t.Cleanup(l.Close)
	return l
}

// run runs l on a goroutine of its own and returns a function that closes it and waits for its end.
func run(t *testing.T, l *Loop) (stop func() error) {
	result := make(chan error, 1)
	go func() { result <- l.Run(context.Background()) }()
	return func() error {
		l.Close()
		return <-result
	}
}

type log struct {
	l     *Loop
	lines []string
}

func (g *log) add(format string, args ...any) {
	g.lines = append(g.lines, fmt.Sprintf("%dms ", g.l.clock.elapsed.Milliseconds())+fmt.Sprintf(format, args...))
}

func (g *log) step(name string) func(context.Context) {
	return func(context.Context) { g.add("%s", name) }
}

type doc struct{ active bool }

func (d *doc) FullyActive() bool { return d.active }

func TestOrderOfSources(t *testing.T) {
	l := virtual(t)
	g := &log{l: l}
	ctx := l.Context()
	l.QueueTask(ctx, PostedMessage, nil, g.step("message"))
	l.QueueTask(ctx, PortMessage, nil, g.step("port"))
	l.QueueTask(ctx, Networking, nil, g.step("networking"))
	l.QueueTask(ctx, DOMManipulation, nil, g.step("dom"))
	l.QueueTask(ctx, NavigationAndTraversal, nil, g.step("navigation"))
	l.QueueTask(ctx, DeferredFetch, nil, g.step("deferred"))
	l.InParallel(ctx, g.step("parallel"))
	l.After(ctx, 0, g.step("timer"))
	require.NoError(t, l.Advance(0))
	assert.Equal(t, []string{"0ms parallel", "0ms deferred", "0ms navigation", "0ms networking", "0ms dom", "0ms message", "0ms port", "0ms timer"}, g.lines)
}

func TestMessagesWithoutEndStarveNobody(t *testing.T) {
	l := virtual(t)
	g := &log{l: l}
	ctx := l.Context()
	var again func(ctx context.Context)
	again = func(ctx context.Context) { l.QueueTask(ctx, PortMessage, nil, again) }
	l.QueueTask(ctx, PortMessage, nil, again)
	l.QueueTask(ctx, PostedMessage, nil, func(ctx context.Context) {
		g.add("message")
		l.QueueTask(ctx, Networking, nil, g.step("networking"))
	})
	l.After(ctx, time.Second, g.step("timer"))
	require.NoError(t, l.Advance(2*time.Second))
	require.Len(t, g.lines, 3)
	assert.Equal(t, []string{"0ms message", "0ms networking"}, g.lines[:2])
}

func TestTasksOfInactiveDocumentsKeepTheirPlace(t *testing.T) {
	l := virtual(t)
	g := &log{l: l}
	ctx := l.Context()
	d, gone := &doc{}, &doc{active: true}
	l.QueueTask(ctx, Networking, d, g.step("held 1"))
	l.QueueTask(ctx, Networking, gone, g.step("removed"))
	l.QueueTask(ctx, Networking, d, g.step("held 2"))
	l.QueueTask(ctx, Networking, nil, g.step("free"))
	l.RemoveTasks(gone)
	require.NoError(t, l.Advance(time.Second))
	assert.Equal(t, []string{"0ms free"}, g.lines)
	l.QueueTask(ctx, Networking, nil, g.step("later"))
	d.active = true
	require.NoError(t, l.Advance(0))
	assert.Equal(t, []string{"0ms free", "1000ms held 1", "1000ms held 2", "1000ms later"}, g.lines)
}

func TestQueueKeepsOrderOverManyTasks(t *testing.T) {
	l := virtual(t)
	var got, want []int
	d := &doc{}
	for i := range 500 {
		want = append(want, i)
		l.QueueTask(l.Context(), Networking, nil, func(context.Context) { got = append(got, i) })
		if i%100 == 50 {
			l.QueueTask(l.Context(), Networking, d, func(context.Context) { t.Error("ran") })
		}
	}
	require.NoError(t, l.Advance(0))
	assert.Equal(t, want, got)
}

func TestTimers(t *testing.T) {
	l := virtual(t)
	g := &log{l: l}
	ctx := l.Context()
	l.After(ctx, 10*time.Millisecond, g.step("b"))
	l.After(ctx, 5*time.Millisecond, func(ctx context.Context) {
		g.add("a")
		l.QueueTask(ctx, Timers, nil, g.step("task of a"))
	})
	l.After(ctx, 10*time.Millisecond, g.step("c"))
	stopped := l.After(ctx, 10*time.Millisecond, g.step("stopped"))
	l.After(ctx, 10*time.Millisecond, func(context.Context) { g.add("d") })
	last := l.After(ctx, time.Hour, g.step("never"))
	never := l.After(ctx, 1<<63-1, g.step("never"))
	assert.True(t, stopped.Stop())
	assert.False(t, stopped.Stop())
	require.NoError(t, l.Advance(time.Second))
	assert.Equal(t, []string{"5ms a", "5ms task of a", "10ms b", "10ms c", "10ms d"}, g.lines)
	assert.Equal(t, time.Second, l.Elapsed())
	assert.True(t, last.Stop())
	assert.True(t, never.Stop())
	assert.False(t, (*Timer)(nil).Stop())
}

// Timers that are due together run before the tasks they queue; one of them may still stop another.
func TestTimersDueTogether(t *testing.T) {
	l := virtual(t)
	g := &log{l: l}
	ctx := l.Context()
	var second *Timer
	l.After(ctx, time.Millisecond, func(ctx context.Context) {
		g.add("first")
		l.QueueTask(ctx, Timers, nil, g.step("task"))
		assert.True(t, second.Stop())
	})
	second = l.After(ctx, time.Millisecond, g.step("second"))
	l.After(ctx, time.Millisecond, g.step("third"))
	require.NoError(t, l.Advance(time.Second))
	assert.Equal(t, []string{"1ms first", "1ms third", "1ms task"}, g.lines)
}

func TestCoroutines(t *testing.T) {
	l := virtual(t)
	g := &log{l: l}
	ctx := l.Context()
	n := 0
	l.InParallel(ctx, func(ctx context.Context) {
		g.add("waits for two")
		WaitUntil(ctx, func() bool { return n == 2 })
		g.add("has two")
		l.Sleep(ctx, 3*time.Second)
		g.add("slept")
	})
	l.InParallel(ctx, func(ctx context.Context) {
		l.Sleep(ctx, time.Second)
		l.QueueTask(ctx, NavigationAndTraversal, nil, func(ctx context.Context) {
			n++
			g.add("task waits")
			WaitUntil(ctx, func() bool { return n == 3 }) // a task may wait too, and does not keep the others from running
			g.add("task goes on")
		})
		n++
		WaitUntil(ctx, func() bool { return n == 2 })
		g.add("second")
		n++
	})
	require.NoError(t, l.Advance(10*time.Second))
	assert.Equal(t, []string{"0ms waits for two", "1000ms task waits", "1000ms has two", "1000ms second", "1000ms task goes on", "4000ms slept"}, g.lines)
}

func TestWaitUntilOutsideALoop(t *testing.T) {
	WaitUntil(context.Background(), func() bool { return true })
	assert.Panics(t, func() { WaitUntil(context.Background(), func() bool { return false }) })
	assert.Panics(t, func() { WaitUntil(virtual(t).Context(), func() bool { return false }) })
}

// scenario is a mixture of everything that can be ordered, with its trace.
func scenario(t *testing.T) string {
	var sw spec.Switch
	var out strings.Builder
	l := New(Options{Virtual: true, Seed: 7, Context: spec.WithSwitch(context.Background(), &sw)})
	defer l.Close()
	sw.Set(tracer(func(e spec.Event) {
		fmt.Fprintf(&out, "%v %d %d %v %s\n", l.clock.elapsed, e.Frame.ID, e.Frame.Depth, e.Kind, e.Step)
	}))
	var spawn func(ctx context.Context, depth int)
	spawn = func(ctx context.Context, depth int) {
		ctx, s := spec.Begin(ctx, spec.Navigate, depth)
		defer s.End()
		if depth == 0 {
			return
		}
		n := 0
		for range 3 {
			s.Step("1")
			d := time.Duration(l.Rand().IntN(5)) * time.Millisecond
			l.After(ctx, d, func(ctx context.Context) {
				l.QueueTask(ctx, Source(l.Rand().IntN(3)), nil, func(ctx context.Context) { spawn(ctx, depth-1); n++ })
			})
		}
		l.InParallel(ctx, func(ctx context.Context) {
			release := l.Hold()
			go l.Post(func(ctx context.Context) { // from another goroutine, as an answer of the network
				fmt.Fprintf(&out, "%v answer\n", l.clock.elapsed)
				release()
			})
			WaitUntil(ctx, func() bool { return n >= 2 })
			s.Step("2")
			l.Sleep(ctx, time.Duration(l.Rand().IntN(3))*time.Millisecond)
			spawn(ctx, depth-1)
		})
	}
	l.QueueTask(l.Context(), Networking, nil, func(ctx context.Context) { spawn(ctx, 3) })
	require.NoError(t, l.Advance(time.Second))
	return out.String()
}

type tracer func(spec.Event)

func (f tracer) Trace(_ context.Context, e spec.Event) { f(e) }

func TestDeterminism(t *testing.T) {
	want := scenario(t)
	require.Greater(t, strings.Count(want, "\n"), 100)
	for range 200 {
		require.Equal(t, want, scenario(t))
	}
}

func TestTasksKeepTheirCause(t *testing.T) {
	var sw spec.Switch
	sw.Set(tracer(func(spec.Event) {}))
	l := New(Options{Virtual: true, Context: spec.WithSwitch(context.Background(), &sw)})
	defer l.Close()
	type key struct{}
	ctx, s := spec.Begin(context.WithValue(l.Context(), key{}, 1), spec.Navigate)
	var seen []*spec.Frame
	note := func(ctx context.Context) {
		seen = append(seen, spec.FrameOf(ctx))
		assert.Nil(t, ctx.Value(key{}))
		assert.Same(t, l, From(ctx))
	}
	l.QueueTask(ctx, Networking, nil, note)
	l.InParallel(ctx, note)
	l.After(ctx, 0, note)
	require.NoError(t, l.Advance(0))
	assert.Equal(t, []*spec.Frame{s, s, s}, seen)
}

func TestCheckpointAfterEachThing(t *testing.T) {
	l := virtual(t)
	g := &log{l: l}
	l.SetCheckpoint(g.step("checkpoint"))
	l.Post(g.step("post"))
	l.QueueTask(l.Context(), Networking, nil, g.step("task"))
	l.After(l.Context(), 0, g.step("timer"))
	require.NoError(t, l.Advance(0))
	assert.Equal(t, []string{"0ms task", "0ms checkpoint", "0ms post", "0ms checkpoint", "0ms timer", "0ms checkpoint"}, g.lines)
}

func TestHoldStopsTheClock(t *testing.T) {
	l := virtual(t)
	g := &log{l: l}
	release := l.Hold()
	second := l.Hold()
	started := make(chan struct{})
	l.QueueTask(l.Context(), Networking, nil, func(context.Context) { close(started) })
	l.After(l.Context(), time.Millisecond, g.step("timer"))
	go func() {
		<-started
		l.Post(g.step("answer"))
		release()
		release()
		l.Post(g.step("second answer"))
		second()
	}()
	require.NoError(t, l.Advance(time.Second))
	assert.Equal(t, []string{"0ms answer", "0ms second answer", "1ms timer"}, g.lines)
}

func TestDoDuringVirtualTime(t *testing.T) {
	l := New(Options{Virtual: true})
	stop := run(t, l)
	var ticks int
	var tick func(ctx context.Context)
	tick = func(ctx context.Context) {
		ticks++
		l.After(ctx, time.Second, tick)
	}
	require.NoError(t, l.Do(func(ctx context.Context) {
		l.VirtualTime(Policy{Paused: true})
		tick(ctx)
	}))
	require.NoError(t, l.Do(func(context.Context) { assert.Equal(t, 1, ticks, "the clock is paused") }))
	expired := make(chan time.Duration, 1)
	require.NoError(t, l.Do(func(context.Context) {
		l.VirtualTime(Policy{Budget: 90 * time.Second, Expired: func() { expired <- l.Elapsed() }})
	}))
	assert.Equal(t, 90*time.Second, <-expired)
	require.NoError(t, l.Do(func(context.Context) { assert.Equal(t, 91, ticks) }))
	assert.NoError(t, stop())
	assert.ErrorIs(t, l.Do(func(context.Context) {}), ErrClosed)
	l.Post(func(context.Context) { t.Error("ran") })
	<-l.Done()
}

func TestBudgetOfAPageThatWaitsForNothing(t *testing.T) {
	l := New(Options{Virtual: true})
	defer run(t, l)()
	expired := make(chan time.Duration, 1)
	policy := Policy{Budget: time.Minute, Expired: func() { expired <- l.Elapsed() }}
	require.NoError(t, l.Do(func(context.Context) { l.VirtualTime(policy) }))
	// Nothing has run, so whoever set the budget has yet to say what for.
	require.NoError(t, l.Do(func(context.Context) { assert.Zero(t, l.Elapsed()) }))
	require.NoError(t, l.Do(func(ctx context.Context) { l.QueueTask(ctx, Networking, nil, func(context.Context) {}) }))
	assert.Equal(t, time.Minute, <-expired)
}

func TestInitial(t *testing.T) {
	l := New(Options{})
	defer run(t, l)()
	at := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	require.NoError(t, l.Do(func(context.Context) {
		assert.False(t, l.Virtual())
		l.VirtualTime(Policy{Paused: true, Initial: at})
		assert.True(t, l.Virtual())
		assert.Equal(t, at, l.Now())
		l.VirtualTime(Policy{Real: true})
		assert.False(t, l.Now().Before(at))
	}))
}

func TestRealClock(t *testing.T) {
	l := New(Options{Start: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)})
	stop := run(t, l)
	fired := make(chan time.Duration, 1)
	l.Post(func(ctx context.Context) {
		l.After(ctx, time.Millisecond, func(context.Context) { fired <- l.Elapsed() })
	})
	assert.GreaterOrEqual(t, <-fired, time.Millisecond)
	require.NoError(t, l.Do(func(context.Context) { assert.Equal(t, 2030, l.Now().Year()) }))
	assert.NoError(t, stop())
	assert.Panics(t, func() { _ = New(Options{}).Advance(0) })
}

// Posted functions reach a real-clock loop that is never idle.
func TestPostsAreNotStarved(t *testing.T) {
	for _, virtual := range []bool{false, true} {
		l := New(Options{Virtual: virtual})
		stop := run(t, l)
		var again func(context.Context)
		again = func(ctx context.Context) { l.QueueTask(ctx, PostedMessage, nil, again) }
		l.Post(again)
		require.NoError(t, l.Do(func(context.Context) {}))
		require.NoError(t, stop())
	}
}

func TestStarvationMovesTheClock(t *testing.T) {
	for _, c := range []struct {
		name  string
		again func(l *Loop, ctx context.Context, f func(context.Context))
	}{
		{"tasks", func(l *Loop, ctx context.Context, f func(context.Context)) { l.QueueTask(ctx, PortMessage, nil, f) }},
		{"parallel steps", func(l *Loop, ctx context.Context, f func(context.Context)) { l.InParallel(ctx, f) }},
		{"timers", func(l *Loop, ctx context.Context, f func(context.Context)) { l.After(ctx, 0, f) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := virtual(t)
			n, fired := 0, false
			var f func(context.Context)
			f = func(ctx context.Context) { n++; c.again(l, ctx, f) }
			f(l.Context())
			l.After(l.Context(), 100*time.Millisecond, func(context.Context) { fired = true })
			require.NoError(t, l.Advance(time.Second))
			assert.True(t, fired)
			assert.InDelta(t, instantCap*100, n, instantCap*2)
		})
	}
}

func TestBusyInAHeldInstantGoesOn(t *testing.T) {
	l := virtual(t)
	release := l.Hold()
	n := 0
	var f func(context.Context)
	f = func(ctx context.Context) {
		if n++; n < instantCap+10 {
			l.QueueTask(ctx, PortMessage, nil, f)
			return
		}
		release() // only the page's own work leads to the release
	}
	f(l.Context())
	require.NoError(t, l.Advance(0))
	assert.Equal(t, instantCap+10, n)
}

func TestReadingTheClockMovesIt(t *testing.T) {
	l := virtual(t)
	done := false
	l.QueueTask(l.Context(), Networking, nil, func(context.Context) {
		for start := l.Now(); l.Now().Sub(start) < time.Second; {
		}
		done = true
	})
	require.NoError(t, l.Advance(time.Second))
	assert.True(t, done)
	assert.GreaterOrEqual(t, l.clock.elapsed, time.Second)
}

func TestPanics(t *testing.T) {
	boom := errors.New("boom")
	l := virtual(t)
	l.QueueTask(l.Context(), Networking, nil, func(context.Context) { panic(boom) })
	err := l.Advance(0)
	var p *PanicError
	require.ErrorAs(t, err, &p)
	require.ErrorIs(t, err, boom)
	assert.Contains(t, string(p.Stack), "TestPanics")

	var got []any
	l.SetPanicHandler(func(v any, stack []byte) {
		got = append(got, v)
		assert.Contains(t, string(stack), "TestPanics")
	})
	ran := false
	l.QueueTask(l.Context(), Networking, nil, func(ctx context.Context) {
		l.Sleep(ctx, time.Second)
		panic(1)
	})
	l.InParallel(l.Context(), func(context.Context) { panic(2) })
	l.After(l.Context(), time.Minute, func(context.Context) { ran = true })
	require.NoError(t, l.Advance(time.Hour))
	assert.Equal(t, []any{2, 1}, got)
	assert.True(t, ran)
}

func TestDoThatPanics(t *testing.T) {
	l := New(Options{Virtual: true})
	defer run(t, l)()
	l.Post(func(context.Context) { l.SetPanicHandler(func(any, []byte) {}) })
	assert.ErrorContains(t, l.Do(func(context.Context) { panic("x") }), "panicked")
	assert.NoError(t, l.Do(func(context.Context) {}))
}

func TestCloseEndsCoroutines(t *testing.T) {
	before := runtime.NumGoroutine()
	l := New(Options{Virtual: true})
	var ended []int
	for i := range 20 {
		l.InParallel(l.Context(), func(ctx context.Context) {
			defer func() { ended = append(ended, i) }()
			defer func() { // cleaning up must not be able to wait again
				defer func() { ended = append(ended, 100+i); panic(recover()) }()
				WaitUntil(ctx, func() bool { return false })
			}()
			WaitUntil(ctx, func() bool { return false })
			t.Error("went on")
		})
	}
	l.QueueTask(l.Context(), Networking, nil, func(ctx context.Context) { l.Sleep(ctx, time.Hour); t.Error("went on") })
	require.NoError(t, l.Advance(time.Second))
	l.Close()
	l.Close()
	<-l.Done()
	assert.Len(t, ended, 40)
	assert.Equal(t, []int{100, 0, 101, 1}, ended[:4])
	assert.ErrorIs(t, l.Advance(0), ErrClosed)
	assert.NoError(t, l.Run(context.Background()))
	assert.Equal(t, before, runtime.NumGoroutine())
}

func TestRunEndsWithItsContext(t *testing.T) {
	l := New(Options{Virtual: true})
	ctx, cancel := context.WithCancel(context.Background())
	l.Post(func(ctx context.Context) {
		l.InParallel(ctx, func(ctx context.Context) { WaitUntil(ctx, func() bool { return false }) })
		cancel()
	})
	assert.ErrorIs(t, l.Run(ctx), context.Canceled)
	<-l.Done()
	l.Close()
}

func TestCloseFromInside(t *testing.T) {
	l := New(Options{Virtual: true})
	l.Post(func(ctx context.Context) { l.Close() })
	assert.NoError(t, l.Run(context.Background()))
}

func TestRandIsSeeded(t *testing.T) {
	a, b, c := New(Options{Seed: 3}), New(Options{Seed: 3}), New(Options{Seed: 4})
	x := a.Rand().Uint64()
	assert.Equal(t, x, b.Rand().Uint64())
	assert.NotEqual(t, x, c.Rand().Uint64())
}

func BenchmarkTask(b *testing.B) {
	l := virtual(b)
	b.ReportAllocs()
	n := 0
	var again func(context.Context)
	again = func(ctx context.Context) {
		if n++; n < b.N {
			l.QueueTask(ctx, Networking, nil, again)
		}
	}
	again(l.Context())
	if err := l.Advance(time.Duration(b.N) * time.Millisecond); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkSleep(b *testing.B) {
	l := virtual(b)
	b.ReportAllocs()
	l.InParallel(l.Context(), func(ctx context.Context) {
		for range b.N {
			l.Sleep(ctx, time.Minute)
		}
	})
	if err := l.Advance(time.Duration(b.N) * time.Minute); err != nil {
		b.Fatal(err)
	}
}

// What the network brings waits for an answer that is owed, whichever arrives first.
func TestDeliveriesWaitForOwedAnswers(t *testing.T) {
	l := New(Options{Virtual: true})
	var got []string
	release := l.Owe()
	l.Deliver(func(context.Context) { got = append(got, "network") })
	l.Post(func(context.Context) { got = append(got, "answer") })
	l.Post(func(context.Context) { got = append(got, "answered"); release() })
	require.NoError(t, l.Advance(0))
	assert.Equal(t, []string{"answer", "answered", "network"}, got)
}

// With the real clock nothing that arrives has to wait.
func TestDeliveriesOnTheRealClock(t *testing.T) {
	l := New(Options{})
	defer l.Owe()()
	delivered := make(chan struct{})
	l.Deliver(func(context.Context) { close(delivered); l.Close() })
	require.NoError(t, l.Run(context.Background()))
	<-delivered
}
